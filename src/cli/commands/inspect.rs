//! `semper inspect`: which format a file has, and what would be scored of it.

use std::io::{self, Write};
use std::sync::Arc;

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::inputs::{InputArguments, Inputs, Meter, Recognised};
use crate::cli::limits::LimitArguments;
use crate::evaluate::{RawRecord, case_of};
use crate::report::{Palette, cell, one_line};
use crate::run::SourceRef;
use crate::transcript::Response;
use crate::words::{counted, grouped};

/// How many records and files are shown.
const FEW: usize = 3;
/// Columns of an id, a path, and a beginning.
const ID: usize = 60;
const TEXT: usize = 100;

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
        let (name, format): (Arc<str>, _) = (name.clone(), *format);
        let style = self.palette.heading;
        writeln!(
            self.out,
            "{style}{}{style:#}: {}",
            cell(&name, TEXT),
            format.name
        )?;
        let limits = arguments.limits.limits();
        let (mut valid, mut invalid) = (0, 0);
        for RawRecord { source, body } in input.records(limits, Meter::default()) {
            match body.response(limits) {
                Ok(response) => {
                    valid += 1;
                    if valid <= self.show {
                        self.response(&response, &source)?;
                    }
                }
                Err(reason) => {
                    invalid += 1;
                    if invalid <= self.show {
                        let bad = self.palette.bad;
                        writeln!(
                            self.out,
                            "  line {}  {bad}invalid{bad:#}: {}",
                            source.line,
                            one_line(&reason, TEXT)
                        )?;
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
        if valid.max(invalid) > self.show {
            writeln!(
                self.out,
                "  the first {} are shown, --all shows all",
                self.show
            )?;
        }
        writeln!(self.out)
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
        Ok(())
    }
}
