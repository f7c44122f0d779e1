//! The plan for programs. Keys may be added, never renamed.

use serde_json::{Value, json};

use super::Plan;
use crate::compare::statistics::Method;

pub(super) fn json(plan: &Plan) -> String {
    let drops = plan.drops.iter().map(|needed| {
        json!({
            "drop": needed.drop,
            "cases": needed.cases.worst,
            "cases_at_best": needed.cases.best,
        })
    });
    let cases = plan.cases.iter().map(|detectable| {
        json!({
            "cases": detectable.cases,
            "smallest_drop": detectable.drop.worst.map(six_decimals),
            "smallest_drop_at_best": detectable.drop.best.map(six_decimals),
            "can_fail": plan.can_fail(detectable.cases),
            "can_pass_unchanged": plan.to_pass_unchanged.is_some_and(|n| detectable.cases >= n),
        })
    });
    let object = json!({
        "criteria": plan.family.criteria,
        "repeats": plan.repeats,
        "alpha": plan.family.alpha,
        "power": plan.power,
        "method": match plan.family.method {
            Method::MidP => "mid-p",
            Method::Exact => "exact",
        },
        "improve_rate": plan.improve_rate,
        "margin": plan.margin,
        "drops": drops.collect::<Vec<Value>>(),
        "cases": cases.collect::<Vec<Value>>(),
        "fewest_flips": plan.fewest_flips,
        "cases_to_pass_unchanged": plan.to_pass_unchanged,
    });
    format!("{object:#}\n")
}

fn six_decimals(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
