//! The beginning of a file, as detection sees it.
//!
//! The first record is parsed once and shared by all formats. A record longer than the head is still known
//! by its leading members, so a long prompt does not hide the format.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::line::byte_order_mark;

/// How much of a file detection sees.
pub const HEAD: usize = 64 << 10;

/// How records lie in a JSON file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A record is a line.
    Lines,
    /// The file is one document over many lines.
    Document,
}

/// The beginning of a file.
#[derive(Debug)]
pub struct Head<'a> {
    /// The file name.
    pub name: &'a str,
    /// The first bytes, 64 KiB or so.
    pub start: &'a [u8],
    /// The first line that is JSON, or the whole when it is one document. Of a record that does not end in
    /// `start` it holds the leading members, the last of them as null.
    pub first_record: Option<Value>,
    /// How records lie in the file.
    pub layout: Layout,
    /// Whether the first record ends in `start`.
    pub complete: bool,
}

impl<'a> Head<'a> {
    /// Looks at the beginning of the file called `name`.
    #[must_use]
    pub fn new(name: &'a str, start: &'a [u8]) -> Self {
        let text = start
            .strip_prefix(byte_order_mark().as_bytes())
            .unwrap_or(start)
            .trim_ascii_start();
        let (first_record, layout, complete) = first_record(text);
        Self {
            name,
            start,
            first_record,
            layout,
            complete,
        }
    }

    /// The first record of a file that has one object per line.
    #[must_use]
    pub fn line_record(&self) -> Option<&Map<String, Value>> {
        match self.layout {
            Layout::Lines => self.first_record.as_ref()?.as_object(),
            Layout::Document => None,
        }
    }

    /// The leading members of the first object of a list that does not end in `start`.
    #[must_use]
    pub fn first_of_list(&self) -> Option<Map<String, Value>> {
        let mark = byte_order_mark().as_bytes();
        let start = self.start.strip_prefix(mark).unwrap_or(self.start);
        leading_members(start.trim_ascii_start().strip_prefix(b"[")?)
    }

    /// The first record, whether records are lines, elements of a list or whole documents.
    #[must_use]
    pub fn record(&self) -> Option<&Map<String, Value>> {
        let first = self.first_record.as_ref()?;
        first.as_object().or_else(|| first.get(0)?.as_object())
    }

    /// Whether `text` stands in the first bytes: all there is to go by when a long member is cut.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        let mut windows = self.start.windows(text.len().max(1));
        windows.any(|window| window == text.as_bytes())
    }

    /// Whether the file name ends with one of `extensions`, which are lower case.
    #[must_use]
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        self.name.rsplit_once('.').is_some_and(|(_, extension)| {
            extensions.iter().any(|e| extension.eq_ignore_ascii_case(e))
        })
    }
}

fn first_record(text: &[u8]) -> (Option<Value>, Layout, bool) {
    if !matches!(text.first(), Some(b'{' | b'[')) {
        return (None, Layout::Lines, true);
    }
    // A damaged first line does not hide the others, as long as they look like records.
    let mut records = text
        .split(|&b| b == b'\n')
        .filter(|l| !l.trim_ascii().is_empty())
        .peekable();
    // What opens on the first line goes on with others, and those are no records.
    let opens = records
        .peek()
        .is_some_and(|line| goes_on(line.trim_ascii_end()));
    let mut lines = 0;
    for line in records.take_while(|line| !opens && matches!(line.first(), Some(b'{' | b'['))) {
        if let Ok(value) = serde_json::from_slice(line) {
            return (Some(value), Layout::Lines, true);
        }
        lines += 1;
    }
    if let Ok(value) = serde_json::from_slice(text) {
        return (Some(value), Layout::Document, true);
    }
    let one_line = !text.trim_ascii_end().contains(&b'\n');
    let layout = if one_line || lines > 1 {
        Layout::Lines
    } else {
        Layout::Document
    };
    // Of a list that is cut off, the first element is what there is.
    let element = text.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    let members = leading_members(element.unwrap_or(text)).map(Value::Object);
    let record = members.map(|members| match element {
        Some(_) => Value::Array(vec![members]),
        None => members,
    });
    (record, layout, false)
}

/// Whether a list or a document goes on behind its first line.
fn goes_on(line: &[u8]) -> bool {
    let element = line.starts_with(b"[") && line.ends_with(b",");
    // Behind a brace alone stands a key, so what opens on the next line is a record.
    element || line.ends_with(b"[") || (line.ends_with(b"{") && line.len() > 1)
}

/// The members of an object that is cut off; `None` for anything else.
fn leading_members(text: &[u8]) -> Option<Map<String, Value>> {
    let mut members = Map::new();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    // It fails, since the text is cut; what was read before that is what is wanted.
    let _ = Members(&mut members).deserialize(&mut deserializer);
    (!members.is_empty()).then_some(members)
}

struct Members<'m>(&'m mut Map<String, Value>);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let slot = self.0.entry(key).or_insert(Value::Null);
            *slot = map.next_value()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_blank_lines_are_skipped() {
        let head = Head::new("a", "\u{feff}\r\n\r\n{\"a\":1}\r\n".as_bytes());
        assert_eq!(head.line_record().unwrap()["a"], 1);
    }

    #[test]
    fn a_damaged_first_line_does_not_hide_the_second() {
        for first in ["{\"a\":", "{"] {
            let text = format!("{first}\n{{\"b\":2}}\n");
            let head = Head::new("a", text.as_bytes());
            assert_eq!(head.line_record().unwrap()["b"], 2);
        }
    }

    #[test]
    fn a_document_over_many_lines_is_no_line_record() {
        let head = Head::new("a", b"{\n  \"a\": 1\n}\n");
        assert_eq!(head.layout, Layout::Document);
        assert!(head.line_record().is_none());
        assert_eq!(head.first_record.unwrap()["a"], 1);
    }

    #[test]
    fn a_document_with_an_element_a_line_is_a_document() {
        let head = Head::new("a", b"{\"a\":[\n{\"b\":1},\n{\"b\":2}\n]}");
        assert_eq!(head.layout, Layout::Document);
        assert!(head.record().unwrap().contains_key("a"));
    }

    #[test]
    fn a_record_longer_than_the_head_is_known_by_its_leading_members() {
        let line = format!(r#"{{"id":"я","prompt":"{}"#, "ж".repeat(50_000));
        let head = Head::new("a", &line.as_bytes()[..65_535]);
        let record = head.line_record().unwrap();
        assert_eq!(record["id"], "я");
        assert!(record["prompt"].is_null());
        assert!(!head.complete);
    }

    #[test]
    fn the_first_element_of_a_list_is_its_record() {
        for list in [
            "[{\"a\":1},{}]",
            "[\n{\"a\":1},\n{\"a\":2}\n]",
            "[{\"a\":1},\n{\"a\":2}\n]",
            "[ {\"a\":1, \"b\":\"ж",
        ] {
            let head = Head::new("a", list.as_bytes());
            assert_eq!(head.record().unwrap()["a"], 1, "{list}");
            assert!(head.line_record().is_none());
        }
    }

    #[test]
    fn extensions_are_compared_without_case() {
        let head = Head::new("Ответ.MD", b"");
        assert!(head.has_extension(&["md"]));
        assert!(!head.has_extension(&["txt"]));
    }
}
