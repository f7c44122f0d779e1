//! The same words for the same thing in every format.

use super::scorecard::{CriterionRow, Failure, Scorecard};
use crate::verdict::Verdict;
use crate::words::{counted, grouped, percent, score};

/// Everything in one line.
#[must_use]
pub fn summary_line(card: &Scorecard) -> String {
    let total = card.totals();
    let score = score(card.summary.score);
    format!(
        "{}, {}: score {score}; {}, {} not applicable, {}; {} invalid",
        counted(card.summary.responses, "answer", "answers"),
        counted(card.header.criteria.len(), "criterion", "criteria"),
        counted(total.fail, "failure", "failures"),
        grouped(total.na),
        counted(total.error, "error", "errors"),
        grouped(card.summary.invalid),
    )
}

/// What became of a criterion: `3 of 12 answers fail (75.0 % pass), 1 error`.
#[must_use]
pub fn missed(row: &CriterionRow<'_>) -> String {
    let counts = row.counts;
    let decided = counts.pass + counts.fail;
    let errors = counted(counts.error, "error", "errors");
    let Some(rate) = counts.rate() else {
        return format!("no answer is decided, {errors}");
    };
    let fail = if counts.fail == 1 { "fails" } else { "fail" };
    let answers = counted(decided, "answer", "answers");
    let mut out = format!(
        "{} of {answers} {fail} ({} pass)",
        grouped(counts.fail),
        percent(rate)
    );
    if counts.error > 0 {
        out.push_str(", ");
        out.push_str(&errors);
    }
    out
}

/// The case, place and note of the first failure of a criterion.
#[must_use]
pub fn first_failure(row: &CriterionRow<'_>) -> Option<String> {
    let failure = row.evidence.first()?;
    let note = noted(failure);
    Some(format!(
        "{}#{} ({}:{}) {note}",
        failure.case, failure.repeat, failure.file, failure.line
    ))
}

/// Line and column in the answer, when there is one, and what was seen or missed.
#[must_use]
pub fn noted(failure: &Failure) -> String {
    let undecided = if failure.verdict == Verdict::Error {
        "undecided: "
    } else {
        ""
    };
    let index = failure
        .index
        .map_or_else(String::new, |index| format!("#{index}: "));
    match failure.place {
        None => format!("{index}{undecided}{}", failure.note),
        Some((line, column)) => format!("{index}{undecided}[{line}:{column}] {}", failure.note),
    }
}
