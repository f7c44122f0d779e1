//! What a short text looks like: quoted, bold, written out loud.

use super::normal::is_ideograph;

/// Whether `text` is a quotation, or several.
pub(super) fn is_quoted(text: &str) -> bool {
    let text = text.trim_matches(['*', ' ', '.']);
    text.starts_with(['"', '“', '«', '「', '„']) && text.ends_with(['"', '”', '»', '」', '“'])
}

/// Whether `text` has capital letters and no small ones.
pub(super) fn is_loud(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).take(2).count() == 2
        && !text.contains(char::is_lowercase)
}

/// Whether all of `text` is bold.
pub(super) fn is_bold(text: &str) -> bool {
    text.starts_with("**") && text.ends_with("**") && text.matches("**").take(3).count() == 2
}

/// Words of a short text; two ideographs are one.
pub(super) fn size(text: &str, words: usize) -> usize {
    let wide = text.chars().take(64).filter(|c| is_ideograph(*c)).count();
    words.max(wide / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_bold_and_loud_texts_are_told() {
        assert!(is_quoted("«Отлично!» / \"Great!\""));
        assert!(!is_quoted("\"a\" and b"));
        assert!(is_bold("**Прочти это 🙂**"));
        assert!(!is_bold("**a** and **b**"));
        assert!(is_loud("НЕ") && is_loud("STOP!") && !is_loud("É\u{301}") && !is_loud("Stop"));
    }

    #[test]
    fn two_ideographs_are_as_long_as_a_word() {
        assert_eq!(size("写入更新文件", 1), 3);
        assert_eq!(size("читай файл", 2), 2);
    }
}
