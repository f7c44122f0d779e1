//! The stream of `codex exec --json`: what the agent did, one event a line.
//!
//! The prompt is not in it. Changed files are told by path alone, so their text is known only where a command
//! with a patch wrote it.

use serde_json::{Value, json};

use super::content::blocks;
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::reading::Reading;
use super::session::Session;
use super::turns::Turns;
use super::writes::{Action, Change};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "codex-exec",
    summary: "what `codex exec --json` prints (JSON Lines); without the prompt, and files without their text",
    detect,
    reader: Reader::Whole(read),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.line_record() else {
        return false;
    };
    match record.get("type").and_then(Value::as_str) {
        Some("thread.started" | "turn.started" | "turn.completed" | "turn.failed") => true,
        Some("item.started" | "item.updated" | "item.completed") => record.contains_key("item"),
        Some(_) | None => false,
    }
}

fn read(text: &str, reading: &Reading) -> Vec<Located> {
    let session = Session::parse(text);
    let mut turns = Turns::default();
    for (line, event) in &session.events {
        match event["type"].as_str() {
            Some("turn.started") => turns.ask_unheard(*line),
            Some("item.completed") => follow(&mut turns, *line, &event["item"]),
            Some(_) | None => {}
        }
    }
    let no_answer = "the stream has no answer: no `item.completed` with a message or a call is in it; run `codex exec --json` again";
    session.scored(turns, reading.turns, no_answer)
}

fn follow(turns: &mut Turns, line: usize, item: &Value) {
    let id = item["id"].as_str();
    let kind = item["type"].as_str().unwrap_or_default();
    let failed = item["status"] == "failed" || item["status"] == "declined";
    match kind {
        "agent_message" => {
            turns.conclude(line, item["text"].as_str().unwrap_or_default(), None);
        }
        "command_execution" => {
            turns.conclude(line, "", None);
            turns.call(id, "shell", &json!({"command": item["command"]}));
            let code = item["exit_code"].as_i64().unwrap_or_default();
            settle(turns, id, failed || code != 0);
        }
        "file_change" => {
            turns.conclude(line, "", None);
            turns.call(id, kind, &json!({"changes": item["changes"]}));
            if !failed {
                change(turns, id, &item["changes"]);
            }
        }
        "mcp_tool_call" => {
            turns.conclude(line, "", None);
            let tool = item["tool"].as_str().unwrap_or_default();
            turns.call(id, tool, &item["arguments"]);
            settle(turns, id, failed);
        }
        "web_search" => {
            turns.conclude(line, "", None);
            turns.call(id, kind, &json!({"query": item["query"]}));
        }
        _ => {}
    }
}

fn settle(turns: &mut Turns, id: Option<&str>, failed: bool) {
    match id {
        Some(id) if failed => turns.refuse(id),
        Some(id) => turns.done(id, None),
        None => {}
    }
}

fn change(turns: &mut Turns, id: Option<&str>, changes: &Value) {
    for change in blocks(changes) {
        let Some(path) = change["path"].as_str() else {
            continue;
        };
        let action = if change["kind"] == "delete" {
            Action::Remove
        } else {
            Action::Patch(Vec::new())
        };
        let path = path.to_owned();
        turns.change(id, Change { path, action });
    }
}

#[cfg(test)]
mod tests {
    use super::super::response::Response;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    fn item(item: &Value) -> Value {
        json!({"type":"item.completed","item":item})
    }

    fn stream(events: &[Value]) -> Vec<Located> {
        let lines: Vec<_> = events.iter().map(Value::to_string).collect();
        read(&lines.join("\n"))
    }

    fn scored(events: &[Value]) -> Response {
        stream(events).remove(0).1.unwrap()
    }

    fn changed(id: &str, path: &str, kind: &str, status: &str) -> Value {
        item(
            &json!({"id":id,"type":"file_change","changes":[{"path":path,"kind":kind}],"status":status}),
        )
    }

    #[test]
    fn the_last_message_is_the_answer_and_changed_files_have_their_paths() {
        let response = scored(&[
            json!({"type":"thread.started","thread_id":"t"}),
            json!({"type":"turn.started"}),
            item(&json!({"id":"0","type":"reasoning","text":"hm"})),
            item(&json!({"id":"1","type":"agent_message","text":"сейчас"})),
            changed("2", "/а.txt", "add", "completed"),
            changed("3", "/failed", "add", "failed"),
            changed("4", "/gone", "add", "completed"),
            changed("5", "/gone", "delete", "completed"),
            item(
                &json!({"id":"6","type":"command_execution","command":"ls","exit_code":0,"status":"completed"}),
            ),
            item(
                &json!({"id":"7","type":"mcp_tool_call","server":"s","tool":"find","arguments":{"q":1}}),
            ),
            item(&json!({"id":"8","type":"agent_message","text":"Готово 🙂"})),
        ]);
        assert_eq!((response.prompt, &*response.text), (None, "Готово 🙂"));
        let files: Vec<_> = response
            .files
            .iter()
            .map(|f| (&*f.path, &*f.content))
            .collect();
        assert_eq!(files, [("/а.txt", "")]);
        let calls = response.tool_calls.unwrap();
        assert_eq!(calls.len(), 6);
        assert_eq!(
            (&*calls[4].name, &*calls[4].arguments),
            ("shell", r#"{"command":"ls"}"#)
        );
    }

    #[test]
    fn a_command_with_a_patch_tells_the_text_unless_it_failed() {
        let run = |code: i64| {
            let script =
                "apply_patch <<'E'\n*** Begin Patch\n*** Add File: a\n+и\u{306}\n*** End Patch\nE";
            scored(&[item(
                &json!({"id":"1","type":"command_execution","command":script,"exit_code":code}),
            )])
        };
        assert_eq!(run(0).files[0].content, "и\u{306}\n");
        assert_eq!(run(1).files, []);
    }

    #[test]
    fn a_stream_without_an_answer_and_wrong_types_are_told() {
        let failed = json!({"type":"turn.failed","error":{"message":"no"}});
        let results = stream(&[json!({"type":"turn.started"}), failed]);
        assert!(results[0].1.as_ref().unwrap_err().contains("no answer"));
        for item in [
            json!(1),
            json!({"type":3}),
            json!({"type":"error","message":"x"}),
        ] {
            assert!(stream(&[super::tests::item(&item)])[0].1.is_err());
        }
        let odd = json!({"type":"file_change","changes":[1,{"path":2}],"id":[]});
        assert_eq!(scored(&[item(&odd)]).files, []);
        let cut = read("{\"type\":\"turn.started\"}\n{\"type\":\"item.completed\",\"it");
        assert_eq!(cut[1].0, 2);
    }

    #[test]
    fn streams_are_recognised_by_their_first_event() {
        let detects = |line: &str| detect(&Head::new("a", line.as_bytes()));
        assert!(detects(r#"{"type":"thread.started","thread_id":"t"}"#));
        assert!(detects(r#"{"type":"item.completed","item":{"id":"cut"#));
        assert!(!detects(r#"{"type":"item.completed"}"#));
    }
}
