//! The program as a user runs it: exit code, standard output and standard error.
#![expect(
    clippy::disallowed_methods,
    reason = "these tests write and read files"
)]

mod broken_inputs;
mod broken_rubrics;
mod commands;
mod demands;
mod folder;
mod inputs;
mod output;
mod score;
