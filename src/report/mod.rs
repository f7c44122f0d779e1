//! What people and programs see of a run.
//!
//! A format arranges the numbers of a [`Scorecard`]; none of them counts, and none chooses exit codes.
//! A new format is one file with a `FORMAT` and one line in [`FORMATS`].

mod cell;
mod gate;
mod json;
mod jsonl;
mod palette;
mod sarif;
mod scorecard;
mod text;

use std::io::{self, Write};

pub use cell::{cell, one_line, pad, quoted_place};
pub use gate::{GATE_FORMATS, GateFormat, GateReport, gate_format};
pub use palette::Palette;
pub use sarif::sarif;
pub use scorecard::{CriterionRow, Failure, Keep, Scorecard};

/// Every format of `semper score`; the first is the default.
pub const FORMATS: &[&Format] = &[&text::FORMAT, &json::FORMAT, &jsonl::FORMAT];

/// A way to show a run.
#[derive(Debug)]
pub struct Format {
    /// The name that arguments use.
    pub name: &'static str,
    /// One line for a list of formats.
    pub summary: &'static str,
    /// How it is written.
    pub shape: Shape,
}

/// When and from what a format is written.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// It is the run log itself, written while the run goes on.
    Log,
    /// It is written once the run is over.
    Card(fn(&Scorecard, &Palette, &mut dyn Write) -> io::Result<()>),
}

/// The format called `name`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
