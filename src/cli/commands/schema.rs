//! `semper schema`: the JSON Schema of rubrics, for editors.

use std::io::Write as _;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::rubric::schema;

/// Prints the JSON Schema of rubrics.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {}

pub(in crate::cli) fn run(_: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    writeln!(console, "{:#}", schema()).map_err(|error| cannot_write(&error))?;
    Ok(Exit::Passed)
}
