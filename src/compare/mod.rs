//! Compares two runs: what became worse, what became better, and what the data cannot tell.

pub mod statistics;
