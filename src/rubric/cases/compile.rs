//! From the entries of a cases file to cases with compiled checks, each problem with its place.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::entries::{self, Entry, MOST_PROBLEMS};
use super::{Case, CaseCriterion, CaseGroup, Cases, Demand, Named};
use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::{At, Compiler};
use crate::rubric::criterion::{Criterion, check_id};
use crate::rubric::digest::criterion_digest;
use crate::rubric::spec::{Strings, read};
use crate::source::SourceFile;
use crate::verdict::{Level, quote};
use crate::words::hex;

/// A case as a file writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCase {
    /// Its id, a text or a number.
    #[serde(default)]
    case: Option<Value>,
    /// Its prompt; answers without an id are joined by it.
    #[serde(default)]
    prompt: Option<String>,
    /// Labels to group results by.
    #[serde(default)]
    tags: Strings,
    /// What its answers must meet.
    #[serde(default)]
    criteria: Vec<Value>,
}

/// A criterion of a case as a file writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCaseCriterion {
    /// The name of a definition of the rubric or the catalog.
    #[serde(default, rename = "use")]
    name: Option<String>,
    /// Values for its parameters.
    #[serde(default)]
    with: Option<Map<String, Value>>,
    /// A check written out, in the place of `use`.
    #[serde(default)]
    check: Option<Value>,
    /// Under which name it is counted.
    #[serde(default)]
    id: Option<String>,
    /// How binding it is; `must` by default.
    #[serde(default)]
    level: Level,
    /// What it adds to the score; 1 by default.
    #[serde(default = "one")]
    weight: f64,
}

/// 1.
fn one() -> f64 {
    1.0
}

/// The cases in the making.
struct Builder<'c> {
    source: &'c SourceFile,
    compiler: &'c Compiler<'c>,
    /// The ids of the rubric's own criteria.
    taken: Vec<&'c str>,
    groups: Vec<Group>,
    group_numbers: FxHashMap<String, usize>,
    demands: Vec<Demand>,
    /// The number and digest of each compiled check, by its value as JSON.
    known: FxHashMap<String, (usize, Arc<str>)>,
    names: FxHashMap<(usize, usize), Arc<str>>,
    cases: Vec<Case>,
    by_id: FxHashMap<Arc<str>, usize>,
    by_prompt: FxHashMap<Arc<str>, Named>,
}

struct Group {
    id: Arc<str>,
    level: Level,
    weight: f64,
    hasher: Sha256,
}

impl Cases {
    /// Compiles the cases in `source` beside the `criteria` of a rubric.
    pub(in crate::rubric) fn compile<'c>(
        source: &'c SourceFile,
        compiler: &'c Compiler<'c>,
        criteria: &'c [Criterion],
    ) -> Result<Self, Diagnostics> {
        let entries = entries::read(source)?;
        let mut builder = Builder {
            source,
            compiler,
            taken: criteria.iter().map(|criterion| &*criterion.id).collect(),
            groups: Vec::new(),
            group_numbers: FxHashMap::default(),
            demands: Vec::new(),
            known: FxHashMap::default(),
            names: FxHashMap::default(),
            cases: Vec::with_capacity(entries.len()),
            by_id: FxHashMap::default(),
            by_prompt: FxHashMap::default(),
        };
        let mut problems = Diagnostics::new();
        for Entry { value, spot } in entries {
            if let Err(found) = builder.case(value, spot.path()) {
                problems.extend(spot.relocate(&found, source));
            }
            if problems.iter().count() >= MOST_PROBLEMS {
                break;
            }
        }
        problems.or(builder.finish())
    }
}

