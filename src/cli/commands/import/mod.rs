//! `semper import`: prompts and configurations of other tools become rubrics and cases.

mod ifeval;
mod promptfoo;

use std::io::Write as _;
use std::path::Path;

use clap::Subcommand;

use crate::cli::console::Console;
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::name_of;
use crate::cli::output::Output;
use crate::diagnostic::{Code, Diagnostic};

/// Makes rubrics and cases of what other tools check.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    Ifeval(ifeval::Arguments),
    Promptfoo(promptfoo::Arguments),
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    match &arguments.from {
        From::Ifeval(arguments) => ifeval::run(arguments, console),
        From::Promptfoo(arguments) => promptfoo::run(arguments, console),
    }
}

/// Refuses to write over a file that is there.
#[expect(clippy::disallowed_methods, reason = "paths are looked up here")]
pub(super) fn is_free(path: &Path, force: bool) -> Result<(), Stop> {
    if force || !path.exists() {
        return Ok(());
    }
    let message = format!("`{}` is there already", name_of(path));
    Err(Diagnostic::error(Code::ARGUMENT, message)
        .help("give another name, or `--force` to replace it")
        .into())
}

/// Writes a file, whole or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Stop> {
    let mut file = Output::create(path)?;
    file.write_all(text.as_bytes())
        .map_err(|error| Output::cannot_write(path, &error))?;
    file.commit()?;
    Ok(())
}
