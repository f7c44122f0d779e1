//! Turns what a rubric says into checks that run, collecting every problem with its path.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::checks::KINDS;
use super::code_rules::{RuleId, RuleSpec, RuleTable};
use super::context::Context;
use super::definition::Definitions;
use super::outcome::Outcome;
use super::pattern::Pattern;
use super::spec::Check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Path, Place, Segment, did_you_mean};
use crate::document::Lexicon;

/// Deepest nesting of checks, and of rules within a check.
const MAX_NESTING: usize = 16;

/// What the compilation of one rubric shares.
pub(crate) struct Compiler<'c> {
    pub(crate) definitions: &'c Definitions<'c>,
    pub(crate) lexicon: &'c Lexicon,
    rules: RefCell<RuleTable>,
    uses: RefCell<HashMap<(String, String), Arc<Used>>>,
}

/// A definition, compiled once for each set of parameters.
pub(crate) struct Used {
    slot: usize,
    check: Box<dyn Check>,
    /// The `when` of the definition and of those it uses.
    whens: Vec<Arc<dyn Check>>,
}

impl Check for Arc<Used> {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        context.remember(self.slot, || self.check.evaluate(context))
    }
}

impl<'c> Compiler<'c> {
    pub(crate) fn new(definitions: &'c Definitions<'c>, lexicon: &'c Lexicon) -> Self {
        Self {
            definitions,
            lexicon,
            rules: RefCell::default(),
            uses: RefCell::default(),
        }
    }

    /// A place in `file`, with nothing above it.
    pub(crate) fn at(&'c self, file: &Arc<str>, path: Path) -> At<'c> {
        At {
            compiler: self,
            file: file.clone(),
            path,
            depth: 0,
            using: Rc::new(Vec::new()),
            whens: Rc::default(),
        }
    }

    /// The table of all code rules.
    pub(crate) fn finish(self) -> RuleTable {
        self.rules.into_inner()
    }
}

/// Where the compiler is: a path in a file, and how it came there.
#[derive(Clone)]
pub(crate) struct At<'c> {
    compiler: &'c Compiler<'c>,
    file: Arc<str>,
    path: Path,
    depth: usize,
    /// The names of the definitions being compiled, outermost first.
    using: Rc<Vec<String>>,
    /// Collects the `when` of used definitions for the criterion.
    whens: Rc<RefCell<Vec<Arc<dyn Check>>>>,
}

