//! Markdown for a pull request or the summary of a CI job: the verdict, a table of criteria, then the failures.
//!
//! It stays within what a comment may hold: each section gets its share of the room, rows are left out whole,
//! and the end says how many.

use std::io::{self, Write};

use super::cell::one_line;
use super::escape::{Where, code, markdown};
use super::page::{COMMENT_BYTES, DETAILS_END, Frame, Page, details, left_out};
use super::palette::Palette;
use super::scorecard::{CriterionRow, Failure, Needs, Scorecard};
use super::sentence::{missed, noted, summary_line};
use super::{Format, Shape};
use crate::words::{counted, grouped, percent};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "markdown",
    summary: "Markdown of at most 64 KB, for comments and job summaries",
    shape: Shape::Card(write, Needs::Many),
};

/// Bytes kept for the line about what is left out.
const NOTICE_BYTES: usize = 256;
/// Most columns of a rule or question.
const RULE: usize = 300;

/// What did not fit.
#[derive(Debug, Default)]
struct LeftOut {
    lines: usize,
    failures: usize,
    invalid: usize,
}

fn write(card: &Scorecard, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(COMMENT_BYTES - NOTICE_BYTES);
    let mut left = LeftOut::default();
    verdict(card, &mut page, &mut left);
    if card.summary.responses > 0 {
        table(card, &mut page, &mut left);
    }
    unchecked(card, &mut page, &mut left);
    failures(card, &mut page, &mut left);
    let mut text = page.into_text();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text.push_str(&left.notice());
    out.write_all(text.as_bytes())
}

/// What a reader must know first.
fn verdict(card: &Scorecard, page: &mut Page, left: &mut LeftOut) {
    let all = card.conclusions.len();
    let frame = Frame {
        opening: "",
        closing: &|shown| more(all - shown),
    };
    let lines = card.conclusions.iter();
    let lines = lines.map(|line| format!("**{}**\n\n", markdown(line)));
    let shown = page.add_rows(&frame, lines, page.room() / 8);
    left.lines += all - shown;
    page.add(&format!("{}\n\n", markdown(&summary_line(card))));
}

fn table(card: &Scorecard, page: &mut Page, left: &mut LeftOut) {
    let rows = card.worst_first();
    let all = rows.len();
    let frame = Frame {
        opening: "| criterion | level | rate | pass | fail | na | error |\n\
                  |:--|:--|--:|--:|--:|--:|--:|\n",
        closing: &|shown| match all - shown {
            0 => "\n".to_owned(),
            more => format!("| … {} more | | | | | | |\n\n", grouped(more)),
        },
    };
    let lines = rows.iter().map(|row| {
        let counts = row.counts;
        format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            code(&one_line(row.id, RULE), Where::Table),
            row.level.as_str(),
            counts.rate().map_or_else(|| "-".to_owned(), percent),
            grouped(counts.pass),
            grouped(counts.fail),
            grouped(counts.na),
            grouped(counts.error)
        )
    });
    left.lines += all - page.add_rows(&frame, lines, page.room() / 2);
}

fn unchecked(card: &Scorecard, page: &mut Page, left: &mut LeftOut) {
    let all = card.header.unchecked.len();
    if all == 0 {
        return;
    }
    let frame = Frame {
        opening: "Not checked, a person decides:\n\n",
        closing: &|shown| match more(all - shown).as_str() {
            "" => "\n".to_owned(),
            more => more.to_owned(),
        },
    };
    let lines = card.header.unchecked.iter().map(|criterion| {
        let question = criterion.question.as_deref().unwrap_or_default();
        format!(
            "- {} ({}): {}\n",
            code(&one_line(&criterion.id, RULE), Where::Prose),
            criterion.level.as_str(),
            markdown(&one_line(question, RULE))
        )
    });
    left.lines += all - page.add_rows(&frame, lines, page.room() / 4);
}

fn failures(card: &Scorecard, page: &mut Page, left: &mut LeftOut) {
    let rows = card.worst_first();
    let failing: Vec<&CriterionRow<'_>> = rows.iter().filter(|row| row.missed() > 0).collect();
    let invalid = usize::from(card.summary.invalid > 0);
    for (at, row) in failing.iter().enumerate() {
        let budget = page.room() / (failing.len() + invalid - at);
        left.failures += row.missed() - criterion(row, page, budget);
    }
    if invalid > 0 {
        left.invalid = card.summary.invalid - invalid_records(card, page);
    }
}

/// One criterion with its failures; returns how many of them are shown.
fn criterion(row: &CriterionRow<'_>, page: &mut Page, budget: usize) -> usize {
    let mut opening = details(&one_line(row.id, RULE), &missed(row));
    if let Some(rule) = row.rule {
        let rule = markdown(&one_line(&rule.text, RULE));
        opening = format!("{opening}Rule: {rule}\n\n");
    }
    let all = row.missed();
    let frame = Frame {
        opening: &opening,
        closing: &|shown| format!("{}{DETAILS_END}", more(all - shown)),
    };
    page.add_rows(&frame, row.evidence.iter().map(line), budget)
}

fn line(failure: &Failure) -> String {
    let place = format!("{}:{}", failure.file, failure.line);
    format!(
        "- {} {} {}\n",
        code(
            &format!("{}#{}", failure.case, failure.repeat),
            Where::Prose
        ),
        code(&one_line(&place, RULE), Where::Prose),
        code(&noted(failure), Where::Prose)
    )
}

fn invalid_records(card: &Scorecard, page: &mut Page) -> usize {
    let all = card.summary.invalid;
    let opening = details("invalid", &counted(all, "record", "records"));
    let frame = Frame {
        opening: &opening,
        closing: &|shown| format!("{}{DETAILS_END}", more(all - shown)),
    };
    let lines = card.invalid.iter().map(|record| {
        let place = format!("{}:{}", record.source.file, record.source.line);
        format!(
            "- {} {}\n",
            code(&one_line(&place, RULE), Where::Prose),
            code(&record.reason, Where::Prose)
        )
    });
    page.add_rows(&frame, lines, page.room())
}

/// The line about rows that are left out of a list.
fn more(n: usize) -> String {
    match n {
        0 => String::new(),
        n => format!("- … {} more\n\n", grouped(n)),
    }
}

impl LeftOut {
    /// The last line, when something is left out.
    fn notice(&self) -> String {
        let parts = [
            (self.lines, "line", "lines"),
            (self.failures, "failure", "failures"),
            (self.invalid, "invalid record", "invalid records"),
        ];
        left_out(&parts, "The run log has all (`--output`).")
    }
}
