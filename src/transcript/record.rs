//! The record of a JSON Lines format: the names of question and answer, and which member is which.
//!
//! Both line formats read the same record, so that a name means the same in both.
//! Unknown members are skipped without being built.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::field::{Choice, Field};
use super::labels::{CASE, Labels, REPEAT};
use super::line::{clean_line, json_reason};

/// Names of the prompt; the first present wins.
pub(super) const PROMPT: &[&str] = &[
    "prompt",
    "question",
    "input",
    "instruction",
    "query",
    "user",
];
/// Names of the answer; the first present wins.
pub(super) const RESPONSE: &[&str] = &[
    "response",
    "answer",
    "output",
    "completion",
    "text",
    "assistant",
    "model_output",
    "generated_text",
];

/// What a line says, before it is checked.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// The question.
    pub(super) prompt: Choice<'a>,
    /// A prompt that is empty, as `input` beside `instruction` often is: it counts when there is no other.
    pub(super) empty_prompt: Choice<'a>,
    /// The answer.
    pub(super) response: Choice<'a>,
    /// The conversation.
    pub(super) messages: Option<Value>,
    /// Everything that is neither question nor answer.
    pub(super) labels: Labels<'a>,
}

impl<'a> Record<'a> {
    /// Reads a line.
    pub(super) fn parse(line: &'a [u8]) -> Result<Self, String> {
        let text = clean_line(line)?;
        serde_json::from_str(text).map_err(|error| json_reason(text, &error))
    }

    fn offer_prompt(&mut self, rank: usize, field: Field<'a>) -> Result<(), String> {
        match field {
            Field::Null => Ok(()),
            Field::Text(text) if text.is_empty() => {
                self.empty_prompt.offer(rank, Field::Text(text))
            }
            field @ (Field::Text(_) | Field::Integer(_) | Field::Other(_)) => {
                self.prompt.offer(rank, field)
            }
        }
    }
}

/// What a member's name means; the number is its rank among the aliases.
enum Key {
    Prompt(usize),
    Response(usize),
    Case(usize),
    Repeat(usize),
    Messages,
    Tags,
    Files,
    ToolCalls,
    Model,
    System,
    Unknown,
}

impl Key {
    fn of(name: &str) -> Self {
        let rank = |aliases: &[&str]| aliases.iter().position(|alias| *alias == name);
        match name {
            "messages" => Self::Messages,
            "tags" => Self::Tags,
            "files" => Self::Files,
            "tool_calls" => Self::ToolCalls,
            "model" => Self::Model,
            "system" | "system_prompt" => Self::System,
            _ => None
                .or_else(|| rank(PROMPT).map(Self::Prompt))
                .or_else(|| rank(RESPONSE).map(Self::Response))
                .or_else(|| rank(CASE).map(Self::Case))
                .or_else(|| rank(REPEAT).map(Self::Repeat))
                .unwrap_or(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Key, E> {
                Ok(Key::of(name))
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one JSON object on the line")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut record = Record {
            prompt: Choice::of(PROMPT),
            empty_prompt: Choice::of(PROMPT),
            response: Choice::of(RESPONSE),
            messages: None,
            labels: Labels::default(),
        };
        while let Some(key) = members.next_key::<Key>()? {
            let offered = match key {
                Key::Prompt(rank) => record.offer_prompt(rank, members.next_value()?),
                Key::Response(rank) => record.response.offer(rank, members.next_value()?),
                Key::Case(rank) => record.labels.case.offer(rank, members.next_value()?),
                Key::Repeat(rank) => record.labels.repeat.offer(rank, members.next_value()?),
                Key::Messages => {
                    record.messages = members.next_value()?;
                    Ok(())
                }
                Key::Tags => {
                    record.labels.tags = members.next_value()?;
                    Ok(())
                }
                Key::Files => {
                    record.labels.files = members.next_value()?;
                    Ok(())
                }
                Key::ToolCalls => {
                    record.labels.tool_calls = members.next_value()?;
                    Ok(())
                }
                Key::Model => {
                    record.labels.model = Some(members.next_value()?);
                    Ok(())
                }
                Key::System => {
                    record.labels.system = members.next_value()?;
                    Ok(())
                }
                Key::Unknown => {
                    members.next_value::<IgnoredAny>()?;
                    Ok(())
                }
            };
            offered.map_err(A::Error::custom)?;
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_object_is_refused() {
        for line in ["42", "[1]", r#""text""#, "null"] {
            let reason = Record::parse(line.as_bytes()).unwrap_err();
            assert!(reason.contains("no JSON object"), "{reason}");
        }
    }

    #[test]
    fn a_name_with_escapes_is_the_same_name() {
        let record = Record::parse(br#"{"respon\u0073e":"a"}"#).unwrap();
        assert_eq!(record.response.take().unwrap().0, "response");
    }
}
