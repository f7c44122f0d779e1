//! Rubrics: from YAML to checks that run.
//!
//! A rubric is read leniently, validated as a whole, and compiled; the compiled form has private fields and
//! one constructor, so what exists is valid. Domain knowledge lives in the YAML of `rubrics/`; the code
//! here knows text, trees and numbers.

mod actions;
mod asked;
mod cases;
mod catalog;
mod checks;
mod code_rules;
mod compile;
mod context;
mod criterion;
mod definition;
mod digest;
mod edge;
mod evaluate;
mod example;
mod examples;
mod explain;
mod fill;
mod lexicon;
mod lint;
mod outcome;
mod parts;
mod pattern;
mod phrases;
mod piece;
mod quotations;
mod range;
mod raw;
mod reference;
mod rubric_file;
mod rule_text;
mod schema;
mod scope;
mod spec;
mod variants;
mod written;

pub(crate) use asked::{RawAsked, Source, Wordings};
pub(crate) use raw::read as values;

pub use cases::{Case, CaseGroup, Cases};
pub use catalog::{Catalog, CatalogEntry};
pub use criterion::{Criterion, Demanded, Rubric};
pub(crate) use definition::{Definition, ParameterType, RawParameter};
pub use evaluate::{CriterionVerdict, Scored};
pub use examples::{ExampleReport, run_examples};
pub use explain::{explain, explainable};
pub use lexicon::load as load_lexicon;
pub use lint::lint;
pub use quotations::{Quotation, QuotedBy, quotations};
pub use reference::reference;
pub use rubric_file::{is_rubric, named_agent};
pub use rule_text::{OutOfScopeRule, RuleText};
pub use schema::schema;
pub use variants::Manner;
