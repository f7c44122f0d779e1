//! The exact test of a comparison: whether the candidate is worse than chance explains.
//!
//! Under the hypothesis that nothing changed, the difference of each case is as likely to have either sign. The test
//! flips all signs in all ways and counts how often the sum is as low as the one that was seen (Fisher's randomization
//! test). With one answer a side it is the test of McNemar. No random numbers.

use std::collections::BTreeMap;

use super::binomial::Binomial;
use super::count::{real, whole};
use super::family::Method;
use super::inversion;
use super::repeats::gcd;

/// So many multiplications are made to count all sums one by one; some milliseconds.
const COUNTED: u64 = 20_000_000;

/// The one-sided test of a regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignFlip {
    /// P(S <= s): never above its level.
    pub exact: f64,
    /// P(S <= s) - P(S = s) / 2: near its level.
    pub mid_p: f64,
    /// The sum in standard deviations of its distribution; 0 without a difference.
    pub z: f64,
}

/// Cases whose difference has the same size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) size: u64,
    pub(super) down: u64,
    pub(super) up: u64,
}

impl Step {
    pub(super) fn cases(self) -> u64 {
        self.down + self.up
    }
}

/// P(S <= s) and P(S = s).
#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    pub(super) at_most: f64,
    pub(super) exactly: f64,
}

impl SignFlip {
    /// The test of `differences`, one for each case: passes of the candidate less passes of the baseline, over the same
    /// number of repeats for all cases (or multiplied so, see [`common_repeats`](super::common_repeats)).
    ///
    /// Without a difference p is 1 and mid-p one half. When all have one size it is a binomial tail. Otherwise all sums
    /// are counted, by one binomial for each size, while that takes no more than twenty million multiplications: exact
    /// to rounding in both tails. Beyond, the distribution is inverted from its characteristic function: exact to 1e-12,
    /// absolute, in time that grows with the standard deviation of the sum and not with the number of cases.
    #[must_use]
    pub fn of(differences: impl IntoIterator<Item = i64>) -> Self {
        let mut sizes: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        for difference in differences {
            if difference != 0 {
                let (down, up) = sizes.entry(difference.unsigned_abs()).or_default();
                *if difference < 0 { down } else { up } += 1;
            }
        }
        let divisor = sizes.keys().fold(0, |divisor, size| gcd(*size, divisor));
        let steps = sizes.into_iter().map(|(size, (down, up))| Step {
            size: size / divisor,
            down,
            up,
        });
        let steps: Vec<Step> = steps.collect();
        if let [step] = steps[..] {
            return Self::of_pairs(step.down, step.up);
        }
        Self::from_tail(tail(&steps), standardized(&steps))
    }

    /// The test of one answer a side (McNemar): `regressed` cases passed and now fail, `improved` the other way.
    #[must_use]
    pub fn of_pairs(regressed: u64, improved: u64) -> Self {
        let coins = Binomial::fair(regressed + improved);
        let tail = Tail {
            at_most: coins.at_least(regressed),
            exactly: coins.exactly(regressed),
        };
        let step = Step {
            size: 1,
            down: regressed,
            up: improved,
        };
        Self::from_tail(tail, standardized(&[step]))
    }

    /// The p-value by `method`.
    #[must_use]
    pub fn p(&self, method: Method) -> f64 {
        match method {
            Method::Exact => self.exact,
            Method::MidP => self.mid_p,
        }
    }

    fn from_tail(tail: Tail, z: f64) -> Self {
        let exact = tail.at_most.clamp(0.0, 1.0);
        Self {
            exact,
            mid_p: (exact - tail.exactly / 2.0).clamp(0.0, 1.0),
            z,
        }
    }
}

fn standardized(steps: &[Step]) -> f64 {
    let sum = |step: &Step| real(step.size) * (real(step.up) - real(step.down));
    let square = |step: &Step| real(step.size).powi(2) * real(step.cases());
    let variance: f64 = steps.iter().map(square).sum();
    if variance > 0.0 {
        steps.iter().map(sum).sum::<f64>() / variance.sqrt()
    } else {
        0.0
    }
}

fn tail(steps: &[Step]) -> Tail {
    if multiplications(steps).is_some_and(|all| all <= COUNTED) {
        counted(steps)
    } else {
        inversion::tail(steps)
    }
}

