//! What the gate blocks and what it catches, simulated with a fixed seed; prints `benches/simulation.md`.
#![expect(clippy::print_stdout, reason = "the document is its output")]

#[path = "simulation/draws.rs"]
mod draws;

use draws::{CRITERIA, Change, REPEAT_RUNS, RUNS, Repeats, SEED, one_answer, repeated};

const RULES: &str = "any criterion down five points | Welch on each | exact, Holm | mid-p, Holm |";
const TESTS: &str =
    "McNemar on pairs, mid-p | McNemar on pairs, exact | sign-flip, exact | sign-flip, mid-p |";

fn main() {
    println!(
        "# What the gate blocks and what it catches\n\n\
         Made by `cargo bench --bench simulation > benches/simulation.md`; seed {SEED}, {RUNS} runs a row, so a share \
         has a standard error of at most 0.008 (0.0035 near 0.05). `tests/simulation.rs` holds this page to the code.\n\n\
         {CRITERIA} criteria with rates from 0.60 to 0.95, one answer a side. Cases differ in difficulty (the chance of \
         a case is u^(1/rate - 1), u uniform), and each side draws its answers anew, as a model does. All rules see the \
         same draws. Welch's test is one-sided at 5 % on each criterion without correction, as others use it.\n\n\
         ## An unchanged prompt is blocked\n\n| cases | {RULES}\n|---|---|---|---|---|"
    );
    for cases in [20, 50, 100, 300, 1000] {
        println!("{}", one_answer(cases, 0.0, RUNS).row(&cases.to_string()));
    }
    println!(
        "\n## A drop of one criterion (rate 0.775) is caught\n\n\
         The rule names the criterion that dropped.\n\n| cases, drop | {RULES}\n|---|---|---|---|---|"
    );
    for (cases, drop, name) in [
        (20, 0.2, "20, 20 points"),
        (50, 0.2, "50, 20 points"),
        (100, 0.2, "100, 20 points"),
        (300, 0.2, "300, 20 points"),
        (300, 0.1, "300, 10 points"),
        (1000, 0.1, "1000, 10 points"),
    ] {
        println!("{}", one_answer(cases, drop, RUNS).row(name));
    }
    repeats();
}

fn repeats() {
    println!(
        "\n## Repeats\n\n\
         One criterion (rate 0.8) at 5 %, {REPEAT_RUNS} runs a row (standard error 0.0015 near 0.05); repeats of the baseline and of the candidate. McNemar's test counts pairs by \
         number of repeat as if they were cases. The sign-flip test takes the difference of each case over all its \
         answers, scaled to a common multiple of the numbers of repeats.\n\n\
         - With several repeats on both sides McNemar's test calls a prompt worse that only changed which cases are \
         hard; the sign-flip test does not.\n\
         - With more repeats on one side the difference of a case is skewed, its signs are not equally likely, and the \
         sign-flip test over all answers exceeds its level at few cases. So repeats are to be paired by number and those \
         without a partner left out: with 1 and 5 that is McNemar's test on one pair a case, the first two columns.\n\
         - Numbers that differ from case to case, alike on both sides, do no harm.\n\n\
         | cases, repeats, change | {TESTS}\n|---|---|---|---|---|"
    );
    let sides = [
        (Repeats::Sides(1, 5), "1 and 5"),
        (Repeats::Sides(5, 1), "5 and 1"),
        (Repeats::Sides(5, 5), "5 and 5"),
        (Repeats::Mixed, "1 to 5 alike"),
    ];
    let changes = [
        (Change::None, "none"),
        (Change::Redrawn, "which cases are hard"),
        (Change::Drop(0.1), "-10 points"),
    ];
    for (repeats, sides) in sides {
        for (change, name) in changes {
            for cases in [20, 50, 200] {
                let shares = repeated(cases, repeats, change, REPEAT_RUNS);
                println!("{}", shares.row(&format!("{cases}, {sides}, {name}")));
            }
        }
    }
}
