//! The entries of a cases file, not yet validated: JSON Lines, YAML, JSON or CSV, told by the ending or by
//! the text.
//!
//! A line of JSON Lines is read as a document of its own; what is found wrong in it is moved to the place of the
//! line in the file afterwards.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Path, Place, YamlPlaces};
use crate::rubric::raw;
use crate::source::{SourceFile, Span};

/// Most problems of a file that are told; a file made by a program may have one in each line.
pub(super) const MOST_PROBLEMS: usize = 20;

/// The columns of a table of cases.
const COLUMNS: [&str; 4] = ["case", "prompt", "tags", "criteria"];

/// One case as written.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) value: Value,
    pub(super) spot: Spot,
}

/// Where an entry stands.
#[derive(Debug, Clone)]
pub(super) enum Spot {
    /// At a path of the document that the file is.
    Path(Path),
    /// On a line of its own, which is a document.
    Line(Span),
    /// In a row of a table.
    Row(Span),
}

impl Spot {
    /// The path of the entry in its document.
    pub(super) fn path(&self) -> Path {
        match self {
            Self::Path(path) => path.clone(),
            Self::Line(_) | Self::Row(_) => Path::root(),
        }
    }

    /// Moves what was found in the entry to its place in `source`.
    pub(super) fn relocate(&self, problems: &Diagnostics, source: &SourceFile) -> Diagnostics {
        let (line, is_document) = match self {
            Self::Path(_) => return problems.clone(),
            Self::Line(line) => (line, true),
            Self::Row(row) => (row, false),
        };
        let text = &source.text[line.range()];
        let mut places = None;
        let moved = problems.iter().map(|problem| {
            let span = match &problem.place {
                Place::Yaml(name, ..) | Place::Span(name, _)
                    if !is_document && *name == source.name =>
                {
                    None
                }
                Place::Yaml(name, path, part) if *name == source.name => {
                    let places = places.get_or_insert_with(|| YamlPlaces::read(text));
                    match part {
                        Part::Key => places.key(path),
                        Part::Value => places.value(path),
                    }
                }
                Place::Span(name, span) if *name == source.name => Some(*span),
                Place::File(name) if *name == source.name => None,
                Place::Yaml(..) | Place::Span(..) | Place::File(_) | Place::Nowhere => {
                    return problem.clone();
                }
            };
            let span = span.map_or(*line, |span| {
                let end = (line.start + span.end).min(line.end);
                Span::new((line.start + span.start).min(end), end)
            });
            let place = Place::Span(source.name.clone(), span);
            problem.clone().at(place)
        });
        moved.collect()
    }
}

/// The forms of a cases file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    JsonLines,
    Yaml,
    Csv,
}

impl Form {
    /// By the ending of the name; without a telling one, by the first line.
    fn of(source: &SourceFile) -> Self {
        let ending = source.name.rsplit_once('.').map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson") => return Self::JsonLines,
            Some("yaml" | "yml" | "json") => return Self::Yaml,
            Some("csv") => return Self::Csv,
            Some(_) | None => {}
        }
        let mut lines = source.text.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next().unwrap_or_default().trim();
        let line = SourceFile::new(source.name.clone(), first);
        if first.starts_with('{') && raw::read_json(&line).is_ok() {
            return Self::JsonLines;
        }
        let mut names = first.split(',');
        let is_column = |name: &str| COLUMNS.contains(&name.trim().trim_matches('"'));
        if first.contains(',') && names.all(is_column) {
            return Self::Csv;
        }
        Self::Yaml
    }
}

/// Reads the entries of `source`.
///
/// # Errors
/// What is no text of its form, as much as is worth reading.
pub(super) fn read(source: &SourceFile) -> Result<Vec<Entry>, Diagnostics> {
    let entries = match Form::of(source) {
        Form::JsonLines => lines(source),
        Form::Yaml => yaml(source),
        Form::Csv => csv(source),
    }?;
    if entries.is_empty() {
        let place = Place::File(source.name.clone());
        return Err(Diagnostic::error(Code::EMPTY, "the file has no cases")
            .at(place)
            .help("a case is `{\"case\": ID, \"prompt\": TEXT, \"criteria\": [{\"use\": NAME, \"with\": {..}}]}`")
            .into());
    }
    Ok(entries)
}

