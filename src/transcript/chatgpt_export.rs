//! Exports of `ChatGPT`: a list of conversations, or one of them.
//!
//! A conversation is a tree, since answers are regenerated and questions edited. What counts is the path from
//! the root to the current node; each conversation gives one response. The last message of a turn is its
//! answer; what is sent to a tool is a call.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::content::{PAUSE, blocks};
use super::format::{Format, Located, Reader, stream};
use super::head::Head;
use super::reading::{Reading, Which};
use super::turns::Turns;
use super::whole;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "chatgpt-export",
    summary: "conversations exported from ChatGPT (JSON); the last answered turn of each is scored",
    detect,
    reader: Reader::Whole(read),
};

fn detect(head: &Head<'_>) -> bool {
    match &head.first_record {
        Some(Value::Array(list)) => list
            .first()
            .and_then(Value::as_object)
            .is_some_and(|first| is_conversation(first, head.complete)),
        Some(Value::Object(record)) => is_conversation(record, head.complete),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => false,
        // A list that does not end in the head.
        None => head
            .first_of_list()
            .is_some_and(|first| is_conversation(&first, false)),
    }
}

fn is_conversation(record: &Map<String, Value>, complete: bool) -> bool {
    match record.get("mapping") {
        Some(Value::Object(mapping)) => mapping
            .values()
            .all(|node| node.get("message").is_some() || node.get("parent").is_some()),
        Some(Value::Null) => !complete && record.contains_key("title"),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => {
            false
        }
    }
}

fn read(text: &str, reading: &Reading) -> Vec<Located> {
    let mut results = Vec::new();
    for (line, piece) in stream(text.as_bytes(), None) {
        let conversation = match piece.text() {
            Ok(bytes) => String::from_utf8_lossy(bytes),
            Err(reason) => {
                results.push((line, Err(reason)));
                continue;
            }
        };
        match whole::parse(&conversation) {
            Ok(conversation) => {
                let read = conversed(&conversation, reading.turns);
                results.extend(read.into_iter().map(|(_, result)| (line, result)));
            }
            // Lines within a conversation are counted from its own.
            Err((inner, reason)) => results.push((line + inner - 1, Err(reason))),
        }
    }
    if results.is_empty() {
        let reason = "the export holds no conversation: export it again";
        results.push((1, Err(reason.to_owned())));
    }
    results
}

fn conversed(conversation: &Value, which: Which) -> Vec<Located> {
    let Some(mapping) = conversation["mapping"].as_object() else {
        let reason = "the conversation has no `mapping`: give it as ChatGPT has exported it";
        return vec![(1, Err(reason.to_owned()))];
    };
    let mut turns = Turns::default();
    for message in path(mapping, conversation["current_node"].as_str()) {
        follow(&mut turns, message);
    }
    let no_answer =
        "the conversation has no answer: no `assistant` message is on the path to its current node";
    turns.located(which, no_answer)
}

/// The messages from the root to the current node, or else to the newest one without replies.
fn path<'a>(mapping: &'a Map<String, Value>, current: Option<&'a str>) -> Vec<&'a Value> {
    let current = current.filter(|id| mapping.contains_key(*id));
    let mut at = current.or_else(|| newest_leaf(mapping));
    let mut seen = BTreeSet::new();
    let mut messages = Vec::new();
    while let Some((id, node)) = at.and_then(|id| mapping.get_key_value(id)) {
        // A node that is its own ancestor ends the path.
        if !seen.insert(id.as_str()) {
            break;
        }
        messages.push(&node["message"]);
        at = node["parent"].as_str();
    }
    messages.reverse();
    messages
}

fn newest_leaf(mapping: &Map<String, Value>) -> Option<&str> {
    let parents: BTreeSet<&str> = mapping
        .values()
        .filter_map(|node| node["parent"].as_str())
        .collect();
    let time = |id: &str| {
        mapping[id]["message"]["create_time"]
            .as_f64()
            .unwrap_or(0.0)
    };
    let leaves = mapping.keys().map(String::as_str);
    leaves
        .filter(|id| !parents.contains(id))
        .max_by(|a, b| time(a).total_cmp(&time(b)))
}

fn follow(turns: &mut Turns, message: &Value) {
    let metadata = &message["metadata"];
    if message["author"]["role"] == "system" {
        turns.instruct(&text(&message["content"]));
    }
    if metadata["is_visually_hidden_from_conversation"] == true {
        return;
    }
    match message["author"]["role"].as_str() {
        Some("user") => {
            let asked = text(&message["content"]);
            if !asked.trim().is_empty() {
                turns.ask(1, asked);
            }
        }
        Some("assistant") => {
            let model = metadata["model_slug"].as_str();
            match message["recipient"].as_str() {
                None | Some("all") => turns.conclude(1, &text(&message["content"]), model),
                Some(tool) => {
                    turns.conclude(1, "", model);
                    turns.call(message["id"].as_str(), tool, &sent(&message["content"]));
                }
            }
        }
        Some(_) | None => {}
    }
}

/// What is said: thoughts, code for tools and the user's settings are other types of content.
fn text(content: &Value) -> String {
    match content["content_type"].as_str() {
        None | Some("text" | "multimodal_text") => parts(content),
        Some(_) => String::new(),
    }
}

