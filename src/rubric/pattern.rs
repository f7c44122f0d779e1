//! Regular expressions of rubrics, with a quick look before the exact one.
//!
//! A Unicode `\b` takes the regex engine off its fast path: 24 such patterns took 526 µs an answer. Most
//! patterns match few answers, so one without its word borders is tried first; it matches wherever the
//! exact one does, and mostly nowhere.

use std::fmt;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind, Look};

/// Largest compiled regular expression, in bytes.
const MAX_REGEX: usize = 4 << 20;

/// A compiled regular expression.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    exact: Regex,
    /// The same without word borders, when it has any.
    loose: Option<Regex>,
}

impl Pattern {
    /// Compiles `text`.
    pub(crate) fn new(text: &str) -> Result<Self, regex::Error> {
        let build = |text: &str| RegexBuilder::new(text).size_limit(MAX_REGEX).build();
        let exact = build(text)?;
        let loose = regex_syntax::parse(text)
            .ok()
            .filter(has_word_border)
            .and_then(|hir| build(&without_borders(&hir).to_string()).ok());
        Ok(Self { exact, loose })
    }

    /// Whether it matches somewhere in `text`.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && self.exact.is_match(text)
    }

    /// The matches in `text`, in order.
    pub(crate) fn find_iter<'r, 't>(
        &'r self,
        text: &'t str,
    ) -> impl Iterator<Item = regex::Match<'t>> + use<'r, 't> {
        let some = self.may_match(text).then(|| self.exact.find_iter(text));
        some.into_iter().flatten()
    }

    fn may_match(&self, text: &str) -> bool {
        self.loose.as_ref().is_none_or(|loose| loose.is_match(text))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.exact.as_str())
    }
}

fn is_word_border(look: Look) -> bool {
    match look {
        Look::WordUnicode
        | Look::WordUnicodeNegate
        | Look::WordStartUnicode
        | Look::WordEndUnicode
        | Look::WordStartHalfUnicode
        | Look::WordEndHalfUnicode => true,
        Look::Start
        | Look::End
        | Look::StartLF
        | Look::EndLF
        | Look::StartCRLF
        | Look::EndCRLF
        | Look::WordAscii
        | Look::WordAsciiNegate
        | Look::WordStartAscii
        | Look::WordEndAscii
        | Look::WordStartHalfAscii
        | Look::WordEndHalfAscii => false,
    }
}

fn has_word_border(hir: &Hir) -> bool {
    hir.properties().look_set().iter().any(is_word_border)
}

/// `hir` with its Unicode word borders gone: it matches at least as much. The parser bounds the depth.
fn without_borders(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Look(look) if is_word_border(*look) => Hir::empty(),
        HirKind::Repetition(repetition) => {
            let mut repetition = repetition.clone();
            repetition.sub = Box::new(without_borders(&repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => without_borders(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_borders).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.iter().map(without_borders).collect())
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_look_never_hides_a_match() {
        for (text, hay) in [
            (r"\bvenv\b", "в venv, да"),
            (r"(?i)\b(?:тест|x)+\b\d?", "ТЕСТx"),
            (r"a\b|\Bb", "cb"),
            (r"^\bкод\b$", "код"),
        ] {
            let pattern = Pattern::new(text).unwrap();
            assert!(pattern.loose.is_some(), "{text}");
            let found: Vec<_> = pattern.find_iter(hay).map(|m| m.range()).collect();
            let exact: Vec<_> = Regex::new(text)
                .unwrap()
                .find_iter(hay)
                .map(|m| m.range())
                .collect();
            assert_eq!(found, exact, "{text}");
            assert!(!found.is_empty(), "{text}");
        }
        assert!(!Pattern::new(r"\bvenv\b").unwrap().is_match("невенvenvы"));
        assert!(Pattern::new("plain").unwrap().loose.is_none());
    }
}
