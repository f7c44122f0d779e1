//! Runs of `LangSmith`: a batch of `post` and `patch`, a list of runs, or a run a line.
//!
//! A run is posted when it begins and patched when it ends. The runs of a trace are one answer: its root says
//! what was asked and answered, its model calls which tools were called. The ids name no case.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::each::values;
use super::format::{Format, Located, Reader};
use super::head::Head;
use super::reading::Reading;
use super::spans::{Run, Step};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "langsmith",
    summary: "runs of LangSmith: batches of `post` and `patch`, or exported runs",
    detect,
    reader: Reader::Whole(read),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let batch = ["post", "patch"].iter().find_map(|name| record.get(*name));
    let batch = batch.is_some_and(|runs| match runs.as_array() {
        Some(runs) => runs
            .first()
            .is_none_or(|run| run["trace_id"].is_string() || run["run_type"].is_string()),
        None => runs.is_null() && !head.complete && head.mentions("\"run_type\""),
    });
    batch || (record.contains_key("run_type") && record.contains_key("inputs"))
}

/// The runs of a file: each once, put together from all that is said of it.
#[derive(Default)]
struct Runs {
    runs: Vec<(usize, Map<String, Value>)>,
    known: HashMap<String, usize>,
}

impl Runs {
    fn add(&mut self, line: usize, run: &Value) -> Result<(), String> {
        let Some(run) = run.as_object() else {
            return Err("a run is no object: record the whole batch".to_owned());
        };
        // A patch may lack the id; the order within the trace is as good.
        let keys = ["id", "dotted_order"]
            .iter()
            .filter_map(|name| run.get(*name)?.as_str());
        let keys: Vec<String> = keys.map(str::to_owned).collect();
        let known = keys.iter().find_map(|key| self.known.get(key).copied());
        let at = known.unwrap_or(self.runs.len());
        self.known.extend(keys.into_iter().map(|key| (key, at)));
        match self.runs.get_mut(at) {
            Some((_, known)) => {
                let said = run.iter().filter(|(_, value)| !is_empty(value));
                known.extend(said.map(|(name, value)| (name.clone(), value.clone())));
            }
            None => self.runs.push((line, run.clone())),
        }
        Ok(())
    }

    /// The traces in order of their first runs.
    fn traces(&self) -> Vec<Vec<&(usize, Map<String, Value>)>> {
        let mut traces: Vec<Vec<&(usize, Map<String, Value>)>> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        for run in &self.runs {
            let id = text(&run.1, "trace_id").or_else(|| text(&run.1, "id"));
            let at = match id {
                Some(id) => *index.entry(id).or_insert(traces.len()),
                None => traces.len(),
            };
            match traces.get_mut(at) {
                Some(trace) => trace.push(run),
                None => traces.push(vec![run]),
            }
        }
        traces
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}

fn text<'a>(run: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    run.get(name).and_then(Value::as_str)
}

fn read(text: &str, _: &Reading) -> Vec<Located> {
    let mut located = Vec::new();
    let mut runs = Runs::default();
    for (line, value) in values(text) {
        let added = value.and_then(|value| {
            let batch = ["post", "patch"].map(|name| value[name].as_array());
            if batch.iter().all(Option::is_none) {
                if value["run_type"].is_string() {
                    return runs.add(line, &value);
                }
                return Err(
                    "the record has neither `post` and `patch` nor a `run_type`: it is no run"
                        .to_owned(),
                );
            }
            let mut listed = batch.into_iter().flatten().flatten();
            listed.try_for_each(|run| runs.add(line, run))
        });
        if let Err(reason) = added {
            located.push((line, Err(reason)));
        }
    }
    let traces = runs.traces();
    if traces.is_empty() && located.is_empty() {
        located.push((
            1,
            Err("the file has no runs: there is nothing to score".to_owned()),
        ));
    }
    for trace in traces {
        located.push((trace[0].0, assembled(&trace).response()));
    }
    located.sort_by_key(|(line, _)| *line);
    located
}

