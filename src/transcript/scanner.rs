//! Finds the records of JSON text that arrives in chunks: lines, elements of a list, documents.
//!
//! Only brackets, strings, commas and line breaks are looked at, so a record that is broken does not take
//! the others with it: no string spans a line, an object within an object stands behind a colon, and a
//! bracket closes the innermost one of its kind. What is whole is handed out once and in order; what has no
//! end is told once. Time is linear, and what is held has a bound, whatever the text.

mod way;

use std::collections::VecDeque;

use memchr::memchr3;

use super::head::Layout;
use super::line::byte_order_mark;
use super::listed::{Element, Listed};
use super::part::Part;
use super::stream::Piece;
use way::Way;

/// Brackets are told apart as deep as this; no record is read that is nested deeper.
const LEVELS: usize = 128;

/// An open bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Object,
    List,
}

/// Where a text has been read to.
#[derive(Debug)]
pub(super) struct Scanner {
    layout: Layout,
    bound: usize,
    line: usize,
    /// The line of the last byte that is no white space.
    last_line: usize,
    brackets: Vec<Bracket>,
    /// How many more are open.
    deeper: usize,
    in_string: bool,
    escaped: bool,
    after_colon: bool,
    /// How deep records lie: 1 within a list that is the whole text.
    top: usize,
    /// How deep elements lie, within the list of a document.
    list: Option<usize>,
    way: Way,
    record: Part,
    /// What was found, with its line.
    pub(super) found: VecDeque<(usize, Piece)>,
}

impl Scanner {
    /// At the start of a text.
    pub(super) fn new(layout: Layout, listed: Option<&'static Listed>, bound: usize) -> Self {
        Self {
            layout,
            bound,
            line: 1,
            last_line: 1,
            brackets: Vec::with_capacity(LEVELS),
            deeper: 0,
            in_string: false,
            escaped: false,
            after_colon: false,
            top: 0,
            list: None,
            way: Way::new(listed),
            record: Part::default(),
            found: VecDeque::new(),
        }
    }

    /// Reads on.
    pub(super) fn read(&mut self, chunk: &[u8]) {
        let mut at = 0;
        while at < chunk.len() {
            if self.in_string {
                at = self.string(chunk, at);
            } else {
                self.structure(chunk, at);
                at += 1;
            }
        }
        self.record.carry(chunk, self.bound);
        self.way.carry(chunk, self.bound);
    }

    /// The text ends.
    pub(super) fn end(&mut self) {
        if self.layout == Layout::Lines {
            self.line_ends(&[], 0);
            return;
        }
        if self.brackets.is_empty() {
            self.finish(&[], 0);
        } else {
            self.cut(self.last_line);
        }
    }

    /// The line that is being read, from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The depth at which the records lie that are being read.
    fn level(&self) -> usize {
        self.list.unwrap_or(self.top)
    }

    fn at_level(&self) -> bool {
        self.deeper == 0 && self.brackets.len() == self.level()
    }

    /// Whether records are told apart by brackets and commas here, and not by lines.
    fn by_bracket(&self) -> bool {
        self.layout == Layout::Document || self.list.is_some()
    }

    /// Whether a member of the object is next on which the way to the list goes on.
    fn on_way(&self) -> bool {
        self.way.leads()
            && self.list.is_none()
            && self.deeper == 0
            && self.brackets.len() == self.top + 1 + self.way.matched
            && self.brackets.last() == Some(&Bracket::Object)
    }

    /// Skips what it can of a string; where the reading goes on.
    fn string(&mut self, chunk: &[u8], at: usize) -> usize {
        self.last_line = self.line;
        if self.escaped && chunk[at] != b'\n' {
            self.escaped = false;
            return at + 1;
        }
        let next = memchr3(b'"', b'\\', b'\n', &chunk[at..]);
        let end = next.map_or(chunk.len(), |next| at + next);
        self.way.name_goes_on(&chunk[at..end]);
        match chunk.get(end) {
            None => return end,
            Some(b'\\') => {
                self.escaped = true;
                // No name that is looked for has an escape.
                self.way.name_goes_on(b"\\");
            }
            Some(&byte) => {
                (self.in_string, self.escaped) = (false, false);
                self.way.name_ends();
                if byte == b'\n' {
                    self.line_break(chunk, end);
                }
            }
        }
        end + 1
    }

    fn structure(&mut self, chunk: &[u8], at: usize) {
        let byte = chunk[at];
        if matches!(byte, b' ' | b'\t' | b'\r') {
            return;
        }
        if byte == b'\n' {
            self.line_break(chunk, at);
            return;
        }
        self.last_line = self.line;
        match byte {
            b'{' => self.open(Bracket::Object, chunk, at),
            b'[' => self.open(Bracket::List, chunk, at),
            b'}' => self.close(Bracket::Object, chunk, at),
            b']' => self.close(Bracket::List, chunk, at),
            b',' => self.comma(chunk, at),
            _ => {
                self.begin(at);
                if byte == b'"' {
                    self.in_string = true;
                    if !self.after_colon && self.on_way() {
                        self.way.name_begins();
                    }
                }
                self.after_colon = byte == b':';
            }
        }
    }

    /// A value begins, and perhaps a record or a member that is kept.
    fn begin(&mut self, at: usize) {
        if self.at_level() && !self.record.is_open() {
            self.record.begin(at, self.line);
        }
        if self.after_colon && self.brackets.len() == self.top + 1 && self.on_way() {
            self.way.member_begins(at, self.line);
        }
    }

