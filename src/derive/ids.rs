//! Ids of criteria: that of the catalog entry, or the first telling words of a rule.

use std::collections::BTreeSet;

use crate::document::{fold, words};

/// How many words of a rule make an id, and how long each may be, in characters.
const WORDS: usize = 4;
const WORD: usize = 24;
/// Shorter words tell little.
const SHORT: usize = 3;

/// Hands out ids, each once.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// `wanted`, or with a number when it is taken.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        let cleaned = clean(wanted);
        let wanted = if cleaned.is_empty() {
            "rule".to_owned()
        } else {
            cleaned
        };
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let id = std::iter::once(wanted.clone())
            .chain(numbered)
            .find(|id| !self.taken.contains(id))
            .unwrap_or(wanted);
        self.taken.insert(id.clone());
        id
    }
}

/// The id of a rule that no entry stands for.
pub(super) fn of_rule(text: &str) -> String {
    let folded = fold(text);
    let all: Vec<&str> = words(&folded)
        .into_iter()
        .map(|span| &folded[span.range()])
        .collect();
    let telling = |word: &&&str| word.chars().count() > SHORT;
    let mut chosen: Vec<&str> = all.iter().filter(telling).take(WORDS).copied().collect();
    if chosen.len() < 2 {
        chosen = all.into_iter().take(WORDS).collect();
    }
    let short = chosen
        .iter()
        .map(|word| word.chars().take(WORD).collect::<String>());
    short.collect::<Vec<_>>().join("-")
}

/// Only what an id may hold.
fn clean(text: &str) -> String {
    let id: String = fold(text)
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '_' | '.' | ':') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let parts: Vec<&str> = id.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_handed_out_once() {
        let mut ids = Ids::default();
        assert_eq!(ids.take("venv"), "venv");
        assert_eq!(ids.take("venv"), "venv-2");
        assert_eq!(ids.take("  "), "rule");
    }

    #[test]
    fn the_telling_words_of_a_rule_name_it() {
        assert_eq!(
            of_rule("Пишите **простой** код 🙂 для людей\r\n"),
            "пишите-простой-людей"
        );
        assert_eq!(of_rule("Be so"), "be-so");
        assert_eq!(of_rule("и\u{306}од"), "йод");
    }
}
