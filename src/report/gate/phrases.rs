//! What the formats of a comparison say alike, beside the sentences that `compare` has.
//!
//! Nothing is quoted here: each format escapes what it writes.

use super::GateReport;
use crate::compare::{Cause, Comparison, CriterionComparison, Outcome, Pair, Seen, Side, Turn};
use crate::compare::{how_it_regressed, notes};
use crate::report::cell::one_line;
use crate::report::place::{Spot, rule_spot};
use crate::verdict::printable;
use crate::words::{counted, grouped, percent, points, score, signed_points};

/// Most columns of a note of evidence.
const NOTE: usize = 300;

/// The criteria with their numbers: what decides comes first, and of that the worst.
pub(super) fn worst_first<'c>(
    comparison: &'c Comparison<'_>,
) -> Vec<(usize, &'c CriterionComparison)> {
    let mut rows: Vec<(usize, &CriterionComparison)> =
        comparison.criteria.iter().enumerate().collect();
    rows.sort_by_key(|(_, row)| (!row.gated, rank(row.outcome)));
    rows
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Regressed => 0,
        Outcome::Inconclusive | Outcome::NotComparable => 1,
        Outcome::Untested => 2,
        Outcome::Passed => 3,
    }
}

/// The numbers of a row: pairs, baseline, candidate, delta, interval, worse, better.
pub(super) fn cells(row: &CriterionComparison) -> [String; 7] {
    let dash = || "-".to_owned();
    let (before, after) = row.rates().unzip();
    let interval = row.test.as_ref().and_then(|test| test.interval);
    let delta = row.test.as_ref().map(|test| signed_points(test.delta));
    [
        grouped(row.pairs()),
        before.map_or_else(dash, percent),
        after.map_or_else(dash, percent),
        delta.unwrap_or_else(dash),
        interval.map_or_else(dash, |[low, high]| {
            format!("{} .. {}", signed_points(low), signed_points(high))
        }),
        grouped(row.tally.passing.lost),
        grouped(row.tally.passing.gained),
    ]
}

/// What follows the word of an outcome: how it came about, what the cases could have shown, and pairs lost.
pub(super) fn qualified(row: &CriterionComparison) -> String {
    let mut text = match row.outcome {
        Outcome::Regressed => match row.cause {
            None | Some(Cause::NewFailures) => row
                .test
                .as_ref()
                .map(|test| format!(" (p {:.4})", test.p_adjusted))
                .unwrap_or_default(),
            Some(Cause::NoLongerApplies | Cause::Removed | Cause::Weakened) => {
                format!(" ({})", how_it_regressed(row))
            }
        },
        Outcome::Inconclusive => format!(" ({})", what_would_show(row)),
        Outcome::Passed | Outcome::Untested | Outcome::NotComparable => String::new(),
    };
    let lost = row.tally.lost;
    let parts = [
        (lost.na_on_baseline + lost.na_on_candidate, "na"),
        (lost.error_on_baseline + lost.error_on_candidate, "error"),
    ];
    let parts = parts.iter().filter(|(n, _)| *n > 0);
    let parts: Vec<String> = parts
        .map(|(n, what)| format!("{} to {what}", grouped(*n)))
        .collect();
    if !parts.is_empty() {
        text.push_str(", pairs lost: ");
        text.push_str(&parts.join(", "));
    }
    text
}

/// The drop that the cases show, and how many would decide.
pub(super) fn what_would_show(row: &CriterionComparison) -> String {
    let mut text = match row.detectable_drop {
        Some(drop) => format!("shows a drop from {}", points(drop)),
        None => "shows no drop of any size".to_owned(),
    };
    if let Some(cases) = row.cases_to_decide {
        text.push_str("; ");
        text.push_str(&counted(cases, "case", "cases"));
        text.push_str(" would decide");
    }
    text
}

/// `4 new failures`.
pub(super) fn what_turned(turn: Turn, count: usize) -> String {
    let answers = || counted(count, "answer", "answers");
    match turn {
        Turn::NewFailure => counted(count, "new failure", "new failures"),
        Turn::NoLongerApplies => format!("no longer applies to {}", answers()),
        Turn::Undecided => format!("no longer decided in {}", answers()),
        Turn::NewPass => counted(count, "new pass", "new passes"),
    }
}

