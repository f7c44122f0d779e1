//! The commands, one file each: its arguments, and a `run` that gives an exit code.

pub(super) mod completions;
pub(super) mod derive;
pub(super) mod diff;
pub(super) mod explain;
pub(super) mod gate;
pub(super) mod import;
pub(super) mod inspect;
pub(super) mod lint;
pub(super) mod new;
pub(super) mod plan;
pub(super) mod schema;
pub(super) mod score;
pub(super) mod test;
