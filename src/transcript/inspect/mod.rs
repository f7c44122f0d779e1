//! Logs of Inspect: a JSON document, or a zip (`.eval`) with an entry for each sample.
//!
//! A sample is a case and its epoch the repeat. The answer is the sample's output; which tools were called,
//! and what they wrote, stands in its messages.

mod archive;
mod sample;

use serde_json::Value;

use super::each::{elements, line_within, members, object, parse, pieces};
use super::format::{Format, Located, Reader, decode};
use super::head::Head;
use super::response::Invalid;
use archive::Bounds;
use sample::response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "inspect",
    summary: "logs of Inspect, as JSON or `.eval` archives",
    detect: |head| detect_json(head) || detect_eval(head),
    reader: Reader::Bytes(read),
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

fn read(bytes: &[u8]) -> Vec<Located> {
    if bytes.starts_with(b"PK") {
        return read_eval(bytes);
    }
    match decode(bytes) {
        Ok(text) => read_json(text),
        Err(Invalid { line, reason }) => vec![(line, Err(reason))],
    }
}

fn read_json(text: &str) -> Vec<Located> {
    let mut located = Vec::new();
    for (line, piece) in pieces(text) {
        if let Err(reason) = piece.and_then(|log| samples(line, log, &mut located)) {
            located.push((line, Err(reason)));
        }
    }
    located
}

/// The samples of a document, built one at a time.
fn samples(line: usize, text: &str, located: &mut Vec<Located>) -> Result<(), String> {
    let log = members(text)?;
    let part = |name: &str| match log.get(name) {
        Some(raw) => parse(raw.get().as_bytes()),
        None => Ok(Value::Null),
    };
    let eval = part("eval")?;
    let model = eval["model"].as_str();
    let list = log.get("samples").copied();
    let Some(list) = list.filter(|list| list.get().starts_with('[')) else {
        return Err(no_samples(&part("error")?));
    };
    let first = line + line_within(text, list);
    let found = elements(list.get());
    if found.is_empty() {
        return Err(no_samples(&part("error")?));
    }
    for (index, (line, sample)) in found.into_iter().enumerate() {
        let read = sample
            .and_then(|sample| parse(sample.as_bytes()))
            .and_then(|sample| response(&sample, model));
        let named = read.map_err(|reason| format!("`samples[{index}]` {reason}"));
        located.push((first + line - 1, named));
    }
    Ok(())
}

fn no_samples(error: &Value) -> String {
    let failed = error["message"].as_str().map(crate::verdict::quote);
    match failed {
        Some(said) => format!("the log has no samples, the run failed ({said}): run it again"),
        None => "`samples` is not a list: log the samples (`--log-samples`)".to_owned(),
    }
}

fn read_eval(bytes: &[u8]) -> Vec<Located> {
    read_archive(bytes, Bounds::DEFAULT)
}

fn read_archive(bytes: &[u8], bounds: Bounds) -> Vec<Located> {
    let archive = match archive::open(bytes, bounds) {
        Ok(archive) => archive,
        Err(reason) => return vec![(1, Err(reason))],
    };
    let model = archive.header.as_ref().and_then(|header| {
        let header = object(header).ok()?;
        Some(header.get("eval")?["model"].as_str()?.to_owned())
    });
    let mut located = Vec::new();
    for (index, (name, entry)) in archive.samples().enumerate() {
        let read = entry
            .and_then(|bytes| sample::parts(&bytes))
            .and_then(|sample| {
                let read = response(&sample, model.as_deref());
                read.map_err(|reason| format!("the sample {reason}"))
            })
            .map_err(|reason| format!("entry {}: {reason}", crate::verdict::quote(&name)));
        located.push((index + 1, read));
    }
    if located.is_empty() {
        let reason = "the archive has no samples: the run was stopped before its first one ended";
        located.push((1, Err(reason.to_owned())));
    }
    located
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
