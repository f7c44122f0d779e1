//! A promptfoo configuration: the assertions that the text of an answer decides become criteria.
//!
//! Assertions of all tests become criteria of a rubric, those of one test, and those whose value depends on its
//! variables, become criteria of cases. What is refused, differs, or can never fail there is told.

mod config;
mod row;
mod sets;
mod taker;
mod template;
mod value;
mod vocabulary;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub use row::{Became, Row};

use self::config::{Assertion, Config};
use self::row::Rows;
use self::sets::{Set, Threshold};
use self::taker::{Taken, Taker};
use self::written::{Criterion, Written};
use super::case::{Case, Use, lines};
use crate::derive::Ids;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Path, Place};
use crate::rubric::values;
use crate::source::SourceFile;
use crate::verdict::Level;

/// What a configuration has become.
#[derive(Debug)]
pub struct Configuration {
    /// The rubric as YAML; without criteria it is a file of definitions for the cases.
    pub rubric: String,
    /// The cases file, as lines of JSON.
    pub cases: String,
    /// How many cases there are.
    pub count: usize,
    /// What became of each assertion, in the order of the file.
    pub rows: Vec<Row>,
    /// Warnings of what passes silently there.
    pub warnings: Diagnostics,
}

/// Turns the configuration in `source`, YAML or JSON, into a rubric called `name` and cases.
///
/// # Errors
/// The file is no such configuration.
pub fn promptfoo(source: &SourceFile, name: &str) -> Result<Configuration, Diagnostics> {
    let value = values(source)?;
    let mut importer = Importer {
        source,
        taker: Taker::new(),
        rows: Rows::default(),
        warnings: Diagnostics::new(),
        ids: Ids::default(),
        criteria: Vec::new(),
        used: BTreeMap::new(),
        sets: Vec::new(),
    };
    let config = Config::read(&value, source, &mut importer.rows)?;
    let all_take_defaults = config.tests.iter().all(|test| test.takes_defaults);
    let mut for_cases = Vec::new();
    for assertion in &config.defaults {
        if !(all_take_defaults && importer.shared(assertion)) {
            for_cases.push(assertion);
        }
    }
    let mut cases = Vec::new();
    for (n, test) in config.tests.iter().enumerate() {
        let defaults = for_cases.iter().filter(|_| test.takes_defaults).copied();
        let assertions = defaults.chain(&test.assertions);
        let criteria = assertions.filter_map(|assertion| importer.of_case(assertion, &test.vars));
        cases.push(Case {
            criteria: criteria.collect(),
            id: n.to_string(),
            prompt: config.prompt(test),
            tags: Vec::new(),
        });
    }
    importer.thresholds(&value);
    if config.hides_prompts() {
        let why = "not one plain text: cases are joined by their number alone";
        let why = vec![why.to_owned()];
        let path = Path::root().key("prompts");
        importer.rows.note(&path, "prompts", Became::Refused, why);
    }
    Ok(importer.finish(&config, &cases, name))
}

struct Importer<'s> {
    source: &'s SourceFile,
    taker: Taker,
    rows: Rows,
    warnings: Diagnostics,
    ids: Ids,
    criteria: Vec<Criterion>,
    /// The definitions that are used, by name.
    used: BTreeMap<String, Value>,
    /// The sets of cases, by their checks: each becomes a definition.
    sets: Vec<Value>,
}

/// What an assertion or a set comes to.
enum Came {
    /// A check, what it is called, and how it differs.
    To(To),
    NeedsVariables,
    Refused(Vec<String>),
}

struct To {
    check: Check,
    remarks: Vec<String>,
}

enum Check {
    Use(Use),
    Set(Value),
}

