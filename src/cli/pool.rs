//! The threads of a run: private, so that nothing global outlives it.

use std::num::NonZeroUsize;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::diagnostic::{Code, Diagnostic};

/// A pool of `jobs` threads; as many as the machine runs at once when that is not said.
pub(super) fn build(jobs: Option<NonZeroUsize>) -> Result<ThreadPool, Diagnostic> {
    let jobs = jobs
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    ThreadPoolBuilder::new()
        .num_threads(jobs.get())
        .thread_name(|n| format!("semper-{n}"))
        .build()
        .map_err(|error| {
            Diagnostic::error(
                Code::ARGUMENT,
                format!("cannot start {jobs} threads: {error}"),
            )
            .help("ask for fewer with `--jobs`")
        })
}
