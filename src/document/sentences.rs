//! Splits prose into sentences and paragraphs.
//!
//! The views of prose that this reads separate blocks by an empty line and hard breaks by a newline; both
//! end a sentence whatever the punctuation.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::fold::fold;
use crate::source::Span;

/// The shipped abbreviations.
const SHIPPED: &str = include_str!("../../rubrics/abbreviations.yaml");

/// Abbreviations of one language, as the file gives them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAbbreviations {
    #[serde(rename = "language")]
    _language: String,
    before: Vec<String>,
    number: Vec<String>,
    last: Vec<String>,
}

/// Abbreviations of all languages, folded.
struct Abbreviations {
    /// They stand before what belongs to them and end nothing.
    before: FxHashSet<String>,
    /// They are words unless a digit follows.
    number: FxHashSet<String>,
    /// They may be the last word of a sentence.
    last: FxHashSet<String>,
}

static ABBREVIATIONS: LazyLock<Abbreviations> = LazyLock::new(|| {
    let raw: Vec<RawAbbreviations> =
        serde_yaml::from_str(SHIPPED).expect("shipped abbreviations are tested");
    let all = |list: fn(&RawAbbreviations) -> &Vec<String>| {
        let texts = raw.iter().flat_map(list);
        texts.map(|text| fold(text)).collect()
    };
    Abbreviations {
        before: all(|raw| &raw.before),
        number: all(|raw| &raw.number),
        last: all(|raw| &raw.last),
    }
});

/// Longest abbreviation, in bytes.
const MAX_ABBREVIATION: usize = 24;

/// The spans of the sentences of `text`, without the white space around them.
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    split(text, LineBreaks::End)
}

/// The same of a text whose line breaks are only white space.
#[must_use]
pub fn run_on_sentences(text: &str) -> Vec<Span> {
    split(text, LineBreaks::Blank)
}

/// What a line break is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineBreaks {
    End,
    Blank,
}

fn split(text: &str, line_breaks: LineBreaks) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut from = 0;
    let mut capitals = None;
    while let Some(at) = text.as_bytes()[from..]
        .iter()
        .position(|byte| may_end(*byte))
    {
        let at = from + at;
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let end = at + c.len_utf8();
        from = end;
        match c {
            '\n' if line_breaks == LineBreaks::End => {
                push_trimmed(&mut out, text, start, at);
                start = end;
            }
            '.' | '!' | '?' | '…' | '。' | '！' | '？' => {
                let closers = ['.', '!', '?', '…', '»', '”', '"', ')', '\''];
                let rest = text[end..].trim_start_matches(closers);
                let close = text.len() - rest.len();
                from = close;
                let stop = Stop {
                    before: &text[start..at],
                    mark: c,
                    rest,
                };
                let mut has_capitals =
                    || *capitals.get_or_insert_with(|| text.chars().any(char::is_uppercase));
                if stop.ends_sentence(&mut has_capitals) {
                    push_trimmed(&mut out, text, start, close);
                    start = close;
                }
            }
            _ => {}
        }
    }
    push_trimmed(&mut out, text, start, text.len());
    out
}

/// Whether a character that ends a sentence may begin with `byte`; nearly all text is seen past by this.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'.' | b'!' | b'?' | 0xe2 | 0xe3 | 0xef)
}

/// The spans of the paragraphs of `text`: what empty lines separate.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices("\n\n") {
        push_trimmed(&mut out, text, start, at);
        start = at + 2;
    }
    push_trimmed(&mut out, text, start, text.len());
    out
}

/// A mark that may end a sentence.
struct Stop<'t> {
    /// The sentence so far.
    before: &'t str,
    mark: char,
    /// What follows it and the marks and quotation marks behind it.
    rest: &'t str,
}

