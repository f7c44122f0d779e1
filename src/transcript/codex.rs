//! Rollouts of Codex: JSON Lines in which one file is one session.
//!
//! What is said stands twice, as an event and as an item; the user's words are taken from the events, since
//! the items also hold what the program says for the user. The last message of a turn is its answer. Calls
//! come with JSON in a string, and patches inside shell commands.

use serde_json::Value;

use super::content::text;
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::session::Session;
use super::turns::Turns;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "codex",
    summary: "a session that Codex recorded (rollout, JSON Lines); the last answered turn is scored",
    detect,
    reader: Reader::Whole(read),
};

/// How texts begin that the program puts into the user's mouth.
const NOT_TYPED: &[&str] = &[
    "<environment_context>",
    "<user_instructions>",
    "<permissions instructions>",
    "<turn_aborted>",
    "<user_shell_command>",
    "<skill>",
    "# AGENTS.md instructions for ",
];

/// What stands between the context of an editor and the user's words.
const REQUEST: &str = "## My request for Codex:";

/// How the results of calls begin that changed nothing.
const FAILED: &[&str] = &[
    "apply_patch verification failed",
    "patch rejected",
    "exec command rejected",
    "command rejected",
    "rejected by user",
    "aborted",
    "execution error",
    "failed ",
    "unsupported call",
    "error:",
];

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.line_record() else {
        return false;
    };
    if !record.contains_key("timestamp") {
        return false;
    }
    match record.get("type").and_then(Value::as_str) {
        Some("session_meta") => true,
        Some(_) => record.get("payload").is_some_and(Value::is_object) || cut(head, "payload"),
        // The first records of 2025 had no type.
        None => record.contains_key("id") && record.contains_key("instructions"),
    }
}

/// Whether the record is cut off within the member `name`.
fn cut(head: &Head<'_>, name: &str) -> bool {
    let member = head.line_record().and_then(|record| record.get(name));
    !head.complete && member.is_some_and(Value::is_null)
}

fn read(text: &str) -> Vec<Located> {
    let session = Session::parse(text);
    let is_question = |event: &Value| payload(event)["type"] == "user_message";
    let has_events = session.events.iter().any(|(_, event)| is_question(event));
    let mut turns = Turns::default();
    let mut model = None;
    for (line, event) in &session.events {
        if event["type"] == "turn_context" {
            model = payload(event)["model"].as_str().or(model);
        }
        let source = if has_events {
            Source::Events
        } else {
            Source::Items
        };
        follow(&mut turns, *line, payload(event), model, source);
    }
    let no_answer =
        "the session has no answer: no message and no call of the agent is in it; record it again";
    session.scored(turns, no_answer)
}

/// Where the user's words are taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Events,
    Items,
}

/// What an event is about; the records of 2025 had it outside.
fn payload(event: &Value) -> &Value {
    if event["payload"].is_object() {
        &event["payload"]
    } else {
        event
    }
}

fn follow(turns: &mut Turns, line: usize, item: &Value, model: Option<&str>, source: Source) {
    match item["type"].as_str() {
        Some("user_message") => ask(turns, line, item["message"].as_str().unwrap_or_default()),
        Some("agent_message") => {
            let said = item["message"].as_str().unwrap_or_default();
            turns.conclude(line, said, model);
        }
        Some("message") => match item["role"].as_str() {
            Some("assistant") => turns.conclude(line, &text(&item["content"]), model),
            Some("user") if source == Source::Items => {
                ask(turns, line, &text(&item["content"]));
            }
            Some(_) | None => {}
        },
        Some("function_call" | "custom_tool_call" | "local_shell_call") => {
            turns.conclude(line, "", model);
            call(turns, item);
        }
        Some("function_call_output" | "custom_tool_call_output") => settle(turns, item),
        Some("patch_apply_end") if item["success"] == false => {
            turns.refuse(item["call_id"].as_str().unwrap_or_default());
        }
        Some("turn_aborted") => turns.interrupt(),
        Some(_) | None => {}
    }
}

fn ask(turns: &mut Turns, line: usize, said: &str) {
    let typed = said.trim_start();
    if NOT_TYPED.iter().any(|note| typed.starts_with(note)) {
        return;
    }
    let request = match said.split_once(REQUEST) {
        Some((context, request)) if context.trim_start().starts_with("# ") => request.trim(),
        Some(_) | None => said,
    };
    if !request.trim().is_empty() {
        turns.ask(line, request.to_owned());
    }
}

