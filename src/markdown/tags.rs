//! Tags and comments of HTML in Markdown: where they end, and which of them part words.

/// What closes the tag or comment that `text` starts with, if it does.
pub(super) fn opens(text: &str) -> Option<&'static str> {
    // CommonMark 6.6: other characters after `<` make no tag.
    let inner = text.strip_prefix('<')?;
    if inner.starts_with("!--") {
        return Some("-->");
    }
    let is_tag =
        inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    is_tag.then_some(">")
}

/// Tags that part no words.
const INLINE_TAGS: &[&str] = &[
    "a", "abbr", "b", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u", "var",
];

/// Whether `tag` leaves the text before and after it in one line.
pub(super) fn is_inline_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
    INLINE_TAGS.contains(&name.as_str())
}
