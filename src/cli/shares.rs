//! Shares on the command line: as a number from 0 to 1, in points, or with a percent sign.

/// A drop or a margin: `20` and `20%` are points, `0.2` is the same as a share. What is below 1 and has no sign is a share.
pub(in crate::cli) fn points(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let in_points = number.len() < text.len();
    let value: f64 = number.parse().unwrap_or(f64::NAN);
    let share = if in_points || value >= 1.0 {
        value / 100.0
    } else {
        value
    };
    if share > 0.0 && share < 1.0 {
        Ok(share)
    } else {
        Err("points between 0 and 100, or a share: `20`, `20%` and `0.2` are the same".to_owned())
    }
}

/// A chance strictly between 0 and 1.
pub(super) fn chance(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(chance) if chance > 0.0 && chance < 1.0 => Ok(chance),
        Ok(_) | Err(_) => Err("a number between 0 and 1, such as 0.05".to_owned()),
    }
}

/// A share from 0 to below one half: so many cases improve by chance.
pub(super) fn improving(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..0.5).contains(&share) => Ok(share),
        Ok(_) | Err(_) => Err("a share from 0 to below 0.5, such as 0.05".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_shares_are_told_apart() {
        for text in ["20", "20%", "20 %", "0.2", "20.0"] {
            assert_eq!(points(text), Ok(0.2), "{text}");
        }
        assert_eq!(points("0.5%"), Ok(0.005));
        assert_eq!(points("1"), Ok(0.01));
        for text in ["0", "-5", "100", "1e9", "NaN", "inf", "", "%", "x"] {
            assert!(points(text).is_err(), "{text}");
        }
    }
}
