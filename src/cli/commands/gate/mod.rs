//! `semper gate`: compares two runs, and stops an edit that makes answers worse.

mod outputs;
mod settings;
mod sides;

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::inputs::HowArguments;
use crate::cli::limits::LimitArguments;
use crate::cli::output::Output;
use crate::cli::pool;
use crate::cli::reports::{Reports, Wanted};
use crate::cli::scoring::{BesideArguments, compile, header};
use crate::compare::{Comparison, Excerpts, Outcome, Shown, Side, compare};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::evaluate::Texts;
use crate::policy::{GateSettings, OnInconclusive};
use crate::report::{GATE_FORMATS, GateFormat, GateReport, Palette, gate_format};
use crate::rubric::{Rubric, load_lexicon};
use crate::run::{Header, Ledger, save_baseline};
use settings::SettingArguments;
use sides::{Logs, Named, Scoring, score};

/// How many pairs of a criterion are shown with evidence that turned one way.
const FEW: usize = 3;

/// Compares a candidate with a baseline: run logs, or transcripts with a rubric.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// What was: run logs, a saved baseline, or transcripts.
    #[arg(short, long, required = true, num_args = 1.., value_name = "FILE")]
    baseline: Vec<PathBuf>,
    /// What shall be: run logs or transcripts.
    #[arg(short, long, required = true, num_args = 1.., value_name = "FILE")]
    candidate: Vec<PathBuf>,
    /// The baseline's rubric; transcripts of both sides are scored with it.
    #[arg(short, long, value_name = "FILE")]
    rubric: Option<PathBuf>,
    #[command(flatten)]
    beside: BesideArguments,
    /// The rubric that the change brings: what it removes or weakens is a regression.
    #[arg(long, value_name = "FILE")]
    candidate_rubric: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = GATE_FORMATS[0].name, value_parser = formats())]
    format: &'static GateFormat,
    /// Shows every pair that differs with its evidence.
    #[arg(long)]
    all: bool,
    /// Writes a report to a file as well, whole or not at all; may be given several times.
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = outputs::report)]
    reports: Vec<Wanted<GateFormat>>,
    /// Saves the candidate's verdicts as a baseline to be kept, unless it regressed.
    #[arg(long, value_name = "FILE")]
    save_baseline: Option<PathBuf>,
    #[command(flatten)]
    how: HowArguments,
    /// How many threads score; as many as the machine has by default.
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    settings: SettingArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

/// The names of the registry as values of an argument.
fn formats() -> impl TypedValueParser<Value = &'static GateFormat> {
    let values = GATE_FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.summary));
    PossibleValuesParser::new(values)
        .map(|name| gate_format(&name).expect("only names of formats are accepted"))
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let pool = pool::build(arguments.jobs)?;
    let Prepared {
        logs,
        settings,
        proposed,
        reports,
    } = prepare(arguments, &pool, console)?;
    let (baseline, candidate) = pool.join(|| logs[0].ledger(), || logs[1].ledger());
    let mut problems = Diagnostics::new();
    let mut read =
        |result: Result<Ledger, Diagnostic>| problems.take(result.map_err(Diagnostics::from));
    let (Some(baseline), Some(candidate)) = (read(baseline), read(candidate)) else {
        return Err(problems.into());
    };
    outputs::refuse_prompts(arguments, [baseline.header(), candidate.header()])?;
    let settings = settings.or_else(|| baseline.header().gate.clone());
    let policy = arguments
        .settings
        .policy(settings.as_ref(), baseline.header())?;
    let comparison = compare(&baseline, &candidate, proposed.as_ref(), policy);

    let shown = if arguments.all {
        Shown::All
    } else {
        Shown::First(FEW)
    };
    let mut excerpts = Excerpts::default();
    let rows = comparison.rows_shown(shown);
    logs[0].excerpts(Side::Baseline, &baseline, &rows[0], &mut excerpts)?;
    logs[1].excerpts(Side::Candidate, &candidate, &rows[1], &mut excerpts)?;
    let report = GateReport {
        comparison: &comparison,
        excerpts: &excerpts,
        shown,
    };
    reports.finish(|format, out| (format.write)(&report, &Palette::plain(), out))?;
    let palette = console.palette();
    let printed =
        (arguments.format.write)(&report, &palette, console).and_then(|()| console.flush());
    printed.map_err(|error| cannot_write(&error))?;
    save(arguments, &comparison, console)?;
    let exit = exit(&comparison);
    if exit == Exit::Passed && comparison.outcome != Outcome::Passed {
        console.say(
            "warning: the data cannot tell, which passes here; `--on-inconclusive fail` stops it",
        );
    }
    Ok(exit)
}

