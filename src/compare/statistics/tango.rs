//! The difference of two rates over pairs: Tango's score interval and the test of non-inferiority that it inverts.

use super::count::real;
use super::interval::{Confidence, Interval, normal_tail};

/// Halvings of -1 to 1 until nothing but rounding is left.
const HALVINGS: usize = 80;

/// Cases decided on both sides, one answer a side, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Passed on both sides.
    pub both_passed: u64,
    /// Passed on the baseline and failed on the candidate.
    pub regressed: u64,
    /// Failed on the baseline and passed on the candidate.
    pub improved: u64,
    /// Failed on both sides.
    pub both_failed: u64,
}

/// A test that the candidate is not worse by a margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NonInferiority {
    /// Tango's score statistic at a difference of minus the margin.
    pub z: f64,
    /// The one-sided p-value: small when the candidate is not worse by the margin.
    pub p: f64,
}

impl Pairs {
    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.both_passed + self.regressed + self.improved + self.both_failed
    }

    /// The rate of the candidate less that of the baseline; `None` without pairs.
    #[must_use]
    pub fn delta(&self) -> Option<f64> {
        let total = self.total();
        (total > 0).then(|| (real(self.improved) - real(self.regressed)) / real(total))
    }

    /// Tango's score interval of the difference: all differences that the score test does not reject (Tango 1998,
    /// Statistics in Medicine 17:891). `None` without pairs.
    ///
    /// The limits are found by halving, to rounding: the statistic falls from -1 to 1.
    #[must_use]
    pub fn tango(&self, confidence: Confidence) -> Option<Interval> {
        Score::of(self).map(|score| score.interval(confidence))
    }

    /// The score test of a candidate that is worse by `margin` (a share, 0.05 for five points) or more. `None`
    /// without pairs, or when the margin is not at least 0 and below 1.
    ///
    /// At a level of 5 % it says the same as a lower limit of the two-sided 90 % interval above minus the margin.
    #[must_use]
    pub fn non_inferiority(&self, margin: f64) -> Option<NonInferiority> {
        if !(0.0..1.0).contains(&margin) {
            return None;
        }
        let z = Score::of(self)?.statistic(-margin);
        let p = normal_tail(z);
        Some(NonInferiority { z, p })
    }
}

/// The counts behind the score statistic; real numbers, so that a sample can be thought larger or smaller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Score {
    pub(super) regressed: f64,
    pub(super) improved: f64,
    pub(super) total: f64,
}

impl Score {
    fn of(pairs: &Pairs) -> Option<Self> {
        let total = pairs.total();
        (total > 0).then(|| Self {
            regressed: real(pairs.regressed),
            improved: real(pairs.improved),
            total: real(total),
        })
    }

    /// Tango's statistic of the hypothesis that the difference is `delta`: standard normal under it.
    fn statistic(&self, delta: f64) -> f64 {
        let (b, c, n) = (self.regressed, self.improved, self.total);
        let distance = c - b - n * delta;
        if distance == 0.0 {
            return 0.0;
        }
        // The rate of regressions that is likeliest when the difference is `delta`: the larger root of a quadratic.
        let square = 2.0 * n;
        let linear = -b - c + (2.0 * n - c + b) * delta;
        let constant = -b * delta * (1.0 - delta);
        let root = (linear * linear - 4.0 * square * constant).max(0.0).sqrt();
        // Of the two forms of the root the one that adds, so that no digits are lost.
        let rate = if linear <= 0.0 {
            (root - linear) / (2.0 * square)
        } else {
            -2.0 * constant / (root + linear)
        };
        let variance = n * (2.0 * rate + delta * (1.0 - delta));
        if variance <= 0.0 {
            return f64::INFINITY.copysign(distance);
        }
        distance / variance.sqrt()
    }

    pub(super) fn interval(&self, confidence: Confidence) -> Interval {
        let z = confidence.z();
        Interval {
            lower: self.falls_below(z),
            upper: self.falls_below(-z),
        }
    }

    /// The difference at which the statistic falls below `z`; an end of the range when it does not inside.
    fn falls_below(&self, z: f64) -> f64 {
        let above = |delta: f64| self.statistic(delta) > z;
        if !above(-1.0) {
            return -1.0;
        }
        if above(1.0) {
            return 1.0;
        }
        let (mut low, mut high) = (-1.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if above(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::*;

    fn pairs(both_passed: u64, regressed: u64, improved: u64, both_failed: u64) -> Pairs {
        Pairs {
            both_passed,
            regressed,
            improved,
            both_failed,
        }
    }

    fn near(got: Interval, lower: f64, upper: f64, within: f64) {
        assert!((got.lower - lower).abs() <= within, "{got:?}");
        assert!((got.upper - upper).abs() <= within, "{got:?}");
    }

    #[test]
    fn an_example_of_agresti_and_min_comes_out_as_printed() {
        let got = pairs(53, 8, 16, 9).tango(Confidence::NINETY_FIVE).unwrap();
        near(got, -0.020, 0.207, 5e-4);
    }

    #[test]
    fn without_a_flip_the_limits_have_a_closed_form() {
        // z^2 / (n + z^2): the score test of a rate of which nothing was seen.
        for n in [1, 20, 52, 2_000_000] {
            let z = Confidence::NINETY.z();
            let limit = z * z / (real(n) + z * z);
            let got = pairs(n, 0, 0, 0).tango(Confidence::NINETY).unwrap();
            near(got, -limit, limit, 1e-12);
        }
    }

    #[test]
    fn swapping_the_sides_turns_the_interval_round() {
        for (b, c, n) in [(3, 0, 3), (0, 7, 40), (12, 4, 100), (900, 1, 2_000_000)] {
            let one = pairs(n - b - c, b, c, 0)
                .tango(Confidence::NINETY_FIVE)
                .unwrap();
            let other = pairs(n - b - c, c, b, 0)
                .tango(Confidence::NINETY_FIVE)
                .unwrap();
            near(one, -other.upper, -other.lower, 1e-12);
        }
    }

    #[test]
    fn all_that_regressed_reaches_the_end_of_the_range() {
        let got = pairs(0, 2_000_000, 0, 0).tango(Confidence::NINETY).unwrap();
        assert!(got.lower == -1.0 && got.upper < -0.999, "{got:?}");
        let one = pairs(0, 1, 0, 0).tango(Confidence::NINETY).unwrap();
        assert!(one.lower == -1.0 && one.upper > 0.0, "{one:?}");
    }

    #[test]
    fn the_test_says_what_the_interval_says() {
        for b in 0..30 {
            let sample = pairs(70, b, 4, 6);
            let lower = sample.tango(Confidence::NINETY).unwrap().lower;
            for margin in [0.02, 0.05, 0.1, 0.2] {
                let test = sample.non_inferiority(margin).unwrap();
                assert_eq!(test.p < 0.05, lower > -margin, "{b} {margin}");
            }
        }
    }

    #[test]
    fn nothing_has_no_difference() {
        let none = Pairs::default();
        assert!(none.delta().is_none());
        assert!(none.tango(Confidence::NINETY).is_none());
        assert!(none.non_inferiority(0.05).is_none());
        assert!(pairs(1, 1, 1, 1).non_inferiority(1.0).is_none());
        assert!(pairs(1, 1, 1, 1).non_inferiority(f64::NAN).is_none());
    }
}
