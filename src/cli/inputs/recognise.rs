//! Opens a file and tells its format from its beginning.

#![expect(
    clippy::disallowed_methods,
    reason = "transcripts and standard input are opened here"
)]

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Given;
use super::meter::Meter;
use super::packed::{Bytes, Packing, name_inside, unpacked};
use super::resolve::Candidate;
use crate::cli::files::{reason, unreadable};
use crate::diagnostic::{Code, Diagnostic};
use crate::transcript::{
    FORMATS, Format, HEAD, Head, MAPPED, Mapping, ZIP, by_name, detect, is_batch_input,
};

/// What a file is.
#[derive(Debug)]
pub(super) enum Found {
    /// It holds answers.
    Transcript(Recognised),
    /// It holds the requests of a batch, whose answers stand in another file.
    Requests(Recognised),
}

/// A transcript that is ready to be read.
pub(in crate::cli) struct Recognised {
    /// What messages and logs call it.
    pub(in crate::cli) name: Arc<str>,
    /// Its format.
    pub(in crate::cli) format: &'static Format,
    /// Its path, unless it is standard input.
    pub(in crate::cli) path: Option<PathBuf>,
    origin: Origin,
}

/// Where the bytes come from.
enum Origin {
    /// A plain file of so many bytes, opened again when its turn comes: a folder may hold more than can be open
    /// at once.
    File(PathBuf, u64),
    /// A stream that can be read only once: what was seen of it, and the rest.
    Stream(Vec<u8>, Bytes),
}

impl std::fmt::Debug for Recognised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recognised")
            .field("name", &self.name)
            .field("format", &self.format.name)
            .finish_non_exhaustive()
    }
}

impl Recognised {
    /// How many bytes the file has, if that is known.
    pub(super) fn size(&self) -> Option<u64> {
        match self.origin {
            Origin::File(_, size) => Some(size),
            Origin::Stream(..) => None,
        }
    }

    /// Where the bytes can be read in any order; `None` for a stream.
    pub(super) fn seekable(&self) -> Option<PathBuf> {
        match &self.origin {
            Origin::File(path, _) => Some(path.clone()),
            Origin::Stream(..) => None,
        }
    }

    /// The name, the format, and the bytes from the start.
    pub(super) fn open(self, meter: &Meter) -> (Arc<str>, &'static Format, io::Result<Bytes>) {
        let reader: io::Result<Bytes> = match self.origin {
            Origin::File(path, _) => File::open(path)
                .and_then(|file| unpacked(Box::new(meter.measure(file))))
                .map(|(reader, _)| reader),
            Origin::Stream(head, rest) => Ok(Box::new(io::Cursor::new(head).chain(rest))),
        };
        (self.name, self.format, reader)
    }
}

/// The file at `path`, if it begins like a zip and is not packed once more.
pub(super) fn zip_file(path: &Path) -> Option<File> {
    let mut file = File::open(path).ok()?;
    let mut start = Vec::new();
    let read = file.by_ref().take(ZIP.len() as u64).read_to_end(&mut start);
    read.and_then(|_| file.rewind()).ok()?;
    (start == ZIP).then_some(file)
}

/// Opens `candidate`, and recognises it unless its format is known.
pub(super) fn recognise(
    candidate: Candidate,
    format: Option<&'static Format>,
    map: Option<&Mapping>,
) -> Result<Found, Diagnostic> {
    let name = candidate.name;
    let cannot = |error: &io::Error| unreadable(&name, &reason(error));
    let (reader, size): (Bytes, _) = match &candidate.path {
        None => (Box::new(io::stdin()), None),
        Some(path) => {
            let file = File::open(path).map_err(|error| cannot(&error))?;
            let data = file.metadata().ok().filter(std::fs::Metadata::is_file);
            (Box::new(file), data.map(|data| data.len()))
        }
    };
    let (mut reader, packing) = unpacked(reader).map_err(|error| cannot(&error))?;
    let mut head = Vec::new();
    let read = reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
    match (read, packing) {
        (Ok(_), _) => {}
        (Err(error), Packing::Plain) => return Err(cannot(&error)),
        // What comes before the damage is read, and the damage is reported in its place.
        (Err(_), Packing::Packed) if !head.is_empty() => {}
        (Err(error), Packing::Packed) => return Err(damaged(&name, &error)),
    }
    if head.is_empty() {
        let problem = Diagnostic::error(Code::NOTHING, format!("`{name}` is empty"));
        return Err(problem.help("a transcript holds at least one record"));
    }
    let inside = name_inside(&name, packing);
    let known = match map {
        None => format.or_else(|| detect(inside, &head)),
        Some(map) if map.suits(&Head::new(inside, &head)) => Some(&MAPPED),
        Some(_) if candidate.given == Given::ByName => Some(&MAPPED),
        Some(map) => return Err(unmapped(&name, map)),
    };
    let (format, requests) = match known {
        Some(format) => (format, false),
        None => {
            let batch = by_name("openai-batch").filter(|_| is_batch_input(&head));
            (batch.ok_or_else(|| unrecognised(&name, &head))?, true)
        }
    };
    let origin = match (&candidate.path, size) {
        (Some(path), Some(size)) => Origin::File(path.clone(), size),
        (Some(_) | None, _) => Origin::Stream(head, reader),
    };
    let file = Recognised {
        name: name.into(),
        format,
        path: candidate.path,
        origin,
    };
    Ok(if requests {
        Found::Requests(file)
    } else {
        Found::Transcript(file)
    })
}

/// The error for a file that has no answer where the mapping says.
fn unmapped(name: &str, map: &Mapping) -> Diagnostic {
    let message = format!("the first record of `{name}` has no answer where `--map` says");
    Diagnostic::error(Code::FORMAT, message).help(format!("the mapping is: {map}"))
}

fn damaged(name: &str, error: &io::Error) -> Diagnostic {
    let message = format!("`{name}` cannot be unpacked: {}", reason(error));
    Diagnostic::error(Code::FORMAT, message)
        .help("the file is damaged or was cut off; copy it again")
}

/// The error for requests that stand alone.
pub(super) fn only_requests(name: &str) -> Diagnostic {
    let message = format!("`{name}` holds requests of a batch, and no answers");
    Diagnostic::error(Code::FORMAT, message)
        .help("give the output of the batch too: the two are joined by `custom_id`")
}

/// The error for a file whose beginning no format knows.
fn unrecognised(name: &str, head: &[u8]) -> Diagnostic {
    let problem = |what: &str| {
        Diagnostic::error(
            Code::FORMAT,
            format!("`{name}` is no transcript that semper knows{what}"),
        )
    };
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return problem(": the text is UTF-16").help("save the file as UTF-8");
    }
    if head.starts_with(b"{\"type\":\"run\",") {
        return problem(": it is a run log")
            .help("score the transcripts that the log was made from");
    }
    if head.contains(&0) {
        return problem(": it holds a NUL byte").help("give a text file");
    }
    problem("").help(formats_help())
}

/// The formats, and how to say which one it is.
pub(super) fn formats_help() -> String {
    let list = formats_listed();
    format!(
        "name its format with `--input-format`, or say with `--map` where JSON of another shape has the answer\n{list}"
    )
}

/// The formats, one a line, and what each is.
pub(super) fn formats_listed() -> String {
    let lines = FORMATS
        .iter()
        .map(|format| format!("{}: {}", format.name, format.summary));
    lines.collect::<Vec<_>>().join("\n")
}
