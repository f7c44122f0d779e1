//! The plan for people.

use std::fmt::Write as _;

use super::{Bounds, Detectable, Needed, Plan};
use crate::compare::statistics::Method;
use crate::words::{cases, grouped, percent, precise_points, rounded, shortest};

/// Columns of the drop or the number of cases of a line.
const FIRST: usize = 14;

pub(super) fn text(plan: &Plan) -> String {
    let mut out = assumed(plan);
    if !plan.drops.is_empty() {
        out.push_str("\ncases that show a drop of one criterion\n");
        plan.drops.iter().for_each(|needed| {
            let (drop, cases) = (as_asked(needed.drop), needed_text(needed));
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  {drop:FIRST$}  {cases}");
        });
    }
    if !plan.cases.is_empty() {
        out.push_str("\nthe smallest drop of one criterion that cases show\n");
        plan.cases.iter().for_each(|detectable| {
            let (cases, drop) = (cases(detectable.cases), detectable_text(plan, detectable));
            let _ = writeln!(out, "  {cases:FIRST$}  {drop}");
        });
    }
    out.push_str(&limits(plan));
    if plan.repeats > 1 {
        out.push_str(
            "repeats: the better figure holds when the answers to one case differ as much as those to different \
             cases,\n         the worse one when they always agree; only a recorded run tells which is nearer\n",
        );
    }
    out
}

fn assumed(plan: &Plan) -> String {
    let criteria = match plan.family.criteria {
        1 => "1 criterion".to_owned(),
        many => format!("{many} criteria, of which one drops"),
    };
    let method = match plan.family.method {
        Method::MidP => "mid-p",
        Method::Exact => "exact",
    };
    let repeats = match plan.repeats {
        1 => String::new(),
        many => format!("{many} repeats of each case, "),
    };
    format!(
        "assumed: {criteria}; {repeats}{} of the cases improve by chance\n\
         wanted:  found with a chance of {}, a false alarm on any criterion with {} ({method}, Holm)\n",
        percent(plan.improve_rate),
        percent(plan.power),
        percent(plan.family.alpha),
    )
}

/// A drop or a margin with the digits it was given.
fn as_asked(share: f64) -> String {
    format!("{} points", shortest(rounded(share * 100.0)))
}

fn needed_text(needed: &Needed) -> String {
    let Bounds { worst, best } = needed.cases;
    match (best, worst) {
        (Some(best), Some(worst)) if best < worst => {
            let best = usize::try_from(best).map_or_else(|_| best.to_string(), grouped);
            format!("{best} to {}", cases(worst))
        }
        (_, Some(worst)) => cases(worst),
        (_, None) => "no number of cases: more than all of them would flip".to_owned(),
    }
}

fn detectable_text(plan: &Plan, detectable: &Detectable) -> String {
    if !plan.can_fail(detectable.cases) {
        return "none: too few to fail".to_owned();
    }
    let Bounds { worst, best } = detectable.drop;
    if worst.is_some_and(|worst| worst < 0.0005) {
        return "below 0.1 points".to_owned();
    }
    let shown = match (best, worst) {
        (Some(best), Some(worst)) if best < worst => {
            format!("{:.1} to {}", best * 100.0, precise_points(worst))
        }
        (_, Some(worst)) => precise_points(worst),
        (Some(best), None) => format!("{} at best", precise_points(best)),
        (None, None) => "none with this chance".to_owned(),
    };
    let open = plan
        .to_pass_unchanged
        .filter(|needed| detectable.cases < *needed);
    match open {
        Some(_) => format!("{shown}; too few to pass without a change"),
        None => shown,
    }
}

fn limits(plan: &Plan) -> String {
    let mut out = String::from("\n");
    if let Some(flips) = plan.fewest_flips {
        let _ = writeln!(
            out,
            "fewest that fail the gate: {} from pass to fail, none the other way",
            cases(flips)
        );
    }
    if let Some(unchanged) = plan.to_pass_unchanged {
        let _ = writeln!(
            out,
            "fewest that pass it: {} without a change, at a margin of {}",
            cases(unchanged),
            as_asked(plan.margin)
        );
    }
    out
}
