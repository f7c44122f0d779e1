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
use crate::diagnostic::{Code, Diagnostic, Diagnostics, render};
use crate::report::Palette;
use crate::source::SourceFile;

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

    /// A progress line for a run of unknown length; nothing unless standard error is a terminal.
    pub(super) fn progress(&self) -> Progress {
        let shown = self.err.is_terminal();
        Progress {
            started: shown.then(Instant::now),
            bar: None,
            count: 0,
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

/// A progress line that appears only in long runs.
pub(super) struct Progress {
    started: Option<Instant>,
    bar: Option<ProgressBar>,
    count: u64,
}

impl Progress {
    /// One more record is done.
    pub(super) fn step(&mut self) {
        let Some(started) = self.started else { return };
        self.count += 1;
        // The clock is read seldom; a record takes some tens of microseconds.
        if self.count.is_multiple_of(64) && self.bar.is_none() && started.elapsed() > LONG_RUN {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{human_pos} answers, {per_sec}, {elapsed}");
            self.bar = Some(bar.with_style(style.expect("the template is constant")));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.count);
        }
    }

    /// Takes the line away.
    pub(super) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
