//! Rubrics as arguments name them: files, or folders of them.

#![expect(
    clippy::disallowed_methods,
    reason = "a folder of rubrics is walked here"
)]

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::exit::Stop;
use super::files::{name_of, read_source, unreadable};
use crate::diagnostic::{Code, Diagnostic};
use crate::rubric::is_rubric;
use crate::source::SourceFile;

/// The rubric that `path` names, or those in the folder. Other YAML in a folder is none of them.
pub(super) fn sources(path: &Path) -> Result<Vec<(PathBuf, SourceFile)>, Stop> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), read_source(path)?)]);
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| unreadable(&name_of(path), &error.to_string()))?;
        let yaml = entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "yml");
        if yaml && entry.file_type().is_file() {
            let source = read_source(entry.path())?;
            if is_rubric(&source) {
                found.push((entry.path().to_owned(), source));
            }
        }
    }
    if found.is_empty() {
        let message = format!("there is no rubric in `{}`", name_of(path));
        let problem = Diagnostic::error(Code::ARGUMENT, message);
        return Err(problem
            .help("a rubric is a YAML file that has `semper: 1`")
            .into());
    }
    Ok(found)
}
