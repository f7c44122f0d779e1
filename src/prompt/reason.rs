//! Why something is a rule, in a few English words.

/// Characters of a quoted word or label.
const QUOTED: usize = 40;

/// `text` on one line, cut to what a reason quotes.
pub(super) fn shorten(text: &str) -> String {
    cut(text, QUOTED)
}

/// `text` with single spaces, of at most `length` characters.
pub(super) fn cut(text: &str, length: usize) -> String {
    // No more is looked at than can be shown, however long the text is.
    let end = text
        .char_indices()
        .nth(length * 4)
        .map_or(text.len(), |(at, _)| at);
    let mut out = text[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = out.char_indices().nth(length) {
        out.truncate(at);
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_broken_texts_are_cut_to_one_line() {
        assert_eq!(shorten(" да\r\n🙂  нет "), "да 🙂 нет");
        assert_eq!(cut("е\u{301}жик", 3), "е\u{301}ж…");
        assert_eq!(cut(&"ж".repeat(1_000_000), 2), "жж…");
    }
}
