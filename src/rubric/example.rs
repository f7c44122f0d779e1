//! Examples: responses with the verdict they must get.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::verdict::Verdict;

/// Responses by the verdict they must get.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Examples")]
pub(crate) struct RawExamples {
    /// These pass.
    #[serde(default)]
    pub(crate) pass: Vec<Example>,
    /// These fail.
    #[serde(default)]
    pub(crate) fail: Vec<Example>,
    /// To these the criterion does not apply.
    #[serde(default)]
    pub(crate) na: Vec<Example>,
}

impl RawExamples {
    /// Every example with its verdict, the key it stands under and its number there.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Verdict, &'static str, usize, &Example)> {
        let lists = [
            (Verdict::Pass, "pass", &self.pass),
            (Verdict::Fail, "fail", &self.fail),
            (Verdict::Na, "na", &self.na),
        ];
        lists.into_iter().flat_map(|(verdict, key, list)| {
            list.iter()
                .enumerate()
                .map(move |(n, example)| (verdict, key, n, example))
        })
    }
}

/// A call of a tool, in an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExampleTool {
    pub(crate) name: String,
    /// JSON text.
    pub(crate) arguments: String,
}

impl<'de> Deserialize<'de> for ExampleTool {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            name: String,
            #[serde(default)]
            arguments: Map<String, Value>,
        }
        let Raw { name, arguments } = Raw::deserialize(deserializer)?;
        Ok(Self {
            name,
            arguments: Value::Object(arguments).to_string(),
        })
    }
}

/// One response: its text, or a mapping of prompt, response, written files, called tools and parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) prompt: Option<String>,
    pub(crate) response: String,
    pub(crate) files: Vec<(String, String)>,
    /// The tools that were called; none when the transcript does not tell.
    pub(crate) tools: Option<Vec<ExampleTool>>,
    /// The parameters of the definition that the example belongs to.
    pub(crate) with: Map<String, Value>,
}

impl<'de> Deserialize<'de> for Example {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExampleVisitor)
    }
}

struct ExampleVisitor;

impl<'de> Visitor<'de> for ExampleVisitor {
    type Value = Example;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a response, or a mapping with `response` and perhaps `prompt`, `files`, `tools` and `with`",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Example, E> {
        Ok(Example {
            response: text.to_owned(),
            ..Example::default()
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Example, A::Error> {
        let mut example = Example::default();
        let mut empty = true;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "prompt" => example.prompt = Some(map.next_value()?),
                "response" => {
                    example.response = map.next_value()?;
                    empty = false;
                }
                "files" => {
                    let files: std::collections::BTreeMap<String, String> = map.next_value()?;
                    example.files = files.into_iter().collect();
                    empty = false;
                }
                "tools" => {
                    example.tools = Some(map.next_value()?);
                    empty = false;
                }
                "with" => example.with = map.next_value()?,
                other => {
                    return Err(A::Error::unknown_field(
                        other,
                        &["prompt", "response", "files", "tools", "with"],
                    ));
                }
            }
        }
        if empty {
            return Err(A::Error::missing_field("response"));
        }
        Ok(example)
    }
}

impl JsonSchema for Example {
    fn schema_name() -> Cow<'static, str> {
        "Example".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "description": "the text of a response" },
            { "type": "object", "additionalProperties": false, "anyOf": [{ "required": ["response"] }, { "required": ["files"] }, { "required": ["tools"] }], "properties": {
                "prompt": { "type": "string", "description": "what was asked" },
                "response": { "type": "string", "description": "the text of the response" },
                "files": { "type": "object", "additionalProperties": { "type": "string" }, "description": "files that tools wrote, by path" },
                "tools": { "type": "array", "description": "tools that were called, in order; without it the transcript does not tell", "items": {
                    "type": "object", "additionalProperties": false, "required": ["name"], "properties": {
                        "name": { "type": "string", "description": "the tool" },
                        "arguments": { "type": "object", "description": "what it was called with" }
                    }
                } },
                "with": { "type": "object", "description": "values for the parameters; only in the examples of a definition" }
            } }
        ] })
    }
}
