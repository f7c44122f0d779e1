//! Conversations, one a line, under `messages`: the shape of chat APIs and of fine-tuning data.
//!
//! Content is a string or a list of blocks, and tool calls come in both common shapes. The last message must
//! be the answer: a record that ends with a question holds a request, and an earlier answer is not its answer,
//! unless earlier turns are asked for.

use std::collections::BTreeSet;

use serde_json::Value;

use super::content::{blocks_of, text};
use super::conversation::{calls, results};
use super::format::{Format, Reader};
use super::head::Head;
use super::reading::{Answers, Reading, Which};
use super::record::Record;
use super::response::{Response, prompt_case};
use super::turns::Turns;
use crate::verdict::quote;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "messages",
    summary: "JSON Lines with `messages`, as chat APIs have them; the last answer is scored",
    detect,
    reader: Reader::Line(read),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.line_record() else {
        return false;
    };
    match record.get("messages") {
        Some(Value::Array(messages)) => messages.first().is_none_or(|m| m["role"].is_string()),
        Some(Value::Null) => !head.complete,
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) | None => {
            false
        }
    }
}

fn read(line: &[u8], reading: &Reading) -> Result<Answers, String> {
    let Record {
        messages,
        mut labels,
        ..
    } = Record::parse(line)?;
    let mut turns = Turns::default();
    if let Some(system) = labels.system.take() {
        turns.instruct(&text(&system));
    }
    let labels = labels.response()?;
    let Some(Value::Array(messages)) = messages else {
        return Err("`messages` is not a list: give the conversation as `[{\"role\": \"user\", \"content\": \"..\"}, ..]`".to_owned());
    };
    for (index, message) in messages.iter().enumerate() {
        follow(&mut turns, message).map_err(|problem| format!("`messages[{index}]` {problem}"))?;
    }
    let which = reading.turns;
    if which == Which::Last && turns.ends_with_a_question() {
        return Err(
            "`messages` ends with a question: add the `assistant` message that answers it"
                .to_owned(),
        );
    }
    let no_answer = "`messages` has no `assistant` message: there is no answer to score";
    let mut asked = BTreeSet::new();
    let answers = turns.answers(which, no_answer)?;
    Ok(answers.map(|turn| labelled(turn, &labels, which, &mut asked)))
}

/// A turn with the labels of its record. Files and calls that stand beside the conversation are those of its
/// end.
fn labelled(
    turn: Response,
    labels: &Response,
    which: Which,
    asked: &mut BTreeSet<Option<String>>,
) -> Response {
    let is_end = turn.turn.is_some_and(|turn| turn.number == turn.of);
    let case = match (&labels.case, &turn.prompt, labels.repeat) {
        (Some(id), _, _) => Some(which.case(id.clone(), turn.turn)),
        // The same words in two turns are two cases where the record has a repeat of its own.
        (None, Some(prompt), Some(_)) if !asked.insert(turn.prompt.clone()) => {
            Some(which.case(prompt_case(prompt), turn.turn))
        }
        (None, _, _) => None,
    };
    let files = if is_end && !labels.files.is_empty() {
        labels.files.clone()
    } else {
        turn.files
    };
    let calls = labels.tool_calls.clone().filter(|_| is_end);
    Response {
        case,
        repeat: labels.repeat,
        tags: labels.tags.clone(),
        model: labels.model.clone(),
        files,
        tool_calls: calls.or(turn.tool_calls),
        ..turn
    }
}

