//! The gate on real answers: an edit that dropped three rules, and two samples under one prompt.

use serde_json::Value;

use super::{Row, gate, log, object};
use crate::folder::Folder;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn fixture(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{ROOT}/fixtures/gate/{name}.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn lines(records: &[Value]) -> String {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    lines.join("\n")
}

/// Compares with the shipped rubric: the exit code and the comparison.
fn compared(before: &[Value], after: &[Value], more: &[&str]) -> (i32, Value) {
    let folder = Folder::new();
    folder.write("before.jsonl", lines(before));
    folder.write("after.jsonl", lines(after));
    let rubric = format!("{ROOT}/rubrics/async-python-expert.yaml");
    let arguments = [
        "gate",
        "-r",
        &rubric,
        "--baseline",
        "before.jsonl",
        "--candidate",
        "after.jsonl",
        "--format",
        "json",
    ];
    let ran = folder.run(&[&arguments[..], more].concat());
    let found = object(&ran);
    (ran.code, found)
}

fn regressed(found: &Value) -> Vec<&str> {
    let criteria = found["criteria"].as_array().unwrap().iter();
    let worse = criteria.filter(|criterion| criterion["outcome"] == "regressed");
    worse
        .map(|criterion| criterion["criterion"].as_str().unwrap())
        .collect()
}

#[test]
fn an_edit_that_drops_three_rules_regresses_on_these_and_no_other() {
    let (before, mut after) = (fixture("a"), fixture("b"));
    for _ in 0..2 {
        let (code, found) = compared(&before, &after, &[]);
        assert_eq!(code, 1);
        assert_eq!(regressed(&found), ["test-file", "venv", "test-scenarios"]);
        // In another order it is the same.
        after.reverse();
        after.rotate_left(5);
    }
}

#[test]
fn two_samples_under_one_prompt_are_not_told_apart() {
    let (before, after) = (fixture("a"), fixture("a2"));
    let (code, found) = compared(&before, &after, &[]);
    assert_eq!((code, &found["outcome"]), (0, &Value::from("inconclusive")));
    assert!(regressed(&found).is_empty());
    assert_eq!(
        compared(&before, &after, &["--on-inconclusive", "fail"]).0,
        3
    );
}

#[test]
fn answers_without_their_code_are_a_regression_that_says_so() {
    let before = fixture("a");
    let fence = regex::Regex::new("(?s)```.*?```").unwrap();
    let bare = |mut record: Value| {
        let text = fence
            .replace_all(record["response"].as_str().unwrap(), "")
            .into_owned();
        record["response"] = text.into();
        record
    };
    let after: Vec<Value> = before.iter().cloned().map(bare).collect();
    let (code, found) = compared(&before, &after, &[]);
    assert_eq!(code, 1);
    assert!(regressed(&found).contains(&"no-blocking-calls"));
    let headline = found["headline"].as_str().unwrap();
    assert!(
        headline.contains("test-file no longer applies (11 of 11 pairs)"),
        "{headline}"
    );
}

#[test]
fn two_cases_that_are_missing_are_named() {
    let (before, mut after) = (fixture("a"), fixture("b"));
    after.retain(|record| record["id"] != "p03" && record["id"] != "p07");
    let (code, found) = compared(&before, &after, &[]);
    assert_eq!(
        (code, &found["outcome"]),
        (4, &Value::from("not-comparable"))
    );
    assert_eq!(found["missing"][0]["case"], "p03");
    assert_eq!(found["missing"][1]["case"], "p07");
    let (code, found) = compared(&before, &after, &["--max-missing", "20%"]);
    assert_eq!((code, regressed(&found).len()), (1, 3));
}

#[test]
fn of_twelve_criteria_one_must_lose_seven_cases_or_eight_by_the_exact_test() {
    let ids: Vec<String> = (0..12).map(|n| format!("c{n:02}")).collect();
    let criteria: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "must")).collect();
    let names: Vec<String> = (0..40).map(|n| format!("p{n:02}")).collect();
    let letters = |fails| {
        if fails {
            "fppppppppppp"
        } else {
            "pppppppppppp"
        }
    };
    for (flips, exact, code) in [(6, false, 0), (7, false, 1), (7, true, 0), (8, true, 1)] {
        let folder = Folder::new();
        for (file, flips) in [("a.run", 0), ("b.run", flips)] {
            let rows = names.iter().enumerate();
            let rows: Vec<Row<'_>> = rows
                .map(|(n, name)| Row(name, 0, letters(n < flips)))
                .collect();
            folder.write(file, log(file, &criteria, &rows));
        }
        let more: &[&str] = if exact { &["--exact"] } else { &[] };
        assert_eq!(
            gate(&folder, more).code,
            code,
            "{flips} flips, exact: {exact}"
        );
    }
}
