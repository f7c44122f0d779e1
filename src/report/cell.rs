//! Text from answers, file names and ids, made fit for one cell of a terminal table.
//!
//! Everything is printable, and as wide as it says: combining marks have no width, wide characters two.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::verdict::printable;

/// `text` printable, and cut to `width` columns with an ellipsis.
#[must_use]
pub fn cell(text: &str, width: usize) -> String {
    // No character is printed as nothing but a combining mark, so this is enough of a huge text.
    let few = text
        .char_indices()
        .nth(width.saturating_mul(8))
        .map_or(text, |(end, _)| &text[..end]);
    let safe = printable(few);
    if few.len() == text.len() && safe.width() <= width {
        return safe;
    }
    let mut out = String::new();
    let mut used = 0;
    for cluster in safe.graphemes(true) {
        // One column is left for the ellipsis.
        if used + cluster.width() >= width {
            break;
        }
        used += cluster.width();
        out.push_str(cluster);
    }
    out.push('…');
    out
}

/// `text` with every run of white space as one space, cut to `width` columns.
#[must_use]
pub fn one_line(text: &str, width: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > width.saturating_mul(8) {
            line.push(' ');
            break;
        }
    }
    cell(&line, width)
}

/// `text` with spaces up to `width` columns.
#[must_use]
pub fn pad(text: &str, width: usize) -> Cow<'_, str> {
    match width.checked_sub(text.width()) {
        None | Some(0) => text.into(),
        Some(missing) => format!("{text}{}", " ".repeat(missing)).into(),
    }
}

/// `file:line`; of a long path the end is kept, since it tells files apart.
#[must_use]
pub fn quoted_place(file: &str, line: usize, width: usize) -> String {
    let safe = printable(file);
    let room = width.saturating_sub(line.to_string().len() + 1);
    if safe.width() <= room {
        return format!("{safe}:{line}");
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut used = 0;
    for cluster in safe.graphemes(true).rev() {
        if used + cluster.width() >= room {
            break;
        }
        used += cluster.width();
        kept.push(cluster);
    }
    kept.reverse();
    format!("…{}:{line}", kept.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_cut_between_characters_as_readers_count_them() {
        assert_eq!(cell("тест", 4), "тест");
        assert_eq!(cell("тесты", 4), "тес…");
        assert_eq!(cell("и\u{306}и\u{306}и\u{306}", 2), "и\u{306}…");
        assert_eq!(cell("🙂🙂🙂", 4), "🙂…");
        assert_eq!(cell(&"ж".repeat(1_000_000), 3), "жж…");
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(pad("й🙂", 5), "й🙂  ");
        assert_eq!(pad("и\u{306}", 2), "и\u{306} ");
        assert_eq!(pad("длинно", 2), "длинно");
    }

    #[test]
    fn controls_are_written_out_and_lines_joined() {
        assert_eq!(cell("a\u{1b}[2J", 40), r"a\u{1b}[2J");
        assert_eq!(one_line(" a\r\n\tb \u{202e}c", 40), r"a b \u{202e}c");
    }

    #[test]
    fn of_a_long_path_the_end_is_kept() {
        assert_eq!(quoted_place("a/b.jsonl", 3, 20), "a/b.jsonl:3");
        assert_eq!(quoted_place("папка/папка/ответ.md", 12, 12), "…ответ.md:12");
    }
}
