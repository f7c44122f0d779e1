//! The comparison for people: the verdict first, then a row for each criterion, then what newly fails.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::phrases::{cells, qualified, summary_line, what_turned, worst_first};
use super::{GateFormat, GateReport};
use crate::compare::{
    CriterionComparison, Flip, Outcome, Seen, Side, Turn, case_name, headline, notes,
};
use crate::report::cell::{cell, one_line, pad, quoted_place};
use crate::report::escape::line_start;
use crate::report::palette::Palette;
use crate::words::grouped;

/// The format.
pub(super) static FORMAT: GateFormat = GateFormat {
    name: "text",
    summary: "a report for people",
    write,
};

/// Most columns of an id, a place, and a note.
const ID: usize = 40;
const PLACE: usize = 40;
const NOTE: usize = 100;

fn write(report: &GateReport<'_>, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let style = match comparison.outcome {
        Outcome::Passed => palette.good,
        Outcome::Regressed | Outcome::NotComparable => palette.bad,
        Outcome::Inconclusive | Outcome::Untested => palette.doubt,
    };
    let outcome = comparison.outcome.as_str();
    writeln!(out, "{style}{outcome}{style:#}: {}", headline(comparison))?;
    for note in notes(comparison) {
        writeln!(out, "  {note}")?;
    }
    if comparison.outcome == Outcome::NotComparable {
        return Ok(());
    }
    writeln!(out)?;
    table(report, palette, out)?;
    for turn in [
        Turn::NewFailure,
        Turn::NoLongerApplies,
        Turn::Undecided,
        Turn::NewPass,
    ] {
        turned(report, turn, palette, out)?;
    }
    writeln!(out, "{}", summary_line(report.comparison))
}

fn table(report: &GateReport<'_>, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let rows = worst_first(report.comparison);
    let ids: Vec<String> = rows.iter().map(|(_, row)| id(&row.id)).collect();
    let widths = ids
        .iter()
        .map(|id| unicode_width::UnicodeWidthStr::width(id.as_str()));
    let width = widths.max().unwrap_or(0).max("criterion".len());
    let (on, off) = (palette.heading, format!("{:#}", palette.heading));
    writeln!(
        out,
        "{on}{}  {:>7}  {:>8}  {:>9}  {:>6}  {:>16}  {:>5}  {:>5}  outcome{off}",
        pad("criterion", width),
        "pairs",
        "baseline",
        "candidate",
        "delta",
        "95 % interval",
        "worse",
        "better"
    )?;
    let mut gated = true;
    for ((_, row), id) in rows.iter().zip(&ids) {
        if gated && !row.gated {
            writeln!(out, "{}not gated{:#}", palette.quiet, palette.quiet)?;
        }
        gated = row.gated;
        write!(out, "{}  ", pad(id, width))?;
        numbers(row, out)?;
        outcome(row, palette, out)?;
    }
    writeln!(out)
}

fn numbers(row: &CriterionComparison, out: &mut dyn Write) -> io::Result<()> {
    let [pairs, before, after, delta, interval, worse, better] = cells(row);
    write!(
        out,
        "{pairs:>7}  {before:>8}  {after:>9}  {delta:>6}  {interval:>16}  {worse:>5}  {better:>5}  "
    )
}

fn outcome(row: &CriterionComparison, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let style = match row.outcome {
        Outcome::Passed => palette.good,
        Outcome::Regressed | Outcome::NotComparable => palette.bad,
        Outcome::Inconclusive | Outcome::Untested => palette.doubt,
    };
    let outcome = row.outcome.as_str();
    writeln!(out, "{style}{outcome}{style:#}{}", qualified(row))
}

/// A line begins with it.
fn id(id: &str) -> String {
    line_start(&cell(id, ID)).into_owned()
}

fn turned(
    report: &GateReport<'_>,
    turn: Turn,
    palette: &Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    let comparison = report.comparison;
    for (number, criterion) in comparison.criteria.iter().enumerate() {
        let flips = comparison.turned(number, turn);
        if flips.is_empty() {
            continue;
        }
        let (id, style) = (id(&criterion.id), palette.heading);
        writeln!(
            out,
            "{style}{id}{style:#}: {}",
            what_turned(turn, flips.len())
        )?;
        if let Some(rule) = criterion.rule.as_ref().filter(|_| turn != Turn::NewPass) {
            let quiet = palette.quiet;
            writeln!(
                out,
                "  {quiet}rule: {}{quiet:#}",
                one_line(&rule.text, NOTE)
            )?;
        }
        let shown = report.shown_of(flips.len());
        for flip in &flips[..shown] {
            pair(report, criterion, flip, out)?;
        }
        if shown < flips.len() {
            writeln!(
                out,
                "  .. {} more, --all shows them",
                grouped(flips.len() - shown)
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn pair(
    report: &GateReport<'_>,
    criterion: &CriterionComparison,
    flip: &Flip,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = report.comparison.name(Side::Baseline, flip.pair.baseline);
    let index = flip
        .index
        .map_or_else(String::new, |index| format!(" [{index}]"));
    writeln!(out, "  {}{index}", line_start(&case_name(&name)))?;
    for side in [Side::Baseline, Side::Candidate] {
        if let Some(seen) = report
            .excerpts
            .seen(side, flip.pair, &criterion.id, flip.index)
        {
            writeln!(out, "    {:<9}  {}", side.as_str(), evidence(&seen))?;
        }
    }
    Ok(())
}

/// `pass  answers.jsonl:3  [12:4] what was seen`.
fn evidence(seen: &Seen<'_>) -> String {
    let place = quoted_place(&seen.source.file, seen.source.line, PLACE);
    let mut text = format!("{:<5}  {place}", seen.verdict.as_str());
    if let Some(first) = seen.evidence.first() {
        if let (Some(line), Some(column)) = (first.line, first.column) {
            let _ = write!(text, "  [{line}:{column}]");
        }
        text.push_str("  ");
        text.push_str(&one_line(&first.note, NOTE));
    }
    text
}
