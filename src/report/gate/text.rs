//! The comparison for people: the verdict first, then a row for each criterion, then what newly fails.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{GateFormat, GateReport};
use crate::compare::{
    CriterionComparison, Flip, Outcome, Seen, Side, Turn, case_name, headline, how_it_regressed,
    notes,
};
use crate::report::cell::{cell, one_line, pad, quoted_place};
use crate::report::palette::Palette;
use crate::words::{counted, grouped, percent, points, score, signed_points};

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
    summary(report, out)
}

fn table(report: &GateReport<'_>, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<&CriterionComparison> = report.comparison.criteria.iter().collect();
    // What decides comes first, and of that the worst.
    rows.sort_by_key(|row| (!row.gated, rank(row.outcome)));
    let ids: Vec<String> = rows.iter().map(|row| cell(&row.id, ID)).collect();
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
    for (row, id) in rows.iter().zip(&ids) {
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

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Regressed => 0,
        Outcome::Inconclusive | Outcome::NotComparable => 1,
        Outcome::Untested => 2,
        Outcome::Passed => 3,
    }
}

fn numbers(row: &CriterionComparison, out: &mut dyn Write) -> io::Result<()> {
    let dash = || "-".to_owned();
    let (before, after) = row.rates().unzip();
    let interval = row.test.as_ref().and_then(|test| test.interval);
    let interval = interval.map_or_else(dash, |[low, high]| {
        format!("{} .. {}", signed_points(low), signed_points(high))
    });
    write!(
        out,
        "{:>7}  {:>8}  {:>9}  {:>6}  {interval:>16}  {:>5}  {:>5}  ",
        grouped(row.pairs()),
        before.map_or_else(dash, percent),
        after.map_or_else(dash, percent),
        row.test
            .as_ref()
            .map_or_else(dash, |test| signed_points(test.delta)),
        grouped(row.tally.passing.lost),
        grouped(row.tally.passing.gained),
    )
}

fn outcome(row: &CriterionComparison, palette: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let style = match row.outcome {
        Outcome::Passed => palette.good,
        Outcome::Regressed | Outcome::NotComparable => palette.bad,
        Outcome::Inconclusive | Outcome::Untested => palette.doubt,
    };
    write!(out, "{style}{}{style:#}", row.outcome.as_str())?;
    if row.outcome == Outcome::Regressed {
        match row.cause {
            None | Some(crate::compare::Cause::NewFailures) => {
                if let Some(test) = &row.test {
                    write!(out, " (p {:.4})", test.p_adjusted)?;
                }
            }
            Some(_) => write!(out, " ({})", how_it_regressed(row))?,
        }
    }
    if row.outcome == Outcome::Inconclusive {
        let seen = match row.detectable_drop {
            Some(drop) => format!("shows a drop from {}", points(drop)),
            None => "shows no drop of any size".to_owned(),
        };
        write!(out, " ({seen}")?;
        if let Some(cases) = row.cases_to_decide {
            write!(out, "; {} would decide", counted(cases, "case", "cases"))?;
        }
        write!(out, ")")?;
    }
    lost(row, out)?;
    writeln!(out)
}

/// Pairs that were decided on one side only.
fn lost(row: &CriterionComparison, out: &mut dyn Write) -> io::Result<()> {
    let lost = row.tally.lost;
    let na = lost.na_on_baseline + lost.na_on_candidate;
    let errors = lost.error_on_baseline + lost.error_on_candidate;
    let mut parts = Vec::new();
    if na > 0 {
        parts.push(format!("{} to na", grouped(na)));
    }
    if errors > 0 {
        parts.push(format!("{} to error", grouped(errors)));
    }
    if parts.is_empty() {
        return Ok(());
    }
    write!(out, ", pairs lost: {}", parts.join(", "))
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
        let (id, style) = (cell(&criterion.id, ID), palette.heading);
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

fn what_turned(turn: Turn, count: usize) -> String {
    match turn {
        Turn::NewFailure => counted(count, "new failure", "new failures"),
        Turn::NoLongerApplies => {
            format!(
                "no longer applies to {}",
                counted(count, "answer", "answers")
            )
        }
        Turn::Undecided => format!(
            "no longer decided in {}",
            counted(count, "answer", "answers")
        ),
        Turn::NewPass => counted(count, "new pass", "new passes"),
    }
}

fn pair(
    report: &GateReport<'_>,
    criterion: &CriterionComparison,
    flip: &Flip,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = report.comparison.name(Side::Baseline, flip.pair.baseline);
    writeln!(out, "  {}", case_name(&name))?;
    for side in [Side::Baseline, Side::Candidate] {
        if let Some(seen) = report.excerpts.seen(side, flip, &criterion.id) {
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

fn summary(report: &GateReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let count = |outcome| comparison.gated_with(outcome).count();
    writeln!(
        out,
        "{}, {}: {} regressed, {} inconclusive, {} passed, {} untested; score {} -> {}",
        counted(comparison.pairing.cases(), "case", "cases"),
        counted(
            comparison.gated().count(),
            "gated criterion",
            "gated criteria"
        ),
        grouped(count(Outcome::Regressed)),
        grouped(count(Outcome::Inconclusive)),
        grouped(count(Outcome::Passed)),
        grouped(count(Outcome::Untested)),
        score(comparison.baseline.mean_score()),
        score(comparison.candidate.mean_score()),
    )
}
