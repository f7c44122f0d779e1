//! Model calls as OpenTelemetry has them: `gen_ai.input.messages` and `gen_ai.output.messages`.
//!
//! They stand in the attributes of a span: in an export (`resourceSpans`), in a span a line, or alone, where a
//! line is the value of an attribute and an output follows its input. Each message of an output is a choice,
//! so an answer of its own. Values may be JSON in a string.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::content::{blocks, text};
use super::conversation::{Speaker, content_of, follow, question, speaker};
use super::each::{parse, values};
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::instructions::Instructions;
use super::logged::unfolded;
use super::reading::Reading;
use super::response::Response;
use super::turns::Turns;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "otel-genai",
    summary: "model calls in the conventions of OpenTelemetry, as spans or values of their attributes",
    detect,
    reader: Reader::Whole(read),
};

const INPUT: &str = "gen_ai.input.messages";
const SYSTEM: &str = "gen_ai.system_instructions";
const OUTPUT: &str = "gen_ai.output.messages";

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let value = matches!(head.first_record, Some(Value::Array(_)));
    if value && record.contains_key("role") && record.contains_key("parts") {
        return true;
    }
    let spans = record.contains_key("resourceSpans") || attributes(record).next().is_some();
    let cut = !head.complete && record.contains_key("attributes");
    (spans || cut) && head.mentions("gen_ai.")
}

/// The attributes of a span that hold messages: as members, under `attributes`, or in a list of pairs.
fn attributes(span: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let inner = span.get("attributes");
    let object = inner.and_then(Value::as_object).into_iter().flatten();
    let pairs = inner.and_then(Value::as_array).into_iter().flatten();
    let pairs = pairs.filter_map(|pair| {
        let value = &pair["value"];
        let text = &value["stringValue"];
        Some((
            pair["key"].as_str()?,
            if text.is_null() { value } else { text },
        ))
    });
    let members = span.iter().chain(object);
    let members = members.map(|(name, value)| (name.as_str(), value));
    members
        .chain(pairs)
        .filter(|(name, _)| name.starts_with("gen_ai."))
}

fn read(file: &str, _: &Reading) -> Vec<Located> {
    let mut located = Vec::new();
    if file.trim_start().starts_with("[{") || file.trim_start().starts_with("[]") {
        let mut input = Given::default();
        for (index, line) in file.split('\n').enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            match parse(line.as_bytes()) {
                Ok(value) => alone(index + 1, value, &mut input, &mut located),
                Err(reason) => located.push((index + 1, Err(reason))),
            }
        }
    } else {
        for (line, value) in values(file) {
            match value {
                Ok(value) => spans(line, &value, &mut located),
                Err(reason) => located.push((line, Err(reason))),
            }
        }
    }
    if located.is_empty() {
        let reason = "no span has `gen_ai.output.messages`: turn on the recording of content";
        located.push((1, Err(reason.to_owned())));
    }
    located
}

/// What a call was given.
#[derive(Default)]
struct Given {
    messages: Value,
    instructions: Value,
}

impl Given {
    fn system(&self) -> Option<Arc<str>> {
        let mut all = Instructions::default();
        all.tell(&text(&self.instructions));
        for message in blocks(&self.messages) {
            if speaker(message) == Speaker::System {
                all.tell(&text(content_of(message)));
            }
        }
        all.digest()
    }
}

/// A line that is the value of an attribute.
fn alone(line: usize, value: Value, input: &mut Given, located: &mut Vec<Located>) {
    let Some(messages) = value.as_array() else {
        // A span among values.
        spans(line, &value, located);
        return;
    };
    // Instructions are values too, and so are tools, which say nothing of a call.
    if !messages.is_empty() && messages.iter().all(|part| part["type"] == "text") {
        input.instructions = value;
        return;
    }
    if messages.is_empty() || !messages.iter().all(|message| message["role"].is_string()) {
        return;
    }
    if messages
        .iter()
        .all(|message| speaker(message) == Speaker::Agent)
    {
        choices(line, &std::mem::take(input), &value, None, located);
    } else {
        input.messages = value;
    }
}

fn spans(line: usize, value: &Value, located: &mut Vec<Located>) {
    let Some(record) = value.as_object() else {
        located.push((
            line,
            Err("the record is no span: it is no JSON object".to_owned()),
        ));
        return;
    };
    let list = |value: &Value, name: &str| -> Vec<Value> {
        value[name].as_array().cloned().unwrap_or_default()
    };
    if record.contains_key("resourceSpans") {
        let scopes = list(value, "resourceSpans")
            .into_iter()
            .flat_map(|resource| list(&resource, "scopeSpans"));
        for span in scopes.flat_map(|scope| list(&scope, "spans")) {
            span.as_object()
                .into_iter()
                .for_each(|span| of_span(line, span, located));
        }
    } else {
        of_span(line, record, located);
    }
}

