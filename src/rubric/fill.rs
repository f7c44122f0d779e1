//! Puts the values of parameters in place of `${name}` in a definition.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::compile::At;
use crate::diagnostic::{Code, Diagnostics};

/// What follows the name of a parameter whose value a regular expression takes letter by letter.
const ESCAPED: &str = "|escaped";

/// The values of the parameters of one use.
#[derive(Debug, Default)]
pub(crate) struct Values {
    set: BTreeMap<String, Value>,
    left_out: BTreeSet<String>,
    missing: BTreeSet<String>,
}

impl Values {
    /// Gives a parameter its value.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.set.insert(name.to_owned(), value);
    }

    /// Tells that an optional parameter has none.
    pub(crate) fn leave_out(&mut self, name: &str) {
        self.left_out.insert(name.to_owned());
    }

    /// Tells that a parameter has no value, which is reported where it should be set.
    pub(crate) fn miss(&mut self, name: &str) {
        self.missing.insert(name.to_owned());
    }

    /// `value` with every `${name}` replaced; a string that is nothing else takes the value as it is.
    pub(crate) fn fill(&self, value: &Value, at: &At<'_>, problems: &mut Diagnostics) -> Value {
        match value {
            Value::String(text) => self.fill_text(text, at, problems),
            Value::Array(items) => {
                let items = items.iter().filter(|item| !self.is_left_out(item));
                items.map(|item| self.fill(item, at, problems)).collect()
            }
            Value::Object(map) => {
                let entries = map.iter().filter(|(_, value)| !self.is_left_out(value));
                let entries =
                    entries.map(|(key, value)| (key.clone(), self.fill(value, at, &mut *problems)));
                Value::Object(entries.collect::<Map<String, Value>>())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// Whether `value` is a parameter that was left out, and nothing else.
    fn is_left_out(&self, value: &Value) -> bool {
        let name = value.as_str().and_then(|text| text.strip_prefix("${"));
        let name = name.and_then(|text| text.strip_suffix('}'));
        name.is_some_and(|name| self.left_out.contains(name))
    }

    fn fill_text(&self, text: &str, at: &At<'_>, problems: &mut Diagnostics) -> Value {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let Some(len) = rest[start..].find('}') else {
                break;
            };
            let given = &rest[start + 2..start + len];
            let name = given.strip_suffix(ESCAPED).unwrap_or(given);
            let behind = start + len + 1;
            let Some(value) = self.set.get(name) else {
                problems.extend(self.unset(name, at));
                out.push_str(&rest[..behind]);
                rest = &rest[behind..];
                continue;
            };
            let is_escaped = name.len() < given.len();
            if !is_escaped && start == 0 && behind == text.len() {
                return value.clone();
            }
            out.push_str(&rest[..start]);
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Array(_)
                | Value::Object(_) => value.to_string(),
            };
            if is_escaped {
                out.push_str(&regex::escape(value.trim()));
            } else {
                out.push_str(&value);
            }
            rest = &rest[behind..];
        }
        out.push_str(rest);
        Value::String(out)
    }

    /// What is wrong with `${name}` in a text, for which there is no value.
    fn unset(&self, name: &str, at: &At<'_>) -> Diagnostics {
        if self.left_out.contains(name) {
            let message =
                format!("`${{{name}}}` stands inside a text and its parameter is not set");
            let problem = at.error(Code::MISSING_KEY, message);
            return problem
                .help(format!(
                    "set `{name}` under `with:`, or give it a `default`"
                ))
                .into();
        }
        // `${` also occurs in regular expressions; only a name is a parameter.
        let is_missing = self.missing.contains(name);
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if is_missing || name.is_empty() || !name.chars().all(is_name) {
            return Diagnostics::new();
        }
        let message = format!("`${{{name}}}` is no parameter of the definition");
        at.error(Code::UNKNOWN_NAME, message).into()
    }
}
