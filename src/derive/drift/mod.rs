//! What an edit of a prompt does to its rules, and to the rubric that quotes them.
//!
//! Rules are paired exactly first, then by likeness of their words, each at most once; a mere shift of lines is no change.

mod changes;
mod coverage;
mod likeness;
mod pairing;
mod wording;

pub use changes::{Change, ChangeKind, Quoting, Touched, changes, summary, touched_count};
pub use coverage::coverage;
pub use pairing::{Pair, Wording, align, moved, nearest, squeeze};
pub use wording::{Piece, State, compare};
