//! The evidence of the pairs that a report shows, read again from the logs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::comparison::{Comparison, Side};
use super::pairing::Pair;
use super::tally::{Flip, Turn};
use crate::run::{EvidenceRecord, ResultRecord, SourceRef};
use crate::verdict::Verdict;

/// What one record says of the criteria that are shown.
#[derive(Debug, Clone)]
struct Excerpt {
    source: SourceRef,
    verdicts: BTreeMap<Arc<str>, (Verdict, Vec<EvidenceRecord>)>,
}

/// One side of a pair, on one criterion.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'e> {
    /// Where the record was read when it was scored.
    pub source: &'e SourceRef,
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons.
    pub evidence: &'e [EvidenceRecord],
}

/// The evidence that was read.
#[derive(Debug, Clone, Default)]
pub struct Excerpts(BTreeMap<(Side, u32), Excerpt>);

impl Excerpts {
    /// Keeps what `record`, of this row, says.
    pub fn add(&mut self, side: Side, row: u32, record: ResultRecord<'_>) {
        let verdicts = record.verdicts.into_iter();
        let verdicts = verdicts.map(|v| (v.criterion, (v.verdict, v.evidence)));
        let excerpt = Excerpt {
            source: record.source,
            verdicts: verdicts.collect(),
        };
        self.0.insert((side, row), excerpt);
    }

    /// What is known of one side of a pair.
    #[must_use]
    pub fn seen(
        &self,
        side: Side,
        pair: Pair,
        criterion: &str,
        index: Option<u32>,
    ) -> Option<Seen<'_>> {
        let row = match side {
            Side::Baseline => pair.baseline,
            Side::Candidate => pair.candidate,
        };
        let excerpt = self.0.get(&(side, row))?;
        let (verdict, evidence) = match index {
            None => excerpt.verdicts.get(criterion),
            Some(index) => excerpt.verdicts.get(&*format!("{criterion}#{index}")),
        }?;
        Some(Seen {
            source: &excerpt.source,
            verdict: *verdict,
            evidence,
        })
    }
}

/// How many pairs of a criterion are shown that turned one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The first few.
    First(usize),
    /// All.
    All,
}

impl Comparison<'_> {
    /// The pairs of a criterion that turned one way, in input order.
    #[must_use]
    pub fn turned(&self, criterion: usize, turn: Turn) -> &[Flip] {
        let key = (criterion, turn);
        let start = self
            .flips
            .partition_point(|flip| (flip.criterion, flip.turn) < key);
        let end = self
            .flips
            .partition_point(|flip| (flip.criterion, flip.turn) <= key);
        &self.flips[start..end]
    }

    /// The rows of each side whose evidence a report shows.
    #[must_use]
    pub fn rows_shown(&self, shown: Shown) -> [BTreeSet<u32>; 2] {
        let mut rows = [BTreeSet::new(), BTreeSet::new()];
        let groups = self
            .flips
            .chunk_by(|a, b| (a.criterion, a.turn) == (b.criterion, b.turn));
        for group in groups {
            let count = match shown {
                Shown::First(count) => count.min(group.len()),
                Shown::All => group.len(),
            };
            for flip in &group[..count] {
                rows[0].insert(flip.pair.baseline);
                rows[1].insert(flip.pair.candidate);
            }
        }
        rows
    }
}
