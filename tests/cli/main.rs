//! The program as a user runs it: exit code, standard output and standard error.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "these tests write and read files, and print why one is skipped"
)]

#[path = "../support/twins.rs"]
mod twins;

mod broken_inputs;
mod broken_rubrics;
mod broken_rules;
mod cases;
mod commands;
mod demands;
mod derive;
mod diff;
mod folder;
mod formats;
mod gate;
mod hostile_formats;
mod hostile_reports;
mod import;
mod inputs;
mod junit;
mod lint;
mod lists;
mod mapping;
mod new;
mod output;
mod plan;
mod reports;
mod sarif;
mod score;
mod turns;
