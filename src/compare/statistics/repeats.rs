//! Several answers for one case: how often one of k passes, how often all of k do, and a common measure.

use super::count::real;

/// The chance that at least one of `k` answers passes, from `passes` of `repeats`: the unbiased estimate
/// 1 - C(n-c,k)/C(n,k) (Chen et al. 2021, arXiv:2107.03374). `None` when `k` is 0 or more than `repeats`, or
/// `passes` is.
#[must_use]
pub fn pass_at_k(repeats: u64, passes: u64, k: u64) -> Option<f64> {
    let fails = repeats.checked_sub(passes)?;
    Some(1.0 - share_of_draws(repeats, fails, k)?)
}

/// The chance that all of `k` answers pass, from `passes` of `repeats`: the unbiased estimate C(c,k)/C(n,k) (Yao et
/// al. 2024, arXiv:2406.12045). `None` when `k` is 0 or more than `repeats`, or `passes` is.
#[must_use]
pub fn pass_hat_k(repeats: u64, passes: u64, k: u64) -> Option<f64> {
    share_of_draws(repeats, passes, k)
}

/// C(among,k) / C(of,k): the chance that `k` drawn without replacement are all `among`.
fn share_of_draws(of: u64, among: u64, k: u64) -> Option<f64> {
    if k == 0 || k > of || among > of {
        return None;
    }
    let drawn = (0..k).map(|n| real(among.saturating_sub(n)) / real(of - n));
    Some(drawn.product())
}

/// The least common multiple of the numbers of repeats: by it, differences of rates over different numbers of
/// repeats are whole numbers. Zeros are passed over; `None` when the multiple is beyond 2^31.
#[must_use]
pub fn common_repeats(repeats: impl IntoIterator<Item = u64>) -> Option<u64> {
    let mut multiple = 1_u64;
    for one in repeats.into_iter().filter(|one| *one > 0) {
        if multiple.is_multiple_of(one) {
            continue;
        }
        multiple = multiple.checked_mul(one / gcd(multiple, one))?;
        if multiple > 1 << 31 {
            return None;
        }
    }
    Some(multiple)
}

/// The greatest common divisor; that of 0 and `b` is `b`.
pub(super) fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_five_in_two_draws() {
        // 1 - C(2,2)/C(5,2) and C(3,2)/C(5,2).
        assert!((pass_at_k(5, 3, 2).unwrap() - 0.9).abs() < 1e-15);
        assert!((pass_hat_k(5, 3, 2).unwrap() - 0.3).abs() < 1e-15);
    }

    #[test]
    fn more_draws_than_answers_have_no_value() {
        assert!(pass_at_k(5, 3, 6).is_none());
        assert!(pass_at_k(5, 3, 0).is_none());
        assert!(pass_at_k(5, 6, 1).is_none());
        assert!(pass_hat_k(0, 0, 1).is_none());
    }

    #[test]
    fn a_common_measure_of_repeats() {
        assert_eq!(common_repeats([1, 5]), Some(5));
        assert_eq!(common_repeats([4, 6, 0, 3]), Some(12));
        assert_eq!(common_repeats([]), Some(1));
        assert_eq!(common_repeats([2_147_483_647, 3]), None);
        assert_eq!(common_repeats([u64::MAX, u64::MAX - 1]), None);
    }
}
