//! What rubric authors look up: every check, key, part and catalog entry, told by the schema's descriptions.
//!
//! The page and `semper explain` are made from the same values, so that neither can be behind the code.

use std::fmt::Write as _;

use serde_json::Value;

use super::catalog::Catalog;
use super::checks::KINDS;
use super::schema::schema;
use super::scope::PARTS;

/// One key of a check or of another mapping in a rubric.
pub(super) struct KeyDoc {
    pub(super) name: String,
    /// What kind of value it takes.
    pub(super) takes: String,
    pub(super) required: bool,
    pub(super) default: Option<String>,
    pub(super) about: String,
    /// The values that have a meaning of their own.
    pub(super) choices: Vec<(String, String)>,
}

/// One check.
pub(super) struct CheckDoc {
    pub(super) name: &'static str,
    pub(super) about: String,
    /// The key that a bare value stands for.
    pub(super) shorthand: Option<&'static str>,
    pub(super) keys: Vec<KeyDoc>,
    pub(super) example: &'static str,
}

/// The schema, as a source of documentation.
pub(super) struct Docs(Value);

impl Docs {
    pub(super) fn new() -> Self {
        Self(schema())
    }

    /// Every check, in the order of the registry.
    pub(super) fn checks(&self) -> Vec<CheckDoc> {
        let doc = |kind: &super::spec::Kind| {
            let def = self.def(&(kind.schema_name)());
            CheckDoc {
                name: kind.name,
                about: description(def),
                shorthand: kind.shorthand,
                keys: self.keys(def),
                example: kind.example,
            }
        };
        KINDS.iter().map(doc).collect()
    }

    /// The keys of a type of the schema.
    pub(super) fn keys_of(&self, name: &str) -> Vec<KeyDoc> {
        self.keys(self.def(name))
    }

    fn def(&self, name: &str) -> &Value {
        &self.0["$defs"][name]
    }

    fn keys(&self, def: &Value) -> Vec<KeyDoc> {
        let choices = def["anyOf"].as_array().into_iter().flatten();
        let mapping = choices
            .chain([def])
            .find_map(|one| Some((one, one.get("properties")?.as_object()?)));
        let Some((mapping, properties)) = mapping else {
            return Vec::new();
        };
        let required = mapping["required"].as_array();
        let is_required = |name: &str| {
            let mut names = required.into_iter().flatten();
            names.any(|one| one == name)
        };
        let key = |(name, schema): (&String, &Value)| KeyDoc {
            name: name.clone(),
            takes: self.takes(schema),
            required: is_required(name),
            default: schema.get("default").and_then(plain),
            about: description(schema),
            choices: self.choices(schema),
        };
        properties.iter().map(key).collect()
    }

    fn choices(&self, schema: &Value) -> Vec<(String, String)> {
        let name = schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        let choices = name.map_or(schema, |name| self.def(name))["oneOf"].as_array();
        let told = |choice: &Value| {
            let about = description(choice);
            constant(choice)
                .filter(|_| !about.is_empty())
                .map(|word| (word, about))
        };
        choices.into_iter().flatten().filter_map(told).collect()
    }

    /// What kind of value a schema takes, in words.
    fn takes(&self, schema: &Value) -> String {
        if let Some(name) = schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next())
        {
            if let Some(kind) = KINDS.iter().find(|kind| (kind.schema_name)() == name) {
                return format!("as `{}`", kind.name);
            }
            return match name {
                "Strings" => "string or list of strings".to_owned(),
                "OutOfScope" => "rule out of scope".to_owned(),
                "Scope" => "part or list of parts".to_owned(),
                "Definition" | "Criterion" | "Check" | "Rule" | "Range" | "Share" | "Examples"
                | "Example" | "Parameter" => name.to_lowercase(),
                other => self.takes(self.def(other)),
            };
        }
        let choices = |key: &str| schema[key].as_array().map_or(&[][..], Vec::as_slice);
        let words: Vec<String> = choices("oneOf").iter().filter_map(constant).collect();
        if !words.is_empty() {
            return words.join(", ");
        }
        let words: Vec<String> = choices("enum").iter().filter_map(plain).collect();
        if !words.is_empty() {
            return words.join(", ");
        }
        if let Some(first) = choices("anyOf").first() {
            return self.takes(first);
        }
        match schema["type"].as_str() {
            Some("array") => match self.takes(&schema["items"]).as_str() {
                "criterion" => "list of criteria".to_owned(),
                "rule out of scope" => "list of rules out of scope".to_owned(),
                item => format!("list of {item}s"),
            },
            Some("object") => match schema.get("additionalProperties") {
                Some(Value::Object(_)) => {
                    format!(
                        "mapping to {}s",
                        self.takes(&schema["additionalProperties"])
                    )
                }
                _ => "mapping".to_owned(),
            },
            Some("integer") => "whole number".to_owned(),
            Some("boolean") => "true or false".to_owned(),
            Some(other) => other.to_owned(),
            None => "any value".to_owned(),
        }
    }
}

