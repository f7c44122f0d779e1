//! Records that brackets tell apart, or the entries of an archive: one at a time, whatever the size.

use std::collections::{HashSet, VecDeque};
use std::io::{Read, Seek};
use std::sync::Arc;

use super::packed::Bytes;
use super::records::{ReadLine, record};
use crate::cli::files::reason;
use crate::evaluate::{RawBody, RawRecord};
use crate::transcript::{Archive, Layout, Listed, Piece, ReadSeveral, Stream};

/// The pieces of one file as records.
pub(super) struct Pieces {
    name: Arc<str>,
    found: Box<dyn Iterator<Item = (usize, Piece)> + Send>,
    alone: Alone,
    /// What was read and not yet taken.
    more: VecDeque<RawRecord>,
}

/// How a record is read that stands alone.
enum Alone {
    /// It is one answer, read when its turn comes.
    One(ReadLine),
    /// It may be several, or one that was read before.
    Several(ReadSeveral, HashSet<String>),
}

impl Pieces {
    fn new(
        name: Arc<str>,
        pieces: impl Iterator<Item = (usize, Piece)> + Send + 'static,
        alone: Alone,
    ) -> Self {
        Self {
            name,
            found: Box::new(pieces),
            alone,
            more: VecDeque::new(),
        }
    }

    /// Elements of a list that is the whole file, or documents.
    pub(super) fn alone(
        name: Arc<str>,
        reader: Bytes,
        layout: Layout,
        bound: usize,
        read: ReadLine,
    ) -> Self {
        Self::new(
            name,
            Stream::new(reader, layout, None, bound),
            Alone::One(read),
        )
    }

    /// Records that hold several answers.
    pub(super) fn several(
        name: Arc<str>,
        reader: Bytes,
        layout: Layout,
        bound: usize,
        read: ReadSeveral,
    ) -> Self {
        let stream = Stream::new(reader, layout, None, bound);
        Self::new(name, stream, Alone::Several(read, HashSet::new()))
    }

    /// Elements of a list within a document.
    pub(super) fn listed(
        name: Arc<str>,
        reader: Bytes,
        layout: Layout,
        bound: usize,
        listed: &'static Listed,
    ) -> Self {
        let stream = Stream::new(reader, layout, Some(listed), bound);
        Self::new(name, stream, Alone::One(listed.alone()))
    }

    /// Entries of an archive.
    pub(super) fn entries(
        name: Arc<str>,
        archive: Archive<impl Read + Seek + Send + 'static>,
        listed: &'static Listed,
    ) -> Self {
        Self::new(name, archive, Alone::One(listed.alone()))
    }

    /// The records of a piece, behind those that wait.
    fn push(&mut self, line: usize, piece: Piece) {
        let name = self.name.clone();
        let body = match piece {
            Piece::Element(bytes, element) => RawBody::Element(bytes, element),
            Piece::Invalid(reason) => RawBody::Read(Err(reason)),
            Piece::Unreadable(error) => {
                let reason = reason(&error);
                let reason = format!("the rest of the file cannot be read: {reason}");
                RawBody::Read(Err(reason))
            }
            Piece::Alone(bytes) => match &mut self.alone {
                Alone::One(read) => RawBody::Line(bytes, *read),
                Alone::Several(read, seen) => match read(&bytes, seen) {
                    Err(reason) => RawBody::Read(Err(reason)),
                    Ok(answers) => {
                        let bodies = answers.into_iter().map(|a| RawBody::Read(Ok(Box::new(a))));
                        self.more
                            .extend(bodies.map(|body| record(&name, line, body)));
                        return;
                    }
                },
            },
        };
        self.more.push_back(record(&name, line, body));
    }
}

impl Iterator for Pieces {
    type Item = RawRecord;

    fn next(&mut self) -> Option<RawRecord> {
        while self.more.is_empty() {
            let (line, piece) = self.found.next()?;
            self.push(line, piece);
        }
        self.more.pop_front()
    }
}
