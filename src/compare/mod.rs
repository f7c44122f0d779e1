//! Compares two runs, and knows what the data cannot tell.
//!
//! Two ledgers are paired by case and repeat; each criterion is counted, tested and decided under a policy. The
//! printed verdict and the exit code both come from the one [`Comparison`].

mod comparison;
mod criterion;
mod decide;
mod excerpts;
mod outlook;
mod pairing;
mod policy;
mod revision;
mod sentences;
pub mod statistics;
mod tally;
#[cfg(test)]
mod tests;

pub use comparison::{Comparison, Reason, Side, compare};
pub use criterion::{Cause, CriterionComparison, Outcome};
pub use decide::{Rate, RepeatRates, Test};
pub use excerpts::{Excerpts, Seen, Shown};
pub use outlook::{IMPROVING, POWER};
pub use pairing::{Alone, Pair, Pairing};
pub use policy::{ALPHA, GatePolicy, MARGIN, MAX_MISSING, RubricChange, Strictness};
pub use revision::Revision;
pub use sentences::{case_name, headline, how_it_regressed, notes};
pub use statistics::Method;
pub use tally::{Both, Change, Cluster, Clusters, Flip, Lost, Tally, Turn};
