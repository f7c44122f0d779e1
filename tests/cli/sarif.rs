//! What every SARIF 2.1.0 log must have: our schema of the part that is written, the schema of the standard
//! where it lies beside the repository, and what no schema says.

use std::path::Path;

use serde_json::Value;

/// Panics when `log` is no SARIF 2.1.0.
#[track_caller]
pub(crate) fn check(log: &Value) {
    required(log);
    let ours = include_str!("../schemas/sarif.json");
    valid(
        log,
        &serde_json::from_str(ours).expect("the schema is JSON"),
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/sarif-schema-2.1.0.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("the schema is not checked: there is no {}", path.display());
        return;
    };
    // Two patterns of the standard have a stray bracket, which a strict reader refuses.
    let text = text.replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    valid(log, &schema);
}

#[track_caller]
fn valid(log: &Value, schema: &Value) {
    let validator = jsonschema::validator_for(schema).expect("the schema is sound");
    let errors: Vec<String> = validator
        .iter_errors(log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[track_caller]
fn required(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .contains("sarif-schema-2.1.0")
    );
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "semper");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        assert!(!rule["id"].as_str().unwrap().is_empty());
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
    }
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let level = result["level"].as_str().unwrap();
        assert!(["error", "warning", "note"].contains(&level));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let prints = result["partialFingerprints"].as_object().unwrap();
        assert!(prints.values().all(Value::is_string) && !prints.is_empty());
        for location in result["locations"].as_array().into_iter().flatten() {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.is_ascii() && !uri.contains([' ', '\\']), "{uri}");
            // A column that is left out is that of the line's start, an end that of the start (3.30.6 to 3.30.8).
            let number = |key: &str, or: u64| place["region"][key].as_u64().unwrap_or(or);
            let start = (number("startLine", 1), number("startColumn", 1));
            let end = (number("endLine", start.0), number("endColumn", u64::MAX));
            assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{place}");
        }
    }
}
