//! `semper test`: runs the examples of rubrics and catalog files.

use std::io::Write as _;
use std::path::PathBuf;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::rubrics::sources;
use crate::document::{Limits, Workspace};
use crate::rubric::{Catalog, ExampleReport, load_lexicon, run_examples};
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
        for (_, source) in sources(path)? {
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
