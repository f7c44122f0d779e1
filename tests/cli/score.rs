//! `semper score`: the report, its formats, the log.

use crate::folder::{ANSWERS, Folder};

#[test]
fn a_good_run_prints_criteria_failures_and_one_summary_line() {
    let ran = Folder::with_answers().score(&["a.jsonl"]).exits(0);
    let expected = "\
criterion  level      rate     pass     fail       na    error
parses     should   50.0 %        1        1        2        0
greets     must     75.0 %        3        1        0        0

not checked, a person decides:
  kind  must    Is the answer kind?

";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let last = ran.out.lines().last().unwrap();
    assert_eq!(
        last,
        "4 answers, 2 criteria: score 0.62; 2 failures, 2 not applicable, 0 errors; 0 invalid"
    );
    assert!(
        ran.out
            .contains("  rule: Always say hello\n  b#0  a.jsonl:2  "),
        "{}",
        ran.out
    );
    assert_eq!(ran.err, "");
}

#[test]
fn the_log_has_header_results_and_summary_in_input_order() {
    let folder = Folder::new();
    let (first, rest) = ANSWERS.split_once('\n').unwrap();
    folder.write("a.jsonl", format!("{first}\nnot json\n\n{rest}"));
    let log = folder.score(&["a.jsonl", "--format", "jsonl"]).exits(0).out;
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "run", "result", "invalid", "result", "result", "result", "summary"
        ]
    );
    assert_eq!(lines[2]["source"]["line"], 2);
    assert_eq!(lines[3]["source"]["line"], 4);
    assert_eq!(lines[0]["unchecked"][0]["id"], "kind");
    assert_eq!(lines[6]["criteria"]["greets"]["fail"], 1);
    assert_eq!(lines[1]["response"], "hello\n```python\nx = 1\n```\n");
}

#[test]
fn the_log_on_standard_output_is_the_log_in_the_file_whatever_the_number_of_jobs() {
    let folder = Folder::new();
    let lines = (0..3_000).map(|n| {
        let text = ["hello", "пока 🙂", "```python\\nx = (\\n```"][n % 3];
        if n % 97 == 0 {
            "{\n".to_owned()
        } else {
            format!("{{\"prompt\":\"p{}\",\"response\":\"{text}\"}}\n", n / 2)
        }
    });
    folder.write("a.jsonl", lines.collect::<String>());
    let printed = |jobs| {
        folder
            .score(&[
                "a.jsonl",
                "--format",
                "jsonl",
                "--jobs",
                jobs,
                "-o",
                "run.jsonl",
            ])
            .exits(0)
            .out
    };
    let one = printed("1");
    assert_eq!(one, folder.read("run.jsonl"));
    assert_eq!(one, printed("8"));
    assert_eq!(one, folder.read("run.jsonl"));
}

#[test]
fn no_text_keeps_digests() {
    let folder = Folder::with_answers();
    let log = folder
        .score(&["a.jsonl", "--format", "jsonl", "--no-text"])
        .exits(0)
        .out;
    let result: serde_json::Value = serde_json::from_str(log.lines().nth(1).unwrap()).unwrap();
    assert!(
        result["response"]["digest"]
            .as_str()
            .unwrap()
            .starts_with("sha256:")
    );
    assert!(
        result["prompt"]["digest"]
            .as_str()
            .unwrap()
            .starts_with("sha256:")
    );
    assert!(!log.contains("x = 1\\n"), "{log}");
}

#[test]
fn json_is_one_object_with_counts_and_rates() {
    let folder = Folder::with_answers();
    let out = folder.score(&["a.jsonl", "--format", "json"]).exits(0).out;
    let object: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(object["rubric"]["name"], "small");
    assert_eq!(object["criteria"][0]["id"], "greets");
    assert_eq!(object["criteria"][0]["rate"], 0.75);
    assert_eq!(object["summary"]["score"], 0.625);
    assert_eq!(object["summary"]["responses"], 4);
}

#[test]
fn few_failures_are_shown_and_all_on_demand() {
    let folder = Folder::new();
    folder.write(
        "a.jsonl",
        "{\"prompt\":\"p\",\"response\":\"bye\"}\n".repeat(9),
    );
    let few = folder
        .score(&["a.jsonl"])
        .exits(0)
        .prints(".. 6 more, --all shows them");
    assert_eq!(few.out.matches("a.jsonl:").count(), 3);
    let all = folder.score(&["a.jsonl", "--all"]).exits(0);
    assert_eq!(all.out.matches("a.jsonl:").count(), 9);
    assert!(all.out.contains("#8  a.jsonl:9"), "{}", all.out);
}

