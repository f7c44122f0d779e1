//! Prompts and answers, one pair a line: the format that every script writes.
//!
//! The names of the members vary, so each has aliases; what they hold does not: an answer is a string.
//! Anything else is refused rather than guessed at, since scoring the wrong text is worse than none.

use super::field::{Choice, Field};
use super::format::{Format, Reader};
use super::head::Head;
use super::labels::CASE;
use super::reading::{Answers, Reading};
use super::record::{PROMPT, RESPONSE, Record};
use super::response::Response;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "prompt-response",
    summary: "JSON Lines with a prompt and a response (or question and answer, input and output, ..)",
    detect,
    reader: Reader::Line(read),
};

/// Names that say enough without a prompt or an id beside them.
const CLEAR: &[&str] = &[
    "response",
    "answer",
    "completion",
    "model_output",
    "generated_text",
];

fn detect(head: &Head<'_>) -> bool {
    let Some(record) = head.line_record() else {
        return false;
    };
    let first = |names: &[&str]| names.iter().find_map(|name| record.get_key_value(*name));
    // A conversation holds its own answer; a batch result has `response: null` beside its `error`.
    let other = record.contains_key("messages")
        || (record.contains_key("custom_id") && record.contains_key("error"));
    if other {
        return false;
    }
    let asked = first(PROMPT).is_some_and(|(_, prompt)| prompt.is_string());
    match first(RESPONSE) {
        Some((name, value)) if value.is_string() || value.is_null() => {
            asked || CLEAR.contains(&name.as_str()) || first(CASE).is_some()
        }
        // Recognised all the same, so that the reader can say what is wrong with it.
        Some((name, _)) => asked && CLEAR.contains(&name.as_str()),
        None => !head.complete && first(PROMPT).is_some(),
    }
}

fn read(line: &[u8], _: &Reading) -> Result<Answers, String> {
    let Record {
        prompt,
        empty_prompt,
        response,
        labels,
        messages: _,
    } = Record::parse(line)?;
    let text = answer(response)?;
    let prompt = match prompt.take().or_else(|| empty_prompt.take()) {
        Some((_, Field::Text(text))) => Some(text.into_owned()),
        Some((_, Field::Null)) | None => None,
        Some((name, field @ (Field::Integer(_) | Field::Other(_)))) => {
            return Err(format!(
                "`{name}` is {}: give the prompt as one string",
                field.kind()
            ));
        }
    };
    let response = Response {
        prompt,
        text,
        ..labels.response()?
    };
    Ok(response.into())
}

