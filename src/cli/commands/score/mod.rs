//! `semper score`: checks every recorded answer against a rubric.

mod baseline;
mod demands;
mod sinks;

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::inputs::{InputArguments, Inputs};
use crate::cli::limits::LimitArguments;
use crate::cli::pool;
use crate::cli::reports::{Claims, Reports, Wanted, wanted};
use crate::cli::scoring::{BesideArguments, compile, expected, header};
use crate::evaluate::{Scorer, Texts};
use crate::report::{self, Format, Keep, Needs, Palette, Scorecard, Shape};
use crate::rubric::load_lexicon;
use demands::DemandArguments;
use sinks::{Ended, Sinks};

/// Scores recorded answers with a rubric.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The rubric.
    #[arg(short, long, value_name = "FILE")]
    rubric: PathBuf,
    #[command(flatten)]
    beside: BesideArguments,
    #[command(flatten)]
    inputs: InputArguments,
    /// Writes the run log to this file, whole or not at all.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = report::FORMATS[0].name, value_parser = formats())]
    format: &'static Format,
    /// Writes a report to a file as well, whole or not at all; may be given several times.
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = report)]
    reports: Vec<Wanted<Format>>,
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

/// Reads a value of `--report`.
fn report(text: &str) -> Result<Wanted<Format>, String> {
    let cards = report::FORMATS.iter().copied();
    let (logs, cards): (Vec<&Format>, Vec<&Format>) =
        cards.partition(|format| matches!(format.shape, Shape::Log));
    let name = text.split('=').next();
    if logs.iter().any(|log| Some(log.name) == name) {
        return Err("`--output` writes the run log".to_owned());
    }
    let cards: Vec<_> = cards.iter().map(|card| (card.name, *card)).collect();
    wanted(text, &cards)
}

/// What is written must replace nothing that matters.
fn refuse_overwrite(
    arguments: &Arguments,
    agent: Option<&str>,
    inputs: &Inputs,
) -> Result<(), Stop> {
    let mut claims = Claims::default();
    for path in inputs.files.iter().filter_map(|file| file.path.as_deref()) {
        claims.reads("the input", path);
    }
    claims.reads("the rubric", &arguments.rubric);
    if let Some(cases) = &arguments.beside.cases {
        claims.reads("the cases file", cases);
    }
    if let Some(agent) = agent {
        claims.reads("the agent prompt", Path::new(agent));
    }
    if let Some(log) = &arguments.output {
        claims.writes("--output", log)?;
    }
    if let Some(path) = &arguments.save_baseline {
        claims.writes("--save-baseline", path)?;
    }
    claims.reports(&arguments.reports)
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let lexicon = load_lexicon();
    let (rubric, agent) = compile(
        &arguments.rubric,
        &lexicon,
        &arguments.beside.beside(),
        console,
    )?;
    let inputs = Inputs::resolve(&arguments.inputs)?;
    for note in &inputs.notes {
        console.say(note);
    }
    let agent_file = agent.as_ref().and_then(|agent| agent.file.as_deref());
    refuse_overwrite(arguments, agent_file, &inputs)?;
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
    let meter = inputs.meter();
    let mut progress = console.progress(meter.clone());
    let mut sinks = Sinks::start(arguments, &header, console)?;
    let scorer = Scorer {
        rubric: &rubric,
        lexicon: &lexicon,
        limits,
        log: sinks.want_log().then_some(texts),
    };
    let mut card = Scorecard::new(header, keep, needs(arguments));
    card.expect(expected(&rubric));
    let ended = scorer.run(inputs.records(limits, meter), &pool, |line| {
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
    card.close();
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
    reports: Reports<Format>,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let decision = arguments.demands.decide(&card);
    card.conclusions.clone_from(&decision.reasons);
    // A run without answers has reports too: they say so.
    reports.finish(|format, out| match format.shape {
        Shape::Card(write, _) => write(&card, &Palette::plain(), out),
        Shape::Log => Ok(()),
    })?;
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
