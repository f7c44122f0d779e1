//! What a prompt demands: one rule, where it stands, and how strongly it is put.

use std::fmt;

use serde::Serialize;

use crate::source::Span;

/// One thing that a prompt demands of every answer to which it applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The words of the prompt, exactly as they stand at [`Self::span`].
    pub text: String,
    /// Where they stand in the file.
    pub span: Span,
    /// The lines of the span.
    pub lines: Lines,
    /// How strongly it is put.
    pub strength: Strength,
    /// The nearest heading, bold line, label or tag above, without markup; empty when there is none.
    pub section: String,
    /// The language of the text: `en`, `ru`, ...
    pub language: String,
    /// Why this is a rule, for people.
    pub why: String,
    /// Whether only the heading forbids: the text names what must not be done, and does not say so itself.
    pub forbidden_by_heading: bool,
}

/// Lines of a file, from 1, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Lines {
    /// The first line.
    pub start: usize,
    /// The last line.
    pub end: usize,
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end {
            write!(f, "{}", self.start)
        } else {
            write!(f, "{}-{}", self.start, self.end)
        }
    }
}

/// How strongly a rule is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// It is demanded.
    Must,
    /// It is preferred.
    Should,
    /// It is forbidden.
    Never,
}

impl Strength {
    /// The word that reports and rubrics use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Never => "never",
        }
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_strengths_are_written_as_people_read_them() {
        assert_eq!(Lines { start: 3, end: 3 }.to_string(), "3");
        assert_eq!(Lines { start: 3, end: 5 }.to_string(), "3-5");
        assert_eq!(format!("{:<6}|", Strength::Must), "must  |");
        assert_eq!(
            serde_json::to_string(&Strength::Never).unwrap(),
            "\"never\""
        );
    }
}
