//! The recorded transcripts of the test data, which outsiders may not have.

use std::path::{Path, PathBuf};

/// Their folder; the reason is printed where it is absent.
pub(crate) fn folder() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data/transcripts"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: no folder `shared/data/transcripts` beside the repository");
    }
    found
}
