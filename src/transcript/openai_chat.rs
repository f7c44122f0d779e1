//! Responses of the chat API: `object` is `chat.completion`.
//!
//! The response does not tell what was asked; a record with `request` and `response` does. The id is one of
//! the answer and differs from run to run, so it names no case. Of several choices the first is scored.

use serde_json::Value;

use super::conversation::answered;
use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::logged::prompt_of;
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "openai-chat",
    summary: "responses of the OpenAI chat API (`chat.completion`), with their requests or without",
    detect,
    reader: Reader::Each(read),
};

const OBJECT: &str = "chat.completion";

fn detect(head: &Head<'_>) -> bool {
    is_pair_or_response(head, |record| {
        record.get("object").is_some_and(|o| o == OBJECT)
    })
}

/// Whether a record, or the `response` in it, is what `known` knows.
pub(super) fn is_pair_or_response(
    head: &Head<'_>,
    known: fn(&serde_json::Map<String, Value>) -> bool,
) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let inner = record.get("response").and_then(Value::as_object);
    let batch = record.contains_key("custom_id");
    known(record) || (!batch && inner.is_some_and(known))
}

fn read(bytes: &[u8]) -> Result<Response, String> {
    let record = Value::Object(object(bytes)?);
    let (request, response) = pair(&record);
    Ok(Response {
        prompt: prompt_of(request),
        ..completion(response)?
    })
}

/// The request and the response of a record, which may be the response itself.
pub(super) fn pair(record: &Value) -> (&Value, &Value) {
    if record["response"].is_object() {
        (&record["request"], &record["response"])
    } else {
        (&Value::Null, record)
    }
}

/// What a chat completion says.
pub(super) fn completion(body: &Value) -> Result<Response, String> {
    let Some(choice) = body["choices"].get(0) else {
        return Err(match failure(body) {
            Some(said) => format!("the request failed ({said}): send it again"),
            None => "`choices` has no answer: record the whole response".to_owned(),
        });
    };
    let message = &choice["message"];
    if !message.is_object() {
        return Err("`choices[0]` has no `message`: record the whole response".to_owned());
    }
    let content = &message["content"];
    if !(content.is_string() || content.is_array() || content.is_null()) {
        return Err(
            "`choices[0].message.content` is neither a string nor a list of blocks".to_owned(),
        );
    }
    let mut spoken = message.clone();
    spoken["role"] = "assistant".into();
    if let (Value::Null, Value::String(refusal)) = (content, &message["refusal"]) {
        spoken["content"] = refusal.as_str().into();
    }
    Ok(Response {
        model: body["model"].as_str().map(str::to_owned),
        turn: None,
        ..answered([&spoken])?
    })
}

/// What a service says of a request that failed.
pub(super) fn failure(body: &Value) -> Option<String> {
    let error = &body["error"];
    let said = error["message"].as_str().or_else(|| error.as_str());
    said.map(crate::verdict::quote)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(record: &Value) -> Result<Response, String> {
        read(record.to_string().as_bytes())
    }

    fn response(message: &Value) -> Value {
        json!({"id":"chatcmpl-1","object":"chat.completion","model":"m","choices":[{"index":0,"message":message}]})
    }

    #[test]
    fn answer_calls_and_model_are_read() {
        let message = json!({"role":"assistant","content":"Да 🙂\r\n","tool_calls":[
            {"id":"1","type":"function","function":{"name":"write_file","arguments":"{\"path\":\"т.py\",\"content\":\"x\"}"}},
        ]});
        let read = said(&response(&message)).unwrap();
        assert_eq!(read.text, "Да 🙂\r\n");
        assert_eq!(read.model.as_deref(), Some("m"));
        assert_eq!(read.files[0].path, "т.py");
        assert_eq!(read.tool_calls.unwrap()[0].name, "write_file");
        assert_eq!((read.case, read.prompt, read.turn), (None, None, None));
    }

    #[test]
    fn a_request_beside_the_response_gives_the_prompt() {
        let message = json!({"role":"assistant","content":"a"});
        let pair = json!({"request":{"messages":[{"role":"user","content":"и\u{306}?"}]},"response":response(&message)});
        assert_eq!(said(&pair).unwrap().prompt.as_deref(), Some("и\u{306}?"));
        let text = pair.to_string();
        assert!(detect(&Head::new("a", text.as_bytes())));
    }

    #[test]
    fn silence_with_calls_is_an_empty_answer_and_a_refusal_is_one() {
        let silent = json!({"role":"assistant","content":null,"tool_calls":[]});
        assert_eq!(said(&response(&silent)).unwrap().text, "");
        let refused = json!({"role":"assistant","content":null,"refusal":"Нет."});
        assert_eq!(said(&response(&refused)).unwrap().text, "Нет.");
    }

    #[test]
    fn what_is_missing_is_named() {
        let reason = |record: &Value| said(record).unwrap_err();
        assert!(reason(&json!({"error":{"message":"quota"}})).contains("quota"));
        for choices in [json!(null), json!(1), json!([]), json!({"0":1})] {
            let record = json!({"object":"chat.completion","choices":choices});
            assert!(reason(&record).contains("`choices`"), "{record}");
        }
        assert!(reason(&json!({"choices":[{"message":"a"}]})).contains("no `message`"));
        assert!(reason(&response(&json!({"content":{"a":1}}))).contains("content"));
        assert!(read(b"[1]").unwrap_err().contains("no JSON object"));
    }

    #[test]
    fn only_responses_are_recognised() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(
            r#"{"id":"c","object":"chat.completion","choices":[{"message":{"content":"cut"#
        ));
        assert!(!detects(r#"{"object":"chat.completion.chunk"}"#));
        assert!(!detects(r#"{"model":"m","messages":[]}"#));
    }
}
