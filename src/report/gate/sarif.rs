//! The comparison as SARIF: one result for each gated criterion that regressed, at the rule that it stands for.
//!
//! Runs that cannot be compared are a result too: a log without results would say that nothing is wrong.

use std::io::{self, Write};

use super::phrases::{at_length, spot, worst_first};
use super::{GateFormat, GateReport};
use crate::compare::{CriterionComparison, Outcome, headline, how_it_regressed, notes};
use crate::report::escape::sarif_text;
use crate::report::palette::Palette;
use crate::report::place::rule_spot;
use crate::report::sarif::{FINGERPRINT, Finding, Fingerprint, Location, Log, Message, Rule};
use crate::verdict::printable;

/// The format.
pub(super) static FORMAT: GateFormat = GateFormat {
    name: "sarif",
    summary: "SARIF 2.1.0: each regressed criterion at its rule in the agent prompt",
    write,
};

/// What is found by no criterion.
const NOT_COMPARABLE: &str = "not-comparable";

fn write(report: &GateReport<'_>, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let mut rows = worst_first(comparison);
    rows.retain(|(_, row)| row.gated && row.outcome == Outcome::Regressed);
    let mut rules: Vec<Rule> = rows.iter().map(|(_, row)| rule(row)).collect();
    let found = rows.iter().enumerate();
    let mut results: Vec<Finding> = found
        .map(|(at, (number, row))| regressed(report, *number, row, at))
        .collect();
    if comparison.outcome == Outcome::NotComparable {
        rules.push(described(
            NOT_COMPARABLE,
            "two runs that cannot be compared",
        ));
        results.push(not_comparable(report));
    }
    out.write_all(Log::new(rules, results).text().as_bytes())
}

fn rule(row: &CriterionComparison) -> Rule {
    described(
        &row.id,
        row.rule.as_ref().map_or(&*row.id, |rule| &rule.text),
    )
}

fn described(id: &str, text: &str) -> Rule {
    let message = || Message {
        text: sarif_text(text),
    };
    Rule {
        id: printable(id),
        short_description: message(),
        full_description: message(),
        help: message(),
    }
}

fn regressed(
    report: &GateReport<'_>,
    number: usize,
    row: &CriterionComparison,
    rule_index: usize,
) -> Finding {
    let mut lines = vec![format!("{} {}", row.id, how_it_regressed(row))];
    lines.extend(at_length(report, number));
    let lines: Vec<String> = lines.iter().map(|line| sarif_text(line)).collect();
    let location = spot(report.comparison, row).map(|spot| Location::at(&spot));
    // Neither lines nor numbers enter it, so it stays what it is while the criterion and its rule do.
    let mut print = Fingerprint::new("gate");
    print.exact(&row.id);
    print.exact("\0");
    if let Some(rule) = &row.rule {
        print.words(&rule.text);
    }
    Finding {
        rule_id: printable(&row.id),
        rule_index,
        level: "error",
        message: Message {
            text: lines.join("\n"),
        },
        locations: location.into_iter().collect(),
        partial_fingerprints: [(FINGERPRINT, format!("{}:1", print.digest()))].into(),
    }
}

fn not_comparable(report: &GateReport<'_>) -> Finding {
    let comparison = report.comparison;
    let mut lines = vec![headline(comparison)];
    lines.extend(notes(comparison));
    let lines: Vec<String> = lines.iter().map(|line| sarif_text(line)).collect();
    let spot = rule_spot(comparison.candidate.header(), None);
    let print = Fingerprint::new(NOT_COMPARABLE);
    Finding {
        rule_id: NOT_COMPARABLE.to_owned(),
        rule_index: 0,
        level: "warning",
        message: Message {
            text: lines.join("\n"),
        },
        locations: spot.iter().map(Location::at).collect(),
        partial_fingerprints: [(FINGERPRINT, format!("{}:1", print.digest()))].into(),
    }
}
