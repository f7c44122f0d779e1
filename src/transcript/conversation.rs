//! Messages of a conversation in the dialects of APIs and of what logs them.
//!
//! A message has a role and a content; tools are called in blocks, in `tool_calls` or, in old records, in
//! `function_call`. The names differ and the meaning does not, so readers tell messages to [`Turns`] here.

use serde_json::Value;

use super::content::{blocks, blocks_of, text};
use super::reading::{Answers, Which};
use super::response::Response;
use super::turns::Turns;

/// Who says a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Who asks.
    User,
    /// Who answers.
    Agent,
    /// Who instructs the agent.
    System,
    /// Results of tools, anything else.
    Other,
}

/// Who says `message`.
pub(super) fn speaker(message: &Value) -> Speaker {
    let message = unwrapped(message);
    let name = ["role", "type", "from"]
        .iter()
        .find_map(|key| message[*key].as_str());
    match name {
        Some("user" | "human" | "HumanMessage") => Speaker::User,
        Some("assistant" | "ai" | "gpt" | "model" | "chatgpt" | "bot" | "AIMessage") => {
            Speaker::Agent
        }
        Some("system" | "developer" | "SystemMessage") => Speaker::System,
        Some(_) | None => Speaker::Other,
    }
}

/// The message itself, without the constructor that some frameworks write around it.
pub(super) fn unwrapped(message: &Value) -> &Value {
    if message["lc"].is_number() && message["kwargs"].is_object() {
        &message["kwargs"]
    } else {
        message
    }
}

/// What a message says: under `content`, `parts` or `value`.
pub(super) fn content_of(message: &Value) -> &Value {
    let names = ["content", "parts", "value"];
    let named = names.iter().map(|name| &message[*name]);
    named
        .into_iter()
        .find(|content| !content.is_null())
        .unwrap_or(&Value::Null)
}

/// Takes one message into the conversation, whatever its role.
pub(super) fn follow(turns: &mut Turns, message: &Value) {
    let message = unwrapped(message);
    let content = content_of(message);
    match speaker(message) {
        Speaker::User => {
            results(turns, content);
            let has_results = blocks_of(content, "tool_result").next().is_some();
            let text = text(content);
            if !(has_results && text.trim().is_empty()) {
                turns.ask(1, text);
            }
        }
        Speaker::Agent => {
            turns.answer(1, &text(content), None);
            calls(turns, message);
        }
        Speaker::System => turns.instruct(&text(content)),
        Speaker::Other => {
            let failed = message["status"] == "error" || message["error"].is_object();
            if let Some(id) = message["tool_call_id"].as_str().filter(|_| failed) {
                turns.refuse(id);
            }
        }
    }
}

/// Calls whose result says that they failed.
pub(super) fn results(turns: &mut Turns, content: &Value) {
    for result in blocks_of(content, "tool_result") {
        if let Some(id) = result["tool_use_id"].as_str()
            && result["is_error"] == true
        {
            turns.refuse(id);
        }
    }
}

/// The tools that a message of the agent calls.
pub(super) fn calls(turns: &mut Turns, message: &Value) {
    for block in blocks(content_of(message)) {
        let input = match block["type"].as_str() {
            Some("tool_use" | "server_tool_use" | "mcp_tool_use") => &block["input"],
            Some("tool_call") => &block["arguments"],
            Some("server_tool_call") => &block["server_tool_call"],
            Some(_) | None => continue,
        };
        turns.call(block["id"].as_str(), name(block), &arguments(input));
    }
    let beside = &message["additional_kwargs"]["tool_calls"];
    let listed = [&message["tool_calls"], beside]
        .into_iter()
        .find_map(|calls| calls.as_array().filter(|calls| !calls.is_empty()));
    for call in listed.into_iter().flatten() {
        called(turns, call);
    }
    let old = &message["function_call"];
    if listed.is_none() && old.is_object() {
        turns.call(None, name(old), &arguments(&old["arguments"]));
    }
}

/// One entry of `tool_calls`: of an API, with the function by its name, or with name and arguments at hand.
fn called(turns: &mut Turns, call: &Value) {
    let function = ["function", "custom"]
        .iter()
        .map(|kind| &call[*kind])
        .find(|function| function.is_object())
        .unwrap_or(call);
    let input = ["arguments", "args", "input"]
        .iter()
        .map(|key| &function[*key])
        .find(|input| !input.is_null())
        .unwrap_or(&Value::Null);
    let tool = call["function"].as_str().unwrap_or(name(function));
    turns.call(call["id"].as_str(), tool, &arguments(input));
}

