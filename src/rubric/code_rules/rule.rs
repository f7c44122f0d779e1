//! Compiled rules and their matching. Loops over the flat tree; recursion is only over the rule, whose
//! depth the rubric bounds.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::grammar;
pub(super) use super::names::Names;
use super::pattern::{CodePattern, Root, root};
use crate::document::{Imports, Python};
use crate::rubric::pattern::Pattern;

/// A block under inspection.
pub(super) struct Tree<'t> {
    pub(super) python: Python<'t>,
    pub(super) imports: &'t Imports,
    pub(super) sg: &'t OnceCell<Root>,
    /// Names that were asked for, by node.
    pub(super) names: RefCell<FxHashMap<usize, Option<Rc<str>>>>,
}

/// A node under inspection.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) node: usize,
}

/// A rule: every test must hold at a node.
pub(super) struct Rule {
    pub(super) tests: Vec<Test>,
}

/// How far a `has` or `inside` looks.
pub(super) struct Reach {
    pub(super) rule: Rule,
    /// Only nodes held by this field.
    pub(super) field: Option<u16>,
    /// Only children, or only the parent.
    pub(super) near: bool,
    /// Nodes beyond which it does not look.
    pub(super) until: Option<Rule>,
}

/// One demand on a node.
pub(super) enum Test {
    Kind(Kinds),
    Name(Names),
    Regex(Pattern),
    Has(Reach),
    Inside(Reach),
    Pattern(CodePattern, Vec<(String, Rule)>),
    All(Vec<Rule>),
    Any(Vec<Rule>),
    Not(Rule),
}

/// A set of node kinds.
#[derive(Clone)]
pub(super) struct Kinds {
    bits: Vec<u64>,
}

impl Kinds {
    pub(super) fn new(kinds: &[u16]) -> Self {
        let most = kinds.iter().copied().max().unwrap_or(0);
        let mut bits = vec![0; usize::from(most) / 64 + 1];
        for &kind in kinds {
            bits[usize::from(kind) / 64] |= 1 << (kind % 64);
        }
        Self { bits }
    }

    pub(super) fn has(&self, kind: u16) -> bool {
        let word = self.bits.get(usize::from(kind) / 64);
        word.is_some_and(|word| word >> (kind % 64) & 1 == 1)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        (0..=u16::MAX)
            .take(self.bits.len() * 64)
            .filter(|kind| self.has(*kind))
    }
}

/// A longer callee is no name.
const MAX_NAME: usize = 200;

impl Tree<'_> {
    fn text(&self, node: usize) -> &str {
        &self.python.view.text[self.python.syntax.nodes[node].span().range()]
    }

    /// The dotted name of a node: of the function a call calls, of the thing a decorator names.
    fn name(&self, node: usize) -> Option<Rc<str>> {
        if let Some(known) = self.names.borrow().get(&node) {
            return known.clone();
        }
        let name = self.find_name(node).map(Rc::from);
        self.names.borrow_mut().insert(node, name.clone());
        name
    }

    /// Whether the name of `node` could be one of `names`, by its last part alone: cheap, and nearly always no.
    fn may_have(&self, node: usize, names: &Names) -> bool {
        self.imports.has_renamed()
            || self
                .callee(node)
                .is_some_and(|at| names.may_have(self.text(at)))
    }

    /// The node whose text is the name of `node`.
    fn callee(&self, node: usize) -> Option<usize> {
        static KINDS: LazyLock<[u16; 3]> = LazyLock::new(|| {
            [
                grammar::known_kind("call"),
                grammar::known_field("function"),
                grammar::known_kind("decorator"),
            ]
        });
        let [call, function, decorator] = *KINDS;
        let syntax = self.python.syntax;
        let mut at = node;
        if syntax.nodes[at].kind == decorator {
            at = syntax
                .children(at)
                .find(|child| syntax.nodes[*child].named)?;
        }
        if syntax.nodes[at].kind == call {
            at = syntax.child_by_field(at, function)?;
        }
        Some(at)
    }

    fn find_name(&self, node: usize) -> Option<String> {
        let at = self.callee(node)?;
        let text = self.text(at);
        if text.len() > MAX_NAME {
            return None;
        }
        let name: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let head = name.split(['(', '[']).next().unwrap_or("");
        let resolved = self
            .python
            .imports
            .resolve(head)
            .or_else(|| self.imports.resolve(head));
        Some(match resolved {
            Some(full) => full + &name[head.len()..],
            None => name,
        })
    }
}

