//! A rubric and its criteria: read, validated, compiled.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::catalog::Catalog;
use super::checks::Judge;
use super::code_rules::RuleTable;
use super::compile::{At, Compiler};
use super::definition::{Definition, Definitions, RawDefinition};
use super::example::RawExamples;
use super::raw;
use super::spec::{Check, Nested, read};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path, Severity};
use crate::document::Lexicon;
use crate::source::{SourceFile, line_column};
use crate::verdict::Level;

/// The version of the rubric format.
const VERSION: u64 = 1;

/// A rubric file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Rubric")]
pub(crate) struct RawRubric {
    /// The version of the format; 1.
    pub(crate) semper: u64,
    /// The name of the rubric; a catalog file has none.
    #[serde(default)]
    pub(crate) rubric: Option<String>,
    /// The agent prompt whose rules the criteria quote, relative to this file.
    #[serde(default)]
    pub(crate) agent: Option<String>,
    /// Named checks of this rubric.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, RawDefinition>")]
    pub(crate) define: Map<String, Value>,
    /// The criteria.
    #[serde(default)]
    #[schemars(with = "Vec<RawCriterion>")]
    pub(crate) criteria: Vec<Value>,
}

/// One demand on every answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Criterion")]
pub(crate) struct RawCriterion {
    /// Names the criterion in logs and reports: lower-case words joined by hyphens.
    pub(crate) id: String,
    /// The rule of the agent prompt that it stands for, quoted.
    #[serde(default)]
    pub(crate) rule: Option<String>,
    /// How binding it is; `must` by default.
    #[serde(default)]
    pub(crate) level: Level,
    /// What it adds to the score; 1 by default.
    #[serde(default = "one")]
    pub(crate) weight: f64,
    /// Where it applies; elsewhere its verdict is `na`.
    #[serde(default)]
    pub(crate) when: Option<Nested>,
    /// What it demands.
    pub(crate) check: Nested,
    /// Responses with the verdict they must get; `semper test` runs them.
    #[serde(default)]
    pub(crate) examples: RawExamples,
}

/// 1.
fn one() -> f64 {
    1.0
}

/// A rule of the agent prompt, as a criterion quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// The quotation.
    pub text: String,
    /// Its line in the prompt, when the prompt is known and has it.
    pub line: Option<usize>,
}

/// A compiled criterion.
pub struct Criterion {
    /// Its id.
    pub id: Arc<str>,
    /// The rule it stands for.
    pub rule: Option<RuleText>,
    /// How binding it is.
    pub level: Level,
    /// What it adds to the score.
    pub weight: f64,
    pub(crate) examples: RawExamples,
    pub(crate) whens: Vec<Arc<dyn Check>>,
    /// `None` for a criterion that only a person can judge.
    pub(crate) check: Option<Box<dyn Check>>,
    /// The question of a `judge`.
    pub(crate) question: Option<String>,
    pub(crate) path: Path,
}

impl Criterion {
    /// Whether no check decides it.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        self.check.is_none()
    }

    /// What a person should ask, if no check decides it.
    #[must_use]
    pub fn question(&self) -> Option<&str> {
        self.question.as_deref()
    }
}

/// A compiled rubric.
pub struct Rubric {
    /// Its name.
    pub name: String,
    /// The path of its agent prompt, as written.
    pub agent: Option<String>,
    /// Its criteria in order.
    pub criteria: Vec<Criterion>,
    /// `sha256:` and the digest of what was compiled, comments and examples aside.
    pub digest: String,
    /// What is probably not as meant.
    pub warnings: Diagnostics,
    /// The file it was read from.
    pub file: Arc<str>,
    pub(crate) table: RuleTable,
    pub(crate) slots: usize,
}

