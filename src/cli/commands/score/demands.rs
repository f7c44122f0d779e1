//! What a user demands of a run, and the one value from which message and exit code come.

use clap::{Args, ValueEnum};

use crate::cli::exit::Exit;
use crate::report::Scorecard;
use crate::verdict::Level;
use crate::words::{counted, exact_score};

/// When a run fails.
#[derive(Debug, Args)]
#[command(next_help_heading = "Demands")]
pub(super) struct DemandArguments {
    /// Exits with 1 when the mean score is below this (0 to 1).
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub(super) fail_under: Option<f64>,
    /// Exits with 1 when an answer fails a criterion of this level or a stricter one.
    #[arg(long, value_name = "LEVEL")]
    pub(super) require: Option<Required>,
    /// Exits with 2 when a record is invalid.
    #[arg(long)]
    pub(super) strict_input: bool,
}

/// The level that `--require` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Required {
    /// Criteria that are `must`.
    Must,
    /// Criteria that are `should` or `must`.
    Should,
}

impl Required {
    fn level(self) -> Level {
        match self {
            Self::Must => Level::Must,
            Self::Should => Level::Should,
        }
    }
}

fn score(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        Ok(_) | Err(_) => Err("a score is a number from 0 to 1, such as 0.9".to_owned()),
    }
}

/// The outcome, and the lines that tell why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) exit: Exit,
    pub(super) reasons: Vec<String>,
}

impl DemandArguments {
    /// Whether the exit code depends on the results.
    pub(super) fn any(&self) -> bool {
        self.fail_under.is_some() || self.require.is_some() || self.strict_input
    }

    /// What follows from the counts of `card`.
    ///
    /// What could not be decided weighs more than what failed: an error is never silently a fail.
    pub(super) fn decide(&self, card: &Scorecard) -> Decision {
        let mut failed = Vec::new();
        let mut undecided = Vec::new();
        if let Some(bound) = self.fail_under {
            below(bound, card, &mut failed, &mut undecided);
        }
        if let Some(required) = self.require {
            missed(required.level(), card, &mut failed, &mut undecided);
        }
        if self.strict_input && card.summary.invalid > 0 {
            let count = counted(card.summary.invalid, "record is", "records are");
            undecided.push(format!(
                "could not decide: {count} invalid (`--strict-input`)"
            ));
        }
        let open = card.summary.unanswered.len();
        if open > 0 && (self.fail_under.is_some() || self.require.is_some()) {
            let count = counted(open, "case has", "cases have");
            undecided.push(format!("could not decide: {count} no answer (`--cases`)"));
        }
        let exit = match (undecided.is_empty(), failed.is_empty()) {
            (false, _) => Exit::CouldNotRun,
            (true, false) => Exit::Failed,
            (true, true) => Exit::Passed,
        };
        failed.append(&mut undecided);
        Decision {
            exit,
            reasons: failed,
        }
    }
}

fn below(bound: f64, card: &Scorecard, failed: &mut Vec<String>, undecided: &mut Vec<String>) {
    let flag = format!("`--fail-under {bound}`");
    let errors = card.totals().error;
    if errors > 0 {
        let count = counted(errors, "verdict is an error", "verdicts are errors");
        undecided.push(format!("could not decide: {count} ({flag})"));
    }
    match card.summary.score {
        None => undecided.push(format!("could not decide: no answer has a score ({flag})")),
        Some(score) if score < bound => {
            let score = exact_score(score);
            failed.push(format!(
                "failed: the score {score} is below {bound} ({flag})"
            ));
        }
        Some(_) => {}
    }
}

fn missed(level: Level, card: &Scorecard, failed: &mut Vec<String>, undecided: &mut Vec<String>) {
    let flag = format!("`--require {}`", level.as_str());
    for row in card.rows().iter().filter(|row| row.level >= level) {
        let id = crate::report::cell(row.id, 80);
        if row.counts.fail > 0 {
            let count = counted(row.counts.fail, "answer fails", "answers fail");
            failed.push(format!("failed: {count} `{id}` ({flag})"));
        }
        if row.counts.error > 0 {
            let count = counted(row.counts.error, "answer", "answers");
            undecided.push(format!(
                "could not decide: `{id}` is an error for {count} ({flag})"
            ));
        }
    }
}
