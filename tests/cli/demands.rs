//! `--fail-under`, `--require`, `--strict-input`: message and exit code agree.

use crate::folder::Folder;

#[test]
fn a_score_below_the_bound_exits_1() {
    let folder = Folder::with_answers();
    folder
        .score(&["a.jsonl", "--fail-under", "0.7"])
        .exits(1)
        .says("failed: the score 0.6250 is below 0.7 (`--fail-under 0.7`)")
        .prints("4 answers");
    folder.score(&["a.jsonl", "--fail-under", "0.625"]).exits(0);
}

#[test]
fn a_failed_criterion_of_the_level_exits_1() {
    let folder = Folder::with_answers();
    let must = folder.score(&["a.jsonl", "--require", "must"]).exits(1);
    assert_eq!(
        must.err,
        "failed: 1 answer fails `greets` (`--require must`)\n"
    );
    folder
        .score(&["a.jsonl", "--require", "should"])
        .exits(1)
        .says("`parses`")
        .says("`greets`");
    let good = "{\"id\":\"c\",\"response\":\"hello\\n```python\\ndef (\\n```\"}\n";
    folder.write("b.jsonl", good);
    folder.score(&["b.jsonl", "--require", "must"]).exits(0);
    folder.score(&["b.jsonl", "--require", "should"]).exits(1);
}

#[test]
fn what_could_not_be_decided_exits_2_under_a_demand_only() {
    let folder = Folder::with_answers();
    let tiny = ["a.jsonl", "--max-code-bytes", "2"];
    folder
        .score(&tiny)
        .exits(0)
        .prints("2 errors")
        .prints("undecided");
    folder
        .score(&[&tiny[..], &["--fail-under", "0"]].concat())
        .exits(2)
        .says("could not decide: 2 verdicts are errors");
    let should = folder
        .score(&[&tiny[..], &["--require", "should"]].concat())
        .exits(2);
    should.says("could not decide: `parses` is an error for 2 answers");
    // `parses` is no `must`.
    folder
        .score(&[&tiny[..], &["--require", "must"]].concat())
        .exits(1);
}

#[test]
fn no_score_at_all_does_not_satisfy_a_bound() {
    let folder = Folder::new();
    let rubric = "semper: 1\nrubric: r\ncriteria: [{id: a, when: {contains: {any: [zzz]}}, check: {contains: {any: [b]}}}]\n";
    folder.write("rubric.yaml", rubric);
    folder.write("a.jsonl", "{\"response\":\"x\"}\n");
    folder
        .score(&["a.jsonl", "--fail-under", "0.5"])
        .exits(2)
        .says("no answer has a score");
    folder.score(&["a.jsonl"]).exits(0).prints("score none");
}

#[test]
fn strict_input_exits_2_after_the_report() {
    let folder = Folder::with_answers();
    folder.write("a.jsonl", format!("{}{{\n", folder.read("a.jsonl")));
    folder
        .score(&["a.jsonl"])
        .exits(0)
        .prints("1 invalid record\n  a.jsonl:5  ");
    folder
        .score(&["a.jsonl", "--strict-input", "-o", "run.jsonl"])
        .exits(2)
        .prints("4 answers")
        .says("1 record is invalid (`--strict-input`)");
    assert!(folder.read("run.jsonl").contains("\"type\":\"summary\""));
}

#[test]
fn nothing_to_evaluate_exits_4() {
    let folder = Folder::new();
    folder.write("a.jsonl", "{\"response\":null,\"prompt\":\"p\"}\n{\n");
    folder
        .score(&["a.jsonl"])
        .exits(4)
        .says("every record of the input is invalid")
        .prints("2 invalid records");
    folder
        .score(&["a.jsonl", "--strict-input", "--fail-under", "1"])
        .exits(4);
    folder.write("b.jsonl", "\n \n");
    folder
        .score(&["b.jsonl", "--input-format", "prompt-response"])
        .exits(4)
        .says("no record in the input");
}

#[test]
fn an_explicit_case_and_repeat_twice_is_invalid() {
    let folder = Folder::new();
    let record = "{\"id\":\"a\",\"repeat\":1,\"response\":\"hello\"}\n";
    folder.write("a.jsonl", record.repeat(2));
    folder
        .score(&["a.jsonl"])
        .exits(0)
        .prints("a.jsonl:2  case `a` has repeat 1 a second time")
        .prints("1 answer, 2 criteria");
    folder.score(&["a.jsonl", "--strict-input"]).exits(2);
}
