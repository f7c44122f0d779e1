//! Runs what `rubrics/wishes.md` shows: each criterion compiles, and its answers get the verdicts they stand under.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::path::Path;

use semper::diagnostic::render;
use semper::{
    Catalog, Limits, Response, Rubric, Scorer, SourceFile, Verdict, Workspace, load_lexicon,
};

/// A fenced block: its info string and its text.
struct Fence {
    info: String,
    text: String,
}

/// The blocks of a section, in order.
fn fences(section: &str) -> Vec<Fence> {
    let mut lines = section.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if !line.starts_with("```") {
            continue;
        }
        let info = line.trim_start_matches('`');
        let ticks = &line[..line.len() - info.len()];
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != ticks).collect();
        found.push(Fence {
            info: info.to_owned(),
            text: body.join("\n"),
        });
    }
    found
}

#[test]
fn every_wish_passes_and_fails_as_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/wishes.md");
    let page = std::fs::read_to_string(path).expect("the page is there");
    let (catalog, lexicon, limits) = (Catalog::shipped(), load_lexicon(), Limits::default());
    let workspace = Workspace::new(limits);
    let mut wishes = 0;
    for section in page.split("\n## ").skip(1) {
        let title = section.lines().next().unwrap_or_default();
        let (mut rubric, mut prompt) = (None, None);
        let (mut passed, mut failed) = (0, 0);
        for fence in fences(section) {
            let expected = match &*fence.info {
                "yaml" => {
                    let yaml = format!("semper: 1\nrubric: wish\ncriteria:\n{}\n", fence.text);
                    let source = SourceFile::new("wish.yaml", yaml);
                    let compiled = Rubric::compile(&source, None, &catalog, &lexicon);
                    rubric = Some(compiled.unwrap_or_else(|problems| {
                        panic!(
                            "{title}: {}",
                            render(&problems, std::slice::from_ref(&source))
                        )
                    }));
                    continue;
                }
                "prompt" => {
                    prompt = Some(fence.text);
                    continue;
                }
                "pass" => Verdict::Pass,
                "fail" => Verdict::Fail,
                other => panic!("{title}: a block of `{other}`"),
            };
            let rubric = rubric.as_ref().expect("the criterion stands first");
            let scorer = Scorer {
                rubric,
                lexicon: &lexicon,
                limits,
                log: None,
            };
            let response = Response {
                text: fence.text,
                prompt: prompt.clone(),
                ..Response::default()
            };
            let scored = scorer.score(&response, &workspace);
            assert_eq!(
                scored.verdicts[0].verdict, expected,
                "{title}: {}",
                response.text
            );
            passed += usize::from(expected == Verdict::Pass);
            failed += usize::from(expected == Verdict::Fail);
        }
        assert!(passed > 0 && failed > 0, "{title}: both are shown");
        wishes += 1;
    }
    assert_eq!(wishes, 10);
}
