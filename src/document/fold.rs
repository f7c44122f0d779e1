//! Case folding with the way back, and word borders.
//!
//! Folding is by Unicode scalar value, after composition of combining marks, and makes `ё` an `е`:
//! Russian text uses both for one letter. Nearly every folded text is as long as the original, byte for
//! byte, so the map back is usually empty.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::source::Span;

/// Folded text, and how its offsets differ from the original's.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// The stretches whose length folding changed, in order; between them offsets run in step.
    changed: Vec<Changed>,
}

/// A stretch of folded text and the stretch of the original that it stands for, as a whole.
#[derive(Debug, Clone, Copy)]
struct Changed {
    folded: Span,
    original: Span,
}

impl Folded {
    /// Folds `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self {
                text: text.to_ascii_lowercase(),
                changed: Vec::new(),
            };
        }
        let (plain, rest) = plain(text);
        let mut folded = Self {
            text: plain,
            changed: Vec::new(),
        };
        if rest.is_empty() {
            return folded;
        }
        let at = text.len() - rest.len();
        if is_nfc_quick(rest.chars()) == IsNormalized::Yes {
            for (from, c) in rest.char_indices() {
                let from = at + from;
                folded.push(c, Span::new(from, from + c.len_utf8()));
            }
        } else {
            // The first mark may belong to the last plain letter.
            folded.text.clear();
            folded.compose(text);
        }
        folded
    }

    /// The span of the original that `span` of the folded text stands for.
    #[must_use]
    pub fn locate(&self, span: Span) -> Span {
        let start = match self.last_before(|c| c.folded.start <= span.start) {
            None => span.start,
            Some(c) if span.start < c.folded.end => c.original.start,
            Some(c) => c.original.end + (span.start - c.folded.end),
        };
        let end = match self.last_before(|c| c.folded.start < span.end) {
            None => span.end,
            Some(c) if span.end < c.folded.end => c.original.end,
            Some(c) => c.original.end + (span.end - c.folded.end),
        };
        Span::new(start, end.max(start))
    }

    /// The offset of the folded text that `original` came to.
    #[must_use]
    pub fn offset_of(&self, original: usize) -> usize {
        match self.last_before(|c| c.original.start <= original) {
            None => original,
            Some(c) if original < c.original.end => c.folded.start,
            Some(c) => c.folded.end + (original - c.original.end),
        }
    }

    fn last_before(&self, is_before: impl Fn(&Changed) -> bool) -> Option<Changed> {
        let after = self.changed.partition_point(is_before);
        after.checked_sub(1).map(|n| self.changed[n])
    }

    fn push(&mut self, c: char, original: Span) {
        let at = self.text.len();
        self.push_folded(c);
        self.note_change(at, original);
    }

    fn push_folded(&mut self, c: char) {
        match c {
            // The two alphabets of nearly all text, without a table look-up.
            'a'..='z' | ' ' | 'а'..='я' => self.text.push(c),
            'А'..='Я' => self.text.extend(char::from_u32(c as u32 + 0x20)),
            'ё' | 'Ё' => self.text.push('е'),
            _ => self.text.extend(c.to_lowercase()),
        }
    }

    /// Remembers that what was pushed since `at` stands for `original`, if their lengths differ.
    fn note_change(&mut self, at: usize, original: Span) {
        if self.text.len() - at != original.end - original.start {
            let folded = Span::new(at, self.text.len());
            self.changed.push(Changed { folded, original });
        }
    }

    /// Folds text that is not composed: each base letter with its marks becomes one stretch.
    fn compose(&mut self, text: &str) {
        let mut chars = text.char_indices().peekable();
        while let Some((at, _)) = chars.next() {
            while let Some((_, mark)) = chars.peek()
                && unicode_normalization::char::is_combining_mark(*mark)
            {
                chars.next();
            }
            let end = chars.peek().map_or(text.len(), |(next, _)| *next);
            let before = self.text.len();
            for c in text[at..end].nfc() {
                self.push_folded(c);
            }
            let original = Span::new(at, end);
            if self.text[before..].chars().count() == 1 && text[at..end].chars().count() == 1 {
                self.note_change(before, original);
            } else {
                // Marks may change their order, so even equal lengths have other borders inside.
                let folded = Span::new(before, self.text.len());
                self.changed.push(Changed { folded, original });
            }
        }
    }
}

