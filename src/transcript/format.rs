//! A format is data: a name, how to recognise it, how to read it.
//!
//! Detection asks the formats in the order of the registry. Reading a whole input is here too, for callers
//! that hold it in memory; a caller that streams calls the [`Reader`] itself.

use std::collections::HashSet;
use std::io::Cursor;

use super::FORMATS;
use super::head::{HEAD, Head, Layout};
use super::inspect::Archive;
use super::line::{byte_order_mark, utf8_reason};
use super::listed::Listed;
use super::reading::{Answers, ReadRecord, Reading, RecordReader};
use super::response::{Invalid, Response};
use super::stream::{Piece, Stream, layout};

/// How a zip begins.
pub const ZIP: &[u8] = b"PK";

/// A kind of transcript.
#[derive(Debug)]
pub struct Format {
    /// The name that arguments and messages use.
    pub name: &'static str,
    /// One line for a list of formats.
    pub summary: &'static str,
    /// Whether a file that begins like this is of this format.
    pub detect: fn(&Head<'_>) -> bool,
    /// How its records become responses.
    pub reader: Reader,
}

/// What a record is, or why it is none, and its line in the file, from 1.
pub type Located = (usize, Result<Response, String>);

/// Reads a record that holds several answers, or none that is not in the set of those read before.
pub type ReadSeveral = fn(&[u8], &mut HashSet<String>) -> Result<Vec<Response>, String>;

/// How a format is read.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// Every line is one record on its own; blank lines are none.
    Line(ReadRecord),
    /// A record is a line, an element of one list, or a document.
    Each(ReadRecord),
    /// The same, but a record holds several answers; the set remembers which were read.
    Several(ReadSeveral),
    /// A record is an element of a list within a document.
    List(&'static Listed),
    /// The same, or an entry of a zip; in place of lines, entries are counted.
    ListOrZip(&'static Listed),
    /// The file is read as a whole; each result has its 1-based line.
    Whole(fn(&str, &Reading) -> Vec<Located>),
}

/// The format of the file called `name` that begins with `start` (64 KiB are enough).
#[must_use]
pub fn detect(name: &str, start: &[u8]) -> Option<&'static Format> {
    let head = Head::new(name, start);
    FORMATS
        .iter()
        .copied()
        .find(|format| (format.detect)(&head))
}

/// The format called `name`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// The text of a file that is read as a whole: without a byte order mark, and known to be UTF-8.
///
/// # Errors
/// Bytes that are not UTF-8 are reported at their line.
pub fn decode(bytes: &[u8]) -> Result<&str, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|error| Invalid {
        line: bytes[..error.valid_up_to()].split(|&b| b == b'\n').count(),
        reason: utf8_reason(bytes, error),
    })?;
    Ok(text.strip_prefix(byte_order_mark()).unwrap_or(text))
}

/// Reads a whole input with `format`: every record once, with its 1-based line.
#[must_use]
pub fn read(format: &Format, bytes: &[u8]) -> Vec<Located> {
    read_with(format, bytes, &Reading::default())
}

/// Reads a whole input with `format`, as `reading` tells: every answer once, with the line of its record.
#[must_use]
pub fn read_with(format: &Format, bytes: &[u8], reading: &Reading) -> Vec<Located> {
    match format.reader {
        Reader::Line(read) => lines(bytes, &RecordReader::new(read, reading)),
        Reader::Each(read) => {
            let reader = RecordReader::new(read, reading);
            match layout(&bytes[..bytes.len().min(HEAD)]) {
                Layout::Lines => lines(bytes, &reader),
                Layout::Document => pieces(stream(bytes, None), &reader, reading),
            }
        }
        Reader::Several(read) => {
            let mut seen = HashSet::new();
            let mut all = Vec::new();
            for (line, piece) in stream(bytes, None) {
                match piece.text().and_then(|text| read(text, &mut seen)) {
                    Ok(answers) => all.extend(answers.into_iter().map(|one| (line, Ok(one)))),
                    Err(reason) => all.push((line, Err(reason))),
                }
            }
            single(all, reading)
        }
        Reader::ListOrZip(listed) if bytes.starts_with(ZIP) => {
            let alone = RecordReader::new(listed.alone, reading);
            pieces(Archive::new(Cursor::new(bytes), listed), &alone, reading)
        }
        Reader::List(listed) | Reader::ListOrZip(listed) => {
            let alone = RecordReader::new(listed.alone, reading);
            pieces(stream(bytes, Some(listed)), &alone, reading)
        }
        Reader::Whole(read) => single(whole(bytes, |text| read(text, reading)), reading),
    }
}

fn lines(bytes: &[u8], reader: &RecordReader) -> Vec<Located> {
    let lines = bytes.split(|&b| b == b'\n').enumerate();
    lines
        .filter(|(_, line)| !is_blank(line))
        .flat_map(|(index, line)| located(index + 1, reader.read(line)))
        .collect()
}

fn pieces(
    pieces: impl Iterator<Item = (usize, Piece)>,
    alone: &RecordReader,
    reading: &Reading,
) -> Vec<Located> {
    pieces
        .flat_map(|(line, piece)| located(line, piece.read(alone, reading)))
        .collect()
}

