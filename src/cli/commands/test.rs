//! `semper test`: runs the examples of rubrics and catalog files.

#![expect(
    clippy::disallowed_methods,
    reason = "a folder of rubrics is walked here"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{name_of, read_source, unreadable};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Limits, Workspace};
use crate::rubric::{Catalog, ExampleReport, is_rubric, load_lexicon, run_examples};
use crate::source::SourceFile;
use crate::verdict::printable;
use crate::words::counted;

/// Runs the examples of rubrics: each must get the verdict it is listed under.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// Rubrics, catalog files, or folders of them.
    #[arg(value_name = "RUBRIC", required = true)]
    rubrics: Vec<PathBuf>,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let catalog = Catalog::shipped();
    let lexicon = load_lexicon();
    let workspace = Workspace::new(Limits::default());
    let mut total = ExampleReport::default();
    let mut files = 0;
    for path in &arguments.rubrics {
        for source in sources(path)? {
            let known = [catalog.sources(), std::slice::from_ref(&source)].concat();
            let report = run_examples(&source, &catalog, &lexicon, &workspace)
                .map_err(|problems| Stop::new(problems, known.clone()))?;
            console.problems(&report.wrong, &known);
            write_line(console, &line(&source, &report))?;
            files += 1;
            total.examples += report.examples;
            total.wrong.extend(report.wrong);
        }
    }
    if total.examples == 0 {
        return Err(Stop::nothing("there are no examples"));
    }
    let wrong = total.wrong.iter().count();
    let examples = counted(total.examples, "example", "examples");
    let files = counted(files, "file", "files");
    if wrong == 0 {
        write_line(console, &format!("{examples} in {files}: all hold"))?;
        Ok(Exit::Passed)
    } else {
        write_line(console, &format!("{examples} in {files}: {wrong} wrong"))?;
        Ok(Exit::Failed)
    }
}

fn line(source: &SourceFile, report: &ExampleReport) -> String {
    let examples = counted(report.examples, "example", "examples");
    let without = report.subjects - report.with_examples;
    let more = match (report.wrong.iter().count(), without) {
        (0, 0) => String::new(),
        (0, n) => format!(", {n} without examples"),
        (wrong, 0) => format!(", {wrong} wrong"),
        (wrong, n) => format!(", {wrong} wrong, {n} without examples"),
    };
    format!("{}: {examples}{more}", printable(&source.name))
}

fn write_line(console: &mut Console, line: &str) -> Result<(), Stop> {
    writeln!(console, "{line}").map_err(|error| cannot_write(&error))
}

/// The rubric that `path` names, or those in the folder. Other YAML in a folder is none of them.
fn sources(path: &Path) -> Result<Vec<SourceFile>, Stop> {
    if !path.is_dir() {
        return Ok(vec![read_source(path)?]);
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
                found.push(source);
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