fn constant(choice: &Value) -> Option<String> {
    choice.get("const").and_then(plain)
}

/// A scalar as it is written in a rubric, in back-ticks.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(format!("`{text}`")),
        Value::Bool(_) | Value::Number(_) => Some(format!("`{value}`")),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or("").to_owned()
}

const HEAD: &str = "<!-- Generated from the code: `SEMPER_UPDATE=1 cargo test --test generated`. -->

# Rubrics

A rubric says what every answer of an agent must be like. It is a YAML file; `rubric.schema.json` beside this page
lets an editor complete and check it:

```yaml
# yaml-language-server: $schema=rubric.schema.json
semper: 1
rubric: my-agent
criteria:
  - id: venv
    rule: Always tell the user to work in a virtual environment
    check: { mentions: [virtual environment, venv] }
    examples:
      pass: [\"Create a virtual environment first.\"]
      fail: [\"Install it globally.\"]
```

`semper test RUBRIC` runs the examples, `semper score -r RUBRIC ANSWERS` scores answers, and `semper explain NAME`
says of one check, catalog entry or error what this page says.
";

const VERDICTS: &str = "## Verdicts

| verdict | means |
|---|---|
| `pass` | the check passes |
| `fail` | it does not |
| `na` | the criterion does not apply: its `when`, or that of a definition it uses, fails; never counted |
| `error` | it could not be decided, such as code beyond the size bound; never a pass |

Nested checks combine so: in `all`, fail beats error beats pass; in `any`, pass beats error beats fail; `not` turns
pass and fail round and keeps an error; `at-least` is an error only if the errors could decide. A `when` that is an
error makes the criterion an error.
";

const RANGES: &str = "## Ranges

A number alone is met exactly; `>= 3`, `> 2`, `<= 5`, `< 6` and `1..5` (both ends included) are ranges. Quote those
that begin with `>`: it means something else in YAML.
";

/// The reference page of rubrics, in Markdown: `rubrics/README.md`.
#[must_use]
pub fn reference(catalog: &Catalog) -> String {
    let docs = Docs::new();
    let mut out = HEAD.to_owned();
    for (title, name) in [
        ("The file", "Rubric"),
        ("A criterion", "Criterion"),
        ("A rule out of scope", "OutOfScope"),
        ("A definition", "Definition"),
        ("A parameter", "Parameter"),
        ("Examples", "Examples"),
    ] {
        let keys = if name == "Rubric" {
            docs.keys(&docs.0)
        } else {
            docs.keys_of(name)
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "\n## {title}\n\n{}", table(&keys));
    }
    out.push_str(
        "\nAn example is the text of a response, or a mapping of `response`, `prompt`, `files` (written files by path),\n\
         `tools` (called tools, each with a `name` and perhaps `arguments`) and, for a definition, `with` (its parameters).\n",
    );
    let _ = write!(out, "\n{VERDICTS}\n{RANGES}\n## Parts\n\n");
    out.push_str("`in:` says which part of a response a text check reads; a list of parts is read one after the other.\n\n| part | is |\n|---|---|\n");
    for (name, about) in PARTS {
        let _ = writeln!(out, "| `{name}` | {about} |");
    }
    out.push_str("\n## Checks\n");
    for check in docs.checks() {
        let _ = write!(out, "\n### `{}`\n\n{}\n", check.name, check.about);
        if let Some(key) = check.shorthand {
            let _ = write!(out, "\nA bare value is short for `{key}`.\n");
        }
        let _ = write!(out, "\n```yaml\n{}\n```\n", check.example);
        if !check.keys.is_empty() {
            let _ = write!(out, "\n{}", table(&check.keys));
        }
    }
    let _ = write!(
        out,
        "\n### Rules\n\nA rule of `code` is a mapping; the rules nested in it take these keys too.\n\n{}",
        table(&docs.keys_of("Rule"))
    );
    out.push_str(&entries(catalog));
    out
}