/// The run of a whole trace.
fn assembled(trace: &[&(usize, Map<String, Value>)]) -> Run {
    let is_root = |run: &Map<String, Value>| text(run, "parent_run_id").is_none();
    let root = trace
        .iter()
        .find(|(_, run)| is_root(run))
        .unwrap_or(&trace[0]);
    let member = |run: &Map<String, Value>, name: &str| run.get(name).cloned().unwrap_or_default();
    let steps = |kind: &str| {
        let mut found: Vec<&Map<String, Value>> = trace
            .iter()
            .map(|(_, run)| run)
            .filter(|run| text(run, "run_type") == Some(kind))
            .collect();
        found.sort_by_key(|run| text(run, "dotted_order").unwrap_or_default());
        let step = |run: &Map<String, Value>| Step {
            name: match kind {
                "tool" => text(run, "name").map(str::to_owned),
                _ => model(run),
            },
            input: member(run, "inputs"),
            output: member(run, "outputs"),
        };
        found.into_iter().map(step).collect()
    };
    Run {
        input: member(&root.1, "inputs"),
        output: member(&root.1, "outputs"),
        generations: steps("llm"),
        tools: steps("tool"),
    }
}

/// The model that a call says it used.
fn model(run: &Map<String, Value>) -> Option<String> {
    let said = run
        .get("outputs")
        .and_then(|outputs| outputs["model"].as_str());
    let metadata = run
        .get("extra")
        .map(|extra| &extra["metadata"]["ls_model_name"]);
    said.or_else(|| metadata?.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::response::Response;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    fn said(file: &Value) -> Result<Response, String> {
        read(&file.to_string()).remove(0).1
    }

    fn posted() -> Value {
        json!({"id":"r","trace_id":"r","dotted_order":"1r","run_type":"llm","inputs":{"messages":[{"role":"user","content":"Как? 🙂"}]}})
    }

    #[test]
    fn a_run_is_put_together_from_post_and_patch() {
        let message = json!({"role":"assistant","content":"Так\r\n","tool_calls":[{"id":"1","function":{"name":"t","arguments":"{}"}}]});
        let patch = json!({"dotted_order":"1r","trace_id":"r","inputs":{},"outputs":{"model":"m","choices":[{"message":message}]}});
        let read = said(&json!({"post":[posted()],"patch":[patch]})).unwrap();
        assert_eq!(read.prompt.as_deref(), Some("Как? 🙂"));
        assert_eq!(read.text, "Так\r\n");
        assert_eq!(read.model.as_deref(), Some("m"));
        assert_eq!(read.tool_calls.unwrap()[0].name, "t");
        assert_eq!(read.case, None);
    }

    #[test]
    fn runs_of_a_trace_are_one_answer() {
        let runs = [
            json!({"id":"c","trace_id":"t","parent_run_id":"r","dotted_order":"2","run_type":"tool","name":"search","inputs":{"input":"{\"q\":1}"},"outputs":{}}),
            json!({"id":"r","trace_id":"t","dotted_order":"1","run_type":"chain","inputs":{"input":"и\u{306}?"},"outputs":{"output":"да"}}),
            json!({"id":"o","trace_id":"o","run_type":"chain","inputs":{"question":"б"},"outputs":{"answer":"в"}}),
        ];
        let lines = runs.map(|run| run.to_string()).join("\n");
        let found = read(&lines);
        assert_eq!(found.len(), 2);
        let first = found[0].1.as_ref().unwrap();
        assert_eq!(
            (first.prompt.as_deref(), first.text.as_str()),
            (Some("и\u{306}?"), "да")
        );
        assert_eq!(first.tool_calls.as_ref().unwrap()[0].name, "search");
        assert_eq!(found[1].0, 3);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(
            said(&json!({"post":[posted()]}))
                .unwrap_err()
                .contains("no output")
        );
        assert!(
            said(&json!({"post":[1]}))
                .unwrap_err()
                .contains("no object")
        );
        assert!(said(&json!({"post":1})).unwrap_err().contains("`post`"));
        assert!(
            said(&json!({"post":[],"patch":[]}))
                .unwrap_err()
                .contains("no runs")
        );
        let cut = read("{\"post\":[{\"id\":\"a\"");
        assert!(cut[0].1.as_ref().unwrap_err().contains("cut off"));
    }

    #[test]
    fn batches_and_runs_are_recognised() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(&json!({"post":[posted()]}).to_string()));
        assert!(detects(&posted().to_string()));
        assert!(detects(
            "{\n\"post\": [ { \"run_type\": \"llm\", \"inputs\": \"cut"
        ));
        assert!(!detects(r#"{"post":"a","response":"b"}"#));
    }
}