#[test]
fn what_answers_hold_cannot_reach_the_terminal_or_break_the_columns() {
    let folder = Folder::new();
    let record = |id: &str| format!("{{\"id\":\"{id}\",\"response\":\"\\u001b]0;x\\u0007bye\"}}\n");
    let ids = ["и\u{306}🙂", r"\u001b[2J\u202e", "abc", &"ж".repeat(500)];
    folder.write("a.jsonl", ids.map(record).concat());
    let ran = folder.score(&["a.jsonl", "--all"]).exits(0);
    assert!(
        !ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{}",
        ran.out
    );
    let columns = |line: &str| line.find("a.jsonl:").map(|at| width(&line[..at]));
    let mut places: Vec<usize> = ran.out.lines().filter_map(columns).collect();
    places.dedup();
    assert_eq!(places.len(), 1, "{}", ran.out);
}

/// Columns of what these tests print: combining marks take none, emoji two.
fn width(text: &str) -> usize {
    let column = |c: char| match c {
        '\u{300}'..='\u{36f}' => 0,
        '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    };
    text.chars().map(column).sum()
}

#[test]
fn colour_is_plain_unless_asked_for() {
    let folder = Folder::with_answers();
    assert!(!folder.score(&["a.jsonl"]).exits(0).out.contains('\u{1b}'));
    folder
        .score(&["a.jsonl", "--color", "always"])
        .exits(0)
        .prints("\u{1b}[");
}

#[test]
fn the_agent_prompt_gives_rules_their_lines() {
    let folder = Folder::with_answers();
    folder.write("agents/polite.md", "# Polite\n\n- Always say hello\n");
    let rubric =
        crate::folder::RUBRIC.replace("rubric: small", "rubric: small\nagent: agents/polite.md");
    folder.write("rubric.yaml", &rubric);
    let log = folder.score(&["a.jsonl", "--format", "jsonl"]).exits(0).out;
    let header: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(header["agent"]["name"], "polite");
    assert_eq!(header["criteria"][0]["rule"]["line"], 3);

    folder.write("rubric.yaml", rubric.replace("polite.md", "gone.md"));
    folder
        .score(&["a.jsonl"])
        .exits(0)
        .says("warning[unreadable]: no agent prompt: cannot read `agents/gone.md`: there is no such file")
        .says("rubric.yaml:3:8");
}

#[test]
fn several_rules_and_rules_out_of_scope_are_looked_up_in_the_prompt() {
    let folder = Folder::with_answers();
    folder.write("p.md", "- Always greet\n- Say  hello\n- Use git\n");
    let rubric = |rule: &str, more: &str| {
        format!(
            "semper: 1\nrubric: r\nagent: p.md\ncriteria:\n  - {{id: a, rule: {rule}, check: {{contains: hello}}}}\n{more}"
        )
    };
    let header = |rubric: String| {
        folder.write("rubric.yaml", rubric);
        let ran = folder.score(&["a.jsonl", "--format", "jsonl"]).exits(0);
        let line = ran.out.lines().next().unwrap();
        let header: serde_json::Value = serde_json::from_str(line).unwrap();
        (header, ran)
    };
    let scope = "out-of-scope:\n  - {rule: Use git, why: no answer shows it}\n  - {rule: Use svn, why: no answer shows it}\n";
    let (one, ran) = header(rubric("Say hello", ""));
    assert_eq!(one["criteria"][0]["rule"]["line"], 2);
    assert!(one["criteria"][0].get("also").is_none());
    assert_eq!(ran.err, "");
    let (same, ran) = header(rubric("Say hello", scope));
    assert_eq!(one["rubric"]["digest"], same["rubric"]["digest"]);
    assert_eq!(one["criteria"], same["criteria"]);
    assert_eq!(ran.err.matches("warning[rule-not-found]").count(), 1);
    ran.says("rubric.yaml:8:12");
    let (two, ran) = header(rubric("[Say hello, Always greet, Bow]", ""));
    assert_eq!(
        two["criteria"][0]["also"],
        serde_json::json!([{ "text": "Always greet", "line": 1 }, { "text": "Bow", "line": null }])
    );
    ran.says("rubric.yaml:5:45");
    folder.score(&["a.jsonl", "-o", "run.jsonl"]).exits(0);
    folder
        .run(&["explain", "run.jsonl", "b"])
        .exits(0)
        .prints("rule (line 2): Say hello\n         rule (line 1): Always greet\n");
}
