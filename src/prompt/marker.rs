//! What leads a list item: a bullet, a number, a letter, a box, or an emoji.

use unicode_segmentation::UnicodeSegmentation;

/// The mark of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// Where the text behind it starts, in the file.
    pub(super) text: usize,
    /// Whether items of its kind are counted.
    pub(super) kind: MarkerKind,
}

/// The kinds of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkerKind {
    /// A bullet.
    Bullet,
    /// A number or a letter.
    Number,
    /// An emoji, which belongs to the text.
    Emoji,
}

const BULLETS: &[char] = &[
    '-', '*', '+', '•', '◦', '▪', '●', '○', '–', '—', '·', '‣', '■', '□', '☐',
];

/// The marker at the start of `line`, which starts at byte `at` of the file.
pub(super) fn marker(line: &str, at: usize) -> Option<Marker> {
    let bare = line.len();
    let (rest, kind) = bullet(line)
        .map(|rest| (rest, MarkerKind::Bullet))
        .or_else(|| number(line).map(|rest| (rest, MarkerKind::Number)))
        .or_else(|| emoji(line).then_some((line, MarkerKind::Emoji)))?;
    let rest = rest.trim_start();
    let rest = task_box(rest);
    (!rest.is_empty()).then_some(Marker {
        text: at + bare - rest.len(),
        kind,
    })
}

fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(BULLETS)?;
    rest.starts_with([' ', '\t', '\u{a0}', '\u{3000}'])
        .then_some(rest)
}

/// `1.`, `2)`, `(3)`, `a)`, `1、`, `1.2.`, `**4.** ` with space behind.
fn number(line: &str) -> Option<&str> {
    let (bold, inner) = match line.strip_prefix("**") {
        Some(inner) => (true, inner),
        None => (false, line),
    };
    let inner = inner.strip_prefix('(').unwrap_or(inner);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let letter = digits == 0
        && inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && inner[1..].starts_with(')');
    if letter {
        return inner[2..].starts_with(' ').then(|| &inner[2..]);
    }
    if digits == 0 || digits > 4 {
        return None;
    }
    let mut rest = &inner[digits..];
    // Numbers of several parts: `1.2.`
    while let Some(more) = rest.strip_prefix('.') {
        let digits = more.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            break;
        }
        rest = &more[digits..];
    }
    let wide = rest.starts_with(['、', '．']);
    let rest = rest.strip_prefix(['.', ')', '、', '．'])?;
    let rest = if bold {
        rest.strip_prefix("**").unwrap_or(rest)
    } else {
        rest
    };
    (wide || rest.starts_with([' ', '\t'])).then_some(rest)
}

fn task_box(rest: &str) -> &str {
    for mark in ["[ ] ", "[x] ", "[X] "] {
        if let Some(inner) = rest.strip_prefix(mark) {
            return inner.trim_start();
        }
    }
    rest
}

/// Whether an emoji and text behind it lead the line.
fn emoji(line: &str) -> bool {
    let Some(first) = line.graphemes(true).next() else {
        return false;
    };
    first.chars().next().is_some_and(is_emoji)
        && line[first.len()..].contains(char::is_alphanumeric)
}

/// Whether `c` is a pictograph.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{2300}'..='\u{23ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> Option<&str> {
        marker(line, 0).map(|marker| &line[marker.text..])
    }

    #[test]
    fn bullets_numbers_and_boxes_lead_items() {
        for line in [
            "- да",
            "*  да",
            "• да",
            "12. да",
            "3) да",
            "(4) да",
            "a) да",
            "1.2. да",
            "- [ ] да",
            "**5.** да",
        ] {
            assert_eq!(text(line), Some("да"), "{line}");
        }
        assert_eq!(text("1、使用"), Some("使用"));
        assert_eq!(text("**5. да**"), Some("да**"));
    }

    #[test]
    fn an_emoji_leads_an_item_and_stays_in_it() {
        assert_eq!(text("❌ так нельзя"), Some("❌ так нельзя"));
        assert_eq!(text("👨‍👩‍👧 да"), Some("👨‍👩‍👧 да"));
        assert_eq!(text("🙂"), None);
    }

    #[test]
    fn other_lines_have_no_marker() {
        for line in [
            "**bold** text",
            "-x",
            "2024 was",
            "1.5 seconds of",
            "--flag",
            "—",
            "e\u{301}) x",
            "a. b",
        ] {
            assert_eq!(text(line), None, "{line}");
        }
    }
}
