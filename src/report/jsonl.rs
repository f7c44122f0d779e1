//! The run log on standard output: the same bytes that `--output` writes.

use super::{Format, Shape};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    summary: "the run log: one JSON record a line",
    shape: Shape::Log,
};