/// What [`counted`] would cost; `None` when it cannot be told.
fn multiplications(steps: &[Step]) -> Option<u64> {
    let (mut range, mut all) = (1_u64, 0_u64);
    for step in steps {
        all = all.checked_add(range.checked_mul(step.cases() + 1)?)?;
        range = range.checked_add(step.size.checked_mul(step.cases())?)?;
    }
    all.checked_add(range)
}

/// The distribution of the sum of what goes up, one size after another: all signs are fair coins.
fn counted(steps: &[Step]) -> Tail {
    let index = |n: u64| usize::try_from(n).expect("the range was bounded");
    let mut chances = vec![1.0];
    for step in steps {
        let (size, coins) = (index(step.size), Binomial::fair(step.cases()));
        let mut next = vec![0.0; chances.len() + size * index(step.cases())];
        for up in 0..=step.cases() {
            let chance = coins.exactly(up);
            let shifted = next[size * index(up)..].iter_mut();
            for (next, so_far) in shifted.zip(&chances) {
                *next += chance * so_far;
            }
        }
        chances = next;
    }
    let up = steps.iter().map(|step| step.size * step.up).sum();
    let seen = index(up);
    Tail {
        at_most: chances[..=seen].iter().sum(),
        exactly: chances[seen],
    }
}

