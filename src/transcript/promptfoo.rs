//! Results of promptfoo: a document with all of them, or one a line.
//!
//! A test is a case; its answers to several prompts or providers are repeats in the order of the file. A test
//! whose provider failed has no answer, and says why.

use serde_json::{Map, Value};

use super::each::parse;
use super::format::{Format, Reader};
use super::head::Head;
use super::instructions::instructed;
use super::listed::{Beside, Listed};
use super::logged::{answer_of, prompt_of};
use super::reading::{Answers, Reading};
use super::response::Response;
use crate::verdict::quote;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "promptfoo",
    summary: "results of promptfoo, as JSON or JSON Lines",
    detect,
    reader: Reader::List(&RESULTS),
};

static RESULTS: Listed = Listed {
    // Where `results` is the list itself, that is read.
    path: &["results", "results"],
    beside: &[],
    read: element,
    alone,
    empty: |_| "`results.results` is empty: no test was run".to_owned(),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let whole = record.contains_key("evalId") && record.contains_key("results");
    let results = record.get("results");
    let listed = results.is_some_and(|results| results["results"].is_array());
    whole || listed || is_result(record)
}

fn is_result(record: &Map<String, Value>) -> bool {
    let one_of = |names: [&str; 2]| names.iter().any(|name| record.contains_key(*name));
    one_of(["testIdx", "testCase"]) && one_of(["promptIdx", "promptId"])
}

/// A result in the list of a document.
fn element(bytes: &[u8], _: &Beside) -> Result<Response, String> {
    response(&parse(bytes)?).map_err(|reason| format!("the result {reason}"))
}

/// A result that is a line.
fn alone(bytes: &[u8], _: &Reading) -> Result<Answers, String> {
    let value = parse(bytes)?;
    if !value.as_object().is_some_and(is_result) {
        return Err("`results.results` is not a list: write the results with `promptfoo eval -o results.json`".to_owned());
    }
    let read = response(&value).map_err(|reason| format!("the result {reason}"));
    read.map(Answers::from)
}

fn response(result: &Value) -> Result<Response, String> {
    let output = &result["response"]["output"];
    let Some(text) = answer_of_output(output) else {
        let error = [&result["response"]["error"], &result["error"]];
        return Err(match error.iter().find_map(|error| error.as_str()) {
            Some(said) => format!(
                "has no answer, the provider failed ({}): run it again",
                quote(said)
            ),
            None => "has no `response.output`: run the test again".to_owned(),
        });
    };
    let provider = &result["provider"];
    let model = provider["id"].as_str().or_else(|| provider.as_str());
    Ok(Response {
        case: result["testIdx"].as_u64().map(|index| index.to_string()),
        prompt: prompt_of(&result["prompt"]["raw"]).or_else(|| prompt_of(&result["prompt"])),
        text,
        model: model.map(str::to_owned),
        system: instructed(&result["prompt"]["raw"]),
        ..Response::default()
    })
}

/// A string is the answer to the byte; only what is no string is looked into.
fn answer_of_output(output: &Value) -> Option<String> {
    match output {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            answer_of(output)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::format::Located;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::super::read(&FORMAT, text.as_bytes())
    }

    fn result(test: u64, output: &Value) -> Value {
        json!({"testIdx":test,"promptIdx":0,"prompt":{"raw":"Как? 🙂"},"provider":{"id":"p"},"response":{"output":output}})
    }

    #[test]
    fn results_are_read_from_documents_and_lines() {
        let output = json!("{\"a\": \"и\u{306}\"}\r\n");
        let document = json!({"evalId":"e","results":{"version":3,"results":[result(0, &output), result(1, &json!({"content":"б"}))]}});
        let found = read(&document.to_string());
        let first = found[0].1.as_ref().unwrap();
        assert_eq!(first.text, "{\"a\": \"и\u{306}\"}\r\n");
        assert_eq!(first.case.as_deref(), Some("0"));
        assert_eq!(first.prompt.as_deref(), Some("Как? 🙂"));
        assert_eq!(first.model.as_deref(), Some("p"));
        assert_eq!(found[1].1.as_ref().unwrap().text, "б");
        let lines = format!("{}\n{{broken\n{}\n", result(0, &output), result(1, &output));
        let found = read(&lines);
        assert_eq!((found[1].0, found[1].1.is_err()), (2, true));
        assert_eq!(found[2].1.as_ref().unwrap().case.as_deref(), Some("1"));
    }

    #[test]
    fn messages_in_a_prompt_are_read() {
        let mut result = result(0, &json!("a"));
        result["prompt"]["raw"] = json!("[{\"role\":\"user\",\"content\":\"Как?\"}]");
        assert_eq!(response(&result).unwrap().prompt.as_deref(), Some("Как?"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let reason = |text: &str| read(text)[0].1.clone().unwrap_err();
        let failed = json!({"results":{"results":[{"testIdx":0,"error":"quota"}, 3]}}).to_string();
        assert!(reason(&failed).contains("quota"));
        assert!(
            read(&failed)[1]
                .1
                .as_ref()
                .unwrap_err()
                .contains("results[1]")
        );
        for results in [json!(null), json!({"results":1}), json!("a")] {
            let document = json!({"evalId":"e","results":results}).to_string();
            assert!(reason(&document).contains("`results.results`"));
        }
        assert!(reason("{\"evalId\":\"e\",\n\"results\":{").contains("cut off"));
    }

    #[test]
    fn documents_and_results_are_recognised() {
        let detects = |text: &str| detect(&Head::new("a", text.as_bytes()));
        assert!(detects(
            "{\"evalId\":\"e\",\"results\":{\"version\":3,\"results\":[cut"
        ));
        assert!(detects(&result(0, &json!("a")).to_string()));
        assert!(!detects(r#"{"results":[1]}"#));
        assert!(!detects(r#"{"prompt":"a","response":"b"}"#));
    }
}
