//! Records of a shape that no format knows: pointers tell where prompt and answer stand.
//!
//! A mapping is given as `response=/output/text,prompt=/question`, with JSON pointers (RFC 6901). What a
//! pointer finds is taken as the same label of a known format would be: an answer is a string.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::each::parse;
use super::format::{Format, Reader};
use super::head::Head;
use super::instructions::digest_of;
use super::reading::{Answers, Reading};
use super::response::Response;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::verdict::quote;

/// Records read by a mapping.
pub static MAPPED: Format = Format {
    name: "mapped",
    summary: "JSON Lines, a list or documents, with what is read where `--map` says",
    detect: |_| false,
    reader: Reader::Each(read),
};

/// What a mapping can name.
const NAMES: [&str; 5] = ["case", "prompt", "response", "system", "model"];

/// Where a record has what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    response: String,
    prompt: Option<String>,
    case: Option<String>,
    system: Option<String>,
    model: Option<String>,
}

impl Mapping {
    /// Reads `response=/a/b,prompt=/c`.
    ///
    /// # Errors
    /// What is wrong, and how it is written.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let mut found: [Option<String>; 5] = Default::default();
        for part in text.split(',') {
            let Some((name, at)) = part.split_once('=') else {
                let message = format!("`--map` has {}, which is no `name=/pointer`", quote(part));
                return Err(problem(
                    message,
                    "give `response=/output/text,prompt=/question`",
                ));
            };
            let name = name.trim();
            let Some(slot) = NAMES.iter().position(|known| *known == name) else {
                let message = format!("`--map` has {}, which cannot be mapped", quote(name));
                let all = format!("names: `{}`", NAMES.join("`, `"));
                let near = did_you_mean(name, NAMES).map(|near| format!("{near} {all}"));
                return Err(problem(message, near.unwrap_or(all)));
            };
            if found[slot].is_some() {
                let message = format!("`--map` has `{name}` twice");
                return Err(problem(message, "keep one of them"));
            }
            found[slot] = Some(pointer(name, at.trim())?);
        }
        let [case, prompt, response, system, model] = found;
        let Some(response) = response else {
            let message = "`--map` does not say where the answer is";
            return Err(problem(message, "add `response=/its/place`"));
        };
        Ok(Self {
            response,
            prompt,
            case,
            system,
            model,
        })
    }

    /// Whether a file that begins like this has an answer where the mapping says.
    #[must_use]
    pub fn suits(&self, head: &Head<'_>) -> bool {
        let Some(first) = &head.first_record else {
            return false;
        };
        let found = |record: &Value| record.pointer(&self.response).is_some();
        // What lies behind the head may be there.
        !head.complete || found(first) || first.get(0).is_some_and(found)
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = [&self.case, &self.prompt, &None, &self.system, &self.model];
        write!(f, "response {}", self.response)?;
        for (name, pointer) in NAMES.iter().zip(others) {
            if let Some(pointer) = pointer {
                write!(f, ", {name} {pointer}")?;
            }
        }
        Ok(())
    }
}

fn problem(message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::ARGUMENT, message).help(help)
}

/// A pointer as RFC 6901 has it; the empty one, which is the whole record, is none.
fn pointer(name: &str, text: &str) -> Result<String, Diagnostic> {
    let quoted = quote(text);
    if !text.starts_with('/') {
        let message = format!("`--map` has {quoted} for `{name}`, which is no JSON pointer");
        return Err(problem(message, "it begins with `/`, as `/choices/0/text`"));
    }
    let mut escapes = text.split('~').skip(1);
    if escapes.any(|rest| !rest.starts_with(['0', '1'])) {
        let message = format!("`--map` has {quoted} for `{name}`, where `~` stands alone");
        let help = "a key with `~` is written with `~0`, a key with `/` with `~1`";
        return Err(problem(message, help));
    }
    Ok(text.to_owned())
}

fn read(bytes: &[u8], reading: &Reading) -> Result<Answers, String> {
    let Some(map) = &reading.map else {
        return Err("nothing says where the answer is: give `--map`".to_owned());
    };
    let record = parse(bytes)?;
    let prompt = map.prompt.as_deref().map(|at| text(&record, at));
    let case = map.case.as_deref().map(|at| id(&record, at));
    let model = map.model.as_deref().map(|at| text(&record, at));
    let system = map.system.as_deref().map(|at| instructions(&record, at));
    let answer = text(&record, &map.response)?.ok_or_else(|| {
        format!(
            "`{}` is null: no answer was recorded; record it again or leave the record out",
            map.response
        )
    })?;
    let response = Response {
        case: case.transpose()?.flatten(),
        prompt: prompt.transpose()?.flatten(),
        text: answer,
        model: model.transpose()?.flatten(),
        system: system.transpose()?.flatten(),
        ..Response::default()
    };
    Ok(response.into())
}

fn at<'a>(record: &'a Value, pointer: &str) -> Result<&'a Value, String> {
    record.pointer(pointer).ok_or_else(|| {
        format!(
            "the record has nothing at {}: look where `--map` points",
            quote(pointer)
        )
    })
}

