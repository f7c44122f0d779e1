//! Reads logs and saved baselines into a [`Ledger`], line by line: no log is ever held whole.

use super::fingerprint::Fingerprint;
use super::lean::{CaseRecord, Kind, LeanResult};
use super::ledger::{Ledger, LogName, OwnVerdict, Row};
use super::record::{CriterionInfo, FORMAT, Header, Record, group_of, index_of};
use super::saved::{BaselineHead, verdict_of};
use super::summary::Summary;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::verdict::{Verdict, quote};

/// Most logs of one side.
const MAX_LOGS: usize = u16::MAX as usize;

/// What is wrong with a record of another run.
const OTHER_CRITERIA: &str = "the verdicts are not those of the criteria of the head";

/// Reads one side of a comparison: one or more logs of runs with the same rubric.
#[derive(Debug, Default)]
pub struct LedgerReader {
    ledger: Option<Ledger>,
    log: Option<OpenLog>,
}

/// The log that is being read.
#[derive(Debug)]
struct OpenLog {
    name: String,
    line: usize,
    results: usize,
    invalid: usize,
    headed: bool,
    summary: Option<Summary>,
}

impl LedgerReader {
    /// Starts a log.
    pub fn begin(&mut self, name: &str) {
        self.log = Some(OpenLog {
            name: name.to_owned(),
            line: 0,
            results: 0,
            invalid: 0,
            headed: false,
            summary: None,
        });
    }

    /// Takes the next line of the log; `at` is the byte at which it starts.
    ///
    /// # Errors
    /// A line that is no record, or of another version, or of a run with another rubric than the logs before.
    ///
    /// # Panics
    /// When no log was begun.
    pub fn line(&mut self, line: &[u8], at: u64) -> Result<(), Diagnostic> {
        let log = self.log.as_mut().expect("a log was begun");
        log.line += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let place = (log.name.clone(), log.line);
        self.record(line, at)
            .map_err(|message| bad_line(&place.0, place.1, &message))
    }

    fn record(&mut self, line: &[u8], at: u64) -> Result<(), String> {
        let not_a_record = |error: serde_json::Error| format!("not a record of a run log: {error}");
        match Kind::of(line) {
            Kind::Result => {
                let (log, ledger) = self.headed()?;
                log.results += 1;
                // Skipping evidence is most of the work; what goes wrong is told by serde_json, which quotes nothing.
                let record: LeanResult<'_> = sonic_rs::from_slice(line)
                    .or_else(|_| serde_json::from_slice(line))
                    .map_err(not_a_record)?;
                add_result(ledger, &record, at)
            }
            Kind::Case => {
                let (log, ledger) = self.headed()?;
                log.results += 1;
                let record: CaseRecord<'_> = serde_json::from_slice(line).map_err(not_a_record)?;
                add_case(ledger, &record)
            }
            Kind::Baseline => {
                let head: BaselineHead = serde_json::from_slice(line).map_err(not_a_record)?;
                self.head(head.header, false)
            }
            Kind::Other => {
                let record: Record<'_> = serde_json::from_slice(line).map_err(not_a_record)?;
                match record {
                    Record::Run(header) => self.head(header, true),
                    Record::Result(_) => Err("a `result` record that cannot be read".to_owned()),
                    Record::Invalid(record) => {
                        let (log, ledger) = self.headed()?;
                        log.invalid += 1;
                        ledger.invalid.push(record);
                        Ok(())
                    }
                    Record::Summary(summary) => {
                        let (log, _) = self.headed()?;
                        log.summary = Some(summary);
                        Ok(())
                    }
                }
            }
        }
    }

    /// Takes the head of a log.
    fn head(&mut self, header: Header, evidence: bool) -> Result<(), String> {
        if header.format != FORMAT {
            return Err(format!(
                "the log has format {}, this semper reads {FORMAT}",
                header.format
            ));
        }
        let log = self.log.as_mut().expect("a log was begun");
        if std::mem::replace(&mut log.headed, true) {
            return Err("a second head in one log".to_owned());
        }
        let ledger = match &mut self.ledger {
            None => self.ledger.insert(Ledger::new(header)),
            Some(ledger) if ledger.header.rubric.digest != header.rubric.digest => {
                return Err(format!(
                    "the logs of one side were made with different rubrics: {} and {}",
                    quote(&ledger.header.rubric.name),
                    quote(&header.rubric.name)
                ));
            }
            Some(ledger) => ledger,
        };
        if ledger.logs.len() == MAX_LOGS {
            return Err(format!("more than {MAX_LOGS} logs on one side"));
        }
        ledger.logs.push(LogName {
            name: log.name.as_str().into(),
            evidence,
        });
        Ok(())
    }

    fn headed(&mut self) -> Result<(&mut OpenLog, &mut Ledger), String> {
        let log = self.log.as_mut().expect("a log was begun");
        if log.summary.is_some() {
            return Err("a record after the summary".to_owned());
        }
        match &mut self.ledger {
            Some(ledger) if log.headed => Ok((log, ledger)),
            _ => Err("a run log starts with a `run` record".to_owned()),
        }
    }

