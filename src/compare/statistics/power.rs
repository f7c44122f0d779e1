//! What a number of cases can show: the power of the test of one criterion that moves among others that do not.

use super::binomial::Binomial;
use super::count::{real, whole};
use super::family::{Family, Method};
use super::interval::normal_quantile;

/// Standard deviations and cases on each side of the mean number of flips that are looked at; what lies beyond has
/// a chance below 1e-19.
const REACH: (f64, f64) = (9.5, 40.0);

/// Halvings of the range in which the smallest drop is looked for: to 1e-9.
const HALVINGS: usize = 30;

/// More cases are never asked for.
const MOST_CASES: u64 = 1 << 30;

/// How often a case flips, as shares of all cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// From pass to fail.
    pub regress: f64,
    /// From fail to pass.
    pub improve: f64,
}

impl Rates {
    fn flip(self) -> Option<f64> {
        let sound = self.regress >= 0.0 && self.improve >= 0.0;
        let flip = self.regress + self.improve;
        // A sum of shares may be above 1 by a rounding.
        (sound && flip <= 1.0 + 1e-12).then_some(flip.min(1.0))
    }
}

/// The chance that the criterion is called regressed with `cases` cases, one answer a side, when it moves with `rates`
/// and no other does. `None` when the rates are no shares of one whole.
///
/// Exact and unconditional: over all numbers of flips n, the chance of n times the chance that enough of them are
/// regressions. Time grows with the square root of `cases`.
#[must_use]
pub fn power(family: &Family, cases: u64, rates: Rates) -> Option<f64> {
    let flip = rates.flip()?;
    if flip == 0.0 || family.fewest_flips().is_none() {
        return Some(0.0);
    }
    let (center, all) = (real(cases) * flip, Binomial::new(cases, flip));
    let reach = REACH.0 * (center * (1.0 - flip)).sqrt() + REACH.1;
    let first = whole(center - reach);
    let last = whole(center + reach).min(cases);
    let share = rates.regress / flip;
    let mut border = Border::new(family, first, share);
    let mut power = 0.0;
    for flips in first..=last {
        border.advance_to(flips);
        power += all.exactly(flips) * border.beyond;
    }
    Some(power.clamp(0.0, 1.0))
}

/// The fewest regressions among a number of flips that are significant, and how likely so many are. Both follow from
/// those of one flip less, so that a sum over all numbers of flips takes linear time.
struct Border {
    threshold: f64,
    method: Method,
    share: f64,
    flips: u64,
    fewest: u64,
    /// The chance of `fewest` or more among fair flips.
    by_chance: f64,
    /// The chance of `fewest` or more when each flip is a regression with `share`.
    beyond: f64,
}

impl Border {
    fn new(family: &Family, flips: u64, share: f64) -> Self {
        // A p-value that equals its level but for rounding reaches it.
        let threshold = family.threshold() * (1.0 + 1e-11);
        let mut border = Self {
            threshold,
            method: family.method,
            share,
            flips,
            fewest: 0,
            by_chance: 1.0,
            beyond: 1.0,
        };
        let (mut low, mut high) = (0, flips + 1);
        while low < high {
            border.fewest = u64::midpoint(low, high);
            border.by_chance = Binomial::fair(flips).at_least(border.fewest);
            if border.is_significant() {
                high = border.fewest;
            } else {
                low = border.fewest + 1;
            }
        }
        border.fewest = low;
        border.by_chance = Binomial::fair(flips).at_least(low);
        border.beyond = Binomial::new(flips, share).at_least(low);
        border
    }

    fn is_significant(&self) -> bool {
        let seen = Binomial::fair(self.flips).exactly(self.fewest);
        let p = match self.method {
            Method::Exact => self.by_chance,
            Method::MidP => self.by_chance - seen / 2.0,
        };
        p <= self.threshold
    }

    fn advance_to(&mut self, flips: u64) {
        while self.flips < flips {
            // So many or more: they were there, or one was missing and the new flip is one.
            if let Some(missing) = self.fewest.checked_sub(1) {
                let one_short = |share| Binomial::new(self.flips, share).exactly(missing);
                self.by_chance += 0.5 * one_short(0.5);
                self.beyond += self.share * one_short(self.share);
            }
            self.flips += 1;
            // One flip more moves the border by one at most.
            if !self.is_significant() {
                self.by_chance -= Binomial::fair(self.flips).exactly(self.fewest);
                self.beyond -= Binomial::new(self.flips, self.share).exactly(self.fewest);
                self.fewest += 1;
            }
        }
    }
}

