//! Properties of comparisons: the order of records means nothing, sides mirror each other, nothing is lost.

use proptest::prelude::*;
use serde_json::json;

use super::comparison::{Comparison, compare};
use super::criterion::Outcome;
use super::policy::GatePolicy;
use crate::run::{Ledger, LedgerReader};

/// A response: its case, its repeat, and a letter for each of two criteria.
type Row = (u8, u32, [char; 2]);

fn ledger(who: u8, rows: &[Row]) -> Ledger {
    let mut reader = LedgerReader::default();
    reader.begin("log");
    let mut line = |record: serde_json::Value| reader.line(record.to_string().as_bytes(), 0);
    let criterion = |id: &str| json!({"id": id, "level": "must", "weight": 1});
    line(
        json!({"type": "baseline", "format": 1, "semper": "0.1.0", "no_text": true,
        "rubric": {"name": "r", "digest": "sha256:00"}, "unchecked": [],
        "criteria": [criterion("venv"), criterion("тесты")]}),
    )
    .unwrap();
    for (case, repeat, letters) in rows {
        let digest = format!("{who:02x}{case:02x}{repeat:028x}");
        line(
            json!({"type": "case", "case": format!("вопрос {case}"), "repeat": repeat,
            "digest": digest, "score": null, "verdicts": letters.iter().collect::<String>()}),
        )
        .unwrap();
    }
    line(json!({"type": "summary", "responses": rows.len(), "invalid": 0, "score": null, "criteria": {}}))
        .unwrap();
    reader.end().unwrap();
    reader.finish().unwrap()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let letter = || prop::sample::select(vec!['p', 'p', 'f', 'n', 'e']);
    let row = (0_u8..12, 0_u32..3, [letter(), letter()]);
    prop::collection::vec(row, 1..40).prop_map(|mut rows| {
        // A case and repeat stands once.
        rows.sort_by_key(|(case, repeat, _)| (*case, *repeat));
        rows.dedup_by_key(|(case, repeat, _)| (*case, *repeat));
        rows
    })
}

/// Everything that a comparison says of its criteria, to be held against another.
fn said(comparison: &Comparison<'_>) -> Vec<String> {
    let criteria = comparison.criteria.iter();
    let each =
        criteria.map(|c| format!("{:?} {:?} {:?} {:?}", c.outcome, c.tally, c.test, c.silence));
    each.chain([format!("{:?}", comparison.outcome)]).collect()
}

proptest! {
    #[test]
    fn the_order_of_records_means_nothing(a in rows(), b in rows(), seed in any::<prop::sample::Index>()) {
        let policy = GatePolicy::default;
        let (before, after) = (ledger(1, &a), ledger(2, &b));
        let straight = compare(&before, &after, None, policy());
        let mut turned = b.clone();
        turned.rotate_left(seed.index(b.len()));
        turned.reverse();
        let shuffled = ledger(2, &turned);
        let other = compare(&before, &shuffled, None, policy());
        prop_assert_eq!(said(&straight), said(&other));
    }

    #[test]
    fn no_row_is_lost(a in rows(), b in rows()) {
        let (before, after) = (ledger(1, &a), ledger(2, &b));
        let found = compare(&before, &after, None, GatePolicy::default());
        let sides = [
            (&a, &before, &found.pairing.baseline),
            (&b, &after, &found.pairing.candidate),
        ];
        for (side, ledger, alone) in sides {
            let missing = |row: &&u32| {
                let case = ledger.case(**row as usize);
                side.iter().filter(|(other, ..)| format!("вопрос {other}") == case).count()
            };
            let in_cases: usize = alone.cases.iter().map(|row| missing(&row)).sum();
            prop_assert_eq!(found.pairing.pairs.len() + in_cases + alone.repeats.len(), side.len());
        }
        for criterion in &found.criteria {
            let clusters = criterion.tally.passing.clusters.each();
            let pairs: u64 = clusters.map(|(_, pairs)| pairs).sum();
            prop_assert_eq!(pairs, criterion.pairs() as u64);
        }
    }

    #[test]
    fn sides_mirror_each_other(a in rows(), b in rows()) {
        let (before, after) = (ledger(1, &a), ledger(2, &b));
        let there = compare(&before, &after, None, GatePolicy::default());
        let back = compare(&after, &before, None, GatePolicy::default());
        for (one, other) in there.criteria.iter().zip(&back.criteria) {
            let (one, other) = (&one.tally, &other.tally);
            prop_assert_eq!(one.passing.lost, other.passing.gained);
            prop_assert_eq!(one.applicable.gained, other.applicable.lost);
            prop_assert_eq!(one.lost.error_on_candidate, other.lost.error_on_baseline);
            prop_assert_eq!(one.baseline, other.candidate);
        }
    }

    #[test]
    fn answers_that_are_the_same_are_never_a_verdict(a in rows()) {
        let (before, after) = (ledger(1, &a), ledger(1, &a));
        let found = compare(&before, &after, None, GatePolicy::default());
        prop_assert_eq!(found.outcome, Outcome::NotComparable);
    }
}
