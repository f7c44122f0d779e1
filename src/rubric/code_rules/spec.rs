//! Rules as a rubric writes them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::grammar;
use super::pattern::CodePattern;
use super::query::Query;
use super::rule::{Kinds, Names, Reach, Rule, Test};
use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::At;
use crate::rubric::spec::{Strings, non_empty};

/// A structural rule: all of its keys must hold at one node of the syntax tree.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Rule")]
pub(crate) struct RuleSpec {
    /// Node kinds of the Python grammar, such as `call` or `with_statement`; one of them.
    #[serde(default)]
    pub(crate) kind: Option<Strings>,
    /// Code to look for; `$X` stands for one node, `$$$` for any number.
    #[serde(default)]
    pub(crate) pattern: Option<String>,
    /// Rules for the nodes that the pattern captured, by name without `$`.
    #[serde(default, rename = "where")]
    pub(crate) wheres: BTreeMap<String, RuleSpec>,
    /// Dotted names, after import aliases are resolved; `*` stands for anything. Of a call, the name of what it calls.
    #[serde(default)]
    pub(crate) name: Option<Strings>,
    /// A regular expression on the text of the node.
    #[serde(default)]
    pub(crate) regex: Option<String>,
    /// Some node below this one fits.
    #[serde(default)]
    pub(crate) has: Option<Box<RuleSpec>>,
    /// Some node above this one fits.
    #[serde(default)]
    pub(crate) inside: Option<Box<RuleSpec>>,
    /// Every one of these rules holds here.
    #[serde(default)]
    pub(crate) all: Option<Vec<RuleSpec>>,
    /// At least one of these rules holds here.
    #[serde(default)]
    pub(crate) any: Option<Vec<RuleSpec>>,
    /// This rule does not hold here.
    #[serde(default)]
    pub(crate) not: Option<Box<RuleSpec>>,
    /// A raw tree-sitter query; the node captured as `@match`, or first, is meant. Only at the top of a rule.
    #[serde(default)]
    pub(crate) query: Option<String>,
    /// Under `has`: only a child that its parent holds by this field. Under `inside`: the field by which the way up leads.
    #[serde(default)]
    pub(crate) field: Option<String>,
    /// Under `has` and `inside`: look at children, or at the parent, and no further.
    #[serde(default)]
    pub(crate) direct: bool,
    /// Under `has` and `inside`: do not look beyond nodes that this rule fits; they themselves are looked at.
    #[serde(default)]
    pub(crate) until: Option<Box<RuleSpec>>,
}

impl RuleSpec {
    /// Whether no key is set.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            kind,
            pattern,
            wheres,
            name,
            regex,
            has,
            inside,
            all,
            any,
            not,
            query,
            field: _,
            direct: _,
            until: _,
        } = self;
        kind.is_none()
            && pattern.is_none()
            && wheres.is_empty()
            && name.is_none()
            && regex.is_none()
            && has.is_none()
            && inside.is_none()
            && all.is_none()
            && any.is_none()
            && not.is_none()
            && query.is_none()
    }

    /// Compiles a rule that starts a search: it must say at which kinds, or be a query.
    pub(super) fn compile_top(mut self, at: &At<'_>) -> Result<(Rule, Option<Query>), Diagnostics> {
        if let Some(text) = self.query.take() {
            let query =
                Query::new(&text).map_err(|m| at.key("query").error(Code::BAD_PATTERN, m))?;
            let rest = if self.is_empty() {
                Rule { tests: Vec::new() }
            } else {
                self.compile(at)?
            };
            return Ok((rest, Some(query)));
        }
        let mut rule = self.compile(at)?;
        let Some(kinds) = kinds_of(&rule) else {
            let problem = at
                .error(Code::UNBOUNDED_RULE, "the rule could start at any node")
                .help("give it a `kind` or a `pattern`");
            return Err(problem.into());
        };
        if rule.starts().is_none() {
            rule.tests.insert(0, Test::Kind(Kinds::new(&kinds)));
        }
        Ok((rule, None))
    }

    fn compile(self, at: &At<'_>) -> Result<Rule, Diagnostics> {
        if self.is_empty() {
            return Err(at.error(Code::EMPTY, "the rule is empty").into());
        }
        let at = &at.deeper()?;
        let mut problems = Diagnostics::new();
        let mut tests = Vec::new();
        if self.query.is_some() {
            problems.push(
                at.key("query")
                    .error(Code::BAD_VALUE, "`query` stands only at the top of a rule"),
            );
        }
        for (key, set) in [
            ("field", self.field.is_some()),
            ("direct", self.direct),
            ("until", self.until.is_some()),
        ] {
            if set {
                problems.push(at.key(key).error(
                    Code::BAD_VALUE,
                    format!("`{key}` stands only under `has` or `inside`"),
                ));
            }
        }
        if let Some(kind) = self.kind {
            tests.extend(problems.take(compile_kinds(kind, &at.key("kind"))));
        }
        if let Some(name) = self.name {
            tests.extend(
                problems
                    .take(non_empty(&at.key("name"), name))
                    .map(|names| Test::Name(Names::new(&names))),
            );
        }
        if let Some(regex) = self.regex {
            tests.extend(
                problems
                    .take(at.key("regex").regex(&regex))
                    .map(Test::Regex),
            );
        }
        if let Some(has) = self.has {
            tests.extend(
                problems
                    .take(compile_reach(*has, &at.key("has")))
                    .map(Test::Has),
            );
        }
        if let Some(inside) = self.inside {
            tests.extend(
                problems
                    .take(compile_reach(*inside, &at.key("inside")))
                    .map(Test::Inside),
            );
        }
        if let Some(rules) = self.all {
            tests.extend(
                problems
                    .take(compile_list(rules, &at.key("all")))
                    .map(Test::All),
            );
        }
        if let Some(rules) = self.any {
            tests.extend(
                problems
                    .take(compile_list(rules, &at.key("any")))
                    .map(Test::Any),
            );
        }
        if let Some(not) = self.not {
            tests.extend(problems.take(not.compile(&at.key("not"))).map(Test::Not));
        }
        match self.pattern {
            Some(text) => tests.extend(problems.take(compile_pattern(&text, self.wheres, at))),
            None if !self.wheres.is_empty() => {
                problems.push(
                    at.key("where")
                        .error(Code::MISSING_KEY, "`where` needs a `pattern` that captures"),
                );
            }
            None => {}
        }
        problems.or(Rule { tests })
    }
}