impl Stop<'_> {
    fn ends_sentence(&self, has_capitals: &mut dyn FnMut() -> bool) -> bool {
        if matches!(self.mark, '。' | '！' | '？') {
            return true;
        }
        let Some(next) = self.rest.chars().next() else {
            return true;
        };
        if !next.is_whitespace() {
            return false;
        }
        let letter = self.rest.trim_start().chars().next();
        // «т. е. так» goes on, and so does what a lower-case word follows, unless no word has a capital.
        if letter.is_some_and(char::is_lowercase) {
            return !(has_capitals() || self.mark == '.' && self.is_abbreviated());
        }
        self.mark != '.' || !self.is_abbreviated() || self.may_be_last()
    }

    /// The word before the mark, and what stands before the word.
    fn word(&self) -> (&str, &str) {
        let from = self.before.len().saturating_sub(MAX_ABBREVIATION);
        let near = &self.before[self.before.ceil_char_boundary(from)..];
        let opens = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '«' | '"' | '“' | ',');
        match near.char_indices().rev().find(|(_, c)| opens(*c)) {
            Some((at, c)) => {
                let word = &near[at + c.len_utf8()..];
                (word, &self.before[..self.before.len() - word.len()])
            }
            None if near.len() == self.before.len() => (near, ""),
            None => ("", self.before),
        }
    }

    /// Whether the full stop is that of an abbreviation, an initial or the number of a list item.
    fn is_abbreviated(&self) -> bool {
        let (word, lead) = self.word();
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && letter.is_uppercase()
            && letter != 'I'
        {
            return true;
        }
        let is_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        if is_number && lead.trim_end().is_empty() {
            return true;
        }
        let folded = fold(word);
        ABBREVIATIONS.before.contains(&folded)
            || ABBREVIATIONS.last.contains(&folded)
            || self.goes_on_with_digit() && ABBREVIATIONS.number.contains(&folded)
    }

    fn goes_on_with_digit(&self) -> bool {
        let rest = self.rest.trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether the abbreviation may stand at the end of a sentence: some do, and units behind a number.
    fn may_be_last(&self) -> bool {
        if self.goes_on_with_digit() {
            return false;
        }
        let (word, lead) = self.word();
        let after_number = lead.trim_end().ends_with(|c: char| c.is_ascii_digit());
        let is_letter = word.chars().all(char::is_alphabetic) && !word.is_empty();
        (after_number && is_letter) || ABBREVIATIONS.last.contains(&fold(word))
    }
}

fn push_trimmed(out: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let part = &text[start..end];
    let lead = part.len() - part.trim_start().len();
    let trimmed = part.trim();
    if !trimmed.is_empty() {
        out.push(Span::new(start + lead, start + lead + trimmed.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|s| &text[s.range()])
            .collect()
    }

    #[test]
    fn dots_in_names_and_abbreviations_end_nothing() {
        assert_eq!(
            told("Вызовите asyncio.run(main()), т. е. запустите цикл. Готово! 🙂 Да?\nИтог"),
            [
                "Вызовите asyncio.run(main()), т. е. запустите цикл.",
                "Готово!",
                "🙂 Да?",
                "Итог"
            ]
        );
    }

    #[test]
    fn abbreviations_end_a_sentence_only_where_they_may_be_its_last_word() {
        for (text, count) in [
            ("Mr. Brown met Dr. White, e.g. on Monday. They talked.", 2),
            ("He came at 5 p.m. She left.", 2),
            ("He came at 5 p.m. and left.", 1),
            ("J. R. R. Tolkien wrote it. And so did I. The end.", 3),
            ("Дом г. Москвы, ул. Мира, д. 5, кв. 12, рис. 5.", 1),
            ("Помоги им. Купи рис. Ответ: no. Yes.", 4),
            ("Это было в 2020 г. Потом всё кончилось.", 2),
            ("Цена 10 тыс. руб. Дёшево.", 2),
            ("А. С. Пушкин и т. д. Дальше и\u{306}.", 2),
            ("Стой! и он встал... потом ушёл. 🙂 Да.", 2),
            ("1. Раз\r\n2. Два. Три.", 3),
        ] {
            assert_eq!(told(text).len(), count, "{:?}", told(text));
        }
    }

    #[test]
    fn without_capitals_every_mark_ends_a_sentence() {
        assert_eq!(
            told("i came. i saw, e.g. you. bam! ok"),
            ["i came.", "i saw, e.g. you.", "bam!", "ok"]
        );
        assert_eq!(told("I came. i saw."), ["I came. i saw."]);
    }

    #[test]
    fn line_breaks_may_be_white_space() {
        let text = "Раз\r\nдва.\n\n- Три";
        let all = run_on_sentences(text);
        let all: Vec<&str> = all.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(all, ["Раз\r\nдва.", "- Три"]);
    }

    #[test]
    fn closing_quotes_belong_to_their_sentence() {
        assert_eq!(
            told("«Стоп.» Дальше и\u{306}."),
            ["«Стоп.»", "Дальше и\u{306}."]
        );
    }

    #[test]
    fn paragraphs_are_what_empty_lines_separate() {
        let text = "а\nб\n\n\nв\n\n";
        let all: Vec<&str> = paragraphs(text)
            .into_iter()
            .map(|s| &text[s.range()])
            .collect();
        assert_eq!(all, ["а\nб", "в"]);
    }
}
