//! Holds the shipped rubric to labelled answers, and prints the figures.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads fixtures and prints its figures"
)]

use std::collections::BTreeMap;

use semper::document::{Document, Input, Limits, Workspace};
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::SourceFile;
use serde_json::Value;

type Verdicts = BTreeMap<(String, String), &'static str>;

fn rows(path: &str) -> Vec<Value> {
    let path = format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the fixture is there");
    let rows = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a row is JSON"));
    rows.collect()
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row[key].as_str().expect("a string")
}

/// The verdicts on the answers in `path`, by case and criterion.
fn score(path: &str) -> Verdicts {
    let lexicon = load_lexicon();
    let workspace = Workspace::new(Limits::default());
    let rubric = std::fs::read_to_string(format!(
        "{}/rubrics/async-python-expert.yaml",
        env!("CARGO_MANIFEST_DIR")
    ));
    let source = SourceFile::new("rubric", rubric.expect("the rubric is there"));
    let rubric =
        Rubric::compile(&source, None, &Catalog::shipped(), &lexicon).expect("the rubric is sound");
    let mut out = Verdicts::new();
    for row in rows(path) {
        let input = Input {
            answer: text(&row, "response"),
            prompt: Some(text(&row, "prompt")),
            files: &[],
            tools: None,
        };
        let scored = rubric.score(&Document::new(input, &lexicon, &workspace));
        for verdict in scored.verdicts {
            let key = (text(&row, "id").to_owned(), verdict.criterion.to_string());
            out.insert(key, verdict.verdict.as_str());
        }
    }
    out
}

/// Right and all labels of `set`, and found and all labelled failures.
fn agreement(labels: &str, set: &str, answers: &str) -> [usize; 4] {
    let got = score(answers);
    let mut counts = [0; 4];
    for row in rows(labels).iter().filter(|row| text(row, "set") == set) {
        for (criterion, want) in row["labels"].as_object().expect("labels") {
            let key = (text(row, "id").to_owned(), criterion.clone());
            let want = want.as_str().expect("a label");
            let right = got.get(&key) == Some(&want);
            counts[0] += usize::from(right);
            counts[1] += 1;
            counts[2] += usize::from(right && want == "fail");
            counts[3] += usize::from(want == "fail");
            if !right {
                println!(
                    "{set} {} {criterion}: labelled {want}, got {:?}",
                    key.0,
                    got.get(&key)
                );
            }
        }
    }
    println!(
        "{set}: {} of {} labels, {} of {} failures found",
        counts[0], counts[1], counts[2], counts[3]
    );
    counts
}

/// Right and all of the items labelled fail, and of the others.
fn contrast(path: &str) -> [usize; 4] {
    let got = score(path);
    let mut counts = [0; 4];
    for row in rows(path) {
        let key = (
            text(&row, "id").to_owned(),
            text(&row, "criterion").to_owned(),
        );
        let right = got.get(&key) == Some(&text(&row, "label"));
        let at = if text(&row, "label") == "fail" { 0 } else { 2 };
        counts[at] += usize::from(right);
        counts[at + 1] += 1;
    }
    println!(
        "{path}: {} of {} failures, {} of {} others",
        counts[0], counts[1], counts[2], counts[3]
    );
    counts
}

/// Whether `part` of `whole` is at least `percent`.
fn at_least(part: usize, whole: usize, percent: usize) -> bool {
    whole > 0 && part * 100 >= whole * percent
}

#[test]
fn labelled_answers_get_their_verdicts() {
    let cases = [
        ("gate/labels.jsonl", "a2", "gate/a2.jsonl"),
        ("gate/labels.jsonl", "b", "gate/b.jsonl"),
        ("labelled/labels.jsonl", "n", "labelled/answers.jsonl"),
    ];
    for (labels, set, answers) in cases {
        let [right, all, found, failures] = agreement(labels, set, answers);
        assert!(at_least(right, all, 97), "{set}: {right} of {all}");
        assert!(
            at_least(found, failures, 85),
            "{set}: {found} of {failures} failures"
        );
    }
}

#[test]
fn contrasts_that_defeat_a_keyword_search_get_their_verdicts() {
    for path in ["gate/contrast.jsonl", "labelled/contrast.jsonl"] {
        let [fails, all_fails, others, all_others] = contrast(path);
        assert!(
            at_least(fails, all_fails, 90),
            "{path}: {fails} of {all_fails} failures"
        );
        assert!(
            at_least(others, all_others, 90),
            "{path}: {others} of {all_others} others"
        );
    }
}
