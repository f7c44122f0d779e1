//! What the data could have shown, and how much more of it would decide.

use super::decide::{pairs, sign_flip, wide};
use super::policy::GatePolicy;
use super::statistics::{Clustered, Deciding, Family, smallest_drop};
use super::tally::Change;

/// The share of cases that is taken to improve by chance, where drops are reckoned with.
pub const IMPROVING: f64 = 0.05;
/// How often a drop is to be seen that counts as detectable.
pub const POWER: f64 = 0.8;

fn family(tests: usize, policy: &GatePolicy) -> Family {
    Family {
        alpha: policy.alpha,
        criteria: wide(tests),
        method: policy.method,
    }
}

/// The smallest drop that as many cases show four times in five; `None` when they show none. Repeats are not
/// reckoned with: they can only show more.
pub(super) fn detectable_drop(cases: usize, tests: usize, policy: &GatePolicy) -> Option<f64> {
    smallest_drop(&family(tests, policy), wide(cases), IMPROVING, POWER)
}

/// How many cases like these would decide, one way or the other.
pub(super) fn cases_to_decide(change: &Change, tests: usize, policy: &GatePolicy) -> Option<usize> {
    let deciding = Deciding {
        family: family(tests, policy),
        min_effect: policy.min_effect,
        margin: policy.margin,
    };
    let cases = if change.clusters.are_single() {
        deciding.pairs(&pairs(change))
    } else {
        deciding.repeats(&Clustered::of(change.clusters.each())?, &sign_flip(change))
    };
    cases.and_then(|cases| usize::try_from(cases).ok())
}
