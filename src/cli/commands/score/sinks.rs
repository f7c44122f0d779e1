//! Where the lines of a run go: into the counts, the log file, and the log on standard output.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Arguments;
use super::baseline::Baseline;
use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::Stop;
use crate::cli::output::Output;
use crate::diagnostic::Diagnostic;
use crate::evaluate::{Judged, Line};
use crate::report::{Failure, Scorecard, Shape};
use crate::run::{Header, LogWriter};

/// The receivers of a run.
pub(super) struct Sinks<'c> {
    file: Option<(PathBuf, LogWriter<Output>)>,
    printed: Option<LogWriter<&'c mut Console>>,
    baseline: Option<Baseline>,
    /// Whether the results matter when nobody reads standard output.
    needed: bool,
}

/// Why a run ended before its input did.
pub(super) enum Ended {
    /// Whoever read the log went away.
    ReaderLeft,
    /// Something could not be written.
    Failed(Stop),
}

impl<'c> Sinks<'c> {
    pub(super) fn start(
        arguments: &Arguments,
        header: &Header,
        console: &'c mut Console,
    ) -> Result<Self, Stop> {
        let file = match &arguments.output {
            None => None,
            Some(path) => {
                let log = LogWriter::start(Output::create(path)?, header);
                Some((
                    path.clone(),
                    log.map_err(|error| Output::cannot_write(path, &error))?,
                ))
            }
        };
        let kept = arguments.save_baseline.as_deref();
        let baseline = kept.map(|path| Baseline::start(path, header)).transpose()?;
        let printed = match arguments.format.shape {
            Shape::Card(..) => None,
            Shape::Log => {
                let log = LogWriter::start(console, header);
                Some(log.map_err(|error| cannot_write(&error))?)
            }
        };
        Ok(Self {
            needed: file.is_some()
                || baseline.is_some()
                || !arguments.reports.is_empty()
                || arguments.demands.any(),
            file,
            printed,
            baseline,
        })
    }

    /// Whether results are needed as JSON.
    pub(super) fn want_log(&self) -> bool {
        self.file.is_some() || self.printed.is_some() || self.baseline.is_some()
    }

    /// Takes one line of the run.
    pub(super) fn take(&mut self, line: Line, card: &mut Scorecard) -> Result<(), Ended> {
        let written = |path: &Path, result: io::Result<()>| {
            result.map_err(|error| Ended::Failed(Output::cannot_write(path, &error).into()))
        };
        let printed =
            |result: io::Result<()>| result.map_err(|error| Ended::Failed(cannot_write(&error)));
        let failed = |problem: Diagnostic| Ended::Failed(problem.into());
        match &line {
            Line::Invalid(record) => {
                if let Some((path, log)) = &mut self.file {
                    written(path, log.invalid(record))?;
                }
                if let Some(log) = &mut self.printed {
                    printed(log.invalid(record))?;
                }
                if let Some(baseline) = &mut self.baseline {
                    baseline.invalid(record).map_err(failed)?;
                }
            }
            Line::Result { json, .. } => {
                let json = json.as_deref().unwrap_or_default();
                if let Some((path, log)) = &mut self.file {
                    written(path, log.result(json))?;
                }
                if let Some(log) = &mut self.printed {
                    printed(log.result(json))?;
                }
                if let Some(baseline) = &mut self.baseline {
                    baseline.result(json).map_err(failed)?;
                }
            }
        }
        count(line, card);
        let left = self
            .printed
            .as_ref()
            .is_some_and(|log| log.out().reader_left());
        if left && !self.needed {
            return Err(Ended::ReaderLeft);
        }
        Ok(())
    }

    /// Ends the logs. Where nothing was scored, the previous log stays.
    pub(super) fn finish(self, card: &Scorecard) -> Result<(), Stop> {
        if let Some((path, log)) = self.file
            && card.summary.responses > 0
        {
            let output = log.finish(&card.summary);
            output
                .map_err(|error| Output::cannot_write(&path, &error))?
                .commit()?;
        }
        if let Some(baseline) = self.baseline {
            baseline.finish(&card.summary)?;
        }
        if let Some(log) = self.printed {
            let console = log
                .finish(&card.summary)
                .map_err(|error| cannot_write(&error))?;
            console.flush().map_err(|error| cannot_write(&error))?;
        }
        Ok(())
    }
}

fn count(line: Line, card: &mut Scorecard) {
    match line {
        Line::Invalid(record) => card.invalid(record),
        Line::Result {
            case,
            repeat,
            source,
            score,
            tags: _,
            joined,
            verdicts,
            json: _,
        } => {
            if let Some(joined) = joined {
                card.answered(joined);
            }
            let decided = verdicts
                .iter()
                .map(|judged| (judged.row, judged.index, judged.verdict));
            card.scored(&case, repeat, decided, score);
            for judged in verdicts {
                let Judged {
                    row,
                    index,
                    verdict,
                    why,
                } = judged;
                if !card.wants(row, verdict) {
                    continue;
                }
                let (place, note) = match why {
                    Some(why) => (why.place, why.note),
                    None => (None, String::new()),
                };
                card.keep(
                    row,
                    Failure {
                        case: case.clone(),
                        repeat,
                        file: source.file.clone(),
                        line: source.line,
                        index,
                        verdict,
                        place,
                        note,
                    },
                );
            }
        }
    }
}
