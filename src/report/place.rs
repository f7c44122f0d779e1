//! Where a report puts what it says of a criterion.

use std::borrow::Cow;

use super::sarif::without_dots;
use super::scorecard::CriterionRow;
use crate::run::{Header, RuleInfo};

/// A line of a file, or the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot<'c> {
    /// The file, as seen from where the run was made.
    pub file: Cow<'c, str>,
    /// The line, from 1.
    pub line: Option<usize>,
}

/// The line of the agent prompt that holds the rule of a criterion; the prompt, when the line is not known.
#[must_use]
pub fn rule_spot<'c>(header: &'c Header, rule: Option<&RuleInfo>) -> Option<Spot<'c>> {
    let file = header.agent.as_ref()?.file.as_deref()?;
    Some(Spot {
        file: without_dots(file).into(),
        line: rule.and_then(|rule| rule.line),
    })
}

/// The rule's place; without a prompt, the record of the first failure.
pub(super) fn spot<'c>(header: &'c Header, row: &CriterionRow<'c>) -> Option<Spot<'c>> {
    rule_spot(header, row.rule).or_else(|| {
        let first = row.evidence.first()?;
        // What came by standard input has no file.
        let is_file = !first.file.starts_with('<');
        is_file.then(|| Spot {
            file: first.file.as_ref().into(),
            line: Some(first.line),
        })
    })
}
