//! One line of the log in the making: written by the thread that scored it, but for its identity.

use std::borrow::Cow;

use serde::Serialize;

use super::identity::{self, Identities, text_digest};
use crate::rubric::{CriterionVerdict, Scored};
use crate::run::{
    EvidenceRecord, FileRecord, InvalidRecord, SourceRef, TextRecord, VerdictRecord, index_of,
};
use crate::source::line_column;
use crate::transcript::Response;
use crate::verdict::{Evidence, Origin, Verdict, quote};
use crate::words::rounded;

/// Most evidence that the log keeps of one verdict.
const MAX_EVIDENCE: usize = 3;

/// What the log keeps of prompts, responses and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// All of it.
    Kept,
    /// Digests.
    Digests,
}

/// A line of the log in its place.
#[derive(Debug)]
pub enum Line {
    /// A scored response.
    Result {
        /// The case.
        case: String,
        /// Which answer of the case.
        repeat: u32,
        /// Where it was read.
        source: SourceRef,
        /// The score.
        score: Option<f64>,
        /// The tags.
        tags: Vec<String>,
        /// The number of the case with criteria of its own, when it is one of the cases file.
        joined: Option<usize>,
        /// The verdicts in the order of the rubric, then those of the case.
        verdicts: Vec<Judged>,
        /// The record as JSON with a line break, when a log is written.
        json: Option<Vec<u8>>,
    },
    /// A record that could not be scored.
    Invalid(InvalidRecord),
}

/// One verdict on a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The number of the criterion in the head of the log.
    pub row: usize,
    /// The index of the criterion in its case, when the case has it of its own.
    pub index: Option<u32>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is no pass.
    pub why: Option<Why>,
}

/// Why a verdict is no pass, for the report: the first evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Line and column in the response or file.
    pub place: Option<(usize, usize)>,
    /// What was seen or missed.
    pub note: String,
}

/// A record that was read and scored, before its identity is known.
pub struct Finding(Inner);

enum Inner {
    Invalid(InvalidRecord),
    Scored {
        case: String,
        repeat: Option<u32>,
        source: SourceRef,
        score: Option<f64>,
        tags: Vec<String>,
        joined: Option<usize>,
        verdicts: Vec<Judged>,
        /// What follows the repeat in the JSON record.
        tail: Option<Vec<u8>>,
    },
}

/// The members of a result record after its identity, in the order of `ResultRecord`.
#[derive(Serialize)]
struct Tail<'a> {
    source: &'a SourceRef,
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<TextRecord<'a>>,
    response: TextRecord<'a>,
    files: Vec<FileRecord<'a>>,
    score: Option<f64>,
    verdicts: Vec<VerdictRecord>,
}

impl Finding {
    pub(super) fn invalid(source: SourceRef, reason: String) -> Self {
        Self(Inner::Invalid(InvalidRecord {
            source,
            reason,
            duplicate: None,
        }))
    }

    pub(super) fn scored(
        response: &Response,
        source: SourceRef,
        joined: Option<usize>,
        scored: &Scored,
        log: Option<Texts>,
    ) -> Self {
        let score = scored.score.map(rounded);
        let why = |verdict: &CriterionVerdict| {
            let evidence = match verdict.verdict {
                Verdict::Fail | Verdict::Error => verdict.evidence.first(),
                Verdict::Pass | Verdict::Na => None,
            };
            evidence.map(|evidence| Why::new(evidence, response))
        };
        let verdicts = scored
            .verdicts
            .iter()
            .map(|verdict| Judged {
                row: verdict.row,
                index: index_of(&verdict.criterion),
                verdict: verdict.verdict,
                why: why(verdict),
            })
            .collect();
        let tail = log.map(|texts| tail(response, &source, scored, score, texts));
        Self(Inner::Scored {
            case: identity::case_of(response, &source),
            repeat: response.repeat,
            source,
            score,
            tags: response.tags.clone(),
            joined,
            verdicts,
            tail,
        })
    }

