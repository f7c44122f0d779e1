//! Responses of the Messages API: `type` is `message`, `role` is `assistant`.
//!
//! Thinking is no answer. Results of its batches (`custom_id` and `result`) are read too; the id of a message
//! names no case, `custom_id` does.

use serde_json::Value;

use super::conversation::answered;
use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::openai_chat::{failure, is_pair_or_response, pair};
use super::reading::{Answers, Reading};
use super::requested::requested;
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "anthropic-messages",
    summary: "responses of the Anthropic Messages API, results of its batches included",
    detect,
    reader: Reader::Each(read),
};

fn detect(head: &Head<'_>) -> bool {
    let result = head.record().is_some_and(|record| {
        let result = record.get("result");
        let kind = result.and_then(|result| result.get("type"));
        record.contains_key("custom_id") && kind.is_some_and(Value::is_string)
    });
    let message = is_pair_or_response(head, |record| {
        let is = |key: &str, value: &str| record.get(key).is_some_and(|found| found == value);
        is("type", "message") && is("role", "assistant")
    });
    result || message
}

fn read(bytes: &[u8], reading: &Reading) -> Result<Answers, String> {
    let record = Value::Object(object(bytes)?);
    let result = &record["result"];
    if result.is_object() {
        if !result["message"].is_object() {
            let said = failure(&result["error"])
                .or_else(|| failure(result))
                .or_else(|| result["type"].as_str().map(crate::verdict::quote));
            let said = said.unwrap_or_default();
            return Err(format!("the request failed ({said}): send it again"));
        }
        let response = Response {
            case: record["custom_id"].as_str().map(str::to_owned),
            ..message(&result["message"])?
        };
        return Ok(response.into());
    }
    let (request, response) = pair(&record);
    requested(request, reading.turns, || {
        message(response).map(Answers::from)
    })
}

/// What a message of the assistant says.
fn message(body: &Value) -> Result<Response, String> {
    let content = &body["content"];
    if !(content.is_array() || content.is_string()) {
        return Err(match failure(body) {
            Some(said) => format!("the request failed ({said}): send it again"),
            None => "`content` is not a list of blocks: record the whole response".to_owned(),
        });
    }
    let mut spoken = body.clone();
    spoken["role"] = "assistant".into();
    Ok(Response {
        model: body["model"].as_str().map(str::to_owned),
        turn: None,
        ..answered([&spoken])?
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::reading::first_answer;
    use super::*;

    fn read(record: &[u8]) -> Result<Response, String> {
        first_answer(super::read, record)
    }

    fn said(record: &Value) -> Result<Response, String> {
        read(record.to_string().as_bytes())
    }

    #[test]
    fn text_is_read_and_thinking_is_not() {
        let record = json!({"id":"msg_1","type":"message","role":"assistant","model":"m","content":[
            {"type":"thinking","thinking":"hm"},
            {"type":"text","text":"Да 🙂\r\n"},
            {"type":"tool_use","id":"1","name":"Write","input":{"file_path":"т","content":"и\u{306}"}},
        ]});
        assert!(detect(&Head::new("a", record.to_string().as_bytes())));
        let read = said(&record).unwrap();
        assert_eq!(read.text, "Да 🙂\r\n");
        assert_eq!(read.files[0].content, "и\u{306}");
        assert_eq!(read.tool_calls.unwrap()[0].name, "Write");
        assert_eq!((read.case, read.model.as_deref()), (None, Some("m")));
    }

    #[test]
    fn results_of_batches_have_a_case_or_a_reason() {
        let message =
            json!({"type":"message","role":"assistant","content":[{"type":"text","text":"a"}]});
        let good = json!({"custom_id":"я","result":{"type":"succeeded","message":message}});
        assert!(detect(&Head::new("a", good.to_string().as_bytes())));
        assert_eq!(said(&good).unwrap().case.as_deref(), Some("я"));
        let bad = json!({"custom_id":"я","result":{"type":"expired"}});
        assert!(said(&bad).unwrap_err().contains("expired"));
        let error = json!({"error":{"message":"too long"}});
        let bad = json!({"custom_id":"я","result":{"type":"errored","error":error}});
        assert!(said(&bad).unwrap_err().contains("too long"));
    }

    #[test]
    fn wrong_types_are_named() {
        for content in [json!(null), json!(1), json!({"type":"text"})] {
            let record = json!({"type":"message","role":"assistant","content":content});
            assert!(said(&record).unwrap_err().contains("`content`"));
        }
        let odd =
            json!({"type":"message","role":"assistant","content":[1,{"type":"text","text":2}]});
        assert_eq!(said(&odd).unwrap().text, "");
        let asked = json!({"type":"message","role":"user","content":"q"});
        assert!(!detect(&Head::new("a", asked.to_string().as_bytes())));
    }
}
