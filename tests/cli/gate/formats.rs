//! A comparison in every format: an ordinary one as snapshots, and the ends that are not ordinary.

use serde_json::{Value, json};

use super::{Row, compared, gate, log};
use crate::folder::{Folder, Ran};
use crate::formats::expected;

const PROMPT: &str = "# Вежливый агент\n\n- Always say hello\n- Пишите рабочий код\n- Say thanks\n";
const RUBRIC: &str = "\
semper: 1
rubric: polite
agent: ../agents/polite.md
criteria:
  - id: thanks
    rule: Say thanks
    check: { contains: { any: [thanks] } }
  - id: greets
    rule: Always say hello
    check: { contains: { any: [hello] } }
  - id: parses
    rule: Пишите рабочий код
    when: { code: { lang: python } }
    check: { code: { lang: python, parses: true } }
  - id: short
    level: should
    check: { not: { contains: long } }
";

/// Two runs with a criterion that newly fails, one that no longer applies, one in doubt, and one not gated.
pub(super) fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("agents/polite.md", PROMPT);
    folder.write("rubrics/polite.yaml", RUBRIC);
    let code = "\n```python\nx = 1\n```\n";
    let answers = |text: &dyn Fn(usize) -> String| -> String {
        let lines = (0..12).map(|n| json!({"id": format!("п{:02}", n / 2), "response": text(n)}));
        let lines: Vec<String> = lines.map(|line| format!("{line}\n")).collect();
        lines.concat()
    };
    let before = answers(&|n| match n {
        0 => format!("hello, {n}{code}"),
        _ => format!("hello and thanks, {n}{code}"),
    });
    let after = answers(&|n| match n {
        0 => "good day and thanks, 0".to_owned(),
        1 => "good day 🙂, 1".to_owned(),
        2 => format!("hello and thanks, 2, long{code}"),
        _ => format!("good day and thanks, {n}"),
    });
    let alone = json!({"id": "only", "response": "hello"});
    folder.write("a.jsonl", format!("{before}{alone}\n"));
    folder.write("b.jsonl", after);
    folder
}

pub(super) fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    let sides = [
        "gate",
        "-r",
        "rubrics/polite.yaml",
        "--baseline",
        "a.jsonl",
        "--candidate",
        "b.jsonl",
        "--max-missing",
        "20%",
    ];
    folder.run(&[&sides, arguments].concat())
}

fn print(folder: &Folder, format: &str) -> String {
    run(folder, &["--format", format]).exits(1).out
}

#[test]
fn an_ordinary_comparison_in_every_format() {
    let folder = folder();
    for (format, file) in [
        ("text", "gate.txt"),
        ("json", "gate.json"),
        ("markdown", "gate.md"),
        ("junit", "gate.xml"),
        ("github", "gate.github"),
        ("sarif", "gate.sarif"),
    ] {
        expected(file, &print(&folder, format));
    }
}

#[test]
fn every_format_has_the_words_of_the_verdict() {
    let folder = folder();
    let json: Value = serde_json::from_str(&print(&folder, "json")).unwrap();
    let headline = json["headline"].as_str().unwrap();
    assert_eq!(
        headline,
        "2 criteria regressed: greets 100 % -> 8 %, parses no longer applies (11 of 12 pairs)"
    );
    assert!(print(&folder, "text").contains(headline));
    let markdown = print(&folder, "markdown");
    let first = format!("**regressed: {}**", headline.replace('>', "&gt;"));
    assert_eq!(markdown.lines().next(), Some(&*first));
    for format in ["junit", "github", "sarif"] {
        let out = print(&folder, format)
            .replace("%25", "%")
            .replace("&gt;", ">");
        for words in [
            "greets 100 % -> 8 %",
            "parses no longer applies (11 of 12 pairs)",
        ] {
            assert!(out.contains(words), "{format}: {out}");
        }
    }
}