impl Importer<'_> {
    fn warn(&mut self, path: &Path, message: String, help: &str) {
        let place = Place::Yaml(self.source.name.clone(), path.clone(), Part::Key);
        let warning = Diagnostic::warning(Code::PASSES_SILENTLY, message);
        let told = self.warnings.iter().any(|known| known.place == place);
        if !told {
            self.warnings.push(warning.at(place).help(help));
        }
    }

    /// Tells of thresholds of whole tests, which have no counterpart.
    fn thresholds(&mut self, config: &Value) {
        let root = Path::root();
        let tests = config["tests"].as_array().into_iter().flatten().enumerate();
        let tests = tests.map(|(n, test)| (root.key("tests").index(n), test));
        let shared = (root.key("defaultTest"), &config["defaultTest"]);
        for (path, test) in std::iter::once(shared).chain(tests) {
            let Some(threshold) = test["threshold"].as_f64() else {
                continue;
            };
            let path = path.key("threshold");
            let why = if threshold <= 0.0 {
                let message = format!("`threshold: {threshold}` lets every answer pass there");
                self.warn(
                    &path,
                    message,
                    "here each assertion has a verdict of its own",
                );
                "every answer passes there; here each assertion has a verdict".to_owned()
            } else {
                format!(
                    "a test passes there from a score of {threshold}; here each assertion has a verdict"
                )
            };
            self.rows
                .note(&path, "threshold", Became::Refused, vec![why]);
        }
    }

    /// Makes an assertion of all tests a criterion; false if that needs the variables of a test.
    fn shared(&mut self, assertion: &Assertion) -> bool {
        let kind = kind_of(&assertion.value);
        match self.come(assertion, None) {
            Came::NeedsVariables => return false,
            Came::Refused(why) => self.rows.note(&assertion.path, &kind, Became::Refused, why),
            Came::To(To { check, mut remarks }) => {
                let metric = assertion.value["metric"].as_str().unwrap_or(&kind);
                let id = self.ids.take(metric);
                let weight = assertion.value["weight"].as_f64().unwrap_or(1.0);
                let (level, weight) = if weight > 0.0 {
                    (Level::Must, weight)
                } else {
                    remarks.push("never fails there; level `may` here".to_owned());
                    (Level::May, 1.0)
                };
                let check = match check {
                    Check::Use(used) => used.check(),
                    Check::Set(check) => check,
                };
                let became = Became::Criterion(id.clone());
                self.rows.note(&assertion.path, &kind, became, remarks);
                self.criteria.push(Criterion {
                    id,
                    level,
                    weight,
                    check,
                });
            }
        }
        true
    }

    /// Makes an assertion a criterion of the case with `vars`.
    fn of_case(&mut self, assertion: &Assertion, vars: &Map<String, Value>) -> Option<Use> {
        let kind = kind_of(&assertion.value);
        let (check, mut remarks) = match self.come(assertion, Some(vars)) {
            Came::To(To { check, remarks }) => (check, remarks),
            Came::NeedsVariables => return None,
            Came::Refused(why) => {
                self.rows.note(&assertion.path, &kind, Became::Refused, why);
                return None;
            }
        };
        match assertion.value["weight"].as_f64() {
            Some(weight) if weight <= 0.0 => {
                remarks.push("never fails there, but can here".to_owned());
            }
            Some(weight) if (weight - 1.0).abs() > f64::EPSILON => {
                remarks.push(format!("its weight {weight} is left out"));
            }
            Some(_) | None => {}
        }
        let used = match check {
            Check::Use(used) => used,
            Check::Set(check) => Use {
                name: self.name_of_set(check),
                with: Map::new(),
            },
        };
        let became = Became::InCases(used.name.clone(), 1);
        self.rows.note(&assertion.path, &kind, became, remarks);
        Some(used)
    }

    /// The name of the definition for a set.
    fn name_of_set(&mut self, check: Value) -> String {
        let known = self.sets.iter().position(|set| *set == check);
        let n = known.unwrap_or_else(|| {
            self.sets.push(check);
            self.sets.len() - 1
        });
        format!("assert-set-{}", n + 1)
    }

    /// What an assertion comes to, set or not.
    fn come(&mut self, assertion: &Assertion, vars: Option<&Map<String, Value>>) -> Came {
        let weight = assertion.value["weight"].as_f64();
        if weight.is_some_and(|weight| weight <= 0.0) {
            let path = assertion.path.key("weight");
            let message = "`weight: 0` keeps an assertion from ever failing there".to_owned();
            self.warn(
                &path,
                message,
                "here it gets verdicts; remove it if it is not meant",
            );
        }
        if assertion.value["type"] == "assert-set" || assertion.value["assert"].is_array() {
            return self.set(assertion, vars);
        }
        match self.taker.take(&assertion.value, vars) {
            Taken::NeedsVariables => Came::NeedsVariables,
            Taken::Refused(why) => Came::Refused(vec![why]),
            Taken::Use(used, remarks) => {
                self.define(&used);
                let check = Check::Use(used);
                Came::To(To { check, remarks })
            }
        }
    }

    fn define(&mut self, used: &Use) {
        let definition = || self.taker.vocabulary.definition(&used.name);
        self.used
            .entry(used.name.clone())
            .or_insert_with(definition);
    }

    /// What a set comes to; its members get rows of their own.
    fn set(&mut self, assertion: &Assertion, vars: Option<&Map<String, Value>>) -> Came {
        let set = Set::of(assertion);
        // Its row stands before those of its members.
        let kind = kind_of(&assertion.value);
        self.rows
            .note(&assertion.path, &kind, Became::Refused, Vec::new());
        let mut checks = Vec::new();
        let mut refused = 0;
        for member in &set.members {
            let kind = kind_of(&member.value);
            match self.come(member, vars) {
                Came::NeedsVariables => return Came::NeedsVariables,
                Came::Refused(why) => {
                    refused += 1;
                    self.rows.note(&member.path, &kind, Became::Refused, why);
                }
                Came::To(To { check, remarks }) => {
                    self.rows.note(&member.path, &kind, Became::Part, remarks);
                    checks.push(match check {
                        Check::Use(used) => used.check(),
                        Check::Set(check) => check,
                    });
                }
            }
        }
        if set.threshold == Threshold::Silent {
            let path = assertion.path.key("threshold");
            let message = "`threshold: 0` lets every answer pass the set there".to_owned();
            self.warn(
                &path,
                message,
                "give the share of assertions that must pass",
            );
        }
        match set.check(&checks, refused) {
            Ok((check, remarks)) => Came::To(To {
                check: Check::Set(check),
                remarks,
            }),
            Err(why) => {
                for member in &set.members {
                    let why = vec!["its set is refused".to_owned()];
                    self.rows.refuse(&member.path, why);
                }
                Came::Refused(vec![why])
            }
        }
    }

    fn finish(mut self, config: &Config, cases: &[Case], name: &str) -> Configuration {
        let rows = self.rows.into_rows();
        let mut names = BTreeSet::new();
        let checks = self.criteria.iter().map(|criterion| &criterion.check);
        for check in checks.chain(&self.sets) {
            used_in(check, &mut names);
        }
        let of_cases = cases.iter().flat_map(|case| &case.criteria);
        names.extend(of_cases.map(|used| used.name.clone()));
        // A member of a set that is refused may have been the only user.
        let mut definitions: Vec<(String, Value)> = std::mem::take(&mut self.used)
            .into_iter()
            .filter(|(name, _)| names.contains(name))
            .collect();
        definitions.extend(sets::definitions(&self.sets));
        let written = Written {
            from: config.description.as_deref().unwrap_or(&self.source.name),
            name,
            rows: &rows,
            definitions,
            criteria: self.criteria,
        };
        Configuration {
            rubric: written.to_yaml(),
            cases: lines(cases),
            count: cases.len(),
            warnings: self.warnings,
            rows,
        }
    }
}

/// Adds the names of the definitions that `check` uses.
fn used_in(check: &Value, names: &mut BTreeSet<String>) {
    for (key, value) in check.as_object().into_iter().flatten() {
        if key == "use" {
            let name = value.as_str().or_else(|| value["name"].as_str());
            names.extend(name.map(str::to_owned));
            continue;
        }
        let parts = value.as_array().or_else(|| value["of"].as_array());
        for part in parts.into_iter().flatten() {
            used_in(part, names);
        }
    }
}

fn kind_of(assertion: &Value) -> String {
    assertion["type"].as_str().unwrap_or("no type").to_owned()
}

#[cfg(test)]
mod tests;
