//! Responses of the chat API: `object` is `chat.completion`.
//!
//! The response does not tell what was asked; a record with `request` and `response` does. The id is one of
//! the answer and differs from run to run, so it names no case. Several choices are repeats, in
//! the order of their indices.

use serde_json::Value;

use super::content::blocks;
use super::conversation::answered;
use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::reading::{Answers, Reading};
use super::requested::requested;
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

fn read(bytes: &[u8], reading: &Reading) -> Result<Answers, String> {
    let record = Value::Object(object(bytes)?);
    let (request, response) = pair(&record);
    requested(request, reading.turns, || completion(response))
}

/// The request and the response of a record, which may be the response itself.
pub(super) fn pair(record: &Value) -> (&Value, &Value) {
    if record["response"].is_object() {
        (&record["request"], &record["response"])
    } else {
        (&Value::Null, record)
    }
}

/// What a chat completion says: one answer for each choice.
pub(super) fn completion(body: &Value) -> Result<Answers, String> {
    let mut choices: Vec<(usize, &Value)> = blocks(&body["choices"]).iter().enumerate().collect();
    choices.sort_by_key(|(place, choice)| choice["index"].as_u64().unwrap_or(*place as u64));
    let answers = choices.into_iter().map(|(place, choice)| {
        let read = said(&choice["message"]);
        read.map_err(|problem| format!("`choices[{place}]{problem}"))
    });
    let answers = answers.collect::<Result<Vec<_>, String>>()?;
    let model = body["model"].as_str();
    let answers = answers.into_iter().map(|one| Response {
        model: model.map(str::to_owned),
        ..one
    });
    Answers::several(answers).ok_or_else(|| match failure(body) {
        Some(said) => format!("the request failed ({said}): send it again"),
        None => "`choices` has no answer: record the whole response".to_owned(),
    })
}

/// What the message of a choice says; a problem is told behind the place of the choice.
fn said(message: &Value) -> Result<Response, String> {
    if !message.is_object() {
        return Err("` has no `message`: record the whole response".to_owned());
    }
    let content = &message["content"];
    if !(content.is_string() || content.is_array() || content.is_null()) {
        return Err(".message.content` is neither a string nor a list of blocks".to_owned());
    }
    let mut spoken = message.clone();
    spoken["role"] = "assistant".into();
    if let (Value::Null, Value::String(refusal)) = (content, &message["refusal"]) {
        spoken["content"] = refusal.as_str().into();
    }
    Ok(Response {
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
        let answers = read(record.to_string().as_bytes(), &Reading::default())?;
        Ok(answers.into_iter().next().unwrap())
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
        assert!(said(&json!([1])).unwrap_err().contains("no JSON object"));
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

    fn pair_of(request: &Value, choices: &Value) -> String {
        let response = json!({"object":"chat.completion","model":"m","choices":choices});
        json!({"request":request,"response":response}).to_string()
    }

    fn turns(record: &str, turns: &str) -> Result<Vec<Response>, String> {
        let turns = turns.parse().unwrap();
        let read = read(record.as_bytes(), &Reading { turns, map: None })?;
        Ok(read.into_iter().collect())
    }

    #[test]
    fn choices_are_answers_in_the_order_of_their_indices() {
        let choice = |index: u64, text: &str| json!({"index":index,"message":{"content":text}});
        let choices = json!([choice(1, "два 🙂"), choice(0, "раз")]);
        let record = pair_of(&json!({"messages":[]}), &choices);
        let texts: Vec<_> = turns(&record, "last")
            .unwrap()
            .into_iter()
            .map(|r| r.text)
            .collect();
        assert_eq!(texts, ["раз", "два 🙂"]);
        let broken = pair_of(
            &Value::Null,
            &json!([choice(0, "a"), {"message":{"content":7}}]),
        );
        let reason = turns(&broken, "last").unwrap_err();
        assert!(
            reason.starts_with("`choices[1].message.content`"),
            "{reason}"
        );
    }

    #[test]
    fn earlier_turns_stand_in_the_request() {
        let request = json!({"messages":[
            {"role":"system","content":"Ты"},
            {"role":"user","content":"раз"},
            {"role":"assistant","content":"один"},
            {"role":"user","content":"два"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"t","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"1","content":"!"},
        ]});
        let record = pair_of(&request, &json!([{"message":{"content":"и\u{306}"}}]));
        let all = turns(&record, "all").unwrap();
        let told: Vec<_> = all
            .iter()
            .map(|r| (r.prompt.as_deref(), r.text.as_str()))
            .collect();
        assert_eq!(told, [(Some("раз"), "один"), (Some("два"), "и\u{306}")]);
        assert_eq!(all[0].system, all[1].system);
        assert!(all[0].system.is_some());
        assert_eq!(turns(&record, "1").unwrap(), all[..1]);
        assert_eq!(turns(&record, "2").unwrap(), all[1..]);
        assert!(turns(&record, "3").unwrap_err().contains("2 turns"));
        let last = turns(&record, "last").unwrap();
        assert_eq!((last[0].turn, last[0].text.as_str()), (None, "и\u{306}"));
    }
}
