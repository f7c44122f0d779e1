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

/// A difference of rates in percentage points with one decimal: `20.0 points`.
#[must_use]
pub fn precise_points(share: f64) -> String {
    format!("{:.1} points", share * 100.0)
}

/// `1 case`, `1,200 cases`.
#[must_use]
pub fn cases(n: u64) -> String {
    counted(usize::try_from(n).unwrap_or(usize::MAX), "case", "cases")
}

/// A number with as many digits as it was written with: `0.05`.
#[must_use]
pub fn shortest(number: f64) -> String {
    format!("{number}")
}

/// A share as a whole percentage: `92 %`. Only nothing is 0 % and only a whole is 100 %.
#[must_use]
pub fn whole_percent(share: f64) -> String {
    let percent = (share * 100.0).round();
    let shown = match share {
        share if share > 0.0 && share < 1.0 => percent.clamp(1.0, 99.0),
        _ => percent,
    };
    format!("{shown:.0} %")
}

/// A difference of shares in points, rounded up to what is easy to read: `5 points`, `1 point`, `0.5 points`.
#[must_use]
pub fn points(share: f64) -> String {
    let points = share * 100.0;
    let shown = if points < 1.0 {
        (points * 10.0 - 1e-9).ceil() / 10.0
    } else {
        (points - 1e-9).ceil()
    };
    let noun = if (shown - 1.0).abs() < 1e-9 {
        "point"
    } else {
        "points"
    };
    format!("{shown} {noun}")
}

/// A change of a share in points with its sign: `-8.3`, `+0.0`.
#[must_use]
pub fn signed_points(change: f64) -> String {
    let tenths = (change * 1000.0).round() / 10.0;
    // Minus zero is no drop.
    format!("{:+.1}", if tenths == 0.0 { 0.0 } else { tenths })
}

/// A score with two decimals, or `none`.
#[must_use]
pub fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "none".to_owned(), |score| format!("{score:.2}"))
}

/// A score with all its four decimals, where a bound is near.
#[must_use]
pub fn exact_score(score: f64) -> String {
    format!("{score:.4}")
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
        assert_eq!(precise_points(-0.125), "-12.5 points");
        assert_eq!(
            (cases(1), cases(1200)),
            ("1 case".into(), "1,200 cases".into())
        );
        assert_eq!(shortest(0.05), "0.05");
        assert_eq!(percent(11.0 / 12.0), "91.7 %");
        assert_eq!(percent(9_999.0 / 10_000.0), "99.9 %");
        assert_eq!(percent(1.0), "100.0 %");
        assert_eq!(whole_percent(11.0 / 12.0), "92 %");
        assert_eq!(whole_percent(0.999), "99 %");
        assert_eq!(whole_percent(0.001), "1 %");
        assert_eq!(points(0.05), "5 points");
        assert_eq!(points(0.731), "74 points");
        assert_eq!(points(0.0041), "0.5 points");
    }
}
