//! Reports that go to files: `--report FORMAT=FILE`, and what no written file may replace.

#![expect(clippy::disallowed_methods, reason = "paths are looked up here")]

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::exit::Stop;
use super::files::name_of;
use super::output::Output;
use crate::diagnostic::{Code, Diagnostic};

/// A report that a user asked for.
#[derive(Debug)]
pub(super) struct Wanted<F: 'static> {
    /// The name of the format.
    pub(super) name: &'static str,
    pub(super) format: &'static F,
    pub(super) path: PathBuf,
}

// Derived, it would ask the same of the format.
impl<F> Clone for Wanted<F> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            format: self.format,
            path: self.path.clone(),
        }
    }
}

/// Reads `FORMAT=FILE`, with one of these formats.
pub(super) fn wanted<F>(
    text: &str,
    formats: &[(&'static str, &'static F)],
) -> Result<Wanted<F>, String> {
    let Some((name, path)) = text.split_once('=') else {
        return Err("a format and a file are wanted, such as `markdown=report.md`".to_owned());
    };
    let Some((name, format)) = formats.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = formats.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "no format `{name}`; there are {}",
            names.join(", ")
        ));
    };
    match path {
        "" => Err("the name of the file is missing".to_owned()),
        "-" => Err(format!("`--format {name}` prints a report")),
        path => Ok(Wanted {
            name,
            format,
            path: path.into(),
        }),
    }
}

/// The reports in the making.
pub(super) struct Reports<F: 'static>(Vec<(Wanted<F>, Output)>);

impl<F> Reports<F> {
    /// Starts them all, so that one that cannot be written is told before any work is done.
    pub(super) fn start(wanted: &[Wanted<F>]) -> Result<Self, Stop> {
        let started = wanted
            .iter()
            .map(|wanted| Ok((wanted.clone(), Output::create(&wanted.path)?)));
        let started: Result<Vec<_>, Diagnostic> = started.collect();
        Ok(Self(started?))
    }

    /// Writes them all, then puts them in their places.
    pub(super) fn finish(
        mut self,
        mut write: impl FnMut(&F, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Stop> {
        for (wanted, output) in &mut self.0 {
            let written = write(wanted.format, output).and_then(|()| output.flush());
            written.map_err(|error| Output::cannot_write(&wanted.path, &error))?;
        }
        for (_, output) in self.0 {
            output.commit()?;
        }
        Ok(())
    }
}

/// The files that a command reads or writes: what is written must replace neither what is read nor what else is
/// written.
#[derive(Debug, Default)]
pub(super) struct Claims(Vec<Claim>);

#[derive(Debug)]
struct Claim {
    /// What it is, as a message calls it.
    what: String,
    /// The path that is the same for every spelling of it.
    full: PathBuf,
}

impl Claims {
    /// Adds a file that is read, as `what`.
    pub(super) fn reads(&mut self, what: &str, path: &Path) {
        self.0.extend(full(path).map(|full| Claim {
            what: format!("{what} `{}`", name_of(path)),
            full,
        }));
    }

    /// Adds a file that `flag` writes; an error where it would replace one that was added before.
    pub(super) fn writes(&mut self, flag: &str, path: &Path) -> Result<(), Stop> {
        let Some(full) = full(path) else {
            return Ok(());
        };
        if let Some(clash) = self.0.iter().find(|claim| claim.full == full) {
            let message = format!("`{flag}` would replace {}", clash.what);
            return Err(Diagnostic::error(Code::ARGUMENT, message)
                .help("write to another file")
                .into());
        }
        // Several reports may go to a device or pipe.
        if !path.exists() || path.is_file() {
            self.0.push(Claim {
                what: format!("`{}`, which `{flag}` writes", name_of(path)),
                full,
            });
        }
        Ok(())
    }

    /// Adds all reports.
    pub(super) fn reports<F>(&mut self, reports: &[Wanted<F>]) -> Result<(), Stop> {
        for wanted in reports {
            self.writes(&format!("--report {}", wanted.name), &wanted.path)?;
        }
        Ok(())
    }
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
