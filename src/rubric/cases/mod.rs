//! Cases with criteria of their own: a file that says of each case what its answers must meet.
//!
//! The checks of a case are those of the rubric: `use` of a definition with parameters, or a check written
//! out. Each is compiled once, however many cases ask for it. A verdict is named after what is used and the
//! place of the criterion in its case, `use#index`, because a case may ask for one thing twice; counts, levels
//! and reports go by the name without the index, the *group*.

mod compile;
mod entries;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::spec::Check;
use crate::verdict::Level;

/// The cases of a file, compiled.
pub struct Cases {
    /// The groups in the order in which they first occur.
    pub groups: Vec<CaseGroup>,
    /// The cases in the order of the file.
    pub cases: Vec<Case>,
    /// `sha256:` and the digest of what was compiled.
    pub digest: String,
    demands: Vec<Demand>,
    by_id: FxHashMap<Arc<str>, usize>,
    by_prompt: FxHashMap<Arc<str>, Named>,
}

/// Criteria that are counted together.
#[derive(Debug, Clone)]
pub struct CaseGroup {
    /// The name: that of the definition, the id that the cases give, or the name of the check.
    pub id: Arc<str>,
    /// How binding its criteria are.
    pub level: Level,
    /// What each of them adds to the score.
    pub weight: f64,
    /// `sha256:` and the digest of what decides them, case by case.
    pub digest: Arc<str>,
}

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: Option<Arc<str>>,
    /// Its prompt.
    pub prompt: Option<Arc<str>>,
    /// Its tags.
    pub tags: Vec<String>,
    /// What its answers must meet.
    pub(crate) criteria: Vec<CaseCriterion>,
}

/// One criterion of a case.
#[derive(Debug, Clone)]
pub(crate) struct CaseCriterion {
    /// The number of its group.
    pub(crate) group: usize,
    /// `use#index`.
    pub(crate) name: Arc<str>,
    /// The number of its compiled check.
    demand: usize,
}

/// A compiled check, shared by all cases that ask for it.
pub(crate) struct Demand {
    pub(crate) check: Box<dyn Check>,
    pub(crate) whens: Vec<Arc<dyn Check>>,
}

/// The cases of one prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    One(usize),
    /// Several cases that only their ids tell apart.
    Several(usize, usize),
}

impl Cases {
    /// The number of the case that an answer is for: the one with its id, or else the one with exactly its prompt.
    ///
    /// Where the case of the id has another prompt than the answer and some case has exactly that prompt, the
    /// prompt decides: numbers that a tool counted are no ids of ours.
    ///
    /// # Errors
    /// Why it cannot be told, when several cases have the prompt.
    pub fn find(&self, id: Option<&str>, prompt: Option<&str>) -> Result<Option<usize>, String> {
        let by_id = id.and_then(|id| self.by_id.get(id)).copied();
        if let Some(number) = by_id {
            let own = self.cases[number].prompt.as_deref();
            if own.is_none() || prompt.is_none() || own == prompt {
                return Ok(by_id);
            }
        }
        match prompt.and_then(|prompt| self.by_prompt.get(prompt)) {
            None => Ok(by_id),
            Some(Named::One(number)) => Ok(Some(*number)),
            Some(Named::Several(..)) if by_id.is_some() => Ok(by_id),
            Some(Named::Several(one, other)) => {
                let name = |number: &usize| {
                    let id = self.cases[*number].id.as_deref().unwrap_or_default();
                    crate::verdict::quote(id)
                };
                Err(format!(
                    "the cases {} and {} have this prompt: give the record the id of its case",
                    name(one),
                    name(other)
                ))
            }
        }
    }

    /// The compiled check of a criterion.
    pub(crate) fn demand(&self, criterion: &CaseCriterion) -> &Demand {
        &self.demands[criterion.demand]
    }
}
