//! Traces of Langfuse: a trace and its observations, each value as JSON or as JSON in a string.
//!
//! The trace says what was asked and answered; where it does not, its model calls (`GENERATION`) do, the
//! latest last. Observations are in no order. The id of a trace differs from run to run and names no case.

use serde_json::{Map, Value};

use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::reading::{Answers, Reading};
use super::response::Response;
use super::spans::{Run, Step};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "langfuse",
    summary: "traces of Langfuse with their observations, as JSON or JSON Lines",
    detect,
    reader: Reader::Each(read),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let observed = record.get("observations").is_some_and(Value::is_array);
    let trace = record.get("trace");
    let cut = !head.complete && head.mentions("\"projectId\"") && head.mentions("\"timestamp\"");
    let ours = trace.is_some_and(Value::is_object)
        || (record.contains_key("input") && record.contains_key("output"));
    (observed && ours) || (cut && (trace.is_some() || record.contains_key("projectId")))
}

fn read(bytes: &[u8], _: &Reading) -> Result<Answers, String> {
    let record = object(bytes)?;
    let trace = match record.get("trace") {
        Some(Value::Object(trace)) => trace,
        Some(_) => return Err("`trace` is no object: export the whole trace".to_owned()),
        None => &record,
    };
    // Those inside the trace come without their values.
    let lists = [record.get("observations"), trace.get("observations")];
    let Some(list) = lists.into_iter().flatten().find_map(Value::as_array) else {
        return Err("`observations` is not a list: export the whole trace".to_owned());
    };
    let run = Run {
        input: member(trace, "input"),
        output: member(trace, "output"),
        generations: steps(list, "GENERATION", &["model"]),
        tools: steps(list, "TOOL", &["name"]),
    };
    let response = run.response()?;
    let tags = trace.get("tags").and_then(Value::as_array);
    let tags = tags.into_iter().flatten().filter_map(Value::as_str);
    let response = Response {
        tags: tags.map(str::to_owned).collect(),
        ..response
    };
    Ok(response.into())
}

fn member(members: &Map<String, Value>, name: &str) -> Value {
    members.get(name).cloned().unwrap_or_default()
}

/// The observations of one type, in the order in which they ended.
fn steps(list: &[Value], kind: &str, named: &[&str]) -> Vec<Step> {
    let of_kind = list
        .iter()
        .filter(|observation| observation["type"] == kind);
    let mut found: Vec<&Value> = of_kind.collect();
    found.sort_by_key(|observation| observation["endTime"].as_str().unwrap_or_default());
    let step = |observation: &Value| Step {
        name: named
            .iter()
            .find_map(|name| observation[*name].as_str())
            .map(str::to_owned),
        input: observation["input"].clone(),
        output: observation["output"].clone(),
    };
    found.into_iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::reading::first_answer;
    use super::*;

    fn read(record: &[u8]) -> Result<Response, String> {
        first_answer(super::read, record)
    }

    fn said(trace: &Value, observations: &Value) -> Result<Response, String> {
        let record = json!({"trace":trace,"observations":observations}).to_string();
        read(record.as_bytes())
    }

    fn generation(end: &str, output: &Value) -> Value {
        json!({"type":"GENERATION","endTime":end,"model":end,"input":"Как?","output":output})
    }

    #[test]
    fn a_trace_that_is_silent_is_read_from_its_last_model_call() {
        let call = json!({"role":"assistant","content":"","tool_calls":[{"id":"1","function":{"name":"t","arguments":"{\"x\":1}"}}]});
        let observations = json!([
            generation("2", &json!({"role":"assistant","content":"Так 🙂\r\n"})),
            generation("1", &call)
        ]);
        let read = said(&json!({"tags":["я"]}), &observations).unwrap();
        assert_eq!(read.text, "Так 🙂\r\n");
        assert_eq!(read.prompt.as_deref(), Some("Как?"));
        assert_eq!(read.model.as_deref(), Some("2"));
        assert_eq!(read.tags, ["я"]);
        let calls = read.tool_calls.unwrap();
        assert_eq!(
            (calls[0].name.as_str(), calls[0].arguments.as_str()),
            ("t", "{\"x\":1}")
        );
    }

    #[test]
    fn values_folded_twice_are_read() {
        let messages = json!({"messages":[
            {"type":"human","content":"и\u{306}?"},
            {"type":"ai","content":"","tool_calls":[{"id":"1","name":"write_file","args":{"path":"a","content":"x"}}]},
            {"type":"tool","tool_call_id":"1","content":"ok"},
            {"type":"ai","content":"готово"},
        ]});
        let folded = json!(json!(messages.to_string()).to_string());
        let read = said(&json!({"input":folded,"output":folded}), &json!([])).unwrap();
        assert_eq!(read.prompt.as_deref(), Some("и\u{306}?"));
        assert_eq!(read.text, "готово");
        assert_eq!(read.files[0].path, "a");
        assert_eq!(read.tool_calls.unwrap().len(), 1);
    }

    #[test]
    fn tools_that_are_steps_are_told() {
        let tool = json!({"type":"TOOL","name":"search","input":"{\"q\":1}"});
        let read = said(&json!({"output":"a"}), &json!([tool])).unwrap();
        assert_eq!(read.tool_calls.unwrap()[0].arguments, "{\"q\":1}");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(
            said(&json!({}), &json!([]))
                .unwrap_err()
                .contains("no output")
        );
        assert!(
            said(&json!({}), &json!(3))
                .unwrap_err()
                .contains("`observations`")
        );
        assert!(said(&json!(3), &json!([])).unwrap_err().contains("`trace`"));
        let odd = json!([1, {"type":"GENERATION","endTime":3,"output":[1]}]);
        assert!(said(&json!({}), &odd).is_ok());
    }

    #[test]
    fn traces_are_recognised_even_when_cut() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(r#"{"trace":{},"observations":[]}"#));
        assert!(detects(
            "{\n \"trace\": {\"projectId\": \"p\", \"timestamp\": \"t\", \"input\": \"cut"
        ));
        assert!(detects(
            r#"{"id":"t","input":"a","output":"b","observations":[]}"#
        ));
        assert!(!detects(r#"{"input":"a","output":"b"}"#));
    }
}