fn name(call: &Value) -> &str {
    call["name"].as_str().unwrap_or_default()
}

/// The arguments of a call, which are JSON or JSON in a string; text that is no JSON is kept as it stands.
pub(super) fn arguments(input: &Value) -> Value {
    match input.as_str() {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| input.clone()),
        None => input.clone(),
    }
}

/// The response that `messages` end with.
pub(super) fn answered<'a>(
    messages: impl IntoIterator<Item = &'a Value>,
) -> Result<Response, String> {
    let answered = told(messages)?.last_answered();
    let (_, response) = answered.ok_or_else(|| NO_ANSWER.to_owned())?;
    Ok(response)
}

/// The turns of `messages` that `which` tells.
pub(super) fn conversed<'a>(
    messages: impl IntoIterator<Item = &'a Value>,
    which: Which,
) -> Result<Answers, String> {
    match which {
        Which::Last => answered(messages).map(Answers::from),
        Which::All | Which::Number(_) => all_told(messages).answers(which, NO_ANSWER),
    }
}

const NO_ANSWER: &str = "the conversation has no answer of the model: there is nothing to score";

fn all_told<'a>(messages: impl IntoIterator<Item = &'a Value>) -> Turns {
    let mut turns = Turns::default();
    for message in messages {
        follow(&mut turns, message);
    }
    turns
}

/// A conversation whose last turn shall be answered.
fn told<'a>(messages: impl IntoIterator<Item = &'a Value>) -> Result<Turns, String> {
    let turns = all_told(messages);
    if turns.ends_with_a_question() {
        return Err(
            "the conversation ends with a question: no answer was recorded; record it again"
                .to_owned(),
        );
    }
    Ok(turns)
}

/// The last question of `messages`.
pub(super) fn question(messages: &[Value]) -> Option<String> {
    let asked = messages.iter().rev().map(unwrapped);
    asked
        .filter(|message| speaker(message) == Speaker::User)
        .map(|message| text(content_of(message)))
        .find(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn calls_of(message: &Value) -> Vec<(String, String)> {
        let calls = answered([message]).unwrap().tool_calls.unwrap();
        calls.into_iter().map(|c| (c.name, c.arguments)).collect()
    }

    #[test]
    fn tools_are_called_in_every_dialect() {
        let arguments = json!({"город": "Уфа 🙂"});
        let text = arguments.to_string();
        let dialects = [
            json!({"role":"assistant","content":[{"type":"tool_use","id":"1","name":"t","input":arguments}]}),
            json!({"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"t","arguments":arguments}]}),
            json!({"role":"assistant","tool_calls":[{"id":"1","function":{"name":"t","arguments":text}}]}),
            json!({"role":"assistant","tool_calls":[{"id":"1","function":"t","arguments":arguments}]}),
            json!({"type":"ai","tool_calls":[{"id":"1","name":"t","args":arguments}]}),
            json!({"type":"ai","additional_kwargs":{"tool_calls":[{"function":{"name":"t","arguments":text}}]}}),
            json!({"role":"assistant","function_call":{"name":"t","arguments":text}}),
            json!({"lc":1,"kwargs":{"type":"ai","content":"","tool_calls":[{"name":"t","args":arguments}]}}),
        ];
        for message in dialects {
            assert_eq!(
                calls_of(&message),
                [("t".to_owned(), text.clone())],
                "{message}"
            );
        }
    }

    #[test]
    fn arguments_that_are_no_json_are_kept() {
        let patch =
            json!({"role":"assistant","tool_calls":[{"custom":{"name":"p","input":"*** Begin"}}]});
        assert_eq!(calls_of(&patch)[0].1, "\"*** Begin\"");
    }

    #[test]
    fn a_failed_tool_wrote_nothing() {
        let write = json!({"role":"assistant","tool_calls":[{"id":"1","function":"write_file","arguments":{"path":"a","content":"x"}}]});
        let failed = json!({"role":"tool","tool_call_id":"1","error":{"message":"denied"}});
        assert_eq!(answered([&write]).unwrap().files.len(), 1);
        assert!(answered([&write, &failed]).unwrap().files.is_empty());
    }

    #[test]
    fn wrong_types_have_no_say() {
        for message in [
            json!(1),
            json!({"role":3}),
            json!({"role":"user","content":{}}),
        ] {
            assert!(answered([&message]).is_err());
        }
        let odd = json!({"role":"assistant","content":7,"tool_calls":[3,{"function":[]}]});
        assert_eq!(calls_of(&odd), []);
    }
}
