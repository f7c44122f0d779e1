//! `semper derive`: rules, a new rubric, and one brought up to date.

use crate::folder::Folder;

const PROMPT: &str =
    "# Agent\n\nAlways:\n- Always greet the user warmly\n- Write tests for all code\n";

fn with_prompt() -> Folder {
    let folder = Folder::new();
    folder.write("agents/a.md", PROMPT);
    folder
}

#[test]
fn a_rubric_is_printed_and_can_be_used() {
    let folder = with_prompt();
    let ran = folder
        .run(&["derive", "agents/a.md"])
        .exits(0)
        .prints("# yaml-language-server: $schema=rubric.schema.json\n")
        .prints("\nagent: agents/a.md\n")
        .prints("  # semper: line 4\n  - id: ")
        .says("2 rules: ");
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    folder.write("rubric.yaml", &ran.out);
    folder.write("a.jsonl", crate::folder::ANSWERS);
    let scored = folder.score(&["a.jsonl"]).exits(0);
    assert_eq!(scored.err, "");
}

#[test]
fn output_is_written_whole_and_only_once() {
    let folder = with_prompt();
    let ran = folder
        .run(&["derive", "agents/a.md", "-o", "agents/r.yaml"])
        .exits(0);
    assert_eq!(ran.out, "");
    assert!(folder.read("agents/r.yaml").contains("\nagent: a.md\n"));
    folder.write("rubrics/x/old.yaml", "mine\n");
    let to_old = ["derive", "agents/a.md", "-o", "rubrics/x/old.yaml"];
    folder
        .run(&to_old)
        .exits(2)
        .says("`rubrics/x/old.yaml` is there already")
        .says("`--update` keeps");
    assert_eq!(folder.read("rubrics/x/old.yaml"), "mine\n");
    folder.run(&[&to_old[..], &["--force"]].concat()).exits(0);
    assert!(
        folder
            .read("rubrics/x/old.yaml")
            .contains("\nagent: ../../agents/a.md\n")
    );
    folder
        .run(&["derive", "agents/a.md", "-o", "agents/a.md", "--force"])
        .exits(2)
        .says("would replace the prompt");
    assert_eq!(folder.read("agents/a.md"), PROMPT);
    folder
        .run(&["derive", "agents/a.md", "-o", "agents"])
        .exits(2)
        .says("it is a folder");
    folder
        .run(&["derive", "agents/a.md", "-o", "no/r.yaml"])
        .exits(2)
        .says("there is no folder `no`");
}

#[test]
fn an_update_keeps_edits_and_tells_what_it_did() {
    let folder = with_prompt();
    folder
        .run(&["derive", "agents/a.md", "-o", "r.yaml"])
        .exits(0);
    let edited = folder
        .read("r.yaml")
        .replace("  - id: ", "  # мой комментарий\n  - id: my-")
        .replace('\n', "\r\n");
    folder.write("r.yaml", format!("\u{feff}{edited}"));
    let update = ["derive", "agents/a.md", "--update", "r.yaml"];
    let check = [&update[..], &["--check"]].concat();
    folder.run(&check).exits(0).says("r.yaml is up to date");
    let b = "# Agent\n\n- Write good tests for all code\n- Be brief\n";
    folder.write("agents/a.md", b);
    folder
        .run(&check)
        .exits(1)
        .says("gone: my-")
        .says("added: ")
        .says("reworded: my-")
        .says("r.yaml is not up to date");
    assert_eq!(folder.read("r.yaml"), format!("\u{feff}{edited}"));
    let ran = folder.run(&update).exits(0);
    assert_eq!(ran.out, "");
    assert!(
        folder
            .read("r.yaml")
            .contains("# semper: reworded, now on line 3: \"Write good tests for all code\"\r\n")
    );
    folder.run(&check).exits(0);
    folder.write("agents/a.md", PROMPT);
    folder
        .run(&update)
        .exits(0)
        .says("back: my-")
        .says("removed: ");
    assert_eq!(folder.read("r.yaml"), format!("\u{feff}{edited}"));
    folder.write("agents/a.md", format!("\n{PROMPT}"));
    folder
        .run(&check)
        .exits(1)
        .says("comments: the lines of rules have changed");
    assert_eq!(folder.names(), ["agents", "r.yaml", "rubric.yaml"]);
}

