//! The types of assertions: definitions for those that are taken over, reasons for those that are not.

use serde_json::{Map, Value, json};

use crate::diagnostic::did_you_mean;
use crate::rubric::values;
use crate::source::SourceFile;

const DEFINITIONS: &str = include_str!("../../../rubrics/promptfoo.yaml");
const TYPES: &str = include_str!("../../../rubrics/promptfoo-types.yaml");

/// What the names of definitions begin with.
const PREFIX: &str = "promptfoo:";

/// What negates a type.
const NOT: &str = "not-";

/// All types that are known.
pub(super) struct Vocabulary {
    definitions: Value,
    types: Value,
}

/// The type of the only parameter of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Text,
    Texts,
    Count,
    Any,
}

impl Vocabulary {
    /// The one that ships with semper.
    pub(super) fn shipped() -> Self {
        let read = |name: &str, text: &str| {
            values(&SourceFile::new(name, text)).expect("the shipped files are tested")
        };
        Self {
            definitions: read("rubrics/promptfoo.yaml", DEFINITIONS),
            types: read("rubrics/promptfoo-types.yaml", TYPES),
        }
    }

    /// The name of the definition that `kind` stands for when its value is `value`.
    pub(super) fn name(&self, kind: &str, value: Option<&Value>) -> Option<String> {
        let plain = kind.strip_prefix(NOT).unwrap_or(kind);
        let structured = value.is_some_and(|value| value.is_object() || value.is_array());
        let ending = if structured && self.defined(&format!("{plain}-json")).is_some() {
            "-json"
        } else {
            ""
        };
        self.defined(&format!("{plain}{ending}"))?;
        Some(format!("{PREFIX}{kind}{ending}"))
    }

    fn defined(&self, plain: &str) -> Option<&Value> {
        self.definitions["define"].get(format!("{PREFIX}{plain}"))
    }

    /// What the parameter `value` of the definition `name` takes, and whether it may be left out.
    pub(super) fn takes(&self, name: &str) -> (Takes, bool) {
        let parameter = &self.positive(name)["parameters"]["value"];
        let takes = match parameter["type"].as_str() {
            Some("string") => Takes::Text,
            Some("strings") => Takes::Texts,
            Some("range") => Takes::Count,
            _ => Takes::Any,
        };
        (takes, parameter["optional"].as_bool().unwrap_or(false))
    }

    fn positive(&self, name: &str) -> &Value {
        let kind = name.strip_prefix(PREFIX).unwrap_or(name);
        let plain = kind.strip_prefix(NOT).unwrap_or(kind);
        self.defined(plain).unwrap_or(&Value::Null)
    }

    /// The definition `name`; that of a negated type is made of the other.
    pub(super) fn definition(&self, name: &str) -> Value {
        let positive = self.positive(name);
        if !name.starts_with(&format!("{PREFIX}{NOT}")) {
            return positive.clone();
        }
        let mut negated = Map::new();
        for (key, value) in positive.as_object().into_iter().flatten() {
            let value = match key.as_str() {
                "about" => format!("Not: {}", value.as_str().unwrap_or_default()).into(),
                "check" => json!({ "not": value }),
                "examples" => json!({ "pass": value["fail"], "fail": value["pass"] }),
                _ => value.clone(),
            };
            negated.insert(key.clone(), value);
        }
        negated.into()
    }

    /// How what is taken over for `kind` differs from it.
    pub(super) fn remark(&self, kind: &str) -> Option<&str> {
        let plain = kind.strip_prefix(NOT).unwrap_or(kind);
        self.types["remarks"].get(plain)?.as_str()
    }

    /// Why `kind` is not taken over.
    pub(super) fn refusal(&self, kind: &str) -> String {
        let plain = kind.strip_prefix(NOT).unwrap_or(kind);
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(start) => plain.starts_with(start),
            None => pattern == plain,
        };
        let groups = self.types["refused"].as_array().into_iter().flatten();
        let mut groups = groups.filter(|group| {
            let types = group["types"].as_array().into_iter().flatten();
            types.filter_map(Value::as_str).any(fits)
        });
        let group = groups.next().and_then(|group| group["why"].as_str());
        if let Some(why) = group {
            return why.to_owned();
        }
        let defined = self.definitions["define"].as_object();
        let known = defined.into_iter().flat_map(Map::keys);
        let known = known.map(|name| name.strip_prefix(PREFIX).unwrap_or(name));
        let meant = did_you_mean(plain, known).map(|meant| format!(": {meant}"));
        format!("the type is not known{}", meant.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negated_types_are_made_of_the_others() {
        let types = Vocabulary::shipped();
        assert_eq!(
            types.name("not-regex", None).as_deref(),
            Some("promptfoo:not-regex")
        );
        let object = json!({"a": 1});
        let name = types.name("not-equals", Some(&object)).unwrap();
        assert_eq!(name, "promptfoo:not-equals-json");
        let definition = types.definition(&name);
        assert_eq!(definition["check"]["not"], types.positive(&name)["check"]);
        assert_eq!(types.takes(&name), (Takes::Any, false));
        assert_eq!(types.name("python", None), None);
        assert_eq!(types.refusal("not-python"), "runs code");
        assert!(types.refusal("rouge-l").contains("likeness"));
        assert!(types.refusal("x").contains("not known"));
    }
}
