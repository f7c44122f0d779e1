//! Scores one document with a rubric: a pure function.

use std::sync::Arc;

use super::context::{Context, Shared};
use super::criterion::{Criterion, Rubric};
use super::outcome::{self, Decision, Outcome};
use crate::document::Document;
use crate::verdict::{Evidence, Verdict};

/// The verdict of one criterion on one response.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionVerdict {
    /// The criterion's id.
    pub criterion: Arc<str>,
    /// Its verdict.
    pub verdict: Verdict,
    /// The reasons, most telling first.
    pub evidence: Vec<Evidence>,
}

/// All verdicts on one response.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// One for each checked criterion, in the order of the rubric.
    pub verdicts: Vec<CriterionVerdict>,
    /// Sum of the weights passed over the sum of the weights decided; `None` when nothing was.
    pub score: Option<f64>,
}

impl Rubric {
    /// Scores `document`.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> Scored {
        let shared = Shared::new(document, &self.table, self.slots);
        let context = Context::new(&shared);
        let (mut passed, mut decided) = (0.0, 0.0);
        let mut verdicts = Vec::with_capacity(self.criteria.len());
        for criterion in &self.criteria {
            let Some(verdict) = criterion.evaluate(&context) else {
                continue;
            };
            match verdict.verdict {
                Verdict::Pass => {
                    passed += criterion.weight;
                    decided += criterion.weight;
                }
                Verdict::Fail => decided += criterion.weight,
                Verdict::Na | Verdict::Error => {}
            }
            verdicts.push(verdict);
        }
        Scored {
            verdicts,
            score: (decided > 0.0).then(|| passed / decided),
        }
    }
}

impl Criterion {
    /// The verdict; `None` for a criterion that no check decides.
    pub(super) fn evaluate(&self, context: &Context<'_>) -> Option<CriterionVerdict> {
        let check = self.check.as_ref()?;
        let applies = outcome::all(self.whens.iter().map(|when| when.evaluate(context)));
        let (verdict, outcome): (Verdict, Outcome) = match applies.decision {
            Decision::Fail => (Verdict::Na, applies),
            Decision::Error => (Verdict::Error, applies),
            Decision::Pass => {
                let outcome = check.evaluate(context);
                (outcome.decision.into(), outcome)
            }
        };
        Some(CriterionVerdict {
            criterion: self.id.clone(),
            verdict,
            evidence: outcome.evidence,
        })
    }
}