/// The smallest drop of the rate (a share) that `cases` cases show with a chance of `wanted`, while a share of
/// `improve` of the cases improves by chance. `None` when no drop is large enough, or an argument is no share.
#[must_use]
pub fn smallest_drop(family: &Family, cases: u64, improve: f64, wanted: f64) -> Option<f64> {
    let enough = |drop: f64| {
        let rates = Rates {
            regress: improve + drop,
            improve,
        };
        Some(power(family, cases, rates)? >= wanted)
    };
    let (mut low, mut high) = (0.0, 1.0 - 2.0 * improve);
    if !(high > 0.0 && wanted > 0.0 && enough(high)?) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// The fewest cases that show a drop of the rate of `drop` (a share) with a chance of `wanted`, while a share of
/// `improve` of the cases improves by chance. `None` when arguments are no shares or no number is enough.
///
/// The power for a fixed number of flips rises and falls as that number grows; over all numbers of flips, as here, it has
/// not been seen to fall with a further case.
#[must_use]
pub fn cases_for_drop(family: &Family, drop: f64, improve: f64, wanted: f64) -> Option<u64> {
    let rates = Rates {
        regress: improve + drop,
        improve,
    };
    let sound = drop > 0.0 && wanted > 0.0 && wanted < 1.0;
    if !sound || family.fewest_flips().is_none() {
        return None;
    }
    let enough = |cases| Some(power(family, cases, rates)? >= wanted);
    // Where the test can say anything at all the approximation is near; it is a start only.
    let near = connor_cases(rates.flip()?, drop, family.threshold(), wanted).unwrap_or(1.0);
    let mut high = whole(near).clamp(1, MOST_CASES);
    while !enough(high)? {
        if high >= MOST_CASES {
            return None;
        }
        high = high.saturating_mul(2);
    }
    let mut low = 0;
    while low + 1 < high {
        let middle = u64::midpoint(low, high);
        if enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// Connor's approximate number of cases for McNemar's test (Connor 1987, Biometrics 43:207), not rounded:
/// `flips` is the share of cases that flip either way, `drop` the difference of the rates, `alpha` the one-sided level.
/// `None` when these are no shares, or the drop is more than flips.
#[must_use]
pub fn connor_cases(flips: f64, drop: f64, alpha: f64, wanted: f64) -> Option<f64> {
    let share = |value: f64| value > 0.0 && value < 1.0;
    if !(share(alpha) && share(wanted) && drop > 0.0 && drop <= flips && flips <= 1.0) {
        return None;
    }
    let chance = normal_quantile(1.0 - alpha) * flips.sqrt();
    let moved = normal_quantile(wanted) * (flips - drop * drop).max(0.0).sqrt();
    Some(((chance + moved) / drop).powi(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(criteria: u64, method: Method) -> Family {
        Family {
            alpha: 0.05,
            criteria,
            method,
        }
    }

    #[test]
    fn power_is_what_summing_over_all_tables_gives() {
        let (n, rates) = (
            12,
            Rates {
                regress: 0.5,
                improve: 0.1,
            },
        );
        for method in [Method::Exact, Method::MidP] {
            let mut sum = 0.0;
            for b in 0..=n {
                for c in 0..=n - b {
                    if super::super::SignFlip::of_pairs(b, c).p(method) <= 0.05 {
                        let given = Binomial::new(n - b, rates.improve / (1.0 - rates.regress));
                        sum += Binomial::new(n, rates.regress).exactly(b) * given.exactly(c);
                    }
                }
            }
            let got = power(&family(1, method), n, rates).unwrap();
            assert!((got - sum).abs() < 1e-12, "{got} {sum}");
        }
    }

    #[test]
    fn power_grows_with_cases_and_drop() {
        let of = family(11, Method::MidP);
        let drops = [20, 100, 1000, 2_000_000].map(|cases| smallest_drop(&of, cases, 0.05, 0.8));
        let drops = drops.map(|drop| drop.expect("there is one"));
        assert!(drops.is_sorted_by(|a, b| a > b), "{drops:?}");
        let cases = [0.3, 0.1, 0.01].map(|drop| cases_for_drop(&of, drop, 0.05, 0.8));
        let cases = cases.map(|cases| cases.expect("there are"));
        assert!(cases.is_sorted_by(|a, b| a < b), "{cases:?}");
    }

    #[test]
    fn cases_for_a_drop_and_the_drop_of_cases_agree() {
        let of = family(1, Method::MidP);
        let cases = cases_for_drop(&of, 0.1, 0.05, 0.8).unwrap();
        assert!(smallest_drop(&of, cases, 0.05, 0.8).unwrap() <= 0.1);
        assert!(smallest_drop(&of, cases - 1, 0.05, 0.8).unwrap() > 0.1);
    }

    #[test]
    fn what_cannot_be_has_no_value() {
        let of = family(1, Method::MidP);
        for rates in [(0.6, 0.6), (-0.1, 0.2), (f64::NAN, 0.1)] {
            let (regress, improve) = rates;
            assert!(power(&of, 10, Rates { regress, improve }).is_none());
        }
        assert!(smallest_drop(&of, 3, 0.0, 0.8).is_none(), "too few cases");
        assert!(smallest_drop(&of, 100, 0.5, 0.8).is_none());
        assert!(smallest_drop(&of, 100, f64::NAN, 0.8).is_none());
        assert!(cases_for_drop(&of, 0.0, 0.05, 0.8).is_none());
        assert!(cases_for_drop(&of, 0.1, 0.05, 1.0).is_none());
        let never = Family { alpha: 0.0, ..of };
        assert!(cases_for_drop(&never, 0.5, 0.05, 0.8).is_none());
        let nothing = Rates {
            regress: 0.0,
            improve: 0.0,
        };
        assert_eq!(power(&of, 0, nothing), Some(0.0));
    }

    #[test]
    fn a_drop_without_improvements_is_found_when_enough_cases_fail() {
        // All flips regress: four of them are enough, and the chance of four is a binomial tail.
        let rates = Rates {
            regress: 0.2,
            improve: 0.0,
        };
        let got = power(&family(1, Method::MidP), 30, rates).unwrap();
        let want = Binomial::new(30, 0.2).at_least(4);
        assert!((got - want).abs() < 1e-13, "{got} {want}");
    }
}
