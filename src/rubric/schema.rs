//! The JSON Schema of rubric files, made from the types that read them and their doc comments.
//!
//! Editors complete and check rubrics by it. It is looser than the compiler: what needs a compiled regular
//! expression or the names of the catalog is not said here.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::checks::KINDS;
use super::criterion::RawRubric;

/// What a schema says of the whole file.
const TITLE: &str = "A rubric or catalog file of semper";

/// The schema of a rubric file (draft 2020-12).
///
/// # Panics
/// Never: a schema of structs is an object.
#[must_use]
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut kinds = Map::new();
    let mut names = Map::new();
    for kind in KINDS {
        let schema = (kind.schema)(&mut generator).to_value();
        let name = (kind.schema_name)().into_owned();
        names.insert(
            kind.name.to_owned(),
            json!({ "$ref": format!("#/$defs/{name}") }),
        );
        kinds.insert(name, with_shorthand(schema, kind.shorthand));
    }
    let mut root = generator.into_root_schema_for::<RawRubric>().to_value();
    root["title"] = TITLE.into();
    let defs = root["$defs"]
        .as_object_mut()
        .expect("a rubric refers to other types");
    defs.extend(kinds);
    for (name, def) in defs.iter_mut() {
        tidy(def);
        if !OUTSIDE_CHECKS.contains(&name.as_str()) {
            with_parameters(def);
        }
    }
    defs.insert(
        "Check".to_owned(),
        json!({
            "description": "One check: a mapping whose only key is the name of the check.",
            "type": "object",
            "properties": names,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        }),
    );
    defs.sort_keys();
    tidy(&mut root);
    root
}

/// Types that stand around checks; a parameter is not filled in there.
const OUTSIDE_CHECKS: &[&str] = &[
    "Criterion",
    "Definition",
    "Example",
    "Examples",
    "Level",
    "OutOfScope",
    "Parameter",
    "ParameterType",
];

/// Allows the bare value of the key `shorthand` in place of the mapping.
fn with_shorthand(mut schema: Value, shorthand: Option<&str>) -> Value {
    let Some(key) = shorthand else { return schema };
    let mut bare = schema["properties"][key].clone();
    if let Some(bare) = bare.as_object_mut() {
        bare.insert(
            "description".to_owned(),
            format!("Short for `{key}`.").into(),
        );
        bare.remove("default");
    }
    let description = schema["description"].take();
    json!({ "description": description, "anyOf": [bare, without_description(schema)] })
}

fn without_description(mut schema: Value) -> Value {
    if let Some(map) = schema.as_object_mut() {
        map.remove("description");
    }
    schema
}

/// Unwraps descriptions and takes `null` out: the compiler reads it as absent, but nobody means to write it.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(map) => {
            map.values_mut().for_each(tidy);
            if let Some(Value::String(text)) = map.get_mut("description") {
                // Doc comments are wrapped for the source.
                *text = text
                    .replace("\n\n", "\r")
                    .replace('\n', " ")
                    .replace('\r', "\n\n");
            }
            if map.get("default").is_some_and(Value::is_null) {
                map.remove("default");
            }
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [only] = &types[..] {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(any)) = map.get_mut("anyOf") {
                any.retain(|one| *one != json!({ "type": "null" }));
                if let [Value::Object(only)] = &any[..] {
                    let only = only.clone();
                    map.remove("anyOf");
                    map.extend(only.into_iter().filter(|(key, _)| key != "description"));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Allows `${parameter}` where a definition may have it for a number, a choice or a pattern.
fn with_parameters(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(with_parameters),
        Value::Object(map) => {
            let parameter = json!({ "type": "string", "pattern": r"\$\{[^{}]+\}" });
            let typed = map.get("type").and_then(Value::as_str);
            let narrow = matches!(typed, Some("integer" | "number" | "boolean"))
                || map.get("pattern").is_some_and(Value::is_string)
                || map.get("enum").is_some_and(Value::is_array);
            if narrow {
                let description = map.remove("description");
                let default = map.remove("default");
                let narrow = Value::Object(std::mem::take(map));
                map.extend(description.map(|text| ("description".to_owned(), text)));
                map.extend(default.map(|value| ("default".to_owned(), value)));
                map.insert("anyOf".to_owned(), json!([narrow, parameter]));
                return;
            }
            if let Some(Value::Array(choices)) = map.get_mut("oneOf")
                && choices.iter().all(|choice| choice.get("const").is_some())
            {
                choices.push(parameter);
                return;
            }
            map.values_mut().for_each(with_parameters);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_has_a_definition_and_every_property_a_description() {
        let schema = schema();
        let defs = schema["$defs"].as_object().unwrap();
        let mut stack = vec![(String::from("#"), &schema)];
        while let Some((path, value)) = stack.pop() {
            match value {
                Value::Array(items) => {
                    stack.extend(items.iter().map(|item| (path.clone(), item)));
                }
                Value::Object(map) => {
                    if let Some(Value::String(name)) = map.get("$ref") {
                        let name = name.strip_prefix("#/$defs/").unwrap();
                        assert!(defs.contains_key(name), "{path}: {name}");
                    }
                    if let Some(Value::Object(properties)) = map.get("properties") {
                        for (key, property) in properties {
                            let told = property.get("description").is_some();
                            assert!(told || path.ends_with("Check"), "{path}.{key}");
                        }
                    }
                    stack.extend(
                        map.iter()
                            .map(|(key, value)| (format!("{path}/{key}"), value)),
                    );
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
    }
}
