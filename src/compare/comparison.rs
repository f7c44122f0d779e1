//! Two runs, compared: one value that the printed verdict and the exit code both come from.

use std::sync::Arc;

use super::criterion::{CriterionComparison, Outcome};
use super::decide::{Test, adjust};
use super::outlook::Outlook;
use super::pairing::{Pair, Pairing};
use super::policy::{GatePolicy, RubricChange};
use super::revision::{Revision, added, same_check};
use super::tally::{Both, Columns, Flip, Tally, count};
use crate::run::{CaseRef, CriterionInfo, Header, Ledger};

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What was.
    Baseline,
    /// What shall be.
    Candidate,
}

impl Side {
    /// The word of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Candidate => "candidate",
        }
    }
}

/// Why a comparison has no better outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A case and repeat stands twice on one side.
    Duplicates(Side, Vec<CaseRef>),
    /// No case is on both sides.
    NothingPaired,
    /// All answers are the same on both sides.
    Identical,
    /// More cases are on one side only than the policy takes.
    TooManyMissing {
        /// How many.
        missing: usize,
        /// Of how many.
        of: usize,
    },
    /// Gated criteria whose check is not the same for both runs.
    OtherChecks(Vec<Arc<str>>),
    /// Cases that are on one side only.
    Missing(usize),
    /// Pairs of gated criteria that could be decided on the baseline only.
    Undecided(usize),
    /// No gated criterion was decided on both sides of any pair.
    NothingTested,
}

/// Two runs, compared.
#[derive(Debug, Clone)]
pub struct Comparison<'l> {
    /// The verdict.
    pub outcome: Outcome,
    /// Why it is not better, where the criteria alone do not tell.
    pub reasons: Vec<Reason>,
    /// What decided.
    pub policy: GatePolicy,
    /// What was.
    pub baseline: &'l Ledger,
    /// What shall be.
    pub candidate: &'l Ledger,
    /// The pairs, and what has none.
    pub pairing: Pairing,
    /// The criteria of the baseline's rubric, in its order.
    pub criteria: Vec<CriterionComparison>,
    /// The criteria that only the candidate's rubric has; they have nothing to be compared with.
    pub added: Vec<Arc<str>>,
    /// The pairs that differ, by criterion, turn and input order.
    pub flips: Vec<Flip>,
    /// The columns of each criterion; none where its check is not the same for both runs.
    columns: Vec<Option<Columns>>,
}

/// Compares `candidate` with `baseline` under `policy`. `proposed` is the head of the rubric that the change
/// brings; without one, the rubric that the candidate was scored with.
#[must_use]
pub fn compare<'l>(
    baseline: &'l Ledger,
    candidate: &'l Ledger,
    proposed: Option<&Header>,
    policy: GatePolicy,
) -> Comparison<'l> {
    let pairing = Pairing::of(baseline, candidate);
    let (before, after) = (baseline.header(), candidate.header());
    let proposed = proposed.unwrap_or(after);
    let allowed = policy.rubric_change == RubricChange::Allowed;
    let columns: Vec<Option<Columns>> = before
        .criteria
        .iter()
        .enumerate()
        .map(|(number, criterion)| {
            let is_same = |now: &CriterionInfo| now.id == criterion.id;
            let column = after.criteria.iter().position(is_same)?;
            let comparable = same_check(criterion, &after.criteria[column], before, after);
            let same_kind = criterion.per_case == after.criteria[column].per_case;
            (same_kind && (comparable || allowed)).then_some(Columns {
                baseline: number,
                candidate: column,
                per_case: criterion.per_case && after.criteria[column].per_case,
            })
        })
        .collect();
    let (tallies, flips) = count(&pairing, baseline, candidate, &columns);
    let rows = before.criteria.iter().zip(tallies);
    let mut criteria: Vec<CriterionComparison> = rows
        .map(|(criterion, tally)| of_criterion(criterion, tally, before, proposed, &policy))
        .collect();
    for gated in [true, false] {
        let family: Vec<&mut CriterionComparison> = criteria
            .iter_mut()
            .filter(|criterion| criterion.gated == gated)
            .collect();
        decide_together(family, &policy);
    }
    let mut comparison = Comparison {
        outcome: Outcome::Passed,
        reasons: Vec::new(),
        policy,
        baseline,
        candidate,
        pairing,
        criteria,
        added: added(before, proposed),
        flips,
        columns,
    };
    comparison.decide();
    comparison
}

fn of_criterion(
    criterion: &CriterionInfo,
    tally: Tally,
    before: &Header,
    proposed: &Header,
    policy: &GatePolicy,
) -> CriterionComparison {
    let revision = Revision::of(criterion, before, proposed);
    let allowed = policy.rubric_change == RubricChange::Allowed;
    let (level, dropped) = match revision {
        Revision::Weakened { to } if allowed => (to, false),
        Revision::Removed => (criterion.level, allowed),
        Revision::Weakened { .. } | Revision::Kept | Revision::Changed => (criterion.level, false),
    };
    CriterionComparison {
        id: criterion.id.clone(),
        level,
        rule: criterion.rule.clone(),
        gated: policy.gates(&criterion.id, level) && !dropped,
        revision,
        test: Test::of(&tally.passing, policy),
        silence: (tally.applicable.lost + tally.applicable.gained > 0)
            .then(|| Test::of(&tally.applicable, policy))
            .flatten(),
        tally,
        outcome: Outcome::Untested,
        cause: None,
        detectable_drop: None,
        cases_to_decide: None,
        repeats: None,
    }
}

