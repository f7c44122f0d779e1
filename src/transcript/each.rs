//! JSON records however they lie: one a line, as elements of one list, or one after the other.

use std::collections::BTreeMap;

use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::format::stream;
use super::line::{clean_line, json_reason};

/// The members of an object as JSON text, unbuilt: what is not needed of it may be long.
pub(super) fn members(text: &str) -> Result<BTreeMap<String, &RawValue>, String> {
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => "the record is no JSON object: each record must be one".to_owned(),
        Category::Io | Category::Syntax | Category::Eof => located(text, &error),
    })
}

/// The records of a file, built one at a time.
pub(super) fn values(text: &str) -> impl Iterator<Item = (usize, Result<Value, String>)> {
    stream(text.as_bytes(), None).map(|(line, piece)| (line, piece.text().and_then(parse)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_but_an_object_is_no_record() {
        assert!(object(b"[1]").unwrap_err().contains("no JSON object"));
        assert!(object(b"{\n\"a\":x}").unwrap_err().starts_with("line 2 of"));
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
}
