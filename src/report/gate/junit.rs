//! The comparison as `JUnit` XML: a suite for the verdict, then one for each criterion with every pair in it.
//!
//! A pair fails only in a gated criterion that regressed, for what it regressed for: new failures, or no longer applying.
//! Another failure on the candidate is skipped, with the reason: chance explains it or it is not new, so that it
//! must not turn a build red, and it did not pass either.

use std::io::{self, Write};

use super::phrases::{at_length, evidence, open_questions, sides, what_would_show};
use super::{GateFormat, GateReport};
use crate::compare::{
    Both, Cause, CriterionComparison, Outcome as Decision, Shown, headline, how_it_regressed,
};
use crate::policy::OnInconclusive;
use crate::report::cell::one_line;
use crate::report::palette::Palette;
use crate::report::{Junit, Outcome, Tally, TestCase};
use crate::verdict::{Verdict, printable};

/// The format.
pub(super) static FORMAT: GateFormat = GateFormat {
    name: "junit",
    summary: "JUnit XML: a suite for the verdict and one for each criterion, a case for each pair",
    write,
};

/// Most columns of the rubric's name, which every case repeats.
const NAME: usize = 80;
/// The suite of the verdict, and its case about the comparison as a whole.
const GATE: &str = "gate";
const COMPARISON: &str = "comparison";
/// What stands in the place of evidence that was not read.
const NOT_SHOWN: &str = "`--all` shows the evidence";

fn write(report: &GateReport<'_>, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let verdict = verdict(report);
    let gate = verdict.iter().fold(Tally::default(), |mut tally, case| {
        count(&mut tally, &case.outcome);
        tally
    });
    let criteria: &[CriterionComparison] = match comparison.outcome {
        // What the criteria seem to show counts for nothing.
        Decision::NotComparable => &[],
        Decision::Passed | Decision::Regressed | Decision::Inconclusive | Decision::Untested => {
            &comparison.criteria
        }
    };
    let mut all = gate;
    for row in criteria {
        all += tally(row);
    }
    let rubric = &comparison.baseline.header().rubric.name;
    let mut junit = Junit::start(out, &one_line(rubric, NAME), all)?;
    junit.suite(GATE, gate, &[], verdict)?;
    for (number, row) in criteria.iter().enumerate() {
        criterion(&mut junit, report, number, row)?;
    }
    junit.finish()
}

fn count(tally: &mut Tally, outcome: &Outcome<'_>) {
    tally.tests += 1;
    match outcome {
        Outcome::Passed => {}
        Outcome::Skipped(_) => tally.skipped += 1,
        Outcome::Failed(..) => tally.failures += 1,
        Outcome::Undecided(..) => tally.errors += 1,
    }
}

/// A case for each gated criterion, and one for what only the comparison as a whole tells.
fn verdict<'c>(report: &GateReport<'_>) -> Vec<TestCase<'c>> {
    let comparison = report.comparison;
    let mut cases = Vec::new();
    let in_doubt = |why: &'static str, text: String| match comparison.policy.on_inconclusive {
        OnInconclusive::Pass => Outcome::Skipped(why),
        OnInconclusive::Fail => Outcome::Undecided(why, text),
    };
    let text = || {
        let mut lines = vec![headline(comparison)];
        lines.extend(open_questions(comparison));
        lines.join("\n")
    };
    let comparable = comparison.outcome != Decision::NotComparable;
    if !comparable || !comparison.reasons.is_empty() {
        let outcome = if comparable {
            in_doubt("the data cannot tell", text())
        } else {
            Outcome::Undecided("the runs cannot be compared", text())
        };
        cases.push(TestCase {
            name: COMPARISON.to_owned(),
            outcome,
        });
    }
    let rows = comparison.criteria.iter().enumerate();
    let gated = rows.filter(|(_, row)| comparable && row.gated);
    cases.extend(gated.map(|(number, row)| {
        let outcome = match row.outcome {
            Decision::Passed => Outcome::Passed,
            Decision::Regressed => {
                let mut lines = vec![format!("{} {}", printable(&row.id), how_it_regressed(row))];
                lines.extend(at_length(report, number));
                Outcome::Failed(Decision::Regressed.as_str(), lines.join("\n"))
            }
            Decision::Inconclusive => in_doubt("the data cannot tell", what_would_show(row)),
            Decision::Untested | Decision::NotComparable => {
                in_doubt("no pair was decided on both sides", String::new())
            }
        };
        TestCase {
            name: printable(&row.id),
            outcome,
        }
    }));
    cases
}

