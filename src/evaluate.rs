//! Scores transcripts: many responses in parallel, results in input order, in flat memory.
//!
//! Records are taken in batches bounded by number and size; a batch is scored by a pool that the caller
//! owns while the next one is read. What comes out does not depend on the number of threads: scoring one
//! response is a pure function, and identities are given afterwards, in order.

mod identity;
mod result;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use rayon::ThreadPool;
use rayon::prelude::*;

pub use identity::{Identities, case_of, text_digest};
pub use result::{Finding, Judged, Line, Texts, Why};

use crate::document::{Document, Input, Lexicon, Limits, Workspace};
use crate::rubric::{Case, CriterionVerdict, Rubric, Scored};
use crate::run::SourceRef;
use crate::transcript::{Answers, Element, Reading, RecordReader, Response};
use crate::verdict::{Evidence, Verdict};

/// Most records in one batch.
const BATCH_RECORDS: usize = 1_024;
/// A batch is full when its records reach this many bytes.
const BATCH_BYTES: usize = 8 << 20;
/// Records that one task takes, so that a thread's workspace serves many.
const TASK_RECORDS: usize = 32;

/// What scoring needs, shared by all threads.
#[derive(Clone, Copy)]
pub struct Scorer<'s> {
    /// The rubric.
    pub rubric: &'s Rubric,
    /// Word lists.
    pub lexicon: &'s Lexicon,
    /// The bounds on one response.
    pub limits: Limits,
    /// What the log keeps of texts; `None` when no log is written.
    pub log: Option<Texts>,
}

/// A record of the input, not yet read.
#[derive(Debug)]
pub struct RawRecord {
    /// Where it stands.
    pub source: SourceRef,
    /// What it holds.
    pub body: RawBody,
}

/// The bytes of a record, or what reading them gave.
#[derive(Debug)]
pub enum RawBody {
    /// One line and the reader of its format.
    Line(Vec<u8>, RecordReader),
    /// An element of a list, what reads it, and as what.
    Element(Vec<u8>, Element, Reading),
    /// A record of a file that was read as a whole.
    Read(Result<Box<Answers>, String>),
}

impl RawBody {
    /// The responses, each within `limits`, or why there is none.
    pub fn responses(self, limits: Limits) -> impl Iterator<Item = Result<Response, String>> {
        let read = match self {
            Self::Line(bytes, reader) => reader.read(&bytes),
            Self::Element(bytes, element, reading) => element.read(&bytes, &reading),
            Self::Read(result) => result.map(|answers| *answers),
        };
        let (answers, reason) = match read {
            Ok(answers) => (Some(answers), None),
            Err(reason) => (None, Some(Err(reason))),
        };
        let answers = answers.into_iter().flatten();
        answers.map(move |one| bounded(one, limits)).chain(reason)
    }
}

/// The response, unless it is too large.
fn bounded(response: Response, limits: Limits) -> Result<Response, String> {
    let size = size_of(&response);
    if size > limits.response_bytes {
        return Err(format!(
            "the response has {size} bytes, more than {} (`--max-response-bytes`)",
            limits.response_bytes
        ));
    }
    Ok(response)
}

fn size_of(response: &Response) -> usize {
    let files = response.files.iter().map(|file| file.content.len());
    response.text.len() + files.sum::<usize>()
}

impl RawRecord {
    fn size(&self) -> usize {
        match &self.body {
            RawBody::Line(bytes, _) | RawBody::Element(bytes, ..) => bytes.len(),
            RawBody::Read(Ok(answers)) => answers.iter().map(size_of).sum(),
            RawBody::Read(Err(reason)) => reason.len(),
        }
    }
}

