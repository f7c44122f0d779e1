//! A run as SARIF: one result for each criterion that an answer fails, at the rule that it stands for.

use std::io::{self, Write};

use super::super::escape::sarif_text;
use super::super::palette::Palette;
use super::super::place::spot;
use super::super::scorecard::{CriterionRow, Needs, Scorecard};
use super::super::sentence::{first_failure, missed};
use super::super::{Format, Shape};
use super::log::{FINGERPRINT, Finding, Fingerprint, Location, Log, Message, Rule};
use crate::verdict::{Level, printable};

/// The format.
pub(in crate::report) static FORMAT: Format = Format {
    name: "sarif",
    summary: "SARIF 2.1.0: each failing criterion at its rule in the agent prompt",
    shape: Shape::Card(write, Needs::Few),
};

fn write(card: &Scorecard, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let rows = card.worst_first();
    let failing: Vec<&CriterionRow<'_>> = rows.iter().filter(|row| row.missed() > 0).collect();
    let rules = failing.iter().map(|row| rule(row)).collect();
    let results = failing.iter().enumerate();
    let results = results.map(|(at, row)| finding(card, row, at)).collect();
    out.write_all(Log::new(rules, results).text().as_bytes())
}

fn rule(row: &CriterionRow<'_>) -> Rule {
    let text = row.rule.map_or(row.id, |rule| &rule.text);
    let message = || Message {
        text: sarif_text(text),
    };
    Rule {
        id: printable(row.id),
        short_description: message(),
        full_description: message(),
        help: message(),
    }
}

fn finding(card: &Scorecard, row: &CriterionRow<'_>, rule_index: usize) -> Finding {
    let mut text = sarif_text(&missed(row));
    if let Some(first) = first_failure(row) {
        text.push_str("\nfirst: ");
        text.push_str(&sarif_text(&first));
    }
    let location = spot(&card.header, row).map(|spot| Location::at(&spot));
    Finding {
        rule_id: printable(row.id),
        rule_index,
        level: level(row.level),
        message: Message { text },
        locations: location.into_iter().collect(),
        partial_fingerprints: [(FINGERPRINT, fingerprint(card, row))].into(),
    }
}

/// How a code host shows a criterion of this level.
pub(in crate::report) fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "note",
    }
}

/// The same while rubric, criterion and rule are: neither counts nor lines enter it.
fn fingerprint(card: &Scorecard, row: &CriterionRow<'_>) -> String {
    let mut print = Fingerprint::new(&card.header.rubric.name);
    print.exact(row.id);
    print.exact("\0");
    if let Some(rule) = row.rule {
        print.words(&rule.text);
    }
    format!("{}:1", print.digest())
}
