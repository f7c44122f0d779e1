//! A run in numbers, with the few failures that a report shows.
//!
//! Memory does not grow with the run, unless a report lists every case ([`Needs::Cases`]): then it is the name of
//! each case and one byte for each verdict, and evidence of the first failures only.

use std::cmp::Ordering;
use std::sync::Arc;

use super::cases::Cases;
use super::cell::{cell, one_line};
use crate::run::{Counts, Header, InvalidRecord, RuleInfo, Summary};
use crate::verdict::{Level, Verdict};

/// How many failures and errors of a criterion a short report shows.
const FEW_FAILURES: usize = 3;
/// How many failures and errors of a criterion are kept with their evidence for the longer reports.
const MANY_FAILURES: usize = 1_000;
/// How many invalid records are kept.
const FEW_INVALID: usize = 20;
/// Columns of a kept id, note or reason; the log has the whole.
const MAX_TEXT: usize = 200;

/// How many failures a user wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The first few of each criterion.
    Few,
    /// All.
    All,
}

/// What a format needs of a run beyond its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// The first few failures of each criterion.
    Few,
    /// The first thousand failures of each criterion.
    Many,
    /// Those, and the name and verdicts of every case.
    Cases,
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
    /// The index of the criterion in its case, when the case has it of its own.
    pub index: Option<u32>,
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
    /// How many failures are shown.
    pub keep: Keep,
    /// What follows from what a user demanded of the run, in the words that the program prints.
    pub conclusions: Vec<String>,
    /// Every case, if a report lists them.
    pub cases: Option<Cases>,
    needs: Needs,
    failures: Vec<Kept>,
    /// The names of the cases that wait for an answer.
    open: Vec<Option<String>>,
}

#[derive(Debug, Clone, Default)]
struct Kept {
    failures: Vec<Failure>,
    errors: usize,
}

impl Kept {
    fn shown(&self, keep: Keep) -> Vec<&Failure> {
        let most = match keep {
            Keep::All => return self.failures.iter().collect(),
            Keep::Few => FEW_FAILURES,
        };
        let few = |verdict: Verdict| {
            let of = self.failures.iter().enumerate();
            of.filter(move |(_, failure)| failure.verdict == verdict)
                .take(most)
        };
        let mut all: Vec<(usize, &Failure)> =
            few(Verdict::Fail).chain(few(Verdict::Error)).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, failure)| failure).collect()
    }
}

/// One criterion with its counts.
#[derive(Debug, Clone)]
pub struct CriterionRow<'c> {
    /// Its id.
    pub id: &'c str,
    /// How binding it is.
    pub level: Level,
    /// Its place among the criteria of the header.
    pub index: usize,
    /// The rule it stands for.
    pub rule: Option<&'c RuleInfo>,
    /// Its counts.
    pub counts: Counts,
    /// The failures and errors that a short report shows, in input order.
    pub failures: Vec<&'c Failure>,
    /// The failures and errors that are kept, in input order.
    pub evidence: &'c [Failure],
}

impl CriterionRow<'_> {
    /// Failures and errors.
    #[must_use]
    pub fn missed(&self) -> usize {
        self.counts.fail + self.counts.error
    }
}

impl Scorecard {
    /// An empty card for the run that `header` begins.
    #[must_use]
    pub fn new(header: Header, keep: Keep, needs: Needs) -> Self {
        let criteria = header.criteria.iter();
        let own = criteria.filter(|criterion| !criterion.per_case).count();
        let ids = header.criteria.iter().map(|criterion| criterion.id.clone());
        Self {
            summary: Summary::new(ids),
            invalid: Vec::new(),
            keep,
            conclusions: Vec::new(),
            cases: (needs == Needs::Cases).then(|| Cases::new(own)),
            open: Vec::new(),
            needs,
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
        let most = match (self.keep, self.needs) {
            (Keep::All, _) => usize::MAX,
            (Keep::Few, Needs::Few) => FEW_FAILURES,
            (Keep::Few, Needs::Many | Needs::Cases) => MANY_FAILURES,
        };
        match verdict {
            Verdict::Pass | Verdict::Na => false,
            Verdict::Fail => kept.failures.len() - kept.errors < most,
            Verdict::Error => kept.errors < most,
        }
    }

    /// Lists the cases that must have an answer.
    pub fn expect(&mut self, cases: impl Iterator<Item = String>) {
        self.open = cases.map(Some).collect();
    }

    /// Takes note that the case of this number has an answer.
    pub fn answered(&mut self, case: usize) {
        if let Some(open) = self.open.get_mut(case) {
            *open = None;
        }
    }

    /// Ends the count: the cases without an answer are known now.
    pub fn close(&mut self) {
        self.summary.unanswered = self.open.drain(..).flatten().collect();
    }

    /// Counts a scored response.
    pub fn scored(
        &mut self,
        case: &str,
        repeat: u32,
        verdicts: impl Iterator<Item = (usize, Option<u32>, Verdict)> + Clone,
        score: Option<f64>,
    ) {
        if let Some(cases) = &mut self.cases {
            cases.push(&cell(case, MAX_TEXT), repeat, verdicts.clone());
        }
        let verdicts = verdicts.map(|(row, _, verdict)| (row, verdict));
        self.summary.add(verdicts, score);
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
        let all = self.keep == Keep::All || self.needs == Needs::Cases;
        if all || self.invalid.len() < FEW_INVALID {
            self.invalid.push(InvalidRecord {
                reason: one_line(&record.reason, MAX_TEXT),
                ..record
            });
        }
    }

    /// The records that could not be scored, as many as a short report shows.
    #[must_use]
    pub fn few_invalid(&self) -> &[InvalidRecord] {
        match self.keep {
            Keep::All => &self.invalid,
            Keep::Few => &self.invalid[..self.invalid.len().min(FEW_INVALID)],
        }
    }

    /// The criteria in the order of the rubric.
    #[must_use]
    pub fn rows(&self) -> Vec<CriterionRow<'_>> {
        let counts = self.summary.criteria.values();
        let criteria = self.header.criteria.iter().zip(counts);
        let rows =
            criteria
                .zip(&self.failures)
                .enumerate()
                .map(|(index, ((criterion, counts), kept))| CriterionRow {
                    id: &criterion.id,
                    level: criterion.level,
                    index,
                    rule: criterion.rule.as_ref(),
                    counts: *counts,
                    failures: kept.shown(self.keep),
                    evidence: &kept.failures,
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
