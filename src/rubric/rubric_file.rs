//! A rubric or catalog file as read: its YAML, and its definitions, not yet compiled.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::compile::{At, Compiler};
use super::criterion::RawRubric;
use super::definition::{Definition, Definitions, ParameterType, RawDefinition};
use super::raw;
use super::spec::read;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path, Place, Segment};
use crate::source::SourceFile;

/// The version of the rubric format.
const VERSION: u64 = 1;

/// What a file says.
pub(crate) struct RubricFile {
    /// All of it.
    pub(crate) value: Value,
    /// Its parts.
    pub(crate) raw: RawRubric,
    /// Its definitions.
    pub(crate) definitions: BTreeMap<String, Definition>,
}

impl RubricFile {
    /// Reads the YAML of `source`.
    ///
    /// # Errors
    /// Every problem of the YAML, of the keys at the top and of the definitions.
    pub(crate) fn read(source: &SourceFile) -> Result<Self, Diagnostics> {
        let value = raw::read(source)?;
        if !value.is_object() {
            let message = if value.is_null() {
                "the file is empty"
            } else {
                "a rubric is a mapping"
            };
            return Err(Diagnostic::error(Code::EMPTY, message)
                .at(Place::File(source.name.clone()))
                .help("start with `semper: 1` and `rubric: NAME`")
                .into());
        }
        let empty = BTreeMap::new();
        let none = Definitions::new(BTreeMap::new(), &empty);
        let compiler = Compiler::new(&none, super::lexicon::shipped());
        let at = compiler.at(&source.name, Path::root());
        let mut problems = Diagnostics::new();
        let raw: Option<RawRubric> = problems.take(read(value.clone(), &at, None, &[]));
        if let Some(raw) = &raw {
            check_version(raw.semper, &at, &mut problems);
        }
        let mut definitions = BTreeMap::new();
        for (name, definition) in raw.iter().flat_map(|raw| &raw.define) {
            let at = at.key("define").key(name);
            let read: Option<RawDefinition> =
                problems.take(read(definition.clone(), &at, None, &[]));
            if let Some(raw) = read {
                let path = Path::root().key("define").key(name);
                definitions.insert(name.clone(), Definition::new(raw, &source.name, path));
            }
        }
        match raw {
            Some(raw) => problems.or(Self {
                value,
                raw,
                definitions,
            }),
            None => Err(problems),
        }
    }

    /// Whether the file only defines checks for others to use.
    pub(crate) fn is_catalog(&self) -> bool {
        let has = |key| self.value.get(key).is_some();
        has("define") && !has("rubric") && !has("criteria")
    }
}

fn check_version(version: u64, at: &At<'_>, problems: &mut Diagnostics) {
    if version != VERSION {
        problems.push(at.key("semper").error(
            Code::VERSION,
            format!("the format is version {version}, this semper reads {VERSION}"),
        ));
    }
}

/// Compiles every definition of a file, so that what nothing uses is sound too.
pub(crate) fn check_definitions(compiler: &Compiler<'_>, source: &SourceFile) -> Diagnostics {
    let mut problems = Diagnostics::new();
    for (name, definition) in compiler.definitions.own() {
        let at = compiler.at(&source.name, Path::root().key("define").key(name));
        let of_definition = at.used(name, &some_parameters(definition)).err();
        for problem in of_definition.iter().flatten() {
            // A placeholder is at fault, not the definition.
            if !is_parameter(&problem.place, compiler.definitions) {
                problems.push(problem.clone());
            }
        }
    }
    problems
}

/// Whether the value at `place` is filled in from a parameter.
fn is_parameter(place: &Place, definitions: &Definitions<'_>) -> bool {
    let Place::Yaml(_, path, _) = place else {
        return false;
    };
    let [
        Segment::Key(define),
        Segment::Key(name),
        Segment::Key(part),
        rest @ ..,
    ] = path.segments()
    else {
        return false;
    };
    let definition = definitions.get(name).filter(|_| define == "define");
    let value = definition.and_then(|definition| match part.as_str() {
        "check" => Some(&definition.raw.check.0),
        "when" => definition.raw.when.as_ref().map(|when| &when.0),
        _ => None,
    });
    let found = rest.iter().fold(value, |value, segment| match segment {
        // A shorthand has no key of its own in the file.
        Segment::Key(key) => value.map(|value| value.get(key).unwrap_or(value)),
        Segment::Index(index) => value.and_then(|value| value.get(index)),
    });
    found
        .and_then(Value::as_str)
        .is_some_and(|text| text.contains("${"))
}

/// Values for the parameters of a definition that has no user: those of its first example, or placeholders.
fn some_parameters(definition: &Definition) -> Map<String, Value> {
    let mut with = definition
        .raw
        .examples
        .all()
        .map(|(.., example)| example.with.clone())
        .find(|with| !with.is_empty())
        .unwrap_or_default();
    for (name, parameter) in &definition.raw.parameters {
        if parameter.default.is_none() && !parameter.optional && !with.contains_key(name) {
            let value = match parameter.kind {
                ParameterType::String | ParameterType::Strings | ParameterType::Any => {
                    Value::from("x")
                }
                ParameterType::Relation => Value::from("at least"),
                ParameterType::Integer | ParameterType::Range => Value::from(1),
            };
            with.insert(name.clone(), value);
        }
    }
    with
}

/// The agent prompt that the rubric in `source` names; none when the YAML is broken, which compiling tells.
#[must_use]
pub fn named_agent(source: &SourceFile) -> Option<String> {
    let value = raw::read(source).ok()?;
    value.get("agent")?.as_str().map(str::to_owned)
}

/// Whether `source` is meant as a rubric or a catalog file: a line that starts with the key `semper`. Told by
/// the text, so that a broken rubric is one too; word lists, which stand beside rubrics, are none.
#[must_use]
pub fn is_rubric(source: &SourceFile) -> bool {
    source.text.lines().any(|line| line.starts_with("semper:"))
}
