//! Structural rules on Python syntax trees.
//!
//! All rules of a rubric are compiled into one table by the node kind they can start at; one walk over a
//! block finds the matches of them all. A rule that could start anywhere is refused when the rubric is
//! read. Names follow ast-grep, whose matcher does the `pattern`s.

mod by_kind;
mod grammar;
mod names;
mod pattern;
mod query;
mod reach;
mod rule;
mod spec;

use std::cell::{OnceCell, RefCell};

pub(crate) use names::fits as glob_fits;
use rule::{Place, Rule};
pub(crate) use spec::RuleSpec;

use super::compile::At;
use crate::diagnostic::Diagnostics;
use crate::document::{Code, Document, Imports, Lang, NoSyntax, Python};
use crate::source::Span;
use crate::verdict::Origin;

/// Names a rule in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RuleId(usize);

/// All code rules of a rubric.
#[derive(Default)]
pub(crate) struct RuleTable {
    rules: Vec<Rule>,
    queries: Vec<(RuleId, query::Query)>,
    /// Rule numbers by node kind.
    by_kind: Vec<Vec<usize>>,
}

/// A node that a rule matched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match {
    /// The number of its code.
    pub(crate) code: usize,
    /// Where it starts, as an offset of the parsed text: its first line is its evidence.
    pub(crate) origin: Origin,
    pub(crate) span: Span,
}

/// What a walk over all code found.
pub(crate) struct Matches {
    by_rule: Vec<Vec<Match>>,
    /// Code that could not be read, with the reason.
    pub(crate) unread: Vec<(usize, NoSyntax)>,
    /// Rules whose query ran out of its budget, with the code.
    pub(crate) undecided: Vec<(RuleId, usize)>,
}

impl Matches {
    pub(crate) fn of(&self, rule: RuleId) -> &[Match] {
        &self.by_rule[rule.0]
    }
}

impl RuleTable {
    /// Compiles `spec` and adds it.
    pub(crate) fn add(&mut self, spec: RuleSpec, at: &At<'_>) -> Result<RuleId, Diagnostics> {
        let id = RuleId(self.rules.len());
        let (rule, query) = spec.compile_top(at)?;
        if let Some(query) = query {
            self.queries.push((id, query));
        } else {
            for kind in rule.starts().into_iter().flat_map(rule::Kinds::iter) {
                if self.by_kind.len() <= usize::from(kind) {
                    self.by_kind.resize_with(usize::from(kind) + 1, Vec::new);
                }
                self.by_kind[usize::from(kind)].push(id.0);
            }
        }
        self.rules.push(rule);
        Ok(id)
    }

    /// Finds the matches of all rules in all Python of `document`.
    pub(crate) fn walk(&self, document: &Document<'_>) -> Matches {
        let mut matches = Matches {
            by_rule: vec![Vec::new(); self.rules.len()],
            unread: Vec::new(),
            undecided: Vec::new(),
        };
        let is_python = |(_, code): &(usize, &Code<'_>)| *code.lang() == Lang::PYTHON;
        let python = || document.code().iter().enumerate().filter(is_python);
        // The imports of a block that stands alone are those of all.
        let alone = python().nth(1).is_none();
        for (number, code) in python() {
            match code.python(document.workspace()) {
                Ok(python) => {
                    let others = (!alone).then(|| document.imports());
                    self.walk_one(number, python, others, &mut matches);
                }
                Err(reason) => matches.unread.push((number, reason)),
            }
        }
        matches
    }

    fn walk_one(
        &self,
        code: usize,
        python: Python<'_>,
        others: Option<&Imports>,
        matches: &mut Matches,
    ) {
        let sg = OnceCell::new();
        let tree = rule::Tree {
            python,
            others,
            sg: &sg,
            names: RefCell::default(),
            by_kind: OnceCell::new(),
        };
        let found = |span: Span| Match {
            code,
            origin: python.view.origin,
            span: python.view.locate(span),
        };
        for (number, node) in python.syntax.nodes.iter().enumerate() {
            // What the parser made up to go on after an error stands nowhere.
            if node.start == node.end {
                continue;
            }
            for &id in self
                .by_kind
                .get(node.kind as usize)
                .map_or(&[][..], Vec::as_slice)
            {
                if self.rules[id].matches(&tree, Place { node: number }) {
                    matches.by_rule[id].push(found(node.span()));
                }
            }
        }
        for (id, query) in &self.queries {
            match query.run(python.syntax, &python.view.text) {
                Some(nodes) => {
                    for number in nodes {
                        if self.rules[id.0].matches(&tree, Place { node: number }) {
                            matches.by_rule[id.0].push(found(python.syntax.nodes[number].span()));
                        }
                    }
                }
                None => matches.undecided.push((*id, code)),
            }
        }
    }
}
