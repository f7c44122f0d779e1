//! The other commands, and arguments that make no sense.

use crate::folder::{ANSWERS, Folder};

#[test]
fn inspect_tells_format_records_and_what_would_be_scored() {
    let folder = Folder::new();
    let more = r#"{"id":"e","repeat":2,"model":"m-1","prompt":"Как\nже?","response":"Так 🙂","files":[{"path":"a.py","content":"x"}]}"#;
    folder.write("a.jsonl", format!("{more}\n{{\n{ANSWERS}"));
    folder
        .run(&["inspect", "a.jsonl"])
        .exits(0)
        .prints("a.jsonl: prompt-response\n")
        .prints("  line 1  case e#2  model m-1\n    prompt: Как же?\n    answer, 5 characters: Так 🙂\n")
        .prints("    file a.py, 1 byte\n")
        .prints("  line 2  invalid: ")
        .prints("  5 answers, 1 invalid\n")
        .prints("the first 3 are shown");
    let all = folder.run(&["inspect", "a.jsonl", "--all"]).exits(0);
    assert_eq!(all.out.matches("prompt:").count(), 5);
    folder
        .run(&["inspect", "a.jsonl", "--max-response-bytes", "10"])
        .exits(0)
        .prints("line 3  invalid: the response has 26 bytes, more than 10");
    folder.write("b.jsonl", "{\"response\":null}\n");
    folder
        .run(&["inspect", "b.jsonl"])
        .exits(4)
        .says("no record can be scored");
    folder
        .run(&["inspect", "gone"])
        .exits(2)
        .says("there is no such file");
}

#[test]
fn explain_tells_every_verdict_of_a_case() {
    let folder = Folder::with_answers();
    folder.score(&["a.jsonl", "-o", "run.jsonl"]).exits(0);
    folder
        .run(&["explain", "run.jsonl", "b"])
        .exits(0)
        .prints("b#0  a.jsonl:2  score 0.00\n")
        .prints("  fail   greets\n         rule: Always say hello\n")
        .prints("  na     parses\n");
    folder.run(&["explain", "run.jsonl", "b#0"]).exits(0);
    folder
        .run(&["explain", "run.jsonl", "b#1"])
        .exits(2)
        .says("the run has no case `b#1`");
    folder
        .run(&["explain", "a.jsonl", "b"])
        .exits(2)
        .says("not a record of a run log");
    let log = folder.read("run.jsonl");
    folder.write("run.jsonl", &log[..log.len() / 2]);
    folder
        .run(&["explain", "run.jsonl", "b"])
        .exits(2)
        .says("error[log]");
}

#[test]
fn completions_are_generated() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        folder
            .run(&["completions", shell])
            .exits(0)
            .prints("semper");
    }
}

#[test]
fn arguments_that_make_no_sense_exit_2() {
    let folder = Folder::with_answers();
    folder.run(&[]).exits(2).says("Usage");
    folder.run(&["scroe"]).exits(2).says("score");
    folder.run(&["score", "a.jsonl"]).exits(2).says("--rubric");
    folder.score(&[]).exits(2).says("<INPUT>");
    folder.score(&["a.jsonl", "--jobs", "0"]).exits(2);
    folder
        .score(&["a.jsonl", "--fail-under", "90"])
        .exits(2)
        .says("a number from 0 to 1");
    folder.score(&["a.jsonl", "--fail-under", "NaN"]).exits(2);
    folder
        .score(&["a.jsonl", "--require", "may"])
        .exits(2)
        .says("should");
    folder
        .score(&["a.jsonl", "--format", "xml"])
        .exits(2)
        .says("jsonl");
}

#[test]
fn help_and_version_are_no_errors() {
    let folder = Folder::new();
    folder
        .run(&["--help"])
        .exits(0)
        .prints("Exit codes: 0 passed");
    folder.run(&["--version"]).exits(0).prints("semper 0.");
    folder
        .run(&["score", "--help"])
        .exits(0)
        .prints("--fail-under");
}

#[test]
fn test_runs_examples_and_shows_a_wrong_one_at_its_place() {
    let folder = Folder::new();
    let rubric = |listed: &str| {
        format!(
            "semper: 1\nrubric: r\ncriteria:\n  - id: greets\n    check: {{ contains: привет }}\n    examples:\n      {listed}: [\"Привет, мир 🙂\"]\n"
        )
    };
    folder.write("right/r.yaml", rubric("pass"));
    folder.write("right/words.yaml", "language: ru\nwords: [да]\n");
    folder
        .run(&["test", "right"])
        .exits(0)
        .prints("1 example in 1 file: all hold\n");
    folder.write("wrong.yaml", rubric("fail"));
    folder
        .run(&["test", "wrong.yaml"])
        .exits(1)
        .prints("1 example in 1 file: 1 wrong\n")
        .says("example 1 of `greets` passes but is listed under `fail`")
        .says("wrong.yaml:7:14");
    folder
        .run(&["test", "gone.yaml"])
        .exits(2)
        .says("there is no such file");
}

#[test]
fn explain_knows_checks_entries_and_codes_and_the_nearest_name() {
    let folder = Folder::new();
    folder
        .run(&["explain", "near"])
        .exits(0)
        .prints("near (check)");
    folder
        .run(&["explain", "venv"])
        .exits(0)
        .prints("venv (catalog");
    folder.run(&["explain"]).exits(0).prints("bad-pattern");
    folder
        .run(&["explain", "contians"])
        .exits(2)
        .says("did you mean `contains`?");
    let schema = folder.run(&["schema"]).exits(0);
    assert!(serde_json::from_str::<serde_json::Value>(&schema.out).is_ok());
}

#[test]
fn derive_prints_the_rules_of_a_prompt() {
    let folder = Folder::new();
    folder.write(
        "agent.md",
        "Ты - эксперт.\r\n\r\nВсегда:\r\n- Пиши тесты 🙂\r\n- НЕ удаляй файлы\u{1b}[2J\r\n",
    );
    folder
        .run(&["derive", "agent.md", "--rules"])
        .exits(0)
        .prints("  4  must  ")
        .prints(r"НЕ удаляй файлы\u{1b}[2J");
    let json = folder
        .run(&["derive", "agent.md", "--rules", "--format", "json"])
        .exits(0);
    let listing: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    let rule = &listing["rules"][1];
    assert_eq!(rule["lines"]["start"], 5);
    assert_eq!(rule["strength"], "never");
    folder
        .run(&["derive", "gone.md", "--rules"])
        .exits(2)
        .says("there is no such file");
}
