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
    for path in [files("rubrics", "yaml"), files("rubrics/catalog", "yaml")].concat() {
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
