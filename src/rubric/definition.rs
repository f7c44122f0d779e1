//! Named checks with parameters: the entries of the catalog and of a rubric's `define:`.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::asked::{RawAsked, Source, Wordings};
use super::compile::At;
use super::example::RawExamples;
use super::fill::Values;
use super::spec::Nested;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path, did_you_mean};

/// A named check that criteria `use:`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Definition")]
pub(crate) struct RawDefinition {
    /// What it demands, in a sentence.
    #[serde(default)]
    pub(crate) about: Option<String>,
    /// What a `use` may set; `${name}` in the check stands for the value, `${name|escaped}` in a regular
    /// expression for the value letter by letter.
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, RawParameter>,
    /// How prompts ask for it, for `semper derive`; several ways are alternatives.
    #[serde(default)]
    pub(crate) asked: Vec<RawAsked>,
    /// How prompts name the case in which this holds, for `semper derive`: phrases by language. The entry then
    /// becomes the `when` of a rule that is only for that case.
    #[serde(default)]
    pub(crate) applies: Wordings,
    /// The entry that tells where this applies when the rule names no case of its own, for `semper derive`; `always`
    /// where it is for every answer, whatever the heading says.
    #[serde(default)]
    pub(crate) case: Option<String>,
    /// What shows that an answer means to do this at all, for `semper derive`: where the rule is for a case that
    /// nothing in the catalog tells, answers without any trace of it are `na`.
    #[serde(default)]
    pub(crate) traces: Option<Nested>,
    /// The entry whose place this takes as a case for an agent that is only about it, for `semper derive`.
    #[serde(default)]
    pub(crate) narrows: Option<String>,
    /// The id of a criterion that is derived from it; `${name}` stands for a parameter. By default its name.
    #[serde(default)]
    pub(crate) id: Option<String>,
    /// Whether it only takes what no entry made for the purpose takes.
    #[serde(default)]
    pub(crate) general: bool,
    /// Where it applies; added to the `when` of every criterion that uses it.
    #[serde(default)]
    pub(crate) when: Option<Nested>,
    /// The check.
    pub(crate) check: Nested,
    /// Responses with the verdict they must get; `semper test` runs them.
    #[serde(default)]
    pub(crate) examples: RawExamples,
}

/// A parameter of a definition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Parameter")]
pub(crate) struct RawParameter {
    /// What kind of value it takes.
    #[serde(rename = "type")]
    pub(crate) kind: ParameterType,
    /// The value when `with` does not set it; without one it must be set.
    #[serde(default)]
    pub(crate) default: Option<Value>,
    /// Whether it may be left out; the keys whose value it is are then left out too.
    #[serde(default)]
    pub(crate) optional: bool,
    /// What it means.
    #[serde(default)]
    pub(crate) about: Option<String>,
    /// What of a rule gives the value, for `semper derive`.
    #[serde(default)]
    pub(crate) from: Option<Source>,
}

/// The types of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ParameterType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A list of strings.
    Strings,
    /// A range of counts, such as `>= 3`.
    Range,
    /// How a count is held against a number: `at least`, `less than`, `>=`.
    Relation,
    /// Any value, such as a JSON Schema.
    Any,
}

impl ParameterType {
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Strings => {
                value.is_string()
                    || value
                        .as_array()
                        .is_some_and(|list| list.iter().all(Value::is_string))
            }
            Self::Range => {
                value.is_u64()
                    || value
                        .as_str()
                        .is_some_and(|text| super::range::Range::parse(text).is_some())
            }
            Self::Relation => value.as_str().is_some_and(super::range::Range::is_relation),
            Self::Any => true,
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Integer => "a whole number",
            Self::Strings => "a string or a list of strings",
            Self::Range => "a range such as `3` or `>= 3`",
            Self::Relation => "a relation such as `at least` or `less than`",
            Self::Any => "any value",
        }
    }
}

/// A definition and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) raw: RawDefinition,
    file: Arc<str>,
    path: Path,
}

/// A definition with its parameters filled in.
pub(crate) struct Filled {
    pub(crate) when: Option<Value>,
    pub(crate) check: Value,
}

impl Definition {
    pub(crate) fn new(raw: RawDefinition, file: &Arc<str>, path: Path) -> Self {
        Self {
            raw,
            file: file.clone(),
            path,
        }
    }

    pub(crate) fn file(&self) -> &Arc<str> {
        &self.file
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The check with `with` in place of the parameters.
    pub(crate) fn fill(
        &self,
        with: &Map<String, Value>,
        at: &At<'_>,
    ) -> Result<Filled, Diagnostics> {
        let mut problems = Diagnostics::new();
        let parameters = &self.raw.parameters;
        for (name, value) in with {
            let here = at.key("with").key(name);
            match parameters.get(name) {
                None => problems.push(
                    Diagnostic::error(Code::UNKNOWN_KEY, format!("there is no parameter `{name}`"))
                        .at(here.place_of_key())
                        .maybe_help(did_you_mean(name, parameters.keys().map(String::as_str))),
                ),
                Some(parameter) if !value.is_null() && !parameter.kind.fits(value) => {
                    problems.push(here.error(
                        Code::BAD_VALUE,
                        format!("`{name}` takes {}", parameter.kind.expected()),
                    ));
                }
                Some(_) => {}
            }
        }
        let mut values = Values::default();
        for (name, parameter) in parameters {
            let given = with.get(name).filter(|value| !value.is_null());
            match given.or(parameter.default.as_ref()) {
                Some(value) => values.set(name, value.clone()),
                None if parameter.optional => values.leave_out(name),
                None => {
                    values.miss(name);
                    let takes = parameter.kind.expected();
                    problems.push(
                        at.error(
                            Code::MISSING_KEY,
                            format!("the parameter `{name}` is not set"),
                        )
                        .help(format!("give it {takes} under `with:`")),
                    );
                }
            }
        }
        let mut fill = |value: &Value| values.fill(value, at, &mut problems);
        let filled = Filled {
            when: self.raw.when.as_ref().map(|when| fill(&when.0)),
            check: fill(&self.raw.check.0),
        };
        problems.or(filled)
    }
}

/// The definitions a rubric can use: its own first, then the catalog's.
#[derive(Debug)]
pub(crate) struct Definitions<'c> {
    own: BTreeMap<String, Definition>,
    catalog: &'c BTreeMap<String, Definition>,
}

impl<'c> Definitions<'c> {
    pub(crate) fn new(
        own: BTreeMap<String, Definition>,
        catalog: &'c BTreeMap<String, Definition>,
    ) -> Self {
        Self { own, catalog }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Definition> {
        self.own.get(name).or_else(|| self.catalog.get(name))
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.own
            .keys()
            .chain(self.catalog.keys())
            .cloned()
            .collect()
    }

    pub(crate) fn own(&self) -> &BTreeMap<String, Definition> {
        &self.own
    }
}
