//! Holds the simulation of the gate to its document and to the regions that matter.
#![expect(clippy::disallowed_methods, reason = "a test reads the document")]

#[path = "../benches/simulation/draws.rs"]
#[expect(dead_code, reason = "the simulation itself uses more of it")]
mod draws;

use draws::{CRITERIA, Change, REPEAT_RUNS, RUNS, Repeats, SEED, one_answer, repeated};

#[test]
fn the_document_is_what_the_simulation_prints() {
    let path = format!("{}/benches/simulation.md", env!("CARGO_MANIFEST_DIR"));
    let document = std::fs::read_to_string(path).expect("the document is there");
    assert!(document.contains(&format!("seed {SEED}, {RUNS} runs a row")));
    assert!(document.contains(&format!("{CRITERIA} criteria")));
    // The cheap rows again, to the last digit.
    for (cases, drop, name) in [(20, 0.0, "20"), (20, 0.2, "20, 20 points")] {
        let row = one_answer(cases, drop, RUNS).row(name);
        assert!(document.contains(&row), "{row}");
    }
    let row =
        repeated(20, Repeats::Sides(5, 5), Change::None, REPEAT_RUNS).row("20, 5 and 5, none");
    assert!(document.contains(&row), "{row}");
}

#[test]
fn an_unchanged_prompt_is_seldom_blocked() {
    let [five_points, welch, exact, mid_p] = one_answer(50, 0.0, 1000).shares();
    assert!(five_points > 0.8, "{five_points}");
    assert!(welch > 0.2, "{welch}");
    // Five of a hundred, and two standard errors.
    assert!(exact <= mid_p && mid_p < 0.064, "{exact} {mid_p}");
}

#[test]
fn a_large_drop_is_caught() {
    let [.., exact, mid_p] = one_answer(100, 0.2, 300).shares();
    assert!(exact > 0.6 && mid_p >= exact, "{exact} {mid_p}");
}

#[test]
fn repeats_raise_no_more_alarms() {
    let [.., exact, mid_p] = repeated(50, Repeats::Sides(5, 5), Change::Redrawn, 1000).shares();
    assert!(exact < 0.064 && mid_p < 0.064, "{exact} {mid_p}");
    let [pairs, ..] = repeated(50, Repeats::Sides(1, 5), Change::None, 1000).shares();
    assert!(pairs < 0.064, "{pairs}");
}
