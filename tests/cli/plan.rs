//! `semper plan`: cases for a drop, drops that cases show, and the limits of the gate.

use serde_json::Value;

use crate::folder::{Folder, Ran};

fn plan(arguments: &[&str]) -> Ran {
    Folder::new().run(&[&["plan"], arguments].concat())
}

fn json(arguments: &[&str]) -> Value {
    let ran = plan(&[arguments, &["--format", "json"]].concat()).exits(0);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn without_a_question_common_ones_are_answered() {
    plan(&[])
        .exits(0)
        .prints("assumed: 1 criterion; 5.0 % of the cases improve by chance\n")
        .prints("\ncases that show a drop of one criterion\n  5 points ")
        .prints("\nthe smallest drop of one criterion that cases show\n  20 cases ")
        .prints("\nfewest that fail the gate: 4 cases from pass to fail, none the other way\n")
        .prints("\nfewest that pass it: 52 cases without a change, at a margin of 5 points\n");
}

#[test]
fn only_what_is_asked_is_answered() {
    let drop = plan(&["--drop", "20"]).exits(0);
    assert!(!drop.out.contains("that cases show"), "{}", drop.out);
    let cases = plan(&["--cases", "100"]).exits(0);
    assert!(!cases.out.contains("cases that show"), "{}", cases.out);
}

#[test]
fn the_fewest_flips_that_fail_grow_with_the_criteria() {
    let fewest = |criteria: &str, more: &[&str]| {
        let plan = json(&[&["-n", "10", "--criteria", criteria], more].concat());
        plan["fewest_flips"].as_u64().unwrap()
    };
    let all = ["1", "11", "20", "50"];
    assert_eq!(all.map(|m| fewest(m, &[])), [4, 7, 8, 9]);
    assert_eq!(all.map(|m| fewest(m, &["--exact"])), [5, 8, 9, 10]);
}

#[test]
fn cases_that_pass_without_a_change_depend_on_the_margin() {
    let needed =
        |margin| json(&["-n", "10", "--margin", margin])["cases_to_pass_unchanged"].clone();
    assert_eq!(["5", "0.1", "2%"].map(needed), [52, 25, 133]);
}

#[test]
fn a_drop_may_be_written_in_points_or_as_a_share() {
    let with = |drop| json(&["--drop", drop, "--criteria", "11"]);
    assert_eq!(with("20"), with("0.2"));
    assert_eq!(with("20"), with("20%"));
    // The same by the reference values: 236 cases by the approximation for a drop of 10 points.
    let cases = json(&[
        "--drop",
        "10",
        "--criteria",
        "11",
        "--improve-rate",
        "0.05",
        "--exact",
    ]);
    let cases = cases["drops"][0]["cases"].as_u64().unwrap();
    assert!((230..260).contains(&cases), "{cases}");
}

#[test]
fn repeats_give_a_range_and_say_why() {
    let ran = plan(&["-n", "100", "-d", "20", "-m", "11", "-k", "5"])
        .exits(0)
        .prints("5 repeats of each case")
        .prints("repeats: the better figure holds when");
    assert!(ran.out.contains(" to "), "{}", ran.out);
    let plan = json(&["-n", "100", "-d", "20", "-m", "11", "-k", "5"]);
    let (drop, cases) = (&plan["drops"][0], &plan["cases"][0]);
    assert!(drop["cases_at_best"].as_u64() < drop["cases"].as_u64());
    assert!(cases["smallest_drop_at_best"].as_f64() < cases["smallest_drop"].as_f64());
}

#[test]
fn too_few_cases_are_said_to_be_too_few() {
    plan(&["-n", "6", "-m", "11"])
        .exits(0)
        .prints("6 cases         none: too few to fail\n");
    plan(&["-n", "6", "-m", "11", "-k", "5"])
        .exits(0)
        .prints("none: too few to fail\n");
    plan(&["-n", "20"])
        .exits(0)
        .prints("too few to pass without a change\n");
    plan(&["-d", "95"])
        .exits(0)
        .prints("no number of cases: more than all of them would flip\n");
}

#[test]
fn millions_of_cases_take_no_time() {
    let plan = json(&["-n", "2000000", "-m", "20"]);
    let drop = plan["cases"][0]["smallest_drop"].as_f64().unwrap();
    assert!(drop > 0.0005 && drop < 0.0015, "{drop}");
    self::plan(&["-n", "10000000"])
        .exits(0)
        .prints("below 0.1 points\n");
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (option, value) in [
        ("--cases", "0"),
        ("--cases", "-3"),
        ("--repeats", "0"),
        ("--criteria", "0"),
        ("--drop", "0"),
        ("--drop", "150"),
        ("--drop", "NaN"),
        ("--power", "1"),
        ("--alpha", "0"),
        ("--margin", "x"),
        ("--improve-rate", "0.5"),
    ] {
        let assigned = format!("{option}={value}");
        plan(&[&assigned]).exits(2).says("invalid value");
    }
}
