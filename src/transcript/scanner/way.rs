//! The way to the list of a document: which names lead there, and what stands beside them.

use std::sync::Arc;

use super::super::each::parse;
use super::super::listed::{Beside, Element, Listed, Place};
use super::super::part::Part;

/// More bytes of a name than any member that is looked for has.
const LONGEST_NAME: usize = 64;

/// How much of the way was found in the document that is being read.
#[derive(Debug)]
pub(super) struct Way {
    listed: Option<&'static Listed>,
    /// How many names of the path were found.
    pub(super) matched: usize,
    /// The last name on the way, and whether it is being read.
    name: Vec<u8>,
    in_name: bool,
    member: Part,
    beside: Beside,
    opened: Option<Opened>,
}

/// A document whose list was found.
#[derive(Debug)]
struct Opened {
    line: usize,
    beside: Arc<Beside>,
    elements: usize,
}

impl Way {
    pub(super) fn new(listed: Option<&'static Listed>) -> Self {
        Self {
            listed,
            matched: 0,
            name: Vec::new(),
            in_name: false,
            member: Part::default(),
            beside: Beside::default(),
            opened: None,
        }
    }

    /// Whether there is a list to be looked for.
    pub(super) fn leads(&self) -> bool {
        self.listed.is_some()
    }

    /// Whether the list of the document was found.
    pub(super) fn is_opened(&self) -> bool {
        self.opened.is_some()
    }

    pub(super) fn name_begins(&mut self) {
        self.in_name = true;
        self.name.clear();
    }

    pub(super) fn name_goes_on(&mut self, more: &[u8]) {
        if self.in_name {
            let room = LONGEST_NAME - self.name.len();
            self.name.extend_from_slice(&more[..more.len().min(room)]);
        }
    }

    pub(super) fn name_ends(&mut self) {
        self.in_name = false;
    }

    /// Whether the name leads on.
    pub(super) fn leads_on(&self) -> bool {
        let path = self.listed.map_or(&[][..], |listed| listed.path);
        let next = path.get(self.matched);
        next.is_some_and(|name| name.as_bytes() == self.name)
    }

    /// A value begins in the outermost object.
    pub(super) fn member_begins(&mut self, at: usize, line: usize) {
        let kept = self.listed.map_or(&[][..], |listed| listed.beside);
        if kept.iter().any(|name| name.as_bytes() == self.name) {
            self.member.begin(at, line);
        }
    }

    pub(super) fn carry(&mut self, chunk: &[u8], bound: usize) {
        self.member.carry(chunk, bound);
    }

    pub(super) fn member_ends(&mut self, chunk: &[u8], at: usize, bound: usize) {
        if !self.member.is_open() {
            return;
        }
        let bytes = self.member.end(chunk, at, bound);
        let value = bytes.and_then(|bytes| parse(&bytes).ok());
        if let (Some(value), Ok(name)) = (value, String::from_utf8(self.name.clone())) {
            self.beside.0.insert(name, value);
        }
    }

    /// The list begins in the document that has begun at `line`.
    pub(super) fn list_begins(&mut self, line: usize) {
        let beside = Arc::new(self.beside.clone());
        let elements = self.opened.take().map_or(0, |opened| opened.elements);
        self.opened = Some(Opened {
            line,
            beside,
            elements,
        });
    }

    /// What the next element of the list needs; `None` for a record that stands alone.
    pub(super) fn element(&mut self) -> Option<Element> {
        let listed = self.listed?;
        let opened = self.opened.as_mut()?;
        opened.elements += 1;
        Some(Element {
            listed,
            beside: opened.beside.clone(),
            place: Place::Index(opened.elements - 1),
        })
    }

    /// The document ends: its line and what to say when its list was empty.
    pub(super) fn document_ends(&mut self) -> Option<(usize, String)> {
        let opened = self.opened.take()?;
        let said = self.listed.map(|listed| (listed.empty)(&self.beside));
        self.forget();
        said.filter(|_| opened.elements == 0)
            .map(|reason| (opened.line, reason))
    }

    /// What comes next has nothing to do with what was read.
    pub(super) fn forget(&mut self) {
        self.matched = 0;
        self.in_name = false;
        self.member.forget();
        self.opened = None;
        if !self.beside.0.is_empty() {
            self.beside = Beside::default();
        }
    }
}