fn table(keys: &[KeyDoc]) -> String {
    let mut out = "| key | takes | default | meaning |\n|---|---|---|---|\n".to_owned();
    for key in keys {
        let default = match &key.default {
            _ if key.required => "required",
            Some(default) => default,
            None => "",
        };
        let about = key.about.replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(
            out,
            "| `{}` | {} | {default} | {about} |",
            key.name, key.takes
        );
    }
    for key in keys.iter().filter(|key| !key.choices.is_empty()) {
        let _ = write!(out, "\n`{}` is one of\n\n", key.name);
        for (choice, about) in &key.choices {
            let _ = writeln!(out, "- {choice}: {about}");
        }
    }
    out
}

/// The catalog, file by file.
fn entries(catalog: &Catalog) -> String {
    let mut out = "\n## Catalog\n\nChecks that ship with semper, for `use:`.\n".to_owned();
    let list = catalog.list();
    for source in catalog.sources() {
        let _ = write!(
            out,
            "\n### {}\n\n| name | demands | parameters |\n|---|---|---|\n",
            source.name
        );
        for entry in list.iter().filter(|entry| entry.file == source.name) {
            let parameters: Vec<String> = entry
                .parameters
                .iter()
                .map(|(name, about)| format!("`{name}`: {about}"))
                .collect();
            let about = entry.about.replace('\n', " ").replace('|', "\\|");
            let _ = writeln!(
                out,
                "| `{}` | {} | {} |",
                entry.name,
                about.trim(),
                parameters.join("; ")
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric::criterion::Rubric;
    use crate::rubric::lexicon::load;
    use crate::source::SourceFile;

    fn mapping(yaml: &str) -> serde_json::Map<String, Value> {
        serde_yaml::from_str(yaml).unwrap()
    }

    #[test]
    fn every_example_compiles() {
        let define = mapping(
            "says: { parameters: { words: { type: strings } }, check: { contains: { any: '${words}' } } }",
        );
        for kind in KINDS {
            let rubric = serde_json::json!({
                "semper": 1, "rubric": "r", "define": define,
                "criteria": [{ "id": "a", "check": mapping(kind.example) }]
            });
            assert!(
                mapping(kind.example).contains_key(kind.name),
                "{}",
                kind.name
            );
            let source = SourceFile::new("r.yaml", rubric.to_string());
            let catalog = Catalog::new(Vec::new()).unwrap();
            let problems = Rubric::compile(&source, None, &catalog, &load()).err();
            assert!(problems.is_none(), "{}: {problems:?}", kind.name);
        }
    }

    #[test]
    fn every_check_and_key_is_told() {
        for check in Docs::new().checks() {
            assert!(!check.about.is_empty(), "{}", check.name);
            for key in &check.keys {
                assert!(!key.about.is_empty(), "{}.{}", check.name, key.name);
                assert_ne!(key.takes, "any value", "{}.{}", check.name, key.name);
            }
        }
    }

    #[test]
    fn every_part_of_the_reference_is_one() {
        for (name, _) in PARTS {
            let part = name.replace("<language>", "py").replace("<glob>", "*.py");
            let yaml = format!("{{ any: x, in: '{part}' }}");
            let rubric = format!(
                "semper: 1\nrubric: r\ncriteria:\n  - {{ id: a, check: {{ contains: {yaml} }} }}\n"
            );
            let catalog = Catalog::new(Vec::new()).unwrap();
            let source = SourceFile::new("r.yaml", rubric);
            assert!(
                Rubric::compile(&source, None, &catalog, &load()).is_ok(),
                "{name}"
            );
        }
    }
}
