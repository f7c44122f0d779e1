//! Cases with criteria of their own: how they are joined, named, counted, compared, and what is wrong with a file.

use crate::folder::{Folder, Ran};

/// Definitions alone: the cases ask for them.
const RUBRIC: &str = "\
semper: 1
define:
  form:says:
    parameters: { words: { type: strings } }
    check: { contains: { all: \"${words}\" } }
criteria: []
";

const CASES: &str = r#"{"case":"один 🙂","prompt":"скажи да","tags":["ru","it's"],"criteria":[{"use":"form:says","with":{"words":["да"]}},{"use":"form:says","with":{"words":["нет"]}}]}
{"case":2,"prompt":"say yes\r\nnow","criteria":[{"use":"form:says","with":{"words":"yes"}}]}
{"prompt":"е́ж","criteria":[{"check":{"contains":{"any":["ёж"]}},"level":"should"}]}
{"case":"gone","criteria":[{"use":"form:says","with":{"words":"x"}}]}
"#;

const ANSWERS: &str = r#"{"id":"один 🙂","response":"да, конечно"}
{"prompt":"say yes\r\nnow","response":"yes"}
{"prompt":"е́ж","response":"кот"}
{"id":"stranger","response":"?"}
"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("rubric.yaml", RUBRIC);
    folder.write("cases.jsonl", CASES);
    folder.write("a.jsonl", ANSWERS);
    folder
}

fn records(ran: &Ran) -> Vec<serde_json::Value> {
    let lines = ran.out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn criteria_of_cases_are_joined_by_id_and_by_prompt() {
    let folder = folder();
    let ran = folder
        .score(&["--cases", "cases.jsonl", "a.jsonl", "--format", "jsonl"])
        .exits(0);
    let log = records(&ran);
    assert_eq!(log[0]["rubric"]["name"], "rubric");
    assert_eq!(log[0]["criteria"][0]["id"], "form:says");
    assert_eq!(log[0]["criteria"][0]["per_case"], true);
    let names = |n: usize| -> Vec<String> {
        let verdicts = log[n]["verdicts"].as_array().unwrap();
        let text =
            |v: &serde_json::Value| format!("{} {}", v["criterion"], v["verdict"]).replace('"', "");
        verdicts.iter().map(text).collect()
    };
    assert_eq!(names(1), ["form:says#0 pass", "form:says#1 fail"]);
    assert_eq!(log[1]["tags"], serde_json::json!(["ru", "it's"]));
    assert_eq!(log[1]["prompt"], "скажи да");
    assert_eq!(
        (&log[2]["case"], names(2)),
        (&"2".into(), vec!["form:says#0 pass".to_owned()])
    );
    assert_eq!(names(3), ["contains#0 fail"]);
    assert_eq!(
        (&log[4]["score"], names(4)),
        (&serde_json::Value::Null, vec![])
    );
    assert_eq!(log[5]["criteria"]["form:says"]["pass"], 2);
    assert_eq!(log[5]["unanswered"], serde_json::json!(["gone"]));
    let text = folder
        .score(&["--cases", "cases.jsonl", "a.jsonl"])
        .exits(0);
    text.prints("form:says: 1 failure\n  один 🙂#0  a.jsonl:1  #1: no `нет`")
        .prints("1 case without an answer\n  gone\n");
    let eight = folder.score(&[
        "--cases",
        "cases.jsonl",
        "a.jsonl",
        "--format",
        "jsonl",
        "--jobs",
        "8",
    ]);
    assert_eq!(eight.out, ran.out);
}

#[test]
fn yaml_and_lines_mean_the_same() {
    let folder = folder();
    let list: Vec<serde_json::Value> = CASES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    folder.write(
        "cases.yaml",
        format!("cases: {}", serde_json::to_string(&list).unwrap()),
    );
    folder.write("cases.json", serde_json::to_string(&list).unwrap());
    folder.write("cases", CASES);
    let log = |cases| {
        folder
            .score(&["--cases", cases, "a.jsonl", "--format", "jsonl"])
            .exits(0)
            .out
    };
    let lines = log("cases.jsonl");
    for other in ["cases.yaml", "cases.json", "cases"] {
        assert_eq!(lines, log(other), "{other}");
    }
}

#[test]
fn every_problem_is_told_at_its_place() {
    let folder = folder();
    let rows = [
        ("{\"case\":1\n", "c.jsonl:1:", "not valid JSON"),
        ("[1]\n", "c.jsonl:1:1", "a case is a mapping"),
        (
            "{\"criteria\":[]}\n",
            "c.jsonl:1:1",
            "neither `case` nor `prompt`",
        ),
        (
            "\n{\"case\":\"ж\",\"criteria\":[{\"use\":\"form:say\"}]}\r\n",
            "c.jsonl:2:",
            "did you mean `form:says`?",
        ),
        (
            "{\"case\":\"🙂\",\"criteria\":[{\"use\":\"form:says\"}]}\n",
            "c.jsonl:1:",
            "the parameter `words` is not set",
        ),
        (
            "{\"case\":\"a\",\"criteria\":[{\"use\":\"form:says\",\"with\":{\"words\":3}}]}\n",
            "c.jsonl:1:60",
            "`words` takes a string or a list of strings",
        ),
        (
            "{\"case\":\"a\",\"criteria\":[{\"use\":\"form:says\",\"with\":{\"words\":\"a\",\"word\":1}}]}\n",
            "c.jsonl:1:64",
            "there is no parameter `word`",
        ),
        (
            "{\"case\":\"a\",\"criteria\":[{\"use\":\"form:says\",\"check\":{}}]}\n",
            "c.jsonl:1:",
            "`use` or `check`, not both",
        ),
        (
            "{\"case\":\"a\",\"criteria\":[{}]}\n",
            "c.jsonl:1:",
            "neither `use` nor `check`",
        ),
        (
            "{\"case\":\"a\",\"criteria\":7}\n",
            "c.jsonl:1:",
            "expected a sequence",
        ),
        (
            "{\"case\":true}\n",
            "c.jsonl:1:9",
            "`case` is a text or a number",
        ),
        (
            "{\"case\":\"a\",\"case\":\"b\"}\n",
            "c.jsonl:1:",
            "stands twice",
        ),
        (
            "{\"case\":\"a\",\"kase\":1}\n",
            "c.jsonl:1:",
            "unknown key `kase`",
        ),
        (
            "{\"case\":\"a\"}\n{\"case\":\"a\"}\n",
            "c.jsonl:2:9",
            "another case is called `a`",
        ),
        (
            "{\"prompt\":\"a\"}\n{\"prompt\":\"a\"}\n",
            "c.jsonl:2:11",
            "another case has this prompt",
        ),
        ("\n\n", "c.jsonl", "the file has no cases"),
    ];
    for (text, place, message) in rows {
        folder.write("c.jsonl", text);
        let ran = folder.score(&["--cases", "c.jsonl", "a.jsonl"]).exits(2);
        assert!(
            ran.err.contains(place) && ran.err.contains(message),
            "{text}{}",
            ran.err
        );
        assert_eq!(ran.out, "");
    }
    let deep = format!(
        "{{\"case\":\"a\",\"criteria\":[{}{}]}}\n",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    folder.write("c.jsonl", deep);
    folder
        .score(&["--cases", "c.jsonl", "a.jsonl"])
        .exits(2)
        .says("recursion limit");
    let many = "{\"case\":\n".repeat(10_000);
    folder.write("c.jsonl", many);
    let ran = folder.score(&["--cases", "c.jsonl", "a.jsonl"]).exits(2);
    assert!(ran.err.matches("error[").count() <= 20, "{}", ran.err.len());
}

#[test]
fn a_blank_answer_meets_no_criterion_of_its_case() {
    let folder = folder();
    folder.write(
        "c.jsonl",
        "{\"case\":\"a\",\"criteria\":[{\"check\":{\"not\":{\"contains\":{\"any\":[\"x\"]}}}}]}\n",
    );
    folder.write(
        "b.jsonl",
        "{\"id\":\"a\",\"response\":\" \\n\"}\n{\"id\":\"b\",\"response\":\"\"}\n",
    );
    for loose in [&[][..], &["--loose"]] {
        let arguments = ["--cases", "c.jsonl", "b.jsonl"];
        folder
            .score(&[&arguments, loose].concat())
            .exits(0)
            .prints("#0: the answer is blank");
    }
}

#[test]
fn a_loose_reading_takes_what_a_variant_meets_and_says_which() {
    let folder = folder();
    folder.write("c.jsonl", "{\"case\":\"a\",\"criteria\":[{\"check\":{\"not\":{\"contains\":{\"any\":[\"вот\"]}}}},{\"check\":{\"contains\":{\"any\":[\"её имя\"]}}}]}\n");
    folder.write("b.jsonl", "{\"id\":\"a\",\"response\":\"Вот 🙂:\\r\\nимя\"}\n{\"id\":\"a\",\"response\":\"её **имя**\\nвот\"}\n");
    let strict = folder
        .score(&["--cases", "c.jsonl", "b.jsonl", "--format", "jsonl"])
        .exits(0);
    let loose = folder
        .score(&[
            "--cases", "c.jsonl", "b.jsonl", "--format", "jsonl", "--loose",
        ])
        .exits(0);
    let (strict, loose) = (records(&strict), records(&loose));
    assert_eq!(loose[0]["loose"], true);
    assert_ne!(loose[0]["rubric"]["digest"], strict[0]["rubric"]["digest"]);
    assert_eq!(strict[1]["verdicts"][0]["verdict"], "fail");
    assert_eq!(loose[1]["verdicts"][0]["verdict"], "pass");
    assert_eq!(
        loose[1]["verdicts"][0]["evidence"][0]["note"],
        "passes without its first line"
    );
    assert_eq!(
        loose[2]["verdicts"][0]["evidence"][0]["note"],
        "passes without its last line"
    );
}

#[test]
fn two_runs_are_compared_by_case_and_index() {
    let folder = folder();
    let case = |n| {
        format!(
            "{{\"case\":\"{n}\",\"criteria\":[{{\"use\":\"form:says\",\"with\":{{\"words\":\"а\"}}}},{{\"use\":\"form:says\",\"with\":{{\"words\":\"б\"}}}}]}}\n"
        )
    };
    let answer = |n, text: &str| format!("{{\"id\":\"{n}\",\"response\":\"{text}\"}}\n");
    folder.write("cases.jsonl", (0..30).map(case).collect::<String>());
    folder.write(
        "a.jsonl",
        (0..30).map(|n| answer(n, "а б")).collect::<String>(),
    );
    folder.write(
        "b.jsonl",
        (0..30).map(|n| answer(n, "а 🙂")).collect::<String>(),
    );
    folder
        .score(&[
            "--cases",
            "cases.jsonl",
            "a.jsonl",
            "-o",
            "a.run",
            "--save-baseline",
            "a.base",
        ])
        .exits(0);
    folder
        .score(&["--cases", "cases.jsonl", "b.jsonl", "-o", "b.run"])
        .exits(0);
    for baseline in ["a.run", "a.base"] {
        let ran = folder
            .run(&["gate", "--baseline", baseline, "--candidate", "b.run"])
            .exits(1);
        let ran = ran.prints("form:says");
        let _ = ran.prints("60");
    }
    let both = [
        "gate",
        "--baseline",
        "a.jsonl",
        "--candidate",
        "b.jsonl",
        "-r",
        "rubric.yaml",
        "--cases",
        "cases.jsonl",
    ];
    let ran = folder
        .run(&[&both[..], &["--format", "json"]].concat())
        .exits(1);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["criteria"][0]["criterion"], "form:says");
    assert_eq!(
        (&json["criteria"][0]["pairs"], &json["criteria"][0]["b"]),
        (&60.into(), &30.into())
    );
}

#[test]
fn a_table_means_the_same_and_its_problems_are_told_at_their_rows() {
    let folder = folder();
    let csv = "case,prompt,tags,criteria\r\n\
        один 🙂,скажи да,\"ru,it's\",\"[{\"\"use\"\":\"\"form:says\"\",\"\"with\"\":{\"\"words\"\":[\"\"да\"\"]}},{\"\"use\"\":\"\"form:says\"\",\"\"with\"\":{\"\"words\"\":[\"\"нет\"\"]}}]\"\r\n\
        2,\"say yes\r\nnow\",,\"[{\"\"use\"\":\"\"form:says\"\",\"\"with\"\":{\"\"words\"\":\"\"yes\"\"}}]\"\r\n";
    folder.write("t.csv", csv);
    folder.write("t", csv);
    let log = |cases| {
        let ran = folder.score(&["--cases", cases, "a.jsonl", "--format", "jsonl"]);
        records(&ran.exits(0))
    };
    for table in [log("t.csv"), log("t")] {
        assert_eq!(table[1], log("cases.jsonl")[1]);
        assert_eq!(table[2], log("cases.jsonl")[2]);
    }
    for (row, message) in [
        ("а,\"[{\"\"use\"\":1}]\"", "t.csv:2:1"),
        ("а,[", "not valid JSON"),
        ("а,[],b", "not valid CSV"),
        (",[]", "neither `case` nor `prompt`"),
    ] {
        folder.write("t.csv", format!("case,criteria\n{row}\n"));
        let ran = folder.score(&["--cases", "t.csv", "a.jsonl"]);
        ran.exits(2).says(message);
    }
}

#[test]
fn a_case_without_an_answer_leaves_a_demand_undecided() {
    let folder = folder();
    let ran = folder.score(&["--cases", "cases.jsonl", "a.jsonl", "--require", "must"]);
    ran.exits(2)
        .says("could not decide: 1 case has no answer (`--cases`)");
}
