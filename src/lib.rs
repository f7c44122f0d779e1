//! semper
pub mod diagnostic;
pub mod source;
pub mod verdict;