#[test]
fn junit_has_the_verdict_and_every_pair() {
    let root = crate::junit::check(&print(&folder(), "junit"));
    let suites: Vec<_> = root.all("testsuite").collect();
    let names: Vec<_> = suites.iter().map(|suite| suite.get("name")).collect();
    assert_eq!(names, ["gate", "thanks", "greets", "parses", "short"]);
    let outcomes = |at: usize| -> Vec<(&str, &str)> {
        let cases = suites[at].all("testcase");
        let outcome =
            |case: &'_ crate::junit::Element| case.children.first().map(|c| c.name.clone());
        cases
            .map(|case| {
                let outcome = outcome(case);
                let word = ["failure", "skipped", "error"];
                let word = word
                    .into_iter()
                    .find(|word| outcome.as_deref() == Some(word));
                (case.get("name"), word.unwrap_or("passed"))
            })
            .collect()
    };
    assert_eq!(
        outcomes(0),
        [
            ("thanks", "skipped"),
            ("greets", "failure"),
            ("parses", "failure")
        ]
    );
    let failed = |at: usize| outcomes(at).iter().filter(|(_, o)| *o == "failure").count();
    assert_eq!([failed(1), failed(2), failed(3), failed(4)], [0, 11, 11, 0]);
    assert_eq!(outcomes(3)[2], ("п01#0", "passed"));
    let first = suites[2].all("testcase").next().unwrap();
    assert_eq!(first.get("name"), "п00#0");
    let text = &first.children[0].text;
    assert!(
        text.starts_with("baseline: pass a.jsonl:1")
            && text.contains("\ncandidate: fail b.jsonl:1"),
        "{text}"
    );
}

#[test]
fn junit_counts_every_pair_of_verdicts_once() {
    // A criterion that regressed, by new failures or by silence, and one in doubt, with all sixteen pairs in each.
    let all = ("ppppffffnnnneeee", "pfnepfnepfnepfne");
    for (before, after, failures) in [("p", "f", "61"), ("p", "n", "62"), ("p", "p", "0")] {
        let (before, after) = (before.repeat(60) + all.0, after.repeat(60) + all.1);
        let out = compared(&before, &after, &["--format", "junit", "--all"]).out;
        let root = crate::junit::check(&out);
        let suite = root.all("testsuite").nth(1).unwrap();
        assert_eq!(suite.get("tests"), "76");
        assert_eq!(suite.get("errors"), "4");
        assert_eq!(suite.get("failures"), failures);
        let both = "baseline: pass a.run.jsonl:64 a.run says p\ncandidate: error b.run.jsonl:64 b.run says e<";
        assert!(out.contains(both), "{out}");
    }
}

#[test]
fn sarif_points_at_the_rule_and_its_fingerprints_survive_shifts_and_other_numbers() {
    let folder = folder();
    let results = || {
        let log: Value = serde_json::from_str(&print(&folder, "sarif")).unwrap();
        crate::sarif::check(&log);
        log["runs"][0]["results"].clone()
    };
    let line =
        |result: &Value| result["locations"][0]["physicalLocation"]["region"]["startLine"].clone();
    let before = results();
    assert_eq!(before.as_array().unwrap().len(), 2);
    assert_eq!((line(&before[0]), line(&before[1])), (3.into(), 4.into()));
    assert_eq!(before[0]["level"], "error");
    folder.write("agents/polite.md", format!("# Ещё строка\n\n{PROMPT}"));
    let after = folder.read("b.jsonl").replace("hello", "good day");
    folder.write("b.jsonl", after);
    let after = results();
    assert_eq!((line(&after[0]), line(&after[1])), (5.into(), 6.into()));
    assert_ne!(before[0]["message"], after[0]["message"]);
    for at in 0..2 {
        let print = |results: &Value| results[at]["partialFingerprints"].clone();
        assert_eq!(print(&before), print(&after));
    }
}

#[test]
fn github_has_ten_lines_at_most_and_names_the_rest() {
    let folder = Folder::new();
    let ids: Vec<String> = (0..30).map(|n| format!("c{n}")).collect();
    let criteria: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "must")).collect();
    let names: Vec<String> = (0..20).map(|n| format!("p{n:02}")).collect();
    let rows = |letters| -> Vec<Row<'_>> { names.iter().map(|n| Row(n, 0, letters)).collect() };
    let (pass, fail) = ("p".repeat(30), "f".repeat(30));
    folder.write("a.run", log("a", &criteria, &rows(&pass)));
    folder.write("b.run", log("b", &criteria, &rows(&fail)));
    let out = gate(&folder, &["--format", "github"]).exits(1).out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 10);
    assert!(
        lines[0].starts_with("::error title=semper%3A c0 100 %25 -> 0 %25::20 new failures%0A")
    );
    let last = "::error title=semper%3A 21 more criteria regressed::c9 100 %25 -> 0 %25, c10 ";
    assert!(lines[9].starts_with(last), "{out}");
}