impl Scorer<'_> {
    /// Scores one response; where it cannot be told which case it is for, with the rubric's own criteria.
    #[must_use]
    pub fn score(&self, response: &Response, workspace: &Workspace) -> Scored {
        let number = self.case_of(response).ok().flatten();
        self.score_case(response, self.case(number), workspace)
    }

    /// The number of the case with criteria of its own that a response is for.
    fn case_of(&self, response: &Response) -> Result<Option<usize>, String> {
        match &self.rubric.cases {
            None => Ok(None),
            Some(cases) => cases.find(response.case.as_deref(), response.prompt.as_deref()),
        }
    }

    fn case(&self, number: Option<usize>) -> Option<&Case> {
        let cases = self.rubric.cases.as_ref()?;
        cases.cases.get(number?)
    }

    fn score_case(
        &self,
        response: &Response,
        case: Option<&Case>,
        workspace: &Workspace,
    ) -> Scored {
        let files: Vec<(&str, &str)> = response
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.content.as_str()))
            .collect();
        let tools: Option<Vec<(&str, &str)>> = response.tool_calls.as_ref().map(|calls| {
            let calls = calls.iter();
            calls
                .map(|call| (call.name.as_str(), call.arguments.as_str()))
                .collect()
        });
        let input = Input {
            answer: &response.text,
            prompt: response.prompt.as_deref(),
            files: &files,
            tools: tools.as_deref(),
        };
        self.rubric
            .score_case(&Document::new(input, self.lexicon, workspace), case)
    }

    /// Scores all of `records` on `pool`, and gives each line of the log to `emit`, in input order.
    ///
    /// # Errors
    /// The first error of `emit` ends the run.
    pub fn run<E: Send>(
        &self,
        records: impl Iterator<Item = RawRecord> + Send,
        pool: &ThreadPool,
        mut emit: impl FnMut(Line) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut identities = Identities::default();
        std::thread::scope(|scope| {
            // One batch waits while one is scored.
            let (sender, batches) = sync_channel::<Vec<RawRecord>>(1);
            scope.spawn(move || {
                let mut records = records.peekable();
                while records.peek().is_some() {
                    if sender.send(next_batch(&mut records)).is_err() {
                        return;
                    }
                }
            });
            for batch in batches {
                let done: Vec<Vec<Finding>> = pool.install(|| self.batch(batch));
                for finding in done.into_iter().flatten() {
                    emit(finding.identify(&mut identities))?;
                }
            }
            Ok(())
        })
    }

    fn batch(&self, batch: Vec<RawRecord>) -> Vec<Vec<Finding>> {
        batch
            .into_par_iter()
            .with_min_len(TASK_RECORDS)
            .map_init(
                || Workspace::new(self.limits),
                |workspace, record| self.record(record, workspace),
            )
            .collect()
    }

    fn record(&self, record: RawRecord, workspace: &mut Workspace) -> Vec<Finding> {
        let RawRecord { source, body } = record;
        let responses = body.responses(self.limits);
        let findings = responses.map(|read| match read {
            Ok(response) => self.one(response, source.clone(), workspace),
            Err(reason) => Finding::invalid(source.clone(), reason),
        });
        findings.collect()
    }

    fn one(&self, mut response: Response, source: SourceRef, workspace: &mut Workspace) -> Finding {
        let number = match self.case_of(&response) {
            Ok(number) => number,
            Err(reason) => return Finding::invalid(source, reason),
        };
        let case = self.case(number);
        if let Some(case) = case {
            join(&mut response, case);
        }
        let scored = catch_unwind(AssertUnwindSafe(|| {
            self.score_case(&response, case, workspace)
        }));
        let scored = scored.unwrap_or_else(|_| {
            // A parser that was left in the middle is not used again.
            *workspace = Workspace::new(self.limits);
            self.all_errors(
                case,
                "semper itself failed on this response; please report it as a bug",
            )
        });
        Finding::scored(&response, source, number, &scored, self.log)
    }

    fn all_errors(&self, case: Option<&Case>, note: &str) -> Scored {
        let note: Arc<str> = note.into();
        let names = self.rubric.names(case);
        let verdicts = names.map(|(row, name)| CriterionVerdict {
            row,
            criterion: name.clone(),
            verdict: Verdict::Error,
            evidence: vec![Evidence::absent(note.clone())],
        });
        Scored {
            verdicts: verdicts.collect(),
            score: None,
        }
    }
}

/// Gives a response what its case says: the id, when it has none of its own, the tags, and a missing prompt.
fn join(response: &mut Response, case: &Case) {
    if response.case.is_none() {
        response.case = case.id.as_deref().map(str::to_owned);
    }
    if response.prompt.is_none() {
        response.prompt = case.prompt.as_deref().map(str::to_owned);
    }
    for tag in &case.tags {
        if !response.tags.contains(tag) {
            response.tags.push(tag.clone());
        }
    }
}

fn next_batch(records: &mut impl Iterator<Item = RawRecord>) -> Vec<RawRecord> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for record in records {
        bytes += record.size();
        batch.push(record);
        if batch.len() >= BATCH_RECORDS || bytes >= BATCH_BYTES {
            break;
        }
    }
    batch
}
