//! `semper inspect`: which format a file has, and what would be scored of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::inputs::{InputArguments, Inputs, Meter, Recognised};
use crate::cli::limits::LimitArguments;
use crate::evaluate::{RawRecord, case_of};
use crate::report::{Palette, cell, one_line};
use crate::run::SourceRef;
use crate::transcript::{Response, ToolCall};
use crate::words::{counted, grouped};

/// How many records and files are shown.
const FEW: usize = 3;
/// Columns of an id, a path, and a beginning.
const ID: usize = 60;
const TEXT: usize = 100;
/// How much of a digest is shown: what tells any two of a file apart.
const DIGEST: usize = "sha256:".len() + 8;
/// How many different system prompts are told apart.
const MANY: usize = 1_000;

/// Shows how transcripts are read and what would be scored.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    inputs: InputArguments,
    /// Shows all records.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let inputs = Inputs::resolve(&arguments.inputs)?;
    for note in &inputs.notes {
        console.say(note);
    }
    let mut view = View {
        palette: console.palette(),
        show: if arguments.all { usize::MAX } else { FEW },
        out: console,
        read: 0,
    };
    for one in inputs.each() {
        view.file(one, arguments)
            .map_err(|error| cannot_write(&error))?;
    }
    match view.read {
        0 => Err(Stop::nothing("no record can be scored")),
        _ => Ok(Exit::Passed),
    }
}

struct View<'c> {
    out: &'c mut Console,
    palette: Palette,
    /// How many records of a file are shown.
    show: usize,
    /// How many records could be read.
    read: usize,
}

impl View<'_> {
    fn file(&mut self, input: Inputs, arguments: &Arguments) -> io::Result<()> {
        let Some(Recognised { name, format, .. }) = input.files.first() else {
            return Ok(());
        };
        let name = cell(name, TEXT);
        let style = self.palette.heading;
        writeln!(self.out, "{style}{name}{style:#}: {}", format.name)?;
        match &input.reading.map {
            Some(map) => writeln!(self.out, "  mapped: {}", one_line(&map.to_string(), TEXT))?,
            None => writeln!(self.out, "  {}", format.summary)?,
        }
        let limits = arguments.limits.limits();
        let (mut valid, mut invalid) = (0, 0);
        let mut systems = Systems::default();
        let read =
            input
                .records(limits, Meter::default())
                .flat_map(|RawRecord { source, body }| {
                    let responses = body.responses(limits);
                    responses.map(move |response| (source.clone(), response))
                });
        for (source, response) in read {
            match response {
                Ok(response) => {
                    valid += 1;
                    systems.add(&response);
                    if valid <= self.show {
                        self.response(&response, &source)?;
                    }
                }
                Err(reason) => {
                    invalid += 1;
                    if invalid <= self.show {
                        self.invalid(&reason, &source)?;
                    }
                }
            }
        }
        self.read += valid;
        writeln!(
            self.out,
            "  {}, {} invalid",
            counted(valid, "answer", "answers"),
            grouped(invalid)
        )?;
        if let Some(said) = systems.said() {
            writeln!(self.out, "  {said}")?;
        }
        if valid.max(invalid) > self.show {
            writeln!(
                self.out,
                "  the first {} are shown, --all shows all",
                self.show
            )?;
        }
        writeln!(self.out)
    }

    fn invalid(&mut self, reason: &str, source: &SourceRef) -> io::Result<()> {
        let bad = self.palette.bad;
        let reason = one_line(reason, TEXT);
        writeln!(
            self.out,
            "  line {}  {bad}invalid{bad:#}: {reason}",
            source.line
        )
    }

    fn response(&mut self, response: &Response, source: &SourceRef) -> io::Result<()> {
        write!(
            self.out,
            "  line {}  case {}",
            source.line,
            cell(&case_of(response, source), ID)
        )?;
        if let Some(repeat) = response.repeat {
            write!(self.out, "#{repeat}")?;
        }
        if let Some(turn) = response.turn {
            write!(self.out, "  turn {} of {}", turn.number, turn.of)?;
        }
        if let Some(model) = &response.model {
            write!(self.out, "  model {}", cell(model, ID))?;
        }
        writeln!(self.out)?;
        match &response.prompt {
            Some(prompt) => writeln!(self.out, "    prompt: {}", one_line(prompt, TEXT))?,
            None => writeln!(self.out, "    no prompt")?,
        }
        let length = counted(response.text.chars().count(), "character", "characters");
        writeln!(
            self.out,
            "    answer, {length}: {}",
            one_line(&response.text, TEXT)
        )?;
        for file in response.files.iter().take(self.show) {
            let size = counted(file.content.len(), "byte", "bytes");
            writeln!(self.out, "    file {}, {size}", cell(&file.path, TEXT))?;
        }
        if response.files.len() > self.show {
            writeln!(
                self.out,
                "    .. {} more files",
                response.files.len() - self.show
            )?;
        }
        if let Some(calls) = &response.tool_calls {
            writeln!(self.out, "    {}", self.tools(calls))?;
        }
        if let Some(system) = &response.system {
            writeln!(self.out, "    system prompt {}", short(system))?;
        }
        Ok(())
    }

    /// The tools that were called and how often, the most used first.
    fn tools(&self, calls: &[ToolCall]) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for call in calls {
            *counts.entry(&call.name).or_default() += 1;
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let shown = counts.iter().take(self.show.saturating_mul(FEW));
        let shown: Vec<String> = shown
            .map(|(name, count)| format!("{} {}", cell(name, ID), grouped(*count)))
            .collect();
        let more = if shown.len() < counts.len() {
            ", .."
        } else {
            ""
        };
        match calls.len() {
            0 => "no tool calls".to_owned(),
            many => format!(
                "{}: {}{more}",
                counted(many, "tool call", "tool calls"),
                shown.join(", ")
            ),
        }
    }
}

fn short(digest: &str) -> &str {
    digest.get(..DIGEST).unwrap_or(digest)
}

/// The system prompts of a file.
#[derive(Default)]
struct Systems {
    answers: usize,
    instructed: usize,
    different: BTreeSet<Arc<str>>,
}

impl Systems {
    fn add(&mut self, response: &Response) {
        self.answers += 1;
        if let Some(system) = &response.system {
            self.instructed += 1;
            if self.different.len() < MANY {
                self.different.insert(system.clone());
            }
        }
    }

    /// What there is to say; nothing where no system prompt was told.
    fn said(&self) -> Option<String> {
        let answers = counted(self.answers, "answer", "answers");
        let without = self.answers - self.instructed;
        let others = match without {
            0 => String::new(),
            _ => format!(" in {} of {answers}", grouped(self.instructed)),
        };
        match (self.different.len(), self.different.first()) {
            (0, _) | (_, None) => None,
            (1, Some(only)) if without == 0 && self.answers > 1 => Some(format!(
                "system prompt {} (the same in all {answers})",
                short(only)
            )),
            (1, Some(only)) => Some(format!("system prompt {}{others}", short(only))),
            (MANY.., _) => Some(format!(
                "{} or more different system prompts{others}",
                grouped(MANY)
            )),
            (many, _) => Some(format!(
                "{} different system prompts{others}",
                grouped(many)
            )),
        }
    }
}