#[test]
fn rules_are_listed_without_what_a_terminal_obeys() {
    let folder = Folder::new();
    folder.write("a.md", "- Say \u{1b}[2J \u{202e}hello\n");
    let ran = folder
        .run(&["derive", "a.md", "--rules"])
        .exits(0)
        .prints(r"Say \u{1b}[2J \u{202e}hello")
        .prints("1 rule\n");
    assert!(!ran.out.contains('\u{1b}'));
    let ran = folder
        .run(&["derive", "a.md", "--rules", "--format", "json"])
        .exits(0);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let rule = &value["rules"][0];
    assert_eq!(rule["text"], "Say \u{1b}[2J \u{202e}hello");
    assert_eq!(rule["lines"], serde_json::json!({ "start": 1, "end": 1 }));
    for key in ["strength", "section", "why"] {
        assert!(rule[key].is_string(), "{key}");
    }
    folder.write("empty.md", "");
    let ran = folder
        .run(&["derive", "empty.md", "--rules", "--format", "json"])
        .exits(0);
    assert_eq!(ran.out, "{\"rules\":[]}\n");
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = with_prompt();
    folder
        .run(&["derive", "gone.md"])
        .exits(2)
        .says("cannot read `gone.md`: there is no such file");
    folder
        .run(&["derive", "agents"])
        .exits(2)
        .says("it is a folder");
    folder.write("bytes.md", b"- Always \xff\n");
    folder
        .run(&["derive", "bytes.md"])
        .exits(2)
        .says("is not UTF-8 at line 1");
    folder.write("none.md", "Hello.\n");
    let ran = folder
        .run(&["derive", "none.md", "-o", "r.yaml"])
        .exits(4)
        .says("error[nothing]: no rule was found in the prompt")
        .says("none.md")
        .says("help: a rule tells");
    assert_eq!((ran.out.as_str(), folder.names().len()), ("", 3 + 1));
    let update = |rubric| {
        folder
            .run(&["derive", "agents/a.md", "--update", rubric])
            .exits(2)
    };
    update("gone.yaml").says("there is no such file");
    update("agents").says("it is a folder");
    folder.write(
        "flow.yaml",
        "semper: 1\nrubric: r\ncriteria: [{id: a, check: {judge: x}}]\n",
    );
    update("flow.yaml")
        .says("do not stand below each other")
        .says("flow.yaml:3:11")
        .says("lines of its own");
    folder.write("broken.yaml", "semper: [\n");
    update("broken.yaml").says("error[yaml]");
}

#[test]
fn options_that_do_not_go_together_exit_2() {
    let folder = with_prompt();
    for options in [
        &["--check"][..],
        &["--force"],
        &["--format", "json"],
        &["--update", "r.yaml", "-o", "x.yaml"],
        &["--rules", "-o", "x.yaml"],
    ] {
        folder
            .run(&[&["derive", "agents/a.md"], options].concat())
            .exits(2)
            .says("error");
    }
}

#[test]
fn the_shipped_rubric_comes_back_with_its_prompt() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (prompt, rubric) = (
        read("fixtures/agents/async-python-expert.md"),
        read("rubrics/async-python-expert.yaml"),
    );
    let folder = Folder::new();
    folder.write("a.md", &prompt);
    folder.write("r.yaml", &rubric);
    let update = || {
        folder
            .run(&["derive", "a.md", "--update", "r.yaml"])
            .exits(0)
    };
    update();
    let file = folder.read("r.yaml");
    let lines: Vec<&str> = rubric.lines().filter(|line| !line.is_empty()).collect();
    let missing = lines.iter().find(|line| !file.contains(*line));
    assert_eq!(missing, None);
    let shorter: Vec<&str> = prompt
        .lines()
        .filter(|line| !line.contains("тест") && !line.contains("Тест"))
        .collect();
    assert!(shorter.len() + 2 <= prompt.lines().count());
    folder.write("a.md", shorter.join("\n"));
    update()
        .says("gone: test-file")
        .says("gone: test-scenarios");
    assert_ne!(folder.read("r.yaml"), file);
    folder.write("a.md", &prompt);
    update().says("back: test-file");
    assert_eq!(folder.read("r.yaml"), file);
}

#[test]
fn a_prompt_with_nothing_but_work_gives_a_rubric_that_can_be_used() {
    let folder = Folder::new();
    folder.write("work.md", "# Agent\n\n- Create a branch for each feature\n");
    let ran = folder
        .run(&["derive", "work.md"])
        .exits(0)
        .prints("criteria: []")
        .prints("why: about version control")
        .says("1 rule: 0 checked, 0 for a judge, 1 out of scope");
    folder.write("rubric.yaml", &ran.out);
    folder.write("a.jsonl", crate::folder::ANSWERS);
    folder.score(&["a.jsonl"]).exits(0);
}