    fn open(&mut self, bracket: Bracket, chunk: &[u8], at: usize) {
        let misplaced = bracket == Bracket::Object
            && self.brackets.last() == Some(&Bracket::Object)
            && !self.after_colon
            && self.deeper == 0;
        if misplaced && self.by_bracket() && self.brackets.len() > self.level() {
            self.resume(chunk, at);
        }
        if self.at_level() && self.by_bracket() {
            self.finish(chunk, at);
        }
        let outermost = self.brackets.is_empty() && self.layout == Layout::Document;
        if outermost && bracket == Bracket::List {
            self.brackets.push(bracket);
            self.top = 1;
            return;
        }
        self.begin(at);
        let step = self.after_colon && self.on_way() && self.way.leads_on();
        self.after_colon = false;
        if self.brackets.len() == LEVELS {
            self.deeper += 1;
            return;
        }
        self.brackets.push(bracket);
        match bracket {
            Bracket::Object if step => self.way.matched += 1,
            Bracket::List if step => {
                self.way.list_begins(self.record.line);
                self.record.forget();
                self.list = Some(self.brackets.len());
            }
            Bracket::Object | Bracket::List => {}
        }
    }

    fn close(&mut self, bracket: Bracket, chunk: &[u8], at: usize) {
        self.after_colon = false;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let level = self.level();
        // The bracket of the list itself may be closed too.
        let least = match bracket {
            Bracket::List => level.saturating_sub(1),
            Bracket::Object => level,
        };
        let mut within = self.brackets[least..].iter();
        let Some(innermost) = within.rposition(|open| *open == bracket) else {
            self.begin(at);
            return;
        };
        let depth = least + innermost;
        if depth <= self.top {
            self.way.member_ends(chunk, at, self.bound);
        }
        if depth < level {
            // The list itself ends.
            self.finish(chunk, at);
            if self.list.take().is_none() {
                self.top = 0;
            }
        }
        self.shrink(depth);
        if depth != level {
            return;
        }
        if self.list.is_none() && self.way.is_opened() {
            let empty = self.way.document_ends();
            let empty = empty.map(|(line, reason)| (line, Piece::Invalid(reason)));
            self.found.extend(empty);
        } else if self.by_bracket() {
            self.finish(chunk, at + 1);
        }
    }

    /// Only so many brackets stay open.
    fn shrink(&mut self, depth: usize) {
        self.brackets.truncate(depth);
        let on_way = depth.saturating_sub(self.top + 1);
        self.way.matched = self.way.matched.min(on_way);
    }

    fn comma(&mut self, chunk: &[u8], at: usize) {
        self.after_colon = false;
        if self.at_level() && self.by_bracket() {
            self.finish(chunk, at);
        } else if self.at_level() {
            self.begin(at);
        } else if self.deeper == 0 && self.brackets.len() == self.top + 1 {
            self.way.member_ends(chunk, at, self.bound);
        }
    }

    /// An object begins where none can: what holds it has lost its end.
    fn resume(&mut self, chunk: &[u8], at: usize) {
        let level = self.level();
        let mut brackets = self.brackets.iter();
        let list = brackets.rposition(|open| *open == Bracket::List);
        let depth = list.map_or(0, |list| list + 1).max(level);
        if depth == level && self.list.is_none() && self.way.is_opened() {
            self.cut(self.line);
        } else if depth == level {
            self.finish(chunk, at);
        }
        self.shrink(depth);
    }

    fn line_break(&mut self, chunk: &[u8], at: usize) {
        if self.layout == Layout::Lines {
            self.line_ends(chunk, at);
        } else if self.at_level() {
            // No value of one piece goes on here.
            self.finish(chunk, at);
        }
        self.line += 1;
    }

    /// In lines, nothing goes on behind the end of one.
    fn line_ends(&mut self, chunk: &[u8], at: usize) {
        if self.way.is_opened() {
            self.cut(self.line);
        } else {
            self.finish(chunk, at);
        }
        self.brackets.clear();
        self.deeper = 0;
        (self.in_string, self.escaped, self.after_colon) = (false, false, false);
        self.way.forget();
    }

    /// The record ends before `at`, if there is one.
    fn finish(&mut self, chunk: &[u8], at: usize) {
        if !self.record.is_open() {
            return;
        }
        let line = self.record.line;
        let bytes = self.record.end(chunk, at, self.bound);
        if bytes.as_deref() == Some(byte_order_mark().as_bytes()) {
            return;
        }
        let element = self.way.element();
        if element.is_none() {
            self.way.forget();
        }
        let piece = match (bytes, element) {
            (None, element) => Piece::Invalid(self.too_long(element.as_ref())),
            (Some(bytes), Some(element)) => Piece::Element(bytes, element),
            (Some(bytes), None) => Piece::Alone(bytes),
        };
        self.found.push_back((line, piece));
    }

    fn too_long(&self, element: Option<&Element>) -> String {
        let bound = self.bound;
        let what = match self.layout {
            Layout::Lines if element.is_none() => "the line",
            Layout::Lines | Layout::Document => "the record",
        };
        let reason = format!(
            "{what} has more than {bound} bytes: split it, or raise `--max-response-bytes`"
        );
        element.map_or(reason.clone(), |element| element.named(&reason))
    }

    /// The text, the line or the document has no end.
    fn cut(&mut self, line: usize) {
        let what = match self.layout {
            Layout::Lines => "line",
            Layout::Document => "file",
        };
        let reason =
            format!("the {what} ends before its JSON is complete: it was cut off; record it again");
        self.found.push_back((line, Piece::Invalid(reason)));
        self.record.forget();
        self.way.forget();
        self.list = None;
    }
}