fn answer(response: Choice<'_>) -> Result<String, String> {
    match response.take() {
        Some((_, Field::Text(text))) => Ok(text.into_owned()),
        Some((name, Field::Null)) => Err(format!(
            "`{name}` is null: no answer was recorded; record it again or leave the record out"
        )),
        Some((name, field @ (Field::Integer(_) | Field::Other(_)))) => Err(format!(
            "`{name}` is {}: give the answer as one string",
            field.kind()
        )),
        None => Err(format!(
            "the record has no answer: give it as a string under `{}`",
            RESPONSE.join("`, `")
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::first_answer;
    use super::*;

    fn read(record: &[u8]) -> Result<Response, String> {
        first_answer(super::read, record)
    }

    fn ok(line: &str) -> Response {
        read(line.as_bytes()).unwrap()
    }

    fn reason(line: &str) -> String {
        read(line.as_bytes()).unwrap_err()
    }

    fn detects(line: &str) -> bool {
        detect(&Head::new("a.jsonl", line.as_bytes()))
    }

    #[test]
    fn prompt_answer_and_labels_are_read() {
        let line = r#"{"id":"p01","prompt":"Как?","response":"Так.","model":"m","repeat":1}"#;
        let response = ok(line);
        assert_eq!(response.case.as_deref(), Some("p01"));
        assert_eq!(response.prompt.as_deref(), Some("Как?"));
        assert_eq!(response.text, "Так.");
        assert_eq!(response.model.as_deref(), Some("m"));
        assert_eq!(response.repeat, Some(1));
        assert_eq!(response.turn, None);
    }

    #[test]
    fn every_alias_is_read() {
        for (prompt, answer) in PROMPT.iter().zip(RESPONSE.iter().cycle()) {
            let response = ok(&format!(r#"{{"{answer}":"a","{prompt}":"q"}}"#));
            assert_eq!(
                (response.prompt.as_deref(), response.text.as_str()),
                (Some("q"), "a")
            );
        }
        for answer in RESPONSE {
            assert_eq!(ok(&format!(r#"{{"{answer}":"a"}}"#)).text, "a");
        }
    }

    #[test]
    fn of_two_answers_the_first_alias_wins() {
        assert_eq!(
            ok(r#"{"answer":"second","response":"first"}"#).text,
            "first"
        );
    }

    #[test]
    fn an_empty_input_leaves_the_prompt_to_the_instruction() {
        let response = ok(r#"{"instruction":"Сделай","input":"","output":"ok"}"#);
        assert_eq!(response.prompt.as_deref(), Some("Сделай"));
    }

    #[test]
    fn text_is_kept_to_the_byte() {
        let response = ok("{\"response\":\"да\\r\\n🙂 e\u{301}\\u0000\\ud83d\\ude00\"}\r\n");
        assert_eq!(response.text, "да\r\n🙂 e\u{301}\0😀");
    }

    #[test]
    fn an_empty_answer_is_an_answer() {
        assert_eq!(ok(r#"{"prompt":"a","response":""}"#).text, "");
    }

    #[test]
    fn a_null_answer_is_refused_even_beside_another() {
        assert!(
            reason(r#"{"response":null,"text":"the question"}"#).starts_with("`response` is null")
        );
    }

    #[test]
    fn an_object_or_list_is_refused_with_what_is_expected() {
        let expected = "`response` is an object: give the answer as one string";
        assert_eq!(reason(r#"{"response":{"text":"a"}}"#), expected);
        assert!(reason(r#"{"output":[1]}"#).contains("`output` is a list"));
        assert!(reason(r#"{"input":[],"output":"a"}"#).contains("`input` is a list"));
    }

    #[test]
    fn a_record_without_an_answer_lists_the_names() {
        assert!(reason(r#"{"prompt":"a"}"#).contains("`response`, `answer`"));
    }

    #[test]
    fn an_answer_given_twice_is_refused() {
        assert!(reason(r#"{"response":"a","response":"b"}"#).contains("stands twice"));
    }

    #[test]
    fn unknown_members_are_skipped_however_deep() {
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(
            ok(&format!(r#"{{"meta":{deep},"response":"a"}}"#)).text,
            "a"
        );
    }

    #[test]
    fn broken_lines_have_a_reason() {
        for line in [
            &b"{\"response\":\"\xff\"}"[..],
            b"{\"response\":\"a\0\"}",
            b"{\"response\":\"\\ud800\"}",
            b"{\"response\":\"cut",
            b"",
            b"not json",
        ] {
            assert!(!read(line).unwrap_err().is_empty());
        }
    }

    #[test]
    fn a_bare_text_is_not_recognised() {
        assert!(!detects(r#"{"text":"a page"}"#));
        assert!(detects(r#"{"text":"an answer","id":1}"#));
        assert!(detects(r#"{"response":"a"}"#));
    }

    #[test]
    fn a_wrong_kind_is_recognised_so_that_it_can_be_named() {
        assert!(detects(r#"{"prompt":"a","response":{"text":"b"}}"#));
        assert!(detects(r#"{"prompt":"a","response":null}"#));
    }

    #[test]
    fn other_formats_are_left_alone() {
        assert!(!detects(
            r#"{"id":"b","custom_id":"c","response":{"body":{}},"error":null}"#
        ));
        assert!(!detects(
            r#"{"id":"b","custom_id":"c","response":null,"error":{}}"#
        ));
        assert!(!detects(r#"{"messages":[],"response":"a"}"#));
        assert!(!detects(r#"{"object":"response","output":[],"model":"m"}"#));
    }

    #[test]
    fn a_prompt_longer_than_the_head_is_recognised() {
        assert!(detects(&format!(r#"{{"prompt":"{}"#, "ж".repeat(40_000))));
    }
}
