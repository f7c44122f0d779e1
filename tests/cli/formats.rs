//! Markdown, `JUnit`, GitHub and SARIF of an ordinary run, and of one that is too large for a comment.

use std::fmt::Write as _;

use serde_json::Value;

use crate::folder::{Folder, Ran};

/// A prompt whose rules the criteria quote, and a rubric that names it from a folder beside.
const PROMPT: &str = "# Вежливый агент\n\n- Always say hello\n- Пишите рабочий код\n";
const RUBRIC: &str = "\
semper: 1
rubric: polite
agent: ../agents/polite.md
criteria:
  - id: greets
    rule: Always say hello
    check: { contains: { any: [hello] } }
  - id: parses
    rule: Пишите рабочий код
    level: should
    when: { code: { lang: python } }
    check: { code: { lang: python, parses: true } }
  - id: kind
    check: { judge: Is the answer kind? }
";

/// A folder with that rubric, its prompt, and answers of which one cannot be read.
fn folder() -> Folder {
    let folder = Folder::with_answers();
    folder.write("agents/polite.md", PROMPT);
    folder.write("rubrics/polite.yaml", RUBRIC);
    let answers = folder.read("a.jsonl");
    folder.write("a.jsonl", format!("{answers}not json\n{answers}"));
    folder
}

fn score(folder: &Folder, format: &str) -> Ran {
    let rubric = "rubrics/polite.yaml";
    folder
        .run(&["score", "-r", rubric, "a.jsonl", "--format", format])
        .exits(0)
}

/// `text` is what `tests/expected/NAME` holds; `SEMPER_UPDATE=1` writes it.
#[track_caller]
pub(crate) fn expected(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/expected")
        .join(name);
    if std::env::var_os("SEMPER_UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        expected.replace("\r\n", "\n"),
        text,
        "{} differs; SEMPER_UPDATE=1 writes it",
        path.display()
    );
}

#[test]
fn an_ordinary_run_in_every_format() {
    let folder = folder();
    for (format, file) in [
        ("text", "score.txt"),
        ("json", "score.json"),
        ("markdown", "score.md"),
        ("junit", "score.xml"),
        ("github", "score.github"),
        ("sarif", "score.sarif"),
    ] {
        expected(file, &score(&folder, format).out);
    }
}

#[test]
fn junit_has_every_answer_in_every_suite() {
    let root = crate::junit::check(&score(&folder(), "junit").out);
    let suites: Vec<_> = root.all("testsuite").collect();
    let names: Vec<_> = suites.iter().map(|suite| suite.get("name")).collect();
    assert_eq!(names, ["greets", "parses", "invalid records"]);
    let cases: Vec<_> = suites[1].all("testcase").collect();
    let names: Vec<_> = cases.iter().map(|case| case.get("name")).collect();
    assert_eq!(
        names,
        ["a#0", "b#0", "c#0", "d#0", "a#1", "b#1", "c#1", "d#1"]
    );
    let outcome = |at: usize| cases[at].children.first().map(|child| child.name.as_str());
    assert_eq!(outcome(0), None);
    assert_eq!(outcome(1), Some("skipped"));
    let failure = &cases[2].children[0];
    assert_eq!(failure.name, "failure");
    assert!(failure.text.starts_with("a.jsonl:3\n"), "{failure:?}");
    assert_eq!(
        suites[2].all("testcase").next().unwrap().get("name"),
        "a.jsonl:5"
    );
}