/// The longest beginning of `text` that folds letter by letter into as many bytes, folded, and what follows it.
///
/// That is ASCII, the Russian alphabet, the punctuation between them and most emoji: nearly all text. None of
/// it composes with what stands before it.
fn plain(text: &str) -> (String, &str) {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        at += match &mut bytes[at..] {
            [ascii, ..] if ascii.is_ascii() => {
                ascii.make_ascii_lowercase();
                1
            }
            // а to п, р to я, U+A0 to U+BF.
            [0xd0, 0xb0..=0xbf, ..] | [0xd1, 0x80..=0x8f, ..] | [0xc2, 0xa0..=0xbf, ..] => 2,
            // А to П.
            [0xd0, last @ 0x90..=0x9f, ..] => {
                *last += 0x20;
                2
            }
            // Р to Я.
            [first @ 0xd0, last @ 0xa0..=0xaf, ..] => {
                *first = 0xd1;
                *last -= 0x20;
                2
            }
            // Ё and ё.
            [first @ 0xd0, last @ 0x81, ..] | [first @ 0xd1, last @ 0x91, ..] => {
                *first = 0xd0;
                *last = 0xb5;
                2
            }
            // Dashes, quotes, arrows, lines of drawings, signs, and how an emoji looks.
            [0xe2, 0x80, 0x82..=0xbf, ..]
            | [0xe2, 0x86, 0x90..=0xbf, ..]
            | [0xe2, 0x87 | 0x94 | 0x96 | 0x9a | 0x9c | 0x9d, ..]
            | [0xef, 0xb8, 0x8f, ..] => 3,
            // U+1F000 to U+1FFFF.
            [0xf0, 0x9f, ..] => 4,
            _ => break,
        };
    }
    bytes.truncate(at);
    let folded = String::from_utf8(bytes).expect("letters were replaced by letters");
    (folded, &text[at..])
}

/// Folds a phrase the way texts are folded.
#[must_use]
pub fn fold(phrase: &str) -> String {
    Folded::new(phrase).text
}

/// The spans of the words of `text`.
#[must_use]
pub fn words(text: &str) -> Vec<Span> {
    let mut out = Vec::with_capacity(text.len() / 8);
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    out.extend(start.map(|from| Span::new(from, text.len())));
    out
}

/// Whether `c` is part of a word: letters, digits, marks and the underscore.
#[must_use]
pub fn is_word(c: char) -> bool {
    match c {
        // The two alphabets of nearly all text, without a table look-up.
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | 'а'..='я' | 'А'..='Я' => true,
        '\0'..='\u{7f}' => false,
        _ => c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c),
    }
}

/// Whether neither end of `span` cuts a word of `text`.
#[must_use]
pub fn is_whole_word(text: &str, span: Span) -> bool {
    is_border(text, span.start) && is_border(text, span.end)
}

/// Whether no word of `text` goes across `at`.
fn is_border(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    let (Some(before), Some(after)) = (before, after) else {
        return true;
    };
    !(is_word(before) && is_word(after)) || is_unspaced(before) || is_unspaced(after)
}

/// Whether `c` is of a script that puts no space between words: Chinese, Japanese, Korean, Thai.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn yo_and_case_are_one() {
        assert_eq!(fold("ЕЩЁ Straße 🙂"), "еще straße 🙂");
    }

    #[test]
    fn a_letter_with_a_combining_mark_is_one_letter_and_its_span_is_whole() {
        let text = "свои\u{306} ДОМ";
        let folded = Folded::new(text);
        assert_eq!(folded.text, "свой дом");
        let at = folded.text.find("дом").unwrap();
        let span = folded.locate(Span::new(at, at + "дом".len()));
        assert_eq!(&text[span.range()], "ДОМ");
        assert_eq!(
            folded.locate(Span::new(0, "свой".len())).end,
            "свои\u{306}".len()
        );
    }

    #[test]
    fn marks_that_change_their_order_keep_whole_spans() {
        let text = "\u{10d69}\u{c3c}";
        let folded = Folded::new(text);
        for (at, c) in folded.text.char_indices() {
            let span = folded.locate(Span::new(at, at + c.len_utf8()));
            assert_eq!(span, Span::new(0, text.len()));
        }
    }

    #[test]
    fn a_border_is_no_border_inside_cyrillic() {
        let text = "невенв venv, venv_dir";
        let at = text.find("venv,").unwrap();
        assert!(is_whole_word(text, Span::new(at, at + 4)));
        let dir = text.find("venv_dir").unwrap();
        assert!(!is_whole_word(text, Span::new(dir, dir + 4)));
        assert!(!is_border(text, "не".len()));
    }

    /// What folding means, by the tables alone.
    fn by_the_tables(text: &str) -> String {
        let lower = text.nfc().flat_map(char::to_lowercase);
        lower.map(|c| if c == 'ё' { 'е' } else { c }).collect()
    }

    #[test]
    fn every_character_folds_by_the_tables() {
        for c in '\0'..=char::MAX {
            for text in [format!("{c}а"), format!("Ж{c}"), format!("{c}\u{306}")] {
                assert_eq!(fold(&text), by_the_tables(&text), "U+{:04X}", c as u32);
            }
        }
    }

    proptest! {
        #[test]
        fn every_folded_span_comes_from_character_borders(text in "\\PC{0,40}", mark in prop::bool::ANY) {
            let text = if mark { text.replace('и', "и\u{306}") } else { text };
            let folded = Folded::new(&text);
            for (at, c) in folded.text.char_indices() {
                let span = folded.locate(Span::new(at, at + c.len_utf8()));
                prop_assert!(text.get(span.range()).is_some());
            }
            prop_assert_eq!(folded.locate(Span::new(0, folded.text.len())), Span::new(0, text.len()));
        }
    }
}
