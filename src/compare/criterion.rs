//! One criterion on two runs: its numbers, and what they mean under a policy.

use std::sync::Arc;

use super::decide::{Rate, RepeatRates, Test, rate};
use super::outlook::Outlook;
use super::policy::{GatePolicy, RubricChange, Strictness};
use super::revision::Revision;
use super::tally::{Change, Tally};
use crate::run::RuleInfo;
use crate::verdict::Level;

/// What a comparison says of a criterion, or of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A drop as large as the margin is ruled out.
    Passed,
    /// The candidate is worse, and chance does not explain it.
    Regressed,
    /// The data cannot tell.
    Inconclusive,
    /// Of a criterion: no pair was decided on both sides.
    Untested,
    /// Of all: the runs cannot be compared.
    NotComparable,
}

impl Outcome {
    /// The word of machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Regressed => "regressed",
            Self::Inconclusive => "inconclusive",
            Self::Untested => "untested",
            Self::NotComparable => "not-comparable",
        }
    }
}

/// Why a criterion regressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It fails where it passed.
    NewFailures,
    /// It does not apply where it did.
    NoLongerApplies,
    /// The candidate's rubric does not have it.
    Removed,
    /// The candidate's rubric binds less.
    Weakened,
}

impl Cause {
    /// The word of machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewFailures => "new-failures",
            Self::NoLongerApplies => "no-longer-applies",
            Self::Removed => "removed",
            Self::Weakened => "weakened",
        }
    }
}

/// A criterion on both sides.
#[derive(Debug, Clone)]
pub struct CriterionComparison {
    /// Its id.
    pub id: Arc<str>,
    /// How binding it is.
    pub level: Level,
    /// The rule it stands for.
    pub rule: Option<RuleInfo>,
    /// Whether it decides.
    pub gated: bool,
    /// What became of it in the candidate's rubric.
    pub revision: Revision,
    /// The counts.
    pub tally: Tally,
    /// The test of its pass rate; `None` without a pair that both sides decided.
    pub test: Option<Test>,
    /// The test of its being applicable; `None` where that did not change.
    pub silence: Option<Test>,
    /// What it all means.
    pub outcome: Outcome,
    /// Why it regressed.
    pub cause: Option<Cause>,
    /// The smallest drop that these cases show four times in five; `None` when they show none.
    pub detectable_drop: Option<f64>,
    /// How many cases like these would decide; only for an inconclusive criterion.
    pub cases_to_decide: Option<usize>,
    /// What repeats tell; only where a case has several.
    pub repeats: Option<RepeatRates>,
}

impl CriterionComparison {
    /// The pairs that both sides decided.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.tally.passing.pairs
    }

    /// The pass rates of the baseline and the candidate over these pairs.
    #[must_use]
    pub fn rates(&self) -> Option<(f64, f64)> {
        let Change {
            pairs,
            baseline,
            candidate,
            ..
        } = self.tally.passing;
        let share = |part| crate::words::share(part, pairs);
        share(baseline).zip(share(candidate))
    }

    /// The same with their 95 % intervals (Wilson 1927).
    #[must_use]
    pub fn rate_intervals(&self) -> Option<[Rate; 2]> {
        let passing = &self.tally.passing;
        let of = |passes| rate(passes, passing.pairs);
        Some([of(passing.baseline)?, of(passing.candidate)?])
    }

    /// Decides, once all p values are adjusted; `outlook` is that of all tests that were made together.
    pub(super) fn decide(&mut self, policy: &GatePolicy, outlook: &mut Outlook<'_>) {
        let cause = self.cause_of_regression(policy);
        self.cause = cause;
        self.outcome = match (cause, &self.test) {
            (Some(_), _) => Outcome::Regressed,
            (None, None) => Outcome::Untested,
            (None, Some(test)) => {
                let safe = |test: &Test| test.lower.is_some_and(|lower| lower > -policy.margin);
                if safe(test) && self.silence.as_ref().is_none_or(safe) {
                    Outcome::Passed
                } else {
                    Outcome::Inconclusive
                }
            }
        };
        let passing = &self.tally.passing;
        self.repeats = RepeatRates::of(passing);
        self.detectable_drop = outlook.detectable_drop(passing.clusters.cases());
        self.cases_to_decide = (self.outcome == Outcome::Inconclusive)
            .then(|| outlook.cases_to_decide(passing))
            .flatten();
    }

    fn cause_of_regression(&self, policy: &GatePolicy) -> Option<Cause> {
        if policy.rubric_change == RubricChange::Refused {
            match self.revision {
                Revision::Removed => return Some(Cause::Removed),
                Revision::Weakened { .. } => return Some(Cause::Weakened),
                Revision::Kept | Revision::Changed => {}
            }
        }
        let worse = |test: &Option<Test>| {
            test.as_ref().is_some_and(|test| {
                test.p_adjusted <= policy.alpha
                    && test.delta < 0.0
                    && test.delta <= -policy.min_effect
            })
        };
        let any_failure =
            policy.strictness == Strictness::AnyFailure && self.tally.passing.lost > 0;
        if worse(&self.test) || any_failure {
            Some(Cause::NewFailures)
        } else if worse(&self.silence) {
            Some(Cause::NoLongerApplies)
        } else {
            None
        }
    }
}
