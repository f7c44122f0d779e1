//! What a check says, and how nested checks combine.

use std::sync::Arc;

use crate::verdict::{Evidence, Verdict};

/// The most evidence one check keeps; logs show fewer.
pub(crate) const MAX_EVIDENCE: usize = 64;

/// The decision of a check. `na` does not occur: only a criterion's `when` makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Pass,
    Fail,
    Error,
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Pass => Self::Pass,
            Decision::Fail => Self::Fail,
            Decision::Error => Self::Error,
        }
    }
}

/// A decision with its reasons.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) decision: Decision,
    pub(crate) evidence: Vec<Evidence>,
}

impl Outcome {
    pub(crate) fn pass(evidence: Vec<Evidence>) -> Self {
        Self {
            decision: Decision::Pass,
            evidence,
        }
    }

    pub(crate) fn fail(evidence: Vec<Evidence>) -> Self {
        Self {
            decision: Decision::Fail,
            evidence,
        }
    }

    /// A failure for want of something.
    pub(crate) fn absent(note: impl Into<Arc<str>>) -> Self {
        Self::fail(vec![Evidence::absent(note)])
    }

    /// The check could not be decided.
    pub(crate) fn error(note: impl Into<Arc<str>>) -> Self {
        Self {
            decision: Decision::Error,
            evidence: vec![Evidence::absent(note)],
        }
    }
}

/// `all`: fail beats error beats pass.
pub(crate) fn all(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let mut passed = Vec::new();
    let mut error = None;
    for outcome in outcomes {
        match outcome.decision {
            Decision::Fail => return outcome,
            Decision::Error => error = error.or(Some(outcome)),
            Decision::Pass => passed.extend(outcome.evidence),
        }
    }
    error.unwrap_or_else(|| Outcome::pass(passed))
}

/// `any`: pass beats error beats fail.
pub(crate) fn any(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let mut failed = Vec::new();
    let mut error = None;
    for outcome in outcomes {
        match outcome.decision {
            Decision::Pass => return outcome,
            Decision::Error => error = error.or(Some(outcome)),
            Decision::Fail => failed.extend(outcome.evidence),
        }
    }
    error.unwrap_or_else(|| Outcome::fail(failed))
}
