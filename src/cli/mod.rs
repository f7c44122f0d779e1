//! The edge: arguments, files, the terminal and exit codes; everything else is a function of values.
//!
//! A new command is one file in `commands/`, one variant of `Command` and one arm of `dispatch`.

mod agent;
mod commands;
mod console;
mod exit;
mod files;
mod findings;
mod inputs;
mod interrupt;
mod limits;
mod output;
mod pool;
mod reports;
mod rubrics;
mod scoring;
mod shares;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    completions, derive, diff, explain, gate, import, inspect, lint, new, plan, schema, score, test,
};
use console::{Colour, Console};
pub use exit::Exit;
use exit::Stop;

/// Checks recorded answers of an agent against the always-rules of its prompt.
#[derive(Debug, Parser)]
#[command(name = "semper", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 passed; 1 failed what was asked for; 2 could not run; \
                  3 inconclusive; 4 nothing to evaluate; 101 is a bug."
)]
struct Arguments {
    /// Whether output is coloured.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Derive(derive::Arguments),
    Score(score::Arguments),
    Gate(gate::Arguments),
    Test(test::Arguments),
    Lint(lint::Arguments),
    Diff(diff::Arguments),
    Plan(plan::Arguments),
    New(new::Arguments),
    Import(import::Arguments),
    Inspect(inspect::Arguments),
    Explain(explain::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
}

fn dispatch(command: Command, console: &mut Console) -> Result<Exit, Stop> {
    match command {
        Command::Derive(arguments) => derive::run(&arguments, console),
        Command::Score(arguments) => score::run(&arguments, console),
        Command::Gate(arguments) => gate::run(&arguments, console),
        Command::Test(arguments) => test::run(&arguments, console),
        Command::Lint(arguments) => lint::run(&arguments, console),
        Command::Diff(arguments) => diff::run(&arguments, console),
        Command::Plan(arguments) => plan::run(&arguments, console),
        Command::New(arguments) => new::run(&arguments, console),
        Command::Import(arguments) => import::run(&arguments, console),
        Command::Inspect(arguments) => inspect::run(&arguments, console),
        Command::Explain(arguments) => explain::run(&arguments, console),
        Command::Schema(arguments) => schema::run(&arguments, console),
        Command::Completions(arguments) => completions::run(&arguments, console),
    }
}

/// Runs the program with `arguments`, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; what cannot be printed has no reader.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::CouldNotRun.into()
            } else {
                Exit::Passed.into()
            };
        }
    };
    let mut console = Console::new(arguments.color);
    let exit = dispatch(arguments.command, &mut console).unwrap_or_else(|stop| {
        console.problems(&stop.problems, &stop.sources);
        stop.exit
    });
    match console.finish() {
        Ok(()) => exit.into(),
        Err(stop) => {
            console.problems(&stop.problems, &stop.sources);
            stop.exit.into()
        }
    }
}
