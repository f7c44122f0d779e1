//! From the rules of an agent prompt to a rubric.
//!
//! Every rule ends as a criterion that a check decides, as one that a person has to judge, or as out of
//! scope with the reason; none is lost.

mod asked;
mod assign;
mod clauses;
mod counts;
pub mod drift;
mod idioms;
mod ids;
mod layout;
mod phrase;
mod reading;
mod recogniser;
mod scalar;
mod telling;
pub mod update;
mod values;
mod work;
mod yaml;

use serde_json::Value;

pub use assign::derive;
pub use counts::RuleCounts;
pub(crate) use ids::Ids;
pub(crate) use layout::entry as yaml_entry;
pub(crate) use scalar::comment as yaml_comment;
pub use update::{Updated, revise, update};
pub use yaml::{to_yaml, to_yaml_with_schema};

use crate::verdict::Level;

/// A rubric made from a prompt, not yet written.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The name of the rubric.
    pub rubric: String,
    /// The path of the prompt as the rubric shall give it.
    pub agent: String,
    /// The criteria in the order of the rules.
    pub criteria: Vec<DerivedCriterion>,
    /// The rules that no answer can show, in order.
    pub out_of_scope: Vec<OutOfScope>,
}

/// A criterion made from one rule, or from several that demand the same.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedCriterion {
    /// Its id: that of the catalog entry, or words of the rule.
    pub id: String,
    /// The rules it stands for, first the one it was made from; never empty.
    pub rules: Vec<Quote>,
    /// How binding it is.
    pub level: Level,
    /// The check that tells whether it applies.
    pub when: Option<Value>,
    /// The check, or a `judge`.
    pub check: Value,
}

/// A rule as the rubric quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The text, white space squeezed to single spaces.
    pub text: String,
    /// The line of the prompt on which it starts.
    pub line: usize,
}

/// A rule about work that an answer cannot show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfScope {
    /// The rule.
    pub rule: Quote,
    /// Why no answer shows it.
    pub why: String,
}

impl DerivedCriterion {
    /// Whether only a person can judge it.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.check.get("judge").is_some()
    }
}
