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
mod digest;
mod evaluate;
mod example;
mod examples;
mod explain;
mod lexicon;
mod outcome;
mod pattern;
mod phrases;
mod range;
mod raw;
mod reference;
mod rubric_file;
mod rule_text;
mod schema;
mod scope;
mod spec;

pub use catalog::{Catalog, CatalogEntry};
pub use criterion::{Criterion, Rubric};
pub use evaluate::{CriterionVerdict, Scored};
pub use examples::{ExampleReport, run_examples};
pub use explain::{explain, explainable};
pub use lexicon::load as load_lexicon;
pub use reference::reference;
pub use rubric_file::{is_rubric, named_agent};
pub use rule_text::RuleText;
pub use schema::schema;
