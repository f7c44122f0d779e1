//! What became of each assertion: the rows of the table that is shown and kept as comments.

use indexmap::IndexMap;

use crate::diagnostic::Path;
use crate::words::counted;

/// What became of one assertion, or of another part of the configuration that decides verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its path in the configuration.
    pub place: String,
    /// Its type.
    pub kind: String,
    /// What it has become.
    pub became: Became,
    /// How that differs from what it was, or why it was refused.
    pub remarks: Vec<String>,
}

/// What an assertion has become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// A criterion of the rubric, by its id.
    Criterion(String),
    /// A criterion of so many cases, by the name of its definition.
    InCases(String, usize),
    /// A part of the set that it stands in.
    Part,
    /// Nothing.
    Refused,
}

impl Row {
    /// What it has become, in words.
    #[must_use]
    pub fn outcome(&self) -> String {
        match &self.became {
            Became::Criterion(id) => format!("criterion {id}"),
            Became::InCases(name, n) => format!("{} with {name}", counted(*n, "case", "cases")),
            Became::Part => "part of its set".to_owned(),
            Became::Refused => "refused".to_owned(),
        }
    }
}

/// Rows by place, in the order in which the places come.
#[derive(Debug, Default)]
pub(super) struct Rows(IndexMap<String, Row>);

impl Rows {
    /// Notes what `kind` at `path` has become. Of one that was read for several cases, what was taken over counts.
    pub(super) fn note(&mut self, path: &Path, kind: &str, became: Became, remarks: Vec<String>) {
        let place = path.to_string();
        let row = self.0.entry(place.clone()).or_insert_with(|| Row {
            place,
            kind: kind.to_owned(),
            became: Became::Refused,
            remarks: Vec::new(),
        });
        row.became = match (std::mem::replace(&mut row.became, Became::Refused), became) {
            (Became::InCases(name, a), Became::InCases(_, b)) => Became::InCases(name, a + b),
            (old, Became::Refused) => old,
            (_, new) => new,
        };
        for remark in remarks {
            if !row.remarks.contains(&remark) {
                row.remarks.push(remark);
            }
        }
    }

    /// Takes back what was said of the assertion at `path`.
    pub(super) fn refuse(&mut self, path: &Path, remarks: Vec<String>) {
        if let Some(row) = self.0.get_mut(&path.to_string())
            && row.became != Became::Refused
        {
            row.became = Became::Refused;
            row.remarks = remarks;
        }
    }

    pub(super) fn into_rows(self) -> Vec<Row> {
        self.0.into_values().collect()
    }
}
