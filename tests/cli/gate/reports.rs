//! `--report FORMAT=FILE` of a comparison: several at once, whatever its outcome, never in the place of something
//! else.

use super::formats::{folder, run};
use super::{Row, gate, log};
use crate::folder::Folder;

#[test]
fn several_reports_are_written_beside_what_is_printed() {
    let folder = folder();
    let files = [
        ("text", "t.txt"),
        ("json", "a=b.json"),
        ("markdown", "s.md"),
        ("junit", "j.xml"),
        ("github", "g.txt"),
        ("sarif", "s.sarif"),
    ];
    let wanted: Vec<String> = files
        .iter()
        .map(|(format, file)| format!("{format}={file}"))
        .collect();
    let arguments: Vec<&str> = wanted.iter().flat_map(|w| ["--report", w]).collect();
    let ran = run(&folder, &arguments).exits(1);
    for (format, file) in files {
        let printed = run(&folder, &["--format", format]).exits(1).out;
        assert_eq!(folder.read(file), printed, "{format}");
        if format == "text" {
            assert_eq!(ran.out, printed);
        }
    }
}

#[test]
fn runs_that_cannot_be_compared_have_reports_that_say_so() {
    let folder = Folder::new();
    for file in ["a.run", "b.run"] {
        folder.write(file, log("x", &[("venv", "must")], &[Row("p", 0, "p")]));
    }
    gate(&folder, &["--report", "markdown=s.md"]).exits(4);
    let report = folder.read("s.md");
    assert!(report.starts_with("**not-comparable: "), "{report}");
}

#[test]
fn what_is_read_and_what_else_is_written_is_not_replaced() {
    let folder = folder();
    folder.write("old.md", "old");
    folder.write(
        "new.yaml",
        folder.read("rubrics/polite.yaml").replace("../", ""),
    );
    let before = folder.names();
    let refused = |arguments: &[&str], message: &str| {
        run(&folder, arguments).exits(2).says(message);
        assert_eq!(folder.names(), before);
    };
    refused(
        &["--report", "text=./a.jsonl"],
        "`--report text` would replace the baseline `a.jsonl`",
    );
    refused(
        &["--report", "text=b.jsonl"],
        "`--report text` would replace the candidate `b.jsonl`",
    );
    refused(
        &["--report", "text=rubrics/polite.yaml"],
        "`--report text` would replace the rubric `rubrics/polite.yaml`",
    );
    refused(
        &[
            "--candidate-rubric",
            "new.yaml",
            "--report",
            "text=new.yaml",
        ],
        "`--report text` would replace the rubric `new.yaml`",
    );
    refused(
        &["--report", "text=agents/polite.md"],
        "`--report text` would replace the agent prompt `rubrics/../agents/polite.md`",
    );
    refused(
        &["--report", "text=x", "--report", "json=./x"],
        "`--report json` would replace `x`, which `--report text` writes",
    );
    refused(
        &["--save-baseline", "x", "--report", "json=./x"],
        "`--report json` would replace `x`, which `--save-baseline` writes",
    );
    refused(
        &["--save-baseline", "b.jsonl"],
        "`--save-baseline` would replace the candidate `b.jsonl`",
    );
    refused(
        &["--report", "markdown=old.md", "--report", "text=no/t.txt"],
        "cannot write `no/t.txt`: there is no folder `no`",
    );
    assert_eq!(folder.read("old.md"), "old");
}

#[test]
fn the_prompt_of_a_log_is_not_replaced() {
    let folder = folder();
    for (input, log) in [("a.jsonl", "a.run"), ("b.jsonl", "b.run")] {
        let rubric = "rubrics/polite.yaml";
        folder
            .run(&["score", "-r", rubric, input, "-o", log])
            .exits(0);
    }
    gate(&folder, &["--report", "text=agents/polite.md"])
        .exits(2)
        .says("`--report text` would replace the agent prompt");
    gate(&folder, &["--report", "text=a.run"])
        .exits(2)
        .says("`--report text` would replace the baseline `a.run`");
}

#[test]
fn a_baseline_may_take_the_place_of_the_one_before() {
    let folder = Folder::new();
    let names: Vec<String> = (0..60).map(|n| format!("p{n:02}")).collect();
    let rows: Vec<Row<'_>> = names.iter().map(|name| Row(name, 0, "p")).collect();
    folder.write("a.run", log("a", &[("venv", "must")], &rows));
    folder.write("b.run", log("b", &[("venv", "must")], &rows));
    gate(&folder, &["--save-baseline", "a.run"]).exits(0);
    assert!(folder.read("a.run").starts_with(r#"{"type":"baseline""#));
}

#[test]
fn what_is_no_report_is_refused_with_what_to_do() {
    let folder = folder();
    run(&folder, &["--report", "html=x"])
        .exits(2)
        .says("no format `html`; there are text, json, markdown, junit, github, sarif");
}
