//! Rollouts of Codex: JSON Lines in which one file is one session.
//!
//! What is said stands twice, as an event and as an item; the user's words are taken from the events, since
//! the items also hold what the program says for the user. The last message of a turn is its answer. Calls
//! come with JSON in a string, and patches inside shell commands.

use serde_json::Value;

use super::content::text;
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::reading::Reading;
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

fn read(text: &str, reading: &Reading) -> Vec<Located> {
    let session = Session::parse(text);
    let is_question = |event: &Value| payload(event)["type"] == "user_message";
    let source = if session.events.iter().any(|(_, event)| is_question(event)) {
        Source::Events
    } else {
        Source::Items
    };
    let mut turns = Turns::default();
    turns.instruct(instructions(&session));
    let mut model = None;
    for (line, event) in &session.events {
        if event["type"] == "turn_context" {
            model = payload(event)["model"].as_str().or(model);
        }
        follow(&mut turns, *line, payload(event), model, source);
    }
    let no_answer =
        "the session has no answer: no message and no call of the agent is in it; record it again";
    session.scored(turns, reading.turns, no_answer)
}

/// The system prompt, where a head of the session tells it; a session that goes on has the first head again.
fn instructions(session: &Session) -> &str {
    // The first heads of 2025 had no type.
    let is_head = |event: &Value| event["type"] == "session_meta" || event["type"].is_null();
    let heads = session.events.iter().filter(|(_, event)| is_head(event));
    let mut told = heads.filter_map(|(_, event)| {
        let head = payload(event);
        let told = head["base_instructions"]["text"].as_str();
        told.or_else(|| head["instructions"].as_str())
    });
    told.next().unwrap_or_default()
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
mod tests;