#[test]
fn what_the_data_cannot_tell_is_a_warning_and_no_finding() {
    let print = |format: &str, more: &[&str]| {
        let arguments = [&["--format", format], more].concat();
        compared("pppppppp", "fffppppp", &arguments).out
    };
    let out = print("github", &[]);
    assert!(
        out.starts_with("::warning title=semper%3A no regression found; a drop of less than "),
        "{out}"
    );
    assert!(out.contains("::venv shows "), "{out}");
    assert_eq!(out.lines().count(), 1);
    let log: Value = serde_json::from_str(&print("sarif", &[])).unwrap();
    crate::sarif::check(&log);
    assert_eq!(log["runs"][0]["results"], json!([]));
    let verdict = |more: &[&str]| {
        let root = crate::junit::check(&print("junit", more));
        let suite = root.all("testsuite").next().unwrap();
        suite.all("testcase").next().unwrap().children[0]
            .name
            .clone()
    };
    assert_eq!(verdict(&[]), "skipped");
    assert_eq!(verdict(&["--on-inconclusive", "fail"]), "error");
}

#[test]
fn what_passes_is_one_notice() {
    let same = "p".repeat(52);
    let ran = compared(&same, &same, &["--format", "github"]).exits(0);
    assert_eq!(
        ran.out,
        "::notice title=semper%3A no regression%3A a drop of 5 points is ruled out for 1 criterion::52 cases, \
         1 gated criterion: 0 regressed, 0 inconclusive, 1 passed, 0 untested; score 0.50 -> 0.50\n"
    );
}

#[test]
fn runs_that_cannot_be_compared_say_so_and_nothing_else() {
    let folder = Folder::new();
    let rows = [Row("а", 0, "p"), Row("б", 0, "f")];
    folder.write("a.run", log("x", &[("venv", "must")], &rows));
    folder.write("b.run", log("x", &[("venv", "must")], &rows));
    let print = |format: &str| gate(&folder, &["--format", format]).exits(4).out;
    let why = "all answers of 2 pairs are the same on both sides: nothing was compared";
    assert_eq!(
        print("markdown"),
        format!("**not-comparable: the runs cannot be compared: {why}**\n")
    );
    let out = print("github");
    assert!(
        out.starts_with("::warning title=semper%3A the runs cannot be compared%3A all answers"),
        "{out}"
    );
    let root = crate::junit::check(&print("junit"));
    assert_eq!((root.get("tests"), root.get("errors")), ("1", "1"));
    let log: Value = serde_json::from_str(&print("sarif")).unwrap();
    crate::sarif::check(&log);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["level"], "warning");
    assert!(result["message"]["text"].as_str().unwrap().contains(why));
}

#[test]
fn markdown_of_many_flips_fits_a_comment_and_says_what_it_leaves_out() {
    let folder = Folder::new();
    let ids: Vec<String> = (0..10).map(|n| format!("критерий-{n}")).collect();
    let criteria: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "must")).collect();
    let names: Vec<String> = (0..1_000).map(|n| format!("случай-{n} 🙂")).collect();
    let rows = |letters| -> Vec<Row<'_>> { names.iter().map(|n| Row(n, 0, letters)).collect() };
    folder.write("a.run", log("a", &criteria, &rows("pppppppfff")));
    folder.write("b.run", log("b", &criteria, &rows("fffffffppp")));
    let print = |more: &[&str]| {
        let arguments = [&["--format", "markdown"], more].concat();
        gate(&folder, &arguments).exits(1).out
    };
    let few = print(&[]);
    assert!(few.len() < 20_000, "{}", few.len());
    assert!(few.contains("\n- … 977 more\n"), "{few}");
    assert!(!few.contains("Left out"), "{few}");
    let out = print(&["--all", "--report", "junit=j.xml"]);
    assert!(out.len() <= 65_536, "{}", out.len());
    assert!(out.len() > 60_000, "{}", out.len());
    assert_eq!(out.matches("<details>").count(), 10);
    assert_eq!(out.matches("</details>").count(), 10);
    let shown = out
        .lines()
        .filter(|line| line.starts_with("- `случай-"))
        .count();
    let told = out
        .lines()
        .filter_map(|line| line.strip_prefix("- … ")?.strip_suffix(" more"))
        .map(|n| n.replace(',', "").parse::<usize>().unwrap());
    assert_eq!(shown + told.sum::<usize>(), 10_000);
    let last = out.lines().last().unwrap();
    let (left, digits) = ((10_000 - shown).to_string(), 1);
    let said = format!(
        "so that it fits a comment: {},{} pairs",
        &left[..digits],
        &left[digits..]
    );
    assert!(last.contains(&said), "{last}");
    let root = crate::junit::check(&folder.read("j.xml"));
    assert_eq!(root.get("tests"), "10010");
    assert_eq!(root.get("failures"), "7007");
}
