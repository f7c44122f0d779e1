//! How many rules of a prompt are checked, judged and out of scope.

use std::collections::BTreeSet;
use std::fmt;

use super::{Derived, Quote};
use crate::words::counted;

/// The rules of a prompt by what became of them; a rule counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCounts {
    /// Rules that a check decides.
    pub checked: usize,
    /// Rules that only a person can judge.
    pub judged: usize,
    /// Rules that no answer can show.
    pub out_of_scope: usize,
}

impl RuleCounts {
    /// Counts the rules of `derived`.
    #[must_use]
    pub fn of(derived: &Derived) -> Self {
        let mut seen = BTreeSet::new();
        Self {
            checked: new_in(&mut seen, rules(derived, false)),
            judged: new_in(&mut seen, rules(derived, true)),
            out_of_scope: new_in(&mut seen, derived.out_of_scope.iter().map(|out| &out.rule)),
        }
    }

    /// All rules.
    #[must_use]
    pub fn rules(self) -> usize {
        self.checked + self.judged + self.out_of_scope
    }
}

impl fmt::Display for RuleCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} checked, {} for a judge, {} out of scope",
            counted(self.rules(), "rule", "rules"),
            self.checked,
            self.judged,
            self.out_of_scope
        )
    }
}

/// The rules of the criteria that a check decides, or that none does.
fn rules(derived: &Derived, unchecked: bool) -> impl Iterator<Item = &Quote> {
    let criteria = derived.criteria.iter();
    criteria
        .filter(move |criterion| criterion.is_unchecked() == unchecked)
        .flat_map(|criterion| &criterion.rules)
}

/// How many of `quotes` were not seen yet.
fn new_in<'q>(
    seen: &mut BTreeSet<(usize, &'q str)>,
    quotes: impl Iterator<Item = &'q Quote>,
) -> usize {
    let before = seen.len();
    seen.extend(quotes.map(|quote| (quote.line, quote.text.as_str())));
    seen.len() - before
}
