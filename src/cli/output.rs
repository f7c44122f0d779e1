//! Files that appear whole or not at all: a temporary file beside the target, synced, then renamed.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::files::{name_of, reason};
use super::interrupt;
use crate::diagnostic::{Code, Diagnostic};

/// A file in the making. Dropped before [`Output::commit`], it leaves no trace.
pub(super) struct Output {
    name: String,
    target: PathBuf,
    inner: Inner,
}

enum Inner {
    Temporary(BufWriter<NamedTempFile>),
    /// A device or pipe, which a rename would replace.
    Direct(BufWriter<File>),
}

impl Output {
    /// Starts to write what will be `path`.
    pub(super) fn create(path: &Path) -> Result<Self, Diagnostic> {
        let name = name_of(path);
        let cannot = |error: &io::Error| problem(&name, &reason(error));
        // A link keeps pointing where it points; its target is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if target.is_dir() {
            return Err(problem(&name, "it is a folder").help("give the name of a file in it"));
        }
        let inner = if target.exists() && !target.is_file() {
            let file = OpenOptions::new().write(true).open(&target);
            Inner::Direct(BufWriter::new(file.map_err(|error| cannot(&error))?))
        } else {
            let folder = match target.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            if !folder.is_dir() {
                let why = format!("there is no folder `{}`", name_of(folder));
                return Err(problem(&name, &why).help("create it first"));
            }
            let file = temporary(&target, folder).map_err(|error| cannot(&error))?;
            let (temporary, exists) = (file.path().to_owned(), target.exists());
            interrupt::remove_when_interrupted(temporary, &name, exists);
            Inner::Temporary(BufWriter::with_capacity(1 << 18, file))
        };
        Ok(Self {
            name,
            target,
            inner,
        })
    }

    /// Puts the file in its place.
    pub(super) fn commit(self) -> Result<(), Diagnostic> {
        let cannot = |error: &io::Error| problem(&self.name, &reason(error));
        match self.inner {
            Inner::Direct(mut file) => file.flush().map_err(|error| cannot(&error)),
            Inner::Temporary(buffer) => {
                let file = buffer.into_inner().map_err(|e| cannot(e.error()))?;
                file.as_file().sync_all().map_err(|error| cannot(&error))?;
                let temporary = file.path().to_owned();
                let persisted = file.persist(&self.target);
                interrupt::forget(&temporary);
                persisted.map_err(|error| cannot(&error.error)).map(|_| ())
            }
        }
    }

    /// The error for bytes that could not be written.
    pub(super) fn cannot_write(name: &Path, error: &io::Error) -> Diagnostic {
        problem(&name_of(name), &reason(error))
    }
}

fn problem(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(Code::UNREADABLE, format!("cannot write `{name}`: {why}"))
}

/// A temporary file that later readers may read as they could the one it replaces.
fn temporary(target: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let stem = target.file_name().map(|name| name.to_string_lossy());
    let prefix = format!(".{}.", stem.unwrap_or_default());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What `open` gives any new file; the umask takes its part.
        let fresh = std::fs::Permissions::from_mode(0o666);
        let permissions = std::fs::metadata(target).map_or(fresh, |old| old.permissions());
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::Temporary(file) => file.write(bytes),
            Inner::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.inner {
            Inner::Temporary(file) => file.flush(),
            Inner::Direct(file) => file.flush(),
        }
    }
}
