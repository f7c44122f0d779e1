//! The words that tell one case of a rule from others, and the check that looks for them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::idioms::Idioms;
use super::reading::Reading;
use crate::document::{is_unspaced, words};
use crate::source::Span;

/// Shorter words of a condition tell little; in characters.
const LONG: usize = 4;
/// Of so many words, one alone tells too little.
const MANY: usize = 3;

/// The check that the prompt or the answer speaks of what `words` name: two of them when there are many, for
/// one of many is in texts about anything.
pub(super) fn mentioned(words: &[String]) -> Value {
    if words.len() < MANY {
        return mentioned_any(words);
    }
    let one = |word| mentioned_any(std::slice::from_ref(word));
    let each: Vec<Value> = words.iter().map(one).collect();
    json!({ "at-least": { "n": 2, "of": each } })
}

/// The check that the prompt or the answer speaks of one of `words`.
pub(super) fn mentioned_any(words: &[String]) -> Value {
    json!({ "mentions": { "any": words, "in": ["prompt", "answer"] } })
}

/// The words of a condition that tell it from others: what is quoted in it, else its long words.
pub(super) fn telling_words(
    rule: &str,
    reading: &Reading,
    span: Span,
    idioms: &Idioms,
) -> Vec<String> {
    let quoted = reading.terms_in(span);
    let quoted = quoted.iter().filter(|(_, term)| term.name.is_empty());
    let mut out: Vec<String> = quoted.map(|(_, term)| term.value.clone()).collect();
    if out.is_empty() {
        out.extend(long_words(&reading.text[span.range()], idioms));
        let source = &rule[reading.origin(span.start)..reading.origin(span.end)];
        let acronyms = words(source).into_iter().map(|word| &source[word.range()]);
        let capital = |word: &&str| word.len() > 1 && word.chars().all(char::is_uppercase);
        out.extend(acronyms.filter(capital).map(str::to_owned));
    }
    out.retain(|word| word.chars().any(char::is_alphanumeric));
    let mut seen = BTreeSet::new();
    out.retain(|word| seen.insert(word.clone()));
    out
}

/// The long words of `text` that tell one case from another.
pub(super) fn long_words(text: &str, idioms: &Idioms) -> Vec<String> {
    let each = words(text).into_iter().map(|word| &text[word.range()]);
    let long = each.filter(|word| word.chars().count() >= LONG && !word.contains(is_unspaced));
    let telling = long.filter(|word| !idioms.common.is_match(word));
    telling.map(str::to_owned).collect()
}

/// The next word of `text`.
pub(super) fn next_word(text: &str) -> &str {
    let trimmed = text.trim_start();
    let end = trimmed.find(|c: char| !c.is_alphanumeric() || is_unspaced(c));
    &trimmed[..end.unwrap_or(trimmed.len())]
}

/// The next two words of `text`.
pub(super) fn next_words(text: &str) -> &str {
    let trimmed = text.trim_start();
    let mut spaces = trimmed.char_indices().filter(|(_, c)| !c.is_alphanumeric());
    let end = spaces.nth(1).map_or(trimmed.len(), |(at, _)| at);
    &trimmed[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(words: &[&str]) -> Value {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        mentioned(&words)
    }

    #[test]
    fn one_of_many_words_is_not_enough() {
        let few = named(&["счёт", "overdue"]);
        assert_eq!(few["mentions"]["any"], json!(["счёт", "overdue"]));
        let many = named(&["счёт", "overdue", "🙂 долг"]);
        assert_eq!(many["at-least"]["n"], 2);
        assert_eq!(
            many["at-least"]["of"][2]["mentions"]["any"],
            json!(["🙂 долг"])
        );
    }

    #[test]
    fn a_contraction_tells_nothing() {
        let idioms = Idioms::shipped();
        assert_eq!(
            long_words("it doesn't exist in the ledger", idioms),
            ["ledger"]
        );
        assert_eq!(
            long_words("когда это не очевидно", idioms),
            Vec::<String>::new()
        );
    }
}
