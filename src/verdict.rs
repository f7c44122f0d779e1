//! What a criterion says of a response, and why.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Span;

/// The outcome of one criterion on one response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The response meets the criterion.
    Pass,
    /// The response does not meet the criterion.
    Fail,
    /// The criterion does not apply; never in a denominator.
    Na,
    /// The criterion could not be decided; never a pass.
    Error,
}

impl Verdict {
    /// The word that logs and reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Na => "na",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How binding a criterion is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Shown, never gated.
    May,
    /// Expected; gated only on request.
    Should,
    /// Required.
    #[default]
    Must,
}

impl Level {
    /// The word that rubrics and logs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

/// The text that an evidence span points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The final text of the response.
    Answer,
    /// The n-th file that the response's tools wrote.
    File(usize),
    /// The prompt.
    Prompt,
}

/// One reason for a verdict: a place, when there is one, and a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where it was seen; `None` for something absent.
    pub place: Option<(Origin, Span)>,
    /// What was seen or missed. For a found span the note follows a quotation of its text.
    pub note: Arc<str>,
}

impl Evidence {
    /// Something was found at `span`; `note` says what it is, after the quoted text.
    pub fn found(origin: Origin, span: Span, note: impl Into<Arc<str>>) -> Self {
        Self {
            place: Some((origin, span)),
            note: note.into(),
        }
    }

    /// Something is missing, so there is no place to point at.
    pub fn absent(note: impl Into<Arc<str>>) -> Self {
        Self {
            place: None,
            note: note.into(),
        }
    }
}

/// The longest quotation in a note, in characters; longer text is cut with an ellipsis.
const MAX_QUOTE: usize = 60;

/// Quotes `text` for a note: one line, bounded, control characters made visible.
#[must_use]
pub fn quote(text: &str) -> String {
    let line = text.trim_end().lines().next().unwrap_or("");
    let more = line.len() < text.trim_end().len();
    let mut out = String::with_capacity(line.len().min(4 * MAX_QUOTE) + 4);
    out.push('`');
    let mut cut = more;
    for (n, c) in line.chars().enumerate() {
        if n == MAX_QUOTE {
            cut = true;
            break;
        }
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    if cut {
        out.push('…');
    }
    out.push('`');
    out
}

/// Whether a terminal, a log viewer or a reader could be misled by `c`: controls, and characters
/// that reorder or hide text (Unicode TR 36, section 2.5).
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `text` with everything that could mislead a terminal written out; newlines and tabs too.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_one_bounded_line_without_controls() {
        assert_eq!(quote("import os\nimport re"), "`import os…`");
        assert_eq!(quote("\u{1b}[31m🙂\u{202e}"), r"`\u{1b}[31m🙂\u{202e}`");
        assert_eq!(quote(&"ж".repeat(61)).chars().count(), MAX_QUOTE + 3);
    }
}
