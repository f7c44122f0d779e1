//! The records of a log as a comparison reads them: verdicts and identity, without texts and evidence.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::fingerprint::Fingerprint;
use crate::verdict::Verdict;

/// How records start that semper wrote.
const RESULT: &[u8] = br#"{"type":"result","#;
const CASE: &[u8] = br#"{"type":"case","#;

/// What a line of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A scored response with its evidence.
    Result,
    /// A scored response of a saved baseline.
    Case,
    /// The head of a saved baseline.
    Baseline,
    /// Anything else: the full reader knows it.
    Other,
}

impl Kind {
    /// The kind of `line`; by its first bytes, or by its `type` when another program wrote it.
    pub(super) fn of(line: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Tag<'t> {
            #[serde(borrow, rename = "type")]
            kind: Cow<'t, str>,
        }
        if line.starts_with(RESULT) {
            return Self::Result;
        }
        if line.starts_with(CASE) {
            return Self::Case;
        }
        match serde_json::from_slice::<Tag<'_>>(line).map(|tag| tag.kind) {
            Ok(kind) if kind == "result" => Self::Result,
            Ok(kind) if kind == "case" => Self::Case,
            Ok(kind) if kind == "baseline" => Self::Baseline,
            Ok(_) | Err(_) => Self::Other,
        }
    }
}

/// A `result` record.
#[derive(Debug, Deserialize)]
pub(super) struct LeanResult<'l> {
    #[serde(borrow)]
    pub(super) case: Cow<'l, str>,
    pub(super) repeat: u32,
    pub(super) response: Fingerprint,
    #[serde(default, borrow)]
    pub(super) files: Vec<LeanFile<'l>>,
    pub(super) score: Option<f64>,
    #[serde(borrow)]
    pub(super) verdicts: Vec<LeanVerdict<'l>>,
}

/// A file of a `result` record.
#[derive(Debug, Deserialize)]
pub(super) struct LeanFile<'l> {
    #[serde(borrow)]
    pub(super) path: Cow<'l, str>,
    pub(super) content: Fingerprint,
}

/// A verdict of a `result` record.
#[derive(Debug, Deserialize)]
pub(super) struct LeanVerdict<'l> {
    #[serde(borrow)]
    pub(super) criterion: Cow<'l, str>,
    pub(super) verdict: Verdict,
    #[serde(rename = "evidence")]
    pub(super) _evidence: IgnoredAny,
}

/// A response of a saved baseline: verdicts as one letter each, in the order of the head's criteria.
#[derive(Debug, Deserialize)]
pub(super) struct CaseRecord<'l> {
    #[serde(borrow)]
    pub(super) case: Cow<'l, str>,
    pub(super) repeat: u32,
    #[serde(borrow)]
    pub(super) digest: Cow<'l, str>,
    pub(super) score: Option<f64>,
    #[serde(borrow)]
    pub(super) verdicts: Cow<'l, str>,
    /// A letter for each criterion of the case, by `use#index`.
    #[serde(default)]
    pub(super) own: BTreeMap<String, String>,
}