impl Rule {
    /// The kinds at which the rule can match; `None` for any.
    pub(super) fn starts(&self) -> Option<&Kinds> {
        self.tests.iter().find_map(|test| match test {
            Test::Kind(kinds) => Some(kinds),
            Test::Name(_)
            | Test::Regex(_)
            | Test::Has(_)
            | Test::Inside(_)
            | Test::Pattern(..)
            | Test::All(_)
            | Test::Any(_)
            | Test::Not(_) => None,
        })
    }

    /// Whether the rule holds at `place`.
    pub(super) fn matches(&self, tree: &Tree<'_>, place: Place) -> bool {
        self.tests.iter().all(|test| test.holds(tree, place))
    }
}

impl Test {
    fn holds(&self, tree: &Tree<'_>, place: Place) -> bool {
        match self {
            Self::Kind(kinds) => kinds.has(tree.python.syntax.nodes[place.node].kind),
            Self::Name(names) => {
                tree.may_have(place.node, names)
                    && tree.name(place.node).is_some_and(|name| {
                        names.has(&name, tree.python.imports.is_variable(&name))
                    })
            }
            Self::Regex(regex) => regex.is_match(tree.text(place.node)),
            Self::Has(reach) => reach.below(tree, place),
            Self::Inside(reach) => reach.above(tree, place),
            Self::Pattern(pattern, wheres) => pattern_holds(pattern, wheres, tree, place),
            Self::All(rules) => rules.iter().all(|rule| rule.matches(tree, place)),
            Self::Any(rules) => rules.iter().any(|rule| rule.matches(tree, place)),
            Self::Not(rule) => !rule.matches(tree, place),
        }
    }
}

impl Reach {
    fn below(&self, tree: &Tree<'_>, place: Place) -> bool {
        let syntax = tree.python.syntax;
        let fits = |node: usize| {
            self.field
                .is_none_or(|field| syntax.nodes[node].field == field)
                && self.rule.matches(tree, Place { node })
        };
        if self.near {
            return syntax.children(place.node).any(fits);
        }
        let range = syntax.descendants(place.node);
        // Nearly every node is of another kind, and that is cheap to see.
        let kinds = self.rule.starts();
        let may_fit = |node: usize| kinds.is_none_or(|kinds| kinds.has(syntax.nodes[node].kind));
        if self.until.is_none() {
            return range.into_iter().any(|node| may_fit(node) && fits(node));
        }
        let mut node = range.start;
        while node < range.end {
            if may_fit(node) && fits(node) {
                return true;
            }
            let stop = self
                .until
                .as_ref()
                .is_some_and(|until| until.matches(tree, Place { node }));
            node = if stop {
                syntax.nodes[node].close as usize
            } else {
                node + 1
            };
        }
        false
    }

    fn above(&self, tree: &Tree<'_>, place: Place) -> bool {
        let syntax = tree.python.syntax;
        let mut below = place.node;
        for node in syntax.ancestors(place.node) {
            let in_field = self
                .field
                .is_none_or(|field| syntax.nodes[below].field == field);
            if in_field && self.rule.matches(tree, Place { node }) {
                return true;
            }
            if self.near
                || self
                    .until
                    .as_ref()
                    .is_some_and(|until| until.matches(tree, Place { node }))
            {
                return false;
            }
            below = node;
        }
        false
    }
}

fn pattern_holds(
    pattern: &CodePattern,
    wheres: &[(String, Rule)],
    tree: &Tree<'_>,
    place: Place,
) -> bool {
    let syntax = tree.python.syntax;
    let root = tree.sg.get_or_init(|| root(syntax, &tree.python.view.text));
    let wanted: Vec<String> = wheres.iter().map(|(name, _)| name.clone()).collect();
    let Some(captured) = pattern.matches(root, place.node, &wanted) else {
        return false;
    };
    captured
        .into_iter()
        .zip(wheres)
        .all(|(captured, (_, rule))| {
            let Some((span, kind)) = captured else {
                return false;
            };
            // Captured nodes lie inside the match.
            let inside = place.node..syntax.nodes[place.node].close as usize;
            let is_it =
                |n: &usize| syntax.nodes[*n].kind == kind && syntax.nodes[*n].span() == span;
            inside
                .into_iter()
                .find(is_it)
                .is_some_and(|node| rule.matches(tree, Place { node }))
        })
}
