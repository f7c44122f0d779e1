//! `has` and `inside`: how far a rule looks below and above a node.

use std::ops::Range;

use super::by_kind::ByKind;
use super::rule::{Place, Rule, Tree};

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

impl Reach {
    pub(super) fn below(&self, tree: &Tree<'_>, place: Place) -> bool {
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
        let Some(kinds) = self.rule.starts() else {
            return match &self.until {
                None => range.into_iter().any(fits),
                Some(until) => walked(tree, range, until, fits),
            };
        };
        // Nodes of other kinds are not even looked at.
        let by_kind = tree.by_kind.get_or_init(|| ByKind::of(&syntax.nodes));
        kinds.iter().any(|kind| {
            let found = by_kind.within(kind, &range);
            match &self.until {
                None => found.iter().any(|node| fits(*node as usize)),
                Some(_) if found.is_empty() => false,
                Some(until) => match until.starts() {
                    Some(stops) => {
                        let stops = stops.iter().map(|kind| by_kind.within(kind, &range));
                        let mut stops: Vec<u32> = stops.flatten().copied().collect();
                        stops.sort_unstable();
                        in_view(tree, found, &stops, until).any(fits)
                    }
                    None => walked(tree, range.clone(), until, fits),
                },
            }
        })
    }

    pub(super) fn above(&self, tree: &Tree<'_>, place: Place) -> bool {
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

/// Whether a node of `range` fits that stands below none at which `until` holds.
fn walked(
    tree: &Tree<'_>,
    range: Range<usize>,
    until: &Rule,
    fits: impl Fn(usize) -> bool,
) -> bool {
    let mut node = range.start;
    while node < range.end {
        if fits(node) {
            return true;
        }
        node = if until.matches(tree, Place { node }) {
            tree.python.syntax.nodes[node].close as usize
        } else {
            node + 1
        };
    }
    false
}

/// Those of `found` that stand below none of `stops` at which `until` holds; both are in the order of the tree.
fn in_view<'n>(
    tree: &'n Tree<'_>,
    found: &'n [u32],
    stops: &'n [u32],
    until: &'n Rule,
) -> impl Iterator<Item = usize> + 'n {
    let mut stops = stops.iter().copied().peekable();
    // Below what was found to stop the view, up to here.
    let mut hidden = 0;
    found.iter().copied().filter_map(move |node| {
        while let Some(stop) = stops.next_if(|stop| *stop < node) {
            let place = Place {
                node: stop as usize,
            };
            if stop >= hidden && until.matches(tree, place) {
                hidden = tree.python.syntax.nodes[place.node].close;
            }
        }
        (node >= hidden).then_some(node as usize)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::{OnceCell, RefCell};

    use proptest::prelude::*;

    use super::super::grammar::known_kind;
    use super::super::rule::{Kinds, Test};
    use super::*;
    use crate::document::{Imports, Limits, Python, View, Workspace};
    use crate::verdict::Origin;

    /// The nodes of `kind` in view of the root, and those that no `call` stands above, by their definition.
    fn both(text: &str, kind: u16) -> (Vec<usize>, Vec<usize>) {
        let syntax = Workspace::new(Limits::default()).parse(text).unwrap();
        let (imports, view) = (Imports::default(), View::whole(text, Origin::Answer));
        let python = Python {
            view: &view,
            syntax: &syntax,
            imports: &imports,
        };
        let tree = Tree {
            python,
            others: None,
            sg: &OnceCell::new(),
            names: RefCell::default(),
            by_kind: OnceCell::new(),
        };
        let call = known_kind("call");
        let until = Rule {
            tests: vec![Test::Kind(Kinds::new(&[call]))],
        };
        let range = syntax.descendants(0);
        let by_kind = ByKind::of(&syntax.nodes);
        let (found, stops) = (by_kind.within(kind, &range), by_kind.within(call, &range));
        let seen = in_view(&tree, found, stops, &until).collect();
        let plain = |n: &usize| {
            let mut above = syntax.ancestors(*n).filter(|above| *above != 0);
            syntax.nodes[*n].kind == kind && above.all(|above| syntax.nodes[above].kind != call)
        };
        (seen, range.filter(plain).collect())
    }

    proptest! {
        #[test]
        fn what_is_in_view_stands_below_no_stop(
            parts in prop::collection::vec(
                prop::sample::select(vec!["f(", "х", ")", ", ", "\n", "[", "]", ".y", "def g():\n ", "🙂", "и\u{306}"]),
                0..40,
            )
        ) {
            for kind in ["call", "identifier", "list"] {
                let (seen, expected) = both(&parts.concat(), known_kind(kind));
                prop_assert_eq!(seen, expected);
            }
        }
    }
}
