//! One comparison that tries to break out of every format: what answers, prompts and names say is text in all.

use serde_json::{Value, json};

use super::gate;
use crate::folder::Folder;
use crate::formats::expected;
use crate::hostile_reports::{
    TRICKS, commands, printable_rule, quoted, shows_no_mark, shows_text_only,
};

fn folder() -> Folder {
    let folder = Folder::new();
    let (tricks, rule) = (quoted(TRICKS), quoted(&printable_rule()));
    let prompt = "agents/p<b>|@x, a::b%.md";
    folder.write(prompt, format!("- {}\n", printable_rule()));
    let rubric = format!(
        "semper: 1\nrubric: {tricks}\nagent: \"{prompt}\"\ncriteria:\n\
         \x20 - {{id: \"::error::x\", rule: {rule}, check: {{not: {{regex: {{pattern: \"(?s)да.+\", in: answer}}}}}}}}\n\
         \x20 - {{id: empty, rule: {tricks}, check: {{contains: {{all: [xyzzy], note: {tricks}}}}}}}\n"
    );
    folder.write("rubric.yaml", rubric);
    let answers = |response: &dyn Fn(usize) -> String| -> String {
        let id = |n: usize| match n {
            0 => "::error::case".to_owned(),
            n => format!("{n} {TRICKS}"),
        };
        let records =
            (0..12).map(|n| json!({ "id": id(n), "prompt": TRICKS, "response": response(n) }));
        let lines: Vec<String> = records.map(|record| format!("{record}\n")).collect();
        lines.concat()
    };
    let alone = json!({ "id": format!("alone {TRICKS}"), "response": TRICKS });
    let before = answers(&|n| format!("xyzzy {n}"));
    folder.write("@x|a,b::c%.jsonl", format!("{before}{alone}\n"));
    folder.write("</details>.jsonl", answers(&|n| format!("{TRICKS} {n}")));
    folder
}

/// The id of a criterion that only a log can have, as a rubric would be refused.
const ID: &str = "</details>|`@x` #12\r\n::error::";

fn print(format: &str) -> String {
    let folder = folder();
    let id = serde_json::to_string(ID).unwrap();
    for (input, log) in [("@x|a,b::c%.jsonl", "a.run"), ("</details>.jsonl", "b.run")] {
        folder.score(&[input, "-o", log]).exits(0);
        folder.write(log, folder.read(log).replace("\"empty\"", &id));
    }
    let ran = gate(&folder, &["--format", format, "--all"]);
    let ran = ran.exits(1);
    shows_no_mark(format, &ran.out);
    ran.out
}

#[test]
fn a_terminal_and_a_runner_see_text() {
    let out = print("text");
    assert_eq!(commands(&out), Vec::<&str>::new());
}

#[test]
fn json_is_data() {
    let out = print("json");
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(object["criteria"][0]["b"], 12);
    assert_eq!(commands(&out), Vec::<&str>::new());
}

#[test]
fn markdown_shows_what_it_is_told() {
    let out = print("markdown");
    expected("gate-hostile.md", &out);
    let code = shows_text_only(&out, 2);
    assert!(
        code.contains("</details><script>alert(1)</script>"),
        "{code}"
    );
}

#[test]
fn junit_holds_it_as_text() {
    let out = print("junit");
    expected("gate-hostile.xml", &out);
    let root = crate::junit::check(&out);
    let names = root.all("testsuite").map(|suite| suite.get("name"));
    let names: Vec<&str> = names.collect();
    assert_eq!(
        names,
        [
            "gate",
            "::error::x",
            r"</details>|`@x` #12\u{d}\u{a}::error::"
        ]
    );
    let text = |case: &crate::junit::Element| case.children[0].text.clone();
    let suite = root.all("testsuite").nth(1).unwrap();
    let failures: Vec<String> = suite.all("testcase").map(text).collect();
    assert_eq!(failures.len(), 12);
    assert!(
        failures[0].contains("\ncandidate: fail </details>.jsonl:"),
        "{failures:?}"
    );
    assert_eq!(commands(&out), Vec::<&str>::new());
}

#[test]
fn github_has_only_its_own_commands() {
    let out = print("github");
    expected("gate-hostile.github", &out);
    let lines = commands(&out);
    assert_eq!(lines.len(), out.lines().count());
    assert_eq!(lines.len(), 2);
    let file = "agents/p<b>|@x%2C a%3A%3Ab%25.md";
    let first = format!("::error file={file},line=1,title=semper%3A %3A%3Aerror%3A%3Ax 100");
    assert!(lines[0].starts_with(&first), "{out}");
    assert!(lines.iter().all(|line| !line.contains("%0A::")), "{out}");
}

#[test]
fn sarif_holds_it_as_text() {
    let out = print("sarif");
    expected("gate-hostile.sarif", &out);
    let log: Value = serde_json::from_str(&out).unwrap();
    crate::sarif::check(&log);
    let result = &log["runs"][0]["results"][1];
    let message = result["message"]["text"].as_str().unwrap();
    assert!(!message.contains("[l](http"), "{message}");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "agents/p%3Cb%3E%7C%40x%2C%20a%3A%3Ab%25.md"
    );
}