/// The string at `pointer`; null is none.
fn text(record: &Value, pointer: &str) -> Result<Option<String>, String> {
    match at(record, pointer)? {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            let kind = kind(other);
            Err(format!("{} is {kind}: point to a string", quote(pointer)))
        }
    }
}

/// The id at `pointer`: a string or a whole number.
fn id(record: &Value, pointer: &str) -> Result<Option<String>, String> {
    match at(record, pointer)? {
        Value::Number(number) if !number.is_f64() => Ok(Some(number.to_string())),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(format!(
            "{} is neither a string nor a whole number: it cannot be the case",
            quote(pointer)
        )),
        Value::Null | Value::String(_) => {
            let id = text(record, pointer)?;
            Ok(id.filter(|id| !id.is_empty()))
        }
    }
}

/// A system prompt: a string, or a list of blocks.
fn instructions(record: &Value, pointer: &str) -> Result<Option<Arc<str>>, String> {
    let value = at(record, pointer)?;
    if value.is_array() {
        return Ok(digest_of(value));
    }
    Ok(text(record, pointer)?.and_then(|_| digest_of(value)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mapped(map: &str, record: &Value) -> Result<Response, String> {
        let map = Some(Arc::new(Mapping::parse(map).unwrap()));
        let reading = Reading {
            map,
            ..Reading::default()
        };
        let answers = read(record.to_string().as_bytes(), &reading)?;
        Ok(answers.into_iter().next().unwrap())
    }

    #[test]
    fn what_the_pointers_find_is_read() {
        let map = "prompt=/вопрос, response=/a~1b/0/~0,case=/id,system=/s,model=/m";
        let record = json!({
            "вопрос": "и\u{306}?\r\n", "a/b": [{"~": "Да 🙂\r\n"}], "id": 7, "s": "Ты", "m": "м-1",
        });
        let read = mapped(map, &record).unwrap();
        assert_eq!(read.prompt.as_deref(), Some("и\u{306}?\r\n"));
        assert_eq!(read.text, "Да 🙂\r\n");
        assert_eq!(read.case.as_deref(), Some("7"));
        assert_eq!(read.model.as_deref(), Some("м-1"));
        assert_eq!(read.system, digest_of(&json!("Ты")));
        assert_eq!((read.turn, read.tool_calls), (None, None));
        let nulls = json!({"вопрос":null,"a/b":[{"~":""}],"id":"","s":null,"m":null});
        assert_eq!(mapped(map, &nulls), Ok(Response::default()));
    }

    #[test]
    fn a_mapping_that_makes_no_sense_says_how_to_mend_it() {
        for (map, says) in [
            ("", "no `name=/pointer`"),
            ("prompt=/a", "add `response="),
            ("response", "no `name=/pointer`"),
            ("response=/a,response=/b", "keep one of them"),
            ("response=/a,", "no `name=/pointer`"),
            ("respnse=/a", "did you mean `response`"),
            ("ответ=/a", "names: `case`, `prompt`, `response`"),
            ("response=a/b", "begins with `/`"),
            ("response=", "begins with `/`"),
            ("response=$.a", "begins with `/`"),
            ("response=/a~", "`~0`"),
            ("response=/a~2b", "`~1`"),
        ] {
            let problem = Mapping::parse(map).unwrap_err();
            let told = format!("{problem:?}");
            assert!(told.contains(says), "{map}: {told}");
        }
    }

    #[test]
    fn what_a_pointer_does_not_find_or_is_no_text_is_named() {
        let map = "response=/a/0,case=/id";
        for (record, says) in [
            (json!({"id":1}), "nothing at `/a/0`"),
            (json!({"id":1,"a":[]}), "nothing at `/a/0`"),
            (json!({"id":1,"a":"x"}), "nothing at `/a/0`"),
            (json!([1]), "nothing at `/a/0`"),
            (json!({"a":["x"]}), "nothing at `/id`"),
            (json!({"id":1,"a":[null]}), "`/a/0` is null"),
            (
                json!({"id":1,"a":[1]}),
                "`/a/0` is a number: point to a string",
            ),
            (json!({"id":1,"a":[{}]}), "`/a/0` is an object"),
            (
                json!({"id":1.5,"a":["x"]}),
                "neither a string nor a whole number",
            ),
            (
                json!({"id":[],"a":["x"]}),
                "neither a string nor a whole number",
            ),
        ] {
            let reason = mapped(map, &record).unwrap_err();
            assert!(reason.contains(says), "{record}: {reason}");
        }
    }

    #[test]
    fn a_file_suits_when_its_first_record_has_an_answer() {
        let map = Mapping::parse("response=/a/b").unwrap();
        let suits = |text: &str| map.suits(&Head::new("x", text.as_bytes()));
        for yes in [
            "{\"a\":{\"b\":3}}\n{}",
            "[{\"a\":{\"b\":\"x\"}}]",
            "{\n\"a\":{\"b\":\"\"}\n}",
            "{\"long\":\"cut",
        ] {
            assert!(suits(yes), "{yes}");
        }
        for no in ["", "a: b", "{\"a\":1}", "[]", "# {\"a\":{\"b\":1}}"] {
            assert!(!suits(no), "{no}");
        }
    }
}
