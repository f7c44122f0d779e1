//! `JUnit` XML: a suite for each criterion, in it every answer of the run.
//!
//! An answer that passed is an empty case, one that failed has its evidence, `na` is skipped, an undecided one
//! is an error. Records that could not be scored are errors of a suite of their own.

mod score;
mod writer;

pub(super) use score::FORMAT;
pub use writer::{Junit, Outcome, Tally, TestCase};