/// Takes one message into the conversation. Lines do not matter here: the record is one.
fn follow(turns: &mut Turns, message: &Value) -> Result<(), String> {
    let content = &message["content"];
    match message["role"].as_str() {
        Some("user") => {
            results(turns, content);
            let has_results = blocks_of(content, "tool_result").next().is_some();
            let text = text(content);
            if !(has_results && text.trim().is_empty()) {
                turns.ask(1, text);
            }
        }
        Some("assistant") => {
            if !(content.is_string() || content.is_array() || content.is_null()) {
                return Err(
                    "has a `content` that is neither a string nor a list of blocks".to_owned(),
                );
            }
            turns.answer(1, &text(content), None);
            calls(turns, message);
        }
        Some("system" | "developer") => turns.instruct(&text(content)),
        // A tool's result says in words whether it failed, if at all; a call is taken to have worked.
        Some("tool" | "function") => {}
        Some(role) => {
            let role = quote(role);
            return Err(format!(
                "has the role {role}: `user`, `assistant`, `system` and `tool` are known"
            ));
        }
        None => return Err("has no `role`: each message needs a `role` and a `content`".to_owned()),
    }
    Ok(())
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

    fn record(messages: &Value) -> Result<Response, String> {
        read(json!({ "messages": messages }).to_string().as_bytes())
    }

    #[test]
    fn the_last_question_and_its_answer_are_read() {
        let response = record(&json!([
            {"role":"system","content":"Ты помощник"},
            {"role":"user","content":"раз"},
            {"role":"assistant","content":"один"},
            {"role":"user","content":"два 🙂"},
            {"role":"assistant","content":"ответ\r\n"},
        ]))
        .unwrap();
        assert_eq!(response.prompt.unwrap(), "два 🙂");
        assert_eq!(response.text, "ответ\r\n");
        assert_eq!(response.turn, Some(Turn { number: 2, of: 2 }));
    }

    #[test]
    fn called_tools_are_told_in_both_shapes() {
        let response = record(&json!([
            {"role":"user","content":"Погода? 🙂"},
            {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"get_weather","input":{"город":"Уфа"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"+5"}]},
            {"role":"assistant","content":null,"tool_calls":[
                {"id":"2","function":{"name":"get_time","arguments":"{\"tz\": 5}"}},
            ]},
            {"role":"tool","tool_call_id":"2","content":"12:00"},
            {"role":"assistant","content":"+5, полдень"},
        ]))
        .unwrap();
        let calls = response.tool_calls.unwrap();
        let told: Vec<_> = calls.iter().map(|c| (&*c.name, &*c.arguments)).collect();
        assert_eq!(
            told,
            [
                ("get_weather", r#"{"город":"Уфа"}"#),
                ("get_time", r#"{"tz":5}"#)
            ]
        );
        let none = json!([{"role":"user","content":"q"},{"role":"assistant","content":"a"}]);
        assert_eq!(record(&none).unwrap().tool_calls, Some(Vec::new()));
    }

    #[test]
    fn labels_stand_beside_the_messages() {
        let line = r#"{"system":"s","custom_id":"c1","tags":"t","model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#;
        let response = read(line.as_bytes()).unwrap();
        assert_eq!(response.case.as_deref(), Some("c1"));
        assert_eq!(response.tags, ["t"]);
        assert_eq!(response.model.as_deref(), Some("m"));
        assert_eq!(response.text, "a");
    }

    #[test]
    fn blocks_are_read_and_thinking_is_not() {
        let response = record(&json!([
            {"role":"user","content":[{"type":"text","text":"q"},{"type":"image"}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"}]},
        ]))
        .unwrap();
        assert_eq!(
            (response.prompt.as_deref(), response.text.as_str()),
            (Some("q"), "a")
        );
    }

    #[test]
    fn a_tool_result_is_no_question() {
        let response = record(&json!([
            {"role":"user","content":"q"},
            {"role":"assistant","content":[
                {"type":"text","text":"a"},
                {"type":"tool_use","id":"1","name":"Write","input":{"file_path":"t.py","content":"x"}},
                {"type":"tool_use","id":"2","name":"Write","input":{"file_path":"no.py","content":"x"}},
            ]},
            {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"1"},
                {"type":"tool_result","tool_use_id":"2","is_error":true},
            ]},
            {"role":"assistant","content":"b"},
        ]))
        .unwrap();
        assert_eq!(response.prompt.unwrap(), "q");
        assert_eq!(response.text, "a\n\nb");
        let paths: Vec<_> = response
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(paths, ["t.py"]);
    }

    #[test]
    fn tool_calls_with_arguments_in_a_string_write_files() {
        let response = record(&json!([
            {"role":"user","content":"q"},
            {"role":"assistant","content":null,"tool_calls":[
                {"id":"1","function":{"name":"write_file","arguments":"{\"path\":\"т.py\",\"content\":\"x\"}"}},
                {"id":"2","function":{"name":"write_file","arguments":"{broken"}},
            ]},
        ]))
        .unwrap();
        assert_eq!(response.text, "");
        assert_eq!(response.files[0].path, "т.py");
        assert_eq!(response.files.len(), 1);
    }

    #[test]
    fn a_request_without_its_answer_is_refused() {
        let ends = json!([
            {"role":"user","content":"q"},
            {"role":"assistant","content":"a"},
            {"role":"user","content":"q2"},
        ]);
        assert!(record(&ends).unwrap_err().contains("ends with a question"));
        let system = json!([{"role":"system","content":"s"}]);
        assert!(
            record(&system)
                .unwrap_err()
                .contains("no `assistant` message")
        );
    }

    #[test]
    fn a_broken_message_is_named_by_its_place() {
        let role = json!([{"role":"user","content":"q"},{"role":"bot","content":"a"}]);
        assert!(
            record(&role)
                .unwrap_err()
                .starts_with("`messages[1]` has the role `bot`")
        );
        let none = json!([1]);
        assert!(
            record(&none)
                .unwrap_err()
                .starts_with("`messages[0]` has no `role`")
        );
        let content = json!([{"role":"assistant","content":{"text":"a"}}]);
        assert!(record(&content).unwrap_err().contains("`content`"));
    }

    #[test]
    fn messages_that_are_no_list_are_refused() {
        assert!(record(&json!("a")).unwrap_err().contains("not a list"));
        assert!(read(b"{}").unwrap_err().contains("not a list"));
    }

    #[test]
    fn only_lists_of_messages_are_recognised() {
        let detects = |line: &str| detect(&Head::new("a", line.as_bytes()));
        assert!(detects(r#"{"messages":[{"role":"user","content":"a"}]}"#));
        assert!(detects(r#"{"messages":[{"role":"user","content":"cut"#));
        assert!(!detects(
            r#"{"sessionId":"s","messages":[{"type":"user","content":"a"}]}"#
        ));
        assert!(!detects(r#"{"messages":3}"#));
    }
}