/// Adjusts the p values of criteria that decide together, and decides each.
///
/// Tests of being applicable belong to the family where anything changed; where nothing did they could not
/// reject at any level, and would only blunt the others (as in Tarone 1990).
fn decide_together(mut family: Vec<&mut CriterionComparison>, policy: &GatePolicy) {
    let tests = family
        .iter_mut()
        .flat_map(|criterion| criterion.test.iter_mut().chain(&mut criterion.silence));
    let mut outlook = Outlook::new(adjust(tests.collect()), policy);
    for criterion in family {
        criterion.decide(policy, &mut outlook);
    }
}

impl Comparison<'_> {
    /// The criteria that decide.
    pub fn gated(&self) -> impl Iterator<Item = &CriterionComparison> {
        self.criteria.iter().filter(|criterion| criterion.gated)
    }

    /// The gated criteria with this outcome.
    pub fn gated_with(&self, outcome: Outcome) -> impl Iterator<Item = &CriterionComparison> {
        self.gated()
            .filter(move |criterion| criterion.outcome == outcome)
    }

    /// Names the response of a row.
    #[must_use]
    pub fn name(&self, side: Side, row: u32) -> CaseRef {
        let ledger = match side {
            Side::Baseline => self.baseline,
            Side::Candidate => self.candidate,
        };
        CaseRef {
            case: ledger.case(row as usize).to_owned(),
            repeat: ledger.repeat(row as usize),
        }
    }

    /// Cases that are on one side only.
    #[must_use]
    pub fn missing_cases(&self) -> usize {
        self.pairing.baseline.cases.len() + self.pairing.candidate.cases.len()
    }

    /// Every pair with the verdicts of both sides on the criterion of this number, case by case; nothing where its
    /// check is not the same for both runs.
    pub fn verdicts(&self, criterion: usize) -> impl Iterator<Item = Both> {
        let columns = self.columns.get(criterion).copied().flatten();
        columns.into_iter().flat_map(move |columns| {
            self.pairing
                .pairs
                .iter()
                .flat_map(move |pair| columns.verdicts(*pair, self.baseline, self.candidate))
        })
    }

    fn decide(&mut self) {
        self.reasons = self.not_comparable();
        if !self.reasons.is_empty() {
            self.refuse();
            return;
        }
        if self.gated_with(Outcome::Regressed).next().is_some() {
            self.outcome = Outcome::Regressed;
            return;
        }
        let other_checks: Vec<Arc<str>> = (self.criteria.iter().zip(&self.columns))
            .filter(|(criterion, columns)| criterion.gated && columns.is_none())
            .map(|(criterion, _)| criterion.id.clone())
            .collect();
        if !other_checks.is_empty() && self.policy.rubric_change == RubricChange::Refused {
            self.reasons = vec![Reason::OtherChecks(other_checks)];
            self.refuse();
            return;
        }
        self.reasons = self.open_questions();
        let in_doubt = self.gated_with(Outcome::Inconclusive).next().is_some();
        if in_doubt || !self.reasons.is_empty() {
            self.outcome = Outcome::Inconclusive;
        }
    }

    /// The runs cannot be compared: what their criteria seem to show counts for nothing.
    fn refuse(&mut self) {
        self.outcome = Outcome::NotComparable;
        for criterion in &mut self.criteria {
            criterion.outcome = Outcome::NotComparable;
            criterion.cause = None;
            criterion.cases_to_decide = None;
        }
    }

    /// What makes the runs as a whole no comparison.
    fn not_comparable(&self) -> Vec<Reason> {
        let mut out = Vec::new();
        let sides = [
            (Side::Baseline, &self.pairing.baseline, self.baseline),
            (Side::Candidate, &self.pairing.candidate, self.candidate),
        ];
        for (side, alone, ledger) in sides {
            let rows = alone.duplicates.iter().map(|row| self.name(side, *row));
            let refused = ledger.invalid().iter();
            let refused = refused.filter_map(|record| record.duplicate.clone());
            let twice: Vec<CaseRef> = rows.chain(refused).collect();
            if !twice.is_empty() {
                out.push(Reason::Duplicates(side, twice));
            }
        }
        if self.pairing.pairs.is_empty() {
            out.push(Reason::NothingPaired);
            return out;
        }
        let same = |pair: &Pair| {
            let (a, b) = (pair.baseline as usize, pair.candidate as usize);
            self.baseline.fingerprint(a) == self.candidate.fingerprint(b)
        };
        if self.pairing.pairs.iter().all(same) {
            out.push(Reason::Identical);
        }
        let missing = self.missing_cases();
        let of = missing + self.pairing.cases();
        let share = crate::words::share(missing, of).unwrap_or_default();
        if share > self.policy.max_missing {
            out.push(Reason::TooManyMissing { missing, of });
        }
        out
    }

    /// What keeps the outcome from being `passed`, beside inconclusive criteria.
    fn open_questions(&self) -> Vec<Reason> {
        let mut out = Vec::new();
        if self.missing_cases() > 0 {
            out.push(Reason::Missing(self.missing_cases()));
        }
        let errors = self.gated().map(|c| c.tally.lost.error_on_candidate);
        let undecided = errors.sum::<usize>();
        if undecided > 0 {
            out.push(Reason::Undecided(undecided));
        }
        if self.gated().all(|criterion| criterion.test.is_none()) {
            out.push(Reason::NothingTested);
        }
        out
    }
}
