//! `--report FORMAT=FILE`: several at once, whole or not at all, never in the place of something else.

use crate::folder::Folder;

#[test]
fn several_reports_are_written_beside_what_is_printed() {
    let folder = Folder::with_answers();
    let printed = |format: &str| folder.score(&["a.jsonl", "--format", format]).exits(0).out;
    let one = printed("text");
    let ran = folder
        .score(&[
            "a.jsonl",
            "--report",
            "markdown=s.md",
            "--report",
            "junit=j.xml",
            "--report",
            "sarif=s.sarif",
            "--report",
            "github=g.txt",
            "--report",
            "json=a=b.json",
            "--report",
            "text=t.txt",
            "-o",
            "run.jsonl",
        ])
        .exits(0);
    assert_eq!(ran.out, one);
    let files = [
        ("markdown", "s.md"),
        ("junit", "j.xml"),
        ("sarif", "s.sarif"),
        ("github", "g.txt"),
        ("json", "a=b.json"),
        ("text", "t.txt"),
        ("jsonl", "run.jsonl"),
    ];
    for (format, file) in files {
        assert_eq!(folder.read(file), printed(format), "{format}");
    }
}

#[test]
fn a_report_tells_what_was_demanded() {
    let folder = Folder::with_answers();
    folder
        .score(&["a.jsonl", "--report", "markdown=s.md", "--require", "must"])
        .exits(1);
    let report = folder.read("s.md");
    let first = report.lines().next().unwrap();
    assert_eq!(
        first,
        r"**failed: 1 answer fails \`greets\` (\`--require must\`)**"
    );
}

#[test]
fn a_run_that_cannot_start_leaves_old_reports_and_nothing_else() {
    let folder = Folder::with_answers();
    folder.write("s.md", "old");
    let before = folder.names();
    folder
        .score(&["gone.jsonl", "--report", "markdown=s.md"])
        .exits(2);
    folder
        .score(&[
            "a.jsonl",
            "--report",
            "markdown=s.md",
            "--report",
            "junit=no/j.xml",
        ])
        .exits(2)
        .says("cannot write `no/j.xml`: there is no folder `no`");
    assert_eq!(folder.read("s.md"), "old");
    assert_eq!(folder.names(), before);
}

#[test]
fn a_run_without_answers_has_reports_that_say_so() {
    let folder = Folder::new();
    folder.write("a.jsonl", "{\"prompt\":\"p\",\"response\":null}\n");
    folder
        .score(&[
            "a.jsonl",
            "--report",
            "junit=j.xml",
            "--report",
            "markdown=s.md",
        ])
        .exits(4);
    let root = crate::junit::check(&folder.read("j.xml"));
    assert_eq!(root.get("errors"), "1");
    assert!(
        folder
            .read("s.md")
            .contains("<code>invalid</code>: 1 record")
    );
}

#[test]
fn what_is_read_and_what_else_is_written_is_not_replaced() {
    let folder = Folder::with_answers();
    folder.write("p.md", "- Always say hello\n");
    let rubric = crate::folder::RUBRIC.replace("rubric: small", "rubric: small\nagent: p.md");
    folder.write("rubric.yaml", rubric);
    let before = folder.names();
    let refused = |arguments: &[&str], message: &str| {
        folder
            .score(&[&["a.jsonl"], arguments].concat())
            .exits(2)
            .says(message);
        assert_eq!(folder.names(), before);
    };
    refused(
        &["--report", "text=a.jsonl"],
        "`--report text` would replace the input `a.jsonl`",
    );
    refused(
        &["--report", "text=./rubric.yaml"],
        "`--report text` would replace the rubric `rubric.yaml`",
    );
    refused(
        &["--report", "text=p.md"],
        "`--report text` would replace the agent prompt `p.md`",
    );
    refused(
        &["-o", "run.jsonl", "--report", "text=./run.jsonl"],
        "`--report text` would replace `run.jsonl`, which `--output` writes",
    );
    refused(
        &["--report", "text=x", "--report", "json=./x"],
        "`--report json` would replace `x`, which `--report text` writes",
    );
    refused(
        &["-o", "rubric.yaml"],
        "`--output` would replace the rubric `rubric.yaml`",
    );
}

#[test]
fn what_is_no_report_is_refused_with_what_to_do() {
    let folder = Folder::with_answers();
    let refused = |value: &str, message: &str| {
        folder
            .score(&["a.jsonl", "--report", value])
            .exits(2)
            .says(message);
    };
    refused("markdown", "such as `markdown=report.md`");
    refused("markdown=", "the name of the file is missing");
    refused("markdown=-", "`--format markdown` prints a report");
    refused("html=x", "no format `html`; there are text, json, markdown");
    refused("jsonl=x", "`--output` writes the run log");
}

#[cfg(unix)]
#[test]
fn several_reports_may_go_to_one_device() {
    let folder = Folder::with_answers();
    folder
        .score(&[
            "a.jsonl",
            "--report",
            "text=/dev/null",
            "--report",
            "json=/dev/null",
        ])
        .exits(0);
}