/// Everything in one line.
pub(super) fn summary_line(comparison: &Comparison<'_>) -> String {
    let count = |outcome| grouped(comparison.gated_with(outcome).count());
    format!(
        "{}, {}: {} regressed, {} inconclusive, {} passed, {} untested; score {} -> {}",
        counted(comparison.pairing.cases(), "case", "cases"),
        counted(
            comparison.gated().count(),
            "gated criterion",
            "gated criteria"
        ),
        count(Outcome::Regressed),
        count(Outcome::Inconclusive),
        count(Outcome::Passed),
        count(Outcome::Untested),
        score(comparison.baseline.mean_score()),
        score(comparison.candidate.mean_score()),
    )
}

/// The notes, and what the cases could have shown of each inconclusive criterion.
pub(super) fn open_questions(comparison: &Comparison<'_>) -> Vec<String> {
    let mut lines = notes(comparison);
    let rows = comparison.gated_with(Outcome::Inconclusive);
    lines.extend(rows.map(|row| format!("{} {}", printable(&row.id), what_would_show(row))));
    lines
}

/// Both sides of a pair, as far as their evidence was read.
pub(super) fn sides<'r>(
    report: &GateReport<'r>,
    id: &str,
    pair: Pair,
    index: Option<u32>,
) -> Vec<(Side, Seen<'r>)> {
    [Side::Baseline, Side::Candidate]
        .into_iter()
        .filter_map(|side| Some((side, report.excerpts.seen(side, pair, id, index)?)))
        .collect()
}

/// `answers.jsonl:3`.
pub(super) fn source(seen: &Seen<'_>) -> String {
    format!("{}:{}", seen.source.file, seen.source.line)
}

/// `[12:4] what was seen`: the first reason in one line.
pub(super) fn reason(seen: &Seen<'_>) -> Option<String> {
    let first = seen.evidence.first()?;
    let note = one_line(&first.note, NOTE);
    Some(match (first.line, first.column) {
        (Some(line), Some(column)) => format!("[{line}:{column}] {note}"),
        (Some(_) | None, _) => note,
    })
}

/// `fail b.jsonl:3 [12:4] what was seen`.
pub(super) fn evidence(seen: &Seen<'_>) -> String {
    let said = format!("{} {}", seen.verdict.as_str(), source(seen));
    match reason(seen) {
        Some(reason) => format!("{said} {reason}"),
        None => said,
    }
}

/// `4 new failures`, what is wrong with a pair, and the evidence of its sides: a line each.
pub(super) fn at_length(report: &GateReport<'_>, number: usize) -> Vec<String> {
    let comparison = report.comparison;
    let row = &comparison.criteria[number];
    let turn = match row.cause {
        Some(Cause::NoLongerApplies) => Turn::NoLongerApplies,
        Some(Cause::NewFailures | Cause::Removed | Cause::Weakened) | None => Turn::NewFailure,
    };
    let flips = comparison.turned(number, turn);
    let Some(first) = flips.first() else {
        return Vec::new();
    };
    let mut lines = vec![what_turned(turn, flips.len())];
    let seen = sides(report, &row.id, first.pair, first.index);
    if !seen.is_empty() {
        let name = comparison.name(Side::Baseline, first.pair.baseline);
        lines.push(format!("first: {}", crate::compare::case_name(&name)));
    }
    let seen = seen.iter();
    lines.extend(seen.map(|(side, seen)| format!("{}: {}", side.as_str(), evidence(seen))));
    lines
}

/// Where the rule of a criterion stands: in the prompt that the candidate was made with, or the baseline.
pub(super) fn spot<'c>(
    comparison: &'c Comparison<'_>,
    row: &CriterionComparison,
) -> Option<Spot<'c>> {
    let candidate = comparison.candidate.header();
    let now = candidate.criteria.iter().find(|now| now.id == row.id);
    let now = now.and_then(|now| rule_spot(candidate, now.rule.as_ref()));
    let before = || rule_spot(comparison.baseline.header(), row.rule.as_ref());
    match now {
        Some(spot) if spot.line.is_some() => Some(spot),
        Some(_) | None => before().or(now),
    }
}
