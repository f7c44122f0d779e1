//! Reports that go to files: `--report FORMAT=FILE`, and what no written file may replace.

#![expect(clippy::disallowed_methods, reason = "paths are looked up here")]

use std::io::Write;
use std::path::{Path, PathBuf};

use super::Arguments;
use crate::cli::exit::Stop;
use crate::cli::files::name_of;
use crate::cli::inputs::Inputs;
use crate::cli::output::Output;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::{self, Format, Palette, Scorecard, Shape};

/// A report that a user asked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) format: &'static Format,
    pub(super) path: PathBuf,
}

/// Reads `FORMAT=FILE`.
pub(super) fn wanted(text: &str) -> Result<Wanted, String> {
    let names = || {
        let cards = report::FORMATS
            .iter()
            .filter(|format| matches!(format.shape, Shape::Card(..)));
        let names: Vec<&str> = cards.map(|format| format.name).collect();
        names.join(", ")
    };
    let Some((name, path)) = text.split_once('=') else {
        return Err("a format and a file are wanted, such as `markdown=report.md`".to_owned());
    };
    let Some(format) = report::by_name(name) else {
        return Err(format!("no format `{name}`; there are {}", names()));
    };
    if matches!(format.shape, Shape::Log) {
        return Err("`--output` writes the run log".to_owned());
    }
    match path {
        "" => Err("the name of the file is missing".to_owned()),
        "-" => Err(format!("`--format {name}` prints a report")),
        path => Ok(Wanted {
            format,
            path: path.into(),
        }),
    }
}

/// The reports in the making.
pub(super) struct Reports(Vec<(Wanted, Output)>);

impl Reports {
    /// Starts them all, so that one that cannot be written is told before anything is scored.
    pub(super) fn start(wanted: &[Wanted]) -> Result<Self, Stop> {
        let started = wanted
            .iter()
            .map(|wanted| Ok((wanted.clone(), Output::create(&wanted.path)?)));
        let started: Result<Vec<_>, Diagnostic> = started.collect();
        Ok(Self(started?))
    }

    /// Writes them all, then puts them in their places. A run without answers has reports too: they say so.
    pub(super) fn finish(mut self, card: &Scorecard) -> Result<(), Stop> {
        for (wanted, output) in &mut self.0 {
            if let Shape::Card(write, _) = wanted.format.shape {
                let written = write(card, &Palette::plain(), output).and_then(|()| output.flush());
                written.map_err(|error| Output::cannot_write(&wanted.path, &error))?;
            }
        }
        for (_, output) in self.0 {
            output.commit()?;
        }
        Ok(())
    }
}

/// A file that a run reads or writes.
struct Known {
    /// What it is, as a message calls it.
    what: String,
    /// The path that is the same for every spelling of it.
    full: PathBuf,
}

/// What is written must replace neither what is read nor what else is written.
pub(super) fn refuse_overwrite(
    arguments: &Arguments,
    agent: Option<&str>,
    inputs: &Inputs,
) -> Result<(), Stop> {
    let named = |what: &str, path: &Path| {
        full(path).map(|full| Known {
            what: format!("{what} `{}`", name_of(path)),
            full,
        })
    };
    let inputs = inputs.files.iter().filter_map(|file| file.path.as_deref());
    let mut known: Vec<Known> = inputs.filter_map(|path| named("the input", path)).collect();
    known.extend(named("the rubric", &arguments.rubric));
    known.extend(agent.and_then(|path| named("the agent prompt", Path::new(path))));
    let log = arguments
        .output
        .iter()
        .map(|path| ("--output".to_owned(), path));
    let reports = arguments
        .reports
        .iter()
        .map(|wanted| (format!("--report {}", wanted.format.name), &wanted.path));
    for (flag, path) in log.chain(reports) {
        let Some(full) = full(path) else { continue };
        if let Some(clash) = known.iter().find(|known| known.full == full) {
            let message = format!("`{flag}` would replace {}", clash.what);
            return Err(Diagnostic::error(Code::ARGUMENT, message)
                .help("write to another file")
                .into());
        }
        // Several reports may go to a device or pipe.
        if !path.exists() || path.is_file() {
            known.push(Known {
                what: format!("`{}`, which `{flag}` writes", name_of(path)),
                full,
            });
        }
    }
    Ok(())
}

/// The path without links and dots; of a file that is not there yet, that of its folder and its name.
fn full(path: &Path) -> Option<PathBuf> {
    if let Ok(full) = path.canonicalize() {
        return Some(full);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    Some(folder.canonicalize().ok()?.join(path.file_name()?))
}
