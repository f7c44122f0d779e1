//! The digest of a rubric: two runs with one digest were scored alike.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::definition::Definitions;

/// The digest of a rubric: its values without examples, and every definition it could use.
pub(super) fn digest(value: &Value, definitions: &Definitions<'_>) -> String {
    let mut rubric = value.clone();
    for criterion in rubric
        .get_mut("criteria")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if let Some(map) = criterion.as_object_mut() {
            map.remove("examples");
        }
    }
    let hasher = Sha256::new();
    if let Some(map) = rubric.as_object_mut() {
        map.remove("agent");
        map.remove("define");
        // Rules without verdicts.
        map.remove("out-of-scope");
        // What is made of verdicts, not the verdicts.
        map.remove("gate");
    }
    of_values(&rubric, definitions, hasher)
}

/// The digest of what decides one criterion: its check and its `when`, with the definitions they could use.
pub(super) fn criterion_digest(criterion: &Value, definitions: &Definitions<'_>) -> String {
    let decides = serde_json::json!([criterion.get("when"), criterion.get("check")]);
    of_values(&decides, definitions, Sha256::new())
}

/// The digest of what has these two digests.
pub(super) fn joined(one: &str, other: &str) -> String {
    let hasher = Sha256::new().chain_update(one).chain_update(other);
    format!("sha256:{}", crate::words::hex(&hasher.finalize()))
}

fn of_values(value: &Value, definitions: &Definitions<'_>, mut hasher: Sha256) -> String {
    hasher.update(value.to_string());
    let mut names: Vec<String> = Vec::new();
    collect_uses(value, definitions, &mut names);
    names.sort();
    for name in names {
        if let Some(definition) = definitions.get(&name) {
            let when = definition.raw.when.as_ref().map(|when| &when.0);
            let defaults: Vec<_> = definition
                .raw
                .parameters
                .iter()
                .map(|(name, p)| (name, &p.default))
                .collect();
            hasher.update(
                serde_json::json!([name, when, definition.raw.check.0, defaults]).to_string(),
            );
        }
    }
    format!("sha256:{}", crate::words::hex(&hasher.finalize()))
}

/// Adds the names of all definitions that `value` uses, and those that they use.
pub(super) fn collect_uses(value: &Value, definitions: &Definitions<'_>, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key == "use" {
                    let name = value
                        .as_str()
                        .or_else(|| value.get("name").and_then(Value::as_str));
                    if let Some(name) = name
                        && !names.iter().any(|known| known == name)
                        && let Some(definition) = definitions.get(name)
                    {
                        names.push(name.to_owned());
                        collect_uses(&definition.raw.check.0, definitions, names);
                        if let Some(when) = &definition.raw.when {
                            collect_uses(&when.0, definitions, names);
                        }
                    }
                }
                collect_uses(value, definitions, names);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_uses(item, definitions, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
