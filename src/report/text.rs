//! The report for people: criteria worst first, then failures with their evidence, one summary line last.

use std::io::{self, Write};

use super::cell::{cell, one_line, pad, quoted_place};
use super::escape::line_start;
use super::palette::Palette;
use super::scorecard::{CriterionRow, Failure, Keep, Needs, Scorecard};
use super::sentence::summary_line;
use super::{Format, Shape};
use crate::verdict::Verdict;
use crate::words::{counted, grouped, percent};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "text",
    summary: "a report for people",
    shape: Shape::Card(write, Needs::Few),
};

/// Most columns of an id, a case, a place, and a note.
const ID: usize = 40;
const CASE: usize = 32;
const PLACE: usize = 40;
const NOTE: usize = 110;
/// How many invalid records are shown.
const FEW_INVALID: usize = 5;

fn write(card: &Scorecard, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    if card.summary.responses > 0 {
        table(card, palette, out)?;
    }
    unchecked(card, palette, out)?;
    for row in card.worst_first() {
        failures(&row, card.keep, palette, out)?;
    }
    unanswered(card, palette, out)?;
    invalid(card, palette, out)?;
    writeln!(out, "{}", summary_line(card))
}

fn table(card: &Scorecard, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let rows = card.worst_first();
    let ids: Vec<String> = rows.iter().map(|row| id(row.id)).collect();
    let width = ids
        .iter()
        .map(|id| columns(id))
        .max()
        .unwrap_or(0)
        .max("criterion".len());
    let (on, off) = (palette.heading, format!("{:#}", palette.heading));
    writeln!(
        out,
        "{on}{}  {:<6}  {:>7}  {:>7}  {:>7}  {:>7}  {:>7}{off}",
        pad("criterion", width),
        "level",
        "rate",
        "pass",
        "fail",
        "na",
        "error"
    )?;
    for (row, id) in rows.iter().zip(&ids) {
        let counts = row.counts;
        let style = match row.counts.rate() {
            _ if counts.error > 0 => palette.doubt,
            _ if counts.fail > 0 => palette.bad,
            Some(_) => palette.good,
            None => palette.quiet,
        };
        let rate = counts.rate().map_or_else(|| "-".to_owned(), percent);
        writeln!(
            out,
            "{}  {:<6}  {style}{rate:>7}{style:#}  {:>7}  {:>7}  {:>7}  {:>7}",
            pad(id, width),
            row.level.as_str(),
            grouped(counts.pass),
            grouped(counts.fail),
            grouped(counts.na),
            grouped(counts.error)
        )?;
    }
    writeln!(out)
}

fn unchecked(card: &Scorecard, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    if card.header.unchecked.is_empty() {
        return Ok(());
    }
    let style = palette.heading;
    writeln!(out, "{style}not checked{style:#}, a person decides:")?;
    for criterion in &card.header.unchecked {
        let question = criterion.question.as_deref().unwrap_or_default();
        writeln!(
            out,
            "  {}  {:<6}  {}",
            id(&criterion.id),
            criterion.level.as_str(),
            one_line(question, NOTE)
        )?;
    }
    writeln!(out)
}

fn failures(
    row: &CriterionRow<'_>,
    keep: Keep,
    palette: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    if row.failures.is_empty() {
        return Ok(());
    }
    let style = palette.heading;
    write!(
        out,
        "{style}{}{style:#}: {}",
        id(row.id),
        counted(row.counts.fail, "failure", "failures")
    )?;
    if row.counts.error > 0 {
        write!(out, ", {}", counted(row.counts.error, "error", "errors"))?;
    }
    writeln!(out)?;
    if let Some(rule) = row.rule {
        let quiet = palette.quiet;
        writeln!(
            out,
            "  {quiet}rule: {}{quiet:#}",
            one_line(&rule.text, NOTE)
        )?;
    }
    let failures = row.failures.iter().copied();
    let lines: Vec<FailureLine<'_>> = failures.map(FailureLine::new).collect();
    let case = lines
        .iter()
        .map(|line| columns(&line.case))
        .max()
        .unwrap_or(0);
    let place = lines
        .iter()
        .map(|line| columns(&line.place))
        .max()
        .unwrap_or(0);
    for line in &lines {
        line.write(case, place, palette, out)?;
    }
    let more = row.missed() - row.failures.len();
    if more > 0 && keep == Keep::Few {
        writeln!(out, "  .. {} more, --all shows them", grouped(more))?;
    }
    writeln!(out)
}

/// The cells of a failure.
struct FailureLine<'c> {
    case: String,
    place: String,
    failure: &'c Failure,
}

impl<'c> FailureLine<'c> {
    fn new(failure: &'c Failure) -> Self {
        Self {
            // A line begins with it.
            case: format!(
                "{}#{}",
                line_start(&cell(&failure.case, CASE)),
                failure.repeat
            ),
            place: quoted_place(&failure.file, failure.line, PLACE),
            failure,
        }
    }

    fn write(
        &self,
        case: usize,
        place: usize,
        palette: &Palette,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write!(
            out,
            "  {}  {}  ",
            pad(&self.case, case),
            pad(&self.place, place)
        )?;
        if let Some(index) = self.failure.index {
            write!(out, "#{index}: ")?;
        }
        if self.failure.verdict == Verdict::Error {
            let style = palette.doubt;
            write!(out, "{style}undecided{style:#}: ")?;
        }
        if let Some((line, column)) = self.failure.place {
            write!(out, "[{line}:{column}] ")?;
        }
        writeln!(out, "{}", one_line(&self.failure.note, NOTE))
    }
}

/// The cases of the cases file without an answer.
fn unanswered(card: &Scorecard, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let all = &card.summary.unanswered;
    if all.is_empty() {
        return Ok(());
    }
    let style = palette.bad;
    let count = counted(
        all.len(),
        "case without an answer",
        "cases without an answer",
    );
    writeln!(out, "{style}{count}{style:#}")?;
    let shown = match card.keep {
        Keep::All => all.len(),
        Keep::Few => all.len().min(FEW_INVALID),
    };
    for case in &all[..shown] {
        writeln!(out, "  {}", line_start(&cell(case, ID)))?;
    }
    if all.len() > shown {
        let more = grouped(all.len() - shown);
        writeln!(out, "  .. {more} more, --all shows them")?;
    }
    writeln!(out)
}

fn invalid(card: &Scorecard, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    if card.invalid.is_empty() {
        return Ok(());
    }
    let style = palette.bad;
    let all = card.summary.invalid;
    let count = counted(all, "invalid record", "invalid records");
    writeln!(out, "{style}{count}{style:#}")?;
    let shown = match card.keep {
        Keep::All => card.invalid.len(),
        Keep::Few => card.invalid.len().min(FEW_INVALID),
    };
    for record in &card.invalid[..shown] {
        let place = quoted_place(&record.source.file, record.source.line, PLACE);
        writeln!(out, "  {place}  {}", one_line(&record.reason, NOTE))?;
    }
    if all > shown {
        writeln!(out, "  .. {} more, --all shows them", grouped(all - shown))?;
    }
    writeln!(out)
}

/// A line begins with it.
fn id(id: &str) -> String {
    line_start(&cell(id, ID)).into_owned()
}

fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}