impl Rubric {
    /// Compiles the rubric in `source`; `agent` gives the lines of the quoted rules.
    ///
    /// # Errors
    /// Every problem of the file, each with its place.
    pub fn compile(
        source: &SourceFile,
        agent: Option<&SourceFile>,
        catalog: &Catalog,
        lexicon: &Lexicon,
    ) -> Result<Self, Diagnostics> {
        let (value, own) = read_file(source)?;
        let definitions = Definitions::new(own, &catalog.entries);
        let compiler = Compiler::new(&definitions, lexicon);
        let at = compiler.at(&source.name, Path::root());
        let mut problems = Diagnostics::new();
        let raw: Option<RawRubric> = problems.take(read(value.clone(), &at, None, &[]));
        let Some(raw) = raw else { return Err(problems) };
        check_version(raw.semper, &at, &mut problems);
        let name = raw.rubric.clone().unwrap_or_default();
        if name.trim().is_empty() {
            problems.push(
                at.error(Code::MISSING_KEY, "the rubric has no name")
                    .help("add `rubric: name-of-it`"),
            );
        }
        if raw.criteria.is_empty() {
            problems.push(at.error(Code::EMPTY, "the rubric has no criteria"));
        }
        let mut warnings = Diagnostics::new();
        let mut criteria: Vec<Criterion> = Vec::new();
        for (n, value) in raw.criteria.into_iter().enumerate() {
            let at = at.key("criteria").index(n);
            if let Some(criterion) = problems.take(compile_criterion(
                value,
                &compiler,
                &source.name,
                n,
                agent,
                &mut warnings,
            )) {
                if criteria.iter().any(|other| other.id == criterion.id) {
                    problems.push(at.key("id").error(
                        Code::DUPLICATE_ID,
                        format!("another criterion is called `{}`", criterion.id),
                    ));
                }
                criteria.push(criterion);
            }
        }
        // What nothing uses must be sound too.
        for name in definitions.own().keys() {
            let at = compiler.at(&source.name, Path::root().key("define").key(name));
            let with = placeholder_parameters(&definitions.own()[name]);
            problems.take(at.used(name, &with));
        }
        let digest = digest(&value, &definitions);
        let (table, slots) = compiler.finish();
        problems.or(Self {
            name,
            agent: raw.agent,
            criteria,
            digest,
            warnings,
            file: source.name.clone(),
            table,
            slots,
        })
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

/// Reads the YAML of a rubric or catalog file, and its definitions.
fn read_file(source: &SourceFile) -> Result<(Value, BTreeMap<String, Definition>), Diagnostics> {
    let value = raw::read(source)?;
    if !value.is_object() {
        let message = if value.is_null() {
            "the file is empty"
        } else {
            "a rubric is a mapping"
        };
        let place = crate::diagnostic::Place::File(source.name.clone());
        return Err(Diagnostic::error(Code::EMPTY, message)
            .at(place)
            .help("start with `semper: 1` and `rubric: NAME`")
            .into());
    }
    let empty = BTreeMap::new();
    let none = Definitions::new(BTreeMap::new(), &empty);
    let lexicon = super::lexicon::load();
    let compiler = Compiler::new(&none, &lexicon);
    let at = compiler.at(&source.name, Path::root().key("define"));
    let mut problems = Diagnostics::new();
    let mut own = BTreeMap::new();
    for (name, definition) in value
        .get("define")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let at = at.key(name);
        let read: Option<RawDefinition> = problems.take(read(definition.clone(), &at, None, &[]));
        if let Some(raw) = read {
            own.insert(
                name.clone(),
                Definition::new(raw, &source.name, Path::root().key("define").key(name)),
            );
        }
    }
    problems.or((value, own))
}

/// The definitions of a catalog file, each compiled once to see that it is sound.
pub(crate) fn read_definitions(
    source: &SourceFile,
) -> Result<BTreeMap<String, Definition>, Diagnostics> {
    read_file(source).map(|(_, own)| own)
}

/// Values for the parameters of a definition that has no user, so that it can be compiled.
pub(crate) fn placeholder_parameters(definition: &Definition) -> Map<String, Value> {
    use super::definition::ParameterType;
    let unset = definition
        .raw
        .parameters
        .iter()
        .filter(|(_, parameter)| parameter.default.is_none());
    unset
        .map(|(name, parameter)| {
            let value = match parameter.kind {
                ParameterType::String | ParameterType::Strings => Value::from("x"),
                ParameterType::Integer | ParameterType::Range => Value::from(1),
            };
            (name.clone(), value)
        })
        .collect()
}

fn compile_criterion<'c>(
    value: Value,
    compiler: &'c Compiler<'c>,
    file: &Arc<str>,
    number: usize,
    agent: Option<&SourceFile>,
    warnings: &mut Diagnostics,
) -> Result<Criterion, Diagnostics> {
    let path = Path::root().key("criteria").index(number);
    let at = compiler.at(file, path.clone());
    let raw: RawCriterion = read(value, &at, None, &[])?;
    let mut problems = Diagnostics::new();
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    if raw.id.is_empty() || !raw.id.chars().all(word) {
        let message = format!("`{}` is no id", raw.id);
        problems.push(
            at.key("id")
                .error(Code::BAD_VALUE, message)
                .help("use letters, digits, `-`, `_`, `.` and `:`"),
        );
    }
    if !(raw.weight.is_finite() && raw.weight > 0.0) {
        problems.push(
            at.key("weight")
                .error(Code::BAD_VALUE, "a weight is larger than 0")
                .help("a criterion of weight 0 would pass silently; use `level: may`"),
        );
    }
    let mut whens: Vec<Arc<dyn Check>> = Vec::new();
    if let Some(when) = raw.when {
        let at = compiler.at(file, path.key("when"));
        let check = problems.take(at.check(when.0));
        whens.extend(at.whens());
        whens.extend(check.map(Arc::from));
    }
    let (check, question) = match judge(&raw.check.0, &at) {
        Some(judge) => (None, problems.take(judge).map(|judge| judge.question)),
        None => {
            let check = problems.take(at.key("check").check(raw.check.0));
            if check.is_none() {
                return Err(problems);
            }
            (check, None)
        }
    };
    whens.extend(at.whens());
    let rule = raw.rule.map(|text| find_rule(text, agent, &at, warnings));
    problems.or(Criterion {
        id: raw.id.into(),
        rule,
        level: raw.level,
        weight: raw.weight,
        examples: raw.examples,
        whens,
        check,
        question,
        path,
    })
}