/// Compiles what stands under `has` or `inside`.
fn compile_reach(mut spec: RuleSpec, at: &At<'_>) -> Result<Reach, Diagnostics> {
    let mut problems = Diagnostics::new();
    let field = spec.field.take().and_then(|name| {
        let unknown = |help| {
            at.key("field")
                .error(
                    Code::BAD_PATTERN,
                    format!("the Python grammar has no field `{name}`"),
                )
                .maybe_help(help)
        };
        grammar::field(&name)
            .map_err(|help| problems.push(unknown(help)))
            .ok()
    });
    let until = spec.until.take();
    // A field holds a child, so `has` by field looks no further unless told how far.
    let near = std::mem::take(&mut spec.direct)
        || (field.is_some() && until.is_none() && at.ends_with("has"));
    let until = until.and_then(|until| problems.take(until.compile(&at.key("until"))));
    let rule = if spec.is_empty() && field.is_some() {
        None
    } else {
        problems.take(spec.compile(at))
    };
    let rule = rule.unwrap_or(Rule { tests: Vec::new() });
    problems.or(Reach {
        rule,
        field,
        near,
        until,
    })
}

fn compile_kinds(kind: Strings, at: &At<'_>) -> Result<Test, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut kinds = Vec::new();
    for name in non_empty(at, kind)? {
        match grammar::kinds(&name) {
            Ok(found) => kinds.extend(found),
            Err(help) => problems.push(
                at.error(
                    Code::BAD_PATTERN,
                    format!("the Python grammar has no node kind `{name}`"),
                )
                .maybe_help(help),
            ),
        }
    }
    problems.or(Test::Kind(Kinds::new(&kinds)))
}

fn compile_list(rules: Vec<RuleSpec>, at: &At<'_>) -> Result<Vec<Rule>, Diagnostics> {
    let mut problems = Diagnostics::new();
    if rules.is_empty() {
        problems.push(at.error(Code::EMPTY, "the list is empty"));
    }
    let compiled = rules
        .into_iter()
        .enumerate()
        .filter_map(|(n, rule)| problems.take(rule.compile(&at.index(n))))
        .collect();
    problems.or(compiled)
}

fn compile_pattern(
    text: &str,
    wheres: BTreeMap<String, RuleSpec>,
    at: &At<'_>,
) -> Result<Test, Diagnostics> {
    let pattern =
        CodePattern::new(text).map_err(|m| at.key("pattern").error(Code::BAD_PATTERN, m))?;
    let variables = pattern.variables();
    let mut problems = Diagnostics::new();
    let mut compiled = Vec::new();
    for (name, rule) in wheres {
        let at = at.key("where").key(&name);
        if !variables.contains(&name) {
            problems.push(at.error(
                Code::UNKNOWN_NAME,
                format!("the pattern captures no `${name}`"),
            ));
        }
        compiled.extend(problems.take(rule.compile(&at)).map(|rule| (name, rule)));
    }
    problems.or(Test::Pattern(pattern, compiled))
}

/// The kinds at which a rule can match, from whichever of its tests says so.
fn kinds_of(rule: &Rule) -> Option<Vec<u16>> {
    let of_test = |test: &Test| match test {
        Test::Kind(kinds) => Some(kinds.iter().collect()),
        Test::Pattern(pattern, _) => pattern.kinds(),
        Test::All(rules) => rules.iter().find_map(kinds_of),
        Test::Any(rules) => {
            let all: Option<Vec<Vec<u16>>> = rules.iter().map(kinds_of).collect();
            all.map(|lists| {
                let mut kinds: Vec<u16> = lists.into_iter().flatten().collect();
                kinds.sort_unstable();
                kinds.dedup();
                kinds
            })
        }
        Test::Name(_) | Test::Regex(_) | Test::Has(_) | Test::Inside(_) | Test::Not(_) => None,
    };
    rule.tests.iter().find_map(of_test)
}
