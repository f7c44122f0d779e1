//! `json`: JSON that parses, and fits a schema.
//!
//! A schema is the rubric author's: it is compiled once, never fetches anything, and its patterns run in linear
//! time. What an answer holds is bounded by depth and size.

use jsonschema::{PatternOptions, Validator};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::markdown::BlockKind;
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{Decision, MAX_EVIDENCE, Outcome};
use crate::rubric::piece::Piece;
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, read};
use crate::rubric::written::{raw_answer, read_answer};
use crate::source::Span;
use crate::verdict::Evidence;

/// Demands JSON: the whole answer, which may stand in one code block, or with `in:` one of the parts that it names.
/// With a schema, the value must fit it. The JSON is that of RFC 8259, nested at most 127 deep.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Json {
    /// Which part must be JSON, such as `code:json` or `files:*.json`; of several, one is enough. The whole
    /// answer by default, and within `each` the unit.
    #[serde(default, rename = "in")]
    scope: Option<Scopes>,
    /// A JSON Schema that the value must fit; what a `$ref` names must stand in it.
    #[serde(default)]
    #[schemars(schema_with = "schema_of_schemas")]
    schema: Option<Value>,
}

fn schema_of_schemas(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [{ "type": "object" }, { "type": "boolean" }] })
}

/// The most bytes of JSON that are held against a schema.
const MAX_CHECKED: usize = 1 << 20;

/// The most characters of what a schema says against a value.
const MAX_SAID: usize = 200;

struct Parses {
    scope: Option<Scopes>,
    schema: Option<Validator>,
}

impl CheckSpec for Json {
    const NAME: &'static str = "json";
    const EXAMPLE: &'static str =
        "json: { in: \"code:json\", schema: { type: object, required: [name] } }";

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let schema = self.schema.map(|schema| {
            let options = jsonschema::options()
                .offline()
                .with_pattern_options(PatternOptions::regex());
            options.build(&schema).map_err(|error| {
                let path = error.instance_path().to_string();
                let path = if path.is_empty() {
                    path
                } else {
                    format!(" at `{path}`")
                };
                let message = format!(
                    "the JSON Schema is wrong{path}: {}",
                    cut(&error.to_string())
                );
                at.key("schema").error(Code::BAD_VALUE, message).help(
                    "a `$ref` must name a part of the same schema; patterns have no look-around",
                )
            })
        });
        Ok(Box::new(Parses {
            scope: self.scope,
            schema: schema.transpose()?,
        }))
    }
}

/// `text`, or its beginning.
fn cut(text: &str) -> String {
    let end = text.char_indices().nth(MAX_SAID);
    end.map_or(text.to_owned(), |(end, _)| format!("{}…", &text[..end]))
}

impl Parses {
    /// The texts of which one must be JSON.
    fn pieces<'p>(&self, context: &Context<'p>) -> Vec<Piece<'p>> {
        if let Some(scope) = &self.scope {
            return scope.pieces(context);
        }
        if context.focused_code().is_some() || context.stretch().is_some() {
            return Scopes::default().pieces(context);
        }
        let document = context.document();
        let raw = raw_answer(document);
        match &document.markdown.blocks[..] {
            // JSON that is indented is a code block to Markdown and still the whole answer.
            [block] if matches!(block.kind, BlockKind::Code(_)) && !opens_json(raw.text()) => {
                vec![read_answer(document, block)]
            }
            _ => vec![raw],
        }
    }

    fn one(&self, piece: &Piece<'_>) -> Outcome {
        let text = piece.text();
        let lead = text.len() - text.trim_start().len();
        let body = text.trim();
        let place = |start: usize, end: usize| {
            let at = piece.region.start + lead;
            piece.locate(Span::new(at + start, at + end))
        };
        let value: Value = match serde_json::from_str(body) {
            Ok(value) => value,
            Err(error) => {
                let at = offset(body, error.line(), error.column());
                let end = body[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                let (origin, span) = place(at, end);
                let why = error.to_string();
                // The place is told by the span.
                let why = why.split(" at line ").next().unwrap_or(&why);
                let note = format!(" is where it is no JSON: {why}");
                return Outcome::fail(vec![Evidence::found(origin, span, note)]);
            }
        };
        let (origin, span) = place(0, body.len());
        let Some(schema) = &self.schema else {
            return Outcome::pass(vec![Evidence::found(origin, span, " is JSON")]);
        };
        if body.len() > MAX_CHECKED {
            let size = body.len();
            return Outcome::error(format!(
                "the JSON has {size} bytes, more than the {MAX_CHECKED} that are held against a schema"
            ));
        }
        let wrong: Vec<Evidence> = schema
            .iter_errors(&value)
            .take(MAX_EVIDENCE)
            .map(|error| {
                let path = error.instance_path().to_string();
                let path = if path.is_empty() { "the value" } else { &path };
                let said = cut(&error.to_string());
                Evidence::found(origin, span, format!(" does not fit at `{path}`: {said}"))
            })
            .collect();
        if wrong.is_empty() {
            Outcome::pass(vec![Evidence::found(
                origin,
                span,
                " is JSON that fits the schema",
            )])
        } else {
            Outcome::fail(wrong)
        }
    }
}

/// Whether the first character may begin a JSON value that is no number.
fn opens_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"'])
}

/// The byte of `text` at a line and a column in bytes, both from one.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    text.floor_char_boundary((start + column.saturating_sub(1)).min(text.len()))
}

impl Check for Parses {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let mut worst: Option<Outcome> = None;
        for piece in self.pieces(context) {
            let outcome = self.one(&piece);
            match outcome.decision {
                Decision::Pass => return outcome,
                Decision::Error => worst = Some(outcome),
                Decision::Fail => worst = worst.or(Some(outcome)),
            }
        }
        worst.unwrap_or_else(|| {
            let part = self
                .scope
                .as_ref()
                .map_or("the answer".to_owned(), ToString::to_string);
            Outcome::absent(format!("there is nothing in {part}"))
        })
    }
}
