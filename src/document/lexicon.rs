//! The words by which prose says what a code block is for. The words are data, in `rubrics/markers.yaml`;
//! this only looks them up.

use aho_corasick::{AhoCorasick, MatchKind};

use super::comments::CommentTable;
use super::fold::{Folded, fold, is_word};
use super::languages::Languages;
use crate::source::Span;

/// Everything about languages that a document needs: loaded once, shared by all.
#[derive(Debug)]
pub struct Lexicon {
    /// Phrases that call code wrong.
    pub bad: Phrases,
    /// Phrases that call code right, and so end what a bad one began.
    pub good: Phrases,
    /// Word lists that tell languages apart.
    pub languages: Languages,
    /// How comments are written.
    pub comments: CommentTable,
}

/// A set of phrases, found as whole words whatever the case.
#[derive(Debug)]
pub struct Phrases {
    automaton: AhoCorasick,
}

impl Phrases {
    /// Builds the set; empty phrases never match.
    ///
    /// # Errors
    /// When the set is too large for an automaton.
    pub fn new(phrases: &[String]) -> Result<Self, aho_corasick::BuildError> {
        let folded = phrases
            .iter()
            .map(|phrase| fold(phrase))
            .filter(|phrase| !phrase.is_empty());
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(folded)?;
        Ok(Self { automaton })
    }

    /// The first phrase in `text`, as a span of `text`.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Span> {
        let folded = Folded::new(text);
        self.automaton
            .find_iter(&folded.text)
            .map(|found| Span::new(found.start(), found.end()))
            .find(|span| whole(&folded.text, *span))
            .map(|span| folded.locate(span))
    }
}

/// Whether `span` cuts no word; a mark such as ❌ has no borders to respect.
fn whole(text: &str, span: Span) -> bool {
    let first = text[span.range()].chars().next().is_some_and(is_word);
    let last = text[span.range()].chars().next_back().is_some_and(is_word);
    let before = text[..span.start].chars().next_back().is_some_and(is_word);
    let after = text[span.end..].chars().next().is_some_and(is_word);
    !(first && before || last && after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_respect_words_and_ignore_case() {
        let phrases = Phrases::new(&["правильно".into(), "❌".into()]).unwrap();
        assert!(phrases.find("НЕПРАВИЛЬНО").is_none());
        let text = "\u{1f642} Правильно:";
        assert_eq!(&text[phrases.find(text).unwrap().range()], "Правильно");
        assert!(phrases.find("❌плохо").is_some());
    }
}
