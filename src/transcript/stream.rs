//! Records of a reader, one at a time and in flat memory, however large the file is.

use std::io::{self, Read};

use super::head::{Head, Layout};
use super::line::byte_order_mark;
use super::listed::{Element, Listed};
use super::reading::{Answers, Reading, RecordReader};
use super::scanner::Scanner;

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;

/// What stands next in a text.
#[derive(Debug)]
pub enum Piece {
    /// A record on its own, as text.
    Alone(Vec<u8>),
    /// An element of the list of a document, as text.
    Element(Vec<u8>, Element),
    /// What is no record, and why.
    Invalid(String),
    /// The reader failed; nothing stands behind it.
    Unreadable(io::Error),
}

impl Piece {
    /// The answers that it is, as `reading` tells; what stands alone is read with `alone`.
    ///
    /// # Errors
    /// What is wrong with the record, or why there is none.
    pub fn read(&self, alone: &RecordReader, reading: &Reading) -> Result<Answers, String> {
        match self {
            Self::Alone(bytes) => alone.read(bytes),
            Self::Element(bytes, element) => element.read(bytes, reading),
            Self::Invalid(reason) => Err(reason.clone()),
            Self::Unreadable(error) => Err(format!("the rest cannot be read: {error}")),
        }
    }

    /// The record as text.
    ///
    /// # Errors
    /// Why there is none.
    pub fn text(&self) -> Result<&[u8], String> {
        match self {
            Self::Alone(bytes) | Self::Element(bytes, _) => Ok(bytes),
            Self::Invalid(reason) => Err(reason.clone()),
            Self::Unreadable(error) => Err(format!("the rest cannot be read: {error}")),
        }
    }
}

/// The pieces of a reader, each with its line from 1.
#[derive(Debug)]
pub struct Stream<R> {
    reader: R,
    scanner: Scanner,
    chunk: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begins,
    Goes,
    Ended,
}

/// How records lie in a text that begins with `start`; a list is a document.
#[must_use]
pub fn layout(start: &[u8]) -> Layout {
    let head = Head::new("", start);
    let text = start.strip_prefix(byte_order_mark().as_bytes());
    let opens = text.unwrap_or(start).trim_ascii_start().starts_with(b"[");
    if opens && head.first_record.is_some_and(|first| first.is_array()) {
        Layout::Document
    } else {
        head.layout
    }
}

impl<R: Read> Stream<R> {
    /// The pieces of `reader`, of at most `bound` bytes each.
    pub fn new(reader: R, layout: Layout, listed: Option<&'static Listed>, bound: usize) -> Self {
        Self {
            reader,
            scanner: Scanner::new(layout, listed, bound),
            chunk: vec![0; CHUNK],
            state: State::Begins,
        }
    }

    fn read_on(&mut self) -> io::Result<()> {
        if self.state == State::Begins {
            self.state = State::Goes;
            let mut start = Vec::new();
            let mark = byte_order_mark().as_bytes();
            let mut first = self.reader.by_ref().take(mark.len() as u64);
            let read = first.read_to_end(&mut start);
            self.scanner
                .read(start.strip_prefix(mark).unwrap_or(&start));
            return read.map(drop);
        }
        match self.reader.read(&mut self.chunk) {
            Ok(0) => {
                self.state = State::Ended;
                self.scanner.end();
            }
            Ok(read) => self.scanner.read(&self.chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl<R: Read> Iterator for Stream<R> {
    type Item = (usize, Piece);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = self.scanner.found.pop_front() {
                return Some(piece);
            }
            if self.state == State::Ended {
                return None;
            }
            if let Err(error) = self.read_on() {
                self.state = State::Ended;
                let line = self.scanner.line();
                self.scanner
                    .found
                    .push_back((line, Piece::Unreadable(error)));
            }
        }
    }
}

#[cfg(test)]
mod tests;
