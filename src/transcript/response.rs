//! What an agent gave for one case: the values every reader produces.
//!
//! A response carries only what its record said. A missing case or repeat stays `None`; the caller, who knows
//! the file and the order of the input, gives the record its identity.

use std::sync::Arc;

use sha2::{Digest, Sha256};

/// The case of a record without an id: the first 12 hex digits of the SHA-256 of its prompt.
#[must_use]
pub fn prompt_case(prompt: &str) -> String {
    crate::words::hex(&Sha256::digest(prompt.as_bytes())[..6])
}

/// A file that the agent's tools wrote, as it stood at the end of the scored turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// The path as the tool call gave it.
    pub path: String,
    /// The whole text, or all that is known of it when a file was edited that was never shown.
    pub content: String,
}

/// A tool that the agent called, whether or not the call went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The name of the tool.
    pub name: String,
    /// What it was called with, as JSON text.
    pub arguments: String,
}

/// Which turn of a conversation a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The scored turn, from 1.
    pub number: usize,
    /// How many turns the conversation has.
    pub of: usize,
}

/// One recorded answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The explicit id of the record.
    pub case: Option<String>,
    /// The explicit number of the repeat.
    pub repeat: Option<u32>,
    /// What the agent was asked.
    pub prompt: Option<String>,
    /// The answer; it may be empty.
    pub text: String,
    /// The files that came with the answer, in the order in which they were first written.
    pub files: Vec<WrittenFile>,
    /// The tools called within the answer, in order; `None` where the transcript does not tell.
    pub tool_calls: Option<Vec<ToolCall>>,
    /// Labels of the record, to group results by.
    pub tags: Vec<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// `sha256:` and the digest of the system prompt, where the transcript tells it.
    pub system: Option<Arc<str>>,
    /// Which turn this is, when the record is a conversation.
    pub turn: Option<Turn>,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong, and how to mend it.
    pub reason: String,
}
