//! Reads a run log back.

use super::record::{FORMAT, Header, InvalidRecord, Record, ResultRecord};
use super::summary::Summary;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::source::{SourceFile, Span};

/// A whole log.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The first line.
    pub header: Header,
    /// The results in order.
    pub results: Vec<ResultRecord<'static>>,
    /// The records that could not be scored.
    pub invalid: Vec<InvalidRecord>,
    /// The last line.
    pub summary: Summary,
}

/// Reads the log in `source`.
///
/// # Errors
/// A line that is no record, a log of another version, and a log that stops before its summary.
pub fn read(source: &SourceFile) -> Result<Run, Diagnostics> {
    let mut header = None;
    let mut summary = None;
    let (mut results, mut invalid) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let bad = |message: String| {
            Diagnostic::error(Code::LOG, message).at(Place::Span(source.name.clone(), span))
        };
        let record: Record<'static> = serde_json::from_str::<Record<'_>>(line)
            .map_err(|error| bad(format!("not a record of a run log: {error}")))
            .map(into_static)?;
        match record {
            Record::Run(run) if header.is_none() => {
                if run.format != FORMAT {
                    let message = format!(
                        "the log has format {}, this semper reads {FORMAT}",
                        run.format
                    );
                    return Err(bad(message).into());
                }
                header = Some(run);
            }
            _ if header.is_none() => {
                let problem = bad("a run log starts with a `run` record".to_owned());
                return Err(problem
                    .help("write one with `semper score --output`")
                    .into());
            }
            Record::Run(_) => return Err(bad("a second `run` record".to_owned()).into()),
            Record::Result(result) => results.push(result),
            Record::Invalid(record) => invalid.push(record),
            Record::Summary(counts) => summary = Some(counts),
        }
    }
    let whole =
        |message: &str| Diagnostic::error(Code::LOG, message).at(Place::File(source.name.clone()));
    match (header, summary) {
        (Some(header), Some(summary)) => Ok(Run {
            header,
            results,
            invalid,
            summary,
        }),
        (None, _) => Err(whole("the log is empty").into()),
        (Some(_), None) => Err(whole("the log is truncated: it has no `summary` record")
            .help("score again")
            .into()),
    }
}

fn into_static(record: Record<'_>) -> Record<'static> {
    use super::record::{FileRecord, TextRecord};
    let text = |text: TextRecord<'_>| match text {
        TextRecord::Text(text) => TextRecord::Text(text.into_owned().into()),
        TextRecord::Digest { digest } => TextRecord::Digest { digest },
    };
    match record {
        Record::Run(header) => Record::Run(header),
        Record::Invalid(record) => Record::Invalid(record),
        Record::Summary(summary) => Record::Summary(summary),
        Record::Result(r) => Record::Result(ResultRecord {
            case: r.case.into_owned().into(),
            repeat: r.repeat,
            source: r.source,
            tags: r.tags.into_owned().into(),
            model: r.model.map(|model| model.into_owned().into()),
            system: r.system.map(|system| system.into_owned().into()),
            prompt: r.prompt.map(text),
            response: text(r.response),
            files: r
                .files
                .into_iter()
                .map(|file| FileRecord {
                    path: file.path.into_owned().into(),
                    content: text(file.content),
                })
                .collect(),
            score: r.score,
            verdicts: r.verdicts,
        }),
    }
}
