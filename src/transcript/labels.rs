//! What identifies and describes a record: its case, repeat, tags, files, tool calls and model.
//!
//! Each has one meaning in all line formats. A label of the wrong kind is refused, because a record that is
//! counted under the wrong case is compared with the wrong answer.

use serde_json::Value;

use super::field::{Choice, Field};
use super::instructions::digest_of;
use super::response::{Response, ToolCall, WrittenFile};

/// Names of the case; the first present wins.
pub(super) const CASE: &[&str] = &["id", "case", "case_id", "custom_id", "key", "doc_id"];
/// Names of the repeat; the first present wins.
pub(super) const REPEAT: &[&str] = &["repeat", "epoch", "trial"];

/// What identifies and describes a record.
#[derive(Debug)]
pub(super) struct Labels<'a> {
    /// The explicit id.
    pub(super) case: Choice<'a>,
    /// The number of the repeat.
    pub(super) repeat: Choice<'a>,
    /// The tags, unchecked.
    pub(super) tags: Option<Value>,
    /// The written files, unchecked.
    pub(super) files: Option<Value>,
    /// The called tools, unchecked.
    pub(super) tool_calls: Option<Value>,
    /// The model; anything but a name is no model.
    pub(super) model: Option<Field<'a>>,
    /// The system prompt; what is neither a string nor a list of blocks is none.
    pub(super) system: Option<Value>,
}

impl Default for Labels<'_> {
    fn default() -> Self {
        Self {
            case: Choice::of(CASE),
            repeat: Choice::of(REPEAT),
            tags: None,
            files: None,
            tool_calls: None,
            model: None,
            system: None,
        }
    }
}

impl Labels<'_> {
    /// A response with these labels and nothing else.
    pub(super) fn response(self) -> Result<Response, String> {
        let Self {
            case,
            repeat,
            tags,
            files,
            tool_calls,
            model,
            system,
        } = self;
        Ok(Response {
            case: case.take().map_or(Ok(None), case_text)?,
            repeat: repeat.take().map_or(Ok(None), repeat_number)?,
            tags: tags.map_or_else(|| Ok(Vec::new()), tag_list)?,
            files: files.map_or_else(|| Ok(Vec::new()), file_list)?,
            tool_calls: tool_calls.map_or(Ok(None), call_list)?,
            model: match model {
                Some(Field::Text(model)) => Some(model.into_owned()),
                Some(Field::Null | Field::Integer(_) | Field::Other(_)) | None => None,
            },
            system: system.as_ref().and_then(digest_of),
            ..Response::default()
        })
    }
}

