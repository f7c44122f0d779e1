//! What two paired runs give for one criterion, counted.

use std::collections::BTreeMap;

use super::pairing::{Pair, Pairing};
use crate::run::{Counts, Ledger, OwnVerdict};
use crate::verdict::Verdict;

/// Cases by what their pairs give: how many there are of each kind. Cases of one kind are alike to every
/// statistic, so that two million of them take no more room than a few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    kinds: BTreeMap<Cluster, usize>,
    /// Cases of one pair, the common kind: with a difference of -1, 0 and 1.
    single: [usize; 3],
}

/// A kind of case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cluster {
    /// The pairs of the case.
    pub pairs: u32,
    /// Passes of the baseline, where the case has several pairs; 0 otherwise, so that such cases are few kinds.
    pub baseline: u32,
    /// Passes of the candidate less passes of the baseline.
    pub difference: i32,
}

impl Clusters {
    /// Counts a case.
    pub fn add(&mut self, cluster: Cluster) {
        match (cluster.pairs, usize::try_from(cluster.difference + 1)) {
            (0, _) => {}
            (1, Ok(index @ 0..=2)) => self.single[index] += 1,
            _ => *self.kinds.entry(cluster).or_default() += 1,
        }
    }

    /// Every kind with the number of its cases, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (Cluster, usize)> {
        let single = (-1..).zip(self.single);
        let single = single.filter(|(_, count)| *count > 0);
        let single = single.map(|(difference, count)| {
            let pairs = 1;
            let baseline = 0;
            let cluster = Cluster {
                pairs,
                baseline,
                difference,
            };
            (cluster, count)
        });
        single.chain(self.kinds.iter().map(|(kind, count)| (*kind, *count)))
    }

    /// Every case: its difference, and its pairs.
    pub fn each(&self) -> impl Iterator<Item = (i64, u64)> + Clone {
        let single = (-1..).zip(self.single);
        let single =
            single.flat_map(|(difference, count)| std::iter::repeat_n((difference, 1), count));
        let kinds = self.kinds.iter().flat_map(|(kind, count)| {
            let one = (i64::from(kind.difference), u64::from(kind.pairs));
            std::iter::repeat_n(one, *count)
        });
        single.chain(kinds)
    }

    /// Whether each case has one pair.
    #[must_use]
    pub fn are_single(&self) -> bool {
        self.kinds.is_empty()
    }

    /// How many cases there are.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.iter().map(|(_, count)| count).sum()
    }
}

/// A yes-or-no matter on both sides of pairs: passing, or being applicable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Pairs that count.
    pub pairs: usize,
    /// Yes on the baseline, no on the candidate.
    pub lost: usize,
    /// No on the baseline, yes on the candidate.
    pub gained: usize,
    /// Yes on the baseline.
    pub baseline: usize,
    /// Yes on the candidate.
    pub candidate: usize,
    /// The same by case.
    pub clusters: Clusters,
    current: Current,
}

/// The case that is being counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Current {
    pairs: u32,
    baseline: u32,
    difference: i32,
}

impl Change {
    fn pair(&mut self, baseline: bool, candidate: bool) {
        self.pairs += 1;
        self.baseline += usize::from(baseline);
        self.candidate += usize::from(candidate);
        self.lost += usize::from(baseline && !candidate);
        self.gained += usize::from(!baseline && candidate);
        self.current.pairs += 1;
        self.current.baseline += u32::from(baseline);
        self.current.difference += i32::from(candidate) - i32::from(baseline);
    }

    fn end_case(&mut self) {
        let Current {
            pairs,
            baseline,
            difference,
        } = std::mem::take(&mut self.current);
        self.clusters.add(Cluster {
            pairs,
            baseline,
            difference,
        });
    }

    /// The change of the share of yes: `(gained - lost) / pairs`; `None` without pairs.
    #[must_use]
    pub fn delta(&self) -> Option<f64> {
        let share = |part| crate::words::share(part, self.pairs);
        Some(share(self.gained)? - share(self.lost)?)
    }
}

/// Pairs in which a criterion was decided on one side only, by why it was not on the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// It does not apply on the baseline.
    pub na_on_baseline: usize,
    /// It does not apply on the candidate.
    pub na_on_candidate: usize,
    /// It could not be decided on the baseline.
    pub error_on_baseline: usize,
    /// It could not be decided on the candidate, though it could on the baseline.
    pub error_on_candidate: usize,
}

/// The pairs of one criterion, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passing, over the pairs that both sides decided.
    pub passing: Change,
    /// Being applicable, over the pairs in which either side is and none is an error.
    pub applicable: Change,
    /// Pairs that were decided on one side only.
    pub lost: Lost,
    /// All verdicts of the paired rows of the baseline.
    pub baseline: Counts,
    /// All verdicts of the paired rows of the candidate.
    pub candidate: Counts,
}

