//! `semper import ifeval`: prompts with verifiable instructions become cases.

use std::io::Write as _;
use std::path::PathBuf;

use super::{is_free, write};
use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::read_source;
use crate::import;
use crate::verdict::printable;
use crate::words::counted;

/// Makes cases of prompts with `instruction_id_list` and `kwargs`, for a rubric such as `rubrics/ifeval.yaml`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The prompts, as lines of JSON.
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Writes the cases to this file, whole or not at all; to standard output by default.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Lets `--output` replace a file.
    #[arg(long, requires = "output")]
    force: bool,
    /// The rubric whose definitions are meant; those of `rubrics/ifeval.yaml` by default.
    #[arg(short, long, value_name = "RUBRIC")]
    rubric: Option<PathBuf>,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    if let Some(output) = &arguments.output {
        is_free(output, arguments.force)?;
    }
    let source = read_source(&arguments.data)?;
    let rubric = arguments.rubric.as_deref().map(read_source).transpose()?;
    let found = import::ifeval(&source, rubric.as_ref()).map_err(|problems| {
        let sources = std::iter::once(source.clone()).chain(rubric.clone());
        Stop::new(problems, sources.collect())
    })?;
    console.problems(&found.warnings, std::slice::from_ref(&source));
    match &arguments.output {
        Some(output) => write(output, &found.cases)?,
        None => {
            let printed = console.write_all(found.cases.as_bytes());
            printed.map_err(|error| cannot_write(&error))?;
        }
    }
    let total: usize = found.criteria.values().sum();
    console.say(&format!(
        "{} with {} of {}",
        counted(found.count, "case", "cases"),
        counted(total, "criterion", "criteria"),
        counted(found.criteria.len(), "kind", "kinds"),
    ));
    for (id, times) in &found.unknown {
        let times = counted(*times, "criterion", "criteria");
        console.say(&format!("not defined: {} ({times})", printable(id)));
    }
    Ok(Exit::Passed)
}
