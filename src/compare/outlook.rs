//! What the data could have shown, and how much more of it would decide.

use std::collections::BTreeMap;

use super::decide::{pairs, sign_flip, wide};
use super::policy::GatePolicy;
use super::statistics::{Clustered, Deciding, Family, smallest_drop};
use super::tally::Change;

/// The share of cases that is taken to improve by chance, where drops are reckoned with.
pub const IMPROVING: f64 = 0.05;
/// How often a drop is to be seen that counts as detectable.
pub const POWER: f64 = 0.8;

/// The outlook of tests that are made together.
#[derive(Debug)]
pub(super) struct Outlook<'p> {
    family: Family,
    policy: &'p GatePolicy,
    /// Detectable drops by the number of cases: criteria have few numbers among them, and each takes a while.
    drops: BTreeMap<usize, Option<f64>>,
}

impl<'p> Outlook<'p> {
    /// The outlook of so many tests.
    pub(super) fn new(tests: usize, policy: &'p GatePolicy) -> Self {
        let family = Family {
            alpha: policy.alpha,
            criteria: wide(tests),
            method: policy.method,
        };
        Self {
            family,
            policy,
            drops: BTreeMap::new(),
        }
    }

    /// The smallest drop that as many cases show four times in five; `None` when they show none. Repeats are not
    /// reckoned with: they can only show more.
    pub(super) fn detectable_drop(&mut self, cases: usize) -> Option<f64> {
        let family = &self.family;
        let reckon = || smallest_drop(family, wide(cases), IMPROVING, POWER);
        *self.drops.entry(cases).or_insert_with(reckon)
    }

    /// How many cases like these would decide, one way or the other.
    pub(super) fn cases_to_decide(&self, change: &Change) -> Option<usize> {
        let deciding = Deciding {
            family: self.family,
            min_effect: self.policy.min_effect,
            margin: self.policy.margin,
        };
        let cases = if change.clusters.are_single() {
            deciding.pairs(&pairs(change))
        } else {
            deciding.repeats(&Clustered::of(change.clusters.each())?, &sign_flip(change))
        };
        cases.and_then(|cases| usize::try_from(cases).ok())
    }
}