    /// Ends the log.
    ///
    /// # Errors
    /// An empty log, and one that stops before its summary or holds another number of records than it says.
    pub fn end(&mut self) -> Result<(), Diagnostic> {
        let Some(log) = self.log.take() else {
            return Ok(());
        };
        let bad = |message: String| {
            Diagnostic::error(Code::LOG, format!("`{}`: {message}", log.name))
                .at(Place::File(log.name.as_str().into()))
                .help("score again with `semper score --output`")
        };
        if !log.headed {
            return Err(bad("the log is empty".to_owned()));
        }
        match &log.summary {
            None => Err(bad(
                "the log is truncated: it has no `summary` record".to_owned()
            )),
            Some(summary) if summary.responses != log.results || summary.invalid != log.invalid => {
                Err(bad(format!(
                    "the log is not whole: its summary tells of {} responses and {} invalid records, \
                     it has {} and {}",
                    summary.responses, summary.invalid, log.results, log.invalid
                )))
            }
            Some(_) => Ok(()),
        }
    }

    /// The ledger of all logs; `None` when none was read.
    #[must_use]
    pub fn finish(self) -> Option<Ledger> {
        let mut ledger = self.ledger?;
        ledger.sort();
        Some(ledger)
    }
}

fn bad_line(name: &str, line: usize, message: &str) -> Diagnostic {
    Diagnostic::error(Code::LOG, format!("`{name}`, line {line}: {message}"))
        .at(Place::File(name.into()))
        .help("write a log with `semper score --output`")
}

fn add_result(ledger: &mut Ledger, record: &LeanResult<'_>, at: u64) -> Result<(), String> {
    let criteria = &ledger.header.criteria;
    let of_all = criteria.iter().filter(|criterion| !criterion.per_case);
    let count = of_all.clone().count();
    let known = count <= record.verdicts.len()
        && (of_all.zip(&record.verdicts))
            .all(|(criterion, verdict)| *criterion.id == *verdict.criterion);
    if !known {
        return Err(OTHER_CRITERIA.to_owned());
    }
    let own = record.verdicts[count..].iter();
    let own = own.map(|verdict| own_verdict(ledger, &verdict.criterion, verdict.verdict));
    let own = own
        .collect::<Option<Vec<OwnVerdict>>>()
        .ok_or(OTHER_CRITERIA)?;
    let files = record.files.iter();
    let fingerprint = record
        .response
        .with_files(files.map(|file| (&*file.path, file.content)));
    let verdicts = record.verdicts[..count]
        .iter()
        .map(|verdict| verdict.verdict);
    let row = row(ledger, record.repeat, fingerprint, record.score, at)?;
    ledger.push(&record.case, row, verdicts, own);
    Ok(())
}

/// The verdict called `name`, `use#index`, if the header has a group of this name.
fn own_verdict(ledger: &Ledger, name: &str, verdict: Verdict) -> Option<OwnVerdict> {
    let index = index_of(name)?;
    let criteria = &ledger.header.criteria;
    let of_group =
        |criterion: &CriterionInfo| criterion.per_case && *criterion.id == *group_of(name);
    Some(OwnVerdict {
        criterion: u32::try_from(criteria.iter().position(of_group)?).ok()?,
        index,
        verdict,
    })
}

fn add_case(ledger: &mut Ledger, record: &CaseRecord<'_>) -> Result<(), String> {
    let verdicts: Option<Vec<Verdict>> = record.verdicts.chars().map(verdict_of).collect();
    let criteria = ledger.header.criteria.iter();
    let of_all = criteria.filter(|criterion| !criterion.per_case).count();
    let verdicts = verdicts.filter(|verdicts| verdicts.len() == of_all).ok_or(
        "`verdicts` has one letter of `p`, `f`, `n` and `e` for each criterion of the head",
    )?;
    let own = record.own.iter().map(|(name, letter)| {
        let mut letters = letter.chars();
        let verdict = letters.next().and_then(verdict_of)?;
        own_verdict(ledger, name, verdict).filter(|_| letters.next().is_none())
    });
    let own = own.collect::<Option<Vec<OwnVerdict>>>().ok_or(
        "`own` has one letter of `p`, `f`, `n` and `e` for each `use#index` of a criterion of the head",
    )?;
    let fingerprint = Fingerprint::parse(&record.digest).ok_or("`digest` is no digest")?;
    let row = row(ledger, record.repeat, fingerprint, record.score, 0)?;
    ledger.push(&record.case, row, verdicts.into_iter(), own);
    Ok(())
}

fn row(
    ledger: &Ledger,
    repeat: u32,
    fingerprint: Fingerprint,
    score: Option<f64>,
    at: u64,
) -> Result<Row, String> {
    if u32::try_from(ledger.rows.len() + 1).is_err() {
        return Err("more responses than can be compared".to_owned());
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scores have four decimals and are at most 1"
    )]
    let score = score.map_or(f32::NAN, |score| score as f32);
    Ok(Row {
        case_end: 0,
        own_end: 0,
        at,
        fingerprint,
        score,
        repeat,
        log: u16::try_from(ledger.logs.len() - 1).map_err(|_| "too many logs")?,
    })
}
