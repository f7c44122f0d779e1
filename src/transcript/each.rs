//! JSON records however they lie: one a line, as elements of one list, or one after the other.
//!
//! A record that is broken does not take the others with it: records are found without being built, so that
//! depth and half surrogates are the business of the record that has them. What is cut off is reported at its
//! line, behind all that was whole.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::head::{HEAD, Head, Layout};
use super::line::{clean_line, json_reason};

/// A record as JSON text, or why there is none, and its line.
pub(super) type Piece<'a> = (usize, Result<&'a str, String>);

/// The records of a file.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let start = &text.as_bytes()[..text.len().min(HEAD)];
    let trimmed = text.trim_start();
    let one_list = trimmed.starts_with('[') && !trimmed.trim_end().contains('\n');
    if Head::new("", start).layout == Layout::Lines && !one_list {
        return lines(text);
    }
    if trimmed.starts_with('[') {
        return elements(text);
    }
    let mut pieces = Pieces::of(text);
    let ended = serde_json::Deserializer::from_str(text)
        .into_iter()
        .try_for_each(|raw| raw.map(|raw: &RawValue| pieces.push(raw)));
    pieces.ended(ended)
}

/// The elements of a list.
pub(super) fn elements(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Pieces::of(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let ended = deserializer
        .deserialize_seq(&mut pieces)
        .and_then(|()| deserializer.end());
    pieces.ended(ended)
}

/// The members of an object as JSON text, unbuilt: a long list in it is read element by element.
pub(super) fn members(text: &str) -> Result<BTreeMap<String, &RawValue>, String> {
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => "the record is no JSON object: each record must be one".to_owned(),
        Category::Io | Category::Syntax | Category::Eof => located(text, &error),
    })
}

/// The line of `part` within `text`, which it was taken from, counted from 0.
pub(super) fn line_within(text: &str, part: &RawValue) -> usize {
    let at = part.get().as_ptr() as usize - text.as_ptr() as usize;
    text[..at].matches('\n').count()
}

/// The records of a file, built one at a time.
pub(super) fn values(text: &str) -> impl Iterator<Item = (usize, Result<Value, String>)> {
    pieces(text).into_iter().map(|(line, piece)| {
        let value = piece.and_then(|piece| parse(piece.as_bytes()));
        (line, value)
    })
}

/// A record that must be an object.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    match parse(bytes)? {
        Value::Object(members) => Ok(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err("the record is no JSON object: each record must be one".to_owned())
        }
    }
}

/// A record of any kind.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = clean_line(bytes)?;
    serde_json::from_str(text).map_err(|error| located(text, &error))
}

/// The reason of an error, with the line of the record when it has several.
fn located(text: &str, error: &serde_json::Error) -> String {
    let line = text.split('\n').nth(error.line().saturating_sub(1));
    let reason = json_reason(line.unwrap_or_default(), error);
    if error.line() > 1 {
        format!("line {} of the record: {reason}", error.line())
    } else {
        reason
    }
}

fn lines(text: &str) -> Vec<Piece<'_>> {
    let lines = text.split('\n').enumerate();
    let whole = lines.filter(|(_, line)| !line.trim().is_empty());
    whole.map(|(index, line)| (index + 1, Ok(line))).collect()
}

/// What to say of a document that ends too early or is no JSON.
fn document_reason(line: &str, error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the file ends before its JSON is complete: it was cut off; record it again"
            .to_owned();
    }
    json_reason(line, error).replace("each line must be one JSON object", "the file must be JSON")
}

/// Collects records with their lines; lines are counted once.
struct Pieces<'a> {
    text: &'a str,
    found: Vec<Piece<'a>>,
    seen: usize,
    line: usize,
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            found: Vec::new(),
            seen: 0,
            line: 1,
        }
    }

    /// What was found, and behind it why no more was.
    fn ended(mut self, ended: Result<(), serde_json::Error>) -> Vec<Piece<'a>> {
        if let Err(error) = ended {
            let line = self.text.split('\n').nth(error.line().saturating_sub(1));
            let reason = document_reason(line.unwrap_or_default(), &error);
            self.found.push((error.line().max(1), Err(reason)));
        }
        self.found
    }

    fn push(&mut self, raw: &'a RawValue) {
        let piece = raw.get();
        // The record is a part of the text, so its place is known.
        let at = piece.as_ptr() as usize - self.text.as_ptr() as usize;
        self.line += self.text[self.seen..at].matches('\n').count();
        self.seen = at;
        self.found.push((self.line, Ok(piece)));
    }
}

impl<'de> Visitor<'de> for &mut Pieces<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(raw) = items.next_element::<&'de RawValue>()? {
            self.push(raw);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Option<&str>)> {
        let pieces = pieces(text).into_iter();
        pieces.map(|(line, piece)| (line, piece.ok())).collect()
    }

    #[test]
    fn records_are_lines_elements_or_documents() {
        let lines = "{\"а\":1}\r\n\r\n{\"б\":2}";
        assert_eq!(
            found(lines),
            [(1, Some("{\"а\":1}\r")), (3, Some("{\"б\":2}"))]
        );
        let list = [(2, Some("{\"а\":1}")), (4, Some("{\"б\":\n2}"))];
        assert_eq!(found("[\n {\"а\":1},\n\n{\"б\":\n2}\n]"), list);
        let one_line = [(1, Some("{\"а\":1}")), (1, Some("{}"))];
        assert_eq!(found("[{\"а\":1},{}]\n"), one_line);
        let documents = "{\n\"🙂\": 1\n}\n{\n}\n";
        assert_eq!(
            found(documents),
            [(1, Some("{\n\"🙂\": 1\n}")), (4, Some("{\n}"))]
        );
    }

    #[test]
    fn elements_a_line_each_are_elements() {
        let list = "[\n{\"a\":1},\n{\"a\":2}\n]\n";
        assert_eq!(
            found(list),
            [(2, Some("{\"a\":1}")), (3, Some("{\"a\":2}"))]
        );
    }

    #[test]
    fn what_stands_before_a_cut_is_read() {
        let pieces = pieces("[\n{\"a\":1},\n{\"b\":");
        assert_eq!(pieces[0], (2, Ok("{\"a\":1}")));
        assert_eq!(pieces[1].0, 3);
        assert!(pieces[1].1.as_ref().unwrap_err().contains("cut off"));
    }

    #[test]
    fn a_deep_or_half_record_is_alone_in_its_trouble() {
        let text = format!(
            "[\n{},\n{{\"a\":\"\\ud83d\"}},\n{{}}]",
            "[".repeat(100_000) + &"]".repeat(100_000)
        );
        let values: Vec<_> = values(&text).collect();
        assert!(values[0].1.as_ref().unwrap_err().contains("too deep"));
        assert!(values[1].1.as_ref().unwrap_err().contains("surrogate"));
        assert!(values[2].1.is_ok());
    }

    #[test]
    fn anything_but_an_object_is_no_record() {
        assert!(object(b"[1]").unwrap_err().contains("no JSON object"));
        assert!(object(b"{\n\"a\":x}").unwrap_err().starts_with("line 2 of"));
    }
}
