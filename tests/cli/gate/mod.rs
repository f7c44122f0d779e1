//! `semper gate`: the verdict, the exit code and what is said of what cannot be known.

mod formats;
mod hostile;
mod inputs;
mod real;
mod reports;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::folder::{Folder, Ran};

/// A response of a synthetic run: case, repeat, and a letter for each verdict.
struct Row<'r>(&'r str, u32, &'r str);

fn verdict(letter: char) -> &'static str {
    match letter {
        'p' => "pass",
        'f' => "fail",
        'n' => "na",
        _ => "error",
    }
}

/// A run log without texts; `who` makes its answers differ from those of others.
fn log(who: &str, criteria: &[(&str, &str)], rows: &[Row<'_>]) -> String {
    let listed: Vec<Value> = criteria
        .iter()
        .map(|(id, level)| json!({"id": id, "level": level, "weight": 1}))
        .collect();
    let head = json!({"type": "run", "format": 1, "semper": "0.1.0", "no_text": true,
        "rubric": {"name": "r", "digest": "sha256:00"}, "criteria": listed, "unchecked": []});
    let mut out = format!("{head}\n");
    for (line, Row(case, repeat, letters)) in rows.iter().enumerate() {
        let digest: String =
            format!("{who}{case}{repeat}")
                .bytes()
                .fold(String::new(), |mut out, b| {
                    let _ = write!(out, "{b:02x}");
                    out
                });
        let verdicts: Vec<Value> = criteria
            .iter()
            .zip(letters.chars())
            .map(|((id, _), letter)| {
                json!({"criterion": id, "verdict": verdict(letter),
                "evidence": [{"note": format!("{who} says {letter}")}]})
            })
            .collect();
        let record = json!({"type": "result", "case": case, "repeat": repeat,
            "source": {"file": format!("{who}.jsonl"), "line": line + 1}, "tags": [],
            "response": {"digest": format!("sha256:{digest:0<64}")}, "files": [], "score": 0.5,
            "verdicts": verdicts});
        let _ = writeln!(out, "{record}");
    }
    let counts = json!({"pass": 0, "fail": 0, "na": 0, "error": 0});
    let by_id: serde_json::Map<String, Value> = criteria
        .iter()
        .map(|(id, _)| ((*id).to_owned(), counts.clone()))
        .collect();
    let end = json!({"type": "summary", "responses": rows.len(), "invalid": 0, "score": 0.5,
        "criteria": by_id});
    let _ = writeln!(out, "{end}");
    out
}

/// Two runs of one criterion, a letter a case, side by side.
fn compared(before: &str, after: &str, arguments: &[&str]) -> Ran {
    let folder = Folder::new();
    let names: Vec<String> = (0..before.len())
        .map(|n| format!("вопрос {n} 🙂"))
        .collect();
    for (file, letters) in [("a.run", before), ("b.run", after)] {
        let rows: Vec<Row<'_>> = names
            .iter()
            .zip(letters.split("").filter(|letter| !letter.is_empty()))
            .map(|(name, letter)| Row(name, 0, letter))
            .collect();
        folder.write(file, log(file, &[("venv", "must")], &rows));
    }
    gate(&folder, arguments)
}

fn gate(folder: &Folder, arguments: &[&str]) -> Ran {
    let sides = ["gate", "--baseline", "a.run", "--candidate", "b.run"];
    folder.run(&[&sides, arguments].concat())
}

fn object(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

#[test]
fn a_drop_beyond_chance_is_a_regression_and_names_the_rates() {
    let ran = compared("pppppppp", "ffffpppp", &[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out
            .starts_with("regressed: 1 criterion regressed: venv 100 % -> 50 %\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("venv: 4 new failures"), "{}", ran.out);
    assert!(
        ran.out.contains("a.run says p") && ran.out.contains("b.run says f"),
        "{}",
        ran.out
    );
}

#[test]
fn one_flip_less_is_inconclusive_and_says_what_could_have_gone_unseen() {
    let ran = compared("pppppppp", "fffppppp", &[]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out
            .starts_with("inconclusive: no regression found; a drop of less than ")
    );
    assert!(
        ran.out.contains("could have gone unseen with 8 cases"),
        "{}",
        ran.out
    );
    assert!(
        ran.err.contains("warning: the data cannot tell"),
        "{}",
        ran.err
    );
    let ran = compared("pppppppp", "fffppppp", &["--on-inconclusive", "fail"]);
    assert_eq!(ran.code, 3);
}

#[test]
fn fifty_two_cases_without_a_change_pass_a_margin_of_five_points() {
    for (cases, outcome) in [(51, "inconclusive"), (52, "passed")] {
        let same = "p".repeat(cases);
        let ran = compared(&same, &same, &["--format", "json"]);
        assert_eq!(object(&ran)["outcome"], outcome, "{cases}");
    }
    let ran = compared(
        &"p".repeat(25),
        &"p".repeat(25),
        &["--margin", "10", "--min-effect", "0"],
    );
    assert!(
        ran.out
            .starts_with("passed: no regression: a drop of 10 points is ruled out")
    );
    assert_eq!(ran.code, 0);
}

#[test]
fn strict_takes_one_new_failure_for_a_regression() {
    let ran = compared("pppppppp", "fppppppp", &["--strict"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
}

#[test]
fn what_no_longer_applies_is_a_regression_of_its_own() {
    let ran = compared("ppppff", "nnnnnn", &["--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let found = object(&ran);
    assert_eq!(found["criteria"][0]["outcome"], "regressed");
    assert_eq!(found["criteria"][0]["cause"], "no-longer-applies");
    assert_eq!(found["criteria"][0]["lost"]["na_on_candidate"], 6);
    assert_eq!(
        found["headline"],
        "1 criterion regressed: venv no longer applies (6 of 6 pairs)"
    );
}

#[test]
fn a_criterion_without_a_pair_is_untested_and_nothing_is_passed_by_it() {
    let ran = compared("nnnn", "nnnn", &["--format", "json"]);
    let found = object(&ran);
    assert_eq!(found["criteria"][0]["outcome"], "untested");
    assert_eq!(found["outcome"], "inconclusive");
}

#[test]
fn verdicts_that_cannot_be_decided_any_more_keep_the_gate_from_passing() {
    let ran = compared(&"p".repeat(60), &format!("{}e", "p".repeat(59)), &[]);
    assert!(ran.out.starts_with("inconclusive"), "{}", ran.out);
    assert!(
        ran.out
            .contains("1 verdict of a gated criterion could not be decided"),
        "{}",
        ran.out
    );
}

#[test]
fn the_same_answers_on_both_sides_compare_nothing() {
    let folder = Folder::new();
    let rows = [Row("а", 0, "p"), Row("б", 0, "f")];
    folder.write("a.run", log("x", &[("venv", "must")], &rows));
    folder.write("b.run", log("x", &[("venv", "must")], &rows));
    let ran = gate(&folder, &[]);
    assert_eq!(ran.code, 4);
    assert_eq!(
        ran.out,
        "not-comparable: the runs cannot be compared: all answers of 2 pairs are the same on both sides: \
         nothing was compared\n"
    );
}

#[test]
fn cases_on_one_side_are_named_and_too_many_are_no_comparison() {
    let folder = Folder::new();
    let names: Vec<String> = (0..20).map(|n| format!("p{n:02}")).collect();
    let rows: Vec<Row<'_>> = names.iter().map(|name| Row(name, 0, "p")).collect();
    folder.write("a.run", log("a", &[("venv", "must")], &rows));
    folder.write("b.run", log("b", &[("venv", "must")], &rows[2..]));
    let ran = gate(&folder, &["--margin", "0.2"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("inconclusive"), "{}", ran.out);
    assert!(
        ran.out.contains("2 cases on the baseline only: p00, p01"),
        "{}",
        ran.out
    );
    let ran = gate(&folder, &["--max-missing", "5%"]);
    assert_eq!(ran.code, 4);
    assert!(
        ran.out
            .contains("2 of 20 cases are on one side only, more than 5 %"),
        "{}",
        ran.out
    );
}

#[test]
fn a_case_that_stands_twice_is_no_comparison() {
    let folder = Folder::new();
    folder.write(
        "a.run",
        log(
            "a",
            &[("venv", "must")],
            &[Row("p", 0, "p"), Row("p", 0, "p")],
        ),
    );
    folder.write("b.run", log("b", &[("venv", "must")], &[Row("p", 0, "p")]));
    let ran = gate(&folder, &[]);
    assert_eq!(ran.code, 4);
    assert!(
        ran.out
            .contains("the baseline has 1 case and repeat twice: p"),
        "{}",
        ran.out
    );
}

#[test]
fn repeats_are_paired_by_number_and_the_rest_is_counted() {
    let folder = Folder::new();
    let one: Vec<Row<'_>> = vec![Row("p", 0, "p"), Row("q", 0, "p")];
    let five: Vec<Row<'_>> = (0..5)
        .map(|n| Row("p", n, "p"))
        .chain([Row("q", 0, "f")])
        .collect();
    folder.write("a.run", log("a", &[("venv", "must")], &one));
    folder.write("b.run", log("b", &[("venv", "must")], &five));
    let found = object(&gate(&folder, &["--format", "json"]));
    assert_eq!(found["pairs"], 2);
    assert_eq!(found["unpaired"].as_array().unwrap().len(), 4);
    assert_eq!(
        found["unpaired"][0],
        json!({"case": "p", "repeat": 1, "only_on": "candidate"})
    );
}

#[test]
fn repeats_on_both_sides_are_clustered_and_give_pass_at_k() {
    let folder = Folder::new();
    let names: Vec<String> = (0..10).map(|n| format!("p{n}")).collect();
    let rows = |letters: [&'static str; 2]| -> Vec<Row<'_>> {
        let each = |name| {
            letters
                .into_iter()
                .zip(0..)
                .map(move |(letter, n)| Row(name, n, letter))
        };
        names.iter().flat_map(|name| each(name.as_str())).collect()
    };
    folder.write("a.run", log("a", &[("venv", "must")], &rows(["p", "p"])));
    folder.write("b.run", log("b", &[("venv", "must")], &rows(["p", "f"])));
    let found = object(&gate(&folder, &["--format", "json"]));
    let row = &found["criteria"][0];
    assert_eq!(row["cases"], 10);
    assert_eq!(row["pairs"], 20);
    // All ten cases lose one of two: 2^-11 by mid-p.
    assert_eq!(row["p"], json!(0.000_488_281));
    assert_eq!(
        row["repeats"],
        json!({"k": 2, "all_pass": [1.0, 0.0], "any_passes": [1.0, 1.0]})
    );
}

#[test]
fn only_gated_criteria_decide() {
    let folder = Folder::new();
    let criteria = [("venv", "must"), ("опции", "should")];
    let names: Vec<String> = (0..8).map(|n| format!("p{n}")).collect();
    let rows = |letters| {
        names
            .iter()
            .map(|name| Row(name, 0, letters))
            .collect::<Vec<_>>()
    };
    folder.write("a.run", log("a", &criteria, &rows("pp")));
    folder.write("b.run", log("b", &criteria, &rows("pf")));
    assert_eq!(gate(&folder, &[]).code, 0);
    assert_eq!(gate(&folder, &["--gate", "should"]).code, 1);
    assert_eq!(gate(&folder, &["--gate", "опции"]).code, 1);
    let ran = gate(&folder, &["--gate", "vnev", "--alpha", "2"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("`gate` names `vnev`, which is no checked criterion"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("`alpha` is 2; it is more than 0 and at most 0.5"),
        "{}",
        ran.err
    );
}
