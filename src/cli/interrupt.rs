//! An interrupted run takes its temporary files with it.
//!
//! Dropping a temporary file removes it, but a signal drops nothing; so those that are being written are
//! known here, and the handler removes them and says so.

#![expect(
    clippy::disallowed_methods,
    reason = "the handler removes a file, says so and ends the process"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crate::verdict::printable;

/// What a shell expects of a process that ended by an interrupt: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// A file in the making.
struct Temporary {
    path: PathBuf,
    /// What is said of the file that it was to become.
    left: String,
}

static TEMPORARY: Mutex<Vec<Temporary>> = Mutex::new(Vec::new());
static HANDLER: Once = Once::new();

/// Removes `path` when the process is interrupted, and says that the file called `name` is as it was.
pub(super) fn remove_when_interrupted(path: PathBuf, name: &str, exists: bool) {
    let name = printable(name);
    let left = if exists {
        format!("interrupted: `{name}` is left as it was")
    } else {
        format!("interrupted: `{name}` was not written")
    };
    lock().push(Temporary { path, left });
    HANDLER.call_once(|| {
        // Without a handler an interrupt still leaves the previous output alone, but a temporary file too.
        let _ = ctrlc::set_handler(|| {
            let mut err = std::io::stderr();
            for temporary in lock().drain(..) {
                let _ = std::fs::remove_file(temporary.path);
                // Behind the progress line, if there is one.
                let _ = writeln!(err, "\n{}", temporary.left);
            }
            leave();
        });
    });
}

/// `path` is no temporary file any more.
pub(super) fn forget(path: &Path) {
    lock().retain(|known| known.path != path);
}

fn lock() -> MutexGuard<'static, Vec<Temporary>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::exit, reason = "a signal handler cannot return an exit code")]
fn leave() -> ! {
    std::process::exit(INTERRUPTED)
}
