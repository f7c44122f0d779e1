//! `semper completions`: generated from the same definitions as the arguments.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};

/// Prints a completion script for a shell.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The shell.
    shell: Shell,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    // The generator panics when its output fails, so it gets one that cannot.
    let mut script = Vec::new();
    let mut command = crate::cli::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "semper", &mut script);
    console
        .write_all(&script)
        .map_err(|error| cannot_write(&error))?;
    Ok(Exit::Passed)
}
