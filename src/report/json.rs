//! One JSON object for programs that want the numbers and not the answers.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::palette::Palette;
use super::scorecard::{Needs, Scorecard};
use super::{Format, Shape};
use crate::run::{AgentInfo, InvalidRecord, RubricInfo, UncheckedInfo};
use crate::verdict::Level;
use crate::words::rounded;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "json",
    summary: "one JSON object with counts and rates",
    shape: Shape::Card(write, Needs::Few),
};

#[derive(Serialize)]
struct Object<'c> {
    rubric: &'c RubricInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'c AgentInfo>,
    criteria: Vec<Criterion<'c>>,
    unchecked: &'c [UncheckedInfo],
    /// The first of them; `summary.invalid` counts all.
    invalid: &'c [InvalidRecord],
    /// The cases of the cases file that have no answer.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unanswered: &'c [String],
    summary: Totals,
}

#[derive(Serialize)]
struct Criterion<'c> {
    id: &'c str,
    level: Level,
    rate: Option<f64>,
    pass: usize,
    fail: usize,
    na: usize,
    error: usize,
    failures: Vec<Failure<'c>>,
}

#[derive(Serialize)]
struct Failure<'c> {
    case: &'c str,
    repeat: u32,
    /// Of a criterion of the case: `use#index`.
    #[serde(skip_serializing_if = "Option::is_none")]
    criterion: Option<String>,
    file: &'c Arc<str>,
    line: usize,
    verdict: &'static str,
    note: &'c str,
}

#[derive(Serialize)]
struct Totals {
    responses: usize,
    invalid: usize,
    score: Option<f64>,
    pass: usize,
    fail: usize,
    na: usize,
    error: usize,
}

fn write(card: &Scorecard, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let total = card.totals();
    let object = Object {
        rubric: &card.header.rubric,
        agent: card.header.agent.as_ref(),
        criteria: criteria(card),
        unchecked: &card.header.unchecked,
        invalid: card.few_invalid(),
        unanswered: &card.summary.unanswered,
        summary: Totals {
            responses: card.summary.responses,
            invalid: card.summary.invalid,
            score: card.summary.score,
            pass: total.pass,
            fail: total.fail,
            na: total.na,
            error: total.error,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &object)?;
    out.write_all(b"\n")
}

fn criteria(card: &Scorecard) -> Vec<Criterion<'_>> {
    let rows = card.rows().into_iter().map(|row| Criterion {
        id: row.id,
        level: row.level,
        rate: row.counts.rate().map(rounded),
        pass: row.counts.pass,
        fail: row.counts.fail,
        na: row.counts.na,
        error: row.counts.error,
        failures: row
            .failures
            .iter()
            .map(|failure| Failure {
                case: &failure.case,
                repeat: failure.repeat,
                criterion: failure.index.map(|index| format!("{}#{index}", row.id)),
                file: &failure.file,
                line: failure.line,
                verdict: failure.verdict.as_str(),
                note: &failure.note,
            })
            .collect(),
    });
    rows.collect()
}
