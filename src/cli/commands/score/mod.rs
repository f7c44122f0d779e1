//! `semper score`: checks every recorded answer against a rubric.

mod baseline;
mod demands;
mod reports;
mod sinks;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::inputs::{InputArguments, Inputs};
use crate::cli::limits::LimitArguments;
use crate::cli::pool;
use crate::cli::scoring::{compile, header};
use crate::evaluate::{Scorer, Texts};
use crate::report::{self, Format, Keep, Needs, Scorecard, Shape};
use crate::rubric::load_lexicon;
use demands::DemandArguments;
use reports::{Reports, Wanted};
use sinks::{Ended, Sinks};

/// Scores recorded answers with a rubric.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The rubric.
    #[arg(short, long, value_name = "FILE")]
    rubric: PathBuf,
    #[command(flatten)]
    inputs: InputArguments,
    /// Writes the run log to this file, whole or not at all.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = report::FORMATS[0].name, value_parser = formats())]
    format: &'static Format,
    /// Writes a report to a file as well, whole or not at all; may be given several times.
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = reports::wanted)]
    reports: Vec<Wanted>,
    /// Saves the verdicts as a baseline for `semper gate`: small enough to be committed, without texts.
    #[arg(long, value_name = "FILE")]
    save_baseline: Option<PathBuf>,
    /// Leaves prompts, answers and files out of the log; their digests stay.
    #[arg(long)]
    no_text: bool,
    /// Shows all failures.
    #[arg(long)]
    all: bool,
    /// How many threads score; as many as the machine has by default.
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    demands: DemandArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

/// The names of the registry as values of an argument.
fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let values = report::FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.summary));
    PossibleValuesParser::new(values)
        .map(|name| report::by_name(&name).expect("only names of formats are accepted"))
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let lexicon = load_lexicon();
    let (rubric, agent) = compile(&arguments.rubric, &lexicon, console)?;
    let inputs = Inputs::resolve(&arguments.inputs)?;
    for note in &inputs.notes {
        console.say(note);
    }
    let agent_file = agent.as_ref().and_then(|agent| agent.file.as_deref());
    reports::refuse_overwrite(arguments, agent_file, &inputs)?;
    let reports = Reports::start(&arguments.reports)?;
    let pool = pool::build(arguments.jobs)?;

    let texts = if arguments.no_text {
        Texts::Digests
    } else {
        Texts::Kept
    };
    let header = header(&rubric, agent, texts);
    let keep = if arguments.all { Keep::All } else { Keep::Few };
    let limits = arguments.limits.limits();
    let mut sinks = Sinks::start(arguments, &header, console)?;
    let scorer = Scorer {
        rubric: &rubric,
        lexicon: &lexicon,
        limits,
        log: sinks.want_log().then_some(texts),
    };
    let mut card = Scorecard::new(header, keep, needs(arguments));
    let mut progress = sinks.progress();
    let ended = scorer.run(inputs.records(limits), &pool, |line| {
        progress.step();
        sinks.take(line, &mut card)
    });
    progress.finish();
    match ended {
        Ok(()) => {}
        // Whoever read the log has seen enough, and nobody else waits for the rest.
        Err(Ended::ReaderLeft) => return Ok(Exit::Passed),
        Err(Ended::Failed(stop)) => return Err(stop),
    }
    sinks.finish(&card)?;
    conclude(arguments, card, reports, console)
}

/// What the card must keep for all reports.
fn needs(arguments: &Arguments) -> Needs {
    let written = arguments.reports.iter().map(|wanted| wanted.format.needs());
    written.fold(arguments.format.needs(), Needs::max)
}

/// Writes and prints the reports, and tells what follows from the demands.
fn conclude(
    arguments: &Arguments,
    mut card: Scorecard,
    reports: Reports,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let decision = arguments.demands.decide(&card);
    card.conclusions.clone_from(&decision.reasons);
    reports.finish(&card)?;
    if let Shape::Card(write, _) = arguments.format.shape {
        let palette = console.palette();
        let printed: io::Result<()> =
            write(&card, &palette, console).and_then(|()| console.flush());
        printed.map_err(|error| cannot_write(&error))?;
    }
    for reason in &decision.reasons {
        console.say(reason);
    }
    if card.summary.responses == 0 {
        let message = match card.summary.invalid {
            0 => "no record in the input",
            _ => "every record of the input is invalid",
        };
        return Err(Stop::nothing(message));
    }
    Ok(decision.exit)
}
