//! What a comparison says in words: the same in every format.
//!
//! Ids come from rubrics and cases from answers' records; both are made printable, and formats escape them again
//! for what they write.

use std::fmt::Write as _;

use super::comparison::{Comparison, Reason, Side};
use super::criterion::{Cause, CriterionComparison, Outcome};
use super::pairing::Alone;
use super::revision::Revision;
use crate::run::CaseRef;
use crate::verdict::printable;
use crate::words::{counted, grouped, points, whole_percent};

/// How many criteria and cases a sentence names.
const FEW: usize = 8;
/// Characters of a case that a sentence shows.
const MAX_CASE: usize = 60;

/// The verdict in one line.
#[must_use]
pub fn headline(comparison: &Comparison<'_>) -> String {
    match comparison.outcome {
        Outcome::Regressed => regressed(comparison),
        Outcome::Passed => {
            let count = comparison.gated_with(Outcome::Passed).count();
            format!(
                "no regression: a drop of {} is ruled out for {}",
                points(comparison.policy.margin),
                counted(count, "criterion", "criteria")
            )
        }
        Outcome::Inconclusive | Outcome::Untested => unseen(comparison),
        Outcome::NotComparable => {
            let first = comparison.reasons.first();
            let why = first.map(|reason| sentence(reason, comparison));
            format!("the runs cannot be compared: {}", why.unwrap_or_default())
        }
    }
}

fn regressed(comparison: &Comparison<'_>) -> String {
    let rows: Vec<String> = comparison
        .gated_with(Outcome::Regressed)
        .map(what_regressed)
        .collect();
    format!(
        "{} regressed: {}",
        counted(rows.len(), "criterion", "criteria"),
        few(&rows)
    )
}

/// What regressed and how: `venv 92 % -> 0 %`.
fn what_regressed(criterion: &CriterionComparison) -> String {
    format!(
        "{} {}",
        printable(&criterion.id),
        how_it_regressed(criterion)
    )
}

/// How a criterion regressed, without its id: `92 % -> 0 %`.
#[must_use]
pub fn how_it_regressed(criterion: &CriterionComparison) -> String {
    match criterion.cause {
        Some(Cause::NoLongerApplies) => {
            let applicable = &criterion.tally.applicable;
            format!(
                "no longer applies ({} of {})",
                grouped(applicable.lost),
                counted(applicable.baseline, "pair", "pairs")
            )
        }
        Some(Cause::Removed) => "was removed from the rubric".to_owned(),
        Some(Cause::Weakened) => match &criterion.revision {
            Revision::Weakened { to } => format!(
                "is only `{}` in the candidate's rubric, it was `{}`",
                to.as_str(),
                criterion.level.as_str()
            ),
            Revision::Kept | Revision::Removed | Revision::Changed => String::new(),
        },
        Some(Cause::NewFailures) | None => match criterion.rates() {
            Some((before, after)) => {
                format!("{} -> {}", whole_percent(before), whole_percent(after))
            }
            None => String::new(),
        },
    }
}

fn unseen(comparison: &Comparison<'_>) -> String {
    let cases = comparison.pairing.cases();
    let tested = || {
        comparison
            .gated()
            .filter(|criterion| criterion.test.is_some())
    };
    if tested().next().is_none() {
        return "no regression found, but no gated criterion was decided on both sides".to_owned();
    }
    let drops: Option<Vec<f64>> = tested()
        .map(|criterion| criterion.detectable_drop)
        .collect();
    let with = counted(cases, "case", "cases");
    match drops.and_then(|drops| drops.into_iter().reduce(f64::max)) {
        Some(drop) => format!(
            "no regression found; a drop of less than {} on one criterion could have gone unseen with {with}",
            points(drop)
        ),
        None => format!(
            "no regression found; a drop of any size on one criterion could have gone unseen with {with}"
        ),
    }
}

/// What else a maintainer must know: why the outcome is not better, and what was left out of it.
#[must_use]
pub fn notes(comparison: &Comparison<'_>) -> Vec<String> {
    let mut out: Vec<String> = comparison
        .reasons
        .iter()
        // The headline tells the first reason why runs cannot be compared.
        .skip(usize::from(comparison.outcome == Outcome::NotComparable))
        .map(|reason| sentence(reason, comparison))
        .collect();
    alone(comparison, &mut out);
    for (side, ledger) in [
        (Side::Baseline, comparison.baseline),
        (Side::Candidate, comparison.candidate),
    ] {
        if !ledger.invalid().is_empty() {
            out.push(format!(
                "{} of the {} could not be scored",
                counted(ledger.invalid().len(), "record", "records"),
                side.as_str()
            ));
        }
    }
    rubric(comparison, &mut out);
    out
}