#[test]
fn sarif_points_at_the_rule_and_its_fingerprints_survive_a_shift() {
    let folder = folder();
    let results = || {
        let log: Value = serde_json::from_str(&score(&folder, "sarif").out).unwrap();
        crate::sarif::check(&log);
        log["runs"][0]["results"].clone()
    };
    let before = results();
    let place = &before[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "agents/polite.md");
    assert_eq!(place["region"]["startLine"], 4);
    folder.write("agents/polite.md", format!("# Ещё строка\n\n{PROMPT}"));
    folder.write(
        "a.jsonl",
        format!(
            "{}{{\"id\":\"z\",\"response\":\"bye\"}}\n",
            folder.read("a.jsonl")
        ),
    );
    let after = results();
    assert_eq!(
        after[0]["locations"][0]["physicalLocation"]["region"]["startLine"],
        6
    );
    for at in 0..2 {
        assert_eq!(
            before[at]["partialFingerprints"],
            after[at]["partialFingerprints"]
        );
    }
}

#[test]
fn github_never_has_more_than_ten_lines() {
    let folder = Folder::with_answers();
    let mut rubric = "semper: 1\nrubric: many\ncriteria:\n".to_owned();
    for n in 0..30 {
        let level = ["may", "must", "should"][n % 3];
        writeln!(
            rubric,
            "  - {{id: c{n}, level: {level}, check: {{contains: xyzzy}}}}"
        )
        .unwrap();
    }
    folder.write("rubric.yaml", rubric);
    let out = folder
        .score(&["a.jsonl", "--format", "github"])
        .exits(0)
        .out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 10);
    assert!(
        lines[..9]
            .iter()
            .all(|line| line.starts_with("::error file=a.jsonl,line=1,title=semper%3A c"))
    );
    assert!(
        lines[9].starts_with("::error title=semper::21 more criteria fail: c28"),
        "{out}"
    );
}

#[test]
fn what_passes_is_one_notice() {
    let folder = Folder::new();
    folder.write("a.jsonl", "{\"id\":\"a\",\"response\":\"hello\"}\n");
    let out = folder
        .score(&["a.jsonl", "--format", "github"])
        .exits(0)
        .out;
    assert!(
        out.starts_with("::notice title=semper::1 answer, 2 criteria"),
        "{out}"
    );
    assert_eq!(out.lines().count(), 1);
}

#[test]
fn markdown_of_a_large_run_fits_a_comment_and_says_what_it_leaves_out() {
    let folder = Folder::new();
    let mut rubric = "semper: 1\nrubric: many\ncriteria:\n".to_owned();
    for n in 0..40 {
        writeln!(
            rubric,
            "  - {{id: критерий-{n}, check: {{contains: xyzzy}}}}"
        )
        .unwrap();
    }
    folder.write("rubric.yaml", rubric);
    let answers =
        (0..5_000).map(|n| format!("{{\"id\":\"случай-{n}\",\"response\":\"bye 🙂\"}}\n"));
    folder.write(
        "a.jsonl",
        answers.collect::<String>() + &"{\n".repeat(2_000),
    );
    let arguments = ["a.jsonl", "--format", "markdown", "--report", "junit=j.xml"];
    let out = folder.score(&arguments).exits(0).out;
    assert!(out.len() <= 65_536, "{}", out.len());
    assert!(out.len() > 60_000, "{}", out.len());
    assert_eq!(out.matches("<details>").count(), 41);
    assert_eq!(out.matches("</details>").count(), 41);
    let last = out.lines().last().unwrap();
    assert!(
        last.starts_with("Left out here, so that it fits a comment: 199,"),
        "{last}"
    );
    assert!(last.contains(" failures, 1,"), "{last}");
    let shown = out.lines().filter(|line| line.starts_with("- `случай-"));
    let told = out
        .lines()
        .filter_map(|line| line.strip_prefix("- … ")?.strip_suffix(" more"));
    let told: usize = told
        .map(|n| n.replace(',', "").parse::<usize>().unwrap())
        .sum();
    let invalid = out.lines().filter(|line| line.starts_with("- `a.jsonl:"));
    assert_eq!(shown.count() + invalid.count() + told, 40 * 5_000 + 2_000);
    let root = crate::junit::check(&folder.read("j.xml"));
    assert_eq!(root.get("tests"), "202000");
}
