//! Broken rubrics: each exits with 2 and a message with its place.

use std::fmt::Write;

use crate::broken_rules::rules as broken_rules;
use crate::folder::Folder;

/// A rubric with one criterion whose members are `body`.
pub(crate) fn criterion(body: &str) -> String {
    format!("semper: 1\nrubric: r\ncriteria:\n  - id: a\n{body}")
}

/// A rubric with one criterion that checks `check`, which stands on line 5 from column 12.
pub(crate) fn check(check: &str) -> String {
    criterion(&format!("    check: {check}\n"))
}

pub(crate) const GOOD: &str = "{contains: {any: [x]}}";

fn alias_bomb() -> String {
    let mut text = String::from("semper: 1\nrubric: r\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..9 {
        let list = [format!("*a{}", n - 1).as_str(); 9].join(", ");
        let _ = writeln!(text, "a{n}: &a{n} [{list}]");
    }
    text
}

fn nested(depth: usize) -> String {
    let open = "{not: ".repeat(depth);
    check(&format!("{open}{GOOD}{}", "}".repeat(depth)))
}

/// What is broken, the rubric, and what is said of it.
pub(crate) type Row = (&'static str, String, &'static [&'static str]);

fn yaml() -> Vec<Row> {
    vec![
        (
            "syntax error",
            "semper: 1\nrubric: [r\n".into(),
            &["error[yaml]", "rubric.yaml:"],
        ),
        (
            "tab indentation",
            "semper: 1\ncriteria:\n\t- id: a\n".into(),
            &["error[yaml]", "rubric.yaml:3:"],
        ),
        (
            "duplicate key",
            format!("{}    check: {GOOD}\n", check(GOOD)),
            &["error[duplicate-key]", "rubric.yaml:"],
        ),
        (
            "empty file",
            String::new(),
            &["the file is empty", "start with `semper: 1`"],
        ),
        (
            "only a comment",
            "# nothing\n".into(),
            &["the file is empty"],
        ),
        (
            "list at the top",
            "- id: a\n".into(),
            &["a rubric is a mapping"],
        ),
        (
            "text at the top",
            "hello\n".into(),
            &["a rubric is a mapping"],
        ),
        ("alias bomb", alias_bomb(), &["error["]),
        (
            "100,000 nested lists",
            "- ".repeat(100_000),
            &["error[too-deep]"],
        ),
        ("100,000 brackets", "[".repeat(100_000), &["error["]),
        ("tag", check("!contains x"), &["error["]),
        (
            "two documents",
            format!("{}---\nsemper: 1\n", check(GOOD)),
            &["error[yaml]"],
        ),
    ]
}

fn outline() -> Vec<Row> {
    let good = check(GOOD);
    vec![
        (
            "wrong version",
            good.replace("semper: 1", "semper: 2"),
            &["error[version]", "rubric.yaml:1:9"],
        ),
        (
            "no version",
            good.replace("semper: 1\n", ""),
            &["missing key `semper`"],
        ),
        (
            "version as text",
            good.replace("semper: 1", "semper: one"),
            &["rubric.yaml:1:9"],
        ),
        (
            "no name",
            good.replace("rubric: r\n", ""),
            &["the rubric has no name"],
        ),
        (
            "no criteria",
            "semper: 1\nrubric: r\n".into(),
            &["the rubric has no criteria"],
        ),
        (
            "criteria as mapping",
            "semper: 1\nrubric: r\ncriteria: {}\n".into(),
            &["rubric.yaml:3:11"],
        ),
        (
            "criterion as text",
            "semper: 1\nrubric: r\ncriteria: [a]\n".into(),
            &["rubric.yaml:3:12"],
        ),
        (
            "unknown key",
            format!("{good}critera: []\n"),
            &[
                "unknown key `critera`",
                "did you mean `criteria`?",
                "rubric.yaml:6:1",
            ],
        ),
        (
            "unknown key of a criterion",
            criterion(&format!("    chek: x\n    check: {GOOD}\n")),
            &[
                "unknown key `chek`",
                "did you mean `check`?",
                "rubric.yaml:5:5",
            ],
        ),
        (
            "duplicate id",
            format!("{good}  - {{id: a, check: {GOOD}}}\n"),
            &[
                "error[duplicate-id]",
                "another criterion is called `a`",
                "rubric.yaml:6:10",
            ],
        ),
        (
            "missing id",
            format!("semper: 1\nrubric: r\ncriteria:\n  - check: {GOOD}\n"),
            &["missing key `id`", "rubric.yaml:4:5"],
        ),
        (
            "id with spaces",
            good.replace("id: a", "id: a b"),
            &["`a b` is no id", "rubric.yaml:4:9"],
        ),
        (
            "no check",
            criterion("    level: must\n"),
            &["missing key `check`"],
        ),
        (
            "unknown level",
            criterion(&format!("    level: musst\n    check: {GOOD}\n")),
            &["unknown value `musst`", "must", "rubric.yaml:5:12"],
        ),
        (
            "weight 0",
            criterion(&format!("    weight: 0\n    check: {GOOD}\n")),
            &["a weight is larger than 0", "rubric.yaml:5:13"],
        ),
        (
            "weight as text",
            criterion(&format!("    weight: heavy\n    check: {GOOD}\n")),
            &["rubric.yaml:5:13"],
        ),
    ]
}

fn checks() -> Vec<Row> {
    vec![
        (
            "unknown check",
            check("{contians: {any: [x]}}"),
            &[
                "unknown check `contians`",
                "did you mean `contains`?",
                "rubric.yaml:5:",
            ],
        ),
        (
            "two names in a check",
            check("{contains: {any: [x]}, regex: y}"),
            &["rubric.yaml:5:12"],
        ),
        ("empty check", check("{}"), &["rubric.yaml:5:12"]),
        ("check is null", check(""), &["rubric.yaml:5:"]),
        (
            "empty list",
            check("{contains: {any: []}}"),
            &["error[empty]", "rubric.yaml:5:29"],
        ),
        (
            "empty string",
            check("{contains: {any: ['']}}"),
            &["error[empty]", "rubric.yaml:5:"],
        ),
        ("no phrases", check("{contains: {}}"), &["rubric.yaml:5:"]),
        (
            "bad regex",
            check("{regex: '('}"),
            &["error[bad-pattern]", "rubric.yaml:5:20"],
        ),
        (
            "look-around",
            check("{regex: '(?=x)'}"),
            &["error[bad-pattern]", "look-around", "rubric.yaml:5:20"],
        ),
        (
            "huge regex",
            check("{regex: '(((x{1000}){1000}){1000})'}"),
            &["error[bad-pattern]"],
        ),
        (
            "bad glob",
            check("{file: {name: '['}}"),
            &["error[bad-pattern]", "rubric.yaml:5:"],
        ),
        (
            "unknown node kind",
            check("{code: {lang: python, kind: function_defintion}}"),
            &["function_defintion", "rubric.yaml:5:"],
        ),
        (
            "unbounded code rule",
            check("{code: {lang: python, regex: x}}"),
            &["error[unbounded-rule]"],
        ),
        (
            "bad query",
            check("{code: {lang: python, query: '(foo'}}"),
            &["error[bad-pattern]"],
        ),
    ]
}

fn values_and_definitions() -> Vec<Row> {
    vec![
        (
            "unknown use",
            format!(
                "{}define: {{greets: {{check: {GOOD}}}}}\n",
                check("{use: geets}")
            ),
            &[
                "error[unknown-name]",
                "did you mean `greets`?",
                "rubric.yaml:5:18",
            ],
        ),
        (
            "bad range",
            check("{count: {what: words, is: '>> 3'}}"),
            &["rubric.yaml:5:"],
        ),
        (
            "unknown scope",
            check("{contains: {any: [x], in: proze}}"),
            &["proze", "rubric.yaml:5:"],
        ),
        (
            "unknown language",
            check("{language: {is: xx}}"),
            &["xx", "rubric.yaml:5:"],
        ),
        (
            "judge inside all",
            check("{all: [{judge: Is it kind?}, {contains: {any: [x]}}]}"),
            &["judge", "rubric.yaml:5:"],
        ),
        (
            "empty all",
            check("{all: []}"),
            &["error[empty]", "rubric.yaml:5:"],
        ),
        (
            "nesting 17 deep",
            nested(17),
            &["error[too-deep]", "nested more than 16 deep"],
        ),
        (
            "cycle in define",
            format!(
                "{}define:\n  p: {{check: {{use: q}}}}\n  q: {{check: {{use: p}}}}\n",
                check("{use: p}")
            ),
            &["error[cycle]"],
        ),
        (
            "missing parameter",
            format!(
                "{}define:\n  p: {{parameters: {{n: {{type: string}}}}, check: {{regex: '${{n}}'}}}}\n",
                check("{use: p}")
            ),
            &["the parameter `n` is not set"],
        ),
        (
            "bad example",
            criterion(&format!("    check: {GOOD}\n    examples: {{pas: [x]}}\n")),
            &["pas", "rubric.yaml:6:"],
        ),
    ]
}

#[test]
fn every_broken_rubric_exits_2_with_a_message_and_its_place() {
    let folder = Folder::with_answers();
    let rows = [
        yaml(),
        outline(),
        broken_rules(),
        checks(),
        values_and_definitions(),
    ]
    .concat();
    assert!(rows.len() >= 40);
    let mut wrong = String::new();
    for (what, rubric, said) in rows {
        folder.write("rubric.yaml", rubric);
        let ran = folder.score(&["a.jsonl"]);
        for text in said {
            if ran.code != 2 || !ran.err.contains(text) || !ran.out.is_empty() {
                let _ = writeln!(
                    wrong,
                    "== {what}: exit {}, no `{text}` in:\n{}{}",
                    ran.code, ran.err, ran.out
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn all_problems_of_a_rubric_are_reported_at_once() {
    let folder = Folder::with_answers();
    let rubric = "\
semper: 1
rubric: r
criteria:
  - {id: a, check: {regex: '('}}
  - {id: a, weight: 0, check: {contians: {any: [x]}}}
  - {id: б, check: {contains: {any: ['', '']}}}
  - {id: г, check: {use: no-such-thing}}
";
    folder.write("rubric.yaml", rubric);
    let ran = folder.score(&["a.jsonl"]).exits(2);
    let ran = ran
        .says("rubric.yaml:4:28")
        .says("a weight is larger than 0")
        .says("did you mean `contains`?")
        .says("error[unknown-name]");
    assert!(ran.err.matches("error[").count() >= 5, "{}", ran.err);
}

#[test]
fn a_rubric_that_cannot_be_read_is_named() {
    let folder = Folder::with_answers();
    let score = |rubric| folder.run(&["score", "-r", rubric, "a.jsonl"]).exits(2);
    score("gone.yaml").says("cannot read `gone.yaml`: there is no such file");
    std::fs::create_dir(folder.path().join("dir")).unwrap();
    score("dir").says("cannot read `dir`: it is a folder");
    folder.write("bytes.yaml", b"semper: 1\nrubric: \xff\n");
    score("bytes.yaml")
        .says("`bytes.yaml` is not UTF-8 at line 2, column 9")
        .says("bytes.yaml:2:9");
    folder.write("wide.yaml", b"\xff\xfes\0");
    score("wide.yaml").says("`wide.yaml` is UTF-16");
    folder.write("mark.yaml", format!("\u{feff}{}", crate::folder::RUBRIC));
    folder
        .run(&["score", "-r", "mark.yaml", "a.jsonl"])
        .exits(0);
}
