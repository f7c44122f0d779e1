//! A file that is one JSON document: parsed, or told where it breaks.

use serde_json::Value;
use serde_json::error::Category;

use crate::source::line_column;

/// The document that `text` is, or the line where it breaks and why.
pub(super) fn parse(text: &str) -> Result<Value, (usize, String)> {
    serde_json::from_str(text).map_err(|error| {
        let line = error.line().max(1);
        let start = text
            .split_inclusive('\n')
            .take(line - 1)
            .map(str::len)
            .sum();
        let rest: &str = &text[start..];
        let column = line_column(rest, error.column().saturating_sub(1).min(rest.len())).column;
        (line, reason(column, &error))
    })
}

fn reason(column: usize, error: &serde_json::Error) -> String {
    let full = error.to_string();
    let said = full
        .rsplit_once(" at line ")
        .map_or(full.as_str(), |(said, _)| said);
    match error.classify() {
        Category::Eof => format!(
            "the file ends at column {column} before its JSON is complete: it was cut off; write it again"
        ),
        Category::Data | Category::Syntax | Category::Io if said.contains("recursion limit") => {
            format!("the JSON is nested too deep at column {column}: 127 levels are the limit")
        }
        Category::Data | Category::Syntax | Category::Io
            if said.contains("surrogate") || said.contains("hex escape") =>
        {
            format!(
                "half of a surrogate pair at column {column}: write the character itself or both `\\u` escapes"
            )
        }
        Category::Data | Category::Syntax | Category::Io => {
            format!(
                "the file is not JSON at column {column} ({said}): it must be one JSON document"
            )
        }
    }
}

/// The elements of the list that `text` is, each with its line, so that a broken one does not hurt others; a
/// document that is no list is its only element. What follows the list is left out; a list without an end
/// has the line where the file ends as well.
pub(super) fn elements(text: &str) -> (Vec<(usize, &str)>, Option<usize>) {
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with('[') {
        return (vec![(1, text)], None);
    }
    let mut found = Vec::new();
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let (mut line, mut from) = (1 + text[..start].matches('\n').count(), start + 1);
    let mut from_line = line;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        if byte == b'\n' {
            line += 1;
        }
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if (byte == b',' && depth == 1) || depth == 0 {
            found.push((from_line, &text[from..at]));
            (from, from_line) = (at + 1, line);
        }
        if depth == 0 {
            return (trimmed(found), None);
        }
    }
    found.push((from_line, &text[from..]));
    (
        trimmed(found),
        Some(text.trim_end().matches('\n').count() + 1),
    )
}

fn trimmed(elements: Vec<(usize, &str)>) -> Vec<(usize, &str)> {
    let trim = |(line, text): (usize, &'_ str)| -> (usize, usize, usize) {
        let rest = text.trim_start();
        let lead = &text[..text.len() - rest.len()];
        (
            line + lead.matches('\n').count(),
            lead.len(),
            rest.trim_end().len(),
        )
    };
    let all = elements.into_iter().map(|(line, text)| {
        let (line, lead, len) = trim((line, text));
        (line, &text[lead..lead + len])
    });
    all.filter(|(_, text)| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_breaks_is_told_with_its_line_and_column() {
        let (line, reason) = parse("{\r\n \"ж🙂\": x}").unwrap_err();
        assert_eq!(line, 2);
        assert!(reason.contains("column 8"), "{reason}");
        let (line, reason) = parse("{\"a\":\n").unwrap_err();
        assert!(line <= 2 && reason.contains("cut off"), "{reason}");
        assert!(
            parse(&"[".repeat(100_000))
                .unwrap_err()
                .1
                .contains("too deep")
        );
        assert!(parse("\"\\ud83d\"").unwrap_err().1.contains("surrogate"));
        assert!(parse("").unwrap_err().1.contains("cut off"));
        assert!(parse("nul\0").is_err());
    }

    #[test]
    fn elements_are_told_apart_with_their_lines() {
        let text = "\n[ {\"a\": \"],\\\"[🙂\"},\r\n\n{\"b\": [1, {}]}\n, ]";
        let expected = [(2, "{\"a\": \"],\\\"[🙂\"}"), (4, "{\"b\": [1, {}]}")];
        assert_eq!(elements(text), (expected.to_vec(), None));
        assert_eq!(elements("{}"), (vec![(1, "{}")], None));
        assert_eq!(
            elements("[1,\n{\"a\""),
            (vec![(1, "1"), (2, "{\"a\"")], Some(2))
        );
        assert_eq!(elements("[]"), (Vec::new(), None));
    }
}
