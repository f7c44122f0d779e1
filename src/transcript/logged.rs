//! What a logged value says: the prompt in a request or an input, the answer in an output.
//!
//! Tools log the same values as objects, as JSON in a string, and as JSON in a string in a string. Values are
//! unfolded a few times and no more, so a hostile one costs a few passes.

use std::borrow::Cow;

use serde_json::Value;

use super::content::text;
use super::conversation::{Speaker, content_of, question, speaker, unwrapped};

/// How often a value is unfolded: the layers of all recorded files and some more.
const LAYERS: usize = 8;

/// A value whose JSON text, if it is that, has been read.
pub(super) fn unfolded(value: &Value) -> Cow<'_, Value> {
    let mut value = Cow::Borrowed(value);
    for _ in 0..3 {
        let Some(text) = value.as_str().map(str::trim_start) else {
            break;
        };
        if !text.starts_with(['{', '[', '"']) {
            break;
        }
        match serde_json::from_str(text) {
            Ok(inner) => value = Cow::Owned(inner),
            Err(_) => break,
        }
    }
    value
}

/// The messages in a value: a list of them, or an object that has one.
pub(super) fn messages_of(value: &Value) -> Option<&[Value]> {
    let mut list = value
        .as_array()
        .or_else(|| value["messages"].as_array())
        .or_else(|| value["input"].as_array())?;
    // Frameworks log a list of lists, for batches of one.
    if let [Value::Array(inner)] = list.as_slice() {
        list = inner;
    }
    let told = |message: &Value| {
        let message = unwrapped(message);
        message["role"].is_string() || message["type"].is_string()
    };
    list.iter().all(told).then_some(list)
}

/// The prompt that a logged input holds.
pub(super) fn prompt_of(value: &Value) -> Option<String> {
    let mut value = unfolded(value).into_owned();
    for _ in 0..LAYERS {
        if let Value::String(text) = value {
            return Some(text).filter(|text| !text.trim().is_empty());
        }
        if let Some(messages) = messages_of(&value) {
            return question(messages);
        }
        value = take_first(
            &mut value,
            &["input", "prompt", "question", "query", "inputs", "request"],
        )?;
    }
    None
}

/// The answer that a logged output holds; `None` when it holds nothing.
pub(super) fn answer_of(value: &Value) -> Option<String> {
    let mut value = unfolded(value).into_owned();
    for _ in 0..LAYERS {
        value = match value {
            Value::Null => return None,
            Value::String(text) => return Some(text),
            other @ (Value::Bool(_) | Value::Number(_)) => return Some(other.to_string()),
            Value::Array(_) | Value::Object(_) => match inside(value) {
                Step::Into(inner) => inner,
                Step::Says(text) => return Some(text),
            },
        };
    }
    Some(value.to_string())
}

enum Step {
    Into(Value),
    Says(String),
}

/// One layer of an output.
fn inside(mut value: Value) -> Step {
    if let Some(messages) = messages_of(&value) {
        let agent = messages
            .iter()
            .rfind(|message| speaker(message) == Speaker::Agent);
        if let Some(message) = agent {
            return Step::Says(text(content_of(unwrapped(message))));
        }
    }
    let message = unwrapped(&value);
    let content = content_of(message);
    let speaks = content.is_string() || content.is_array();
    if speaks && (speaker(message) == Speaker::Agent || !message["role"].is_string()) {
        return Step::Says(text(content));
    }
    if value["choices"][0].is_object() {
        return Step::Into(value["choices"][0].take());
    }
    if value["generations"][0].is_array() || value["generations"][0].is_object() {
        let first = value["generations"][0].take();
        return Step::Into(match first {
            Value::Array(inner) => inner.into_iter().next().unwrap_or_default(),
            first @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_)) => first,
        });
    }
    let names = [
        "message",
        "output",
        "outputs",
        "answer",
        "response",
        "completion",
        "text",
        "content",
        "result",
    ];
    match take_first(&mut value, &names) {
        Some(inner) => Step::Into(inner),
        None => {
            let said = text(&value);
            // What cannot be understood is kept as it stands.
            Step::Says(if said.is_empty() {
                value.to_string()
            } else {
                said
            })
        }
    }
}

/// The first of `names` that has a value, unfolded.
fn take_first(value: &mut Value, names: &[&str]) -> Option<Value> {
    let members = value.as_object_mut()?;
    let name = names
        .iter()
        .find(|name| members.get(**name).is_some_and(|inner| !inner.is_null()))?;
    let inner = members.get_mut(*name)?.take();
    Some(unfolded(&inner).into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prompts_are_found_in_requests_and_inputs() {
        let messages = json!([{"role":"system","content":"s"},{"role":"user","content":"Как? 🙂"}]);
        let folded = json!(json!(messages.to_string()).to_string());
        let inputs = [
            json!("Как? 🙂"),
            messages.clone(),
            json!({"messages": messages, "model": "m"}),
            json!(messages.to_string()),
            folded,
            json!({"input":{"messages":[[{"lc":1,"kwargs":{"type":"human","content":"Как? 🙂"}}]]}}),
            json!({"question":"Как? 🙂"}),
        ];
        for input in inputs {
            assert_eq!(prompt_of(&input).as_deref(), Some("Как? 🙂"), "{input}");
        }
        for nothing in [json!(null), json!(""), json!([]), json!(3), json!({"a":1})] {
            assert_eq!(prompt_of(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn answers_are_found_in_outputs() {
        let message = json!({"role":"assistant","content":"Так\r\n"});
        let outputs = [
            json!("Так\r\n"),
            message.clone(),
            json!({"choices":[{"message":message}]}),
            json!({"messages":[{"type":"human","content":"q"},{"type":"ai","content":"Так\r\n"}]}),
            json!(message.to_string()),
            json!([{"type":"text","text":"Так\r\n"}]),
            json!({"generations":[[{"text":"Так\r\n"}]]}),
            json!({"output":"Так\r\n"}),
        ];
        for output in outputs {
            assert_eq!(answer_of(&output).as_deref(), Some("Так\r\n"), "{output}");
        }
        assert_eq!(answer_of(&json!(null)), None);
        assert_eq!(answer_of(&json!({"n":1})).as_deref(), Some("{\"n\":1}"));
    }

    #[test]
    fn layers_without_end_end() {
        let mut deep = json!("a");
        for _ in 0..100 {
            deep = json!({"output": deep, "input": deep["none"]});
        }
        assert!(answer_of(&deep).is_some());
        assert_eq!(
            prompt_of(&json!("[".repeat(100_000))),
            Some("[".repeat(100_000))
        );
    }
}
