//! `semper explain`: a check, a catalog entry or a code by its name; or every verdict of one case of a run, with
//! its evidence.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::read_source;
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::report::{cell, one_line, quoted_place};
use crate::rubric::{Catalog, explain, explainable};
use crate::run::{EvidenceRecord, ResultRecord, Run, TextRecord, group_of, read};
use crate::words::score;

/// Columns of an id, of a text from an answer, and of a place.
const ID: usize = 80;
const TEXT: usize = 200;
const PLACE: usize = 80;

/// Explains a check, a catalog entry or the code of a message; or the verdicts of one case of a run.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// A name; without one, all of them. With CASE, a run log as `semper score --output` writes it.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The case, or `case#repeat`.
    #[arg(value_name = "CASE")]
    case: Option<String>,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let text = match (&arguments.name, &arguments.case) {
        (Some(run), Some(case)) => of_case(Path::new(run), case)?,
        (name, _) => of_name(name.as_deref())?,
    };
    console
        .write_all(text.as_bytes())
        .map_err(|error| cannot_write(&error))?;
    Ok(Exit::Passed)
}

fn of_name(name: Option<&str>) -> Result<String, Stop> {
    let catalog = Catalog::shipped();
    let (list, nearest) = explainable(name, &catalog);
    let Some(name) = name else { return Ok(list) };
    explain(name, &catalog).ok_or_else(|| {
        let message = format!("nothing is called `{name}`");
        let help = nearest.unwrap_or_else(|| "`semper explain` lists all names".to_owned());
        Diagnostic::error(Code::UNKNOWN_NAME, message)
            .help(help)
            .into()
    })
}

fn of_case(path: &Path, case: &str) -> Result<String, Stop> {
    let source = read_source(path)?;
    let run = read(&source).map_err(|problems| Stop::new(problems, vec![source.clone()]))?;
    let text = explain_case(&run, case);
    if text.is_empty() {
        let message = format!("the run has no case `{case}`");
        let cases = run.results.iter().map(|result| result.case.as_ref());
        let problem = Diagnostic::error(Code::ARGUMENT, message)
            .at(Place::File(source.name.clone()))
            .maybe_help(did_you_mean(case, cases));
        return Err(problem.into());
    }
    Ok(text)
}

/// Every verdict on the answers of `case` (`case#repeat` for one of them); empty when there is none.
pub(in crate::cli) fn explain_case(run: &Run, case: &str) -> String {
    let mut out = String::new();
    for result in run.results.iter().filter(|result| is_named(result, case)) {
        if !out.is_empty() {
            out.push('\n');
        }
        result_text(run, result, &mut out);
    }
    out
}

fn is_named(result: &ResultRecord<'_>, name: &str) -> bool {
    // An id may itself hold `#`, so the whole name is tried first.
    result.case == name
        || name.rsplit_once('#').is_some_and(|(case, repeat)| {
            result.case == case && repeat == result.repeat.to_string()
        })
}

fn result_text(run: &Run, result: &ResultRecord<'_>, out: &mut String) {
    let place = quoted_place(&result.source.file, result.source.line, PLACE);
    let score = score(result.score);
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}#{}  {place}  score {score}",
        cell(&result.case, ID),
        result.repeat
    );
    if let Some(prompt) = &result.prompt {
        let _ = writeln!(out, "  prompt: {}", shown(prompt));
    }
    let _ = writeln!(out, "  answer: {}", shown(&result.response));
    for verdict in &result.verdicts {
        let _ = writeln!(
            out,
            "\n  {:<5}  {}",
            verdict.verdict.as_str(),
            cell(&verdict.criterion, ID)
        );
        let info = run
            .header
            .criteria
            .iter()
            .find(|info| *info.id == *group_of(&verdict.criterion));
        for rule in info
            .iter()
            .flat_map(|info| info.rule.iter().chain(&info.also))
        {
            let line = rule
                .line
                .map_or_else(String::new, |line| format!(" (line {line})"));
            let _ = writeln!(out, "         rule{line}: {}", one_line(&rule.text, TEXT));
        }
        for evidence in &verdict.evidence {
            let _ = writeln!(
                out,
                "         {}{}",
                where_in(evidence),
                one_line(&evidence.note, TEXT)
            );
        }
    }
}

/// Where evidence stands: `[3:1] `, with the file or the prompt it is in.
fn where_in(evidence: &EvidenceRecord) -> String {
    let (Some(line), Some(column)) = (evidence.line, evidence.column) else {
        return String::new();
    };
    match &evidence.file {
        Some(file) => format!("[{}:{column}] ", quoted_place(file, line, PLACE)),
        None if evidence.prompt => format!("[prompt {line}:{column}] "),
        None => format!("[{line}:{column}] "),
    }
}

fn shown(text: &TextRecord<'_>) -> String {
    match text {
        TextRecord::Text(text) => one_line(text, TEXT),
        TextRecord::Digest { digest } => format!("left out ({})", cell(digest, ID)),
    }
}
