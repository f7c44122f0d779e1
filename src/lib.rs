//! semper
pub mod diagnostic;
pub mod document;
pub mod evaluate;
pub mod markdown;
pub mod rubric;
pub mod run;
pub mod source;
pub mod transcript;
pub mod verdict;
pub mod words;
