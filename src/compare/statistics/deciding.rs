//! How many cases would have decided what was left open.

use super::clustered::Clustered;
use super::count::{real, whole};
use super::family::Family;
use super::interval::{Confidence, normal_tail};
use super::sign_flip::SignFlip;
use super::tango::{Pairs, Score};

/// More cases are never asked for.
const MOST_CASES: u64 = 1 << 30;

/// What decides a criterion, for the question how many cases would.
///
/// The number is that of the fewest cases, no fewer than there are, at which the outcome would not be open if cases went
/// on to flip at the rates that were seen: regressed, when the p-value times the number of criteria (Holm, no other
/// criterion moving) is at most alpha and the drop at least `min_effect`; or passed, when the lower limit of the 90 %
/// interval is above minus the margin. It is an extrapolation and no promise: the rates of the next cases
/// will be others. `None` when no number up to a thousand million would do, as when the drop is the margin and smaller
/// than `min_effect`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deciding {
    /// Level, number of criteria and p-value.
    pub family: Family,
    /// The smallest drop that regresses, a share.
    pub min_effect: f64,
    /// The largest drop that passes, a share.
    pub margin: f64,
}

impl Deciding {
    /// The cases that would decide `pairs`, one answer a side; regressions and improvements are rounded to whole cases
    /// for the test. `None` without pairs.
    #[must_use]
    pub fn pairs(&self, pairs: &Pairs) -> Option<u64> {
        let (total, delta) = (pairs.total(), pairs.delta()?);
        fewest(total, |cases| {
            let times = real(cases) / real(total);
            let [regressed, improved] = [pairs.regressed, pairs.improved].map(|n| real(n) * times);
            let test = SignFlip::of_pairs(whole(regressed.round()), whole(improved.round()));
            let score = Score {
                regressed,
                improved,
                total: real(cases),
            };
            let lower = score.interval(Confidence::NINETY).lower;
            self.decides(test.p(self.family.method), delta, Some(lower))
        })
    }

    /// The cases that would decide a criterion with repeats, when cases differed as much as `seen` and gave `test`. The
    /// p-value is that of the normal approximation here, so the number is a rough one below some ten flips.
    #[must_use]
    pub fn repeats(&self, seen: &Clustered, test: &SignFlip) -> Option<u64> {
        fewest(seen.clusters, |cases| {
            let times = real(cases) / real(seen.clusters);
            let more = Clustered {
                error: seen.error / times.sqrt(),
                clusters: cases,
                ..*seen
            };
            let lower = more.difference(Confidence::NINETY).map(|of| of.lower);
            self.decides(normal_tail(-test.z * times.sqrt()), seen.mean, lower)
        })
    }

    fn decides(&self, p: f64, delta: f64, lower: Option<f64>) -> bool {
        let regressed = p <= self.family.threshold() && delta <= -self.min_effect;
        regressed || lower.is_some_and(|lower| lower > -self.margin)
    }
}

/// The fewest cases from `start` on that decide; what decides goes on to decide with more cases.
fn fewest(start: u64, decides: impl Fn(u64) -> bool) -> Option<u64> {
    let start = start.max(1);
    if decides(start) {
        return Some(start);
    }
    let (mut low, mut high) = (start, start.saturating_mul(2));
    while !decides(high) {
        if high >= MOST_CASES {
            return None;
        }
        (low, high) = (high, high.saturating_mul(2));
    }
    while low + 1 < high {
        let middle = u64::midpoint(low, high);
        if decides(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// The fewest cases that pass when none changes: the lower limit of the two-sided 90 % interval, -z^2/(n + z^2), is
/// above minus `margin`. `None` unless the margin is strictly between 0 and 1.
#[must_use]
pub fn cases_to_pass_unchanged(margin: f64) -> Option<u64> {
    if !(margin > 0.0 && margin < 1.0) {
        return None;
    }
    let square = Confidence::NINETY.z().powi(2);
    Some(whole(square * (1.0 / margin - 1.0)) + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Method;
    use super::*;

    const RULES: Deciding = Deciding {
        family: Family {
            alpha: 0.05,
            criteria: 12,
            method: Method::MidP,
        },
        min_effect: 0.0,
        margin: 0.05,
    };

    fn pairs(both_passed: u64, regressed: u64, improved: u64) -> Pairs {
        Pairs {
            both_passed,
            regressed,
            improved,
            both_failed: 0,
        }
    }

    #[test]
    fn cases_that_pass_without_a_change_are_known() {
        let all = [0.05, 0.1, 0.02].map(cases_to_pass_unchanged);
        assert_eq!(all, [Some(52), Some(25), Some(133)]);
        for margin in [0.0, 1.0, f64::NAN] {
            assert_eq!(cases_to_pass_unchanged(margin), None);
        }
    }

    #[test]
    fn unchanged_cases_go_on_until_they_pass() {
        assert_eq!(RULES.pairs(&pairs(12, 0, 0)), Some(52));
        assert_eq!(RULES.pairs(&pairs(100, 0, 0)), Some(100));
        let unchanged = Clustered::of([(0, 5); 12]).unwrap();
        let test = SignFlip::of([0; 12]);
        assert_eq!(RULES.repeats(&unchanged, &test), Some(52));
    }

    #[test]
    fn a_drop_goes_on_until_it_fails() {
        // Six of twelve is too little for twelve criteria, seven of fourteen is enough.
        let open = pairs(6, 6, 0);
        let cases = RULES.pairs(&open).unwrap();
        assert_eq!(cases, 13, "6.5 of 13 are rounded to 7");
        assert_eq!(RULES.pairs(&pairs(6, 7, 0)), Some(13), "decided as it is");
    }

    #[test]
    fn a_drop_at_the_margin_and_below_the_least_effect_is_never_decided() {
        let rules = Deciding {
            min_effect: 0.2,
            ..RULES
        };
        assert_eq!(rules.pairs(&pairs(80, 10, 0)), None);
        assert_eq!(RULES.pairs(&Pairs::default()), None);
    }

    #[test]
    fn repeats_are_decided_by_more_cases() {
        let differences = [-2, 0, 0, 1, -1, 0, -3, 0, 0, 0];
        let seen = Clustered::of(differences.map(|m| (m, 3))).unwrap();
        let cases = RULES.repeats(&seen, &SignFlip::of(differences)).unwrap();
        assert!(cases > 10 && cases < 100, "{cases}");
    }
}
