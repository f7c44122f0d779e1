//! Samples that lm-evaluation-harness logs: a line for each document and filter.
//!
//! A document stands there once for each filter, with the same raw answers; it is read once, from its first
//! line. Each repeat is an answer of its own.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::logged::prompt_of;
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "lm-eval",
    summary: "samples of lm-evaluation-harness; one answer for each document and repeat",
    detect,
    reader: Reader::Several(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.record().is_some_and(|record| {
        record.contains_key("doc_id")
            && (record.contains_key("resps")
                || (!head.complete && record.contains_key("arguments")))
    })
}

fn read(bytes: &[u8], seen: &mut HashSet<String>) -> Result<Vec<Response>, String> {
    answers(&object(bytes)?, seen)
}

/// The answers of a sample; none when its document was read before.
fn answers(
    sample: &Map<String, Value>,
    seen: &mut HashSet<String>,
) -> Result<Vec<Response>, String> {
    let id = match sample.get("doc_id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        Some(_) | None => {
            return Err(
                "`doc_id` is neither a string nor a number: it says which document was asked"
                    .to_owned(),
            );
        }
    };
    // A group of tasks in one file counts each from 0.
    let task = sample.get("task_name").or_else(|| sample.get("doc_hash"));
    let task = task.and_then(Value::as_str).unwrap_or_default();
    if !seen.insert(format!("{id} {task}")) {
        return Ok(Vec::new());
    }
    let resps = sample.get("resps").and_then(Value::as_array);
    let Some(resps) = resps.filter(|resps| !resps.is_empty()) else {
        return Err(
            "`resps` is not a list of answers: log the samples with `--log_samples`".to_owned(),
        );
    };
    let repeats = match resps.as_slice() {
        [Value::Array(repeats)] => repeats,
        [..] => resps,
    };
    let prompt = prompt(sample);
    let texts = repeats.iter().map(|answer| match answer {
        Value::String(text) => Ok(text.clone()),
        Value::Array(_) | Value::Bool(_) | Value::Number(_) => Err(
            "`resps` holds likelihoods: only the answers of `generate_until` tasks can be scored"
                .to_owned(),
        ),
        Value::Null | Value::Object(_) => {
            Err("`resps` holds an answer that is no string: log the samples again".to_owned())
        }
    });
    let texts = texts.collect::<Result<Vec<String>, String>>()?;
    let many = texts.len() > 1;
    let answers = texts.into_iter().zip(0..).map(|(text, repeat)| Response {
        case: Some(id.clone()),
        repeat: many.then_some(repeat),
        prompt: prompt.clone(),
        text,
        ..Response::default()
    });
    Ok(answers.collect())
}

fn prompt(sample: &Map<String, Value>) -> Option<String> {
    let arguments = sample.get("arguments")?;
    // Older versions wrote a list of lists.
    let [named, listed] = [&arguments["gen_args_0"]["arg_0"], &arguments[0][0]];
    let first = if named.is_null() { listed } else { named };
    prompt_of(first)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::format::Located;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::super::read(&FORMAT, text.as_bytes())
    }

    fn sample(id: u32, resps: &Value, filter: &str) -> String {
        json!({"doc_id":id,"arguments":{"gen_args_0":{"arg_0":"Как? 🙂"}},"resps":resps,"filter":filter}).to_string()
    }

    #[test]
    fn a_document_is_read_once_and_each_repeat_counts() {
        let resps = json!([["да\r\n", "и\u{306}"]]);
        let text = [
            sample(0, &resps, "a"),
            sample(1, &resps, "a"),
            sample(0, &resps, "b"),
        ]
        .join("\n");
        let read = read(&text);
        let told: Vec<_> = read
            .iter()
            .map(|(line, answer)| {
                let answer = answer.as_ref().unwrap();
                (
                    *line,
                    answer.case.as_deref().unwrap(),
                    answer.repeat,
                    answer.text.as_str(),
                )
            })
            .collect();
        let expected = [
            (1, "0", Some(0), "да\r\n"),
            (1, "0", Some(1), "и\u{306}"),
            (2, "1", Some(0), "да\r\n"),
            (2, "1", Some(1), "и\u{306}"),
        ];
        assert_eq!(told, expected);
        assert_eq!(
            read[0].1.as_ref().unwrap().prompt.as_deref(),
            Some("Как? 🙂")
        );
    }

    #[test]
    fn one_answer_has_no_repeat() {
        let read = read(&sample(3, &json!([["a"]]), "none"));
        assert_eq!(read[0].1.as_ref().unwrap().repeat, None);
    }

    #[test]
    fn what_is_missing_is_named_and_the_rest_is_read() {
        let lines = [
            "{\"doc_id\":[],\"resps\":1}".to_owned(),
            sample(1, &json!(1), ""),
            sample(2, &json!([[[-1.5, false]]]), ""),
            sample(3, &json!([[null]]), ""),
            sample(4, &json!([["a"]]), ""),
            "{\"doc_id\":5".to_owned(),
        ];
        let read = read(&lines.join("\n"));
        let reasons: Vec<_> = read
            .iter()
            .map(|(_, r)| r.as_ref().err().map_or("", |r| r))
            .collect();
        for (reason, part) in reasons.iter().zip([
            "`doc_id`",
            "`resps`",
            "likelihoods",
            "no string",
            "",
            "cut off",
        ]) {
            assert!(reason.contains(part), "{reason}");
        }
    }
}
