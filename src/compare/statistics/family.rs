//! The tests of a comparison as a family: their level, their number, and what they can reach at all.

use super::count::{real, whole};

/// Which p-value of an exact test is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// What is observed counts by half: near its level, where the exact p-value stays far below it (Fagerland,
    /// Lydersen and Laake 2013, BMC Medical Research Methodology 13:91).
    MidP,
    /// Never above its level, whatever the data.
    Exact,
}

/// The gated criteria that are tested together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Family {
    /// The chance of a false alarm that is accepted over all criteria, a share.
    pub alpha: f64,
    /// How many criteria are tested.
    pub criteria: u64,
    /// Which p-value decides.
    pub method: Method,
}

impl Family {
    /// What the p-value of the one criterion that moved must reach: Holm multiplies the smallest by the number of
    /// criteria, and the others do not move.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.alpha / real(self.criteria.max(1))
    }

    /// The fewest flips from pass to fail, with none back, that can fail the comparison: 2^-n (half of it for
    /// mid-p) reaches the threshold. `None` when no number can, as with an alpha of 0.
    #[must_use]
    pub fn fewest_flips(&self) -> Option<u64> {
        let threshold = self.threshold();
        if threshold.is_nan() || threshold <= 0.0 {
            return None;
        }
        // A number a little below is the start: the logarithm may be off by a rounding.
        let start = whole((-threshold.log2() - 2.0).floor()).max(1);
        (start..start + 4).find(|&flips| smallest_p(flips, self.method) <= threshold)
    }
}

/// The smallest p-value that `flips` discordant cases can give: all of them from pass to fail. Without any it is 1,
/// for mid-p one half.
#[must_use]
pub fn smallest_p(flips: u64, method: Method) -> f64 {
    let halvings = i32::try_from(flips).unwrap_or(i32::MAX);
    let exact = 0.5_f64.powi(halvings);
    match method {
        Method::Exact => exact,
        Method::MidP => exact / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fewest(criteria: u64, method: Method) -> u64 {
        let family = Family {
            alpha: 0.05,
            criteria,
            method,
        };
        family.fewest_flips().unwrap()
    }

    #[test]
    fn the_fewest_flips_that_can_fail_are_known() {
        let all = [1, 11, 20, 50];
        assert_eq!(all.map(|m| fewest(m, Method::MidP)), [4, 7, 8, 9]);
        assert_eq!(all.map(|m| fewest(m, Method::Exact)), [5, 8, 9, 10]);
    }

    #[test]
    fn an_alpha_of_nothing_is_never_reached() {
        for alpha in [0.0, -1.0, f64::NAN] {
            let family = Family {
                alpha,
                criteria: 1,
                method: Method::MidP,
            };
            assert_eq!(family.fewest_flips(), None);
        }
        let sure = Family {
            alpha: 1.0,
            criteria: 0,
            method: Method::Exact,
        };
        assert_eq!(sure.fewest_flips(), Some(1));
    }
}