/// All that stands in `bytes`, however long it is.
pub(super) fn stream<'a>(bytes: &'a [u8], listed: Option<&'static Listed>) -> Stream<&'a [u8]> {
    let layout = layout(&bytes[..bytes.len().min(HEAD)]);
    Stream::new(bytes, layout, listed, usize::MAX)
}

/// What a record gave, each with its line.
fn located(line: usize, answers: Result<Answers, String>) -> Vec<Located> {
    match answers {
        Ok(answers) => answers.into_iter().map(|one| (line, Ok(one))).collect(),
        Err(reason) => vec![(line, Err(reason))],
    }
}

fn single(results: Vec<Located>, reading: &Reading) -> Vec<Located> {
    let one = |result: Result<Response, String>| result.and_then(|one| reading.single(one));
    let results = results.into_iter();
    results.map(|(line, result)| (line, one(result))).collect()
}

fn whole(bytes: &[u8], read: impl FnOnce(&str) -> Vec<Located>) -> Vec<Located> {
    match decode(bytes) {
        Ok(text) => read(text),
        Err(Invalid { line, reason }) => vec![(line, Err(reason))],
    }
}

fn is_blank(line: &[u8]) -> bool {
    let mark = byte_order_mark().as_bytes();
    let line = line.strip_prefix(mark).unwrap_or(line);
    line.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn format_of(name: &str, start: &str) -> Option<&'static str> {
        detect(name, start.as_bytes()).map(|format| format.name)
    }

    #[test]
    fn names_are_unique_and_found() {
        for format in FORMATS {
            assert!(std::ptr::eq(by_name(format.name).unwrap(), *format));
        }
        assert!(by_name("").is_none());
    }

    #[test]
    fn the_first_record_decides_whatever_the_extension() {
        let record = r#"{"prompt":"а","response":"б"}"#;
        assert_eq!(format_of("a.txt", record), Some("prompt-response"));
        assert_eq!(format_of("a.bin", record), Some("prompt-response"));
        assert_eq!(format_of("a.jsonl", "hello"), None);
        assert_eq!(format_of("a.jsonl", ""), None);
    }

    #[test]
    fn json_inside_a_markdown_answer_does_not_make_it_json() {
        let text = "Пример:\n\n{\"prompt\":\"a\",\"response\":\"b\"}\n";
        assert_eq!(format_of("a.md", text), Some("markdown"));
    }

    #[test]
    fn blank_lines_are_no_records_and_lines_keep_their_numbers() {
        let format = by_name("prompt-response").unwrap();
        let input = b"\xef\xbb\xbf\r\n{\"response\":\"a\"}\r\n\r\n \t\r\n{\"response\":\"b\"}";
        let lines: Vec<_> = read(format, input).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 5]);
    }

    #[test]
    fn bytes_that_are_no_text_are_reported_at_their_line() {
        assert_eq!(decode(b"a\nb\xff").unwrap_err().line, 2);
        assert_eq!(decode(b"\xff").unwrap_err().line, 1);
        assert_eq!(decode("\u{feff}да".as_bytes()).unwrap(), "да");
    }

    /// Detects and reads `bytes` with every reader, whether it suits or not.
    fn read_with_all(name: &str, bytes: &[u8]) {
        let _ = detect(name, bytes);
        for turns in ["last", "all", "2"] {
            let turns = turns.parse().unwrap();
            let reading = &Reading { turns, map: None };
            for format in FORMATS {
                let _ = read_with(format, bytes, reading);
                match format.reader {
                    Reader::Line(read) | Reader::Each(read) => drop(read(bytes, reading)),
                    Reader::Several(read) => drop(read(bytes, &mut HashSet::new())),
                    Reader::List(listed) | Reader::ListOrZip(listed) => {
                        drop((listed.alone)(bytes, reading));
                    }
                    Reader::Whole(read) => drop(read(&String::from_utf8_lossy(bytes), reading)),
                }
            }
        }
    }

    /// Text that looks enough like a transcript to get past the first checks.
    fn almost_a_transcript() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\n",
            "\r\n",
            "\"",
            "\\ud83d",
            "\u{feff}",
            "\0",
            "null",
            "1",
            "-1e9",
            "🙂",
            "и\u{306}",
            "true",
            "\"type\":",
            "\"user\"",
            "\"assistant\"",
            "\"message\":{\"content\":",
            "\"text\"",
            "\"messages\":[{\"role\":\"user\",\"content\":",
            "\"prompt\":\"а\",",
            "\"response\":",
            "\"sessionId\":\"s\",",
            "\"tool_use\"",
            "\"input\":{\"file_path\":\"a\",\"content\":\"b\"}",
            "\"name\":\"Write\"",
            "\"id\":1,",
        ]);
        prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            read_with_all("a.md", &bytes);
        }

        #[test]
        fn broken_transcripts_never_panic(text in almost_a_transcript(), cut in 0usize..4) {
            let bytes = text.as_bytes();
            read_with_all("a.jsonl", &bytes[..bytes.len().saturating_sub(cut)]);
        }
    }

    #[test]
    fn nesting_bombs_are_refused() {
        for start in ["[", "{\"messages\":", "{\"a\":", "{\"response\":["] {
            read_with_all("a.jsonl", start.repeat(200_000).as_bytes());
        }
    }
}
