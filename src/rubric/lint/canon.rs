//! One way to write each check, so that two that demand the same compare equal.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::fold;
use crate::rubric::range::Range;

/// A check in its one form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Canon {
    /// Whether it is the `not` of the text.
    pub(super) negated: bool,
    /// The check as JSON with sorted keys, defaults and notes left out.
    pub(super) text: String,
}

impl Canon {
    /// The form of `check`.
    pub(super) fn of(check: &Value) -> Self {
        let (negated, value) = normal(check);
        Self {
            negated,
            text: value.to_string(),
        }
    }

    /// The check that passes where this one fails.
    pub(super) fn inverse(&self) -> Self {
        Self {
            negated: !self.negated,
            text: self.text.clone(),
        }
    }
}

/// Whether the check is negated, and what it negates.
fn normal(check: &Value) -> (bool, Value) {
    let single = check.as_object().filter(|map| map.len() == 1);
    let Some((name, spec)) = single.and_then(|map| map.iter().next()) else {
        return (false, sorted(check));
    };
    match name.as_str() {
        "not" => {
            let (negated, value) = normal(spec);
            (!negated, value)
        }
        "all" | "any" => list(name, spec),
        "contains" | "mentions" => phrases(name, spec),
        "regex" => counted(name, keys(spec, "pattern")),
        "file" => counted(name, keys(spec, "name")),
        "code" => counted(name, keys(spec, "")),
        "count" => {
            let mut keys = keys(spec, "");
            if let Some(range) = keys.get("is").and_then(range) {
                keys.insert("is".to_owned(), range.to_string().into());
            }
            (false, named(name, keys))
        }
        "use" => {
            let mut keys = keys(spec, "name");
            keys.retain(|_, value| value.as_object().is_none_or(|map| !map.is_empty()));
            (false, named(name, keys))
        }
        _ => (false, sorted(check)),
    }
}

/// The range that `value` writes.
pub(super) fn range(value: &Value) -> Option<Range> {
    match value {
        Value::Number(n) => Range::parse(&n.to_string()),
        Value::String(text) => Range::parse(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A list of checks, sorted, each once; a list of one is that one.
fn list(name: &str, spec: &Value) -> (bool, Value) {
    let items = spec.as_array().map_or(&[][..], Vec::as_slice);
    let all: BTreeMap<String, (bool, Value)> = items
        .iter()
        .map(normal)
        .map(|(negated, value)| (format!("{negated} {value}"), (negated, value)))
        .collect();
    let mut all = all.into_values();
    match (all.len(), all.next()) {
        (1, Some(only)) => only,
        (_, first) => {
            let items = first.into_iter().chain(all);
            let items: Vec<Value> = items
                .map(|(negated, value)| {
                    if negated {
                        json!({ "not": value })
                    } else {
                        value
                    }
                })
                .collect();
            (false, json!({ name: items }))
        }
    }
}

/// `contains` and `mentions`: `none` is the negation of `any`, and `all` of one phrase is `any` of it.
fn phrases(name: &str, spec: &Value) -> (bool, Value) {
    let mut keys = keys(spec, "any");
    let exact = keys.get("case").and_then(Value::as_str) == Some("exact");
    keys.retain(|key, value| {
        let default = match key.as_str() {
            "words" => value == "whole",
            "case" => value == "ignored",
            _ => false,
        };
        !default
    });
    let mut negated = false;
    for how in ["none", "all", "any"] {
        let Some(list) = keys.remove(how) else {
            continue;
        };
        let mut list: Vec<String> = strings(&list);
        if !exact {
            list = list.iter().map(|phrase| fold(phrase)).collect();
        }
        list.sort();
        list.dedup();
        negated = how == "none";
        let how = if how == "all" && list.len() > 1 {
            "all"
        } else {
            "any"
        };
        keys.insert(how.to_owned(), list.into());
        break;
    }
    (negated, named(name, keys))
}

/// A check with a range: none at all is the negation of some.
fn counted(name: &str, mut keys: BTreeMap<String, Value>) -> (bool, Value) {
    let is = keys.get("is").and_then(range);
    let negated = is.is_some_and(|range| range.is_above(1));
    if negated || is == Some(Range::SOME) {
        keys.remove("is");
    } else if let Some(range) = is {
        keys.insert("is".to_owned(), range.to_string().into());
    }
    (negated, named(name, keys))
}

/// The keys of a check, sorted, without its note and without the part of the answer that is read by default.
fn keys(spec: &Value, shorthand: &str) -> BTreeMap<String, Value> {
    let Some(map) = spec.as_object() else {
        return [(shorthand.to_owned(), sorted(spec))].into();
    };
    let mut keys: BTreeMap<String, Value> = map
        .iter()
        .map(|(key, value)| (key.clone(), sorted(value)))
        .collect();
    keys.remove("note");
    if keys
        .get("in")
        .is_some_and(|scope| strings(scope) == ["prose"])
    {
        keys.remove("in");
    }
    keys
}

fn named(name: &str, keys: BTreeMap<String, Value>) -> Value {
    let keys: Map<String, Value> = keys.into_iter().collect();
    json!({ name: keys })
}

/// The strings of a value that is one string or a list of them.
pub(super) fn strings(value: &Value) -> Vec<String> {
    let own = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::Array(items) => items.iter().filter_map(own).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            own(value).into_iter().collect()
        }
    }
}

/// `value` with the keys of all mappings in order.
pub(super) fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(map) => {
            let sorted: BTreeMap<&String, Value> = map
                .iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            let entries = sorted.into_iter();
            Value::Object(entries.map(|(key, value)| (key.clone(), value)).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canon(yaml: &str) -> Canon {
        Canon::of(&serde_yaml::from_str(yaml).unwrap())
    }

    #[test]
    fn ways_to_write_one_check_are_one() {
        for (a, b) in [
            ("contains: Тест", "contains: { any: [тест], in: prose }"),
            (
                "contains: { all: [a] }",
                "contains: { any: a, words: whole, case: ignored }",
            ),
            ("contains: { none: [a, b] }", "not: { contains: [b, a] }"),
            ("not: { not: { use: x } }", "use: { name: x, with: {} }"),
            (
                "regex: a",
                "regex: { is: '>= 1', pattern: a, note: says a }",
            ),
            ("file: { name: a, is: 0 }", "not: { file: a }"),
            (
                "any: [{contains: a}, {contains: b}]",
                "any: [{contains: b}, {contains: a}]",
            ),
            ("all: [{contains: a}]", "contains: a"),
            (
                "count: { what: words, is: '< 10' }",
                "count: { is: '<= 9', what: words }",
            ),
        ] {
            assert_eq!(canon(a), canon(b), "{a} / {b}");
        }
    }

    #[test]
    fn what_differs_stays_apart() {
        for (a, b) in [
            ("contains: a", "mentions: a"),
            ("contains: { any: [a, b] }", "contains: { all: [a, b] }"),
            (
                "contains: { any: A, case: exact }",
                "contains: { any: a, case: exact }",
            ),
            ("contains: a", "contains: { any: a, in: code }"),
            ("regex: a", "regex: { pattern: a, is: '>= 2' }"),
            ("use: x", "use: { name: x, with: { a: 1 } }"),
        ] {
            assert_ne!(canon(a), canon(b), "{a} / {b}");
        }
        assert_eq!(
            canon("contains: a").inverse(),
            canon("not: { contains: a }")
        );
    }
}
