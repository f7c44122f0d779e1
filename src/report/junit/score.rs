//! A run as `JUnit` XML.

use std::io::{self, Write};

use super::super::cell::one_line;
use super::super::palette::Palette;
use super::super::scorecard::{CriterionRow, Failure, Needs, Scorecard};
use super::super::sentence::noted;
use super::super::{Cases, Format, Shape};
use super::writer::{Junit, Outcome, Tally, TestCase};
use crate::run::InvalidRecord;
use crate::verdict::{Verdict, printable};

/// The format.
pub(in crate::report) static FORMAT: Format = Format {
    name: "junit",
    summary: "JUnit XML: a suite for each criterion, a case for each answer",
    shape: Shape::Card(write, Needs::Cases),
};

/// Most columns of the rubric's name, which every case repeats.
const NAME: usize = 80;
/// The suite of records that could not be scored.
const INVALID: &str = "invalid records";
/// What stands in the place of evidence that was not kept.
const IN_THE_LOG: &str = "the run log has the evidence (`--output`)";

fn write(card: &Scorecard, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let rows = card.rows();
    let mut all = Tally::default();
    for row in &rows {
        all += tally(row);
    }
    let invalid = Tally {
        tests: card.invalid.len(),
        errors: card.invalid.len(),
        ..Tally::default()
    };
    all += invalid;
    let mut report = Junit::start(out, &one_line(&card.header.rubric.name, NAME), all)?;
    if let Some(cases) = &card.cases {
        for row in &rows {
            criterion(&mut report, row, cases)?;
        }
    }
    if !card.invalid.is_empty() {
        let records = card.invalid.iter().map(invalid_record);
        report.suite(INVALID, invalid, &[], records)?;
    }
    report.finish()
}

fn tally(row: &CriterionRow<'_>) -> Tally {
    let counts = row.counts;
    Tally {
        tests: counts.pass + counts.fail + counts.na + counts.error,
        failures: counts.fail,
        errors: counts.error,
        skipped: counts.na,
    }
}

fn criterion(report: &mut Junit<'_>, row: &CriterionRow<'_>, cases: &Cases) -> io::Result<()> {
    let mut properties = vec![("level", row.level.as_str())];
    if let Some(rule) = row.rule {
        properties.push(("rule", &rule.text));
    }
    // The first failures are kept, and the first errors, each in input order.
    let mut kept = Evidence {
        fail: row.evidence.iter(),
        error: row.evidence.iter(),
    };
    let cases = cases.of(row.index).map(|case| TestCase {
        name: match case.index {
            None => format!("{}#{}", case.case, case.repeat),
            Some(index) => format!("{}#{} [{index}]", case.case, case.repeat),
        },
        outcome: kept.outcome(case.verdict),
    });
    report.suite(&printable(row.id), tally(row), &properties, cases)
}

/// What is kept of failures and of errors, and not yet written.
struct Evidence<'c> {
    fail: std::slice::Iter<'c, Failure>,
    error: std::slice::Iter<'c, Failure>,
}

impl<'c> Evidence<'c> {
    fn outcome(&mut self, verdict: Verdict) -> Outcome<'c> {
        let next = |rest: &mut std::slice::Iter<'c, Failure>| {
            let found = rest.find(|failure| failure.verdict == verdict);
            found.map_or((IN_THE_LOG, String::new()), |failure| {
                let (file, line) = (&failure.file, failure.line);
                (
                    failure.note.as_str(),
                    format!("{file}:{line}\n{}", noted(failure)),
                )
            })
        };
        match verdict {
            Verdict::Pass => Outcome::Passed,
            Verdict::Na => Outcome::Skipped("the criterion does not apply"),
            Verdict::Fail => {
                let (why, text) = next(&mut self.fail);
                Outcome::Failed(why, text)
            }
            Verdict::Error => {
                let (why, text) = next(&mut self.error);
                Outcome::Undecided(why, text)
            }
        }
    }
}

fn invalid_record(record: &InvalidRecord) -> TestCase<'_> {
    let place = format!("{}:{}", record.source.file, record.source.line);
    TestCase {
        name: printable(&place),
        outcome: Outcome::Undecided(&record.reason, String::new()),
    }
}