impl At<'_> {
    pub(crate) fn key(&self, key: &str) -> Self {
        Self {
            path: self.path.key(key),
            ..self.clone()
        }
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        Self {
            path: self.path.index(index),
            ..self.clone()
        }
    }

    /// The same place, one level of nesting further down.
    pub(crate) fn deeper(&self) -> Result<Self, Diagnostics> {
        if self.depth >= MAX_NESTING {
            let message = format!("checks are nested more than {MAX_NESTING} deep");
            let problem = self
                .error(Code::TOO_DEEP, message)
                .help("name the inner part under `define:` and `use:` it");
            return Err(problem.into());
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self.clone()
        })
    }

    /// Whether the last step of the path is `key`.
    pub(crate) fn ends_with(&self, key: &str) -> bool {
        matches!(self.path.segments().last(), Some(Segment::Key(last)) if last == key)
    }

    pub(crate) fn place(&self) -> Place {
        Place::Yaml(self.file.clone(), self.path.clone(), Part::Value)
    }

    pub(crate) fn place_of_key(&self) -> Place {
        Place::Yaml(self.file.clone(), self.path.clone(), Part::Key)
    }

    /// A problem with the value here.
    pub(crate) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(self.place())
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        self.compiler.lexicon
    }

    /// The `when`s collected so far.
    pub(crate) fn whens(&self) -> Vec<Arc<dyn Check>> {
        self.whens.borrow().clone()
    }

    /// Compiles a regular expression.
    pub(crate) fn regex(&self, pattern: &str) -> Result<Pattern, Diagnostics> {
        Pattern::new(pattern).map_err(|error| {
            let message = match &error {
                regex::Error::Syntax(text) => {
                    let last = text.lines().last().unwrap_or("").trim_start_matches("error: ");
                    format!("the regular expression is wrong: {last}")
                }
                regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
                other => format!("the regular expression is wrong: {other}"),
            };
            let help = if pattern.contains("(?=") || pattern.contains("(?!") || pattern.contains("(?<") {
                Some("look-around is not supported, so that matching takes linear time; use `all`, `not` or `near`".to_owned())
            } else {
                None
            };
            self.error(Code::BAD_PATTERN, message).maybe_help(help).into()
        })
    }

    /// Adds a code rule to the rubric's table.
    pub(crate) fn rule(&self, spec: RuleSpec) -> Result<RuleId, Diagnostics> {
        // The table is not borrowed while the rule compiles: a rule holds no other top rule.
        self.compiler.rules.borrow_mut().add(spec, self)
    }

    /// Compiles a check: a mapping of one key, the name of the check.
    pub(crate) fn check(&self, value: Value) -> Result<Box<dyn Check>, Diagnostics> {
        let at = self.deeper()?;
        let Value::Object(map) = value else {
            let problem = self.error(
                Code::BAD_VALUE,
                "a check is a mapping such as `contains: { any: [..] }`",
            );
            return Err(problem.into());
        };
        let mut entries = map.into_iter();
        let Some((name, value)) = entries.next() else {
            return Err(self.error(Code::EMPTY, "the check is empty").into());
        };
        if let Some((second, _)) = entries.next() {
            let message = format!("a check has one name, this has `{name}` and `{second}`");
            return Err(self
                .error(Code::BAD_VALUE, message)
                .help("put several checks under `all:` or `any:`")
                .into());
        }
        let at = at.key(&name);
        match KINDS.iter().find(|kind| kind.name == name) {
            Some(kind) => (kind.compile)(value, &at),
            None => {
                let names = || KINDS.iter().map(|kind| kind.name);
                let help = did_you_mean(&name, names()).unwrap_or_else(|| {
                    format!("checks: {}", names().collect::<Vec<_>>().join(", "))
                });
                Err(
                    Diagnostic::error(Code::UNKNOWN_CHECK, format!("unknown check `{name}`"))
                        .at(at.place_of_key())
                        .help(help)
                        .into(),
                )
            }
        }
    }

    /// The same place, which collects only its own `when`s.
    pub(crate) fn alone(&self) -> Self {
        Self {
            whens: Rc::default(),
            ..self.clone()
        }
    }

    /// The definition called `name` as a check.
    pub(crate) fn named(
        &self,
        name: &str,
        with: &serde_json::Map<String, Value>,
    ) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(self.used(name, with)?))
    }

    /// Compiles the definition called `name`, or takes it as compiled before.
    pub(crate) fn used(
        &self,
        name: &str,
        with: &serde_json::Map<String, Value>,
    ) -> Result<Arc<Used>, Diagnostics> {
        let Some(definition) = self.compiler.definitions.get(name) else {
            let names = self.compiler.definitions.names();
            let help = did_you_mean(name, names.iter().map(String::as_str))
                .unwrap_or_else(|| "`semper explain` lists the catalog".to_owned());
            return Err(self
                .error(
                    Code::UNKNOWN_NAME,
                    format!("nothing is defined under the name `{name}`"),
                )
                .help(help)
                .into());
        };
        if self.using.iter().any(|outer| outer == name) {
            let circle = self.using.join("` -> `");
            return Err(self
                .error(Code::CYCLE, format!("`{circle}` -> `{name}` is a circle"))
                .into());
        }
        let filled = definition.fill(with, self)?;
        let key = (name.to_owned(), Value::Object(with.clone()).to_string());
        let known = self.compiler.uses.borrow().get(&key).cloned();
        let used = match known {
            Some(used) => used,
            None => {
                let used = self.compile_used(name, filled, definition.file(), definition.path())?;
                let mut uses = self.compiler.uses.borrow_mut();
                let used = Arc::new(Used {
                    slot: uses.len(),
                    ..used
                });
                uses.insert(key, used.clone());
                used
            }
        };
        self.whens.borrow_mut().extend(used.whens.iter().cloned());
        Ok(used)
    }

    fn compile_used(
        &self,
        name: &str,
        filled: super::definition::Filled,
        file: &Arc<str>,
        path: &Path,
    ) -> Result<Used, Diagnostics> {
        let mut using = (*self.using).clone();
        using.push(name.to_owned());
        let at = At {
            file: file.clone(),
            path: path.clone(),
            using: Rc::new(using),
            whens: Rc::default(),
            ..self.clone()
        };
        let mut problems = Diagnostics::new();
        let mut whens = Vec::new();
        if let Some(when) = filled.when {
            let inner = At {
                whens: Rc::default(),
                ..at.key("when")
            };
            if let Some(check) = problems.take(inner.check(when)) {
                whens.extend(inner.whens());
                whens.push(Arc::from(check));
            }
        }
        let check = problems.take(at.key("check").check(filled.check));
        whens.extend(at.whens());
        match check {
            Some(check) => problems.or(Used {
                slot: 0,
                check,
                whens,
            }),
            None => Err(problems),
        }
    }
}
