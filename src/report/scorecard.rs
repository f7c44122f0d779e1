//! A run in numbers, with the few failures that a report shows. Memory does not grow with the run.

use std::cmp::Ordering;
use std::sync::Arc;

use super::cell::{cell, one_line};
use crate::run::{Counts, Header, InvalidRecord, Summary};
use crate::verdict::{Level, Verdict};

/// How many failures and errors of a criterion are kept.
const FEW_FAILURES: usize = 3;
/// How many invalid records are kept.
const FEW_INVALID: usize = 20;
/// Columns of a kept id, note or reason; the log has the whole.
const MAX_TEXT: usize = 200;

/// How much of the failures is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The first few of each criterion.
    Few,
    /// All.
    All,
}

/// A verdict that is no pass, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The case.
    pub case: String,
    /// Which answer of the case.
    pub repeat: u32,
    /// The file of the record.
    pub file: Arc<str>,
    /// The line of the record.
    pub line: usize,
    /// `fail` or `error`.
    pub verdict: Verdict,
    /// Line and column in the answer.
    pub place: Option<(usize, usize)>,
    /// What was seen or missed.
    pub note: String,
}

/// The results of one run, counted.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// What was scored with what.
    pub header: Header,
    /// The counts.
    pub summary: Summary,
    /// Records that could not be scored, as many as are kept.
    pub invalid: Vec<InvalidRecord>,
    /// How much is kept.
    pub keep: Keep,
    failures: Vec<Kept>,
}

#[derive(Debug, Clone, Default)]
struct Kept {
    failures: Vec<Failure>,
    errors: usize,
}

/// One criterion with its counts.
#[derive(Debug, Clone, Copy)]
pub struct CriterionRow<'c> {
    /// Its id.
    pub id: &'c str,
    /// How binding it is.
    pub level: Level,
    /// The rule it stands for.
    pub rule: Option<&'c str>,
    /// Its counts.
    pub counts: Counts,
    /// The kept failures and errors in input order.
    pub failures: &'c [Failure],
}

impl Scorecard {
    /// An empty card for the run that `header` begins.
    #[must_use]
    pub fn new(header: Header, keep: Keep) -> Self {
        let ids = header.criteria.iter().map(|criterion| criterion.id.clone());
        Self {
            summary: Summary::new(ids),
            invalid: Vec::new(),
            keep,
            failures: vec![Kept::default(); header.criteria.len()],
            header,
        }
    }

    /// Whether a report shows another failure of the criterion at `index`.
    #[must_use]
    pub fn wants(&self, index: usize, verdict: Verdict) -> bool {
        let Some(kept) = self.failures.get(index) else {
            return false;
        };
        let failed = kept.failures.len() - kept.errors;
        match (verdict, self.keep) {
            (Verdict::Pass | Verdict::Na, _) => false,
            (Verdict::Fail | Verdict::Error, Keep::All) => true,
            (Verdict::Fail, Keep::Few) => failed < FEW_FAILURES,
            (Verdict::Error, Keep::Few) => kept.errors < FEW_FAILURES,
        }
    }

    /// Keeps a failure or error of the criterion at `index`.
    pub fn keep(&mut self, index: usize, mut failure: Failure) {
        if self.wants(index, failure.verdict) {
            failure.case = cell(&failure.case, MAX_TEXT);
            failure.note = one_line(&failure.note, MAX_TEXT);
            let kept = &mut self.failures[index];
            kept.errors += usize::from(failure.verdict == Verdict::Error);
            kept.failures.push(failure);
        }
    }

    /// Counts a record that could not be scored.
    pub fn invalid(&mut self, record: InvalidRecord) {
        self.summary.invalid += 1;
        if self.keep == Keep::All || self.invalid.len() < FEW_INVALID {
            self.invalid.push(InvalidRecord {
                reason: one_line(&record.reason, MAX_TEXT),
                ..record
            });
        }
    }

    /// The criteria in the order of the rubric.
    #[must_use]
    pub fn rows(&self) -> Vec<CriterionRow<'_>> {
        let counts = self.summary.criteria.values();
        let criteria = self.header.criteria.iter().zip(counts);
        let rows = criteria
            .zip(&self.failures)
            .map(|((criterion, counts), kept)| CriterionRow {
                id: &criterion.id,
                level: criterion.level,
                rule: criterion.rule.as_ref().map(|rule| rule.text.as_str()),
                counts: *counts,
                failures: &kept.failures,
            });
        rows.collect()
    }

    /// The criteria, worst first; what never applied stands last.
    #[must_use]
    pub fn worst_first(&self) -> Vec<CriterionRow<'_>> {
        let mut rows = self.rows();
        rows.sort_by(|a, b| worse(a.counts, b.counts));
        rows
    }

    /// Failures, verdicts that do not apply, and errors, over all criteria.
    #[must_use]
    pub fn totals(&self) -> Counts {
        let mut total = Counts::default();
        for counts in self.summary.criteria.values() {
            total.pass += counts.pass;
            total.fail += counts.fail;
            total.na += counts.na;
            total.error += counts.error;
        }
        total
    }
}

/// By the share of passes among all that applied; an error is never a pass. Equal shares: more cases first.
fn worse(a: Counts, b: Counts) -> Ordering {
    let applied = |counts: Counts| counts.pass + counts.fail + counts.error;
    match (applied(a), applied(b)) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Greater,
        (_, 0) => Ordering::Less,
        (all_a, all_b) => {
            // Cross multiplication: no rounding decides the order.
            (a.pass * all_b)
                .cmp(&(b.pass * all_a))
                .then(all_b.cmp(&all_a))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(pass: usize, fail: usize, na: usize, error: usize) -> Counts {
        Counts {
            pass,
            fail,
            na,
            error,
        }
    }

    #[test]
    fn failures_and_errors_come_before_passes_and_what_never_applied_is_last() {
        let mut all = [
            counts(0, 0, 9, 0),
            counts(9, 0, 0, 0),
            counts(9, 1, 0, 0),
            counts(0, 0, 0, 1),
        ];
        all.sort_by(|a, b| worse(*a, *b));
        let rates: Vec<_> = all.map(|c| (c.pass, c.fail, c.na, c.error)).into();
        assert_eq!(
            rates,
            [(0, 0, 0, 1), (9, 1, 0, 0), (9, 0, 0, 0), (0, 0, 9, 0)]
        );
    }
}
