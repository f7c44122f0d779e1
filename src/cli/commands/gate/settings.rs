//! The settings of the gate as arguments; they win over those of the rubric.

use clap::ValueEnum;

use crate::cli::exit::Stop;
use crate::cli::shares::points;
use crate::compare::{ALPHA, GatePolicy, MARGIN, MAX_MISSING, RubricChange};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{GateSettings, Gated, OnInconclusive};
use crate::run::Header;

/// What an inconclusive comparison means, as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Doubt {
    /// Exit code 0, with a warning.
    Pass,
    /// Exit code 3.
    Fail,
}

/// How the gate decides. What is not given here is taken from `gate:` of the rubric.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct SettingArguments {
    /// The chance of stopping an unchanged prompt, over all gated criteria together.
    #[arg(long, value_name = "SHARE", value_parser = share, help = format!("The chance of stopping an unchanged prompt, over all gated criteria together [default: {ALPHA}]"))]
    alpha: Option<f64>,
    /// The smallest drop of a pass rate that counts: points, or a share [default: 0]
    #[arg(long, value_name = "POINTS", value_parser = drop)]
    min_effect: Option<f64>,
    /// The drop that must be ruled out for a criterion to pass.
    #[arg(long, value_name = "POINTS", value_parser = drop, help = format!("The drop that must be ruled out for a criterion to pass: points, or a share [default: {MARGIN}]"))]
    margin: Option<f64>,
    /// Which criteria decide: `must`, `should` (which includes `must`), `may` (all), or ids with commas between
    /// them [default: must]
    #[arg(long, value_name = "LEVEL|ID,..")]
    gate: Option<String>,
    /// Any new failure of a gated criterion is a regression.
    #[arg(long)]
    strict: bool,
    /// Decides by the exact p value, not by the mid-p value.
    #[arg(long)]
    exact: bool,
    /// What it means that the data cannot tell [default: pass]
    #[arg(long, value_name = "VERDICT")]
    on_inconclusive: Option<Doubt>,
    /// The largest share of cases that may be on one side only.
    #[arg(long, value_name = "SHARE", value_parser = share, help = format!("The largest share of cases that may be on one side only [default: {MAX_MISSING}]"))]
    max_missing: Option<f64>,
    /// Takes a rubric that asks for less, or for something else, than the baseline's.
    #[arg(long)]
    allow_rubric_change: bool,
}

impl SettingArguments {
    /// The policy of the arguments and of `rubric`, for runs with `header`.
    pub(super) fn policy(
        &self,
        rubric: Option<&GateSettings>,
        header: &Header,
    ) -> Result<GatePolicy, Stop> {
        let given = GateSettings {
            alpha: self.alpha,
            min_effect: self.min_effect,
            margin: self.margin,
            gate: self.gate.as_deref().map(Gated::parse),
            strict: self.strict.then_some(true),
            exact: self.exact.then_some(true),
            on_inconclusive: self.on_inconclusive.map(|doubt| match doubt {
                Doubt::Pass => OnInconclusive::Pass,
                Doubt::Fail => OnInconclusive::Fail,
            }),
            max_missing: self.max_missing,
        };
        let settings = given.over(rubric.cloned().unwrap_or_default());
        let ids = header.criteria.iter().map(|criterion| &*criterion.id);
        let problems: Diagnostics = settings
            .problems(ids)
            .into_iter()
            .map(|problem| {
                Diagnostic::error(Code::ARGUMENT, problem.message).help(format!(
                    "set it with `--{}`, or under `gate:` of the rubric",
                    problem.key
                ))
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let change = if self.allow_rubric_change {
            RubricChange::Allowed
        } else {
            RubricChange::Refused
        };
        Ok(GatePolicy::new(settings, change))
    }
}

/// A drop of a pass rate: as `semper plan` takes it, or none.
fn drop(text: &str) -> Result<f64, String> {
    match text.trim() {
        "0" | "0%" => Ok(0.0),
        text => points(text),
    }
}

/// `0.05` or `5%`.
fn share(text: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    let share = match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    };
    share.ok_or_else(|| "a share such as `0.05` or `5%` is wanted".to_owned())
}
