//! A rubric and its criteria: read, validated, compiled.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::cases::Cases;
use super::catalog::Catalog;
use super::checks::Judge;
use super::code_rules::RuleTable;
use super::compile::{At, Compiler};
use super::definition::{Definitions, RawDefinition};
use super::digest::{criterion_digest, digest, joined};
use super::example::RawExamples;
use super::rubric_file::{RubricFile, check_definitions};
use super::rule_text::{OutOfScopeRule, RawOutOfScope, RuleText, find_rules, out_of_scope};
use super::spec::{Check, Nested, Strings, read};
use super::variants::Manner;
use crate::diagnostic::{Code, Diagnostics, Path};
use crate::document::Lexicon;
use crate::policy::GateSettings;
use crate::source::SourceFile;
use crate::verdict::Level;

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
    /// Rules of the prompt that no answer can show, with the reason; they get no verdict.
    #[serde(default)]
    #[schemars(with = "Vec<RawOutOfScope>")]
    pub(crate) out_of_scope: Vec<Value>,
    /// How `semper gate` decides on a change of the prompt; arguments win.
    #[serde(default)]
    pub(crate) gate: Option<GateSettings>,
}

/// One demand on every answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Criterion")]
pub(crate) struct RawCriterion {
    /// Names the criterion in logs and reports: lower-case words joined by hyphens.
    pub(crate) id: String,
    /// The rule of the agent prompt that it stands for, quoted; a list when it stands for several.
    #[serde(default)]
    pub(crate) rule: Option<Strings>,
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

/// A compiled criterion.
pub struct Criterion {
    /// Its id.
    pub id: Arc<str>,
    /// The rules it stands for, first the one it was made from.
    pub rules: Vec<RuleText>,
    /// How binding it is.
    pub level: Level,
    /// What it adds to the score.
    pub weight: f64,
    /// `sha256:` and the digest of what decides it.
    pub digest: Arc<str>,
    pub(crate) examples: RawExamples,
    pub(crate) whens: Vec<Arc<dyn Check>>,
    /// `None` for a criterion that only a person can judge.
    pub(crate) check: Option<Box<dyn Check>>,
    /// The question of a `judge`.
    pub(crate) question: Option<String>,
    pub(crate) path: Path,
}

impl Criterion {
    /// The rule it was made from.
    #[must_use]
    pub fn rule(&self) -> Option<&RuleText> {
        self.rules.first()
    }

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

/// What is demanded of answers beside a rubric.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demanded<'d> {
    /// The file of the cases that have criteria of their own.
    pub cases: Option<&'d SourceFile>,
    /// How an answer is read.
    pub manner: Manner,
}

/// A compiled rubric.
pub struct Rubric {
    /// Its name.
    pub name: String,
    /// The path of its agent prompt, as written.
    pub agent: Option<String>,
    /// Its criteria in order.
    pub criteria: Vec<Criterion>,
    /// The rules of the prompt that no answer can show.
    pub out_of_scope: Vec<OutOfScopeRule>,
    /// `sha256:` and the digest of what was compiled, comments and examples aside.
    pub digest: String,
    /// How the gate decides, where the rubric says.
    pub gate: Option<GateSettings>,
    /// What is probably not as meant.
    pub warnings: Diagnostics,
    /// The file it was read from.
    pub file: Arc<str>,
    /// The cases with criteria of their own.
    pub cases: Option<Cases>,
    /// How an answer is read.
    pub manner: Manner,
    pub(crate) table: RuleTable,
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
        Self::compile_with(source, agent, catalog, lexicon, Demanded::default())
    }

    /// Compiles the rubric in `source` together with what was demanded beside it. With cases, a rubric may have no
    /// criteria of its own, and no name: it is then called as its file.
    ///
    /// # Errors
    /// Every problem of the rubric and, as many as are worth reading, of the cases, each with its place.
    pub fn compile_with(
        source: &SourceFile,
        agent: Option<&SourceFile>,
        catalog: &Catalog,
        lexicon: &Lexicon,
        demanded: Demanded<'_>,
    ) -> Result<Self, Diagnostics> {
        let RubricFile {
            value,
            raw,
            definitions: own,
        } = RubricFile::read(source)?;
        let definitions = Definitions::new(own, &catalog.entries);
        let compiler = Compiler::new(&definitions, lexicon);
        let at = compiler.at(&source.name, Path::root());
        let mut problems = Diagnostics::new();
        let mut name = raw.rubric.clone().unwrap_or_default();
        if raw.rubric.is_none() && demanded.cases.is_some() {
            stem(&source.name).clone_into(&mut name);
        }
        if name.trim().is_empty() {
            problems.push(
                at.error(Code::MISSING_KEY, "the rubric has no name")
                    .help("add `rubric: name-of-it`"),
            );
        }
        // A prompt may have no rule but such as no answer shows.
        if raw.criteria.is_empty() && raw.out_of_scope.is_empty() && demanded.cases.is_none() {
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
        let out_of_scope = problems.take(out_of_scope(raw.out_of_scope, agent, &at, &mut warnings));
        problems.extend(check_definitions(&compiler, source));
        problems.extend(check_gate(raw.gate.as_ref(), &criteria, &at));
        let cases = demanded
            .cases
            .and_then(|cases| problems.take(Cases::compile(cases, &compiler, &criteria)));
        let mut digest = digest(&value, &definitions);
        if let Some(cases) = &cases {
            digest = joined(&digest, &cases.digest);
        }
        let table = compiler.finish();
        problems.or(Self {
            name,
            agent: raw.agent,
            criteria,
            out_of_scope: out_of_scope.unwrap_or_default(),
            digest,
            gate: raw.gate,
            warnings,
            file: source.name.clone(),
            cases,
            manner: demanded.manner,
            table,
        })
    }
}

/// The name of a file without folders and ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
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
    let digest = criterion_digest(&value, compiler.definitions).into();
    let raw: RawCriterion = read(value, &at, None, &[])?;
    let mut problems = Diagnostics::new();
    problems.extend(check_id(&raw.id, &at));
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
    let rules = raw
        .rule
        .and_then(|rules| problems.take(find_rules(rules, agent, &at, warnings)))
        .unwrap_or_default();
    problems.or(Criterion {
        id: raw.id.into(),
        rules,
        level: raw.level,
        weight: raw.weight,
        digest,
        examples: raw.examples,
        whens,
        check,
        question,
        path,
    })
}

/// The problems of the settings of the gate.
fn check_gate(gate: Option<&GateSettings>, criteria: &[Criterion], at: &At<'_>) -> Diagnostics {
    let checked = criteria
        .iter()
        .filter(|criterion| !criterion.is_unchecked());
    let ids = checked.map(|criterion| &*criterion.id);
    let problems = gate.map(|gate| gate.problems(ids)).unwrap_or_default();
    let at = at.key("gate");
    let tell = |problem: &crate::policy::SettingProblem| {
        at.key(problem.key)
            .error(Code::BAD_VALUE, problem.message.clone())
    };
    problems.iter().map(tell).collect()
}

pub(super) fn check_id(id: &str, at: &At<'_>) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    if id.is_empty() || !id.chars().all(word) {
        let problem = at
            .key("id")
            .error(Code::BAD_VALUE, format!("`{id}` is no id"))
            .help("use letters, digits, `-`, `_`, `.` and `:`");
        problems.push(problem);
    }
    problems
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
