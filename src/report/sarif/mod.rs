//! SARIF 2.1.0: findings as code scanners tell them, for the views of editors and code hosts.
//!
//! Everything that a prompt, a rubric or a file name says is text here: brackets cannot become links, braces
//! no placeholders, and what could mislead a reader is written out.

mod diagnostics;
mod log;
mod score;

pub use diagnostics::sarif;
pub(super) use log::{
    FINGERPRINT, Finding, Fingerprint, Location, Log, Message, Rule, without_dots,
};
pub(super) use score::FORMAT;
