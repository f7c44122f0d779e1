//! Holds the statistics to reference values made with other software, and prints how many were compared.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads reference values and prints its figures"
)]

use std::collections::BTreeMap;

use semper::compare::statistics::{
    Clustered, Confidence, Family, Interval, Method, Pairs, Rates, SignFlip, connor_cases, holm,
    pass_at_k, pass_hat_k, power, smallest_drop, smallest_p, wilson,
};
use serde_json::Value;

/// Closed forms and exact sums, and values found as roots: the tolerances that the reference values name.
const EXACT: f64 = 1e-9;
const ROOT: f64 = 1e-7;

/// The reference values; `None`, with the reason printed, where they are not at hand.
fn vectors() -> Option<Value> {
    let path = format!(
        "{}/../shared/data/stats-vectors.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there are no reference values at ../shared/data/stats-vectors.json");
        return None;
    };
    Some(serde_json::from_str(&text).expect("the reference values are JSON"))
}

/// Counts what is compared by section and collects what differs.
#[derive(Default)]
struct Comparison {
    section: &'static str,
    counts: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Comparison {
    fn section(&mut self, name: &'static str) {
        self.section = name;
    }

    fn count(&mut self) {
        *self.counts.entry(self.section).or_default() += 1;
    }

    /// `want` is a number; null is no value and not compared.
    fn near(&mut self, got: f64, want: &Value, within: f64) {
        if want.is_null() {
            return;
        }
        self.count();
        let want = want.as_f64().expect("a number");
        // Written so that NaN is wrong.
        if (got - want).abs() <= within {
            return;
        }
        let section = self.section;
        self.wrong.push(format!("{section}: {got} is not {want}"));
    }

    fn interval(&mut self, got: Option<Interval>, want: &Value, within: f64) {
        let got = got.expect("there is an interval");
        self.near(got.lower, &want[0], within);
        self.near(got.upper, &want[1], within);
    }

    fn same(&mut self, got: impl Into<Value>, want: &Value) {
        self.count();
        let got = got.into();
        if got != *want {
            let section = self.section;
            self.wrong.push(format!("{section}: {got} is not {want}"));
        }
    }

    fn finish(self) {
        for (section, count) in &self.counts {
            println!("{section}: {count} values compared");
        }
        let all: usize = self.counts.values().sum();
        println!("{all} values compared, {} differ", self.wrong.len());
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    let list = value[key].as_array();
    list.unwrap_or_else(|| panic!("`{key}` is a list"))
}

fn count(value: &Value, key: &str) -> u64 {
    let count = value[key].as_u64();
    count.unwrap_or_else(|| panic!("`{key}` is a count"))
}

fn number(value: &Value, key: &str) -> f64 {
    let number = value[key].as_f64();
    number.unwrap_or_else(|| panic!("`{key}` is a number"))
}

fn pairs(case: &Value) -> Pairs {
    Pairs {
        both_passed: count(case, "a"),
        regressed: count(case, "b"),
        improved: count(case, "c"),
        both_failed: count(case, "d"),
    }
}

fn whole_numbers(value: &Value) -> Vec<i64> {
    let numbers = value.as_array().expect("a list").iter();
    numbers.map(|n| n.as_i64().expect("whole")).collect()
}

fn family(alpha: f64, criteria: u64, method: Method) -> Family {
    Family {
        alpha,
        criteria,
        method,
    }
}

fn sign_flips(vectors: &Value, to: &mut Comparison) {
    to.section("mcnemar");
    let section = &vectors["mcnemar"];
    for case in [list(section, "cases"), list(section, "literature")].concat() {
        let (b, c) = (count(&case, "b"), count(&case, "c"));
        let got = SignFlip::of_pairs(b, c);
        to.near(got.exact, &case["exact_one_sided_regression"], EXACT);
        to.near(got.mid_p, &case["midp_one_sided_regression"], EXACT);
        // The two-sided values follow from the tails of both directions.
        let (less, more) = (got, SignFlip::of_pairs(c, b));
        let exact = (2.0 * less.exact.min(more.exact)).min(1.0);
        to.near(exact, &case["exact_two_sided"], EXACT);
        // For b = c the two-sided mid-p has a definition of its own.
        if b != c {
            let mid_p = 2.0 * less.mid_p.min(more.mid_p);
            to.near(mid_p, &case["midp_two_sided"], EXACT);
        }
    }
    to.section("sign_flip_exact_dp");
    for case in list(&vectors["sign_flip_exact_dp"], "cases") {
        let got = SignFlip::of(whole_numbers(&case["m"]));
        to.near(got.exact, &case["p_exact_one_sided_regression"], EXACT);
        to.near(got.mid_p, &case["p_mid_one_sided_regression"], EXACT);
    }
}

fn intervals(vectors: &Value, to: &mut Comparison) {
    to.section("proportion_ci");
    let section = &vectors["proportion_ci"];
    for case in list(section, "cases") {
        let level = Confidence::new(number(case, "level")).expect("a share");
        let got = wilson(count(case, "x"), count(case, "n"), level);
        to.interval(got, &case["wilson"], EXACT);
    }
    for case in list(section, "literature") {
        let examples = list(case, "x").iter().zip(list(case, "n"));
        for (at, (x, n)) in examples.enumerate() {
            let (x, n) = (x.as_u64().expect("a count"), n.as_u64().expect("a count"));
            let got = wilson(x, n, Confidence::NINETY_FIVE);
            to.interval(got, &case["computed"][at], EXACT);
            to.interval(got, &case["wilson_published_4dp"][at], 5e-5);
        }
    }
    to.section("paired_difference_ci");
    let section = &vectors["paired_difference_ci"];
    for case in list(section, "cases") {
        let pairs = pairs(case);
        to.near(pairs.delta().expect("pairs"), &case["delta"], EXACT);
        to.interval(pairs.tango(Confidence::NINETY_FIVE), &case["tango"], ROOT);
        to.interval(pairs.tango(Confidence::NINETY), &case["tango_90"], ROOT);
        let newcombe = pairs.newcombe(Confidence::NINETY_FIVE);
        to.interval(newcombe, &case["newcombe10"], EXACT);
        let newcombe = pairs.newcombe(Confidence::NINETY);
        to.interval(newcombe, &case["newcombe10_90"], EXACT);
    }
    for case in list(section, "literature") {
        let (pairs, level) = (pairs(case), Confidence::new(number(case, "level")));
        let level = level.expect("a share");
        let (tango, newcombe) = (pairs.tango(level), pairs.newcombe(level));
        to.interval(tango, &case["computed"]["tango"], ROOT);
        to.interval(newcombe, &case["computed"]["newcombe10"], EXACT);
        for (got, key) in [(tango, "tango"), (newcombe, "newcombe10")] {
            let published = &case["published"][key];
            // Printed to three or four decimals.
            if !published.is_null() {
                to.interval(got, published, 6e-4);
            }
        }
    }
    to.section("non_inferiority");
    for case in list(&vectors["non_inferiority"], "cases") {
        let pairs = pairs(case);
        let test = pairs.non_inferiority(number(case, "margin"));
        let test = test.expect("pairs and a margin");
        to.near(test.z, &case["z"], EXACT);
        to.near(test.p, &case["p_one_sided"], EXACT);
        let lower = pairs.tango(Confidence::NINETY).expect("pairs").lower;
        to.near(lower, &case["tango_90_lower"], ROOT);
        to.same(test.p < 0.05, &case["non_inferior_at_0_05"]);
    }
}

fn families(vectors: &Value, to: &mut Comparison) {
    to.section("multiplicity");
    for case in list(&vectors["multiplicity"], "cases") {
        let p: Vec<f64> = list(case, "p").iter().filter_map(Value::as_f64).collect();
        let adjusted = holm(&p);
        for (at, adjusted) in adjusted.into_iter().enumerate() {
            to.near(adjusted, &case["holm"][at], EXACT);
            to.same(adjusted <= 0.05, &case["holm_reject_0_05"][at]);
        }
    }
    to.section("min_attainable_p");
    let section = &vectors["min_attainable_p"];
    for case in list(section, "cases") {
        let flips = count(case, "n_discordant");
        let exact = smallest_p(flips, Method::Exact);
        to.near(exact, &case["min_p_one_sided"], EXACT);
        let mid_p = smallest_p(flips, Method::MidP);
        to.near(mid_p, &case["min_midp_one_sided"], EXACT);
    }
    let smallest = section["smallest_n_discordant"].as_object();
    for (key, want) in smallest.expect("a map") {
        let mut parts = key.split(',');
        let mut value = |name| {
            let part = parts.next().and_then(|part| part.strip_prefix(name));
            part.expect("the parts are named").to_owned()
        };
        let alpha: f64 = value("alpha=").parse().expect("a share");
        let criteria = value("m=").parse().expect("a count");
        // Two-sided is one-sided at half the level.
        let alpha = if value("") == "two" {
            alpha / 2.0
        } else {
            alpha
        };
        let got = family(alpha, criteria, Method::Exact).fewest_flips();
        to.same(got, want);
    }
}

/// Values with the number of their cluster as sums and sizes of clusters.
fn clusters(values: &[i64], numbers: &[i64]) -> Vec<(i64, u64)> {
    let mut sums: BTreeMap<i64, (i64, u64)> = BTreeMap::new();
    for (value, number) in values.iter().zip(numbers) {
        let (sum, size) = sums.entry(*number).or_default();
        *sum += value;
        *size += 1;
    }
    sums.into_values().collect()
}

fn repeats(vectors: &Value, to: &mut Comparison) {
    to.section("clustered_se");
    for case in list(&vectors["clustered_se"], "cases") {
        let values = whole_numbers(&case["values"]);
        let numbers = whole_numbers(&case["clusters"]);
        let got = Clustered::of(clusters(&values, &numbers)).expect("values");
        to.near(got.mean, &case["mean"], EXACT);
        to.near(got.error, &case["se_clustered_CR1"], EXACT);
        to.near(got.error, &case["statsmodels_cluster_corr"], EXACT);
        to.same(got.clusters, &case["G"]);
        let interval = got.interval(Confidence::NINETY_FIVE);
        to.interval(interval, &case["ci95_t_G_minus_1"], ROOT);
    }
    to.section("repeats");
    let section = &vectors["repeats"];
    let sides = list(section, "baseline").iter();
    let sides = sides.zip(list(section, "candidate"));
    let differences: Vec<(i64, u64)> = sides
        .map(|(baseline, candidate)| {
            let [baseline, candidate] = [baseline, candidate].map(whole_numbers);
            let size = u64::try_from(baseline.len()).expect("a few");
            (
                candidate.iter().sum::<i64>() - baseline.iter().sum::<i64>(),
                size,
            )
        })
        .collect();
    let got = Clustered::of(differences.iter().copied()).expect("values");
    to.near(got.mean, &section["mean"], EXACT);
    to.near(got.error, &section["se"], EXACT);
    to.near(got.mean / got.error, &section["t"], EXACT);
    to.same(got.clusters - 1, &section["df"]);
    to.near(
        got.error,
        &section["check_cluster_CR1_on_flat_equals_se"],
        EXACT,
    );
    to.interval(
        got.interval(Confidence::NINETY_FIVE),
        &section["ci95_t"],
        ROOT,
    );
    let test = SignFlip::of(differences.iter().map(|(m, _)| *m));
    let exact = &section["sign_flip_exact_p_one_sided_regression"];
    to.near(test.exact, exact, EXACT);
    for name in ["majority_vote", "all_k_pass"] {
        let flips = whole_numbers(&section[format!("{name}_b_c")]);
        let [b, c] = [flips[0], flips[1]].map(|n| u64::try_from(n).expect("a count"));
        let (got, want) = (
            SignFlip::of_pairs(b, c),
            &section[format!("{name}_mcnemar")],
        );
        to.near(got.exact, &want["exact_one_sided_regression"], EXACT);
        to.near(got.mid_p, &want["midp_one_sided_regression"], EXACT);
    }
    to.section("pass_k");
    for case in list(&vectors["pass_k"], "cases") {
        let [n, c, k] = ["n", "c", "k"].map(|key| count(case, key));
        let at = pass_at_k(n, c, k).expect("there are k");
        to.near(at, &case["pass_at_k"], EXACT);
        let hat = pass_hat_k(n, c, k).expect("there are k");
        to.near(hat, &case["pass_hat_k"], EXACT);
    }
}

fn planning(vectors: &Value, to: &mut Comparison) {
    to.section("power");
    let section = &vectors["power"];
    for case in list(section, "power_cases") {
        let of = family(number(case, "alpha_one_sided"), 1, Method::Exact);
        let rates = Rates {
            regress: number(case, "p10"),
            improve: number(case, "p01"),
        };
        let got = power(&of, count(case, "n"), rates).expect("shares");
        to.near(got, &case["power"], EXACT);
    }
    for case in list(section, "sample_size_connor") {
        let (flips, drop) = (number(case, "p_discordant"), number(case, "delta"));
        let alpha = number(case, "alpha") / number(case, "sides");
        let got = connor_cases(flips, drop, alpha, number(case, "power")).expect("shares");
        to.near(got, &case["n_real"], ROOT);
        to.near(got.ceil(), &case["n"], 0.0);
    }
    for case in list(section, "mde_power80") {
        let of = family(number(case, "alpha_one_sided"), 1, Method::Exact);
        let improve = number(case, "p01_improvements");
        let got = smallest_drop(&of, count(case, "n"), improve, number(case, "power"));
        // The section names its own tolerance: the root was found to 1e-6.
        to.near(got.expect("there is one"), &case["mde_delta"], 1e-6);
    }
}

#[test]
fn statistics_are_those_of_other_software() {
    let Some(vectors) = vectors() else { return };
    let mut to = Comparison::default();
    sign_flips(&vectors, &mut to);
    intervals(&vectors, &mut to);
    families(&vectors, &mut to);
    repeats(&vectors, &mut to);
    planning(&vectors, &mut to);
    to.finish();
}