/// The check as a `judge`, if it is one.
fn judge(check: &Value, at: &At<'_>) -> Option<Result<Judge, Diagnostics>> {
    let map = check.as_object()?;
    let question = map.get("judge")?;
    (map.len() == 1).then(|| {
        read(
            question.clone(),
            &at.key("check").key("judge"),
            Some("question"),
            &[],
        )
    })
}

/// The line of a quoted rule; white space may differ.
fn find_rule(
    text: String,
    agent: Option<&SourceFile>,
    at: &At<'_>,
    warnings: &mut Diagnostics,
) -> RuleText {
    let line = agent.and_then(|agent| {
        let line = line_of(&agent.text, &text);
        if line.is_none() {
            let message = format!("the rule is not in `{}`", agent.name);
            let mut warning = at.key("rule").error(Code::RULE_NOT_FOUND, message);
            warning.severity = Severity::Warning;
            warnings
                .push(warning.help("quote it as it stands in the prompt, or update the criterion"));
        }
        line
    });
    RuleText { text, line }
}

/// The line on which `rule` starts in `prompt`, white space aside.
fn line_of(prompt: &str, rule: &str) -> Option<usize> {
    let squeeze = |text: &str| -> (String, Vec<usize>) {
        text.char_indices()
            .filter(|(_, c)| !c.is_whitespace())
            .map(|(at, c)| (c, at))
            .fold(
                (String::new(), Vec::new()),
                |(mut kept, mut offsets), (c, at)| {
                    kept.push(c);
                    offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
                    (kept, offsets)
                },
            )
    };
    let (prompt_kept, offsets) = squeeze(prompt);
    let (rule_kept, _) = squeeze(rule);
    let found = prompt_kept
        .find(&rule_kept)
        .filter(|_| !rule_kept.is_empty())?;
    Some(line_column(prompt, offsets[found]).line)
}

/// The digest of a rubric: its values without examples, and every definition it could use.
fn digest(value: &Value, definitions: &Definitions<'_>) -> String {
    let mut rubric = value.clone();
    for criterion in rubric
        .get_mut("criteria")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if let Some(map) = criterion.as_object_mut() {
            map.remove("examples");
        }
    }
    let mut hasher = Sha256::new();
    if let Some(map) = rubric.as_object_mut() {
        map.remove("agent");
        map.remove("define");
    }
    hasher.update(rubric.to_string());
    let mut names: Vec<String> = Vec::new();
    collect_uses(&rubric, definitions, &mut names);
    names.sort();
    for name in names {
        if let Some(definition) = definitions.get(&name) {
            let when = definition.raw.when.as_ref().map(|when| &when.0);
            let defaults: Vec<_> = definition
                .raw
                .parameters
                .iter()
                .map(|(name, p)| (name, &p.default))
                .collect();
            hasher.update(
                serde_json::json!([name, when, definition.raw.check.0, defaults]).to_string(),
            );
        }
    }
    format!("sha256:{}", crate::words::hex(&hasher.finalize()))
}

/// Adds the names of all definitions that `value` uses, and those that they use.
fn collect_uses(value: &Value, definitions: &Definitions<'_>, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key == "use" {
                    let name = value
                        .as_str()
                        .or_else(|| value.get("name").and_then(Value::as_str));
                    if let Some(name) = name
                        && !names.iter().any(|known| known == name)
                        && let Some(definition) = definitions.get(name)
                    {
                        names.push(name.to_owned());
                        collect_uses(&definition.raw.check.0, definitions, names);
                        if let Some(when) = &definition.raw.when {
                            collect_uses(&when.0, definitions, names);
                        }
                    }
                }
                collect_uses(value, definitions, names);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_uses(item, definitions, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_whatever_its_white_space() {
        let prompt = "---\nимя: x\n---\n\n1. ВСЕГДА создавайте\n   тесты 🙂\r\n2. Да";
        assert_eq!(line_of(prompt, "создавайте тесты 🙂 2."), Some(5));
        assert_eq!(line_of(prompt, "нет такого"), None);
        assert_eq!(line_of(prompt, " "), None);
    }
}
