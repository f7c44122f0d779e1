//! Letters, words and scripts of prose: what the recognition of languages counts.

use crate::source::Span;

/// The scripts that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Script {
    Cyrillic,
    Latin,
    Other,
}

/// The letters and words of one sentence, by script.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) cyrillic: usize,
    pub(super) latin: usize,
    pub(super) other: usize,
    pub(super) cyrillic_words: usize,
    pub(super) latin_words: usize,
}

impl Counts {
    /// Counts one word, by the script of its first letter.
    pub(super) fn add(&mut self, word: &str) {
        let mut letters = word.chars().filter(|c| is_letter(*c));
        let first = letters.next();
        let letters = letters.count() + usize::from(first.is_some());
        match first {
            Some(c) if is_cyrillic(c) => {
                self.cyrillic += letters;
                self.cyrillic_words += 1;
            }
            Some(c) if is_latin(c) => {
                self.latin += letters;
                self.latin_words += 1;
            }
            Some(_) => self.other += letters,
            None => {}
        }
    }

    /// The script of a sentence; `latin_known` weighs its common Latin words.
    pub(super) fn script(&self, latin_known: f64) -> Option<Script> {
        if self.other > self.cyrillic + self.latin {
            return Some(Script::Other);
        }
        #[expect(clippy::cast_precision_loss, reason = "words of one sentence")]
        let latin = self.cyrillic == 0
            || (self.cyrillic * 2 < self.latin && latin_known > self.cyrillic_words as f64);
        match (self.cyrillic, self.latin) {
            (0, 0) => None,
            _ if latin => Some(Script::Latin),
            _ => Some(Script::Cyrillic),
        }
    }
}

/// The words of `span` outside `code` that are prose: no identifiers, paths or addresses.
pub(super) fn words<'t>(
    text: &'t str,
    span: Span,
    code: &'t [Span],
) -> impl Iterator<Item = &'t str> {
    let first = code.partition_point(|c| c.end <= span.start);
    let mut code = code[first..].iter().peekable();
    text[span.range()]
        .split(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '(' | ')'
                        | '"'
                        | '«'
                        | '»'
                        | ','
                        | ';'
                        | '—'
                        | '–'
                        | '-'
                        | '!'
                        | '?'
                        | '“'
                        | '”'
                        | '|'
                        | '*'
                        | '>'
                )
        })
        .filter(move |word| {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            while code.next_if(|c| c.end <= at).is_some() {}
            let inside = code.peek().is_some_and(|c| c.start < at + word.len());
            !inside
        })
        .map(|word| word.trim_matches(|c: char| !is_letter(c)))
        .filter(|word| {
            !word.is_empty()
                && word.chars().all(|c| {
                    is_letter(c)
                        || matches!(c, '\'' | '’')
                        || unicode_normalization::char::is_combining_mark(c)
                })
        })
}

/// Whether `c` is a letter; the two usual alphabets without a table look-up.
fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | 'а'..='я' | 'А'..='Я' => true,
        '\0'..='\u{7f}' => false,
        _ => c.is_alphabetic(),
    }
}

/// Whether `c` is a Cyrillic letter.
pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}
