//! Rubrics: from YAML to checks that run.
//!
//! A rubric is read leniently, validated as a whole, and compiled; the compiled form has private fields and
//! one constructor, so what exists is valid. Domain knowledge lives in the YAML of `rubrics/`; the code
//! here knows text, trees and numbers.

mod catalog;
mod checks;
mod code_rules;
mod compile;
mod context;
mod criterion;
mod definition;
mod evaluate;
mod example;
mod lexicon;
mod outcome;
mod pattern;
mod phrases;
mod range;
mod raw;
mod scope;
mod spec;

pub use catalog::{Catalog, CatalogEntry};
pub use criterion::{Criterion, Rubric, RuleText};
pub use evaluate::{CriterionVerdict, Scored};
pub use lexicon::load as load_lexicon;
