//! Repeats of one case are not independent: the mean of values that come in clusters, and its interval.

use super::count::real;
use super::interval::{Confidence, Interval};

/// A mean over clusters (cases), with the standard error that counts clusters and not values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clustered {
    /// The mean of all values.
    pub mean: f64,
    /// The cluster-robust standard error of the mean (CR1: with the factor G/(G-1)); 0 for one cluster.
    pub error: f64,
    /// How many clusters there are.
    pub clusters: u64,
}

impl Clustered {
    /// The mean of values, of which each item is one cluster: the sum of its values and their number. Clusters
    /// without values are left out. `None` without values.
    ///
    /// The error is that of Liang and Zeger for a mean, as Miller writes it (2024, arXiv:2411.00640, appendix A),
    /// times the correction for few clusters.
    #[must_use]
    pub fn of(clusters: impl IntoIterator<Item = (i64, u64)> + Clone) -> Option<Self> {
        let mut sum = 0_i128;
        let (mut values, mut count) = (0_u64, 0_u64);
        for (of_cluster, size) in clusters.clone() {
            if size > 0 {
                sum += i128::from(of_cluster);
                values += size;
                count += 1;
            }
        }
        if values == 0 {
            return None;
        }
        let mean = signed(sum) / real(values);
        let residuals = clusters
            .into_iter()
            .filter(|(_, size)| *size > 0)
            .map(|(sum, size)| signed(i128::from(sum)) - mean * real(size));
        let squares: f64 = residuals.map(|residual| residual * residual).sum();
        let correction = if count > 1 {
            real(count) / real(count - 1)
        } else {
            0.0
        };
        Some(Self {
            mean,
            error: (squares * correction).sqrt() / real(values),
            clusters: count,
        })
    }

    /// Student's interval of the mean with one degree of freedom less than there are clusters; `None` for fewer
    /// than two.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Interval> {
        let reach = self.error * confidence.t(self.clusters.checked_sub(1)?)?;
        Some(Interval {
            lower: self.mean - reach,
            upper: self.mean + reach,
        })
    }

    /// The interval of a mean that is a difference of rates; `None` for fewer than two clusters.
    ///
    /// Cases that did not change say nothing about how much cases vary, and Student's interval is then too
    /// short or has no length at all. So the lower limit is never above -z^2/(G + z^2), which is Tango's for G cases
    /// without a change.
    #[must_use]
    pub fn difference(&self, confidence: Confidence) -> Option<Interval> {
        let student = self.interval(confidence)?;
        let square = confidence.z().powi(2);
        let unchanged = square / (real(self.clusters) + square);
        Some(Interval {
            lower: student.lower.min(-unchanged).max(-1.0),
            upper: student.upper.min(1.0),
        })
    }
}

fn signed(sum: i128) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "sums of verdicts are far below 2^52"
    )]
    let sum = sum as f64;
    sum
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_one_value_have_the_error_of_independent_values() {
        let got = Clustered::of([(1, 1), (0, 1), (0, 1), (1, 1)]).unwrap();
        // The sample deviation sqrt(1/3) over sqrt(4).
        assert!((got.mean - 0.5).abs() < 1e-15);
        assert!((got.error - (1.0_f64 / 12.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn equal_values_in_a_cluster_add_nothing() {
        let one = Clustered::of([(1, 1), (-1, 1), (0, 1)]).unwrap();
        let five = Clustered::of([(5, 5), (-5, 5), (0, 5)]).unwrap();
        assert!((one.error - five.error).abs() < 1e-15);
    }

    #[test]
    fn one_cluster_has_no_interval() {
        let one = Clustered::of([(3, 5), (0, 0)]).unwrap();
        assert_eq!(one.clusters, 1);
        assert!(one.difference(Confidence::NINETY).is_none());
        assert!(Clustered::of([(0, 0)]).is_none());
        assert!(Clustered::of([]).is_none());
    }

    #[test]
    fn cases_without_a_change_get_the_limit_of_tango() {
        let lower = |cases: usize| {
            let clusters = vec![(0, 5); cases];
            let unchanged = Clustered::of(clusters).unwrap();
            unchanged.difference(Confidence::NINETY).unwrap().lower
        };
        assert!(lower(51) < -0.05 && lower(52) > -0.05);
    }

    #[test]
    fn limits_stay_in_the_range_of_a_difference() {
        let wild = Clustered::of([(1, 1), (-1, 1)]).unwrap();
        let got = wild.difference(Confidence::NINETY_FIVE).unwrap();
        assert!(got.lower == -1.0 && got.upper == 1.0);
    }
}
