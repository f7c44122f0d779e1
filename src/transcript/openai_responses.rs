//! Responses of the Responses API: `object` is `response`, and `output` lists what the model did.
//!
//! Text stands in the messages of `output`; reasoning is no answer. The request is not part of a response; a
//! record with `request` and `response` has it.

use serde_json::{Value, json};

use super::conversation::{answered, arguments};
use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::instructions::digest_of;
use super::openai_chat::{failure, is_pair_or_response, pair};
use super::reading::{Answers, Reading};
use super::requested::requested;
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "openai-responses",
    summary: "responses of the OpenAI Responses API, with their requests or without",
    detect,
    reader: Reader::Each(read),
};

fn detect(head: &Head<'_>) -> bool {
    is_pair_or_response(head, |record| {
        record
            .get("object")
            .is_some_and(|object| object == "response")
    })
}

fn read(bytes: &[u8], reading: &Reading) -> Result<Answers, String> {
    let record = Value::Object(object(bytes)?);
    let (request, response) = pair(&record);
    requested(request, reading.turns, || {
        output(response).map(Answers::from)
    })
}

/// What a response says.
pub(super) fn output(body: &Value) -> Result<Response, String> {
    let Some(items) = body["output"].as_array() else {
        return Err(match failure(body) {
            Some(said) => format!("the request failed ({said}): send it again"),
            None => "`output` is not a list: record the whole response".to_owned(),
        });
    };
    if items.is_empty()
        && let Some(said) = failure(body)
    {
        return Err(format!("the request failed ({said}): send it again"));
    }
    // An answer of nothing but reasoning is an empty one.
    let mut messages = vec![json!({"role": "assistant", "content": ""})];
    messages.extend(items.iter().filter_map(spoken));
    Ok(Response {
        model: body["model"].as_str().map(str::to_owned),
        system: digest_of(&body["instructions"]),
        turn: None,
        ..answered(&messages)?
    })
}

/// An item of the output as a message of the agent.
fn spoken(item: &Value) -> Option<Value> {
    let call = |input: &Value| {
        let call = json!({"id": item["call_id"], "name": item["name"], "arguments": input});
        json!({"role": "assistant", "content": "", "tool_calls": [call]})
    };
    match item["type"].as_str()? {
        "message" => {
            let mut content = item["content"].clone();
            for block in content.as_array_mut().into_iter().flatten() {
                if block["type"] == "refusal" {
                    let said = block["refusal"].take();
                    *block = json!({"type": "text", "text": said});
                }
            }
            Some(json!({"role": "assistant", "content": content}))
        }
        "function_call" | "mcp_call" => Some(call(&arguments(&item["arguments"]))),
        "custom_tool_call" => Some(call(&item["input"])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::first_answer;
    use super::*;

    fn read(record: &[u8]) -> Result<Response, String> {
        first_answer(super::read, record)
    }

    fn said(output: &Value) -> Result<Response, String> {
        let record = json!({"id":"r","object":"response","model":"m","output":output});
        assert!(detect(&Head::new("a", record.to_string().as_bytes())));
        read(record.to_string().as_bytes())
    }

    #[test]
    fn texts_are_joined_and_reasoning_is_left_out() {
        let read = said(&json!([
            {"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Да "},{"type":"output_text","text":"🙂"}]},
            {"type":"function_call","call_id":"1","name":"write_file","arguments":"{\"path\":\"a\",\"content\":\"и\u{306}\"}"},
            {"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"Нет"}]},
        ]))
        .unwrap();
        assert_eq!(read.text, "Да 🙂\n\nНет");
        assert_eq!(read.files[0].content, "и\u{306}");
        assert_eq!(read.tool_calls.unwrap()[0].name, "write_file");
        assert_eq!(read.model.as_deref(), Some("m"));
    }

    #[test]
    fn a_request_beside_it_gives_the_prompt() {
        let record =
            json!({"request":{"input":"Как?"},"response":{"object":"response","output":[]}});
        let read = read(record.to_string().as_bytes()).unwrap();
        assert_eq!(read.prompt.as_deref(), Some("Как?"));
        assert_eq!(read.text, "");
    }

    #[test]
    fn wrong_types_are_named_or_passed_over() {
        for output in [json!(null), json!("a"), json!({"a":[]})] {
            assert!(said(&output).unwrap_err().contains("`output`"));
        }
        let odd = json!([1, {"type":3}, {"type":"message","content":7}, {"type":"function_call","name":[]}]);
        assert_eq!(said(&odd).unwrap().text, "");
        let failed = json!({"object":"response","output":[],"error":{"message":"quota"}});
        assert!(output(&failed).unwrap_err().contains("quota"));
    }
}
