//! An interrupted run takes its temporary file with it.
//!
//! Dropping a temporary file removes it, but a signal drops nothing; so the one that is being written is
//! known here, and the handler removes it.

#![expect(
    clippy::disallowed_methods,
    reason = "the handler removes a file and ends the process"
)]

use std::path::PathBuf;
use std::sync::{Mutex, Once, PoisonError};

/// What a shell expects of a process that ended by an interrupt: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

static TEMPORARY: Mutex<Option<PathBuf>> = Mutex::new(None);
static HANDLER: Once = Once::new();

/// Removes `path` when the process is interrupted.
pub(super) fn remove_when_interrupted(path: PathBuf) {
    set(Some(path));
    HANDLER.call_once(|| {
        // Without a handler an interrupt still leaves the previous output alone, but a temporary file too.
        let _ = ctrlc::set_handler(|| {
            let mut temporary = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(path) = temporary.take() {
                let _ = std::fs::remove_file(path);
            }
            leave();
        });
    });
}

/// There is nothing to remove any more.
pub(super) fn forget() {
    set(None);
}

fn set(path: Option<PathBuf>) {
    *TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner) = path;
}

#[expect(clippy::exit, reason = "a signal handler cannot return an exit code")]
fn leave() -> ! {
    std::process::exit(INTERRUPTED)
}