fn call(turns: &mut Turns, item: &Value) {
    let id = item["call_id"].as_str().or_else(|| item["id"].as_str());
    if item["type"] == "local_shell_call" {
        turns.call(id, "local_shell", &item["action"]);
        return;
    }
    let tool = item["name"].as_str().unwrap_or_default();
    let input = match item["arguments"].as_str() {
        // What does not parse was no call that could be made.
        Some(arguments) => serde_json::from_str(arguments).unwrap_or_default(),
        None if item["arguments"].is_null() => item["input"].clone(),
        None => item["arguments"].clone(),
    };
    turns.call(id, tool, &input);
}

/// Takes in what became of a call: a text, JSON in a text, or an object.
fn settle(turns: &mut Turns, item: &Value) {
    let Some(id) = item["call_id"].as_str() else {
        return;
    };
    let output = &item["output"];
    let said = output.as_str().map_or_else(
        || {
            output["content"]
                .as_str()
                .map_or_else(|| text(output), str::to_owned)
        },
        str::to_owned,
    );
    if output["success"] == false || failed(&said) {
        turns.refuse(id);
    } else {
        turns.done(id, None);
    }
}

fn failed(said: &str) -> bool {
    let said = said.trim_start();
    if said.starts_with('{')
        && let Ok(result) = serde_json::from_str::<Value>(said)
    {
        let code = &result["metadata"]["exit_code"];
        return code.as_i64().is_some_and(|code| code != 0);
    }
    // Output that comes after these lines may say anything.
    let mut lines = said.lines().take_while(|line| line.trim_end() != "Output:");
    let exit = lines.find_map(|line| {
        let code = line
            .strip_prefix("Exit code: ")
            .or_else(|| line.strip_prefix("Process exited with code "))?;
        code.trim().parse::<i64>().ok()
    });
    match exit {
        Some(code) => code != 0,
        None => FAILED.iter().any(|start| said.starts_with(start)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::response::{Response, Turn};
    use super::*;

    fn item(payload: &Value) -> Value {
        json!({"timestamp":"t","type":"response_item","payload":payload})
    }

    fn asks(text: &str) -> Value {
        json!({"timestamp":"t","type":"event_msg","payload":{"type":"user_message","message":text}})
    }

    fn says(text: &str) -> Value {
        item(
            &json!({"type":"message","role":"assistant","content":[{"type":"output_text","text":text}]}),
        )
    }

    fn patches(id: &str, path: &str) -> Value {
        let patch = format!("*** Begin Patch\n*** Add File: {path}\n+да 🙂\n*** End Patch\n");
        item(&json!({"type":"custom_tool_call","call_id":id,"name":"apply_patch","input":patch}))
    }

    fn result(id: &str, output: &Value) -> Value {
        item(&json!({"type":"function_call_output","call_id":id,"output":output}))
    }

    fn session(records: &[Value]) -> Vec<Located> {
        let lines: Vec<_> = records.iter().map(Value::to_string).collect();
        read(&lines.join("\r\n"))
    }

    fn scored(records: &[Value]) -> Response {
        session(records).remove(0).1.unwrap()
    }

    #[test]
    fn the_last_message_of_the_last_answered_turn_is_the_answer() {
        let context = json!({"timestamp":"t","type":"turn_context","payload":{"model":"m"}});
        let noise = item(
            &json!({"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>"}]}),
        );
        let response = scored(&[
            noise,
            context,
            asks("раз"),
            says("сначала"),
            item(&json!({"type":"reasoning","encrypted_content":"x"})),
            says("готово 🙂"),
            asks("два"),
            json!({"timestamp":"t","type":"event_msg","payload":{"type":"turn_aborted"}}),
        ]);
        assert_eq!(response.prompt.unwrap(), "раз");
        assert_eq!(response.text, "готово 🙂");
        assert_eq!(response.model.unwrap(), "m");
        assert_eq!(response.turn, Some(Turn { number: 1, of: 2 }));
        assert_eq!(response.case, None);
    }

    #[test]
    fn the_context_of_an_editor_is_no_part_of_the_prompt() {
        let text = "# Context from my IDE setup:\n\n## Open tabs:\n- a\n\n## My request for Codex:\nИсправь\r\n";
        assert_eq!(scored(&[asks(text), says("a")]).prompt.unwrap(), "Исправь");
    }

    #[test]
    fn a_file_added_inside_a_shell_call_is_written_and_later_updated() {
        let shell = |id: &str, patch: &str| {
            let script =
                format!("apply_patch <<'PATCH'\n*** Begin Patch\n{patch}\n*** End Patch\nPATCH\n");
            let arguments = json!({"command":["bash","-lc",script]}).to_string();
            item(&json!({"type":"function_call","name":"shell","call_id":id,"arguments":arguments}))
        };
        let response = scored(&[
            asks("q"),
            shell("1", "*** Add File: а.ts\n+один\n+два"),
            result(
                "1",
                &json!("{\"output\":\"Success\",\"metadata\":{\"exit_code\":0}}"),
            ),
            shell("2", "*** Update File: а.ts\n@@\n один\n-два\n+три"),
            result("2", &json!({"content":"Done","success":true})),
        ]);
        assert_eq!(response.files[0].path, "а.ts");
        assert_eq!(response.files[0].content, "один\nтри\n");
        assert_eq!(response.tool_calls.unwrap().len(), 2);
        assert_eq!(response.text, "");
    }

    #[test]
    fn failed_and_denied_patches_do_not_count() {
        let outputs = [
            json!("{\"output\":\"no\",\"metadata\":{\"exit_code\":1}}"),
            json!("Exit code: 1\nWall time: 0 seconds\nOutput:\nno"),
            json!("patch rejected by user"),
            json!("apply_patch verification failed: no"),
            json!({"content":"no","success":false}),
            json!("aborted by user after 2.1s"),
        ];
        for output in outputs {
            let records = [
                asks("q"),
                patches("1", "a"),
                result("1", &output),
                says("a"),
            ];
            assert_eq!(scored(&records).files, [], "{output}");
        }
        for output in [
            json!("Exit code: 0\nOutput:\nExit code: 1"),
            json!("Success"),
        ] {
            let records = [asks("q"), patches("1", "a"), result("1", &output)];
            assert_eq!(scored(&records).files.len(), 1, "{output}");
        }
        let end = json!({"timestamp":"t","type":"event_msg","payload":{"type":"patch_apply_end","call_id":"1","success":false}});
        assert_eq!(scored(&[asks("q"), patches("1", "a"), end]).files, []);
    }

    #[test]
    fn records_without_events_and_without_payload_are_read() {
        let bare = [
            json!({"id":"i","timestamp":"t","instructions":null}),
            json!({"type":"message","role":"user","content":[{"type":"input_text","text":"q"}]}),
            json!({"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]}),
        ];
        let response = scored(&bare);
        assert_eq!(
            (response.prompt.as_deref(), &*response.text),
            (Some("q"), "a")
        );
    }

    #[test]
    fn wrong_types_and_cut_lines_are_told_and_the_rest_is_read() {
        let odd = [
            json!({"type":"event_msg","timestamp":1,"payload":3}),
            item(&json!({"type":"function_call","arguments":"{broken","name":4,"call_id":[]})),
            item(&json!({"type":"message","role":"assistant","content":{"text":1}})),
            result("x", &json!([1, {"a": 2}])),
            json!([]),
        ];
        assert_eq!(scored(&odd).text, "");
        let text = format!("{}\n{}\n{{\"type\":\"res", asks("q"), says("a"));
        let results = read(&text);
        assert_eq!(results[0].1.as_ref().unwrap().text, "a");
        assert_eq!(results[1].0, 3);
        assert!(results[1].1.as_ref().unwrap_err().contains("cut off"));
        assert!(
            session(&[asks("q")])[0]
                .1
                .as_ref()
                .unwrap_err()
                .contains("no answer")
        );
    }

    #[test]
    fn rollouts_are_recognised_by_their_first_record() {
        let detects = |line: &str| detect(&Head::new("a", line.as_bytes()));
        assert!(detects(
            r#"{"timestamp":"t","type":"session_meta","payload":{"instructions":"cut"#
        ));
        assert!(detects(
            r#"{"timestamp":"t","type":"event_msg","payload":{}}"#
        ));
        assert!(detects(r#"{"id":"i","timestamp":"t","instructions":null}"#));
        assert!(!detects(
            r#"{"sessionId":"s","type":"user","timestamp":"t"}"#
        ));
        assert!(!detects(r#"{"type":"thread.started","thread_id":"t"}"#));
    }
}
