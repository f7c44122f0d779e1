//! A saved baseline: a run small enough to be committed, and made so that its change can be reviewed.
//!
//! One line a response, sorted by case: a digest of what the agent gave, the score, and a letter for each
//! verdict in the order of the head's criteria. No text of prompts or answers, and no evidence.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::ledger::Ledger;
use super::record::{Header, InvalidRecord, Record};
use super::summary::Summary;
use crate::verdict::Verdict;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename = "baseline")]
pub(super) struct BaselineHead {
    #[serde(flatten)]
    pub(super) header: Header,
}

/// One response.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "case")]
struct SavedCase<'c> {
    case: &'c str,
    repeat: u32,
    digest: String,
    score: Option<f64>,
    verdicts: String,
    /// The letters of the criteria that the case has of its own, by `use#index`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    own: BTreeMap<String, String>,
}

/// The letter of a verdict.
fn letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Pass => 'p',
        Verdict::Fail => 'f',
        Verdict::Na => 'n',
        Verdict::Error => 'e',
    }
}

/// The verdict of a letter.
pub(super) fn verdict_of(letter: char) -> Option<Verdict> {
    match letter {
        'p' => Some(Verdict::Pass),
        'f' => Some(Verdict::Fail),
        'n' => Some(Verdict::Na),
        'e' => Some(Verdict::Error),
        _ => None,
    }
}

/// Writes `ledger` as a baseline to be kept.
///
/// # Errors
/// What `out` says.
pub fn save_baseline(ledger: &Ledger, mut out: impl Write) -> io::Result<()> {
    let mut header = ledger.header().clone();
    header.no_text = true;
    let ids = header.criteria.iter().map(|criterion| criterion.id.clone());
    let mut summary = Summary::new(ids.collect::<Vec<_>>());
    line(&mut out, &BaselineHead { header })?;
    let infos = &ledger.header().criteria;
    let of_all: Vec<usize> = (0..infos.len()).filter(|n| !infos[*n].per_case).collect();
    for row in ledger.order().iter().map(|row| *row as usize) {
        let verdicts: Vec<Verdict> = of_all.iter().map(|n| ledger.verdict(row, *n)).collect();
        let own = ledger.own(row);
        let score = ledger.score(row);
        let saved = SavedCase {
            case: ledger.case(row),
            repeat: ledger.repeat(row),
            digest: ledger.fingerprint(row).to_string(),
            score,
            verdicts: verdicts.iter().copied().map(letter).collect(),
            own: own
                .iter()
                .map(|own| {
                    let name = format!("{}#{}", infos[own.criterion as usize].id, own.index);
                    (name, letter(own.verdict).to_string())
                })
                .collect(),
        };
        line(&mut out, &saved)?;
        let own = own.iter().map(|own| (own.criterion as usize, own.verdict));
        summary.add(verdicts.into_iter().enumerate().chain(own), score);
    }
    for record in ledger.invalid() {
        line(&mut out, &Record::Invalid(InvalidRecord::clone(record)))?;
        summary.invalid += 1;
    }
    line(&mut out, &Record::Summary(summary))?;
    out.flush()
}

fn line(out: &mut impl Write, record: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}
