//! The comparison as Markdown, for a pull request or the summary of a CI job: the verdict, a table of criteria,
//! then what newly fails, no longer applies, and newly passes.
//!
//! It stays within what a comment may hold: each section gets its share of the room, rows are left out whole,
//! and the end says how many.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::phrases::{
    cells, qualified, reason, sides, source, summary_line, what_turned, worst_first,
};
use super::{GateFormat, GateReport};
use crate::compare::{CriterionComparison, Flip, Outcome, Side, Turn, case_name, headline, notes};
use crate::report::cell::one_line;
use crate::report::escape::{Where, code, markdown};
use crate::report::page::{COMMENT_BYTES, DETAILS_END, Frame, Page, details, left_out};
use crate::report::palette::Palette;
use crate::words::grouped;

/// The format.
pub(super) static FORMAT: GateFormat = GateFormat {
    name: "markdown",
    summary: "Markdown of at most 64 KB, for comments and job summaries",
    write,
};

/// Bytes kept for the line about what is left out.
const NOTICE_BYTES: usize = 256;
/// Most columns of a headline, a rule or a place.
const HEADLINE: usize = 2_000;
const TEXT: usize = 300;
/// How many pairs are named of those whose evidence is not shown, and how many on a line.
const NAMED: usize = 20;
const NAMES: usize = 10;

/// What did not fit.
#[derive(Debug, Default)]
struct LeftOut {
    lines: usize,
    pairs: usize,
}

fn write(report: &GateReport<'_>, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let mut page = Page::new(COMMENT_BYTES - NOTICE_BYTES);
    let mut left = LeftOut::default();
    verdict(report, &mut page, &mut left);
    if comparison.outcome != Outcome::NotComparable {
        table(report, &mut page, &mut left);
        page.add(&format!("{}\n\n", markdown(&summary_line(comparison))));
        pairs(report, &mut page, &mut left);
    }
    let mut text = page.into_text();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text.push_str(&left.notice());
    out.write_all(text.as_bytes())
}

/// What a reader must know first.
fn verdict(report: &GateReport<'_>, page: &mut Page, left: &mut LeftOut) {
    let comparison = report.comparison;
    let headline = one_line(&headline(comparison), HEADLINE);
    let outcome = comparison.outcome.as_str();
    page.add(&format!("**{outcome}: {}**\n\n", markdown(&headline)));
    let notes = notes(comparison);
    if notes.is_empty() {
        return;
    }
    let all = notes.len();
    let frame = Frame {
        opening: "",
        closing: &|shown| format!("{}\n", more(all - shown)),
    };
    let lines = notes.iter();
    let lines = lines.map(|note| format!("- {}\n", markdown(&one_line(note, HEADLINE))));
    left.lines += all - page.add_rows(&frame, lines, page.room() / 2);
}

fn table(report: &GateReport<'_>, page: &mut Page, left: &mut LeftOut) {
    let rows = worst_first(report.comparison);
    let all = rows.len();
    let frame = Frame {
        opening: "| criterion | pairs | baseline | candidate | delta | 95 % interval | worse | better | outcome |\n\
                  |:--|--:|--:|--:|--:|--:|--:|--:|:--|\n",
        closing: &|shown| match all - shown {
            0 => "\n".to_owned(),
            more => format!("| … {} more | | | | | | | | |\n\n", grouped(more)),
        },
    };
    let lines = rows.iter().map(|(_, row)| {
        let id = code(&one_line(&row.id, TEXT), Where::Table);
        let outcome = match row.outcome {
            Outcome::Regressed if row.gated => "**regressed**",
            Outcome::Regressed
            | Outcome::Passed
            | Outcome::Inconclusive
            | Outcome::Untested
            | Outcome::NotComparable => row.outcome.as_str(),
        };
        let gated = if row.gated { "" } else { "; not gated" };
        format!(
            "| {id} | {} | {outcome}{}{gated} |\n",
            cells(row).join(" | "),
            markdown(&qualified(row)),
        )
    });
    left.lines += all - page.add_rows(&frame, lines, page.room() / 2);
}

