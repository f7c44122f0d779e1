//! Pairs the responses of two runs by case and repeat, and keeps what has no partner.

use std::cmp::Ordering;

use crate::run::Ledger;

/// Two responses to one case with one repeat number, as rows of their ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The row of the baseline.
    pub baseline: u32,
    /// The row of the candidate.
    pub candidate: u32,
}

/// The rows of one side that have no partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alone {
    /// Cases that the other side does not have, by the row of their first answer, in input order.
    pub cases: Vec<u32>,
    /// Repeats that the other side does not have, of cases that both have, in input order.
    pub repeats: Vec<u32>,
    /// Rows whose case and repeat an earlier row has as well, in input order.
    pub duplicates: Vec<u32>,
}

/// Two runs, paired.
#[derive(Debug, Clone, Default)]
pub struct Pairing {
    /// The pairs, those of one case side by side.
    pub pairs: Vec<Pair>,
    /// Where the pairs of each case end.
    pub case_ends: Vec<usize>,
    /// What is on the baseline alone.
    pub baseline: Alone,
    /// What is on the candidate alone.
    pub candidate: Alone,
}

impl Pairing {
    /// Pairs two runs in one pass over their sorted rows.
    #[must_use]
    pub fn of(baseline: &Ledger, candidate: &Ledger) -> Self {
        let mut out = Self::default();
        let (mut left, mut right) = (Cases::new(baseline), Cases::new(candidate));
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.as_bytes().cmp(b.as_bytes()),
            };
            match order {
                Ordering::Less => out.baseline.case(left.take()),
                Ordering::Greater => out.candidate.case(right.take()),
                Ordering::Equal => out.both(left.take(), right.take(), baseline, candidate),
            }
        }
        for alone in [&mut out.baseline, &mut out.candidate] {
            alone.cases.sort_unstable();
            alone.repeats.sort_unstable();
            alone.duplicates.sort_unstable();
        }
        out
    }

    /// How many cases have a pair.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.case_ends.len()
    }

    /// The pairs of each case.
    pub fn by_case(&self) -> impl Iterator<Item = &[Pair]> {
        let starts = std::iter::once(0).chain(self.case_ends.iter().copied());
        starts
            .zip(&self.case_ends)
            .map(|(start, end)| &self.pairs[start..*end])
    }

    fn both(&mut self, left: &[u32], right: &[u32], a: &Ledger, b: &Ledger) {
        let start = self.pairs.len();
        let (mut i, mut j) = (0, 0);
        while i < left.len() || j < right.len() {
            let at = |side: &Ledger, rows: &[u32], n: usize| {
                rows.get(n).map(|row| side.repeat(*row as usize))
            };
            let (repeat, other) = (at(a, left, i), at(b, right, j));
            let same_as_before = |side: &Ledger, rows: &[u32], n: usize| {
                n > 0 && at(side, rows, n - 1) == at(side, rows, n)
            };
            if repeat.is_some() && same_as_before(a, left, i) {
                self.baseline.duplicates.push(left[i]);
                i += 1;
            } else if other.is_some() && same_as_before(b, right, j) {
                self.candidate.duplicates.push(right[j]);
                j += 1;
            } else if repeat == other {
                let (baseline, candidate) = (left[i], right[j]);
                self.pairs.push(Pair {
                    baseline,
                    candidate,
                });
                (i, j) = (i + 1, j + 1);
            } else if other.is_none() || repeat.is_some_and(|repeat| Some(repeat) < other) {
                self.baseline.repeats.push(left[i]);
                i += 1;
            } else {
                self.candidate.repeats.push(right[j]);
                j += 1;
            }
        }
        if self.pairs.len() > start {
            self.case_ends.push(self.pairs.len());
        }
    }
}

impl Alone {
    fn case(&mut self, rows: &[u32]) {
        self.cases.extend(rows.iter().min());
    }
}

/// The rows of a ledger, case by case.
struct Cases<'l> {
    ledger: &'l Ledger,
    rest: &'l [u32],
}

impl<'l> Cases<'l> {
    fn new(ledger: &'l Ledger) -> Self {
        Self {
            ledger,
            rest: ledger.order(),
        }
    }

    /// The next case.
    fn peek(&self) -> Option<&'l str> {
        self.rest.first().map(|row| self.ledger.case(*row as usize))
    }

    /// The rows of the next case.
    fn take(&mut self) -> &'l [u32] {
        let case = self.peek();
        let same = |row: &&u32| Some(self.ledger.case(**row as usize)) == case;
        let count = self.rest.iter().take_while(same).count();
        let (rows, rest) = self.rest.split_at(count);
        self.rest = rest;
        rows
    }
}
