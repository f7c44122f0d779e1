//! `semper plan`: how many cases a drop needs, and what a number of cases can show.
//!
//! Everything is said of one criterion that drops while no other moves. Repeats of a case are between two bounds: when
//! they always agree they add nothing, and when they differ as cases do each is worth a case.

mod json;
mod text;

use std::io::Write as _;

use clap::ValueEnum;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::shares;
use crate::compare::statistics::{
    Family, Method, cases_for_drop, cases_to_pass_unchanged, smallest_drop,
};
use crate::compare::{ALPHA, IMPROVING, MARGIN, POWER};

/// Cases and repeats together are thought no more than this: drops are below 0.1 points there.
const MOST_CASES: u64 = 100_000_000;

/// What is told when it is not asked for anything in particular.
const DROPS: [f64; 4] = [0.05, 0.1, 0.2, 0.3];
const CASES: [u64; 5] = [20, 50, 100, 300, 1000];

/// Tells how many cases a drop needs, and what a number of cases can show.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// Tells what so many cases can show.
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    cases: Option<u64>,
    /// Tells how many cases show a drop this large: `20` points, or `0.2` as a share.
    #[arg(short, long, value_name = "POINTS", value_parser = shares::points)]
    drop: Option<f64>,
    /// How many answers each case has on each side.
    #[arg(short = 'k', long, value_name = "K", default_value = "1", value_parser = clap::value_parser!(u64).range(1..=1000))]
    repeats: u64,
    /// How many criteria are gated; one of them drops.
    #[arg(short = 'm', long, value_name = "M", default_value = "1", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    criteria: u64,
    /// The chance with which the drop is to be found.
    #[arg(long, value_name = "CHANCE", default_value_t = POWER, value_parser = shares::chance)]
    power: f64,
    /// The chance of a false alarm over all criteria.
    #[arg(long, value_name = "CHANCE", default_value_t = ALPHA, value_parser = shares::chance)]
    alpha: f64,
    /// The largest drop that still passes, in points or as a share.
    #[arg(long, value_name = "POINTS", default_value_t = MARGIN, value_parser = shares::points)]
    margin: f64,
    /// The share of cases that go from fail to pass by chance.
    #[arg(long, value_name = "SHARE", default_value_t = IMPROVING, value_parser = shares::improving)]
    improve_rate: f64,
    /// Tests with the exact p-value instead of mid-p.
    #[arg(long)]
    exact: bool,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// Lines for people.
    Text,
    /// One JSON object.
    Json,
}

/// The answers, with what was asked.
struct Plan {
    family: Family,
    repeats: u64,
    power: f64,
    margin: f64,
    improve_rate: f64,
    drops: Vec<Needed>,
    cases: Vec<Detectable>,
    /// Cases that must newly fail; `None` when no number is enough.
    fewest_flips: Option<u64>,
    to_pass_unchanged: Option<u64>,
}

/// What a value is when the repeats of a case always agree, and when they differ as cases do.
#[derive(Clone, Copy)]
struct Bounds<T> {
    worst: Option<T>,
    best: Option<T>,
}

/// The cases that show a drop.
struct Needed {
    drop: f64,
    cases: Bounds<u64>,
}

/// The smallest drop that cases show.
struct Detectable {
    cases: u64,
    drop: Bounds<f64>,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let plan = Plan::of(arguments);
    let out = match arguments.format {
        Shown::Text => text::text(&plan),
        Shown::Json => json::json(&plan),
    };
    let written = console.write_all(out.as_bytes());
    written.map_err(|error| cannot_write(&error))?;
    Ok(Exit::Passed)
}

impl Plan {
    fn of(arguments: &Arguments) -> Self {
        let family = Family {
            alpha: arguments.alpha,
            criteria: arguments.criteria,
            method: if arguments.exact {
                Method::Exact
            } else {
                Method::MidP
            },
        };
        let (drops, cases) = match (arguments.drop, arguments.cases) {
            (None, None) => (DROPS.to_vec(), CASES.to_vec()),
            (drop, cases) => (drop.into_iter().collect(), cases.into_iter().collect()),
        };
        let mut plan = Self {
            family,
            repeats: arguments.repeats,
            power: arguments.power,
            margin: arguments.margin,
            improve_rate: arguments.improve_rate,
            drops: Vec::new(),
            cases: Vec::new(),
            fewest_flips: family.fewest_flips(),
            to_pass_unchanged: cases_to_pass_unchanged(arguments.margin),
        };
        plan.drops = drops.into_iter().map(|drop| plan.needed(drop)).collect();
        plan.cases = cases.into_iter().map(|n| plan.detectable(n)).collect();
        plan
    }

    fn needed(&self, drop: f64) -> Needed {
        let worst = cases_for_drop(&self.family, drop, self.improve_rate, self.power);
        // However many repeats there are, so many cases must move for the test to say anything.
        let fewest = self.fewest_flips.unwrap_or(u64::MAX);
        let best = worst.map(|cases| cases.div_ceil(self.repeats).max(fewest.min(cases)));
        Needed {
            drop,
            cases: Bounds { worst, best },
        }
    }

    fn detectable(&self, cases: u64) -> Detectable {
        let with = |cases| smallest_drop(&self.family, cases, self.improve_rate, self.power);
        let can_fail = self.can_fail(cases);
        let best = if can_fail {
            with(cases.saturating_mul(self.repeats).min(MOST_CASES))
        } else {
            None
        };
        let worst = if self.repeats == 1 { best } else { with(cases) };
        Detectable {
            cases,
            drop: Bounds { worst, best },
        }
    }

    fn can_fail(&self, cases: u64) -> bool {
        self.fewest_flips.is_some_and(|fewest| cases >= fewest)
    }
}
