//! The run log: every result of scoring some transcripts with one rubric, as versioned JSON Lines.
//!
//! A log outlives the rubric that made it, so nothing here knows rubrics or documents: only what is written
//! and what can be read back.

mod reader;
mod record;
mod summary;
mod writer;

pub use reader::{Run, read};
pub use record::{
    AgentInfo, CriterionInfo, EvidenceRecord, FORMAT, FileRecord, Header, InvalidRecord, Record,
    ResultRecord, RubricInfo, RuleInfo, SourceRef, TextRecord, UncheckedInfo, VerdictRecord,
};
pub use summary::{Counts, Summary};
pub use writer::LogWriter;
