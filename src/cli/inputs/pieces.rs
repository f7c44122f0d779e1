//! Records that brackets tell apart, or the entries of an archive: one at a time, whatever the size.

use std::collections::{HashSet, VecDeque};
use std::io::{Read, Seek};
use std::sync::Arc;

use super::packed::Bytes;
use super::records::record;
use crate::cli::files::reason;
use crate::evaluate::{RawBody, RawRecord};
use crate::transcript::{
    Answers, Archive, Layout, Listed, Piece, ReadSeveral, Reading, RecordReader, Stream,
};

/// The pieces of one file as records.
pub(super) struct Pieces {
    name: Arc<str>,
    found: Box<dyn Iterator<Item = (usize, Piece)> + Send>,
    alone: Alone,
    reading: Reading,
    /// What was read and not yet taken.
    more: VecDeque<RawRecord>,
}

/// How a record is read that stands alone.
enum Alone {
    /// It is one answer, read when its turn comes.
    One(RecordReader),
    /// It may be several, or one that was read before.
    Several(ReadSeveral, HashSet<String>),
}

impl Pieces {
    fn new(
        name: Arc<str>,
        pieces: impl Iterator<Item = (usize, Piece)> + Send + 'static,
        alone: Alone,
        reading: &Reading,
    ) -> Self {
        Self {
            name,
            found: Box::new(pieces),
            alone,
            reading: reading.clone(),
            more: VecDeque::new(),
        }
    }

    /// Elements of a list that is the whole file, or documents.
    pub(super) fn alone(
        name: Arc<str>,
        reader: Bytes,
        layout: Layout,
        bound: usize,
        read: RecordReader,
    ) -> Self {
        let stream = Stream::new(reader, layout, None, bound);
        // Nothing in it is an element, so the reader knows all.
        Self::new(name, stream, Alone::One(read), &Reading::default())
    }

    /// Records that hold several answers.
    pub(super) fn several(
        name: Arc<str>,
        reader: Bytes,
        layout: Layout,
        bound: usize,
        read: ReadSeveral,
        reading: &Reading,
    ) -> Self {
        let stream = Stream::new(reader, layout, None, bound);
        let alone = Alone::Several(read, HashSet::new());
        Self::new(name, stream, alone, reading)
    }

    /// Elements of a list within a document.
    pub(super) fn listed(
        name: Arc<str>,
        reader: Bytes,
        layout: Layout,
        bound: usize,
        listed: &'static Listed,
        reading: &Reading,
    ) -> Self {
        let stream = Stream::new(reader, layout, Some(listed), bound);
        let alone = Alone::One(RecordReader::new(listed.alone(), reading));
        Self::new(name, stream, alone, reading)
    }

    /// Entries of an archive.
    pub(super) fn entries(
        name: Arc<str>,
        archive: Archive<impl Read + Seek + Send + 'static>,
        listed: &'static Listed,
        reading: &Reading,
    ) -> Self {
        let alone = Alone::One(RecordReader::new(listed.alone(), reading));
        Self::new(name, archive, alone, reading)
    }

    /// The records of a piece, behind those that wait.
    fn push(&mut self, line: usize, piece: Piece) {
        let name = self.name.clone();
        let body = match piece {
            Piece::Element(bytes, element) => {
                RawBody::Element(bytes, element, self.reading.clone())
            }
            Piece::Invalid(reason) => RawBody::Read(Err(reason)),
            Piece::Unreadable(error) => {
                let reason = reason(&error);
                let reason = format!("the rest of the file cannot be read: {reason}");
                RawBody::Read(Err(reason))
            }
            Piece::Alone(bytes) => match &mut self.alone {
                Alone::One(read) => RawBody::Line(bytes, read.clone()),
                Alone::Several(read, seen) => match read(&bytes, seen) {
                    Err(reason) => RawBody::Read(Err(reason)),
                    Ok(answers) => {
                        let reading = &self.reading;
                        let bodies = answers.into_iter().map(|answer| {
                            let one = reading.single(answer).map(Answers::from);
                            RawBody::Read(one.map(Box::new))
                        });
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
