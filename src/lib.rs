//! semper
pub mod diagnostic;
pub mod document;
pub mod markdown;
pub mod rubric;
pub mod source;
pub mod transcript;
pub mod verdict;
