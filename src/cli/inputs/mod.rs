//! Input arguments become a stream of records: files, folders, globs and standard input, in a fixed order.
//!
//! What a user named must be a transcript, or the run does not start. What was only found in a folder may be
//! anything: it is left out, and that is said. No line file is ever held whole.

mod lines;
mod meter;
mod packed;
mod pieces;
mod recognise;
mod records;
mod requests;
mod resolve;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

pub(super) use meter::Meter;
pub(super) use recognise::Recognised;
pub(super) use records::Records;

use recognise::Found;
use requests::Requests;

use super::exit::Stop;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::document::Limits;
use crate::transcript::{FORMATS, Format, Mapping, Reading, Which, by_name};

/// Which files, and how they are read.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// Transcripts: files, folders, globs, or `-` for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) how: HowArguments,
}

/// How transcripts are read.
#[derive(Debug, Clone, Args)]
pub(super) struct HowArguments {
    /// Reads every input as this format instead of recognising it.
    #[arg(long, value_name = "NAME")]
    pub(super) input_format: Option<String>,
    /// Reads JSON of any shape: JSON pointers to what is read, as
    /// `response=/output/text,prompt=/question`; `case`, `system` and `model` can be given too.
    #[arg(long, value_name = "NAME=POINTER,..", conflicts_with = "input_format")]
    pub(super) map: Option<String>,
    /// Which turns of a conversation are read: the last that was answered, all of them, or the one with this
    /// number, from 1. With `all`, turn 2 of a record with the id `x` is the case `x/turn2`; without an id a
    /// case is known by the prompt of its turn, as ever.
    #[arg(long, value_name = "last|all|N", default_value = "last")]
    pub(super) turn: Which,
}

impl HowArguments {
    fn reading(&self) -> Result<Reading, Diagnostic> {
        let map = self.map.as_deref().map(Mapping::parse).transpose()?;
        Ok(Reading {
            turns: self.turn,
            map: map.map(Arc::new),
        })
    }
}

/// Where a file came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// An argument names it.
    ByName,
    /// It was found in a folder.
    InFolder,
}

/// The files that will be read, in order, and what there is to say of the others.
#[derive(Debug)]
pub(super) struct Inputs {
    /// The transcripts.
    pub(super) files: Vec<Recognised>,
    /// Requests whose answers are among the transcripts.
    requests: Arc<Requests>,
    /// How they are read.
    pub(super) reading: Reading,
    /// One line each, for standard error.
    pub(super) notes: Vec<String>,
}

impl Inputs {
    /// Finds and recognises everything that `arguments` name.
    pub(super) fn resolve(arguments: &InputArguments) -> Result<Self, Stop> {
        let named = arguments.how.input_format.as_deref().map(format_called);
        let format = named.transpose()?;
        let reading = arguments.how.reading()?;
        let map = reading.map.clone();
        let mut problems = Diagnostics::new();
        let mut inputs = Self {
            files: Vec::new(),
            requests: Arc::default(),
            reading,
            notes: Vec::new(),
        };
        let mut skipped = Vec::new();
        let candidates = resolve::candidates(&arguments.inputs, &mut inputs.notes, &mut problems);
        let mut in_folders = 0;
        let mut requests = Vec::new();
        for candidate in candidates {
            in_folders += usize::from(candidate.given == Given::InFolder);
            let (name, given) = (candidate.name.clone(), candidate.given);
            match (
                recognise::recognise(candidate, format, map.as_deref()),
                given,
            ) {
                (Ok(Found::Transcript(file)), _) => inputs.files.push(file),
                (Ok(Found::Requests(file)), given) => requests.push((file, given)),
                (Err(problem), Given::InFolder) if problem.code != Code::UNREADABLE => {
                    skipped.push(name);
                }
                (Err(problem), Given::ByName | Given::InFolder) => problems.push(problem),
            }
        }
        let batch = |file: &Recognised| file.format.name == "openai-batch";
        if inputs.files.iter().any(batch) {
            let files = requests.into_iter().map(|(file, _)| file);
            inputs.requests = Arc::new(Requests::read(files));
        } else {
            for (file, given) in requests {
                match given {
                    Given::InFolder => skipped.push(file.name.to_string()),
                    Given::ByName => problems.push(recognise::only_requests(&file.name)),
                }
            }
        }
        if in_folders > 0 && skipped.len() == in_folders {
            problems.push(no_transcripts(&skipped));
        } else if !skipped.is_empty() {
            inputs.notes.push(skipped_note(&skipped));
        }
        if problems.is_empty() {
            Ok(inputs)
        } else {
            Err(problems.into())
        }
    }

    /// The files, one at a time.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        let (requests, reading) = (self.requests, self.reading);
        self.files.into_iter().map(move |file| Self {
            files: vec![file],
            requests: requests.clone(),
            reading: reading.clone(),
            notes: Vec::new(),
        })
    }

    /// A meter of what is read of them.
    pub(super) fn meter(&self) -> Meter {
        Meter::new(self.files.iter().map(Recognised::size))
    }

    /// All records, in order; `meter` shows how far the reading is.
    pub(super) fn records(self, limits: Limits, meter: Meter) -> Records {
        Records::new(self.files, self.requests, self.reading, limits, meter)
    }
}

fn format_called(name: &str) -> Result<&'static Format, Diagnostic> {
    by_name(name).ok_or_else(|| {
        let names = FORMATS.iter().map(|format| format.name);
        let list = format!("known formats:\n{}", recognise::formats_listed());
        let help = match did_you_mean(name, names) {
            Some(near) => format!("{near} {list}"),
            None => list,
        };
        Diagnostic::error(Code::FORMAT, format!("there is no input format `{name}`")).help(help)
    })
}

/// How many names a note lists.
const FEW_NAMES: usize = 3;

fn few(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(FEW_NAMES)
        .map(|name| crate::verdict::printable(name))
        .collect();
    let more = if names.len() > FEW_NAMES { ", .." } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn skipped_note(skipped: &[String]) -> String {
    let count = crate::words::counted(skipped.len(), "file that is", "files that are");
    format!("warning: left out {count} no transcript: {}", few(skipped))
}

fn no_transcripts(skipped: &[String]) -> Diagnostic {
    let message = format!("no file in the folder is a transcript: {}", few(skipped));
    Diagnostic::error(Code::FORMAT, message).help(recognise::formats_help())
}
