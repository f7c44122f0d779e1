//! Results of the batch API: a line for each request, known by its `custom_id`.
//!
//! The prompts stand in the file of requests. A request that failed has no answer, and says why.

use std::sync::Arc;

use serde_json::Value;

use super::each::object;
use super::format::{Format, Reader};
use super::head::Head;
use super::instructions::instructed;
use super::logged::prompt_of;
use super::openai_chat::{completion, failure};
use super::openai_responses::output;
use super::reading::{Answers, Reading};
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "openai-batch",
    summary: "output of the OpenAI batch API (JSON Lines); requests among the inputs give the prompts",
    detect,
    reader: Reader::Each(read),
};

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.record() else {
        return false;
    };
    let answered = record.get("response").is_some_and(|response| {
        response.is_null()
            || response.get("body").is_some()
            || response.get("status_code").is_some()
    });
    record.contains_key("custom_id")
        && answered
        && (record.contains_key("error") || record["response"].is_object() || !head.complete)
}

/// Whether a file that begins like this holds the requests of a batch.
#[must_use]
pub fn is_batch_input(start: &[u8]) -> bool {
    let head = Head::new("", start);
    head.record().is_some_and(|record| {
        record.contains_key("custom_id")
            && record.contains_key("body")
            && (record.contains_key("url") || record.contains_key("method"))
    })
}

/// A request of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRequest {
    /// The id that its result has, too.
    pub id: String,
    /// What is asked.
    pub prompt: String,
    /// `sha256:` and the digest of its system prompt.
    pub system: Option<Arc<str>>,
}

/// The request of a batch that a line is.
#[must_use]
pub fn batch_request(line: &[u8]) -> Option<BatchRequest> {
    let request = object(line).ok()?;
    let body = request.get("body")?;
    Some(BatchRequest {
        id: request.get("custom_id")?.as_str()?.to_owned(),
        prompt: prompt_of(body)?,
        system: instructed(body),
    })
}

fn read(bytes: &[u8], _: &Reading) -> Result<Answers, String> {
    let record = Value::Object(object(bytes)?);
    let Some(id) = record["custom_id"].as_str() else {
        return Err("the record has no `custom_id`: it is no result of a batch".to_owned());
    };
    let body = &record["response"]["body"];
    let failed = failure(&record).or_else(|| failure(body));
    let answer = match (failed, body["object"].as_str()) {
        (Some(said), _) => Err(format!("the request failed ({said}): send it again")),
        (None, Some("response")) => output(body).map(Answers::from),
        (None, Some(_) | None) if body.is_object() => completion(body),
        (None, Some(_) | None) => {
            Err("`response.body` holds no answer: send the request again".to_owned())
        }
    }?;
    Ok(answer.map(|one| Response {
        case: Some(id.to_owned()).filter(|id| !id.is_empty()),
        ..one
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::reading::first_answer;
    use super::*;

    fn read(record: &[u8]) -> Result<Response, String> {
        first_answer(super::read, record)
    }

    fn said(record: &Value) -> Result<Response, String> {
        read(record.to_string().as_bytes())
    }

    #[test]
    fn both_kinds_of_answers_are_read() {
        let chat = json!({"object":"chat.completion","model":"m","choices":[{"message":{"content":"Да 🙂"}}]});
        let record = json!({"id":"b","custom_id":"я-1","response":{"status_code":200,"body":chat},"error":null});
        let read = said(&record).unwrap();
        assert_eq!(
            (read.case.as_deref(), read.text.as_str()),
            (Some("я-1"), "Да 🙂")
        );
        let output = json!({"object":"response","output":[{"type":"message","content":[{"type":"output_text","text":"b"}]}]});
        let record = json!({"custom_id":"2","response":{"body":output}});
        assert_eq!(said(&record).unwrap().text, "b");
    }

    #[test]
    fn a_failed_request_says_why() {
        let reason = |record: &Value| said(record).unwrap_err();
        let expired =
            json!({"custom_id":"1","response":null,"error":{"code":"x","message":"expired"}});
        assert!(reason(&expired).contains("expired"));
        let body = json!({"custom_id":"1","response":{"status_code":400,"body":{"error":{"message":"bad"}}},"error":null});
        assert!(reason(&body).contains("bad"));
        for response in [json!(null), json!(1), json!({"body":[]})] {
            let record = json!({"custom_id":"1","response":response});
            assert!(reason(&record).contains("`response.body`"));
        }
        assert!(reason(&json!({"custom_id":1})).contains("`custom_id`"));
    }

    #[test]
    fn requests_are_no_results() {
        let request = json!({"custom_id":"1","method":"POST","url":"/v1","body":{"messages":[{"role":"user","content":"Как?"}]}});
        let line = request.to_string();
        assert!(!detect(&Head::new("a", line.as_bytes())));
        assert!(is_batch_input(line.as_bytes()));
        assert_eq!(
            batch_request(line.as_bytes()).map(|request| (request.id, request.prompt)),
            Some(("1".to_owned(), "Как?".to_owned()))
        );
        assert!(!is_batch_input(
            br#"{"custom_id":"1","response":null,"error":{}}"#
        ));
        assert_eq!(batch_request(b"{"), None);
    }
}
