//! YAML as written: read leniently, so that every problem of a file is reported at once.
//!
//! serde's own maps keep one of two equal keys in silence; this keeps both until they are reported.

use std::fmt;

use rustc_hash::FxHashSet;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Path, Place};
use crate::source::{SourceFile, Span};

/// Deepest nesting of a rubric file, in YAML collections.
const MAX_DEPTH: usize = 64;

/// A YAML value that still has its duplicate keys.
#[derive(Debug)]
enum Raw {
    Scalar(Value),
    List(Vec<Raw>),
    Map(Vec<(String, Raw)>),
}

/// Reads `source` as YAML.
///
/// # Errors
/// A syntax error, or every duplicate key.
pub(crate) fn read(source: &SourceFile) -> Result<Value, Diagnostics> {
    let raw: Raw = serde_yaml::from_str(&source.text).map_err(|error| syntax(source, &error))?;
    // Nearly every file is sound, and a path for each of its values costs more than reading it.
    if is_sound(&raw, 0) {
        return Ok(plain(raw));
    }
    let mut problems = Diagnostics::new();
    let value = settle(raw, source, &Path::root(), &mut problems);
    problems.or(value)
}

/// Reads `source` as JSON, which is much faster than as YAML.
///
/// # Errors
/// A syntax error, or every duplicate key.
pub(crate) fn read_json(source: &SourceFile) -> Result<Value, Diagnostics> {
    let raw: Raw = serde_json::from_str(&source.text).map_err(|error| {
        let code = if error.to_string().contains("recursion limit") {
            Code::TOO_DEEP
        } else {
            Code::JSON
        };
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
        // The column counts bytes.
        let at = offset(&source.text, error.line(), error.column());
        Diagnostic::error(code, format!("not valid JSON: {text}"))
            .at(Place::Span(source.name.clone(), Span::new(at, at)))
    })?;
    if is_sound(&raw, 0) {
        return Ok(plain(raw));
    }
    let mut problems = Diagnostics::new();
    let value = settle(raw, source, &Path::root(), &mut problems);
    problems.or(value)
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}

/// Whether there is nothing to report.
fn is_sound(raw: &Raw, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match raw {
        Raw::Scalar(_) => true,
        Raw::List(items) => items.iter().all(|item| is_sound(item, depth + 1)),
        Raw::Map(entries) => {
            let mut keys = FxHashSet::default();
            entries
                .iter()
                .all(|(key, raw)| keys.insert(key.as_str()) && is_sound(raw, depth + 1))
        }
    }
}

fn plain(raw: Raw) -> Value {
    match raw {
        Raw::Scalar(value) => value,
        Raw::List(items) => items.into_iter().map(plain).collect(),
        Raw::Map(entries) => {
            let entries = entries.into_iter();
            entries.map(|(key, raw)| (key, plain(raw))).collect()
        }
    }
}

fn syntax(source: &SourceFile, error: &serde_yaml::Error) -> Diagnostics {
    let (message, offset) = match error.location() {
        Some(location) => {
            let text = error.to_string();
            // The place is shown by the label; serde_yaml repeats it at the end of its message.
            let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
            (text, Some(location.index()))
        }
        None => match crate::diagnostic::syntax_error(&source.text) {
            Some((message, offset)) => (message, Some(offset)),
            None => (error.to_string(), None),
        },
    };
    let code = if message.contains("recursion limit") {
        Code::TOO_DEEP
    } else {
        Code::YAML
    };
    let place = match offset {
        Some(at) => {
            let at = source.text.floor_char_boundary(at);
            Place::Span(source.name.clone(), Span::new(at, at))
        }
        None => Place::File(source.name.clone()),
    };
    Diagnostic::error(code, format!("not valid YAML: {message}"))
        .at(place)
        .help("quote strings that hold `: ` or `#`, or start with a special character")
        .into()
}

fn settle(raw: Raw, source: &SourceFile, path: &Path, problems: &mut Diagnostics) -> Value {
    if path.segments().len() > MAX_DEPTH {
        let place = Place::Yaml(source.name.clone(), path.clone(), Part::Value);
        problems.push(
            Diagnostic::error(
                Code::TOO_DEEP,
                format!("more than {MAX_DEPTH} levels of nesting"),
            )
            .at(place),
        );
        return Value::Null;
    }
    match raw {
        Raw::Scalar(value) => value,
        Raw::List(items) => items
            .into_iter()
            .enumerate()
            .map(|(n, item)| settle(item, source, &path.index(n), problems))
            .collect(),
        Raw::Map(entries) => {
            let mut map = Map::new();
            for (key, raw) in entries {
                let at = path.key(&key);
                let value = settle(raw, source, &at, problems);
                if map.contains_key(&key) {
                    let place = Place::Yaml(source.name.clone(), at, Part::Key);
                    problems.push(
                        Diagnostic::error(
                            Code::DUPLICATE_KEY,
                            format!("the key `{key}` stands twice in one mapping"),
                        )
                        .at(place),
                    );
                }
                map.insert(key, value);
            }
            Value::Object(map)
        }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a plain YAML value without tags, whose keys are strings")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        let number = Number::from_f64(value).map_or(Value::Null, Value::Number);
        Ok(Raw::Scalar(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let source = SourceFile::new("r.yaml", text);
        let problems = read(&source).err().unwrap_or_default();
        problems
            .iter()
            .map(|p| format!("{}: {}", p.code.0, p.message))
            .collect()
    }

    #[test]
    fn every_duplicate_is_reported() {
        let found = problems("а: 1\nа: 2\nb: {c: 1, c: 2}\n");
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn bombs_and_tags_are_errors_and_not_overflows() {
        assert_eq!(problems(&"- ".repeat(100_000)).len(), 1);
        assert_eq!(problems(&"[".repeat(100_000)).len(), 1);
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n";
        assert_eq!(problems(bomb).len(), 1);
        assert_eq!(problems("check: !regex x\n").len(), 1);
    }
}