    /// The line, once everything before it has its identity.
    pub(super) fn identify(self, identities: &mut Identities) -> Line {
        match self.0 {
            Inner::Invalid(record) => Line::Invalid(record),
            Inner::Scored {
                case,
                repeat,
                source,
                score,
                tags,
                joined,
                verdicts,
                tail,
            } => match identities.repeat(&case, repeat) {
                Err(twice) => Line::Invalid(InvalidRecord {
                    source,
                    reason: format!(
                        "case `{}` has repeat {} a second time: give each answer its own",
                        twice.case, twice.repeat
                    ),
                    duplicate: Some(twice),
                }),
                Ok(repeat) => {
                    let json = tail.map(|tail| join(&case, repeat, &tail));
                    Line::Result {
                        case,
                        repeat,
                        source,
                        score,
                        tags,
                        joined,
                        verdicts,
                        json,
                    }
                }
            },
        }
    }
}

/// `{"type":"result","case":..,"repeat":..` and the tail.
fn join(case: &str, repeat: u32, tail: &[u8]) -> Vec<u8> {
    let case = serde_json::Value::from(case).to_string();
    let mut line =
        format!("{{\"type\":\"result\",\"case\":{case},\"repeat\":{repeat},").into_bytes();
    line.extend_from_slice(&tail[1..]);
    line.push(b'\n');
    line
}

fn tail(
    response: &Response,
    source: &SourceRef,
    scored: &Scored,
    score: Option<f64>,
    texts: Texts,
) -> Vec<u8> {
    fn keep(text: &str, texts: Texts) -> TextRecord<'_> {
        match texts {
            Texts::Kept => TextRecord::Text(Cow::Borrowed(text)),
            Texts::Digests => TextRecord::Digest {
                digest: text_digest(text),
            },
        }
    }
    let tail = Tail {
        source,
        tags: &response.tags,
        model: response.model.as_deref(),
        system: response.system.as_deref(),
        prompt: response.prompt.as_deref().map(|text| keep(text, texts)),
        response: keep(&response.text, texts),
        files: response
            .files
            .iter()
            .map(|file| FileRecord {
                path: Cow::Borrowed(&file.path),
                content: keep(&file.content, texts),
            })
            .collect(),
        score,
        verdicts: scored
            .verdicts
            .iter()
            .map(|verdict| record(verdict, response))
            .collect(),
    };
    serde_json::to_vec(&tail).expect("a record of strings and numbers is JSON")
}

fn record(verdict: &CriterionVerdict, response: &Response) -> VerdictRecord {
    VerdictRecord {
        criterion: verdict.criterion.clone(),
        verdict: verdict.verdict,
        evidence: verdict
            .evidence
            .iter()
            .take(MAX_EVIDENCE)
            .map(|evidence| evidence_record(evidence, response))
            .collect(),
    }
}

fn text_of(origin: Origin, response: &Response) -> &str {
    match origin {
        Origin::Answer => &response.text,
        Origin::File(n) => response.files.get(n).map_or("", |file| &file.content),
        Origin::Prompt => response.prompt.as_deref().unwrap_or(""),
    }
}

fn evidence_record(evidence: &Evidence, response: &Response) -> EvidenceRecord {
    let note = note(evidence, response);
    let Some((origin, span)) = evidence.place else {
        return EvidenceRecord {
            file: None,
            prompt: false,
            start: None,
            end: None,
            line: None,
            column: None,
            note,
        };
    };
    let place = line_column(text_of(origin, response), span.start);
    EvidenceRecord {
        file: match origin {
            Origin::File(n) => response.files.get(n).map(|file| file.path.clone()),
            Origin::Answer | Origin::Prompt => None,
        },
        prompt: origin == Origin::Prompt,
        start: Some(span.start),
        end: Some(span.end),
        line: Some(place.line),
        column: Some(place.column),
        note,
    }
}

/// The note as people read it: the quoted text first, when there is one.
fn note(evidence: &Evidence, response: &Response) -> String {
    match evidence.place {
        None => evidence.note.to_string(),
        Some((origin, span)) => {
            let text = text_of(origin, response);
            format!(
                "{}{}",
                quote(text.get(span.range()).unwrap_or("")),
                evidence.note
            )
        }
    }
}

impl Why {
    fn new(evidence: &Evidence, response: &Response) -> Self {
        let place = evidence.place.map(|(origin, span)| {
            let place = line_column(text_of(origin, response), span.start);
            (place.line, place.column)
        });
        Self {
            place,
            note: note(evidence, response),
        }
    }
}
