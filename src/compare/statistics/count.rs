//! Counts as real numbers and back.

/// `count` as a real number.
pub(super) fn real(count: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of cases are far below 2^52"
    )]
    let real = count as f64;
    real
}

/// `real` without its fraction; 0 of what is negative, and the greatest count of what is greater.
pub(super) fn whole(real: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, which is what is wanted"
    )]
    let whole = real as u64;
    whole
}
