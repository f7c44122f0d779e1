//! The order of the entries of a list: that of the prompt, what has no place in it behind what it followed.
//!
//! Taking an entry away and putting it back must give the same bytes, so an entry is taken away only where its place
//! and the blank lines around it can be known again.

use std::collections::BTreeMap;

use super::blocks::Block;

/// The place of an entry in the order of the prompt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) rule: usize,
    /// How far into the rule its quotation begins, and how long it is.
    pub(super) offset: usize,
    pub(super) length: usize,
    /// The place of the derived entry of this id.
    pub(super) derived: usize,
    pub(super) quotes: Vec<String>,
}

/// An entry on its way to its place.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) block: Block,
    /// None for what stays behind the entry it followed.
    pub(super) key: Option<Key>,
    /// Its index in the file; none for what is added.
    pub(super) origin: Option<usize>,
    /// Whether it followed another before this update.
    pub(super) follows: bool,
    /// Whether it may be taken away.
    pub(super) surplus: bool,
}

/// The blank lines that separate the entries of a list: what most of them have, else one line.
pub(super) fn usual_gap(items: &[Item], untouched: &[bool], line_break: &str) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (item, untouched) in items.iter().zip(untouched).skip(1) {
        if !untouched {
            *counts.entry(&item.block.gap).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|&(gap, count)| (count, gap.len()));
    most.map_or(line_break, |(gap, _)| gap).to_owned()
}

/// Takes surplus entries away where they can be put back; the rest stays. `items` are those of the file.
pub(super) fn without_surplus(items: Vec<Item>, gap: &str) -> Vec<Item> {
    let is_loose = |n: usize| {
        let followed = items.get(n + 1).is_some_and(|next| next.follows);
        items[n].surplus && !followed && (n == 0 || items[n].block.gap == gap)
    };
    let mut goes: Vec<bool> = (0..items.len()).map(is_loose).collect();
    if goes.first() == Some(&true) {
        // The one that becomes the first loses its gap.
        let first = goes.iter().position(|goes| !goes);
        goes[0] = first.is_none_or(|n| items[n].block.gap == gap);
    }
    let mut goes = goes.into_iter();
    let mut items = items;
    items.retain(|_| goes.next() != Some(true));
    items
}

/// Puts `items`, those of the file before those that are added, in the order of the prompt.
pub(super) fn arrange(items: Vec<Item>) -> Vec<Item> {
    let mut groups: Vec<Vec<Item>> = Vec::new();
    for item in items {
        match groups.last_mut() {
            Some(group) if item.key.is_none() => group.push(item),
            _ => groups.push(vec![item]),
        }
    }
    // What follows nothing stays at the top.
    groups.sort_by(|a, b| a[0].key.cmp(&b[0].key));
    groups.into_iter().flatten().collect()
}

/// Gives the first entry the gap under the key of the list, and what was first the gap of the one that is now.
pub(super) fn settle_gaps(items: &mut [Item], top_gap: &str) {
    let Some(first) = items.first_mut() else {
        return;
    };
    if first.origin == Some(0) {
        return;
    }
    let gap = std::mem::replace(&mut first.block.gap, top_gap.to_owned());
    if let Some(old) = items.iter_mut().find(|item| item.origin == Some(0)) {
        old.block.gap = gap;
    }
}

/// The indices of the entries that have changed places: the fewest whose moves explain the new order.
pub(super) fn moved(order: &[usize]) -> Vec<usize> {
    // The longest run that still rises (patience sorting); what is not in it has moved.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(order.len());
    for (n, value) in order.iter().enumerate() {
        let pile = tops.partition_point(|&top| order[top] < *value);
        before.push(pile.checked_sub(1).map(|left| tops[left]));
        if pile == tops.len() {
            tops.push(n);
        } else {
            tops[pile] = n;
        }
    }
    let mut stays = vec![false; order.len()];
    let mut at = tops.last().copied();
    while let Some(n) = at {
        stays[n] = true;
        at = before[n];
    }
    let moves = order.iter().zip(stays).filter(|(_, stays)| !stays);
    moves.map(|(value, _)| *value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(origin: usize, rule: Option<usize>, gap: &str) -> Item {
        let key = rule.map(|rule| Key {
            rule,
            offset: 0,
            length: 0,
            derived: 0,
            quotes: Vec::new(),
        });
        Item {
            follows: key.is_none(),
            key,
            block: Block {
                gap: gap.to_owned(),
                ..Block::default()
            },
            origin: Some(origin),
            surplus: false,
        }
    }

    fn origins(items: &[Item]) -> Vec<usize> {
        items.iter().filter_map(|item| item.origin).collect()
    }

    #[test]
    fn entries_without_a_place_stay_behind_what_they_followed() {
        let rules = [None, Some(3), None, Some(1), Some(2), None];
        let items = rules
            .iter()
            .enumerate()
            .map(|(n, rule)| item(n, *rule, "\n"));
        let arranged = arrange(items.collect());
        assert_eq!(origins(&arranged), [0, 3, 4, 5, 1, 2]);
    }

    #[test]
    fn gaps_stay_between_entries() {
        let mut items = arrange(vec![item(0, Some(2), ""), item(1, Some(1), "\n\n")]);
        settle_gaps(&mut items, "");
        let gaps: Vec<&str> = items.iter().map(|item| &item.block.gap[..]).collect();
        assert_eq!((origins(&items), gaps), (vec![1, 0], vec!["", "\n\n"]));
    }

    #[test]
    fn what_something_follows_is_not_taken_away() {
        let surplus = |n, gap| Item {
            surplus: true,
            ..item(n, None, gap)
        };
        let own = |n| item(n, None, "\n");
        let left = without_surplus(vec![item(0, Some(1), ""), surplus(1, "\n"), own(2)], "\n");
        assert_eq!(origins(&left), [0, 1, 2]);
        let mut free = vec![item(0, Some(1), ""), surplus(1, "\n"), surplus(2, "\n\n")];
        free[2].follows = false;
        assert_eq!(origins(&without_surplus(free, "\n")), [0, 2]);
        let first = vec![surplus(0, ""), item(1, Some(1), "\n")];
        assert_eq!(origins(&without_surplus(first, "\n")), [1]);
    }

    #[test]
    fn the_fewest_have_moved() {
        assert_eq!(moved(&[3, 0, 1, 2]), [3]);
        assert_eq!(moved(&[0, 2, 1, 3]), [2]);
        assert!(moved(&[0, 1, 5]).is_empty());
    }
}