fn case_text((name, field): (&str, Field<'_>)) -> Result<Option<String>, String> {
    match field {
        Field::Null => Ok(None),
        Field::Text(text) => Ok(Some(text.into_owned()).filter(|text| !text.is_empty())),
        Field::Integer(number) => Ok(Some(number.to_string())),
        Field::Other(kind) => Err(format!(
            "`{name}` is {kind}: give a string or a whole number"
        )),
    }
}

fn repeat_number((name, field): (&str, Field<'_>)) -> Result<Option<u32>, String> {
    let kind = field.kind();
    match field {
        Field::Null => Ok(None),
        Field::Integer(number) => u32::try_from(number)
            .map(Some)
            .map_err(|_| format!("`{name}` is {number}: give a whole number from 0")),
        Field::Text(_) | Field::Other(_) => {
            Err(format!("`{name}` is {kind}: give a whole number from 0"))
        }
    }
}

fn tag_list(tags: Value) -> Result<Vec<String>, String> {
    let refused = || "`tags` is not a list of strings: give `[\"one\", \"two\"]`".to_owned();
    match tags {
        Value::Null => Ok(Vec::new()),
        Value::String(tag) => Ok(vec![tag]),
        Value::Array(_) => serde_json::from_value(tags).map_err(|_| refused()),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Err(refused()),
    }
}

fn file_list(files: Value) -> Result<Vec<WrittenFile>, String> {
    let refused =
        "`files` is not a list of files: give `[{\"path\": \"..\", \"content\": \"..\"}]`";
    let text = |file: &mut Value, key| match file.get_mut(key).map(Value::take) {
        Some(Value::String(text)) => Ok(text),
        Some(_) | None => Err(refused.to_owned()),
    };
    match files {
        Value::Null => Ok(Vec::new()),
        Value::Array(files) => files
            .into_iter()
            .map(|mut file| {
                let path = text(&mut file, "path")?;
                let content = text(&mut file, "content")?;
                Ok(WrittenFile { path, content })
            })
            .collect(),
        Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            Err(refused.to_owned())
        }
    }
}

/// Calls in the shape of a script or of a chat API; `null` is no list.
fn call_list(calls: Value) -> Result<Option<Vec<ToolCall>>, String> {
    let refused = || {
        "`tool_calls` is not a list of calls: give `[{\"name\": \"..\", \"arguments\": {..}}]`"
            .to_owned()
    };
    let call = |call: &Value| {
        let function = call.get("function").unwrap_or(call);
        let name = function["name"].as_str().filter(|name| !name.is_empty())?;
        let arguments = match function.get("arguments").or_else(|| function.get("input")) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => "{}".to_owned(),
            Some(value) => value.to_string(),
        };
        Some(ToolCall {
            name: name.to_owned(),
            arguments,
        })
    };
    match calls {
        Value::Null => Ok(None),
        Value::Array(calls) => {
            let calls: Option<Vec<ToolCall>> = calls.iter().map(call).collect();
            calls.map(Some).ok_or_else(refused)
        }
        Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Record;
    use super::*;

    fn labels(line: &str) -> Result<Response, String> {
        Record::parse(line.as_bytes())?.labels.response()
    }

    #[test]
    fn an_integer_id_becomes_text() {
        assert_eq!(labels(r#"{"id":-7}"#).unwrap().case.unwrap(), "-7");
        let big = labels(r#"{"doc_id":18446744073709551615}"#).unwrap();
        assert_eq!(big.case.unwrap(), "18446744073709551615");
    }

    #[test]
    fn the_first_id_alias_wins() {
        let line = r#"{"doc_id":3,"custom_id":"б","case":"а"}"#;
        assert_eq!(labels(line).unwrap().case.unwrap(), "а");
    }

    #[test]
    fn a_null_or_empty_id_is_none() {
        assert_eq!(labels(r#"{"id":null}"#).unwrap().case, None);
        assert_eq!(labels(r#"{"id":""}"#).unwrap().case, None);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let reason = labels(r#"{"id":[1]}"#).unwrap_err();
        assert_eq!(reason, "`id` is a list: give a string or a whole number");
    }

    #[test]
    fn a_repeat_is_a_whole_number_from_zero() {
        assert_eq!(labels(r#"{"trial":2}"#).unwrap().repeat, Some(2));
        assert!(
            labels(r#"{"epoch":-1}"#)
                .unwrap_err()
                .contains("`epoch` is -1")
        );
        assert!(
            labels(r#"{"epoch":0.5}"#)
                .unwrap_err()
                .contains("not whole")
        );
    }

    #[test]
    fn tags_are_a_list_or_one_string() {
        assert_eq!(labels(r#"{"tags":["а","б"]}"#).unwrap().tags, ["а", "б"]);
        assert_eq!(labels(r#"{"tags":"🙂"}"#).unwrap().tags, ["🙂"]);
        assert!(labels(r#"{"tags":[1]}"#).unwrap_err().contains("`tags`"));
    }

    #[test]
    fn tool_calls_have_a_name_and_perhaps_arguments() {
        let calls = |line: &str| labels(line).unwrap().tool_calls;
        let line = r#"{"tool_calls":[{"name":"Чтение"},{"function":{"name":"b","arguments":"{\"x\":1}"}},{"name":"c","input":{"🙂":2}}]}"#;
        let all = calls(line).unwrap();
        let told: Vec<_> = all.iter().map(|c| (&*c.name, &*c.arguments)).collect();
        assert_eq!(
            told,
            [("Чтение", "{}"), ("b", r#"{"x":1}"#), ("c", r#"{"🙂":2}"#)]
        );
        assert_eq!(calls(r#"{"tool_calls":[]}"#), Some(Vec::new()));
        assert_eq!(calls(r#"{"tool_calls":null}"#), None);
        assert_eq!(calls("{}"), None);
        for line in [r#"{"tool_calls":["a"]}"#, r#"{"tool_calls":{"name":"a"}}"#] {
            assert!(labels(line).unwrap_err().contains("`tool_calls`"), "{line}");
        }
    }

    #[test]
    fn files_have_path_and_content() {
        let line = r#"{"files":[{"path":"a.py","content":"x\r\n"}]}"#;
        assert_eq!(labels(line).unwrap().files[0].content, "x\r\n");
        assert!(
            labels(r#"{"files":["a.py"]}"#)
                .unwrap_err()
                .contains("`files`")
        );
        assert!(
            labels(r#"{"files":{"a.py":1}}"#)
                .unwrap_err()
                .contains("`files`")
        );
    }
}
