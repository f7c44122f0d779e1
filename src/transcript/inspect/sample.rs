//! One sample of a log: what it says.

use serde_json::{Map, Value};

use super::super::content::text;
use super::super::conversation::{Speaker, content_of, follow, question, speaker};
use super::super::each::{members, parse};
use super::super::line::clean_line;
use super::super::response::Response;
use super::super::turns::Turns;
use crate::verdict::quote;

/// Where a text stands that several records share.
const ATTACHMENT: &str = "attachment://";

/// The parts of a sample that are read; what was logged of its events can be a hundred times as long.
const PARTS: &[&str] = &[
    "id",
    "epoch",
    "input",
    "messages",
    "output",
    "error",
    "attachments",
];

/// What is read of a sample.
pub(super) fn parts(bytes: &[u8]) -> Result<Value, String> {
    let text = clean_line(bytes)?;
    let mut sample = Map::new();
    for (name, part) in members(text)? {
        if PARTS.contains(&name.as_str()) {
            sample.insert(name, parse(part.get().as_bytes())?);
        }
    }
    Ok(Value::Object(sample))
}

/// The answer of `sample`, by `model` unless the sample names another.
pub(super) fn response(sample: &Value, model: Option<&str>) -> Result<Response, String> {
    let output = &sample["output"];
    let message = &output["choices"][0]["message"];
    let content = content_of(message);
    let answer = if content.is_string() || content.is_array() {
        Some(text(content))
    } else {
        let completion = output["completion"].as_str().map(str::to_owned);
        completion.or_else(|| message.is_object().then(String::new))
    };
    let Some(answer) = answer else {
        return Err(match sample["error"]["message"].as_str() {
            Some(said) => format!("has no answer, it failed ({}): run it again", quote(said)),
            None => "has no `output` with an answer: run it again".to_owned(),
        });
    };
    let worked = worked(sample);
    let case = match &sample["id"] {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    };
    let epoch = sample["epoch"].as_u64();
    let input = &sample["input"];
    let prompt = match input.as_str() {
        Some(text) => Some(text.to_owned()),
        None => question(input.as_array().map_or(&[], Vec::as_slice)),
    };
    Ok(Response {
        case,
        repeat: epoch.and_then(|epoch| u32::try_from(epoch).ok()),
        prompt: prompt.map(|prompt| attached(sample, &prompt)),
        text: attached(sample, &answer),
        model: output["model"].as_str().or(model).map(str::to_owned),
        files: worked.files,
        tool_calls: worked.tool_calls,
        system: worked.system,
        ..Response::default()
    })
}

/// What the tools did over the whole sample: what stands for a user in between is part of the task.
fn worked(sample: &Value) -> Response {
    let mut turns = Turns::default();
    let messages = sample["messages"].as_array().map_or(&[][..], Vec::as_slice);
    for message in messages {
        match speaker(message) {
            Speaker::System => turns.instruct(&attached(sample, &text(content_of(message)))),
            Speaker::Agent | Speaker::Other => follow(&mut turns, message),
            Speaker::User => {}
        }
    }
    turns.answer(1, "", None);
    turns
        .last_answered()
        .map_or_else(Response::default, |(_, response)| response)
}

/// The text that `text` refers to, or `text` itself.
fn attached(sample: &Value, text: &str) -> String {
    let shared = text
        .strip_prefix(ATTACHMENT)
        .and_then(|key| sample["attachments"][key].as_str());
    shared.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answer_prompt_and_tools_are_read() {
        let sample = json!({
            "id": 7,
            "input": [{"role":"system","content":"s"},{"role":"user","content":"attachment://k"}],
            "attachments": {"k": "Как? 🙂"},
            "messages": [
                {"role":"user","content":"Как? 🙂"},
                {"role":"assistant","content":"","tool_calls":[{"id":"1","function":"write_file","arguments":{"path":"a","content":"и\u{306}"}}]},
                {"role":"tool","tool_call_id":"1","content":"ok"},
                {"role":"user","content":"continue"},
                {"role":"assistant","content":"","tool_calls":[{"id":"2","function":"write_file","arguments":{"path":"b","content":""}}]},
                {"role":"tool","tool_call_id":"2","content":"","error":{"type":"permission","message":"denied"}},
            ],
            "output": {"model":"m","choices":[{"message":{"content":[{"type":"reasoning","reasoning":"hm"},{"type":"text","text":"Готово\r\n"}]}}]},
        });
        let read = response(&sample, None).unwrap();
        assert_eq!(read.prompt.as_deref(), Some("Как? 🙂"));
        assert_eq!(read.text, "Готово\r\n");
        assert_eq!(read.case.as_deref(), Some("7"));
        assert_eq!(read.model.as_deref(), Some("m"));
        let paths: Vec<_> = read.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["a"]);
        assert_eq!(read.tool_calls.unwrap().len(), 2);
    }

    #[test]
    fn a_failed_sample_says_why() {
        let failed = json!({"error":{"message":"timeout"},"output":{"choices":[]}});
        assert!(response(&failed, None).unwrap_err().contains("timeout"));
        for output in [json!(null), json!(1), json!({"choices":"a"}), json!([])] {
            let sample = json!({"id":{},"epoch":-1,"messages":7,"input":3,"output":output});
            assert!(response(&sample, None).unwrap_err().contains("`output`"));
        }
    }
}
