//! semper
pub mod diagnostic;
pub mod source;
pub mod transcript;
pub mod verdict;
