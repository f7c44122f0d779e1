//! Standard output and standard error. Output is the product and is buffered; the conversation is not.
//!
//! A reader that went away, as `head` does, is no failure: what follows is dropped.

#![expect(
    clippy::disallowed_methods,
    reason = "the standard streams and the clock of the progress line have their home here"
)]

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Stderr, Stdout, Write};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::exit::Stop;
use super::files::reason;
use super::inputs::Meter;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, render};
use crate::report::Palette;
use crate::source::SourceFile;
use crate::words::grouped;

/// A run gets a progress line when it takes longer.
const LONG_RUN: Duration = Duration::from_secs(1);

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// When standard output is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The streams of the process.
pub(super) struct Console {
    out: BufWriter<Stdout>,
    err: Stderr,
    colour: Colour,
    reader_left: bool,
}

impl Console {
    pub(super) fn new(colour: Colour) -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout()),
            err: io::stderr(),
            colour,
            reader_left: false,
        }
    }

    /// The colours of reports on standard output.
    pub(super) fn palette(&self) -> Palette {
        let coloured = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                anstream::AutoStream::choice(self.out.get_ref()) != anstream::ColorChoice::Never
            }
        };
        if coloured {
            Palette::coloured()
        } else {
            Palette::plain()
        }
    }

    /// Whether whoever read standard output is gone.
    pub(super) fn reader_left(&self) -> bool {
        self.reader_left
    }

    /// Says something on standard error.
    pub(super) fn say(&mut self, line: &str) {
        // There is nobody to tell that standard error is closed.
        let _ = writeln!(self.err, "{line}");
    }

    /// Shows problems on standard error.
    pub(super) fn problems(&mut self, problems: &Diagnostics, sources: &[SourceFile]) {
        if !problems.is_empty() {
            let _ = self.err.write_all(render(problems, sources).as_bytes());
        }
    }

    /// Writes out what is left.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        self.flush().map_err(|error| cannot_write(&error))
    }

    /// A progress line for a run over what `meter` measures; nothing unless standard error is a terminal.
    pub(super) fn progress(&self, meter: Meter) -> Progress {
        let shown = self.err.is_terminal();
        Progress {
            started: shown.then(Instant::now),
            bar: None,
            count: 0,
            meter,
        }
    }
}

/// The error for output that cannot be written.
pub(super) fn cannot_write(error: &io::Error) -> Stop {
    Diagnostic::error(
        Code::UNREADABLE,
        format!("cannot write to standard output: {}", reason(error)),
    )
    .into()
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.reader_left {
            return Ok(bytes.len());
        }
        match self.out.write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader_left = true;
                Ok(bytes.len())
            }
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.reader_left {
            return Ok(());
        }
        match self.out.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader_left = true;
                Ok(())
            }
            result => result,
        }
    }
}

/// A progress line that appears only in long runs: how many answers, how many a second, how long still.
pub(super) struct Progress {
    started: Option<Instant>,
    bar: Option<ProgressBar>,
    count: u64,
    meter: Meter,
}

/// The clock is read, and the line drawn, once in so many records, each of which takes some hundred microseconds.
const SELDOM: u64 = 64;

impl Progress {
    /// One more record is done.
    pub(super) fn step(&mut self) {
        let Some(started) = self.started else { return };
        self.count += 1;
        if !self.count.is_multiple_of(SELDOM) {
            return;
        }
        let elapsed = started.elapsed();
        if elapsed <= LONG_RUN {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| bar(&self.meter));
        let rate = u128::from(self.count) * 1_000 / elapsed.as_millis().max(1);
        let count = grouped(usize::try_from(self.count).unwrap_or(usize::MAX));
        bar.set_message(format!("{count} answers, {rate}/s"));
        // What was read is a little ahead of what was scored.
        bar.set_position(self.meter.read());
    }

    /// Takes the line away.
    pub(super) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(meter: &Meter) -> ProgressBar {
    let template = match meter.total() {
        Some(_) => "{msg}, {percent} %, {elapsed}, {eta} left",
        None => "{msg}, {elapsed}",
    };
    let style = ProgressStyle::with_template(template).expect("the templates are constant");
    let bar = ProgressBar::with_draw_target(meter.total(), ProgressDrawTarget::stderr());
    bar.with_style(style)
}
