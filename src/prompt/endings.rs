//! Endings that tell what a word is, where no list could hold all words.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// Endings that make a word at one end of a clause an order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Endings {
    /// What the word ends with, in lower case.
    #[serde(rename = "endings")]
    list: Vec<String>,
    /// Letters that it has at least.
    letters: usize,
    /// Endings that look so and are none.
    #[serde(default, rename = "except-endings")]
    not: Vec<String>,
    /// Words that look so and are none.
    #[serde(default)]
    except: FxHashSet<String>,
    /// Whether the word must start with a small letter.
    #[serde(default)]
    small: bool,
}

impl Endings {
    /// Whether `word` has one of the endings; `small` says that it starts with a small letter.
    pub(super) fn fit(&self, word: &str, small: bool) -> bool {
        let ends = |list: &[String]| list.iter().any(|ending| word.ends_with(ending.as_str()));
        (small || !self.small)
            && ends(&self.list)
            && word.chars().nth(self.letters.saturating_sub(1)).is_some()
            && !ends(&self.not)
            && !self.except.contains(word)
    }
}