/// The answers of one span; a span that is no model call has none.
fn of_span(line: usize, span: &Map<String, Value>, located: &mut Vec<Located>) {
    let named = |name: &str| {
        attributes(span)
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    };
    let model = named("gen_ai.response.model").or_else(|| named("gen_ai.request.model"));
    if let Some(output) = named(OUTPUT) {
        let value = |name| named(name).map(|value| unfolded(value).into_owned());
        let input = Given {
            messages: value(INPUT).unwrap_or_default(),
            instructions: value(SYSTEM).unwrap_or_default(),
        };
        let model = model.and_then(Value::as_str);
        choices(line, &input, &unfolded(output), model, located);
    }
}

/// Each message of an output as an answer to the input.
fn choices(
    line: usize,
    input: &Given,
    output: &Value,
    model: Option<&str>,
    located: &mut Vec<Located>,
) {
    let asked = blocks(&input.messages);
    let system = input.system();
    let Some(messages) = output.as_array().filter(|messages| !messages.is_empty()) else {
        let reason = format!("`{OUTPUT}` is not a list of messages: record the content again");
        located.push((line, Err(reason)));
        return;
    };
    for message in messages {
        let read = choice(asked, message, model).map(|one| Response {
            system: system.clone(),
            ..one
        });
        located.push((line, read));
    }
}

fn choice(asked: &[Value], message: &Value, model: Option<&str>) -> Result<Response, String> {
    if !content_of(message).is_array() && !content_of(message).is_string() {
        return Err(format!(
            "a message of `{OUTPUT}` has no `parts`: record the content again"
        ));
    }
    // The calls before in the same turn belong to the answer; what was said with them was for the way.
    let start = asked
        .iter()
        .rposition(|message| speaker(message) == Speaker::User);
    let mut turns = Turns::default();
    for message in &asked[start.unwrap_or(asked.len())..] {
        follow(&mut turns, message);
    }
    let mut spoken = message.clone();
    spoken["role"] = "assistant".into();
    follow(&mut turns, &spoken);
    let answered = turns.last_answered();
    let (_, response) = answered.ok_or_else(|| format!("`{OUTPUT}` has no answer"))?;
    Ok(Response {
        prompt: question(asked),
        model: model.map(str::to_owned),
        turn: None,
        ..response
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    fn input() -> Value {
        json!([{"role":"system","parts":[{"type":"text","content":"s"}]},{"role":"user","parts":[{"type":"text","content":"Как? 🙂"}]}])
    }

    fn output() -> Value {
        json!([{"role":"assistant","parts":[
            {"type":"reasoning","content":"hm"},
            {"type":"text","content":"и\u{306}\r\n"},
            {"type":"tool_call","id":"1","name":"write_file","arguments":{"path":"a","content":"x"}},
        ]}])
    }

    fn is_read(read: &[Located]) {
        let response = read[0].1.as_ref().unwrap();
        assert_eq!(response.prompt.as_deref(), Some("Как? 🙂"));
        assert_eq!(response.text, "и\u{306}\r\n");
        assert_eq!(response.files[0].path, "a");
        assert_eq!(response.tool_calls.as_ref().unwrap()[0].name, "write_file");
    }

    #[test]
    fn values_a_line_are_paired() {
        let lines = [
            json!([{"type":"function","name":"t"}]),
            input(),
            output(),
            output(),
        ];
        let found = read(&lines.map(|line| line.to_string()).join("\n"));
        is_read(&found);
        assert_eq!((found[0].0, found[1].0), (3, 4));
        assert_eq!(found[1].1.as_ref().unwrap().prompt, None);
    }

    #[test]
    fn spans_are_read_in_each_shape() {
        let attributes = json!({"gen_ai.request.model":"m","gen_ai.input.messages":input().to_string(),"gen_ai.output.messages":output()});
        let pairs = json!([
            {"key":"gen_ai.input.messages","value":{"stringValue":input().to_string()}},
            {"key":"gen_ai.output.messages","value":{"stringValue":output().to_string()}},
        ]);
        let export = json!({"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[]},{"attributes":pairs}]}]}]});
        for record in [
            json!({"name":"chat","attributes":attributes}),
            attributes,
            export,
        ] {
            let text = record.to_string();
            assert!(detect(&Head::new("a", text.as_bytes())), "{text}");
            is_read(&read(&text));
        }
    }

    #[test]
    fn choices_are_answers_of_their_own() {
        let two = json!([{"role":"assistant","parts":[{"type":"text","content":"a"}]},{"role":"assistant","parts":[{"type":"text","content":"b"}]}]);
        let found = read(&format!("{}\n{two}", input()));
        let texts: Vec<_> = found
            .iter()
            .map(|(_, r)| r.as_ref().unwrap().text.as_str())
            .collect();
        assert_eq!(texts, ["a", "b"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let reason = |text: &str| read(text)[0].1.clone().unwrap_err();
        assert!(reason("{\"resourceSpans\":[1]}").contains("no span has"));
        let output = json!({"gen_ai.output.messages":3}).to_string();
        assert!(reason(&output).contains("not a list"));
        let parts = json!({"gen_ai.output.messages":[{"role":"assistant","parts":7}]}).to_string();
        assert!(reason(&parts).contains("no `parts`"));
        let cut = format!("{}\n[{{\"role\":", input());
        assert!(reason(&cut).contains("cut off"));
    }
}
