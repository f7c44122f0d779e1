//! Holds instructions about Russian answers to hand-written verdicts, in `tests/data/russian-instructions.jsonl`.
//!
//! A line is a check, or the name of a definition of `rubrics/ifeval.yaml` with its parameters; an answer; and the
//! verdict it must get.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::fmt::Write as _;
use std::path::Path;

use semper::document::{Document, Input, Limits, Workspace};
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::SourceFile;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    check: Option<Value>,
    #[serde(rename = "use", default)]
    name: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
    response: String,
    verdict: String,
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(path).expect("the file is part of the repository")
}

#[test]
fn every_russian_answer_gets_its_verdict() {
    let definitions = SourceFile::new("rubrics/ifeval.yaml", read("rubrics/ifeval.yaml"));
    let catalog = Catalog::new(vec![definitions]).expect("the definitions are sound");
    let lexicon = load_lexicon();
    let workspace = Workspace::new(Limits::default());
    let (mut wrong, mut count) = (String::new(), 0);
    for (n, line) in read("tests/data/russian-instructions.jsonl")
        .lines()
        .enumerate()
    {
        let row: Row = serde_json::from_str(line).expect("a row");
        let used = json!({ "use": { "name": row.name, "with": row.with } });
        let check = row.check.unwrap_or(used);
        let rubric = json!({
            "semper": 1, "rubric": "r", "criteria": [{ "id": "c", "check": check }]
        });
        let source = SourceFile::new("r.yaml", rubric.to_string());
        let rubric = Rubric::compile(&source, None, &catalog, &lexicon)
            .unwrap_or_else(|problems| panic!("line {}: {problems:?}", n + 1));
        let input = Input {
            answer: &row.response,
            prompt: None,
            files: &[],
            tools: None,
        };
        let scored = rubric.score(&Document::new(input, &lexicon, &workspace));
        let got = &scored.verdicts[0];
        if got.verdict.as_str() != row.verdict {
            let note = got.evidence.first().map_or("", |first| &first.note);
            writeln!(wrong, "line {}: {}: {note}", n + 1, got.verdict).unwrap();
        }
        count += 1;
    }
    assert!(count >= 60, "{count} expectations");
    assert!(wrong.is_empty(), "{wrong}");
}
