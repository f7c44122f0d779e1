//! `semper score`: checks every recorded answer against a rubric.

mod demands;
mod sinks;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::name_of;
use crate::cli::inputs::{InputArguments, Inputs};
use crate::cli::limits::LimitArguments;
use crate::cli::pool;
use crate::cli::scoring::{compile, header};
use crate::diagnostic::{Code, Diagnostic};
use crate::evaluate::{Scorer, Texts};
use crate::report::{self, Format, Keep, Scorecard, Shape};
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
    inputs: InputArguments,
    /// Writes the run log to this file, whole or not at all.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = report::FORMATS[0].name, value_parser = formats())]
    format: &'static Format,
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
    refuse_overwrite(arguments.output.as_deref(), &inputs)?;
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
    let mut card = Scorecard::new(header, keep);
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
    conclude(arguments, &card, console)
}

/// Prints the report, and tells what follows from the demands.
fn conclude(arguments: &Arguments, card: &Scorecard, console: &mut Console) -> Result<Exit, Stop> {
    if let Shape::Card(write) = arguments.format.shape {
        let palette = console.palette();
        let printed: io::Result<()> = write(card, &palette, console).and_then(|()| console.flush());
        printed.map_err(|error| cannot_write(&error))?;
    }
    let decision = arguments.demands.decide(card);
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

/// The log must not take the place of a transcript.
fn refuse_overwrite(output: Option<&std::path::Path>, inputs: &Inputs) -> Result<(), Stop> {
    let Some(target) = output.and_then(|path| path.canonicalize().ok()) else {
        return Ok(());
    };
    let paths = inputs.files.iter().filter_map(|file| file.path.as_ref());
    let clash = paths
        .filter_map(|path| Some((path, path.canonicalize().ok()?)))
        .find(|(_, full)| *full == target);
    match clash {
        None => Ok(()),
        Some((path, _)) => {
            let message = format!("`--output` would replace the input `{}`", name_of(path));
            Err(Diagnostic::error(Code::ARGUMENT, message)
                .help("write the log to another file")
                .into())
        }
    }
}