impl Tally {
    fn pair(&mut self, baseline: Verdict, candidate: Verdict) {
        use Verdict::{Error, Fail, Na, Pass};
        self.baseline.add(baseline);
        self.candidate.add(candidate);
        let applies = |verdict| matches!(verdict, Pass | Fail);
        match (baseline, candidate) {
            (Pass | Fail, Pass | Fail) => self.passing.pair(baseline == Pass, candidate == Pass),
            (Na, Pass | Fail) => self.lost.na_on_baseline += 1,
            (Pass | Fail, Na) => self.lost.na_on_candidate += 1,
            (Error, Pass | Fail) => self.lost.error_on_baseline += 1,
            (Pass | Fail, Error) => self.lost.error_on_candidate += 1,
            (Na | Error, Na | Error) => {}
        }
        if baseline != Error && candidate != Error && (applies(baseline) || applies(candidate)) {
            self.applicable.pair(applies(baseline), applies(candidate));
        }
    }

    fn end_case(&mut self) {
        self.passing.end_case();
        self.applicable.end_case();
    }
}

/// How one pair of a criterion differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It passed and now fails.
    NewFailure,
    /// It was decided and now does not apply.
    NoLongerApplies,
    /// It was decided and now cannot be.
    Undecided,
    /// It failed and now passes.
    NewPass,
}

impl Turn {
    fn of(baseline: Verdict, candidate: Verdict) -> Option<Self> {
        use Verdict::{Error, Fail, Na, Pass};
        match (baseline, candidate) {
            (Pass, Fail) => Some(Self::NewFailure),
            (Fail, Pass) => Some(Self::NewPass),
            (Pass | Fail, Na) => Some(Self::NoLongerApplies),
            (Pass | Fail, Error) => Some(Self::Undecided),
            (Pass, Pass) | (Fail, Fail) | (Na | Error, _) => None,
        }
    }

    /// The word of machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewFailure => "new-failure",
            Self::NoLongerApplies => "no-longer-applies",
            Self::Undecided => "undecided",
            Self::NewPass => "new-pass",
        }
    }
}

/// One pair of one criterion that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flip {
    /// The number of the criterion among those compared.
    pub criterion: usize,
    /// How it differs.
    pub turn: Turn,
    /// The index of the criterion in the case, when the case has it of its own.
    pub index: Option<u32>,
    /// Where.
    pub pair: Pair,
}

/// The columns of a criterion in the two ledgers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) baseline: usize,
    pub(super) candidate: usize,
    /// Whether cases ask for it: a pair then has as many verdicts of it as the case does.
    pub(super) per_case: bool,
}

/// The verdicts of both sides in one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Both {
    /// The pair.
    pub pair: Pair,
    /// The index of the criterion in the case, when the case has it of its own.
    pub index: Option<u32>,
    /// What was.
    pub before: Verdict,
    /// What is now.
    pub after: Verdict,
}

impl Columns {
    /// The verdicts on the criterion in a pair: one, or one for each index that both sides have.
    pub(super) fn verdicts<'l>(
        self,
        pair: Pair,
        baseline: &'l Ledger,
        candidate: &'l Ledger,
    ) -> impl Iterator<Item = Both> + use<'l> {
        let (left, right) = (pair.baseline as usize, pair.candidate as usize);
        let one = (!self.per_case).then(|| Both {
            pair,
            index: None,
            before: baseline.verdict(left, self.baseline),
            after: candidate.verdict(right, self.candidate),
        });
        let own: &[OwnVerdict] = if self.per_case {
            baseline.own_of(left, self.baseline)
        } else {
            &[]
        };
        let others: &[OwnVerdict] = if self.per_case {
            candidate.own_of(right, self.candidate)
        } else {
            &[]
        };
        let own = own.iter().filter_map(move |own| {
            let at = others.binary_search_by_key(&own.index, |other| other.index);
            Some(Both {
                pair,
                index: Some(own.index),
                before: own.verdict,
                after: others[at.ok()?].verdict,
            })
        });
        one.into_iter().chain(own)
    }
}

/// Counts all pairs for each criterion, and lists the pairs that differ: by criterion, turn and input order.
pub(super) fn count(
    pairing: &Pairing,
    baseline: &Ledger,
    candidate: &Ledger,
    columns: &[Option<Columns>],
) -> (Vec<Tally>, Vec<Flip>) {
    let mut tallies = vec![Tally::default(); columns.len()];
    let mut flips = Vec::new();
    for case in pairing.by_case() {
        for ((criterion, columns), tally) in columns.iter().enumerate().zip(&mut tallies) {
            let Some(columns) = columns else { continue };
            for pair in case {
                for both in columns.verdicts(*pair, baseline, candidate) {
                    tally.pair(both.before, both.after);
                    if let Some(turn) = Turn::of(both.before, both.after) {
                        flips.push(Flip {
                            criterion,
                            turn,
                            index: both.index,
                            pair: *pair,
                        });
                    }
                }
            }
            tally.end_case();
        }
    }
    flips.sort_unstable_by_key(|flip| (flip.criterion, flip.turn, flip.pair.baseline, flip.index));
    (tallies, flips)
}
