//! Holds the generated files in `rubrics/` to the code they are generated from.
//!
//! `SEMPER_UPDATE=1 cargo test --test generated` writes them anew.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

#[path = "support/spec.rs"]
mod spec;

use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&semper::rubric::schema()).expect("it is JSON");
    text.push('\n');
    text
}

fn is_current(name: &str, text: &str) {
    let path = root().join(name);
    if std::env::var_os("SEMPER_UPDATE").is_some() {
        std::fs::write(&path, text).expect("the repository can be written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == text,
        "{name} is stale; run `SEMPER_UPDATE=1 cargo test --test generated`"
    );
}

#[test]
fn the_schema_is_current() {
    is_current("rubrics/rubric.schema.json", &schema());
}

#[test]
fn the_reference_is_current() {
    let catalog = semper::rubric::Catalog::shipped();
    is_current("rubrics/README.md", &semper::rubric::reference(&catalog));
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    files
}

fn problems(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    let problems = validator.iter_errors(value);
    problems
        .map(|problem| format!("{}: {problem}", problem.instance_path()))
        .collect()
}

#[test]
fn shipped_rubrics_and_catalogs_fit_the_schema() {
    let validator = jsonschema::validator_for(&semper::rubric::schema()).expect("it is a schema");
    for path in [
        files("rubrics", "yaml"),
        files("rubrics/catalog", "yaml"),
        files("rubrics/starters", "yaml"),
    ]
    .concat()
    {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        // Word lists lie beside rubrics.
        if !text.contains("semper: 1") {
            continue;
        }
        let value: Value = serde_yaml::from_str(&text).expect("it is YAML");
        let problems = problems(&validator, &value);
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
}

#[test]
fn rubrics_of_the_specs_fit_the_schema_unless_they_are_wrong() {
    let validator = jsonschema::validator_for(&semper::rubric::schema()).expect("it is a schema");
    let mut refused = 0;
    for path in files("tests/checks", "md") {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        for behaviour in spec::read(&text).expect("the specs are read by their own test") {
            let problems = problems(&validator, &behaviour.rubric);
            let is_wrong = behaviour
                .trials
                .iter()
                .any(|trial| trial.verdict == "invalid");
            if is_wrong {
                refused += usize::from(!problems.is_empty());
            } else {
                let name = path.display();
                let title = &behaviour.title;
                assert!(problems.is_empty(), "{name}: {title}: {problems:#?}");
            }
        }
    }
    // What the schema cannot see: patterns, names, the logic of lists.
    assert!(refused >= 6, "only {refused} wrong rubrics are refused");
}

/// What an editor shows at the key `key` of `mapping`: the hover text and the completions.
fn shown(mapping: &str, key: &str) -> (String, Vec<String>) {
    let schema = semper::rubric::schema();
    let schema: &Value = &schema;
    let mut hover = String::new();
    let mut completions = Vec::new();
    let definition = &schema["$defs"][mapping];
    // A check with a shorthand is one of two.
    let forms = definition["anyOf"].as_array().into_iter().flatten();
    let mut forms = forms.chain([definition]);
    let mut open = vec![
        forms
            .find_map(|form| form["properties"].get(key))
            .expect("there is such a key"),
    ];
    while let Some(found) = open.pop() {
        let mut next = found;
        if let Some(name) = found["$ref"].as_str() {
            next = schema
                .pointer(&name[1..])
                .expect("the reference leads somewhere");
            open.push(next);
        }
        if hover.is_empty() {
            hover.push_str(found["description"].as_str().unwrap_or_default());
        }
        if next != found {
            continue;
        }
        let texts = ["enum", "examples"].map(|key| found[key].as_array());
        let texts = texts.into_iter().flatten().flatten();
        let texts = texts.chain(found.get("const")).filter_map(Value::as_str);
        completions.extend(texts.map(str::to_owned));
        for key in ["anyOf", "oneOf", "allOf"] {
            open.extend(found[key].as_array().into_iter().flatten().rev());
        }
    }
    (hover, completions)
}

#[test]
fn editors_complete_and_explain_keys() {
    let has = |mapping, key, said: &str, values: &[&str]| {
        let (hover, completions) = shown(mapping, key);
        assert!(hover.contains(said), "{mapping}.{key}: {hover}");
        for value in values {
            let there = completions.iter().any(|found| found == value);
            assert!(there, "{mapping}.{key}: no `{value}` in {completions:?}");
        }
    };
    has(
        "Count",
        "what",
        "What is counted",
        &["words", "sentences", "emoji", "links"],
    );
    has(
        "Contains",
        "in",
        "Which part of the response is searched",
        &["answer", "code", "headings"],
    );
    has(
        "Criterion",
        "level",
        "How binding it is",
        &["must", "should", "may"],
    );
    has(
        "Each",
        "unit",
        "What is looked at",
        &["sentence", "bullet", "code-block"],
    );
}