impl Builder<'_> {
    fn case(&mut self, value: Value, path: crate::diagnostic::Path) -> Result<(), Diagnostics> {
        let at = self.compiler.at(&self.source.name, path);
        if !value.is_object() {
            let problem = at.error(Code::BAD_VALUE, "a case is a mapping");
            return Err(problem.help("such as `case: ID` with `criteria:`").into());
        }
        let raw: RawCase = read(value, &at, None, &[])?;
        let mut problems = Diagnostics::new();
        let id = problems.take(case_id(raw.case, &at)).flatten();
        let prompt: Option<Arc<str>> = raw.prompt.map(Into::into);
        if id.is_none() && prompt.is_none() {
            let problem = at.error(
                Code::MISSING_KEY,
                "the case has neither `case` nor `prompt`",
            );
            problems.push(problem.help("answers are joined by one of them"));
        }
        problems.extend(self.join(id.as_ref(), prompt.as_ref(), &at));
        let key = id.as_ref().or(prompt.as_ref()).cloned().unwrap_or_default();
        let mut criteria = Vec::with_capacity(raw.criteria.len());
        for (n, value) in raw.criteria.into_iter().enumerate() {
            let here = at.key("criteria").index(n);
            criteria.extend(problems.take(self.criterion(value, n, &key, &here)));
        }
        self.cases.push(Case {
            id,
            prompt,
            tags: raw.tags.0,
            criteria,
        });
        problems.or(())
    }

    /// Enters the case that comes next under its id and prompt.
    fn join(
        &mut self,
        id: Option<&Arc<str>>,
        prompt: Option<&Arc<str>>,
        at: &At<'_>,
    ) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let number = self.cases.len();
        if let Some(id) = id
            && self.by_id.insert(id.clone(), number).is_some()
        {
            let message = format!("another case is called {}", quote(id));
            problems.push(at.key("case").error(Code::CASES, message));
        }
        if let Some(prompt) = prompt {
            let before = self.by_prompt.get(prompt).copied();
            let (named, other) = match before {
                None => (Named::One(number), None),
                Some(Named::One(other) | Named::Several(other, _)) => {
                    (Named::Several(other, number), Some(other))
                }
            };
            self.by_prompt.insert(prompt.clone(), named);
            let other = other.and_then(|other| self.cases.get(other));
            if other.is_some_and(|other| id.is_none() || other.id.is_none()) {
                let problem = at
                    .key("prompt")
                    .error(Code::CASES, "another case has this prompt");
                problems.push(problem.help("give both a `case`, or put their criteria together"));
            }
        }
        problems
    }

    fn criterion(
        &mut self,
        value: Value,
        index: usize,
        case: &str,
        at: &At<'_>,
    ) -> Result<CaseCriterion, Diagnostics> {
        let raw: RawCaseCriterion = read(value, at, Some("use"), &[])?;
        let (check, name) = written(&raw, at)?;
        let (demand, digest) = self.demand(check, at)?;
        let group = self.group(raw.id.unwrap_or(name), raw.level, raw.weight, at)?;
        let hasher = &mut self.groups[group].hasher;
        hasher.update(case.len().to_le_bytes());
        hasher.update(case);
        hasher.update(index.to_le_bytes());
        hasher.update(&*digest);
        let id = &self.groups[group].id;
        let name = self.names.entry((group, index));
        let name = name.or_insert_with(|| format!("{id}#{index}").into());
        Ok(CaseCriterion {
            group,
            name: name.clone(),
            demand,
        })
    }

    /// The compiled check and its digest; what an earlier case asked for is taken from there.
    fn demand(&mut self, check: Value, at: &At<'_>) -> Result<(usize, Arc<str>), Diagnostics> {
        let key = check.to_string();
        if let Some((number, digest)) = self.known.get(&key) {
            return Ok((*number, digest.clone()));
        }
        let digest: Arc<str> =
            criterion_digest(&json!({ "check": check }), self.compiler.definitions).into();
        let at = at.alone();
        let check = match check.get("use") {
            // The keys of `use` stand in the criterion itself.
            Some(used) => {
                let none = Map::new();
                let name = used["name"].as_str().unwrap_or_default();
                let with = used["with"].as_object().unwrap_or(&none);
                at.named(name, with)?
            }
            None => at.key("check").check(check)?,
        };
        let number = self.demands.len();
        self.demands.push(Demand {
            check,
            whens: at.whens(),
        });
        self.known.insert(key, (number, digest.clone()));
        Ok((number, digest))
    }

    fn group(
        &mut self,
        id: String,
        level: Level,
        weight: f64,
        at: &At<'_>,
    ) -> Result<usize, Diagnostics> {
        if !(weight.is_finite() && weight > 0.0) {
            let problem = at
                .key("weight")
                .error(Code::BAD_VALUE, "a weight is larger than 0");
            return Err(problem.into());
        }
        if let Some(number) = self.group_numbers.get(&id) {
            let group = &self.groups[*number];
            if group.level == level && group.weight.total_cmp(&weight).is_eq() {
                return Ok(*number);
            }
            let message = format!("`{id}` has another level or weight in an earlier case");
            return Err(at
                .error(Code::BAD_VALUE, message)
                .help("criteria of one name are counted together: give this one an `id` of its own")
                .into());
        }
        if self.taken.contains(&id.as_str()) {
            let message = format!("a criterion of the rubric is called `{id}`");
            return Err(at
                .error(Code::DUPLICATE_ID, message)
                .help("give this one an `id` of its own, so that they are not counted together")
                .into());
        }
        let number = self.groups.len();
        self.groups.push(Group {
            id: id.as_str().into(),
            level,
            weight,
            hasher: Sha256::new(),
        });
        self.group_numbers.insert(id, number);
        Ok(number)
    }

    fn finish(self) -> Cases {
        let mut all = Sha256::new();
        let groups: Vec<CaseGroup> = self
            .groups
            .into_iter()
            .map(|group| {
                let digest = format!("sha256:{}", hex(&group.hasher.finalize()));
                all.update(format!(
                    "{} {} {} {digest}\n",
                    group.id,
                    group.level.as_str(),
                    group.weight
                ));
                CaseGroup {
                    id: group.id,
                    level: group.level,
                    weight: group.weight,
                    digest: digest.into(),
                }
            })
            .collect();
        Cases {
            groups,
            cases: self.cases,
            digest: format!("sha256:{}", hex(&all.finalize())),
            demands: self.demands,
            by_id: self.by_id,
            by_prompt: self.by_prompt,
        }
    }
}

