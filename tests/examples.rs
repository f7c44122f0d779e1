//! Runs the examples of the rubrics and the catalog that ship with semper.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::path::Path;

use semper::diagnostic::render;
use semper::document::{Limits, Workspace};
use semper::rubric::{Catalog, load_lexicon, run_examples};
use semper::source::SourceFile;

/// The shipped rubrics; catalog files are listed by the catalog.
const RUBRICS: &[&str] = &[
    "rubrics/async-python-expert.yaml",
    "rubrics/ifeval.yaml",
    "rubrics/promptfoo.yaml",
    "rubrics/starters/en.yaml",
    "rubrics/starters/ru.yaml",
];

#[test]
fn every_shipped_example_gets_its_verdict() {
    let catalog = Catalog::shipped();
    let lexicon = load_lexicon();
    let workspace = Workspace::new(Limits::default());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rubrics = RUBRICS.iter().map(|name| {
        let text = std::fs::read_to_string(root.join(name)).expect("the rubric is there");
        SourceFile::new(*name, text)
    });
    for source in catalog.sources().iter().cloned().chain(rubrics) {
        let shown = |problems| render(problems, std::slice::from_ref(&source));
        match run_examples(&source, &catalog, &lexicon, &workspace) {
            Ok(report) => {
                assert!(report.wrong.is_empty(), "{}", shown(&report.wrong));
                assert!(report.examples > 0, "{} has no examples", source.name);
            }
            Err(problems) => panic!("{}", shown(&problems)),
        }
    }
}
