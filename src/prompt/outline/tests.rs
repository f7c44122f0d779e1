//! What the outline makes of lines.

use super::super::rows::rows;
use super::super::words::Lexicon;
use super::*;

/// Each unit with the label above it.
fn units(text: &str) -> Vec<(String, String)> {
    let outline = Outline::new(text, &rows(text, 0, Lexicon::shipped()));
    let read = |span: Span| text[span.range()].to_owned();
    let units = outline.units.iter().map(|unit| {
        let label = unit.label.map(|label| read(outline.labels[label].span));
        (read(unit.span), label.unwrap_or_default())
    });
    units.collect()
}

fn pair(unit: &str, label: &str) -> (String, String) {
    (unit.to_owned(), label.to_owned())
}

#[test]
fn a_label_needs_no_blank_line_and_ends_with_its_list() {
    let got = units("# Ю\r\nВсегда:\r\n- Пиши 🙂\r\n- Читай\r\n\r\nОтвечай кратко.");
    let want = [
        pair("Всегда:", "Ю"),
        pair("Пиши 🙂", "Всегда:"),
        pair("Читай", "Всегда:"),
        pair("Отвечай кратко.", "Ю"),
    ];
    assert_eq!(got, want);
}

#[test]
fn an_item_with_items_is_their_label() {
    let got = units("1. **Code**:\n   - Use it\n     twice\n   - Test it\n2. Stop");
    let want = [
        pair("**Code**:", ""),
        pair("Use it\n     twice", "**Code**:"),
        pair("Test it", "**Code**:"),
        pair("Stop", ""),
    ];
    assert_eq!(got, want);
}

#[test]
fn tags_and_headings_hold_what_is_below_them() {
    let got = units("<rules>\nUse it.\n</rules>\nRead it.\n\n## B\n\nGo.");
    let want = [
        pair("Use it.", "<rules>"),
        pair("Read it.", ""),
        pair("Go.", "B"),
    ];
    assert_eq!(got, want);
}

#[test]
fn hard_wrapped_lines_are_one_paragraph() {
    let got = units("All testing is\ndone with care\u{301}.\n\nNext.");
    assert_eq!(
        got,
        [
            pair("All testing is\ndone with care\u{301}.", ""),
            pair("Next.", "")
        ]
    );
}