fn lines(source: &SourceFile) -> Result<Vec<Entry>, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut entries = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let text = line.trim_end_matches(['\n', '\r']);
        if text.trim().is_empty() {
            continue;
        }
        let spot = Spot::Line(Span::new(start, start + text.len()));
        match raw::read_json(&SourceFile::new(source.name.clone(), text)) {
            Ok(value) => entries.push(Entry { value, spot }),
            Err(found) => problems.extend(spot.relocate(&found, source)),
        }
        if problems.iter().count() >= MOST_PROBLEMS {
            break;
        }
    }
    problems.or(entries)
}

/// A table with a row for each case. The criteria are JSON, the tags a list in JSON or words with commas between.
fn csv(source: &SourceFile) -> Result<Vec<Entry>, Diagnostics> {
    let mut reader = csv::ReaderBuilder::new().from_reader(source.text.as_bytes());
    let whole = |message: String| {
        let place = Place::File(source.name.clone());
        Diagnostics::from(Diagnostic::error(Code::CASES, message).at(place))
    };
    let headers = reader
        .headers()
        .map_err(|error| whole(format!("not valid CSV: {error}")))?;
    let headers: Vec<String> = headers.iter().map(|name| name.trim().to_owned()).collect();
    let mut problems = Diagnostics::new();
    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| whole(format!("not valid CSV: {error}")))?;
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start)
            .unwrap_or_default()
            .min(source.text.len());
        let rest = &source.text[source.text.floor_char_boundary(start)..];
        let start = start + rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        let end = source.text[start..]
            .find('\n')
            .map_or(source.text.len(), |at| start + at);
        let spot = Spot::Row(Span::new(start, end));
        let mut map = Map::new();
        for (name, cell) in headers.iter().zip(&record) {
            if cell.is_empty() {
                continue;
            }
            let value = match name.as_str() {
                "criteria" => {
                    let json = raw::read_json(&SourceFile::new(source.name.clone(), cell));
                    problems
                        .take(json.map_err(|found| spot.relocate(&found, source)))
                        .unwrap_or_default()
                }
                "tags" if !cell.starts_with('[') => cell.split(',').map(str::trim).collect(),
                "tags" => serde_json::from_str(cell).unwrap_or_else(|_| cell.into()),
                _ => Value::from(cell),
            };
            map.insert(name.clone(), value);
        }
        entries.push(Entry {
            value: Value::Object(map),
            spot,
        });
        if problems.iter().count() >= MOST_PROBLEMS {
            break;
        }
    }
    problems.or(entries)
}

/// A list of cases, or a mapping that has it as `cases`.
fn yaml(source: &SourceFile) -> Result<Vec<Entry>, Diagnostics> {
    let (list, path) = match raw::read(source)? {
        Value::Array(list) => (list, Path::root()),
        Value::Null => return Ok(Vec::new()),
        Value::Object(mut map) => {
            let path = Path::root().key("cases");
            let other = map.keys().find(|key| *key != "cases").cloned();
            match (map.remove("cases"), other) {
                (Some(Value::Array(list)), None) => (list, path),
                (Some(_), Some(key)) => {
                    let message = format!("unknown key `{key}` beside `cases`");
                    let path = Path::root().key(&key);
                    let place = Place::Yaml(source.name.clone(), path, Part::Key);
                    return Err(Diagnostic::error(Code::UNKNOWN_KEY, message)
                        .at(place)
                        .into());
                }
                (Some(_), None) => return Err(no_list(&source.name, path)),
                (None, _) => return Err(no_list(&source.name, Path::root())),
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err(no_list(&source.name, Path::root()));
        }
    };
    let entries = list.into_iter().enumerate().map(|(n, value)| Entry {
        value,
        spot: Spot::Path(path.index(n)),
    });
    Ok(entries.collect())
}

fn no_list(name: &Arc<str>, path: Path) -> Diagnostics {
    let place = Place::Yaml(name.clone(), path, Part::Value);
    Diagnostic::error(Code::CASES, "a cases file is a list of cases")
        .at(place)
        .help("write JSON Lines with a case in each line, or a list in YAML")
        .into()
}
