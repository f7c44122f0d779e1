//! The two sides of a comparison: run logs as they are, transcripts scored into a log of their own.
//!
//! Logs are read twice: once for verdicts, and where a report shows evidence once more, at the places that the
//! first reading noted. So no log is ever held whole.

#![expect(
    clippy::disallowed_methods,
    reason = "run logs are files that are read at places"
)]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rayon::ThreadPool;
use tempfile::NamedTempFile;

use crate::cli::console::Console;
use crate::cli::exit::Stop;
use crate::cli::files::{name_of, reason, unreadable};
use crate::cli::inputs::{HowArguments, InputArguments, Inputs};
use crate::cli::scoring::expected;
use crate::compare::{Excerpts, Side};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Lexicon, Limits};
use crate::evaluate::{Line, Scorer, Texts};
use crate::rubric::Rubric;
use crate::run::{Header, Ledger, LedgerReader, LogWriter, Record, Summary};

/// How logs start.
const HEADS: [&str; 2] = [r#"{"type":"run""#, r#"{"type":"baseline""#];
/// Bytes of a file that tell whether it is a log.
const HEAD_BYTES: u64 = 256;
/// Logs are read in pieces of this size.
const BUFFER: usize = 1 << 20;
/// Most bytes of a line of a log.
const MAX_LINE: u64 = 256 << 20;

/// One side, as files that hold logs.
#[derive(Debug)]
pub(super) enum Logs {
    /// Logs that the user named.
    Given(Vec<PathBuf>),
    /// Transcripts, scored.
    Scored(NamedTempFile, String),
}

/// What the user named for one side.
#[derive(Debug)]
pub(super) enum Named {
    /// Logs.
    Logs(Vec<PathBuf>),
    /// Transcripts, to be scored, and what they are called together.
    Transcripts(Inputs, String),
}

impl Named {
    /// Tells what `paths` are, and finds all files of folders.
    pub(super) fn resolve(paths: &[PathBuf], side: Side, how: &HowArguments) -> Result<Self, Stop> {
        if are_logs(paths, side)? {
            return Ok(Self::Logs(paths.to_vec()));
        }
        let inputs = Inputs::resolve(&InputArguments {
            inputs: paths.to_vec(),
            how: how.clone(),
        })?;
        let names: Vec<String> = paths.iter().map(|path| name_of(path)).collect();
        Ok(Self::Transcripts(inputs, names.join(", ")))
    }

    /// The files, without standard input.
    pub(super) fn files(&self) -> Vec<&PathBuf> {
        match self {
            Self::Logs(paths) => paths.iter().collect(),
            Self::Transcripts(inputs, _) => {
                let files = inputs.files.iter();
                files.filter_map(|file| file.path.as_ref()).collect()
            }
        }
    }
}

/// What scoring transcripts needs.
pub(super) struct Scoring<'s> {
    pub(super) rubric: &'s Rubric,
    pub(super) header: &'s Header,
    pub(super) lexicon: &'s Lexicon,
    pub(super) limits: Limits,
    pub(super) pool: &'s ThreadPool,
}

/// Whether all of `paths` are logs; an error when only some are.
fn are_logs(paths: &[PathBuf], side: Side) -> Result<bool, Stop> {
    let logs = paths.iter().filter(|path| is_log(path)).count();
    if logs > 0 && logs < paths.len() {
        let message = format!("the {} mixes run logs and transcripts", side.as_str());
        return Err(Diagnostic::error(Code::ARGUMENT, message)
            .help("score the transcripts first, with `semper score --output`")
            .into());
    }
    Ok(logs > 0)
}

/// Told by the first bytes; what cannot be read is left for the reader of transcripts to tell.
fn is_log(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    let head: String = String::from_utf8_lossy(&head)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
        .collect();
    read.is_ok() && HEADS.iter().any(|start| head.starts_with(start))
}

