//! One line of a JSON Lines file: from bytes to text, and what to say when that fails.
//!
//! Lines come from anywhere, so each way of being broken has its own message. Columns count characters.

use std::str::Utf8Error;

use serde_json::error::Category;

use crate::source::line_column;

/// The byte order mark that some editors put before the first character.
pub(super) const fn byte_order_mark() -> &'static str {
    "\u{feff}"
}

/// The text of a line without byte order mark and line end.
///
/// # Errors
/// A line that is not UTF-8 or holds a NUL byte is refused, with the column.
pub fn clean_line(line: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(line).map_err(|error| utf8_reason(line, error))?;
    let text = text.strip_prefix(byte_order_mark()).unwrap_or(text);
    let text = text.trim_end_matches(['\r', '\n']);
    if !text.as_bytes().contains(&0) {
        return Ok(text);
    }
    let offset = text.find('\0').unwrap_or_default();
    Err(format!(
        "the record holds a NUL byte at column {}: the file is damaged or was cut off; write the record again",
        line_column(text, offset).column
    ))
}

/// What to say of bytes that are not UTF-8.
pub(super) fn utf8_reason(bytes: &[u8], error: Utf8Error) -> String {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return "the text is UTF-16: save the file as UTF-8".to_owned();
    }
    let line_start = bytes[..error.valid_up_to()]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&bytes[line_start..error.valid_up_to()])
        .chars()
        .count()
        + 1;
    format!("the text is not UTF-8 at column {column}: save the file as UTF-8")
}

/// What `error` says, without the place at its end.
pub(super) fn said(error: &serde_json::Error) -> String {
    let mut said = error.to_string();
    said.truncate(said.rfind(" at line ").unwrap_or(said.len()));
    said
}

/// What to say of a line that is not the JSON it should be.
pub(super) fn json_reason(line: &str, error: &serde_json::Error) -> String {
    let column = line_column(line, error.column().saturating_sub(1)).column;
    let said = said(error);
    match error.classify() {
        Category::Eof => format!(
            "the record ends at column {column} before it is complete: the line was cut off; write it again on one line"
        ),
        Category::Data if said.starts_with("invalid type") => {
            "the line holds no JSON object: each line must be one".to_owned()
        }
        // What our own visitors raise says what is expected.
        Category::Data => said,
        Category::Syntax | Category::Io if said.contains("recursion limit") => {
            format!("the record is nested too deep at column {column}: 127 levels are the limit")
        }
        Category::Syntax | Category::Io
            if said.contains("surrogate") || said.contains("hex escape") =>
        {
            format!(
                "half of a surrogate pair at column {column}: write the character itself or both `\\u` escapes"
            )
        }
        Category::Syntax | Category::Io => {
            format!(
                "the record is not JSON at column {column} ({said}): each line must be one JSON object"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(line: &str) -> String {
        let error = serde_json::from_str::<serde_json::Value>(line).unwrap_err();
        json_reason(line, &error)
    }

    #[test]
    fn mark_and_line_end_are_dropped() {
        assert_eq!(clean_line("\u{feff}да🙂\r\n".as_bytes()).unwrap(), "да🙂");
    }

    #[test]
    fn invalid_utf8_is_reported_at_its_character() {
        let reason = clean_line(b"\xd0\xb6\xd0\xb6\xff").unwrap_err();
        assert!(reason.contains("column 3"), "{reason}");
    }

    #[test]
    fn utf16_is_named() {
        assert!(clean_line(b"\xff\xfe{\0").unwrap_err().contains("UTF-16"));
    }

    #[test]
    fn a_nul_byte_is_reported_at_its_character() {
        let reason = clean_line("ж🙂\0".as_bytes()).unwrap_err();
        assert!(reason.contains("NUL byte at column 3"), "{reason}");
    }

    #[test]
    fn a_cut_line_says_so() {
        assert!(reason(r#"{"a":"бв"#).contains("cut off"));
    }

    #[test]
    fn columns_count_characters() {
        assert!(
            reason(r#"{"ж🙂":x}"#).contains("column 7"),
            "{}",
            reason(r#"{"ж🙂":x}"#)
        );
    }

    #[test]
    fn a_lone_surrogate_is_explained() {
        assert!(reason(r#"{"a":"\ud83d"}"#).contains("surrogate pair"));
        assert!(reason(r#"{"a":"\udc00"}"#).contains("surrogate pair"));
    }

    #[test]
    fn a_nesting_bomb_is_refused() {
        assert!(reason(&"[".repeat(100_000)).contains("nested too deep"));
    }
}
