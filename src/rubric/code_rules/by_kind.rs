//! The nodes of a tree by kind, so that a rule looks only at nodes that could fit.

use std::ops::Range;

use crate::document::Node;

/// Slots for kinds; those of errors, which have the largest numbers, share the last one.
const SLOTS: usize = 384;

/// The nodes of a block by their kinds.
pub(super) struct ByKind {
    /// Where the nodes of each slot begin in `nodes`.
    starts: [u32; SLOTS + 1],
    /// Slot by slot, each in the order of the tree.
    nodes: Vec<u32>,
}

impl ByKind {
    pub(super) fn of(nodes: &[Node]) -> Self {
        let mut starts = [0; SLOTS + 1];
        for node in nodes {
            starts[slot(node.kind) + 1] += 1;
        }
        for slot in 0..SLOTS {
            starts[slot + 1] += starts[slot];
        }
        let mut next = starts;
        let mut sorted = vec![0; nodes.len()];
        for (number, node) in (0..).zip(nodes) {
            let place = &mut next[slot(node.kind)];
            sorted[*place as usize] = number;
            *place += 1;
        }
        Self {
            starts,
            nodes: sorted,
        }
    }

    /// The nodes whose numbers lie in `range` and among which are all of `kind`, in order.
    pub(super) fn within(&self, kind: u16, range: &Range<usize>) -> &[u32] {
        let slot = slot(kind);
        let all = &self.nodes[self.starts[slot] as usize..self.starts[slot + 1] as usize];
        let first = all.partition_point(|node| (*node as usize) < range.start);
        let all = &all[first..];
        &all[..all.partition_point(|node| (*node as usize) < range.end)]
    }
}

fn slot(kind: u16) -> usize {
    usize::from(kind).min(SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, Workspace};

    #[test]
    fn nodes_of_a_kind_are_found_in_order_and_errors_too() {
        let workspace = Workspace::new(Limits::default());
        let syntax = workspace.parse("f(х)\n)) ☠ $\ng(f(1))\n").unwrap();
        let by_kind = ByKind::of(&syntax.nodes);
        for range in [0..syntax.nodes.len(), 3..9, 4..4] {
            for kind in (0..383).chain([u16::MAX]) {
                let plain = |n: &usize| syntax.nodes[*n].kind == kind;
                let expected: Vec<usize> = range.clone().filter(plain).collect();
                let found = by_kind.within(kind, &range).iter();
                let found: Vec<usize> = found.map(|n| *n as usize).filter(plain).collect();
                assert_eq!(found, expected, "{kind}");
            }
        }
        assert!(syntax.nodes.iter().any(|node| node.kind == u16::MAX));
    }
}
