//! The stream of records of all inputs. What cannot be read is a record too, an invalid one.

use std::io::{BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use super::lines::{Line, is_blank, next};
use super::meter::Meter;
use super::packed::Bytes;
use super::pieces::Pieces;
use super::recognise::{Recognised, zip_file};
use super::requests::Requests;
use crate::cli::files::{read_bounded, reason};
use crate::document::Limits;
use crate::evaluate::{RawBody, RawRecord};
use crate::run::SourceRef;
use crate::transcript::{
    Answers, Archive, Format, HEAD, Layout, Listed, Reader, Reading, RecordReader, ZIP, layout,
    read_with,
};

/// Lines are read in pieces of this size.
const BUFFER: usize = 1 << 20;
/// What a line may hold beside its response.
const BESIDE_RESPONSE: usize = 64 << 10;

/// The records of some files, in order.
pub(in crate::cli) struct Records {
    files: std::vec::IntoIter<Recognised>,
    reading: Reading,
    open: Open,
    /// What the records of batches answer.
    requests: Arc<Requests>,
    /// Whether the open file is the output of a batch, and there are requests.
    joins: bool,
    /// Most bytes of a line: a response may be escaped, and stands beside its prompt.
    bound: usize,
    meter: Meter,
}

/// The file that is being read.
enum Open {
    /// None.
    Nothing,
    /// One that is read line by line.
    Lines {
        name: Arc<str>,
        reader: BufReader<Bytes>,
        read: RecordReader,
        line: usize,
    },
    /// One whose records are told apart by more than line breaks.
    Pieces(Pieces),
    /// One that was read as a whole.
    Whole(std::vec::IntoIter<RawRecord>),
}

impl Records {
    pub(super) fn new(
        files: Vec<Recognised>,
        requests: Arc<Requests>,
        reading: Reading,
        limits: Limits,
        meter: Meter,
    ) -> Self {
        let bound = limits
            .response_bytes
            .saturating_mul(2)
            .saturating_add(BESIDE_RESPONSE);
        Self {
            files: files.into_iter(),
            reading,
            open: Open::Nothing,
            requests,
            joins: false,
            bound,
            meter,
        }
    }
}

impl Iterator for Records {
    type Item = RawRecord;

    fn next(&mut self) -> Option<RawRecord> {
        loop {
            let record = match &mut self.open {
                Open::Nothing => None,
                Open::Whole(records) => records.next(),
                Open::Pieces(pieces) => pieces.next(),
                Open::Lines {
                    name,
                    reader,
                    read,
                    line,
                } => match next_line(reader, self.bound, name, line, read) {
                    Step::Record(record) => Some(record),
                    Step::Last(record) => {
                        self.open = Open::Nothing;
                        Some(record)
                    }
                    Step::End => None,
                },
            };
            if let Some(mut record) = record {
                if self.joins {
                    record.body = self.requests.join(record.body);
                }
                return Some(record);
            }
            let file = self.files.next()?;
            self.joins = !self.requests.is_empty() && file.format.name == "openai-batch";
            self.open = open(file, self.bound, &self.reading, &self.meter);
        }
    }
}

enum Step {
    Record(RawRecord),
    /// Nothing can be read after it.
    Last(RawRecord),
    End,
}

fn next_line(
    reader: &mut BufReader<Bytes>,
    bound: usize,
    name: &Arc<str>,
    number: &mut usize,
    read: &RecordReader,
) -> Step {
    loop {
        *number += 1;
        match next(reader, bound) {
            Ok(Line::End) => return Step::End,
            Ok(Line::Whole(line)) if is_blank(&line) => {}
            Ok(Line::Whole(line)) => {
                return Step::Record(record(name, *number, RawBody::Line(line, read.clone())));
            }
            Ok(Line::TooLong) => {
                let reason = format!(
                    "the line has more than {bound} bytes: split it, or raise `--max-response-bytes`"
                );
                return Step::Record(invalid(name, *number, reason));
            }
            Err(error) => {
                let reason = format!("the rest of the file cannot be read: {}", reason(&error));
                return Step::Last(invalid(name, *number, reason));
            }
        }
    }
}

pub(super) fn record(name: &Arc<str>, line: usize, body: RawBody) -> RawRecord {
    RawRecord {
        source: SourceRef {
            file: name.clone(),
            line,
        },
        body,
    }
}

fn invalid(name: &Arc<str>, line: usize, reason: String) -> RawRecord {
    record(name, line, RawBody::Read(Err(reason)))
}

fn open(file: Recognised, bound: usize, reading: &Reading, meter: &Meter) -> Open {
    let path = file.seekable();
    let (name, format, reader) = file.open(meter);
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(error) => return unreadable(&name, &reason(&error)),
    };
    let mut start = Vec::new();
    // What cannot be read is reported by the reading below.
    let _ = reader.by_ref().take(HEAD as u64).read_to_end(&mut start);
    let layout = layout(&start);
    let zip = start.starts_with(ZIP);
    let reader: Bytes = Box::new(Cursor::new(start).chain(reader));
    match (format.reader, layout) {
        (Reader::Line(read), _) | (Reader::Each(read), Layout::Lines) => Open::Lines {
            name,
            reader: BufReader::with_capacity(BUFFER, reader),
            read: RecordReader::new(read, reading),
            line: 0,
        },
        (Reader::Each(read), Layout::Document) => {
            let alone = RecordReader::new(read, reading);
            Open::Pieces(Pieces::alone(name, reader, layout, bound, alone))
        }
        (Reader::Several(read), _) => {
            let several = Pieces::several(name, reader, layout, bound, read, reading);
            Open::Pieces(several)
        }
        (Reader::ListOrZip(listed), _) if zip => archive(name, path, reader, listed, reading),
        (Reader::List(listed) | Reader::ListOrZip(listed), _) => {
            let listed = Pieces::listed(name, reader, layout, bound, listed, reading);
            Open::Pieces(listed)
        }
        (Reader::Whole(_), _) => whole(&name, format, reader, reading),
    }
}

/// An archive, from the file itself where there is one.
fn archive(
    name: Arc<str>,
    path: Option<PathBuf>,
    reader: Bytes,
    listed: &'static Listed,
    reading: &Reading,
) -> Open {
    if let Some(file) = path.and_then(|path| zip_file(&path)) {
        let archive = Archive::new(BufReader::new(file), listed);
        return Open::Pieces(Pieces::entries(name, archive, listed, reading));
    }
    match read_bounded(reader) {
        Ok(bytes) => {
            let archive = Archive::new(Cursor::new(bytes), listed);
            Open::Pieces(Pieces::entries(name, archive, listed, reading))
        }
        Err(why) => unreadable(&name, &why),
    }
}

fn unreadable(name: &Arc<str>, why: &str) -> Open {
    let why = format!("the file cannot be read: {why}");
    Open::Whole(vec![invalid(name, 1, why)].into_iter())
}

fn whole(name: &Arc<str>, format: &Format, reader: Bytes, reading: &Reading) -> Open {
    match read_bounded(reader) {
        Ok(bytes) => {
            let located = read_with(format, &bytes, reading).into_iter();
            let records = located.map(|(line, result)| {
                let answers = result.map(|one| Box::new(Answers::from(one)));
                record(name, line, RawBody::Read(answers))
            });
            Open::Whole(records.collect::<Vec<_>>().into_iter())
        }
        Err(why) => unreadable(name, &why),
    }
}
