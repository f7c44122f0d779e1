//! The counts of a run, computed once; reports only arrange them.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;
use crate::words::{rounded, share};

/// How often a criterion got each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Passes.
    pub pass: usize,
    /// Failures.
    pub fail: usize,
    /// Where it did not apply.
    pub na: usize,
    /// Where it could not be decided.
    pub error: usize,
}

impl Counts {
    /// Counts one verdict.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Fail => self.fail += 1,
            Verdict::Na => self.na += 1,
            Verdict::Error => self.error += 1,
        }
    }

    /// Passes over decisions; `None` when nothing was decided.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        share(self.pass, self.pass + self.fail)
    }
}

/// The last line of a log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Scored responses.
    pub responses: usize,
    /// Records that could not be scored.
    pub invalid: usize,
    /// The mean of the responses' scores; `None` when no response has one.
    pub score: Option<f64>,
    /// The counts by criterion, in the order of the header; those of cases by their name without the index.
    pub criteria: IndexMap<Arc<str>, Counts>,
    /// The cases of the cases file that have no answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<String>,
    #[serde(skip)]
    sum: f64,
    #[serde(skip)]
    scored: usize,
}

impl Summary {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(criteria: impl IntoIterator<Item = Arc<str>>) -> Self {
        Self {
            criteria: criteria
                .into_iter()
                .map(|id| (id, Counts::default()))
                .collect(),
            ..Self::default()
        }
    }

    /// Counts one response; each verdict comes with the number of its criterion in the header.
    pub fn add(
        &mut self,
        verdicts: impl IntoIterator<Item = (usize, Verdict)>,
        score: Option<f64>,
    ) {
        self.responses += 1;
        for (criterion, verdict) in verdicts {
            if let Some((_, counts)) = self.criteria.get_index_mut(criterion) {
                counts.add(verdict);
            }
        }
        if let Some(score) = score {
            self.sum += score;
            self.scored += 1;
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "responses are far fewer than 2^52"
        )]
        let mean = (self.scored > 0).then(|| rounded(self.sum / self.scored as f64));
        self.score = mean;
    }
}
