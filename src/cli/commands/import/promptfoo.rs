//! `semper import promptfoo`: assertions become criteria of a rubric and of cases.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use unicode_width::UnicodeWidthStr;

use super::{is_free, write};
use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::read_source;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::{self, Became, Row};
use crate::report::{cell, pad};
use crate::words::counted;

/// Columns of one cell of the table.
const CELL: usize = 60;
/// Columns of what is said of an assertion.
const REMARK: usize = 200;

/// Makes a rubric and cases of the assertions that the text of an answer decides.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The configuration, YAML or JSON.
    #[arg(value_name = "CONFIG")]
    config: PathBuf,
    /// Writes `rubric.yaml` and `cases.jsonl` to this folder.
    #[arg(short, long, value_name = "FOLDER", required_unless_present_all = ["rubric", "cases"], conflicts_with_all = ["rubric", "cases"])]
    output: Option<PathBuf>,
    /// Writes the rubric to this file.
    #[arg(long, value_name = "FILE", requires = "cases")]
    rubric: Option<PathBuf>,
    /// Writes the cases to this file.
    #[arg(long, value_name = "FILE", requires = "rubric")]
    cases: Option<PathBuf>,
    /// Replaces files that are there.
    #[arg(long)]
    force: bool,
}

impl Arguments {
    /// Where the rubric and the cases go.
    fn targets(&self) -> Result<(PathBuf, PathBuf), Stop> {
        match (&self.output, &self.rubric, &self.cases) {
            (Some(folder), _, _) => Ok((folder.join("rubric.yaml"), folder.join("cases.jsonl"))),
            (None, Some(rubric), Some(cases)) => Ok((rubric.clone(), cases.clone())),
            (None, ..) => Err(Diagnostic::error(Code::ARGUMENT, "no output is named")
                .help("give `-o FOLDER`, or `--rubric FILE` and `--cases FILE`")
                .into()),
        }
    }
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let (rubric, cases) = arguments.targets()?;
    is_free(&rubric, arguments.force)?;
    is_free(&cases, arguments.force)?;
    let source = read_source(&arguments.config)?;
    let stem = arguments.config.file_stem().unwrap_or_default();
    let found = import::promptfoo(&source, &stem.to_string_lossy())
        .map_err(|problems| Stop::new(problems, vec![source.clone()]))?;
    console.problems(&found.warnings, std::slice::from_ref(&source));
    let table = table(&found.rows);
    let printed = console
        .write_all(table.as_bytes())
        .and_then(|()| console.flush());
    printed.map_err(|error| cannot_write(&error))?;
    let refused = |row: &&Row| row.became == Became::Refused;
    let refused = found.rows.iter().filter(refused).count();
    let kept = found.rows.len() - refused;
    if kept == 0 {
        return Err(Stop {
            exit: Exit::Nothing,
            ..Diagnostic::error(
                Code::NOTHING,
                "nothing of the configuration can be taken over",
            )
            .help("the table says why; nothing was written")
            .into()
        });
    }
    write(&rubric, &found.rubric)?;
    write(&cases, &found.cases)?;
    console.say(&format!(
        "{kept} taken over, {refused} refused; {}",
        counted(found.count, "case", "cases")
    ));
    Ok(Exit::Passed)
}

/// A line for each row: where, what, what it became, and what there is to say.
fn table(rows: &[Row]) -> String {
    let cells = |row: &Row| [&row.place, &row.kind, &row.outcome()].map(|text| cell(text, CELL));
    let all: Vec<[String; 3]> = rows.iter().map(cells).collect();
    let width = |n: usize| all.iter().map(|cells| cells[n].width()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut out = String::new();
    for (row, cells) in rows.iter().zip(&all) {
        let padded = cells
            .iter()
            .zip(widths)
            .map(|(text, width)| pad(text, width));
        let line = padded.collect::<Vec<_>>().join("  ");
        let remarks = cell(&row.remarks.join("; "), REMARK);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", format!("{line}  {remarks}").trim_end());
    }
    out
}
