//! `--save-baseline`: the run as a baseline to be kept, made from the same records as the log.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::exit::Stop;
use crate::cli::output::Output;
use crate::diagnostic::Diagnostic;
use crate::run::{Header, InvalidRecord, LedgerReader, Record, Summary, save_baseline};

/// What a baseline in the making is called in messages.
const NAME: &str = "this run";

/// A baseline in the making.
pub(super) struct Baseline {
    path: PathBuf,
    output: Output,
    ledger: LedgerReader,
}

impl Baseline {
    /// Starts it, so that a file that cannot be written is told before any work is done.
    pub(super) fn start(path: &Path, header: &Header) -> Result<Self, Stop> {
        let mut baseline = Self {
            path: path.to_owned(),
            output: Output::create(path)?,
            ledger: LedgerReader::default(),
        };
        baseline.ledger.begin(NAME);
        baseline.record(&Record::Run(header.clone()))?;
        Ok(baseline)
    }

    /// Takes a result, as JSON.
    pub(super) fn result(&mut self, json: &[u8]) -> Result<(), Diagnostic> {
        self.ledger.line(json, 0)
    }

    /// Takes a record that could not be scored.
    pub(super) fn invalid(&mut self, record: &InvalidRecord) -> Result<(), Diagnostic> {
        self.record(&Record::Invalid(record.clone()))
    }

    /// Writes it. Where nothing was scored, the previous one stays.
    pub(super) fn finish(mut self, summary: &Summary) -> Result<(), Stop> {
        self.record(&Record::Summary(summary.clone()))?;
        self.ledger.end()?;
        if let Some(ledger) = self.ledger.finish()
            && !ledger.is_empty()
        {
            save_baseline(&ledger, &mut self.output)
                .map_err(|error| Output::cannot_write(&self.path, &error))?;
            self.output.commit()?;
        }
        Ok(())
    }

    fn record(&mut self, record: &impl Serialize) -> Result<(), Diagnostic> {
        let json = serde_json::to_vec(record).expect("a record of strings and numbers is JSON");
        self.ledger.line(&json, 0)
    }
}
