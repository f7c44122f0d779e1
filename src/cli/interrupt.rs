//! An interrupted run takes its temporary files with it.
//!
//! Dropping a temporary file removes it, but a signal drops nothing; so those that are being written are
//! known here, and the handler removes them.

#![expect(
    clippy::disallowed_methods,
    reason = "the handler removes a file and ends the process"
)]

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// What a shell expects of a process that ended by an interrupt: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static HANDLER: Once = Once::new();

/// Removes `path` when the process is interrupted.
pub(super) fn remove_when_interrupted(path: PathBuf) {
    lock().push(path);
    HANDLER.call_once(|| {
        // Without a handler an interrupt still leaves the previous output alone, but a temporary file too.
        let _ = ctrlc::set_handler(|| {
            for path in lock().drain(..) {
                let _ = std::fs::remove_file(path);
            }
            leave();
        });
    });
}

/// `path` is no temporary file any more.
pub(super) fn forget(path: &Path) {
    lock().retain(|known| known != path);
}

fn lock() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::exit, reason = "a signal handler cannot return an exit code")]
fn leave() -> ! {
    std::process::exit(INTERRUPTED)
}
