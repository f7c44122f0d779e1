//! Text with a name, and places in it.
//!
//! Spans are byte ranges and stay so inside the program; a line and a column exist only where a person
//! or a log reads them. Columns count Unicode scalar values, so that «тест» is four wide.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A half-open byte range of some text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of `start..end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span runs forward");
        Self { start, end }
    }

    /// The span as a range, to index a string with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A file that was read: what messages call it, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name shown to the user, as the user gave it.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl SourceFile {
    /// A named text.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }
}

/// A 1-based line and a 1-based column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// Where `offset` is in `text`. Lines end at `\n`; an offset past the end is the end.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    LineColumn {
        line: before.bytes().filter(|&b| b == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_after_cyrillic_emoji_and_crlf() {
        let text = "да\r\n🙂 тест e\u{301}!";
        let at = |needle: &str| line_column(text, text.find(needle).unwrap());
        assert_eq!(at("тест"), LineColumn { line: 2, column: 3 });
        // The combining accent is a scalar value of its own.
        assert_eq!(
            at("!"),
            LineColumn {
                line: 2,
                column: 10
            }
        );
    }

    #[test]
    fn an_offset_inside_a_character_or_past_the_end_is_mended() {
        assert_eq!(line_column("ж", 1), LineColumn { line: 1, column: 1 });
        assert_eq!(line_column("ж\n", 99), LineColumn { line: 2, column: 1 });
    }
}
