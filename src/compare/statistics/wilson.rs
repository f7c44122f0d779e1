//! The interval of one rate.

use super::count::real;
use super::interval::{Confidence, Interval};

/// Wilson's score interval of the rate `passes` of `total` (Wilson 1927, JASA 22:209). `None` of nothing, or when
/// more passed than there are.
#[must_use]
pub fn wilson(passes: u64, total: u64, confidence: Confidence) -> Option<Interval> {
    if total == 0 || passes > total {
        return None;
    }
    let (n, rate, z) = (real(total), real(passes) / real(total), confidence.z());
    let square = z * z / n;
    let center = rate + square / 2.0;
    let reach = z * (rate * (1.0 - rate) / n + square / (4.0 * n)).sqrt();
    let scale = 1.0 + square;
    // At the ends the two parts are equal and only rounding is left.
    let lower = if passes == 0 {
        0.0
    } else {
        (center - reach) / scale
    };
    let upper = if passes == total {
        1.0
    } else {
        (center + reach) / scale
    };
    Some(Interval { lower, upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcombes_examples_come_out_as_printed() {
        // Newcombe 1998, Statistics in Medicine 17:857: 15 of 148, none of 20, one of 29.
        let printed = [
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (passes, total, lower, upper) in printed {
            let got = wilson(passes, total, Confidence::NINETY_FIVE).unwrap();
            assert!((got.lower - lower).abs() < 5e-5, "{got:?}");
            assert!((got.upper - upper).abs() < 5e-5, "{got:?}");
        }
    }

    #[test]
    fn nothing_has_no_interval() {
        assert!(wilson(0, 0, Confidence::NINETY).is_none());
        assert!(wilson(3, 2, Confidence::NINETY).is_none());
    }

    #[test]
    fn two_million_lie_between_zero_and_one() {
        let n = 2_000_000;
        for passes in [0, 1, n / 2, n - 1, n] {
            let got = wilson(passes, n, Confidence::NINETY_FIVE).unwrap();
            let rate = real(passes) / real(n);
            assert!(0.0 <= got.lower && got.lower <= rate, "{got:?}");
            assert!(rate <= got.upper && got.upper <= 1.0, "{got:?}");
        }
    }
}