/// The exit code of a comparison.
fn exit(comparison: &Comparison<'_>) -> Exit {
    match comparison.outcome {
        Outcome::Passed => Exit::Passed,
        Outcome::Regressed => Exit::Failed,
        Outcome::Inconclusive | Outcome::Untested => match comparison.policy.on_inconclusive {
            OnInconclusive::Pass => Exit::Passed,
            OnInconclusive::Fail => Exit::Inconclusive,
        },
        Outcome::NotComparable => Exit::Nothing,
    }
}

/// What a comparison starts from.
struct Prepared {
    /// The logs of both sides.
    logs: [Logs; 2],
    /// The settings of the rubric.
    settings: Option<GateSettings>,
    /// The head of the rubric that is proposed.
    proposed: Option<Header>,
    reports: Reports<GateFormat>,
}

fn prepare(
    arguments: &Arguments,
    pool: &rayon::ThreadPool,
    console: &mut Console,
) -> Result<Prepared, Stop> {
    let lexicon = load_lexicon();
    let mut compiled = |file: &Option<PathBuf>| -> Result<Option<(Rubric, Header)>, Stop> {
        let Some(file) = file else { return Ok(None) };
        let (rubric, agent) = compile(file, &lexicon, &arguments.beside.beside(), console)?;
        let header = header(&rubric, agent, Texts::Digests);
        Ok(Some((rubric, header)))
    };
    let rubric = compiled(&arguments.rubric)?;
    let (_, proposed) = compiled(&arguments.candidate_rubric)?.unzip();
    let named = |paths: &[PathBuf], side| {
        let named = Named::resolve(paths, side, &arguments.how)?;
        if matches!(named, Named::Transcripts(..)) && rubric.is_none() {
            let message = format!("the {} is no run log", side.as_str());
            return Err(Stop::from(Diagnostic::error(Code::ARGUMENT, message).help(
                "transcripts are scored with the rubric that `--rubric` names",
            )));
        }
        Ok(named)
    };
    let baseline = named(&arguments.baseline, Side::Baseline)?;
    let candidate = named(&arguments.candidate, Side::Candidate)?;
    outputs::refuse_overwrite(arguments, [&baseline, &candidate])?;
    let headers = rubric.iter().map(|(_, header)| header).chain(&proposed);
    outputs::refuse_prompts(arguments, headers)?;
    let reports = Reports::start(&arguments.reports)?;

    let mut logs = |named: Named| match named {
        Named::Logs(paths) => Ok(Logs::Given(paths)),
        Named::Transcripts(inputs, name) => {
            let rubric = rubric.as_ref();
            let (rubric, header) = rubric.expect("transcripts without a rubric were refused");
            let scoring = Scoring {
                rubric,
                header,
                lexicon: &lexicon,
                limits: arguments.limits.limits(),
                pool,
            };
            score(inputs, name, &scoring, console)
        }
    };
    Ok(Prepared {
        logs: [logs(baseline)?, logs(candidate)?],
        settings: rubric.and_then(|(rubric, _)| rubric.gate),
        proposed,
        reports,
    })
}

/// Keeps the candidate as the next baseline.
fn save(
    arguments: &Arguments,
    comparison: &Comparison<'_>,
    console: &mut Console,
) -> Result<(), Stop> {
    let Some(path) = &arguments.save_baseline else {
        return Ok(());
    };
    match comparison.outcome {
        Outcome::Passed | Outcome::Inconclusive | Outcome::Untested => {}
        Outcome::Regressed | Outcome::NotComparable => {
            console
                .say("the baseline was not saved: the candidate regressed or cannot be compared");
            return Ok(());
        }
    }
    let mut output = Output::create(path)?;
    save_baseline(comparison.candidate, &mut output)
        .map_err(|error| Output::cannot_write(path, &error))?;
    Ok(output.commit()?)
}
