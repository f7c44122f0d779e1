//! What people and programs see of a comparison.
//!
//! The words of the verdict come from `compare`, and so do all numbers; a format arranges them and escapes what
//! comes from answers. A new format is one file with a `FORMAT` and one line in [`GATE_FORMATS`].

mod github;
mod json;
mod junit;
mod markdown;
mod phrases;
mod sarif;
mod text;

use std::io::{self, Write};

use super::palette::Palette;
use crate::compare::{Comparison, Excerpts, Shown};

/// Every format of `semper gate`; the first is the default.
pub const GATE_FORMATS: &[&GateFormat] = &[
    &text::FORMAT,
    &json::FORMAT,
    &markdown::FORMAT,
    &junit::FORMAT,
    &github::FORMAT,
    &sarif::FORMAT,
];

/// A comparison with the evidence that was read for it.
#[derive(Debug, Clone, Copy)]
pub struct GateReport<'r> {
    /// The comparison.
    pub comparison: &'r Comparison<'r>,
    /// The evidence.
    pub excerpts: &'r Excerpts,
    /// How many pairs of a criterion are shown that turned one way.
    pub shown: Shown,
}

/// A way to show a comparison.
#[derive(Debug)]
pub struct GateFormat {
    /// The name that arguments use.
    pub name: &'static str,
    /// One line for a list of formats.
    pub summary: &'static str,
    /// How it is written.
    pub write: fn(&GateReport<'_>, &Palette, &mut dyn Write) -> io::Result<()>,
}

/// The format called `name`.
#[must_use]
pub fn gate_format(name: &str) -> Option<&'static GateFormat> {
    GATE_FORMATS
        .iter()
        .copied()
        .find(|format| format.name == name)
}

impl GateReport<'_> {
    /// How many of `count` pairs are shown.
    #[must_use]
    pub fn shown_of(&self, count: usize) -> usize {
        match self.shown {
            Shown::First(few) => few.min(count),
            Shown::All => count,
        }
    }
}
