//! Numbers and plurals as people and logs read them. Fixed precision, no locale: same input, same bytes.

/// `1 answer`, `2 answers`.
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// `12,345`.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as a percentage with one decimal: `91.7 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    // Only a whole is 100 %: 9,999 of 10,000 hide a failure otherwise.
    let shown = if share < 1.0 { share.min(0.999) } else { share };
    format!("{:.1} %", shown * 100.0)
}

/// A score rounded to four decimals, as logs keep it.
#[must_use]
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// `part` of `whole` as a share; `None` of nothing.
#[must_use]
pub fn share(part: usize, whole: usize) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of responses are far below 2^52"
    )]
    let share = (whole > 0).then(|| part as f64 / whole as f64);
    share
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(counted(1, "answer", "answers"), "1 answer");
        assert_eq!(counted(1_234_567, "answer", "answers"), "1,234,567 answers");
        assert_eq!(grouped(100), "100");
        assert_eq!(percent(11.0 / 12.0), "91.7 %");
        assert_eq!(percent(9_999.0 / 10_000.0), "99.9 %");
        assert_eq!(percent(1.0), "100.0 %");
    }
}