/// The parts that are text; images and files are objects, and transcribed speech has its text inside.
fn parts(content: &Value) -> String {
    let parts = blocks(&content["parts"]).iter();
    let texts: Vec<&str> = parts
        .filter_map(|part| part.as_str().or_else(|| part["text"].as_str()))
        .filter(|part| !part.trim().is_empty())
        .collect();
    texts.join(PAUSE)
}

/// What a tool is sent: JSON, or a text such as code.
fn sent(content: &Value) -> Value {
    let text = content["text"]
        .as_str()
        .map_or_else(|| parts(content), str::to_owned);
    match serde_json::from_str(&text) {
        Ok(Value::Object(arguments)) => Value::Object(arguments),
        Ok(_) | Err(_) => json!({ "input": text }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::response::Response;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    fn node(parent: &str, role: &str, text: &str) -> Value {
        let parent = (!parent.is_empty()).then_some(parent);
        json!({"parent":parent,"message":{"author":{"role":role},"recipient":"all",
            "content":{"content_type":"text","parts":[text]},"metadata":{"model_slug":"m"}}})
    }

    fn conversation() -> Value {
        json!({"title":"t","current_node":"5","id":"c","mapping":{
            "1": {"parent":null,"message":null},
            "2": node("1", "user", "Привет 🙂"),
            "3": node("2", "assistant", "другая ветвь"),
            "4": node("2", "assistant", "сначала"),
            "5": node("4", "assistant", "ответ и\u{306}\r\n"),
        }})
    }

    fn scored(conversation: &Value) -> Response {
        read(&conversation.to_string()).remove(0).1.unwrap()
    }

    #[test]
    fn the_path_to_the_current_node_is_the_conversation() {
        let response = scored(&conversation());
        assert_eq!(response.prompt.unwrap(), "Привет 🙂");
        assert_eq!(response.text, "ответ и\u{306}\r\n");
        assert_eq!(response.model.unwrap(), "m");
        assert_eq!(response.case, None);
    }

    #[test]
    fn without_a_current_node_the_newest_leaf_counts() {
        let mut other = conversation();
        other["current_node"] = json!("none");
        other["mapping"]["3"]["message"]["create_time"] = json!(9.5);
        assert_eq!(scored(&other).text, "другая ветвь");
    }

    #[test]
    fn thoughts_and_hidden_messages_are_left_out_and_tools_are_called() {
        let mut other = conversation();
        let mapping = other["mapping"].as_object_mut().unwrap();
        let mut call = node("5", "assistant", "{\"q\": \"да\"}");
        call["message"]["recipient"] = json!("web.run");
        let mut code = node("6", "assistant", "");
        code["message"]["recipient"] = json!("python");
        code["message"]["content"] = json!({"content_type":"code","text":"print(1)"});
        let mut thoughts = node("7", "assistant", "hm");
        thoughts["message"]["content"]["content_type"] = json!("thoughts");
        let mut hidden = node("8", "user", "settings");
        hidden["message"]["metadata"]["is_visually_hidden_from_conversation"] = json!(true);
        for (id, node) in [("6", call), ("7", code), ("8", thoughts), ("9", hidden)] {
            mapping.insert(id.to_owned(), node);
        }
        other["current_node"] = json!("9");
        let response = scored(&other);
        assert_eq!(response.text, "ответ и\u{306}\r\n");
        let calls = response.tool_calls.unwrap();
        let told: Vec<_> = calls.iter().map(|c| (&*c.name, &*c.arguments)).collect();
        let code = r#"{"input":"print(1)"}"#;
        assert_eq!(told, [("web.run", r#"{"q":"да"}"#), ("python", code)]);
    }

    #[test]
    fn a_broken_conversation_does_not_hurt_the_others() {
        let good = conversation();
        let text = format!("[{good},\n{{\"mapping\": x}},\n{{}},\n{good},\n{{\"mapping\":{{\"1");
        let results = read(&text);
        let lines: Vec<_> = results
            .iter()
            .map(|(line, result)| (*line, result.is_ok()))
            .collect();
        assert_eq!(
            lines,
            [(1, true), (2, false), (3, false), (4, true), (5, false)]
        );
        let reason = |index: usize| results[index].1.as_ref().unwrap_err();
        assert!(reason(1).contains("not JSON at column 13"), "{}", reason(1));
        assert!(reason(2).contains("no `mapping`"));
        assert!(reason(4).contains("cut off"));
        assert!(read("[]")[0].1.is_err());
    }

    #[test]
    fn cycles_and_wrong_types_end_the_path() {
        let mut other = conversation();
        other["mapping"]["2"]["parent"] = json!("5");
        assert_eq!(scored(&other).text, "ответ и\u{306}\r\n");
        for odd in [
            json!({}),
            json!({"a":1}),
            json!({"a":{"parent":"a","message":[]}}),
        ] {
            let results = read(&json!({"mapping":odd}).to_string());
            assert!(results[0].1.as_ref().unwrap_err().contains("no answer"));
        }
    }

    #[test]
    fn exports_are_recognised_however_long_they_are() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(&conversation().to_string()));
        assert!(detects(&json!([conversation()]).to_string()));
        assert!(detects(
            "[{\"title\":\"t\",\"mapping\":{\"a\":{\"message\":{\"cut"
        ));
        assert!(detects(
            "[\n  {\n    \"title\": \"t\",\n    \"mapping\": {\n"
        ));
        assert!(!detects("[{\"conversations\":[]}]"));
        assert!(!detects(r#"{"mapping":{"a":1}}"#));
    }
}
