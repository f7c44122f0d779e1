//! Annotations of a GitHub workflow: one line for each criterion that an answer fails, at its rule in the prompt.
//!
//! GitHub shows ten annotations of a kind for each step, so there are never more lines: the last one names
//! the criteria that would follow.

use std::io::{self, Write};

use super::cell::one_line;
use super::escape::{github_message, github_property};
use super::palette::Palette;
use super::place::{Spot, spot};
use super::scorecard::{CriterionRow, Needs, Scorecard};
use super::sentence::{first_failure, missed, summary_line};
use super::{Format, Shape};
use crate::verdict::Level;
use crate::words::counted;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "github",
    summary: "annotations of a GitHub workflow, at most ten",
    shape: Shape::Card(write, Needs::Few),
};

/// How many annotations of a kind GitHub shows for one step.
pub const MOST_ANNOTATIONS: usize = 10;
/// Most columns of an id, and of the ids that the last line names.
const ID: usize = 80;
const IDS: usize = 1_000;

/// One annotation. What it says is quoted when it is written.
#[derive(Debug)]
pub struct Annotation<'a> {
    /// How much it matters.
    pub level: Level,
    /// Where it is shown.
    pub spot: Option<Spot<'a>>,
    /// What stands above the message.
    pub title: String,
    /// What it says.
    pub message: String,
}

impl Annotation<'_> {
    /// Writes it as a workflow command.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let command = match self.level {
            Level::Must => "error",
            Level::Should => "warning",
            Level::May => "notice",
        };
        write!(out, "::{command} ")?;
        if let Some(spot) = &self.spot {
            write!(out, "file={},", github_property(&spot.file))?;
            if let Some(line) = spot.line {
                write!(out, "line={line},")?;
            }
        }
        let title = github_property(&self.title);
        writeln!(out, "title={title}::{}", github_message(&self.message))
    }
}

fn write(card: &Scorecard, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = card.worst_first();
    rows.retain(|row| row.missed() > 0);
    // What is required comes first; among equals the worst.
    rows.sort_by_key(|row| std::cmp::Reverse(row.level));
    let invalid = card.summary.invalid > 0;
    let most = MOST_ANNOTATIONS - usize::from(invalid);
    let shown = if rows.len() > most {
        most - 1
    } else {
        rows.len()
    };
    for row in &rows[..shown] {
        annotation(card, row).write(out)?;
    }
    if let [first, ..] = &rows[shown..] {
        let ids: Vec<String> = rows[shown..]
            .iter()
            .map(|row| one_line(row.id, ID))
            .collect();
        let criteria = counted(ids.len(), "more criterion fails", "more criteria fail");
        plain(
            first.level,
            format!("{criteria}: {}", one_line(&ids.join(", "), IDS)),
        )
        .write(out)?;
    }
    if invalid {
        let records = counted(card.summary.invalid, "record is", "records are");
        let mut message = format!("{records} invalid");
        if let Some(first) = card.invalid.first() {
            let (source, reason) = (&first.source, &first.reason);
            message = format!("{message}\nfirst: {}:{} {reason}", source.file, source.line);
        }
        plain(Level::Should, message).write(out)?;
    }
    if rows.is_empty() && !invalid {
        plain(Level::May, summary_line(card)).write(out)?;
    }
    Ok(())
}

fn annotation<'c>(card: &'c Scorecard, row: &CriterionRow<'c>) -> Annotation<'c> {
    let mut message = missed(row);
    if let Some(first) = first_failure(row) {
        message.push_str("\nfirst: ");
        message.push_str(&first);
    }
    Annotation {
        level: row.level,
        spot: spot(&card.header, row),
        title: format!("semper: {}", one_line(row.id, ID)),
        message,
    }
}

fn plain(level: Level, message: String) -> Annotation<'static> {
    Annotation {
        level,
        spot: None,
        title: "semper".to_owned(),
        message,
    }
}
