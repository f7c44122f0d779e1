//! Records that are elements of a list within a document, and what the document says beside them.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::reading::{Answers, ReadRecord, Reading};
use super::response::Response;
use crate::verdict::quote;

/// How a document is read whose records are the elements of one list.
#[derive(Debug)]
pub struct Listed {
    /// The names of the members that lead to the list; it may stand at any of them.
    pub(super) path: &'static [&'static str],
    /// The members beside the list that its elements need; they are known when they stand before it.
    pub(super) beside: &'static [&'static str],
    /// Reads an element, given those members.
    pub(super) read: fn(&[u8], &Beside) -> Result<Response, String>,
    /// Reads a document that has no such list, or says what is wrong with it.
    pub(super) alone: ReadRecord,
    /// What to say when the list is empty.
    pub(super) empty: fn(&Beside) -> String,
}

impl Listed {
    /// What reads a document that has no such list, or says what is wrong with it.
    #[must_use]
    pub fn alone(&self) -> ReadRecord {
        self.alone
    }
}

/// Members of a document that stand beside its list.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside(pub(super) Map<String, Value>);

impl Beside {
    /// The member called `name`, or null.
    pub(super) fn member(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }
}

/// What an element of a list needs to be read, whenever and wherever that happens.
#[derive(Debug, Clone)]
pub struct Element {
    pub(super) listed: &'static Listed,
    pub(super) beside: Arc<Beside>,
    pub(super) place: Place,
}

/// Where an element stands.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// In the list of a document, from 0.
    Index(usize),
    /// In an archive, under this name.
    Entry(String),
}

impl Element {
    /// The answer that `bytes` are, as `reading` tells.
    ///
    /// # Errors
    /// What is wrong with the element, and which one it is.
    pub fn read(&self, bytes: &[u8], reading: &Reading) -> Result<Answers, String> {
        let read = (self.listed.read)(bytes, &self.beside);
        let one = read.and_then(|response| reading.single(response));
        one.map(Answers::from).map_err(|reason| self.named(&reason))
    }

    /// `reason` with the place that it is about.
    pub(super) fn named(&self, reason: &str) -> String {
        let mut named = match &self.place {
            Place::Index(index) => format!("`{}[{index}]`: ", self.listed.path.join(".")),
            Place::Entry(name) => format!("entry {}: ", quote(name)),
        };
        let _ = write!(named, "{reason}");
        named
    }
}
