//! What of a derived rubric the entries of a file already stand for, and what has to be added.
//!
//! What an update added and nobody has touched counts only where nothing of a person's stands for the same, so that
//! the result is the same whether it is there already or not.

use std::collections::BTreeSet;

use super::standing::{Found, PromptRules};
use crate::derive::Derived;

/// What is added, what may go, and what is said of entries that are there.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// The indices of derived criteria that nothing stands for.
    pub(super) criteria: Vec<usize>,
    /// The indices of derived rules out of scope that nothing stands for.
    pub(super) out_of_scope: Vec<usize>,
    /// By entry: whether it is untouched, and nothing derived is left for it to stand for.
    pub(super) surplus: Vec<bool>,
    /// By entry: the rules that demand the same and that no entry quotes.
    pub(super) also: Vec<Vec<usize>>,
}

/// An entry of the file.
pub(super) struct Standing<'e> {
    /// The id of a criterion.
    pub(super) id: Option<&'e str>,
    /// Where its quotations are found.
    pub(super) found: &'e [Found],
    /// Whether it is as semper wrote it.
    pub(super) untouched: bool,
}

/// A derived rubric by its rules.
struct Demands<'d> {
    derived: &'d Derived,
    rules: &'d PromptRules<'d>,
    /// By rule: the criteria that were made from it.
    users: Vec<Vec<usize>>,
}

impl Coverage {
    /// Compares `entries` with `derived`.
    pub(super) fn of(derived: &Derived, rules: &PromptRules<'_>, entries: &[Standing<'_>]) -> Self {
        let demands = Demands::new(derived, rules);
        let (stands, covered) = demands.stands(entries, |e| !entries[e].untouched);
        let open = demands.open(&stands, &covered);
        let is_surplus = |entry: &Standing<'_>| {
            let made = demands.made_for(entry);
            let of_entry = rules.with_equal(entry.found.iter().copied());
            let out = |n: &usize| demands.out(*n).is_some_and(|rule| of_entry.contains(&rule));
            entry.untouched && !open.0.iter().any(|n| made.contains(n)) && !open.1.iter().any(out)
        };
        let surplus: Vec<bool> = entries.iter().map(is_surplus).collect();
        let (stands, mut covered) = demands.stands(entries, |e| !surplus[e]);
        let (criteria, out_of_scope) = demands.open(&stands, &covered);
        covered.extend(criteria.iter().flat_map(|&n| demands.rules_of(n)));
        let mut also = vec![Vec::new(); entries.len()];
        for (n, entry) in stands.iter().enumerate() {
            let Some(entry) = entry else { continue };
            for rule in demands.rules_of(n) {
                if covered.insert(rule) {
                    also[*entry].push(rule);
                }
            }
        }
        Self {
            criteria,
            out_of_scope,
            surplus,
            also,
        }
    }
}

impl<'d> Demands<'d> {
    fn new(derived: &'d Derived, rules: &'d PromptRules<'d>) -> Self {
        let mut demands = Self {
            derived,
            rules,
            users: vec![Vec::new(); rules.quotes.len()],
        };
        for n in 0..derived.criteria.len() {
            for rule in demands.rules_of(n) {
                demands.users[rule].push(n);
            }
        }
        demands
    }

    /// The rules of a derived criterion.
    fn rules_of(&self, n: usize) -> Vec<usize> {
        let quotes = self.derived.criteria[n].rules.iter();
        quotes.filter_map(|quote| self.rules.index(quote)).collect()
    }

    /// The rule of a derived entry that is out of scope.
    fn out(&self, n: usize) -> Option<usize> {
        self.rules.index(&self.derived.out_of_scope[n].rule)
    }

    /// The entry that stands for each derived criterion, and all rules that some entry stands for.
    fn stands(
        &self,
        entries: &[Standing<'_>],
        counts: impl Fn(usize) -> bool,
    ) -> (Vec<Option<usize>>, BTreeSet<usize>) {
        let mut stands: Vec<Option<usize>> = vec![None; self.derived.criteria.len()];
        let mut covered = BTreeSet::new();
        for (e, entry) in entries.iter().enumerate().filter(|(e, _)| counts(*e)) {
            covered.extend(self.rules.with_equal(entry.found.iter().copied()));
            for n in self.made_for(entry) {
                let first = stands[n].get_or_insert(e);
                // Of several the first in the order of the prompt, which does not depend on that of the file.
                if first_rule(entry) < first_rule(&entries[*first]) {
                    *first = e;
                }
            }
        }
        (stands, covered)
    }

    /// The derived criteria and the derived rules out of scope that nothing stands for.
    fn open(
        &self,
        stands: &[Option<usize>],
        covered: &BTreeSet<usize>,
    ) -> (Vec<usize>, Vec<usize>) {
        let criteria = (0..stands.len()).filter(|&n| stands[n].is_none());
        let is_covered = |n: usize| self.out(n).is_some_and(|rule| covered.contains(&rule));
        let out = (0..self.derived.out_of_scope.len()).filter(|&n| !is_covered(n));
        (criteria.collect(), out.collect())
    }

    /// The derived criteria that `entry` stands for: those of its rules; of several made from one rule that of its
    /// id.
    fn made_for(&self, entry: &Standing<'_>) -> BTreeSet<usize> {
        let of_entry = self.rules.with_equal(entry.found.iter().copied());
        let users = |rule: &usize| self.users[*rule].iter().copied();
        let all: BTreeSet<usize> = of_entry.iter().flat_map(users).collect();
        let is_named = |n: &&usize| entry.id == Some(self.derived.criteria[**n].id.as_str());
        let Some(&named) = all.iter().find(is_named) else {
            return all;
        };
        // Another that has a rule beside those of the named one is meant by that rule.
        let own = self.rules_of(named).into_iter();
        let own = self
            .rules
            .with_equal(own.map(|rule| Found::In { rule, offset: 0 }));
        let others = of_entry.difference(&own).flat_map(users);
        others.chain([named]).collect()
    }
}

fn first_rule(entry: &Standing<'_>) -> Option<usize> {
    entry.found.iter().find_map(|found| found.rule())
}