/// Whether a pair that newly fails is a failure.
fn failure_fails(row: &CriterionComparison) -> bool {
    row.gated && row.cause == Some(Cause::NewFailures)
}

/// Whether a pair to which the criterion no longer applies is a failure.
fn silence_fails(row: &CriterionComparison) -> bool {
    row.gated && row.cause == Some(Cause::NoLongerApplies)
}

/// What [`outcome`] gives for all pairs, from the counts that decided.
fn tally(row: &CriterionComparison) -> Tally {
    let counts = row.tally.candidate;
    let lost = if failure_fails(row) {
        row.tally.passing.lost
    } else {
        0
    };
    let silent = if silence_fails(row) {
        row.tally.lost.na_on_candidate
    } else {
        0
    };
    Tally {
        tests: counts.pass + counts.fail + counts.na + counts.error,
        failures: lost + silent,
        errors: counts.error,
        skipped: counts.na - silent + counts.fail - lost,
    }
}

fn criterion(
    junit: &mut Junit<'_>,
    report: &GateReport<'_>,
    number: usize,
    row: &CriterionComparison,
) -> io::Result<()> {
    let comparison = report.comparison;
    let mut properties = vec![
        ("level", row.level.as_str()),
        ("gated", if row.gated { "yes" } else { "no" }),
        ("outcome", row.outcome.as_str()),
    ];
    if let Some(rule) = &row.rule {
        properties.push(("rule", &rule.text));
    }
    let cases = comparison.verdicts(number).map(|both| {
        let Both {
            pair,
            index,
            before,
            after,
        } = both;
        let row_of_case = pair.baseline as usize;
        let case = comparison.baseline.case(row_of_case);
        let repeat = comparison.baseline.repeat(row_of_case);
        let failed = |why| Outcome::Failed(why, both_sides(report, row, both));
        let undecided = || {
            let why = "undecided on the candidate";
            let text = match before {
                Verdict::Pass | Verdict::Fail => both_sides(report, row, both),
                Verdict::Na | Verdict::Error => String::new(),
            };
            Outcome::Undecided(why, text)
        };
        TestCase {
            name: match index {
                None => format!("{}#{repeat}", printable(case)),
                Some(index) => format!("{}#{repeat} [{index}]", printable(case)),
            },
            outcome: outcome(row, before, after, &failed, &undecided),
        }
    });
    junit.suite(&printable(&row.id), tally(row), &properties, cases)
}

fn outcome<'t>(
    row: &CriterionComparison,
    before: Verdict,
    after: Verdict,
    failed: &dyn Fn(&'static str) -> Outcome<'t>,
    undecided: &dyn Fn() -> Outcome<'t>,
) -> Outcome<'t> {
    match (before, after) {
        (_, Verdict::Pass) => Outcome::Passed,
        (_, Verdict::Error) => undecided(),
        (Verdict::Pass, Verdict::Fail) if failure_fails(row) => failed("new failure"),
        (Verdict::Pass, Verdict::Fail) => {
            Outcome::Skipped("it newly fails, and the criterion is not shown to be worse")
        }
        (Verdict::Fail, Verdict::Fail) => Outcome::Skipped("it fails on both sides"),
        (Verdict::Na, Verdict::Fail) => {
            Outcome::Skipped("it fails, and the criterion did not apply to the baseline")
        }
        (Verdict::Error, Verdict::Fail) => {
            Outcome::Skipped("it fails, and could not be decided on the baseline")
        }
        (Verdict::Pass | Verdict::Fail, Verdict::Na) if silence_fails(row) => {
            failed("no longer applies")
        }
        (Verdict::Pass | Verdict::Fail, Verdict::Na) => {
            Outcome::Skipped("the criterion no longer applies")
        }
        (Verdict::Na | Verdict::Error, Verdict::Na) => {
            Outcome::Skipped("the criterion does not apply")
        }
    }
}

fn both_sides(report: &GateReport<'_>, row: &CriterionComparison, both: Both) -> String {
    let seen = sides(report, &row.id, both.pair, both.index);
    if seen.is_empty() {
        return match report.shown {
            Shown::First(_) => NOT_SHOWN.to_owned(),
            Shown::All => String::new(),
        };
    }
    let lines = seen
        .iter()
        .map(|(side, seen)| format!("{}: {}", side.as_str(), evidence(seen)));
    lines.collect::<Vec<_>>().join("\n")
}
