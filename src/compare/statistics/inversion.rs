//! The distribution of a sum of many signed steps from its characteristic function.
//!
//! With sizes v and n cases of each, half the sum is a whole number about its mean, and its characteristic function is
//! the product of cos(v w / 2)^n. A distribution on M neighbouring whole numbers is the mean over M frequencies
//! (the discrete Fourier transform; Gil-Pelaez 1951, Biometrika 38:481, for distribution functions). Sums far
//! from the mean need not be told apart: [`REACH`] standard deviations are kept, beyond which Hoeffding's
//! inequality leaves less than 1e-19.

use std::f64::consts::PI;

use super::count::{real, whole};
use super::sign_flip::{Step, Tail, coarser};

/// Standard deviations of the sum that are told apart on each side; 2 exp(-REACH^2 / 2) is 5e-20.
const REACH: f64 = 9.5;

/// More frequencies than this are not tried; sizes are rounded to larger units instead.
const FREQUENCIES: f64 = 524_288.0;

/// A factor below exp of this adds nothing.
const NOTHING: f64 = -46.0;

/// P(S <= s) and P(S = s) for the sum s of `steps` as they are, with all their signs thrown by fair coins. The error is
/// below 1e-12; beyond [`REACH`] standard deviations Hoeffding's upper bound is given instead.
///
/// When the deviation takes more than [`FREQUENCIES`], sizes are rounded to a common unit of less than 1e-4 standard
/// deviations. The test stays exact then: the rounded differences have random signs as the others have.
pub(super) fn tail(steps: &[Step]) -> Tail {
    let spread = deviation(steps);
    let needed = 2.0 * REACH * spread / FREQUENCIES;
    if needed > 1.0 {
        return tail_of(&coarser(steps, whole(needed.ceil())));
    }
    tail_of(steps)
}

/// The standard deviation of half the sum.
fn deviation(steps: &[Step]) -> f64 {
    let square = |step: &Step| real(step.size).powi(2) * real(step.cases());
    steps.iter().map(square).sum::<f64>().sqrt() / 2.0
}

fn tail_of(steps: &[Step]) -> Tail {
    let total = |of: fn(&Step) -> u64| -> u64 { steps.iter().map(|s| s.size * of(s)).sum() };
    let (down, up) = (total(|step| step.down), total(|step| step.up));
    let distance = down.abs_diff(up);
    let spread = deviation(steps);
    let standard = if spread > 0.0 {
        real(distance) / 2.0 / spread
    } else {
        0.0
    };
    let bound = (-standard * standard / 2.0).exp();
    let lower = if standard > REACH {
        Tail {
            at_most: bound,
            exactly: 0.0,
        }
    } else {
        let lower = inverted(steps, distance, spread);
        Tail {
            at_most: lower.at_most.clamp(0.0, bound),
            exactly: lower.exactly.max(0.0),
        }
    };
    // `lower` is the tail at minus the distance; the distribution is symmetric.
    if up <= down {
        lower
    } else {
        Tail {
            at_most: 1.0 - lower.at_most + lower.exactly,
            exactly: lower.exactly,
        }
    }
}

/// The tail at minus `distance`.
fn inverted(steps: &[Step], distance: u64, spread: f64) -> Tail {
    let all: u64 = steps.iter().map(|step| step.size * step.cases()).sum();
    let kept = whole((REACH * spread + real(distance) / 2.0).ceil()) + 2;
    let frequencies = kept.min(all + 1);
    // The steps that fall fastest first: most products are nothing after one factor.
    let mut steps = steps.to_vec();
    steps.sort_by_key(|step| std::cmp::Reverse(step.cases()));
    let (mut exactly, mut inside) = (0.0, 0.0);
    for frequency in 0..=frequencies / 2 {
        let factor = characteristic(&steps, frequency, frequencies);
        if factor == 0.0 {
            continue;
        }
        let angle = |times: u64| angle(times, frequency, frequencies);
        // Of each pair of mirrored frequencies one is looked at.
        let alone = frequency == 0 || 2 * frequency == frequencies;
        let weight = if alone { factor } else { 2.0 * factor };
        exactly += weight * angle(distance).cos();
        // The sums between minus and plus the distance, both left out, every second of them: a closed form.
        inside += weight
            * match (distance, frequency) {
                (0, _) => 0.0,
                (_, 0) => real(distance - 1),
                _ => angle(distance - 1).sin() / angle(1).sin(),
            };
    }
    exactly /= real(frequencies);
    let at_most = if distance == 0 {
        f64::midpoint(1.0, exactly)
    } else {
        (1.0 - inside / real(frequencies)) / 2.0
    };
    Tail { at_most, exactly }
}

/// pi `times` `frequency` / `frequencies`, reduced first so that no digits are lost.
fn angle(times: u64, frequency: u64, frequencies: u64) -> f64 {
    // Sizes and frequencies are below 2^21 here, so that their product is exact.
    let turns = times * frequency % (2 * frequencies);
    PI * real(turns) / real(frequencies)
}

/// The product of cos(pi size frequency / frequencies)^cases.
fn characteristic(steps: &[Step], frequency: u64, frequencies: u64) -> f64 {
    let (mut log, mut sign) = (0.0, 1.0);
    for step in steps {
        let cosine = angle(step.size, frequency, frequencies).cos();
        if cosine < 0.0 && !step.cases().is_multiple_of(2) {
            sign = -sign;
        }
        log += real(step.cases()) * cosine.abs().ln();
        if log < NOTHING {
            return 0.0;
        }
    }
    sign * log.exp()
}
