//! Checks whose outcome no answer changes.
//!
//! A small evaluator over the raw values: each check is always, never, or depends. What a parameter fills in
//! depends, until a `use` sets it. The cause is told at its own path, and each list or `not` that it decides.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Subject;
use super::canon::Canon;
use super::truth::Truth;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path};
use crate::rubric::compile::Compiler;

/// Every check that decides nothing, of the criteria and of the file's definitions.
pub(super) fn findings(subject: &Subject<'_>) -> Diagnostics {
    let mut inspector = Inspector {
        subject,
        compiler: &Compiler::new(subject.definitions, subject.lexicon),
        findings: Diagnostics::new(),
        voice: Voice::Aloud,
        known: BTreeMap::new(),
    };
    for (criterion, path) in subject.criteria() {
        inspector.pair(criterion.get("when"), criterion.get("check"), &path);
    }
    for (name, definition) in subject.definitions.own() {
        let raw = &definition.raw;
        let when = raw.when.as_ref().map(|when| &when.0);
        let path = Path::root().key("define").key(name);
        inspector.pair(when, Some(&raw.check.0), &path);
    }
    inspector.findings
}

/// Whether findings are kept. A definition is looked at again for each set of parameters, but told of once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Aloud,
    Silent,
}

/// Looks at checks, and keeps what it finds.
pub(super) struct Inspector<'i> {
    pub(super) subject: &'i Subject<'i>,
    compiler: &'i Compiler<'i>,
    findings: Diagnostics,
    voice: Voice,
    /// What is known of definitions, by name and parameters.
    known: BTreeMap<(String, String), Truth>,
}