/// The id of a case as text.
fn case_id(value: Option<Value>, at: &At<'_>) -> Result<Option<Arc<str>>, Diagnostics> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.into())),
        Some(Value::Number(number)) => Ok(Some(number.to_string().into())),
        Some(Value::String(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            let problem = at
                .key("case")
                .error(Code::BAD_VALUE, "`case` is a text or a number");
            Err(problem.into())
        }
    }
}

/// The check of a criterion as a rubric writes it, and the name it is counted under.
fn written(raw: &RawCaseCriterion, at: &At<'_>) -> Result<(Value, String), Diagnostics> {
    let bad = |message: &str| at.error(Code::BAD_VALUE, message);
    if let Some(id) = &raw.id {
        let problems = check_id(id, at);
        if !problems.is_empty() {
            return Err(problems);
        }
    }
    match (&raw.name, &raw.check) {
        (Some(name), None) => {
            let with = raw.with.clone().unwrap_or_default();
            let check = json!({ "use": { "name": name, "with": with } });
            Ok((check, name.clone()))
        }
        (None, Some(check)) if raw.with.is_none() => {
            let name = check.as_object().and_then(|map| map.keys().next());
            let name = name.cloned().unwrap_or_default();
            if name == "judge" {
                let problem = bad("a case cannot ask for what only a person decides");
                return Err(problem.help("put the `judge` into the rubric").into());
            }
            Ok((check.clone(), name))
        }
        (None, Some(_)) => Err(bad("`with` sets the parameters of `use`, not of `check`").into()),
        (Some(_), Some(_)) => Err(bad("a criterion has `use` or `check`, not both").into()),
        (None, None) => Err(at
            .error(
                Code::MISSING_KEY,
                "the criterion has neither `use` nor `check`",
            )
            .help("write `use: NAME` and `with:` for its parameters")
            .into()),
    }
}
