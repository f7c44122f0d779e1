//! `semper diff`: what an edit of a prompt does to its rules, and to the criteria of a rubric.

mod json;
mod text;

use std::io::Write as _;
use std::path::PathBuf;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::read_source;
use crate::cli::findings::Shown;
use crate::derive::drift::{Change, changes};
use crate::diagnostic::Diagnostics;
use crate::prompt::AgentPrompt;
use crate::report::sarif;
use crate::rubric::{Catalog, Rubric, load_lexicon, quotations};
use crate::source::SourceFile;

/// Shows what an edit of an agent prompt does to its rules, and to the criteria of a rubric.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The prompt before the edit.
    #[arg(value_name = "OLD_AGENT")]
    old: PathBuf,
    /// The prompt after it.
    #[arg(value_name = "NEW_AGENT")]
    new: PathBuf,
    /// A rubric whose criteria quote the old prompt.
    #[arg(short, long, value_name = "FILE")]
    rubric: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Shown,
}

/// The prompts before and after.
struct Sides<'s> {
    old: &'s SourceFile,
    new: &'s SourceFile,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let old = read_source(&arguments.old)?;
    let new = read_source(&arguments.new)?;
    let rubric = arguments.rubric.as_deref().map(read_source).transpose()?;
    let quoted = match &rubric {
        Some(rubric) => {
            compiles(rubric)?;
            quotations(rubric)
        }
        None => Vec::new(),
    };
    let (before, after) = (AgentPrompt::read(&old), AgentPrompt::read(&new));
    let changes = changes(&before, &after, &quoted);
    let sides = Sides {
        old: &old,
        new: &new,
    };
    let out = match arguments.format {
        Shown::Text => text::text(&changes, &sides, rubric.is_some(), &console.palette()),
        Shown::Json => json::json(&changes, &sides),
        Shown::Sarif => sarif(&diagnostics(&changes, &sides), &[old.clone(), new.clone()]),
    };
    let written = console.write_all(out.as_bytes());
    written.map_err(|error| cannot_write(&error))?;
    Ok(Exit::Passed)
}

fn diagnostics(changes: &[Change<'_>], sides: &Sides<'_>) -> Diagnostics {
    let all = changes.iter();
    all.map(|change| change.diagnostic(sides.old, sides.new))
        .collect()
}

/// What a broken rubric quotes is not known for sure.
fn compiles(rubric: &SourceFile) -> Result<(), Stop> {
    let catalog = Catalog::shipped();
    let compiled = Rubric::compile(rubric, None, &catalog, &load_lexicon());
    let sources = || [std::slice::from_ref(rubric), catalog.sources()].concat();
    compiled
        .map(|_| ())
        .map_err(|problems| Stop::new(problems, sources()))
}
