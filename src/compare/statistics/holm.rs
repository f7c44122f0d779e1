//! Many criteria: the step-down procedure of Holm.

use super::count::real;

/// p-values adjusted for their number, in the order given: at most `alpha` where the criterion may be called
/// changed, with the chance of any false alarm held to `alpha` (Holm 1979, Scandinavian Journal of Statistics 6:65).
///
/// They are at most 1 and in the order of the p-values. What is no p-value (NaN, outside 0 to 1) counts as the
/// nearest one, NaN as 1.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let sound = |p: f64| if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| sound(p[a]).total_cmp(&sound(p[b])));
    let mut adjusted = vec![1.0; p.len()];
    let (mut left, mut so_far) = (real(p.len() as u64), 0.0_f64);
    for at in order {
        so_far = so_far.max(left * sound(p[at])).min(1.0);
        adjusted[at] = so_far;
        left -= 1.0;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_multiplied_by_the_number_of_those_not_smaller() {
        assert_eq!(holm(&[0.03, 0.01, 0.04]), [0.06, 0.03, 0.06]);
        assert_eq!(holm(&[0.5, 0.5]), [1.0, 1.0]);
        assert_eq!(holm(&[0.02]), [0.02]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn what_is_no_p_value_never_makes_nan() {
        let p = [f64::NAN, -1.0, 7.0, f64::INFINITY];
        assert_eq!(holm(&p), [1.0, 0.0, 1.0, 1.0]);
    }
}
