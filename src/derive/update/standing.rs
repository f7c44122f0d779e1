//! Which rules of a prompt the entries of a rubric stand for.
//!
//! An entry stands for a rule that it quotes, in whole or in part and whatever its white space, or that is a
//! rewording of what it quotes. What an update added and nobody has touched is not matched with rewordings: it is
//! made anew with the rule.

use std::collections::{BTreeSet, HashMap};

use super::alignment::{Fate, align, squeezed};
use crate::derive::{Derived, Quote};

/// Where a quotation is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// In the rule of this index, this far into its text.
    In { rule: usize, offset: usize },
    /// The rule of this index says it in other words.
    Reworded(usize),
    /// Nowhere.
    Gone,
}

impl Found {
    /// The rule, unless it is gone.
    pub(super) fn rule(self) -> Option<usize> {
        match self {
            Self::In { rule, .. } | Self::Reworded(rule) => Some(rule),
            Self::Gone => None,
        }
    }
}

/// What an entry of a rubric quotes.
#[derive(Debug, Clone, Default)]
pub(super) struct Quotes {
    pub(super) texts: Vec<String>,
    /// Whether it is as an update wrote it.
    pub(super) untouched: bool,
}

/// The rules of a prompt in its order.
pub(super) struct PromptRules<'d> {
    pub(super) quotes: Vec<&'d Quote>,
    squeezed: Vec<String>,
    /// All texts without white space, each behind a line break, to search in all at once.
    joined: String,
    starts: Vec<usize>,
    /// The rules of each text, in order.
    same: HashMap<String, Vec<usize>>,
}

impl<'d> PromptRules<'d> {
    pub(super) fn of(derived: &'d Derived) -> Self {
        let of_criteria = derived
            .criteria
            .iter()
            .flat_map(|criterion| &criterion.rules);
        let out = derived.out_of_scope.iter().map(|out| &out.rule);
        let mut seen = BTreeSet::new();
        let mut quotes: Vec<&Quote> = of_criteria
            .chain(out)
            .filter(|quote| seen.insert((quote.line, squeezed(&quote.text))))
            .collect();
        quotes.sort_by_key(|quote| quote.line);
        let squeezed: Vec<String> = quotes.iter().map(|quote| squeezed(&quote.text)).collect();
        let (mut joined, mut starts) = (String::new(), Vec::new());
        let mut same: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, text) in squeezed.iter().enumerate() {
            joined.push('\n');
            starts.push(joined.len());
            joined.push_str(text);
            same.entry(text.clone()).or_default().push(n);
        }
        Self {
            quotes,
            squeezed,
            joined,
            starts,
            same,
        }
    }

    /// The index of `quote`, which is one of them.
    pub(super) fn index(&self, quote: &Quote) -> Option<usize> {
        let same = self.same.get(&squeezed(&quote.text))?;
        same.iter()
            .copied()
            .find(|&n| self.quotes[n].line == quote.line)
    }

    /// Whether `text` is a whole rule.
    pub(super) fn has(&self, text: &str) -> bool {
        self.same.contains_key(&squeezed(text))
    }

    /// The rules that have the text of `rule`.
    pub(super) fn equal(&self, rule: usize) -> &[usize] {
        self.same
            .get(&self.squeezed[rule])
            .map_or(&[], Vec::as_slice)
    }

    /// Where each quotation of each entry is found.
    pub(super) fn find_all(&self, entries: &[Quotes]) -> Vec<Vec<Found>> {
        // The n-th quotation of a text that the prompt has several times is that of the n-th.
        let mut times: HashMap<String, usize> = HashMap::new();
        let mut found: Vec<Vec<Found>> = Vec::with_capacity(entries.len());
        for entry in entries {
            let of_entry = entry.texts.iter().map(|text| {
                let text = squeezed(text);
                let exact = self.find_whole(&text, &mut times);
                // What nobody has touched is made anew with a rule that has more words now.
                exact.unwrap_or_else(|| {
                    if entry.untouched {
                        Found::Gone
                    } else {
                        self.find_part(&text)
                    }
                })
            });
            found.push(of_entry.collect());
        }
        self.find_rewordings(entries, &mut found);
        found
    }

    /// The rule that is `quote` as a whole.
    fn find_whole(&self, quote: &str, times: &mut HashMap<String, usize>) -> Option<Found> {
        let rules = self.same.get(quote).filter(|_| !quote.is_empty())?;
        let nth = times.entry(quote.to_owned()).or_default();
        let rule = rules[(*nth).min(rules.len() - 1)];
        *nth += 1;
        Some(Found::In { rule, offset: 0 })
    }

    /// The rule that `quote` is a part of, or that is most of it.
    fn find_part(&self, quote: &str) -> Found {
        if quote.is_empty() {
            return Found::Gone;
        }
        if let Some(at) = self.joined.find(quote) {
            let rule = self.starts.partition_point(|&start| start <= at) - 1;
            let offset = at - self.starts[rule];
            return Found::In { rule, offset };
        }
        // A quotation may hold more than the rule, such as the words that lead to it.
        let most = |text: &str| !text.is_empty() && 2 * text.len() >= quote.len();
        let within = (0..self.squeezed.len()).filter(|&n| {
            let text = &self.squeezed[n];
            most(text) && quote.contains(text.as_str())
        });
        let longest = within.max_by_key(|&n| (self.squeezed[n].len(), std::cmp::Reverse(n)));
        longest.map_or(Found::Gone, |rule| Found::In { rule, offset: 0 })
    }

    /// Pairs what is not found with rules that nothing quotes.
    fn find_rewordings(&self, entries: &[Quotes], found: &mut [Vec<Found>]) {
        let touched = entries
            .iter()
            .zip(found.iter())
            .filter(|(entry, _)| !entry.untouched);
        let quoted = self.with_equal(touched.flat_map(|(_, found)| found).copied());
        let free: Vec<usize> = (0..self.quotes.len())
            .filter(|&n| !quoted.contains(&n) && self.equal(n).first() == Some(&n))
            .collect();
        let missing = |entry: &Quotes, found: &[Found]| -> Vec<String> {
            let pairs = entry.texts.iter().zip(found);
            let gone = pairs.filter(|(text, found)| {
                !entry.untouched && **found == Found::Gone && !text.trim().is_empty()
            });
            gone.map(|(text, _)| text.clone()).collect()
        };
        // Sorted, so that the order of the entries, which updates change, decides nothing.
        let lost: BTreeSet<String> = entries
            .iter()
            .zip(found.iter())
            .flat_map(|(entry, found)| missing(entry, found))
            .collect();
        let old: Vec<&str> = lost.iter().map(String::as_str).collect();
        let new: Vec<&str> = free.iter().map(|&n| self.quotes[n].text.as_str()).collect();
        let fates: HashMap<&str, Fate> = old.iter().copied().zip(align(&old, &new).old).collect();
        for (entry, found) in entries.iter().zip(found) {
            if entry.untouched {
                continue;
            }
            for (text, found) in entry.texts.iter().zip(found) {
                let rule = match fates.get(text.as_str()) {
                    Some(Fate::Same(n) | Fate::Reworded(n)) => free[*n],
                    Some(Fate::Gone) | None => continue,
                };
                if *found == Found::Gone {
                    *found = Found::Reworded(rule);
                }
            }
        }
    }

    /// The rules of `found`, and those that have the same text.
    pub(super) fn with_equal(&self, found: impl IntoIterator<Item = Found>) -> BTreeSet<usize> {
        let rules = found.into_iter().filter_map(Found::rule);
        rules.flat_map(|rule| self.equal(rule)).copied().collect()
    }
}