fn sentence(reason: &Reason, comparison: &Comparison<'_>) -> String {
    let policy = &comparison.policy;
    match reason {
        Reason::Duplicates(side, cases) => format!(
            "the {} has {} twice: {}",
            side.as_str(),
            counted(cases.len(), "case and repeat", "cases and repeats"),
            few(&cases.iter().map(case_name).collect::<Vec<_>>())
        ),
        Reason::NothingPaired => "no case is on both sides".to_owned(),
        Reason::Identical => format!(
            "all answers of {} are the same on both sides: nothing was compared",
            counted(comparison.pairing.pairs.len(), "pair", "pairs")
        ),
        Reason::TooManyMissing { missing, of } => format!(
            "{} of {} are on one side only, more than {} (`--max-missing`)",
            grouped(*missing),
            counted(*of, "case", "cases"),
            whole_percent(policy.max_missing)
        ),
        Reason::OtherChecks(ids) => format!(
            "the runs were scored with different checks of {}: score both with the baseline's rubric, or \
             allow it with `--allow-rubric-change`",
            few(&ids.iter().map(|id| printable(id)).collect::<Vec<_>>())
        ),
        Reason::Missing(missing) => format!(
            "{} on one side only: what is not compared cannot pass",
            if *missing == 1 {
                "1 case is".to_owned()
            } else {
                format!("{} cases are", grouped(*missing))
            }
        ),
        Reason::Undecided(pairs) => format!(
            "{} could not be decided on the candidate, though the baseline was",
            counted(
                *pairs,
                "verdict of a gated criterion",
                "verdicts of gated criteria"
            )
        ),
        Reason::NothingTested => {
            "no gated criterion was decided on both sides of any pair".to_owned()
        }
    }
}

fn alone(comparison: &Comparison<'_>, out: &mut Vec<String>) {
    let sides = [
        (Side::Baseline, &comparison.pairing.baseline),
        (Side::Candidate, &comparison.pairing.candidate),
    ];
    for (side, Alone { cases, repeats, .. }) in sides {
        let names = |rows: &[u32]| {
            let shown = rows.iter().take(FEW + 1);
            shown
                .map(|row| comparison.name(side, *row))
                .collect::<Vec<_>>()
        };
        let only = |kind: [&str; 2], rows: &[u32], name: fn(&CaseRef) -> String| {
            let listed: Vec<String> = names(rows).iter().map(name).collect();
            let more = rows.len().saturating_sub(listed.len());
            format!(
                "{} on the {} only: {}",
                counted(rows.len(), kind[0], kind[1]),
                side.as_str(),
                few_of(&listed, more)
            )
        };
        if !cases.is_empty() {
            out.push(only(["case", "cases"], cases, |name| short(&name.case)));
        }
        if !repeats.is_empty() {
            out.push(only(
                ["repeat without a partner", "repeats without a partner"],
                repeats,
                case_name,
            ));
        }
    }
}

fn rubric(comparison: &Comparison<'_>, out: &mut Vec<String>) {
    let ids = |wanted: fn(&Revision) -> bool| {
        let rows = comparison.criteria.iter();
        let fitting = rows.filter(|criterion| wanted(&criterion.revision));
        fitting
            .map(|criterion| printable(&criterion.id))
            .collect::<Vec<_>>()
    };
    let mut say = |what: &str, ids: Vec<String>| {
        if !ids.is_empty() {
            out.push(format!("{what}: {}", few(&ids)));
        }
    };
    say("removed from the rubric", ids(|r| *r == Revision::Removed));
    say(
        "of a lower level in the candidate's rubric",
        ids(|r| matches!(r, Revision::Weakened { .. })),
    );
    say(
        "with another check in the candidate's rubric",
        ids(|r| *r == Revision::Changed),
    );
    say(
        "new in the candidate's rubric, with nothing to compare",
        comparison.added.iter().map(|id| printable(id)).collect(),
    );
}

/// `p01`, or `p01#2` for another answer than the first.
#[must_use]
pub fn case_name(case: &CaseRef) -> String {
    match case.repeat {
        0 => short(&case.case),
        repeat => format!("{}#{repeat}", short(&case.case)),
    }
}

fn short(case: &str) -> String {
    let mut out: String = case.chars().take(MAX_CASE).collect();
    if out.len() < case.len() {
        out.push('…');
    }
    printable(&out)
}

fn few(names: &[String]) -> String {
    few_of(names, 0)
}

/// The first names, and how many more there are; `unlisted` more than `names` holds.
fn few_of(names: &[String], unlisted: usize) -> String {
    let shown = names.iter().take(FEW).map(String::as_str);
    let mut text = shown.collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(FEW) + unlisted;
    if more > 0 {
        let _ = write!(text, ", and {} more", grouped(more));
    }
    text
}
