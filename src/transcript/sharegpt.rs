//! `ShareGPT`: conversations under `conversations`, in a list or one a line.
//!
//! Speakers stand under `from` and texts under `value`. The last message must be the answer, as in other
//! conversations.

use serde_json::Value;

use super::conversation::{Speaker, conversed, speaker};
use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::instructions::digest_of;
use super::reading::{Answers, Reading};
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "sharegpt",
    summary: "ShareGPT conversations, as a JSON list or JSON Lines; the last answer is scored",
    detect,
    reader: Reader::Each(read),
};

/// Names of the list of messages; the first present wins.
const CONVERSATION: &[&str] = &["conversations", "conversation"];

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let list = CONVERSATION.iter().find_map(|name| record.get(*name));
    list.is_some_and(|list| match list.as_array() {
        Some(messages) => messages.first().is_none_or(|m| m["from"].is_string()),
        None => list.is_null() && !head.complete && head.mentions("\"from\""),
    })
}

fn read(bytes: &[u8], reading: &Reading) -> Result<Answers, String> {
    let record = object(bytes)?;
    let list = CONVERSATION.iter().find_map(|name| record.get(*name));
    let Some(messages) = list.and_then(Value::as_array) else {
        return Err("`conversations` is not a list: give it as `[{\"from\": \"human\", \"value\": \"..\"}, ..]`".to_owned());
    };
    for (index, message) in messages.iter().enumerate() {
        let text = &message["value"];
        if !message["from"].is_string() || !(text.is_string() || text.is_null()) {
            return Err(format!(
                "`conversations[{index}]` is no message: give it a `from` and a `value` that are strings"
            ));
        }
    }
    let known = |message: &&Value| speaker(message) != Speaker::Other;
    let which = reading.turns;
    let answers = conversed(messages.iter().filter(known), which)?;
    // What stands beside the conversation counts where nothing stands within it.
    let system = record.get("system").and_then(digest_of);
    let case = match record.get("id") {
        Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        Some(_) | None => None,
    };
    let model = record.get("model").and_then(Value::as_str);
    Ok(answers.map(|one| Response {
        case: case.clone().map(|id| which.case(id, one.turn)),
        model: model.map(str::to_owned),
        // Calls are text here, in a shape of each data set's own.
        tool_calls: None,
        system: one.system.or_else(|| system.clone()),
        ..one
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::reading::first_answer;
    use super::super::response::Turn;
    use super::*;

    fn read(record: &[u8]) -> Result<Response, String> {
        first_answer(super::read, record)
    }

    fn said(messages: &Value) -> Result<Response, String> {
        read(
            json!({"id":"я","conversations":messages})
                .to_string()
                .as_bytes(),
        )
    }

    #[test]
    fn the_last_answer_is_read() {
        let read = said(&json!([
            {"from":"system","value":"s"},
            {"from":"human","value":"раз"},
            {"from":"gpt","value":"один"},
            {"from":"human","value":"два 🙂"},
            {"from":"gpt","value":"и\u{306}\r\n"},
        ]))
        .unwrap();
        assert_eq!(read.case.as_deref(), Some("я"));
        assert_eq!(read.prompt.as_deref(), Some("два 🙂"));
        assert_eq!(read.text, "и\u{306}\r\n");
        assert_eq!(read.turn, Some(Turn { number: 2, of: 2 }));
        assert_eq!(read.tool_calls, None);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(said(&json!("a")).unwrap_err().contains("not a list"));
        assert!(
            said(&json!([1]))
                .unwrap_err()
                .contains("`conversations[0]`")
        );
        let value = json!([{"from":"human","value":[1]}]);
        assert!(said(&value).unwrap_err().contains("`conversations[0]`"));
        let open = json!([{"from":"human","value":"q"}]);
        assert!(said(&open).unwrap_err().contains("ends with a question"));
        assert!(said(&json!([])).unwrap_err().contains("no answer"));
    }

    #[test]
    fn lists_lines_and_long_records_are_recognised() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(
            r#"[{"conversations":[{"from":"human","value":"a"}]}]"#
        ));
        assert!(detects(
            "[\n {\n \"id\": 1, \"conversations\": [ {\"from\": \"human\", \"value\": \"cut"
        ));
        assert!(detects("{\"conversations\":[]}\n{}"));
        assert!(!detects(r#"{"conversations":3}"#));
        assert!(!detects(r#"{"conversations":[{"role":"user"}]}"#));
    }
}
