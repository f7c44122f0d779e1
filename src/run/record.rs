//! The records of a run log, as serde writes and reads them.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::summary::Summary;
use crate::policy::GateSettings;
use crate::verdict::{Level, Verdict};

/// The version of the log.
pub const FORMAT: u32 = 1;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Record<'a> {
    /// The first line.
    Run(Header),
    /// One scored response.
    Result(ResultRecord<'a>),
    /// One record that could not be scored.
    Invalid(InvalidRecord),
    /// The last line.
    Summary(Summary),
}

/// What was scored with what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the log.
    pub format: u32,
    /// The version of the program.
    pub semper: String,
    /// The rubric.
    pub rubric: RubricInfo,
    /// The agent prompt, when the rubric names one that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentInfo>,
    /// The criteria that get verdicts, in order.
    pub criteria: Vec<CriterionInfo>,
    /// The criteria that no check decides.
    pub unchecked: Vec<UncheckedInfo>,
    /// What the rubric says of the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateSettings>,
    /// Whether a criterion passes when any variant of the answer does (`--loose`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loose: bool,
    /// Whether prompts, responses and files were left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_text: bool,
}

/// Identifies a rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RubricInfo {
    /// Its name.
    pub name: String,
    /// `sha256:` and the digest of what was compiled.
    pub digest: String,
}

/// Identifies an agent prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentInfo {
    /// The name of its file, without folders and ending.
    pub name: String,
    /// Its path as the rubric gives it.
    pub path: String,
    /// Its path from where the run was made, for reports that point into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `sha256:` and the digest of its bytes.
    pub digest: String,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriterionInfo {
    /// Its id.
    pub id: Arc<str>,
    /// How binding it is.
    pub level: Level,
    /// `sha256:` and the digest of what decides it: its check, its `when`, and what they use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Arc<str>>,
    /// Whether cases ask for it: responses then have a verdict for each time that their case does, named `id#index`
    /// after the place of the criterion in the case, and none where it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_case: bool,
    /// What it adds to the score.
    #[serde(serialize_with = "plain_number")]
    pub weight: f64,
    /// The rule it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleInfo>,
    /// The other rules it stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<RuleInfo>,
}

/// Writes a whole number without a fraction: `1`, not `1.0`.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn plain_number<S: serde::Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "compared with the number right after"
    )]
    let whole = *number as i64;
    #[expect(
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "an exact comparison is meant"
    )]
    let is_whole = whole as f64 == *number;
    if is_whole {
        serializer.serialize_i64(whole)
    } else {
        serializer.serialize_f64(*number)
    }
}

/// The index in the name of a criterion of a case: `2` of `use#2`. An id of a rubric holds no `#`.
#[must_use]
pub fn index_of(name: &str) -> Option<u32> {
    name.rsplit_once('#')?.1.parse().ok()
}

/// The name under which a verdict is counted: that of its criterion without the index.
#[must_use]
pub fn group_of(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((group, _)) if index_of(name).is_some() => group,
        Some(_) | None => name,
    }
}

/// A criterion that no check decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UncheckedInfo {
    /// Its id.
    pub id: Arc<str>,
    /// How binding it is.
    pub level: Level,
    /// What a person should ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The rule it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleInfo>,
    /// The other rules it stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<RuleInfo>,
}

/// A rule of the agent prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInfo {
    /// Its text as the criterion quotes it.
    pub text: String,
    /// Its line in the prompt.
    pub line: Option<usize>,
}

/// The place of a record in the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The line of the record, from 1.
    pub line: usize,
}

/// One scored response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultRecord<'a> {
    /// The case.
    pub case: Cow<'a, str>,
    /// The number of the answer among those recorded for the case, from 0.
    pub repeat: u32,
    /// Where it was read.
    pub source: SourceRef,
    /// Its tags.
    #[serde(default)]
    pub tags: Cow<'a, [String]>,
    /// The model, when the record names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Cow<'a, str>>,
    /// `sha256:` and the digest of the system prompt, where the record tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<Cow<'a, str>>,
    /// The prompt, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<TextRecord<'a>>,
    /// The response.
    pub response: TextRecord<'a>,
    /// The files that its tools wrote.
    #[serde(default)]
    pub files: Vec<FileRecord<'a>>,
    /// Its score; `None` when nothing was decided.
    pub score: Option<f64>,
    /// The verdicts, in the order of the header; after them those of the criteria of the case, in its order.
    pub verdicts: Vec<VerdictRecord>,
}

/// A text, or its digest where texts are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TextRecord<'a> {
    /// The text.
    Text(Cow<'a, str>),
    /// `sha256:` and the digest of the text.
    Digest {
        /// The digest.
        digest: String,
    },
}

/// A file that tools wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord<'a> {
    /// Its path.
    pub path: Cow<'a, str>,
    /// Its content.
    pub content: TextRecord<'a>,
}

/// The verdict of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictRecord {
    /// The criterion's id; `id#index` of a criterion of the case.
    pub criterion: Arc<str>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons.
    pub evidence: Vec<EvidenceRecord>,
}

/// One reason for a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The written file it points into; the response otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Whether it points into the prompt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prompt: bool,
    /// First byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// One past the last byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// Line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in characters, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What was seen or missed.
    pub note: String,
}

/// One record that could not be scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidRecord {
    /// Where it was read.
    pub source: SourceRef,
    /// Why.
    pub reason: String,
    /// The identity that an earlier record has as well, when that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<CaseRef>,
}

/// Names one response of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseRef {
    /// The case.
    pub case: String,
    /// Which answer of the case, from 0.
    pub repeat: u32,
}
