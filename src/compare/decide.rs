//! From counts to tests: which statistic of `statistics` serves which data.

use serde::Serialize;

use super::policy::GatePolicy;
use super::statistics::{
    Clustered, Confidence, Interval, Pairs, SignFlip, common_repeats, holm, pass_at_k, pass_hat_k,
    wilson,
};
use super::tally::{Change, Clusters};
use crate::words::rounded;

/// A test of whether the candidate is worse.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The change of the rate, as a share; a drop is negative.
    pub delta: f64,
    /// The two-sided 95 % interval of the change.
    pub interval: Option<[f64; 2]>,
    /// The lower limit of the two-sided 90 % interval, which the margin is held against.
    pub lower: Option<f64>,
    /// The one-sided p value.
    pub p: f64,
    /// The same, adjusted for all tests of its family (Holm 1979).
    pub p_adjusted: f64,
}

impl Test {
    /// Tests a change; `None` without pairs.
    pub(super) fn of(change: &Change, policy: &GatePolicy) -> Option<Self> {
        let delta = change.delta()?;
        let interval = |confidence| interval(change, confidence);
        let p = sign_flip(change).p(policy.method);
        Some(Self {
            delta,
            interval: interval(Confidence::NINETY_FIVE).map(|i| [i.lower, i.upper]),
            lower: interval(Confidence::NINETY).map(|i| i.lower),
            p,
            p_adjusted: p,
        })
    }
}

/// The exact sign-flip test over cases. Cases with other numbers of repeats than most weigh the same: their
/// differences are taken as rates, by the least common multiple of the numbers of repeats. Where that is too large
/// to count with, differences are taken as they are, which is still a test at its level.
pub(super) fn sign_flip(change: &Change) -> SignFlip {
    if change.clusters.are_single() {
        return SignFlip::of_pairs(wide(change.lost), wide(change.gained));
    }
    let repeats = change
        .clusters
        .iter()
        .map(|(cluster, _)| u64::from(cluster.pairs));
    let common = common_repeats(repeats);
    let differences = change.clusters.iter().flat_map(|(cluster, count)| {
        let scale = common.map_or(1, |common| common / u64::from(cluster.pairs));
        let difference =
            i64::from(cluster.difference).saturating_mul(scale.try_into().unwrap_or(1));
        std::iter::repeat_n(difference, count)
    });
    SignFlip::of(differences)
}

fn interval(change: &Change, confidence: Confidence) -> Option<Interval> {
    if !change.clusters.are_single() {
        return Clustered::of(change.clusters.each())?.difference(confidence);
    }
    let pairs = pairs(change);
    pairs
        .tango(confidence)
        .or_else(|| pairs.newcombe(confidence))
}

/// The four kinds of pairs.
pub(super) fn pairs(change: &Change) -> Pairs {
    let both = change.baseline - change.lost;
    Pairs {
        both_passed: wide(both),
        regressed: wide(change.lost),
        improved: wide(change.gained),
        both_failed: wide(change.pairs - both - change.lost - change.gained),
    }
}

/// Adjusts the p values of tests that are made together; how many they are.
pub(super) fn adjust(tests: Vec<&mut Test>) -> usize {
    let p: Vec<f64> = tests.iter().map(|test| test.p).collect();
    for (test, adjusted) in tests.into_iter().zip(holm(&p)) {
        test.p_adjusted = adjusted;
    }
    p.len()
}

/// A pass rate with its 95 % interval (Wilson 1927).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The rate, as a share.
    pub rate: f64,
    /// The limits of its interval.
    pub interval: [f64; 2],
}

pub(super) fn rate(passes: usize, pairs: usize) -> Option<Rate> {
    let Interval { lower, upper } = wilson(wide(passes), wide(pairs), Confidence::NINETY_FIVE)?;
    Some(Rate {
        rate: crate::words::share(passes, pairs)?,
        interval: [lower, upper],
    })
}

/// What several answers to one case tell: chances over as many draws as every case has answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RepeatRates {
    /// The draws.
    pub k: u32,
    /// The chance that all of them pass (pass^k), on the baseline and the candidate.
    pub all_pass: [f64; 2],
    /// The chance that one of them passes (pass@k), on the baseline and the candidate.
    pub any_passes: [f64; 2],
}

impl RepeatRates {
    /// The means over cases; `None` where some case has one answer only.
    pub(super) fn of(change: &Change) -> Option<Self> {
        let clusters: &Clusters = &change.clusters;
        let k = clusters.iter().map(|(cluster, _)| cluster.pairs).min()?;
        if k < 2 {
            return None;
        }
        let mean = |chance: fn(u64, u64, u64) -> Option<f64>, candidate: bool| {
            let mut sum = 0.0;
            for (cluster, count) in clusters.iter() {
                let passes = if candidate {
                    i64::from(cluster.baseline) + i64::from(cluster.difference)
                } else {
                    i64::from(cluster.baseline)
                };
                let passes = u64::try_from(passes).ok()?;
                let of_case = chance(cluster.pairs.into(), passes, k.into())?;
                sum += of_case * crate::words::share(count, clusters.cases())?;
            }
            Some(rounded(sum))
        };
        Some(Self {
            k,
            all_pass: [mean(pass_hat_k, false)?, mean(pass_hat_k, true)?],
            any_passes: [mean(pass_at_k, false)?, mean(pass_at_k, true)?],
        })
    }
}

/// A count as the statistics take it.
pub(super) fn wide(count: usize) -> u64 {
    count.try_into().unwrap_or(u64::MAX)
}
