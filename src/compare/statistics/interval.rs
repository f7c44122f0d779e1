//! Two-sided intervals and the quantiles behind them.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::erf::erfc;

use super::count::real;

/// From so many degrees of freedom on the expansion of Student's quantile is exact to 1e-13, and the incomplete
/// beta function behind the other way begins to lose digits.
const MANY_DEGREES: u64 = 1000;

/// How sure a two-sided interval is: a share strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// 90 %: its lower limit decides at a one-sided level of 5 %.
    pub const NINETY: Self = Self(0.90);
    /// 95 %: what is shown.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// The confidence `share`; `None` unless it lies strictly between 0 and 1.
    #[must_use]
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share < 1.0).then_some(Self(share))
    }

    /// The confidence as a share.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0
    }

    /// The standard normal quantile of the upper limit: 1.96 for 95 %.
    #[must_use]
    pub fn z(self) -> f64 {
        normal_quantile(self.upper())
    }

    /// Student's quantile of the upper limit with `degrees` of freedom; `None` without any.
    #[must_use]
    pub fn t(self, degrees: u64) -> Option<f64> {
        if degrees == 0 {
            return None;
        }
        if degrees >= MANY_DEGREES {
            return Some(expanded(self.z(), real(degrees)));
        }
        let student = StudentsT::new(0.0, 1.0, real(degrees)).ok()?;
        Some(student.inverse_cdf(self.upper()))
    }

    fn upper(self) -> f64 {
        f64::midpoint(1.0, self.0)
    }
}

/// Student's quantile from the normal one, `z`, by the expansion in 1/degrees (Abramowitz and Stegun 26.7.5).
fn expanded(z: f64, degrees: f64) -> f64 {
    let square = z * z;
    let first = z * (square + 1.0) / 4.0;
    let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    let third = z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
    let fourth = z
        * ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0)
        / 92160.0;
    z + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees
}

/// An interval of a rate or of a difference of rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

/// The standard normal quantile of `share`, which lies strictly between 0 and 1.
pub(super) fn normal_quantile(share: f64) -> f64 {
    Normal::standard().inverse_cdf(share)
}

/// The chance that a standard normal variable is greater than `z`, to 2e-11 and in the tail to ten digits.
pub(super) fn normal_tail(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64, within: f64) {
        assert!((got - want).abs() <= within, "{got} is not {want}");
    }

    #[test]
    fn quantiles_of_the_normal_distribution_are_those_of_tables() {
        near(Confidence::NINETY_FIVE.z(), 1.959_963_984_540_054, 1e-14);
        near(Confidence::NINETY.z(), 1.644_853_626_951_472_2, 1e-14);
        near(normal_quantile(1e-10), -6.361_340_902_404_056, 1e-13);
        near(normal_tail(-1.0), 0.841_344_746_068_542_9, 2e-11);
        near(normal_tail(20.0) / 2.753_624_118_606_233_7e-89, 1.0, 1e-9);
    }

    #[test]
    fn quantiles_of_student_are_those_of_tables() {
        let t = |degrees| Confidence::NINETY_FIVE.t(degrees).unwrap();
        // With one and two degrees there are closed forms: tan(0.475 pi) and 2(2p-1)/sqrt(2(1-(2p-1)^2)).
        near(t(1), (0.475 * std::f64::consts::PI).tan(), 1e-11);
        near(t(2), 1.9 / (2.0_f64 * (1.0 - 0.95 * 0.95)).sqrt(), 1e-12);
        near(t(9), 2.262_157_162_740_992, 1e-9);
        near(t(99), 1.984_216_951_586_404, 1e-11);
        assert!(Confidence::NINETY_FIVE.t(0).is_none());
    }

    #[test]
    fn both_ways_to_student_agree_where_they_meet() {
        for confidence in [0.5, 0.9, 0.95, 0.999] {
            let confidence = Confidence::new(confidence).unwrap();
            let below = confidence.t(MANY_DEGREES - 1).unwrap();
            near(expanded(confidence.z(), 999.0), below, 1e-10);
        }
        let far = Confidence::NINETY_FIVE.t(2_000_000).unwrap();
        near(far, 1.959_965_170_5, 1e-9);
    }

    #[test]
    fn a_confidence_is_a_share() {
        for share in [0.0, 1.0, -1.0, 95.0, f64::NAN] {
            assert!(Confidence::new(share).is_none(), "{share}");
        }
    }
}
