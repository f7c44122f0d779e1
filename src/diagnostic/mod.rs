//! One value for everything semper tells the author of a file.
//!
//! A diagnostic is data: a code, a message, a place by path or by position, and help. Lines and columns
//! are resolved, and pictures drawn, only when it is shown.

mod codes;
mod locate;
mod path;
mod places;
mod render;

use std::fmt;
use std::sync::Arc;

pub use codes::{CODES, Code};
pub use locate::{Located, Locator};
pub use path::{Path, Segment};
pub use places::{YamlPlaces, syntax_error};
pub use render::render;

use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but probably not as meant.
    Warning,
    /// Nothing is wrong; it is good to know.
    Note,
}

/// Where the problem is.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// Nowhere in a file: an argument, or the whole.
    Nowhere,
    /// A file as a whole.
    File(Arc<str>),
    /// A value in a YAML file, by its path; shown at the key if `Part::Key`.
    Yaml(Arc<str>, Path, Part),
    /// A byte span of a file.
    Span(Arc<str>, Span),
}

impl Place {
    /// The name of the file, if it is in one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Nowhere => None,
            Self::File(name) | Self::Yaml(name, ..) | Self::Span(name, _) => Some(name),
        }
    }
}

/// Which half of a mapping entry is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// A problem, told to the person who can mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Which problem it is; `semper explain CODE` says more.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The problem: lower case, no full stop, names in back-ticks.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Where it is.
    pub place: Place,
}

impl Severity {
    /// `error`, `warning` or `note`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Diagnostic {
    /// An error without a place.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            place: Place::Nowhere,
        }
    }

    /// A warning without a place.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// A note without a place.
    #[must_use]
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::error(code, message)
        }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same, with help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with help when there is some.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Everything found wrong, in the order found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing wrong yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        for diagnostic in other.0 {
            self.push(diagnostic);
        }
    }

    /// The value of `result`, or its problems added here.
    pub fn take<T>(&mut self, result: Result<T, Self>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problems) => {
                self.extend(problems);
                None
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// `value`, if nothing is wrong.
    ///
    /// # Errors
    /// What is wrong.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(problems: I) -> Self {
        // Not through `push`: what is collected here is distinct already.
        Self(problems.into_iter().collect())
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The candidate nearest to `wrong`, as help, if one is near enough to have been meant.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let near = |name: &&str| {
        let distance = strsim::damerau_levenshtein(wrong, name);
        distance <= 1 + name.chars().count() / 4
    };
    known
        .into_iter()
        .filter(near)
        .min_by_key(|name| strsim::damerau_levenshtein(wrong, name))
        .map(|name| format!("did you mean `{name}`?"))
}
