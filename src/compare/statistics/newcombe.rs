//! The difference of two rates over pairs by Newcombe's tenth method: a closed form beside Tango's interval.

use super::count::real;
use super::interval::{Confidence, Interval};
use super::tango::Pairs;
use super::wilson::wilson;

impl Pairs {
    /// Newcombe's interval of the difference: Wilson's intervals of both rates, squared and added with their
    /// correlation (Newcombe 1998, Statistics in Medicine 17:2635, method 10). `None` without pairs.
    #[must_use]
    pub fn newcombe(&self, confidence: Confidence) -> Option<Interval> {
        let total = self.total();
        let delta = self.delta()?;
        let [candidate, baseline] = [self.improved, self.regressed].map(|one| {
            let passes = self.both_passed + one;
            let limits = wilson(passes, total, confidence)?;
            let rate = real(passes) / real(total);
            Some((rate - limits.lower, limits.upper - rate))
        });
        let ((c_below, c_above), (b_below, b_above)) = (candidate?, baseline?);
        let phi = self.correlation();
        let reach = |one: f64, other: f64| {
            (one * one - 2.0 * phi * one * other + other * other)
                .max(0.0)
                .sqrt()
        };
        Some(Interval {
            lower: (delta - reach(c_below, b_above)).max(-1.0),
            upper: (delta + reach(b_below, c_above)).min(1.0),
        })
    }

    /// The correlation of both sides, corrected for continuity where it is positive; 0 where a side does not vary.
    fn correlation(&self) -> f64 {
        let [a, b, c, d] = [
            self.both_passed,
            self.regressed,
            self.improved,
            self.both_failed,
        ]
        .map(real);
        let half = real(self.total()) / 2.0;
        let spread = ((a + b).sqrt() * (c + d).sqrt()) * ((a + c).sqrt() * (b + d).sqrt());
        if spread == 0.0 {
            return 0.0;
        }
        let product = a * d - b * c;
        let corrected = if product > half {
            product - half
        } else {
            product.min(0.0)
        };
        corrected / spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcombes_example_comes_out_as_printed() {
        let pairs = Pairs {
            both_passed: 20,
            regressed: 2,
            improved: 12,
            both_failed: 16,
        };
        let got = pairs.newcombe(Confidence::NINETY_FIVE).unwrap();
        assert!((got.lower - 0.0562).abs() < 5e-5, "{got:?}");
        assert!((got.upper - 0.3292).abs() < 5e-5, "{got:?}");
    }

    #[test]
    fn nothing_has_no_interval() {
        assert!(Pairs::default().newcombe(Confidence::NINETY).is_none());
    }
}
