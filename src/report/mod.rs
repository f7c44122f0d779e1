//! What people and programs see of a run.
//!
//! A format arranges the numbers of a [`Scorecard`]; none of them counts, and none chooses exit codes.
//! A new format is one file with a `FORMAT` and one line in [`FORMATS`].

mod cases;
mod cell;
pub mod escape;
mod gate;
mod github;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod page;
mod palette;
mod place;
mod sarif;
mod scorecard;
mod sentence;
mod text;

use std::io::{self, Write};

pub use cases::{CaseVerdict, Cases};
pub use cell::{cell, one_line, pad, quoted_place};
pub use gate::{GATE_FORMATS, GateFormat, GateReport, gate_format};
pub use github::{Annotation, MOST_ANNOTATIONS};
pub use junit::{Junit, Outcome, Tally, TestCase};
pub use page::{COMMENT_BYTES, DETAILS_END, Frame, Page, details};
pub use palette::Palette;
pub use place::{Spot, rule_spot};
pub use sarif::sarif;
pub use scorecard::{CriterionRow, Failure, Keep, Needs, Scorecard};
pub use sentence::{first_failure, missed, noted, summary_line};

/// Every format of `semper score`; the first is the default.
pub const FORMATS: &[&Format] = &[
    &text::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &markdown::FORMAT,
    &junit::FORMAT,
    &github::FORMAT,
    &sarif::FORMAT,
];

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
    /// It is written once the run is over, from what it needs of it.
    Card(
        fn(&Scorecard, &Palette, &mut dyn Write) -> io::Result<()>,
        Needs,
    ),
}

impl Format {
    /// What a scorecard must keep for this format.
    #[must_use]
    pub fn needs(&self) -> Needs {
        match self.shape {
            Shape::Log => Needs::Few,
            Shape::Card(_, needs) => needs,
        }
    }
}

/// The format called `name`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
