//! What became of the criteria of the baseline's rubric in the candidate's.

use std::sync::Arc;

use crate::run::{CriterionInfo, Header};
use crate::verdict::Level;

/// What became of one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revision {
    /// It is as it was.
    Kept,
    /// It is gone, or no check decides it any more.
    Removed,
    /// It binds less.
    Weakened {
        /// Its level in the candidate's rubric.
        to: Level,
    },
    /// Something else decides it, which may be more or less.
    Changed,
}

impl Revision {
    /// What became of `criterion` of the rubric `before` in the rubric `after`.
    #[must_use]
    pub fn of(criterion: &CriterionInfo, before: &Header, after: &Header) -> Self {
        let Some(now) = after.criteria.iter().find(|now| now.id == criterion.id) else {
            return Self::Removed;
        };
        if now.level < criterion.level {
            return Self::Weakened { to: now.level };
        }
        if same_check(criterion, now, before, after) {
            Self::Kept
        } else {
            Self::Changed
        }
    }
}

/// Whether verdicts on `criterion` mean the same under both heads.
pub(super) fn same_check(
    criterion: &CriterionInfo,
    now: &CriterionInfo,
    before: &Header,
    after: &Header,
) -> bool {
    before.rubric.digest == after.rubric.digest
        || (criterion.digest.is_some() && criterion.digest == now.digest)
}

/// The criteria that only the candidate's rubric has.
#[must_use]
pub(super) fn added(before: &Header, after: &Header) -> Vec<Arc<str>> {
    let known = |id: &Arc<str>| before.criteria.iter().any(|criterion| criterion.id == *id);
    let ids = after.criteria.iter().map(|criterion| &criterion.id);
    ids.filter(|id| !known(id)).cloned().collect()
}
