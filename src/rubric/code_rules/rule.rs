//! Compiled rules and their matching. Loops over the flat tree; recursion is only over the rule, whose
//! depth the rubric bounds.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::sync::LazyLock;

use super::by_kind::ByKind;
use super::grammar;
use super::names::Named;
pub(super) use super::names::Names;
use super::pattern::{CodePattern, Root, root};
pub(super) use super::reach::Reach;
use crate::document::{Imports, Python, View};
use crate::rubric::pattern::Pattern;

/// A block under inspection.
pub(super) struct Tree<'t> {
    pub(super) python: Python<'t>,
    /// The imports of all blocks, where there are others.
    pub(super) others: Option<&'t Imports>,
    pub(super) sg: &'t OnceCell<Root>,
    /// Names that were asked for, by node; empty until the first is.
    pub(super) names: RefCell<Vec<Asked<'t>>>,
    pub(super) by_kind: OnceCell<ByKind>,
}

/// What is known of the name of a node.
#[derive(Default)]
pub(super) enum Asked<'t> {
    /// Nothing yet.
    #[default]
    Never,
    /// It has none.
    Nameless,
    /// It is this.
    Named(Named<'t>),
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
    /// The same as a list.
    list: Vec<u16>,
}

impl Kinds {
    pub(super) fn new(kinds: &[u16]) -> Self {
        let most = kinds.iter().copied().max().unwrap_or(0);
        let mut bits = vec![0; usize::from(most) / 64 + 1];
        for &kind in kinds {
            bits[usize::from(kind) / 64] |= 1 << (kind % 64);
        }
        let mut list = kinds.to_vec();
        list.sort_unstable();
        list.dedup();
        Self { bits, list }
    }

    pub(super) fn has(&self, kind: u16) -> bool {
        let word = self.bits.get(usize::from(kind) / 64);
        word.is_some_and(|word| word >> (kind % 64) & 1 == 1)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.list.iter().copied()
    }
}

/// A longer callee is no name.
const MAX_NAME: usize = 200;

impl<'t> Tree<'t> {
    fn text(&self, node: usize) -> &'t str {
        let view: &'t View<'t> = self.python.view;
        &view.text[self.python.syntax.nodes[node].span().range()]
    }

    /// Whether the dotted name of a node is one of `names`: of the function a call calls, of the thing a decorator
    /// names.
    fn is_named(&self, node: usize, names: &Names) -> bool {
        let mut known = self.names.borrow_mut();
        if known.is_empty() {
            known.resize_with(self.python.syntax.nodes.len(), Asked::default);
        }
        if matches!(known[node], Asked::Never) {
            known[node] = match self.find_name(node) {
                Some(name) => Asked::Named(name),
                None => Asked::Nameless,
            };
        }
        match &known[node] {
            Asked::Named(name) => names.has(name, || self.python.imports.is_variable(name.text())),
            Asked::Never | Asked::Nameless => false,
        }
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

    fn find_name(&self, node: usize) -> Option<Named<'t>> {
        let at = self.callee(node)?;
        let text = self.text(at);
        if text.len() > MAX_NAME {
            return None;
        }
        let name: Cow<'t, str> = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            plain.into()
        } else {
            text.into()
        };
        let head = name.bytes().position(|byte| matches!(byte, b'(' | b'['));
        let head = &name[..head.unwrap_or(name.len())];
        let resolved = self
            .python
            .imports
            .resolve(head)
            .or_else(|| self.others?.resolve(head));
        Some(Named::new(match resolved {
            Some(full) => (full + &name[head.len()..]).into(),
            None => name,
        }))
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
            Self::Name(names) => tree.is_named(place.node, names),
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