/// The pairs that differ: what is worse first, each turn criterion by criterion.
fn pairs(report: &GateReport<'_>, page: &mut Page, left: &mut LeftOut) {
    let comparison = report.comparison;
    let rows = worst_first(comparison);
    let turns = [
        Turn::NewFailure,
        Turn::NoLongerApplies,
        Turn::Undecided,
        Turn::NewPass,
    ];
    let sections: Vec<(Turn, &CriterionComparison, &[Flip])> = turns
        .into_iter()
        .flat_map(|turn| rows.iter().map(move |(number, row)| (turn, *number, *row)))
        .map(|(turn, number, row)| (turn, row, comparison.turned(number, turn)))
        .filter(|(.., flips)| !flips.is_empty())
        .collect();
    for (at, (turn, row, flips)) in sections.iter().enumerate() {
        let budget = page.room() / (sections.len() - at);
        left.pairs += section(report, *turn, row, flips, page, budget);
    }
}

/// One criterion with pairs that turned one way; returns how many the room left out.
fn section(
    report: &GateReport<'_>,
    turn: Turn,
    row: &CriterionComparison,
    flips: &[Flip],
    page: &mut Page,
    budget: usize,
) -> usize {
    let mut opening = details(&one_line(&row.id, TEXT), &what_turned(turn, flips.len()));
    if let Some(rule) = row.rule.as_ref().filter(|_| turn != Turn::NewPass) {
        let rule = markdown(&one_line(&rule.text, TEXT));
        opening = format!("{opening}Rule: {rule}\n\n");
    }
    let (shown, rest) = flips.split_at(report.shown_of(flips.len()));
    let named = &rest[..rest.len().min(NAMED)];
    // A row of the first kind tells of one pair, one of the second of several.
    let told = |rows: usize| {
        let lines_of_names = rows.saturating_sub(shown.len());
        rows.min(shown.len()) + (lines_of_names * NAMES).min(named.len())
    };
    let frame = Frame {
        opening: &opening,
        closing: &|rows| format!("{}{DETAILS_END}", more(flips.len() - told(rows))),
    };
    let evidence = shown.iter().map(|flip| pair(report, row, flip));
    let names = named.chunks(NAMES).map(|flips| {
        let names = flips.iter().map(|flip| name(report, flip));
        format!("- {}\n", names.collect::<Vec<_>>().join(", "))
    });
    let rows = page.add_rows(&frame, evidence.chain(names), budget);
    shown.len() + named.len() - told(rows)
}

fn name(report: &GateReport<'_>, flip: &Flip) -> String {
    let case = report.comparison.name(Side::Baseline, flip.pair.baseline);
    let index = flip
        .index
        .map_or_else(String::new, |index| format!(" [{index}]"));
    code(&format!("{}{index}", case_name(&case)), Where::Prose)
}

fn pair(report: &GateReport<'_>, row: &CriterionComparison, flip: &Flip) -> String {
    let mut text = format!("- {}\n", name(report, flip));
    for (side, seen) in sides(report, &row.id, flip.pair, flip.index) {
        let place = code(&one_line(&source(&seen), TEXT), Where::Prose);
        let (side, verdict) = (side.as_str(), seen.verdict.as_str());
        let _ = write!(text, "  - {side}: {verdict} {place}");
        if let Some(reason) = reason(&seen) {
            text.push(' ');
            text.push_str(&code(&reason, Where::Prose));
        }
        text.push('\n');
    }
    text
}

/// The line about rows that are not shown.
fn more(n: usize) -> String {
    match n {
        0 => String::new(),
        n => format!("- … {} more\n", grouped(n)),
    }
}

impl LeftOut {
    /// The last line, when something is left out.
    fn notice(&self) -> String {
        let parts = [(self.lines, "line", "lines"), (self.pairs, "pair", "pairs")];
        left_out(&parts, "`--format text --all` shows all.")
    }
}
