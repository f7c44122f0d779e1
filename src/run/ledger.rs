//! A run in compact form: what a comparison needs of it, and where its records stand.
//!
//! Two million responses with twenty criteria take some hundred megabytes: a verdict has two bits, a text its
//! fingerprint. Evidence is read again from the log, for the few records that a report shows.

use std::cmp::Ordering;
use std::sync::Arc;

use super::fingerprint::Fingerprint;
use super::record::{Header, InvalidRecord};
use crate::verdict::Verdict;
use crate::words::rounded;

/// Verdicts in a byte.
const PER_BYTE: usize = 4;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace {
    /// Which of the logs.
    pub log: usize,
    /// The byte at which its line starts.
    pub at: u64,
}

/// One log of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogName {
    /// The file as the user named it.
    pub name: Arc<str>,
    /// Whether its records hold evidence; those of a saved baseline do not.
    pub evidence: bool,
}

/// All results of one side of a comparison. A row is one response; rows are in the order of the logs.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(super) header: Header,
    pub(super) logs: Vec<LogName>,
    pub(super) invalid: Vec<InvalidRecord>,
    pub(super) rows: Vec<Row>,
    /// The cases of all rows, one after the other.
    pub(super) cases: String,
    /// The verdicts of all rows, `stride` bytes each.
    pub(super) verdicts: Vec<u8>,
    pub(super) stride: usize,
    /// The verdicts on criteria of cases, row by row; in a row by criterion and index.
    pub(super) own: Vec<OwnVerdict>,
    /// The rows sorted by case and repeat.
    order: Vec<u32>,
}

/// A verdict on a criterion that a case has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnVerdict {
    /// The number of its group among the criteria of the header.
    pub criterion: u32,
    /// Its index in the case.
    pub index: u32,
    /// The verdict.
    pub verdict: Verdict,
}

/// What a row is beside its verdicts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Where its case ends in the cases of all rows.
    pub(super) case_end: usize,
    /// Where its verdicts end among those on criteria of cases.
    pub(super) own_end: usize,
    pub(super) at: u64,
    pub(super) fingerprint: Fingerprint,
    pub(super) score: f32,
    pub(super) repeat: u32,
    pub(super) log: u16,
}

impl Ledger {
    /// Nothing yet of a run with this header.
    pub(super) fn new(header: Header) -> Self {
        let criteria = header.criteria.iter();
        let of_all = criteria.filter(|criterion| !criterion.per_case).count();
        let stride = of_all.div_ceil(PER_BYTE);
        Self {
            header,
            logs: Vec::new(),
            invalid: Vec::new(),
            rows: Vec::new(),
            cases: String::new(),
            verdicts: Vec::new(),
            stride,
            own: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Adds a row; `verdicts` are in the order of the header's criteria, `own` those on criteria of its case.
    pub(super) fn push(
        &mut self,
        case: &str,
        row: Row,
        verdicts: impl Iterator<Item = Verdict>,
        mut own: Vec<OwnVerdict>,
    ) {
        own.sort_unstable();
        self.own.extend(own);
        self.cases.push_str(case);
        self.rows.push(Row {
            case_end: self.cases.len(),
            own_end: self.own.len(),
            ..row
        });
        let start = self.verdicts.len();
        self.verdicts.resize(start + self.stride, 0);
        for (n, verdict) in verdicts.enumerate() {
            self.verdicts[start + n / PER_BYTE] |= bits(verdict) << (2 * (n % PER_BYTE));
        }
    }

    /// Puts the rows in order; a sorted log takes one pass.
    pub(super) fn sort(&mut self) {
        let rows = u32::try_from(self.rows.len()).expect("the reader takes no more rows");
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by(|a, b| self.compare_keys(*a as usize, *b as usize));
        self.order = order;
    }

    fn compare_keys(&self, a: usize, b: usize) -> Ordering {
        let key = |row: usize| (self.case(row).as_bytes(), self.repeat(row));
        key(a).cmp(&key(b))
    }

    /// What was scored with what.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The logs that were read.
    #[must_use]
    pub fn logs(&self) -> &[LogName] {
        &self.logs
    }

    /// The records that could not be scored.
    #[must_use]
    pub fn invalid(&self) -> &[InvalidRecord] {
        &self.invalid
    }

    /// How many responses there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no response.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows by case and repeat.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The case of a row.
    #[must_use]
    pub fn case(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |row| self.rows[row].case_end);
        &self.cases[start..self.rows[row].case_end]
    }

    /// Which answer of its case a row is.
    #[must_use]
    pub fn repeat(&self, row: usize) -> u32 {
        self.rows[row].repeat
    }

    /// Identifies what the agent gave.
    #[must_use]
    pub fn fingerprint(&self, row: usize) -> Fingerprint {
        self.rows[row].fingerprint
    }

    /// The score of a row; `None` when nothing was decided.
    #[must_use]
    pub fn score(&self, row: usize) -> Option<f64> {
        let score = self.rows[row].score;
        // Scores have four decimals, which a shorter float holds.
        (!score.is_nan()).then(|| rounded(f64::from(score)))
    }

    /// The verdict of a row on a criterion of the header, by its number.
    #[must_use]
    pub fn verdict(&self, row: usize, criterion: usize) -> Verdict {
        let byte = self.verdicts[row * self.stride + criterion / PER_BYTE];
        match (byte >> (2 * (criterion % PER_BYTE))) & 3 {
            0 => Verdict::Pass,
            1 => Verdict::Fail,
            2 => Verdict::Na,
            _ => Verdict::Error,
        }
    }

    /// The verdicts of a row on the criteria of its case, by criterion and index.
    #[must_use]
    pub fn own(&self, row: usize) -> &[OwnVerdict] {
        let start = row.checked_sub(1).map_or(0, |row| self.rows[row].own_end);
        &self.own[start..self.rows[row].own_end]
    }

    /// The same on one group of criteria.
    #[must_use]
    pub fn own_of(&self, row: usize, criterion: usize) -> &[OwnVerdict] {
        let own = self.own(row);
        let start = own.partition_point(|own| (own.criterion as usize) < criterion);
        let end = own.partition_point(|own| own.criterion as usize <= criterion);
        &own[start..end]
    }

    /// Where the record of a row stands, if its log holds evidence.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<RecordPlace> {
        let Row { log, at, .. } = self.rows[row];
        let log = usize::from(log);
        self.logs[log].evidence.then_some(RecordPlace { log, at })
    }

    /// The mean of the scores; `None` when no response has one.
    #[must_use]
    pub fn mean_score(&self) -> Option<f64> {
        let (sum, count) = (0..self.len())
            .filter_map(|row| self.score(row))
            .fold((0.0, 0_u32), |(sum, count), score| (sum + score, count + 1));
        (count > 0).then(|| rounded(sum / f64::from(count)))
    }
}

fn bits(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Fail => 1,
        Verdict::Na => 2,
        Verdict::Error => 3,
    }
}