/// Scores transcripts, called `name` together, into a log.
pub(super) fn score(
    inputs: Inputs,
    name: String,
    scoring: &Scoring<'_>,
    console: &mut Console,
) -> Result<Logs, Stop> {
    for note in &inputs.notes {
        console.say(note);
    }
    let cannot = |error: &io::Error| -> Stop {
        Diagnostic::error(
            Code::UNREADABLE,
            format!("cannot keep results in a temporary file: {}", reason(error)),
        )
        .into()
    };
    let file = NamedTempFile::new().map_err(|error| cannot(&error))?;
    let buffer = io::BufWriter::with_capacity(BUFFER, file);
    let mut log = LogWriter::start(buffer, scoring.header).map_err(|error| cannot(&error))?;
    let ids = scoring
        .header
        .criteria
        .iter()
        .map(|criterion| criterion.id.clone());
    let mut summary = Summary::new(ids.collect::<Vec<_>>());
    let mut open: Vec<Option<String>> = expected(scoring.rubric).map(Some).collect();
    let scorer = Scorer {
        rubric: scoring.rubric,
        lexicon: scoring.lexicon,
        limits: scoring.limits,
        // Texts are compared by their digests; evidence quotes what it needs.
        log: Some(Texts::Digests),
    };
    let meter = inputs.meter();
    let mut progress = console.progress(meter.clone());
    let records = inputs.records(scoring.limits, meter);
    let scored = scorer.run(records, scoring.pool, |line| {
        progress.step();
        match line {
            Line::Invalid(record) => {
                summary.invalid += 1;
                log.invalid(&record)
            }
            Line::Result {
                score,
                joined,
                verdicts,
                json,
                ..
            } => {
                if let Some(case) = joined.and_then(|case| open.get_mut(case)) {
                    *case = None;
                }
                let verdicts = verdicts.iter().map(|judged| (judged.row, judged.verdict));
                summary.add(verdicts, score);
                log.result(json.as_deref().unwrap_or_default())
            }
        }
    });
    progress.finish();
    scored.map_err(|error| cannot(&error))?;
    summary.unanswered = open.into_iter().flatten().collect();
    let buffer = log.finish(&summary).map_err(|error| cannot(&error))?;
    let file = buffer.into_inner().map_err(|error| cannot(error.error()))?;
    Ok(Logs::Scored(file, name))
}

impl Logs {
    fn files(&self) -> Vec<(&Path, String)> {
        match self {
            Self::Given(paths) => paths
                .iter()
                .map(|path| (path.as_path(), name_of(path)))
                .collect(),
            Self::Scored(file, name) => vec![(file.path(), name.clone())],
        }
    }

    /// Reads all verdicts.
    pub(super) fn ledger(&self) -> Result<Ledger, Diagnostic> {
        let mut reader = LedgerReader::default();
        for (path, name) in self.files() {
            reader.begin(&name);
            each_line(path, &name, |line, at| reader.line(line, at))?;
            reader.end()?;
        }
        reader
            .finish()
            .ok_or_else(|| Diagnostic::error(Code::LOG, "no run log was given"))
    }

    /// Reads the evidence of `rows`.
    pub(super) fn excerpts(
        &self,
        side: Side,
        ledger: &Ledger,
        rows: &BTreeSet<u32>,
        out: &mut Excerpts,
    ) -> Result<(), Diagnostic> {
        let mut places: Vec<_> = rows
            .iter()
            .filter_map(|row| Some((ledger.place(*row as usize)?, *row)))
            .map(|(place, row)| (place.log, place.at, row))
            .collect();
        places.sort_unstable();
        for (number, (path, name)) in self.files().into_iter().enumerate() {
            let of_log: Vec<_> = places.iter().filter(|(log, ..)| *log == number).collect();
            if of_log.is_empty() {
                continue;
            }
            let cannot = |error: io::Error| unreadable(&name, &reason(&error));
            let mut file = BufReader::new(File::open(path).map_err(cannot)?);
            let mut line = Vec::new();
            for (_, at, row) in of_log {
                file.seek(SeekFrom::Start(*at)).map_err(cannot)?;
                line.clear();
                (&mut file)
                    .take(MAX_LINE)
                    .read_until(b'\n', &mut line)
                    .map_err(cannot)?;
                if let Ok(Record::Result(record)) = serde_json::from_slice(&line) {
                    out.add(side, *row, record);
                } else {
                    let message = format!("`{name}` changed while it was read");
                    return Err(Diagnostic::error(Code::LOG, message));
                }
            }
        }
        Ok(())
    }
}

/// Gives each line of a file with the byte at which it starts; the buffer is one for all of them.
fn each_line(
    path: &Path,
    name: &str,
    mut take: impl FnMut(&[u8], u64) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let cannot = |error: io::Error| unreadable(name, &reason(&error));
    let mut file = BufReader::with_capacity(BUFFER, File::open(path).map_err(cannot)?);
    let (mut line, mut at) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        let read = (&mut file)
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(cannot)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == MAX_LINE {
            let message = format!("`{name}` has a line of more than {} MiB", MAX_LINE >> 20);
            return Err(Diagnostic::error(Code::LOG, message));
        }
        let text = if at == 0 {
            line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line)
        } else {
            &line
        };
        take(text, at)?;
        at += read as u64;
    }
}