impl Inspector<'_> {
    pub(super) fn report(&mut self, finding: Diagnostic) {
        if self.voice == Voice::Aloud {
            self.findings.push(finding);
        }
    }

    pub(super) fn error(&mut self, code: Code, message: impl Into<String>, path: &Path) {
        let finding = self.subject.error(code, message, path);
        self.report(finding);
    }

    pub(super) fn warning(&mut self, code: Code, message: impl Into<String>, path: &Path) {
        let finding = self.subject.warning(code, message, path);
        self.report(finding);
    }

    /// The `when` and the `check` of a criterion or definition.
    fn pair(&mut self, when: Option<&Value>, check: Option<&Value>, path: &Path) {
        let (when_path, check_path) = (path.key("when"), path.key("check"));
        let applies = when.map(|when| self.check(when, &when_path));
        let passes = check.map_or(Truth::Depends, |check| self.check(check, &check_path));
        match applies {
            Some(Truth::Always) => {
                let message = "`when` always passes, so it restricts nothing";
                self.error(Code::CONSTANT_WHEN, message, &when_path);
            }
            Some(Truth::Never) => {
                let message = "`when` never passes, so no answer is ever judged";
                self.error(Code::CONSTANT_WHEN, message, &when_path);
            }
            Some(Truth::Depends) if passes == Truth::Depends => {
                let (Some(when), Some(check)) = (when, check) else {
                    return;
                };
                let (when, check) = (Canon::of(when), Canon::of(check));
                if when == check {
                    let message = "`check` is the same as `when`, so it passes wherever it applies";
                    self.error(Code::WHEN_IS_CHECK, message, &check_path);
                } else if when == check.inverse() {
                    let message =
                        "`check` is the negation of `when`, so it fails wherever it applies";
                    self.error(Code::WHEN_IS_CHECK, message, &check_path);
                }
            }
            Some(Truth::Depends) | None => {}
        }
    }

    /// What is known of `check`.
    pub(super) fn check(&mut self, check: &Value, path: &Path) -> Truth {
        let single = check.as_object().filter(|map| map.len() == 1);
        let Some((name, spec)) = single.and_then(|map| map.iter().next()) else {
            return Truth::Depends;
        };
        let path = path.key(name);
        match name.as_str() {
            "all" => self.all(spec, &path),
            "any" => self.any(spec, &path),
            "at-least" => self.at_least(spec, &path),
            "not" => self.not(spec, &path),
            "near" => self.near(spec, &path),
            "use" => self.use_of(spec, &path),
            "contains" | "mentions" => self.phrases(spec, &path),
            "regex" => self.regex(spec, &path),
            "count" => self.count(spec, &path),
            "language" => self.language(spec, &path),
            "file" => self.file(spec, &path),
            "code" => self.code(spec, &path),
            _ => Truth::Depends,
        }
    }

    fn not(&mut self, spec: &Value, path: &Path) -> Truth {
        let truth = self.check(spec, path);
        if let (Some(inner), Some(outer)) = (truth.verb(), truth.inverse().verb()) {
            let message = format!("`not` of a check that {inner}, so it {outer}");
            self.error(Code::NEGATED_CONSTANT, message, path);
        }
        truth.inverse()
    }

    fn near(&mut self, spec: &Value, path: &Path) -> Truth {
        let mut part = |key: &str| {
            let value = spec.get(key)?;
            Some(self.check(value, &path.key(key)))
        };
        let (find, has, without) = (part("find"), part("has"), part("without"));
        let stops = [
            ("find", find, Truth::Never),
            ("has", has, Truth::Never),
            ("without", without, Truth::Always),
        ];
        for (key, truth, stop) in stops {
            if truth == Some(stop) {
                let verb = stop.verb().unwrap_or_default();
                let message = format!("`{key}` {verb}, so `near` never passes");
                self.error(Code::NEAR_CONSTANT, message, &path.key(key));
                return Truth::Never;
            }
        }
        let idle = [
            ("has", has, Truth::Always),
            ("without", without, Truth::Never),
        ];
        for (key, truth, idle) in idle {
            if truth == Some(idle) {
                let verb = idle.verb().unwrap_or_default();
                let message = format!("`{key}` {verb}, so it decides nothing");
                self.error(Code::NEAR_CONSTANT, message, &path.key(key));
            }
        }
        Truth::Depends
    }

    fn use_of(&mut self, spec: &Value, path: &Path) -> Truth {
        let name = spec.as_str().or_else(|| spec.get("name")?.as_str());
        let Some(name) = name else {
            return Truth::Depends;
        };
        let Some(definition) = self.subject.definitions.get(name) else {
            return Truth::Depends;
        };
        let none = Map::new();
        let with = spec.get("with").and_then(Value::as_object).unwrap_or(&none);
        let key = (name.to_owned(), Value::Object(with.clone()).to_string());
        let truth = match self.known.get(&key) {
            Some(truth) => *truth,
            None => {
                let at = self.compiler.at(self.subject.file, path.clone());
                // What does not fit the parameter is told when the rubric is compiled.
                let truth = definition.fill(with, &at).map_or(Truth::Depends, |filled| {
                    let before = std::mem::replace(&mut self.voice, Voice::Silent);
                    let truth = self.check(&filled.check, path);
                    self.voice = before;
                    truth
                });
                self.known.insert(key, truth);
                truth
            }
        };
        // A definition of this file that needs no parameters is told of where it stands.
        let told = definition.raw.parameters.is_empty() && definition.file() == self.subject.file;
        if let Some(verb) = truth.verb().filter(|_| !told) {
            let message = if with.is_empty() {
                format!("`{name}` {verb}")
            } else {
                format!("`{name}` {verb} with these parameters")
            };
            self.error(Code::CONSTANT_USE, message, path);
        }
        truth
    }
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::{found, of_check};

    const ALWAYS: &str = "{ count: { what: words, is: '>= 0' } }";
    const NOTHING: [&str; 0] = [];

    #[test]
    fn not_of_a_constant_is_one() {
        let all = of_check(&format!("{{ not: {ALWAYS} }}"));
        assert_eq!(
            all,
            [
                "range-fits-all at check.not.count.is",
                "negated-constant at check.not"
            ]
        );
        assert_eq!(
            of_check("{ not: { count: { what: words, is: '>= 1' } } }"),
            NOTHING
        );
    }

    #[test]
    fn near_needs_parts_that_depend() {
        let all = of_check("{ near: { find: { contains: a }, has: { regex: 'b*' } } }");
        assert_eq!(
            all,
            [
                "regex-matches-empty at check.near.has.regex.pattern",
                "near-constant at check.near.has"
            ]
        );
        let all = of_check("{ near: { find: { contains: a }, without: { regex: 'b*' } } }");
        assert!(all.contains(&"near-constant at check.near.without".to_owned()));
        assert_eq!(
            of_check("{ near: { find: { contains: a }, has: { regex: 'b+' } } }"),
            NOTHING
        );
    }

    #[test]
    fn a_use_is_constant_by_its_parameters() {
        let rubric = |range: &str| {
            format!(
                "semper: 1\nrubric: r\ndefine:\n  long:\n    parameters: {{ n: {{ type: range }} }}\n    check: {{ count: {{ what: words, is: '${{n}}' }} }}\ncriteria:\n  - {{ id: a, check: {{ use: {{ name: long, with: {{ n: '{range}' }} }} }} }}\n"
            )
        };
        assert_eq!(
            found(&rubric(">= 0")),
            ["constant-use at criteria[0].check.use"]
        );
        assert_eq!(found(&rubric(">= 9")), NOTHING);
    }

    #[test]
    fn a_constant_definition_is_told_of_once() {
        let text = format!(
            "semper: 1\nrubric: r\ndefine:\n  x: {{ check: {ALWAYS} }}\ncriteria:\n  - {{ id: a, check: {{ use: x }} }}\n  - {{ id: b, check: {{ not: {{ use: x }} }} }}\n"
        );
        assert_eq!(
            found(&text),
            [
                "negated-constant at criteria[1].check.not",
                "range-fits-all at define.x.check.count.is"
            ]
        );
    }

    #[test]
    fn a_when_that_decides_nothing_is_found() {
        let rubric = |when: &str, check: &str| {
            found(&format!(
                "semper: 1\nrubric: r\ncriteria:\n  - {{ id: a, when: {when}, check: {check} }}\n"
            ))
        };
        let all = rubric(ALWAYS, "{ contains: a }");
        assert!(
            all.contains(&"constant-when at criteria[0].when".to_owned()),
            "{all:?}"
        );
        let never = format!("{{ not: {ALWAYS} }}");
        let all = rubric(&never, "{ contains: a }");
        assert!(
            all.contains(&"constant-when at criteria[0].when".to_owned()),
            "{all:?}"
        );
        assert_eq!(
            rubric("{ contains: тест }", "{ contains: { any: [Тест] } }"),
            ["when-is-check at criteria[0].check"]
        );
        assert_eq!(
            rubric("{ contains: тест }", "{ contains: { none: [Тест] } }"),
            ["when-is-check at criteria[0].check"]
        );
        assert_eq!(rubric("{ contains: тест }", "{ contains: тесты }"), NOTHING);
    }
}
