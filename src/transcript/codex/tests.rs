//! Tests of rollouts.

use serde_json::json;

use super::super::response::{Response, Turn};
use super::*;

fn read(text: &str) -> Vec<Located> {
    super::read(text, &Reading::default())
}

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

#[test]
fn the_first_head_tells_the_system_prompt() {
    let head = |text: &str| json!({"timestamp":"t","type":"session_meta","payload":{"id":"s","base_instructions":{"text":text}}});
    let old = json!({"timestamp":"t","id":"s","instructions":"Ты помощник"});
    let ask = item(&json!({"type":"message","role":"user","content":"q"}));
    let say = item(&json!({"type":"message","role":"assistant","content":"a"}));
    let system = |records: &[Value]| scored(records).system;
    let told = system(&[
        head("Ты помощник"),
        ask.clone(),
        head("другой"),
        say.clone(),
    ]);
    assert!(told.as_ref().unwrap().starts_with("sha256:"));
    assert_eq!(system(&[old, ask.clone(), say.clone()]), told);
    assert_ne!(system(&[head("другой"), ask.clone(), say.clone()]), told);
    let none = json!({"timestamp":"t","type":"session_meta","payload":{"base_instructions":7,"instructions":null}});
    assert_eq!(system(&[none, ask, say]), None);
}
