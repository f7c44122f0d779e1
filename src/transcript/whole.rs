//! A file that is one JSON document: parsed, or told where it breaks.

use serde_json::Value;
use serde_json::error::Category;

use super::line::said;
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
    let said = said(error);
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
}
