//! Whether a line of text is a label of what is below it.

use super::rows::{Row, RowKind};

/// Characters of a line that can still be a label.
const LABEL: usize = 100;
/// Characters of a bold or plain line that can still be one.
const SHORT_LABEL: usize = 72;

/// Whether a colon ends the label that line `at` of `all` is; `None` when it is no label.
pub(super) fn ends_with_colon(all: &str, rows: &[Row], at: usize) -> Option<bool> {
    let row = &rows[at];
    let RowKind::Text(start) = row.kind else {
        return None;
    };
    let text = all[start..row.span.end].trim();
    // Cheap first: the lines of a huge paragraph are looked at twice.
    if text.len() > LABEL * 4 || text.chars().count() > LABEL {
        return None;
    }
    let bare = text.trim_matches(['*', '_', ' ']);
    let colon = bare.ends_with([':', '：']);
    let below = rows[at + 1..]
        .iter()
        .take(3)
        .find(|row| row.kind != RowKind::Blank);
    let before_item = below.is_some_and(|row| matches!(row.kind, RowKind::Item(_)));
    let before_code =
        below.is_some_and(|row| matches!(row.kind, RowKind::Skipped | RowKind::Fenced));
    let inner = bare.trim_end_matches([':', '：']);
    let several = inner.contains(". ") || inner.contains(['。', '!', '?']);
    let short = text.chars().count() <= SHORT_LABEL;
    if colon {
        return (before_item || (short && !several && !before_code)).then_some(true);
    }
    let ended = bare.ends_with(['.', '!', '?', '。', '！', ',', ';']);
    let first = at == 0 || !matches!(rows[at - 1].kind, RowKind::Text(_) | RowKind::Item(_));
    let bold = text.starts_with("**") && text.ends_with("**") && text.matches("**").count() == 2;
    if bold && short && !ended && first {
        return Some(false);
    }
    let directly = rows
        .get(at + 1)
        .is_some_and(|row| matches!(row.kind, RowKind::Item(_)));
    (short && !ended && !several && first && directly).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::super::rows::rows;
    use super::super::words::Lexicon;
    use super::*;

    fn label(text: &str) -> Option<bool> {
        ends_with_colon(text, &rows(text, 0, Lexicon::shipped()), 0)
    }

    #[test]
    fn short_lines_with_a_colon_and_bold_lines_are_labels() {
        assert_eq!(label("Всегда 🙂:\r\n- да"), Some(true));
        assert_eq!(label("**Стиль**\n\nтекст"), Some(false));
        assert_eq!(label("Notes\n- a"), Some(true));
    }

    #[test]
    fn sentences_and_what_leads_to_code_are_none() {
        assert_eq!(label("Пиши просто. И кратко:\n\nтекст"), None);
        assert_eq!(label("Run this:\n```sh\nx\n```"), None);
        assert_eq!(label("**Do it e\u{301}.**\n- a"), None);
    }
}
