//! The command line of semper: arguments in, exit code out.

use std::process::ExitCode;

// Scoring makes many small strings on all threads; tree-sitter's C code takes the same allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    semper::cli::run(std::env::args_os())
}
