//! Logs of Inspect: a JSON document, or a zip (`.eval`) with an entry for each sample.
//!
//! A sample is a case and its epoch the repeat. The answer is the sample's output; which tools were called,
//! and what they wrote, stands in its messages.

mod archive;
mod sample;

use serde_json::Value;

use super::each::{members, parse};
use super::format::{Format, Reader};
use super::head::Head;
use super::line::clean_line;
use super::listed::{Beside, Listed};
use super::reading::{Answers, Reading};
use super::response::Response;
pub use archive::Archive;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "inspect",
    summary: "logs of Inspect, as JSON or `.eval` archives",
    detect: |head| detect_json(head) || detect_eval(head),
    reader: Reader::ListOrZip(&SAMPLES),
};

static SAMPLES: Listed = Listed {
    path: &["samples"],
    beside: &["eval", "error"],
    read: element,
    alone,
    empty: |beside| no_samples(beside.member("error")),
};

fn detect_json(head: &Head<'_>) -> bool {
    head.record().is_some_and(|record| {
        let keys = ["version", "status", "eval"];
        keys.iter().all(|key| record.contains_key(*key)) && !record["eval"].is_string()
    })
}

fn detect_eval(head: &Head<'_>) -> bool {
    archive::first_name(head.start).is_some_and(|name| {
        name == "header.json" || name.starts_with("_journal/") || name.starts_with("samples/")
    })
}

fn element(bytes: &[u8], beside: &Beside) -> Result<Response, String> {
    let model = beside.member("eval")["model"].as_str();
    let sample = sample::parts(bytes)?;
    sample::response(&sample, model).map_err(|reason| format!("the sample {reason}"))
}

/// A log without a list of samples.
fn alone(bytes: &[u8], _: &Reading) -> Result<Answers, String> {
    let log = members(clean_line(bytes)?)?;
    let error = log.get("error");
    let error = error.and_then(|raw| parse(raw.get().as_bytes()).ok());
    Err(no_samples(&error.unwrap_or_default()))
}

fn no_samples(error: &Value) -> String {
    let failed = error["message"].as_str().map(crate::verdict::quote);
    match failed {
        Some(said) => format!("the log has no samples, the run failed ({said}): run it again"),
        None => "`samples` is not a list: log the samples (`--log-samples`)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::format::Located;
    use super::*;

    fn read_json(text: &str) -> Vec<Located> {
        super::super::read(&FORMAT, text.as_bytes())
    }

    fn log() -> Value {
        json!({"version":2,"status":"success","eval":{"model":"p/m"},"samples":[
            {"id":"я","epoch":2,"input":"Как? 🙂","messages":[],"output":{"choices":[{"message":{"role":"assistant","content":"Так"}}]}},
            {"id":1,"epoch":1},
        ]})
    }

    #[test]
    fn samples_are_cases_and_epochs_repeats() {
        let text = log().to_string();
        assert!(detect_json(&Head::new("a", text.as_bytes())));
        let read = read_json(&text);
        let first = read[0].1.as_ref().unwrap();
        assert_eq!((first.case.as_deref(), first.repeat), (Some("я"), Some(2)));
        assert_eq!(first.model.as_deref(), Some("p/m"));
        assert_eq!(first.text, "Так");
        assert!(read[1].1.as_ref().unwrap_err().starts_with("`samples[1]`"));
    }

    #[test]
    fn logs_without_samples_say_why() {
        for samples in [json!(null), json!(3), json!([])] {
            let mut log = log();
            log["samples"] = samples;
            let reason = read_json(&log.to_string()).remove(0).1.unwrap_err();
            assert!(reason.contains("`samples`"));
        }
        let failed = json!({"version":2,"status":"error","eval":{},"error":{"message":"no key"}});
        let reason = read_json(&failed.to_string()).remove(0).1.unwrap_err();
        assert!(reason.contains("no key"));
        let cut = read_json("{\"version\":2,\n\"status\":");
        assert_eq!((cut[0].0, cut[0].1.is_err()), (2, true));
    }

    #[test]
    fn a_long_log_is_recognised_by_its_beginning() {
        let text = "{\n \"version\": 2,\n \"status\": \"success\",\n \"eval\": {\n  \"cut\":";
        assert!(detect_json(&Head::new("a", text.as_bytes())));
        assert!(!detect_json(&Head::new(
            "a",
            br#"{"version":2,"status":"x","eval":"e"}"#
        )));
    }
}
