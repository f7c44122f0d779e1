//! Writes a run log: header first, records in order, summary last.

use std::io::{self, Write};

use serde::Serialize;

use super::record::{Header, InvalidRecord, Record};
use super::summary::Summary;

/// The log of a run that is going on.
pub struct LogWriter<W> {
    out: W,
}

impl<W: Write> LogWriter<W> {
    /// Starts a log with its header.
    ///
    /// # Errors
    /// What `out` says.
    pub fn start(out: W, header: &Header) -> io::Result<Self> {
        let mut log = Self { out };
        log.record(&Record::Run(header.clone()))?;
        Ok(log)
    }

    /// What the log is written to.
    pub fn out(&self) -> &W {
        &self.out
    }

    /// Adds a result, already written as JSON with its line break.
    ///
    /// # Errors
    /// What the output says.
    pub fn result(&mut self, line: &[u8]) -> io::Result<()> {
        self.out.write_all(line)
    }

    /// Adds a record that could not be scored.
    ///
    /// # Errors
    /// What the output says.
    pub fn invalid(&mut self, record: &InvalidRecord) -> io::Result<()> {
        self.record(&Record::Invalid(record.clone()))
    }

    /// Ends the log with its summary, and gives back what it was written to.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(mut self, summary: &Summary) -> io::Result<W> {
        self.record(&Record::Summary(summary.clone()))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn record(&mut self, record: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, record)?;
        self.out.write_all(b"\n")
    }
}
