//! How a check is read from a rubric and compiled: the trait of all checks and their place in a file.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, SeqAccess, Visitor};
use serde_json::Value;

use super::compile::At;
use super::context::Context;
use super::outcome::Outcome;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};

/// A check as a rubric writes it. The doc comment of the type and of its fields is shown to users.
pub(crate) trait CheckSpec: JsonSchema + Sized {
    /// The key in a rubric.
    const NAME: &'static str;
    /// The check as a rubric may write it, in YAML; shown to users.
    const EXAMPLE: &'static str;
    /// The key that is meant when the check is given a bare value.
    const SHORTHAND: Option<&'static str> = None;

    /// Reads the check; for a plain struct, [`read`] does it.
    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics>;

    /// Validates the check and makes it ready to run.
    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics>;
}

/// A compiled check.
pub(crate) trait Check: Send + Sync {
    /// Applies the check to a response, or to the part of it that `context` looks at.
    fn evaluate(&self, context: &Context<'_>) -> Outcome;
}

/// Reads a check at its place in a rubric and makes it ready to run.
pub(crate) type Compile = fn(Value, &At<'_>) -> Result<Box<dyn Check>, Diagnostics>;

/// One row of the registry of checks.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) shorthand: Option<&'static str>,
    pub(crate) compile: Compile,
    pub(crate) example: &'static str,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    /// What the schema calls it.
    pub(crate) schema_name: fn() -> Cow<'static, str>,
}

/// The row of a check.
pub(crate) const fn kind<T: CheckSpec>() -> Kind {
    Kind {
        name: T::NAME,
        shorthand: T::SHORTHAND,
        compile: |value, at| T::read(value, at)?.compile(at),
        example: T::EXAMPLE,
        schema: <T as JsonSchema>::json_schema,
        schema_name: <T as JsonSchema>::schema_name,
    }
}

/// Reads a spec from `value`, reporting every unknown key and the first wrong value.
pub(crate) fn read<T: DeserializeOwned + JsonSchema>(
    value: Value,
    at: &At<'_>,
    shorthand: Option<&str>,
    extra: &[&str],
) -> Result<T, Diagnostics> {
    let value = match (value, shorthand) {
        (Value::Object(map), _) => Value::Object(map),
        (value, Some(key)) => Value::Object([(key.to_owned(), value)].into_iter().collect()),
        (value, None) => value,
    };
    let mut problems = Diagnostics::new();
    let value = drop_unknown::<T>(value, at, extra, &mut problems);
    // Following the path costs as much as reading; it is only wanted where reading fails.
    if let Ok(spec) = T::deserialize(&value) {
        return problems.or(spec);
    }
    match serde_path_to_error::deserialize::<_, T>(&value) {
        Ok(spec) => problems.or(spec),
        Err(error) => {
            problems.push(refused(&error, at));
            Err(problems)
        }
    }
}

/// The keys of `T`, if it is a mapping of known ones. The schema of a type is made once: a rubric and the catalog
/// read the same types thousands of times.
fn properties<T: JsonSchema>() -> Option<Arc<[String]>> {
    type Known = Mutex<FxHashMap<&'static str, Option<Arc<[String]>>>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let of_type = known.entry(std::any::type_name::<T>()).or_insert_with(|| {
        let schema = T::json_schema(&mut SchemaGenerator::default());
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.map(|properties| properties.keys().cloned().collect())
    });
    of_type.clone()
}

fn drop_unknown<T: JsonSchema>(
    value: Value,
    at: &At<'_>,
    extra: &[&str],
    problems: &mut Diagnostics,
) -> Value {
    let Value::Object(mut map) = value else {
        return value;
    };
    let Some(properties) = properties::<T>() else {
        return Value::Object(map);
    };
    let known = || {
        let own = properties.iter().map(String::as_str);
        own.chain(extra.iter().copied())
    };
    let unknown: Vec<String> = map
        .keys()
        .filter(|key| known().all(|k| k != *key))
        .cloned()
        .collect();
    for key in unknown {
        map.remove(&key);
        let list = || {
            format!(
                "known keys: {}",
                known()
                    .map(|k| format!("`{k}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        };
        let problem = Diagnostic::error(Code::UNKNOWN_KEY, format!("unknown key `{key}`"))
            .at(at.key(&key).place_of_key())
            .help(did_you_mean(&key, known()).unwrap_or_else(list));
        problems.push(problem);
    }
    Value::Object(map)
}

fn refused(error: &serde_path_to_error::Error<serde_json::Error>, at: &At<'_>) -> Diagnostic {
    let mut place = at.clone();
    for segment in error.path() {
        place = match segment {
            serde_path_to_error::Segment::Seq { index } => place.index(*index),
            serde_path_to_error::Segment::Map { key } => place.key(key),
            serde_path_to_error::Segment::Enum { variant } => place.key(variant),
            serde_path_to_error::Segment::Unknown => place,
        };
    }
    let message = error.inner().to_string();
    if let Some(rest) = message.strip_prefix("missing field ") {
        return Diagnostic::error(Code::MISSING_KEY, format!("missing key {rest}"))
            .at(place.place());
    }
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let (key, known) = rest.split_once(", ").unwrap_or((rest, ""));
        let names = known.split('`').skip(1).step_by(2);
        let help = did_you_mean(key.trim_matches('`'), names).unwrap_or_else(|| known.to_owned());
        return Diagnostic::error(Code::UNKNOWN_KEY, format!("unknown key {key}"))
            .at(place.place_of_key())
            .help(help);
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let (name, known) = rest.split_once(", ").unwrap_or((rest, ""));
        return Diagnostic::error(Code::BAD_VALUE, format!("unknown value {name}"))
            .at(place.place())
            .help(known.to_owned());
    }
    Diagnostic::error(Code::BAD_VALUE, message).at(place.place())
}

/// A check inside a check, read when its own turn comes.
#[derive(Debug, Clone)]
pub(crate) struct Nested(pub(crate) Value);

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

impl JsonSchema for Nested {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Check".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "$ref": "#/$defs/Check" })
    }
}

/// One string or a list of strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StringsVisitor;
        impl<'de> Visitor<'de> for StringsVisitor {
            type Value = Strings;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Strings, E> {
                Ok(Strings(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strings, A::Error> {
                let mut out = Vec::new();
                while let Some(text) = seq.next_element()? {
                    out.push(text);
                }
                Ok(Strings(out))
            }
        }
        deserializer.deserialize_any(StringsVisitor)
    }
}

impl JsonSchema for Strings {
    fn schema_name() -> Cow<'static, str> {
        "Strings".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" }, "minItems": 1 }
        ] })
    }
}

/// The strings, or a problem for each that is empty, and one when there are none.
pub(crate) fn non_empty(at: &At<'_>, strings: Strings) -> Result<Vec<String>, Diagnostics> {
    let mut problems = Diagnostics::new();
    if strings.0.is_empty() {
        problems.push(at.error(Code::EMPTY, "the list is empty"));
    }
    for (n, text) in strings.0.iter().enumerate() {
        if text.trim().is_empty() {
            let at = if strings.0.len() > 1 {
                at.index(n)
            } else {
                at.clone()
            };
            problems.push(at.error(Code::EMPTY, "the string is empty"));
        }
    }
    problems.or(strings.0)
}
