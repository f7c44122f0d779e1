//! The run log: every result of scoring some transcripts with one rubric, as versioned JSON Lines.
//!
//! A log outlives the rubric that made it, so nothing here knows rubrics or documents: only what is written
//! and what can be read back.

mod fingerprint;
mod lean;
mod ledger;
mod ledger_reader;
mod reader;
mod record;
mod saved;
mod summary;
mod writer;

pub use fingerprint::Fingerprint;
pub use ledger::{Ledger, LogName, OwnVerdict, RecordPlace};
pub use ledger_reader::LedgerReader;
pub use reader::{Run, read};
pub use record::{
    AgentInfo, CaseRef, CriterionInfo, EvidenceRecord, FORMAT, FileRecord, Header, InvalidRecord,
    Record, ResultRecord, RubricInfo, RuleInfo, SourceRef, TextRecord, UncheckedInfo,
    VerdictRecord, group_of, index_of,
};
pub use saved::save_baseline;
pub use summary::{Counts, Summary};
pub use writer::LogWriter;
