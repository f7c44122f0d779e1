//! Reading files: what can go wrong is told once, here, with its place and how to mend it.

#![expect(
    clippy::disallowed_methods,
    reason = "files are read here and in `inputs`"
)]

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::exit::Stop;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{SourceFile, Span, line_column};

/// The largest file that is read as a whole.
pub(super) const MAX_FILE: u64 = 512 << 20;

/// What a path is called in messages and logs.
pub(super) fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Why something cannot be read or written, without the number that the system gives it.
pub(super) fn reason(error: &io::Error) -> String {
    let known = [
        (ErrorKind::NotFound, "there is no such file"),
        (ErrorKind::PermissionDenied, "permission denied"),
        (ErrorKind::IsADirectory, "it is a folder"),
    ];
    if let Some((_, said)) = known.iter().find(|(kind, _)| *kind == error.kind()) {
        return (*said).to_owned();
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.to_lowercase()
}

/// The error for a file that cannot be read.
pub(super) fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(Code::UNREADABLE, format!("cannot read `{name}`: {why}"))
}

/// All of a file, if it has at most [`MAX_FILE`] bytes.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| reason(&error))?;
    read_bounded(file)
}

/// All of `reader`, if it has at most [`MAX_FILE`] bytes.
pub(super) fn read_bounded(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| reason(&error))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(format!(
            "it has more than {} MiB and is read as a whole: split it",
            MAX_FILE >> 20
        ));
    }
    Ok(bytes)
}

/// A text file. Its bytes must be UTF-8: what is replaced in silence would get wrong places.
pub(super) fn read_source(path: &Path) -> Result<SourceFile, Stop> {
    let name = name_of(path);
    let bytes = read_bytes(path).map_err(|why| {
        let problem = unreadable(&name, &why);
        let folder = path.is_dir();
        problem.maybe_help(folder.then(|| "give one file".to_owned()))
    })?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            return Err(not_utf8(
                &name,
                error.as_bytes(),
                error.utf8_error().valid_up_to(),
            ));
        }
    };
    // A byte order mark is no text; dropping it keeps columns right.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(SourceFile::new(name, text))
}

fn not_utf8(name: &str, bytes: &[u8], valid: usize) -> Stop {
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let lossy = String::from_utf8_lossy(bytes).into_owned();
    let place = line_column(&lossy, valid);
    let message = if utf16 {
        format!("`{name}` is UTF-16")
    } else {
        format!(
            "`{name}` is not UTF-8 at line {}, column {}",
            place.line, place.column
        )
    };
    let source = SourceFile::new(name, lossy);
    let span = Span::new(valid, valid);
    let problem = Diagnostic::error(Code::UNREADABLE, message)
        .at(Place::Span(source.name.clone(), span))
        .help("save the file as UTF-8");
    Stop::new(problem.into(), vec![source])
}
