//! The comparison as annotations of a GitHub workflow: one for each criterion that regressed, at its rule in the
//! prompt; otherwise one for the comparison as a whole.

use std::io::{self, Write};

use super::phrases::{at_length, open_questions, spot, summary_line, worst_first};
use super::{GateFormat, GateReport};
use crate::compare::{CriterionComparison, Outcome, headline, how_it_regressed};
use crate::report::cell::one_line;
use crate::report::github::{Annotation, MOST_ANNOTATIONS};
use crate::report::palette::Palette;
use crate::verdict::Level;
use crate::words::counted;

/// The format.
pub(super) static FORMAT: GateFormat = GateFormat {
    name: "github",
    summary: "annotations of a GitHub workflow, at most ten",
    write,
};

/// Most columns of an id, of the ids that the last line names, and of a headline.
const ID: usize = 80;
const IDS: usize = 1_000;
const HEADLINE: usize = 1_000;
/// Most lines of the annotation of the whole.
const MOST_LINES: usize = 30;

fn write(report: &GateReport<'_>, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    match comparison.outcome {
        Outcome::Regressed => regressed(report, out),
        Outcome::Inconclusive | Outcome::Untested | Outcome::NotComparable => {
            whole(report, Level::Should, out)
        }
        Outcome::Passed => whole(report, Level::May, out),
    }
}

fn regressed(report: &GateReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = worst_first(report.comparison);
    rows.retain(|(_, row)| row.gated && row.outcome == Outcome::Regressed);
    let shown = if rows.len() > MOST_ANNOTATIONS {
        MOST_ANNOTATIONS - 1
    } else {
        rows.len()
    };
    for (number, row) in &rows[..shown] {
        let mut lines = at_length(report, *number);
        if let Some(rule) = &row.rule {
            lines.push(format!("rule: {}", one_line(&rule.text, IDS)));
        }
        if lines.is_empty() {
            lines.push(summary_line(report.comparison));
        }
        let annotation = Annotation {
            level: Level::Must,
            spot: spot(report.comparison, row),
            title: format!("semper: {}", what_regressed(row)),
            message: lines.join("\n"),
        };
        annotation.write(out)?;
    }
    let rest = &rows[shown..];
    if rest.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = rest.iter().map(|(_, row)| what_regressed(row)).collect();
    let annotation = Annotation {
        level: Level::Must,
        spot: None,
        title: format!(
            "semper: {}",
            counted(
                ids.len(),
                "more criterion regressed",
                "more criteria regressed"
            )
        ),
        message: one_line(&ids.join(", "), IDS),
    };
    annotation.write(out)
}

fn what_regressed(row: &CriterionComparison) -> String {
    format!("{} {}", one_line(&row.id, ID), how_it_regressed(row))
}

/// The verdict, what keeps it from being better, and the counts.
fn whole(report: &GateReport<'_>, level: Level, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let mut lines = open_questions(comparison);
    lines.truncate(MOST_LINES);
    if comparison.outcome != Outcome::NotComparable {
        lines.push(summary_line(comparison));
    }
    let headline = one_line(&headline(comparison), HEADLINE);
    let title = format!("semper: {headline}");
    if lines.is_empty() {
        lines.push(headline);
    }
    let message = lines.join("\n");
    let spot = None;
    Annotation {
        level,
        spot,
        title,
        message,
    }
    .write(out)
}