/// `steps` in units of `unit`, rounded: for sizes so large that their sums are too many to tell apart.
pub(super) fn coarser(steps: &[Step], unit: u64) -> Vec<Step> {
    let mut sizes: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for step in steps {
        let size = whole((real(step.size) / real(unit)).round());
        let (down, up) = sizes.entry(size).or_default();
        *down += step.down;
        *up += step.up;
    }
    sizes.remove(&0);
    let steps = sizes.into_iter();
    steps
        .map(|(size, (down, up))| Step { size, down, up })
        .collect()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All ways to give the differences signs, one by one.
    fn brute(differences: &[i64]) -> SignFlip {
        let seen: i64 = differences.iter().sum();
        let (mut below, mut equal) = (0.0, 0.0);
        for signs in 0..1_u32 << differences.len() {
            let flipped = differences.iter().enumerate().map(|(at, m)| {
                let sign = if signs >> at & 1 == 1 { 1 } else { -1 };
                sign * m
            });
            let sum: i64 = flipped.sum();
            below += f64::from(u8::from(sum <= seen));
            equal += f64::from(u8::from(sum == seen));
        }
        let all = f64::from(1_u32 << differences.len());
        SignFlip {
            exact: below / all,
            mid_p: (below - equal / 2.0) / all,
            z: 0.0,
        }
    }

    fn near(got: SignFlip, want: SignFlip, within: f64) {
        let far = (got.exact - want.exact)
            .abs()
            .max((got.mid_p - want.mid_p).abs());
        assert!(far <= within, "{got:?} is not {want:?}");
    }

    fn steps(differences: &[i64]) -> Vec<Step> {
        let one = |m: &i64| Step {
            size: m.unsigned_abs(),
            down: u64::from(*m < 0),
            up: u64::from(*m > 0),
        };
        differences.iter().map(one).collect()
    }

    proptest! {
        #[test]
        fn p_is_the_share_of_all_sign_flips(m in proptest::collection::vec(-6_i64..=6, 0..11)) {
            near(SignFlip::of(m.iter().copied()), brute(&m), 1e-13);
        }

        #[test]
        fn inversion_gives_the_share_of_all_sign_flips(m in proptest::collection::vec(-40_i64..=40, 1..11)) {
            let got = SignFlip::from_tail(inversion::tail(&coarser(&steps(&m), 1)), 0.0);
            near(got, brute(&m), 1e-12);
        }

        #[test]
        fn scaling_all_differences_changes_nothing(m in proptest::collection::vec(-5_i64..=5, 0..40)) {
            let scaled = SignFlip::of(m.iter().map(|m| m * 12));
            prop_assert_eq!(SignFlip::of(m), scaled);
        }

        #[test]
        fn one_regression_more_is_never_less_significant(b in 0_u64..400, c in 0_u64..400) {
            let (one, two) = (SignFlip::of_pairs(b, c), SignFlip::of_pairs(b + 1, c));
            prop_assert!(two.exact <= one.exact && two.mid_p <= one.mid_p);
        }

        #[test]
        fn both_directions_add_up_to_one(m in proptest::collection::vec(-5_i64..=5, 0..60)) {
            let other = SignFlip::of(m.iter().map(|m| -m));
            prop_assert!((SignFlip::of(m).mid_p + other.mid_p - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn without_a_difference_p_is_one() {
        for none in [vec![], vec![0; 5]] {
            let got = SignFlip::of(none);
            assert!(got.exact == 1.0 && got.mid_p == 0.5 && got.z == 0.0);
        }
    }

    #[test]
    fn twelve_against_four() {
        let got = SignFlip::of_pairs(12, 4);
        assert!((got.exact - 2517.0 / 65536.0).abs() < 1e-15);
        assert!((got.mid_p - (2517.0 - 910.0) / 65536.0).abs() < 1e-15);
    }

    #[test]
    fn tails_keep_their_digits() {
        let p = SignFlip::of_pairs(200, 0).exact;
        assert!((p / 0.5_f64.powi(200) - 1.0).abs() < 1e-12);
        let mixed = SignFlip::of((0..100).map(|n| -1 - n % 3)).exact;
        assert!((mixed / 0.5_f64.powi(100) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn counting_and_inversion_agree_on_thousands_of_cases() {
        // Hashes of the case numbers: the same each time, and with no pattern in the signs.
        let hash = |n: i64| (n * 7919 + 13) % 1009;
        let differences: Vec<i64> = (0..2000).map(|n| hash(n) % 9 - 4 - hash(n) / 900).collect();
        let grouped = coarser(&steps(&differences), 1);
        assert!(multiplications(&grouped).unwrap() <= COUNTED);
        let counted = SignFlip::from_tail(counted(&grouped), 0.0);
        let inverted = SignFlip::from_tail(inversion::tail(&grouped), 0.0);
        near(counted, inverted, 1e-12);
    }

    #[test]
    fn millions_of_cases_have_the_tail_of_the_normal_distribution() {
        // One million of each size, with signs so that z is near -2.
        let sizes = [1_u64, 2, 3, 4, 5];
        let step = |size| Step {
            size,
            down: 200_400,
            up: 199_600,
        };
        let steps = sizes.map(step);
        let z = standardized(&steps);
        let got = SignFlip::from_tail(tail(&steps), z);
        let normal = super::super::interval::normal_tail(-z);
        assert!((got.mid_p - normal).abs() < 1e-7, "{got:?} {normal}");
        let pairs = SignFlip::of_pairs(1_001_000, 999_000);
        let normal = super::super::interval::normal_tail(-pairs.z);
        assert!((pairs.mid_p - normal).abs() < 1e-7, "{pairs:?} {normal}");
    }

    #[test]
    fn extremes_stay_between_zero_and_one() {
        let all = SignFlip::of_pairs(2_000_000, 0);
        assert!(all.exact == 0.0 && all.mid_p == 0.0);
        let none = SignFlip::of_pairs(0, 2_000_000);
        assert!(none.exact == 1.0 && none.mid_p == 1.0);
        let huge = SignFlip::of([i64::MIN, i64::MAX, -1, 1 << 40, -(1 << 41)]);
        assert!((0.0..=1.0).contains(&huge.exact), "{huge:?}");
        let far = SignFlip::of((0..100_000).map(|n| -1 - n % 5));
        assert!(far.exact < 1e-18 && far.mid_p >= 0.0, "{far:?}");
    }

    #[test]
    fn sizes_beyond_counting_are_rounded_and_the_level_kept() {
        // Repeats of many kinds: sizes up to a thousand million, no two alike.
        let size = |n: i64| 1_000_000_000 - n * 997_331;
        let differences =
            |fewer: i64| (0..600).map(move |n| if n < fewer { -size(n) } else { size(n) });
        let (one, two) = (
            SignFlip::of(differences(330)),
            SignFlip::of(differences(200)),
        );
        assert!(
            (0.0..0.5).contains(&one.exact) || one.exact < 1.0,
            "{one:?}"
        );
        let normal = super::super::interval::normal_tail(-two.z);
        assert!((two.mid_p - normal).abs() < 1e-3, "{two:?} {normal}");
    }
}
