//! The binomial distribution, exact to rounding in both tails and fast for millions of trials.
//!
//! One probability comes from the saddle-point form of Loader (2000, "Fast and accurate computation of binomial
//! probabilities"), which loses no digits where factorials are large. A tail is a sum outwards from its border by
//! the ratio of neighbours: a few standard deviations of terms, whatever the number of trials.

use std::f64::consts::PI;

use super::count::real;

/// From this number on the series of Stirling's error is exact to rounding.
const SERIES_FROM: f64 = 16.0;

/// The number of successes in `trials` independent trials, each of which succeeds with `chance`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Binomial {
    trials: u64,
    chance: f64,
}

impl Binomial {
    /// `chance` is brought into 0 to 1.
    pub(super) fn new(trials: u64, chance: f64) -> Self {
        let chance = chance.clamp(0.0, 1.0);
        Self { trials, chance }
    }

    /// The number of heads among `trials` fair coins.
    pub(super) fn fair(trials: u64) -> Self {
        Self::new(trials, 0.5)
    }

    /// The chance of exactly `k` successes.
    pub(super) fn exactly(self, k: u64) -> f64 {
        if k > self.trials {
            return 0.0;
        }
        let (n, x, y) = (real(self.trials), real(k), real(self.trials - k));
        if x.min(y) < SERIES_FROM {
            return few(x, y, self.chance);
        }
        let error = stirling_error(n) - stirling_error(x) - stirling_error(y);
        let log = error - deviance(x, n * self.chance) - deviance(y, n * (1.0 - self.chance));
        (n / (2.0 * PI * x * y)).sqrt() * log.exp()
    }

    /// The chance of `k` successes or more.
    pub(super) fn at_least(self, k: u64) -> f64 {
        if k == 0 {
            return 1.0;
        }
        if k > self.trials {
            return 0.0;
        }
        if real(k) <= real(self.trials) * self.chance {
            return (1.0 - self.at_most(k - 1)).clamp(0.0, 1.0);
        }
        let odds = self.chance / (1.0 - self.chance);
        let ratio = |k: u64| real(self.trials - k) / real(k + 1) * odds;
        let terms = (k..self.trials).map(ratio);
        outwards(self.exactly(k), terms)
    }

    /// The chance of `k` successes or fewer, for `k` below the mean.
    fn at_most(self, k: u64) -> f64 {
        let odds = (1.0 - self.chance) / self.chance;
        let ratio = |k: u64| real(k) / real(self.trials - k + 1) * odds;
        outwards(self.exactly(k), (1..=k).rev().map(ratio))
    }
}

/// `first` and the terms after it, each the one before times a ratio; ends where they no longer count.
fn outwards(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut sum) = (first, first);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        if term <= sum * 1e-18 {
            break;
        }
    }
    sum.min(1.0)
}

/// The chance of `x` successes and `y` failures, of one of which there are few: the product itself.
fn few(x: f64, y: f64, p: f64) -> f64 {
    let powers = p.powf(x) * power_of_rest(p, y);
    let (mut ways, mut left, mut few) = (1.0, x + y, x.min(y));
    while few > 0.0 {
        ways *= left / few;
        left -= 1.0;
        few -= 1.0;
    }
    ways * powers
}

/// (1 - p)^y. For a small `p` the digits that 1 - p loses would count `y` times.
fn power_of_rest(p: f64, y: f64) -> f64 {
    if p < 0.25 {
        (y * (-p).ln_1p()).exp()
    } else {
        (1.0 - p).powf(y)
    }
}

/// ln n! less Stirling's formula for it, for `n` of at least [`SERIES_FROM`].
fn stirling_error(n: f64) -> f64 {
    let square = n * n;
    let inner = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - inner / square) / square) / n
}

/// x ln(x/m) + m - x, without the loss of digits where `x` is near `m`.
fn deviance(x: f64, m: f64) -> f64 {
    let v = (x - m) / (x + m);
    if v.abs() >= 0.1 {
        return x * (x / m).ln() + m - x;
    }
    // ln(x/m) = 2 artanh(v); the first term of its series takes m - x away.
    let (mut sum, mut power) = ((x - m) * v, 2.0 * x * v);
    let square = v * v;
    for odd in [3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0] {
        power *= square;
        sum += power / odd;
    }
    sum
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got / want - 1.0).abs() < 1e-12, "{got:e} is not {want:e}");
    }

    #[test]
    fn small_numbers_are_those_of_pascals_triangle() {
        let row = [1.0, 6.0, 15.0, 20.0, 15.0, 6.0, 1.0];
        let coins = Binomial::fair(6);
        for (k, ways) in (0..).zip(row) {
            close(coins.exactly(k), ways / 64.0);
        }
        close(coins.at_least(4), 22.0 / 64.0);
        close(coins.at_least(2), 57.0 / 64.0);
        close(Binomial::new(3, 0.2).exactly(2), 0.096);
        close(Binomial::fair(60).exactly(60), 2.0_f64.powi(-60));
    }

    #[test]
    fn chances_of_all_numbers_add_up_to_one() {
        for (trials, chance) in [(1, 0.5), (40, 0.5), (40, 0.03), (3000, 0.9)] {
            let of = Binomial::new(trials, chance);
            let sum: f64 = (0..=trials).map(|k| of.exactly(k)).sum();
            assert!((sum - 1.0).abs() < 1e-13, "{trials} {chance}: {sum}");
        }
    }

    #[test]
    fn two_million_trials_lose_no_digits() {
        let coins = Binomial::fair(2_000_000);
        // Central term by Stirling with its first two corrections: sqrt(1/(pi m)) (1 - 1/(8m) + ..), m = 10^6.
        let center = (1.0 / (PI * 1e6)).sqrt() * (1.0 - 1.0 / 8e6 + 1.0 / 128e12);
        close(coins.exactly(1_000_000), center);
        close(coins.at_least(1_000_000), 0.5 + center / 2.0);
        close(coins.at_least(1_000_001), 0.5 - center / 2.0);
        assert!(coins.at_least(2_000_000) == 0.0);
        // Ten standard deviations: 7.619853e-24 by the normal tail with the lattice correction of half a step.
        let far = coins.at_least(1_007_072);
        assert!(far > 7e-24 && far < 8e-24, "{far:e}");
    }

    #[test]
    fn certain_trials_are_certain() {
        assert!(Binomial::new(5, 1.0).at_least(5) == 1.0);
        assert!(Binomial::new(5, 1.0).exactly(4) == 0.0);
        assert!(Binomial::new(5, 0.0).at_least(1) == 0.0);
        assert!(Binomial::new(0, 0.3).at_least(0) == 1.0);
        assert!(Binomial::new(0, 0.3).exactly(0) == 1.0);
    }
}
