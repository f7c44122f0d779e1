//! Sessions of Gemini CLI: one JSON document with `sessionId` and `messages`.
//!
//! A message of type `gemini` carries what was said, the thoughts and the calls with their results. Thoughts
//! are left out; a call that failed or was cancelled wrote nothing.

use serde_json::{Map, Value};

use super::content::blocks;
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::reading::Reading;
use super::turns::Turns;
use super::whole;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "gemini-cli",
    summary: "a session of Gemini CLI (one JSON document); the last answered turn is scored",
    detect,
    reader: Reader::Whole(read),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.first_record.as_ref().and_then(Value::as_object) else {
        return false;
    };
    record.get("sessionId").is_some_and(Value::is_string) && has_messages(record, head.complete)
}

fn has_messages(record: &Map<String, Value>, complete: bool) -> bool {
    match record.get("messages") {
        Some(Value::Array(messages)) => messages.first().is_none_or(|first| {
            first["type"].is_string() && first["role"].is_null() && first["message"].is_null()
        }),
        // The messages go on behind the head.
        Some(Value::Null) => !complete,
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) | None => {
            false
        }
    }
}

fn read(text: &str, reading: &Reading) -> Vec<Located> {
    let session = match whole::parse(text) {
        Ok(session) => session,
        Err((line, reason)) => return vec![(line, Err(reason))],
    };
    let Some(messages) = session["messages"].as_array() else {
        let reason =
            "the session has no list `messages`: give the file as Gemini CLI has written it";
        return vec![(1, Err(reason.to_owned()))];
    };
    let mut turns = Turns::default();
    for message in messages {
        follow(&mut turns, message);
    }
    let no_answer =
        "the session has no answer: no message of type `gemini` is in it; record it again";
    turns.located(reading.turns, no_answer)
}

fn follow(turns: &mut Turns, message: &Value) {
    let said = text(&message["content"]);
    match message["type"].as_str() {
        // Commands of the program itself are no question.
        Some("user") if !said.trim().is_empty() => turns.ask(1, said),
        Some("gemini") => {
            turns.conclude(1, &said, message["model"].as_str());
            for call in blocks(&message["toolCalls"]) {
                follow_call(turns, call);
            }
        }
        Some(_) | None => {}
    }
}

fn follow_call(turns: &mut Turns, call: &Value) {
    let tool = call["name"].as_str().unwrap_or_default();
    let id = call["id"].as_str();
    turns.call(id, tool, &call["args"]);
    let Some(id) = id else { return };
    let status = call["status"].as_str().unwrap_or("success");
    let failed = |result: &Value| !result["functionResponse"]["response"]["error"].is_null();
    if status != "success" || blocks(&call["result"]).iter().any(failed) {
        turns.refuse(id);
    } else {
        turns.done(id, None);
    }
}

/// The text of a message: a string, or parts with one each.
fn text(content: &Value) -> String {
    if let Some(whole) = content.as_str() {
        return whole.to_owned();
    }
    let spoken = blocks(content)
        .iter()
        .filter(|part| part["thought"] != true);
    let texts = spoken.filter_map(|part| part["text"].as_str().or_else(|| part.as_str()));
    texts.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::response::{Response, Turn};
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    fn session(messages: &Value) -> Located {
        read(&json!({"sessionId":"s","messages":messages}).to_string()).remove(0)
    }

    fn scored(messages: &Value) -> Response {
        session(messages).1.unwrap()
    }

    fn writes(id: &str, path: &str, status: &str) -> Value {
        json!({"id":id,"name":"write_file","args":{"file_path":path,"content":"и\u{306} 🙂\r\n"},"status":status})
    }

    #[test]
    fn a_file_of_a_call_belongs_to_an_answer_that_says_little() {
        let response = scored(&json!([
            {"type":"user","content":"Создай файл 🙂\n"},
            {"type":"gemini","content":"","model":"g","thoughts":[{"subject":"hm"}],"toolCalls":[writes("1","/а.txt","success")]},
            {"type":"gemini","content":"Готово.","model":"g"},
        ]));
        assert_eq!(response.prompt.unwrap(), "Создай файл 🙂\n");
        assert_eq!(response.text, "Готово.");
        assert_eq!(response.model.unwrap(), "g");
        assert_eq!(response.files[0].path, "/а.txt");
        assert_eq!(response.files[0].content, "и\u{306} 🙂\r\n");
        assert_eq!(response.tool_calls.unwrap()[0].name, "write_file");
        assert_eq!(response.turn, Some(Turn { number: 1, of: 1 }));
        assert_eq!(response.case, None);
    }

    #[test]
    fn denied_and_failed_writes_do_not_count_and_edits_are_replayed() {
        let mut failed = writes("3", "failed", "success");
        failed["result"] = json!([{"functionResponse":{"response":{"error":"no"}}}]);
        let replace = json!({"id":"5","name":"replace","status":"success",
            "args":{"file_path":"kept","old_string":"🙂","new_string":"да"}});
        let response = scored(&json!([
            {"type":"user","content":[{"text":"q"}]},
            {"type":"gemini","content":[{"text":"a"},{"text":"hm","thought":true}],"toolCalls":[
                writes("1","denied","cancelled"),writes("2","wrong","error"),failed,writes("4","kept","success"),replace,
            ]},
            {"type":"info","content":"Request cancelled."},
        ]));
        assert_eq!(
            (response.prompt.as_deref(), &*response.text),
            (Some("q"), "a")
        );
        assert_eq!(response.files.len(), 1);
        assert_eq!(response.files[0].content, "и\u{306} да\r\n");
        assert_eq!(response.tool_calls.unwrap().len(), 5);
    }

    #[test]
    fn wrong_types_give_a_reason_or_nothing() {
        for messages in [json!(3), json!(null), json!({}), json!("a")] {
            assert!(session(&messages).1.unwrap_err().contains("`messages`"));
        }
        for messages in [
            json!([]),
            json!([1, null, "a", []]),
            json!([{"type":1},{"type":"user","content":4}]),
        ] {
            assert!(session(&messages).1.unwrap_err().contains("no answer"));
        }
        let odd = json!([{"type":"gemini","content":{},"toolCalls":[1,{"name":2,"args":3,"status":4}]},{"type":"gemini","toolCalls":5}]);
        assert_eq!(scored(&odd).text, "");
        assert_eq!(
            read("{\"sessionId\":\"s\",\n\"messages\":[{").remove(0).0,
            2
        );
        assert!(read(&"[".repeat(100_000))[0].1.is_err());
    }

    #[test]
    fn sessions_are_recognised_even_when_they_are_long() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(
            "{\n \"sessionId\":\"s\",\n \"messages\":[{\"type\":\"user\"}]\n}"
        ));
        assert!(detects(
            "{\n \"sessionId\":\"s\",\n \"messages\":[{\"type\":\"us"
        ));
        assert!(!detects(
            r#"{"sessionId":"s","messages":[{"role":"user"}]}"#
        ));
        assert!(!detects(r#"{"sessionId":"s","type":"user","message":{}}"#));
    }
}
