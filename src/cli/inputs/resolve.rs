//! Arguments to files: folders are walked in sorted order, globs that the shell left alone are expanded.

#![expect(clippy::disallowed_methods, reason = "folders are read here")]

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use super::Given;
use crate::cli::files::{name_of, unreadable};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// What standard input is called.
pub(super) const STDIN: &str = "<stdin>";

/// A file that may be a transcript.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Its path; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// What messages and logs call it.
    pub(super) name: String,
    /// How it came here.
    pub(super) given: Given,
}

/// The files that `arguments` stand for, each once, in order.
pub(super) fn candidates(
    arguments: &[PathBuf],
    notes: &mut Vec<String>,
    problems: &mut Diagnostics,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            found.push(Candidate {
                path: None,
                name: STDIN.to_owned(),
                given: Given::ByName,
            });
        } else if argument.exists() {
            add(argument.clone(), &mut found, problems);
        } else if let Some(pattern) = argument.to_str().filter(|text| is_glob(text)) {
            expand(pattern, &mut found, problems);
        } else {
            let name = name_of(argument);
            problems.push(
                unreadable(&name, "there is no such file")
                    .help("an input is a file, a folder, a glob in quotes, or `-`"),
            );
        }
    }
    once(found, notes)
}

fn once(found: Vec<Candidate>, notes: &mut Vec<String>) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let (first, again): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|candidate| seen.insert(candidate.path.clone()));
    if let Some(candidate) = again.first() {
        let name = crate::verdict::printable(&candidate.name);
        notes.push(format!(
            "warning: an input that is named twice is read once: {name}"
        ));
    }
    first
}

/// Adds a file, or all files of a folder.
fn add(path: PathBuf, found: &mut Vec<Candidate>, problems: &mut Diagnostics) {
    if !path.is_dir() {
        found.push(Candidate {
            name: name_of(&path),
            path: Some(path),
            given: Given::ByName,
        });
        return;
    }
    let before = found.len();
    for entry in walk(&path) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => found.push(Candidate {
                name: name_of(entry.path()),
                path: Some(entry.into_path()),
                given: Given::InFolder,
            }),
            Err(error) => {
                let at = error.path().unwrap_or(&path);
                let why = error.io_error().map_or_else(
                    || "a link leads back to a folder above it".to_owned(),
                    crate::cli::files::reason,
                );
                problems.push(unreadable(&name_of(at), &why));
            }
        }
    }
    if found.len() == before {
        let message = format!("the folder `{}` has no files", name_of(&path));
        problems.push(
            Diagnostic::error(Code::UNREADABLE, message)
                .help("hidden files are left out; name a file to read it all the same"),
        );
    }
}

/// The files under `folder` in sorted order, without what is hidden.
fn walk(folder: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let visible = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(visible)
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// Adds what `pattern` matches; what a shell would have expanded counts as named.
fn expand(pattern: &str, found: &mut Vec<Candidate>, problems: &mut Diagnostics) {
    let glob = match GlobBuilder::new(pattern).literal_separator(true).build() {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            let message = format!("`{pattern}` is no glob: {}", error.kind());
            problems.push(Diagnostic::error(Code::ARGUMENT, message));
            return;
        }
    };
    let literal = Path::new(pattern).components().take_while(
        |part| !matches!(part, Component::Normal(text) if is_glob(&text.to_string_lossy())),
    );
    let base: PathBuf = literal.collect();
    let here = base.as_os_str().is_empty();
    let root = if here { Path::new(".") } else { &base };
    let before = found.len();
    let matches = walk(root).filter_map(Result::ok).filter_map(|entry| {
        let path = entry.path();
        let path = if here {
            path.strip_prefix(".").unwrap_or(path)
        } else {
            path
        };
        (entry.depth() > 0 && glob.is_match(path)).then(|| path.to_owned())
    });
    for path in matches.collect::<Vec<_>>() {
        add(path, found, problems);
    }
    if found.len() == before {
        problems.push(
            unreadable(pattern, "no file matches the glob")
                .help("`*` stays within a folder, `**` goes through folders"),
        );
    }
}
