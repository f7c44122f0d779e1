//! What `semper gate` compares: logs, saved baselines, transcripts, and rubrics that change.

use serde_json::json;

use super::{Row, gate, log, object};
use crate::folder::Folder;

#[test]
fn a_log_that_is_cut_or_was_tampered_with_is_refused() {
    let folder = Folder::new();
    let rows = [Row("p", 0, "p"), Row("q", 0, "p")];
    let whole = log("a", &[("venv", "must")], &rows);
    folder.write("b.run", log("b", &[("venv", "must")], &rows));
    let lines: Vec<&str> = whole.lines().collect();
    for (text, said) in [
        (lines[..2].join("\n"), "the log is truncated"),
        (
            [lines[0], lines[1], lines[3]].join("\n"),
            "tells of 2 responses",
        ),
        (
            whole.replace("\"venv\",\"verdict\"", "\"x\",\"verdict\""),
            "not those of the criteria",
        ),
        (whole.replace("\"format\":1", "\"format\":9"), "format 9"),
        (format!("{whole}{whole}"), "second head"),
    ] {
        folder.write("a.run", &text);
        let ran = gate(&folder, &[]);
        assert_eq!(ran.code, 2, "{said}: {}", ran.out);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}

#[test]
fn a_saved_baseline_stands_for_its_run() {
    let folder = Folder::new();
    let names: Vec<String> = (0..60).map(|n| format!("p{n:02}")).collect();
    let all = |letter| {
        names
            .iter()
            .map(|name| Row(name, 0, letter))
            .collect::<Vec<_>>()
    };
    folder.write("a.run", log("a", &[("venv", "must")], &all("p")));
    folder.write("b.run", log("b", &[("venv", "must")], &all("p")));
    let ran = gate(&folder, &["--save-baseline", "kept.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let kept = folder.read("kept.jsonl");
    assert!(
        kept.starts_with(r#"{"type":"baseline","format":1,"#),
        "{kept}"
    );
    assert!(
        kept.contains(r#""case":"p00","repeat":0,"digest":""#),
        "{kept}"
    );
    // It is what was saved, and saving what is the same gives the same.
    folder.write("b.run", log("c", &[("venv", "must")], &all("f")));
    let ran = folder.run(&["gate", "--baseline", "kept.jsonl", "--candidate", "b.run"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let ran = gate(&folder, &["--save-baseline", "other.jsonl"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("was not saved"), "{}", ran.err);
    assert!(!folder.path().join("other.jsonl").exists());
}

const RUBRIC: &str = "\
semper: 1
rubric: проверка
gate: {margin: 0.1, gate: [greets]}
criteria:
  - {id: greets, check: {contains: привет}}
  - {id: thanks, check: {contains: спасибо}}
";

fn answers(texts: [&str; 6]) -> String {
    let line =
        |(n, text): (usize, &str)| json!({"id": format!("п{n}"), "prompt": "?", "response": text});
    let lines = texts.into_iter().enumerate().map(line);
    let lines: Vec<String> = lines.map(|line| format!("{line}\r\n")).collect();
    lines.concat()
}

#[test]
fn a_scored_run_can_be_kept_as_a_baseline() {
    let folder = Folder::new();
    folder.write("r.yaml", RUBRIC);
    folder.write("a.jsonl", answers(["Привет! 🙂"; 6]));
    folder.write("b.jsonl", answers(["Здравствуйте"; 6]));
    let ran = folder.run(&[
        "score",
        "-r",
        "r.yaml",
        "a.jsonl",
        "--save-baseline",
        "kept.jsonl",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let kept = folder.read("kept.jsonl");
    assert!(!kept.contains("Привет"), "{kept}");
    assert_eq!(kept.lines().count(), 8, "{kept}");
    let gate = |candidate| {
        let arguments = [
            "gate",
            "-r",
            "r.yaml",
            "--baseline",
            "kept.jsonl",
            "--candidate",
            candidate,
        ];
        folder.run(&arguments)
    };
    assert_eq!(gate("b.jsonl").code, 1);
    // The digests of a text and of a kept verdict are the same.
    assert_eq!(gate("a.jsonl").code, 4);
}

#[test]
fn transcripts_are_scored_with_the_rubric_which_may_say_how_to_decide() {
    let folder = Folder::new();
    folder.write("r.yaml", RUBRIC);
    folder.write("a.jsonl", answers(["Привет! 🙂"; 6]));
    folder.write("b.jsonl", answers(["Здравствуйте"; 6]));
    let arguments = [
        "--baseline",
        "a.jsonl",
        "--candidate",
        "b.jsonl",
        "--format",
        "json",
    ];
    let ran = folder.run(&[&["gate", "-r", "r.yaml"][..], &arguments[..]].concat());
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found = object(&ran);
    assert_eq!(found["policy"]["margin"], 0.1);
    assert_eq!(found["policy"]["gate"], json!(["greets"]));
    assert_eq!(found["flips"][0]["candidate"]["source"]["file"], "b.jsonl");
    let ran = folder.run(&[&["gate"][..], &arguments[..]].concat());
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("the baseline is no run log"),
        "{}",
        ran.err
    );
}

#[test]
fn what_the_new_rubric_removes_or_weakens_is_a_regression_unless_it_is_meant() {
    let folder = Folder::new();
    folder.write("r.yaml", RUBRIC);
    folder.write("a.jsonl", answers(["Привет, спасибо"; 6]));
    folder.write("b.jsonl", answers(["Привет, спасибо!"; 6]));
    let weak = RUBRIC.replace("id: thanks,", "id: thanks, level: may,");
    let without: String = RUBRIC
        .lines()
        .filter(|line| !line.contains("thanks"))
        .collect::<Vec<_>>()
        .join("\n");
    let base = [
        "gate",
        "-r",
        "r.yaml",
        "--baseline",
        "a.jsonl",
        "--candidate",
        "b.jsonl",
        "--gate",
        "must",
        "--candidate-rubric",
        "new.yaml",
    ];
    for (new, said) in [
        (
            weak,
            "thanks is only `may` in the candidate's rubric, it was `must`",
        ),
        (without, "thanks was removed from the rubric"),
    ] {
        folder.write("new.yaml", &new);
        let ran = folder.run(&base);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.out.contains(said), "{}", ran.out);
        let ran = folder.run(&[&base[..], &["--allow-rubric-change"]].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
}

#[test]
fn runs_scored_with_other_checks_are_no_comparison() {
    let folder = Folder::new();
    folder.write("r.yaml", RUBRIC);
    folder.write(
        "s.yaml",
        RUBRIC.replace("contains: привет", "contains: здравствуйте"),
    );
    folder.write("a.jsonl", answers(["Привет!"; 6]));
    folder.write("b.jsonl", answers(["Здравствуйте!"; 6]));
    for (rubric, input, log) in [
        ("r.yaml", "a.jsonl", "a.run"),
        ("s.yaml", "b.jsonl", "b.run"),
    ] {
        assert_eq!(
            folder.run(&["score", "-r", rubric, input, "-o", log]).code,
            0
        );
    }
    let ran = gate(&folder, &[]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(
        ran.out.contains("scored with different checks of greets"),
        "{}",
        ran.out
    );
    assert_eq!(gate(&folder, &["--allow-rubric-change"]).code, 0);
}

#[test]
fn logs_of_one_side_are_of_one_rubric_and_are_not_mixed_with_transcripts() {
    let folder = Folder::new();
    folder.write("a.run", log("a", &[("venv", "must")], &[Row("p", 0, "p")]));
    folder.write("b.run", log("b", &[("venv", "must")], &[Row("p", 0, "p")]));
    folder.write("c.jsonl", answers(["?"; 6]));
    let ran = folder.run(&[
        "gate",
        "--baseline",
        "a.run",
        "c.jsonl",
        "--candidate",
        "b.run",
    ]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("mixes run logs and transcripts"),
        "{}",
        ran.err
    );
    let ran = folder.run(&["gate", "--baseline", "none.run", "--candidate", "b.run"]);
    assert_eq!(ran.code, 2);
}
