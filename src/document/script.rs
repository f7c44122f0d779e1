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

/// Gives the words of `span` outside `code` that are prose to `with`: no identifiers, paths or addresses.
pub(super) fn words<'t>(text: &'t str, span: Span, code: &[Span], mut with: impl FnMut(&'t str)) {
    let first = code.partition_point(|c| c.end <= span.start);
    let mut code = code[first..].iter().peekable();
    let mut chunk = Chunk::starting_at(span.start);
    let mut take = |chunk: &Chunk, end: usize| {
        while code.next_if(|c| c.end <= chunk.start).is_some() {}
        let inside = code.peek().is_some_and(|c| c.start < end);
        if let Some(word) = chunk.word().filter(|_| !inside) {
            with(&text[word.range()]);
        }
    };
    for (at, c) in text[span.range()].char_indices() {
        let at = span.start + at;
        if separates(c) {
            take(&chunk, at);
            chunk = Chunk::starting_at(at + c.len_utf8());
        } else {
            chunk.add(at, c);
        }
    }
    take(&chunk, span.end);
}

/// What stands between two separators.
struct Chunk {
    start: usize,
    /// From its first letter to its last.
    letters: Option<Span>,
    /// Whether something that is in no word stands behind the last letter.
    broken: bool,
    /// Whether a letter followed even so.
    is_word: bool,
}

impl Chunk {
    fn starting_at(start: usize) -> Self {
        Self {
            start,
            letters: None,
            broken: false,
            is_word: true,
        }
    }

    fn add(&mut self, at: usize, c: char) {
        let end = at + c.len_utf8();
        if is_letter(c) {
            self.is_word &= !self.broken;
            match &mut self.letters {
                Some(letters) => letters.end = end,
                None => self.letters = Some(Span::new(at, end)),
            }
        } else if self.letters.is_some()
            && !matches!(c, '\'' | '’')
            && !unicode_normalization::char::is_combining_mark(c)
        {
            self.broken = true;
        }
    }

    fn word(&self) -> Option<Span> {
        self.letters.filter(|_| self.is_word)
    }
}

fn separates(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | 'а'..='я' | 'А'..='Я' => false,
        '(' | ')' | '"' | '«' | '»' | ',' | ';' | '—' | '–' | '-' | '!' | '?' | '“' | '”' | '|'
        | '*' | '>' => true,
        _ => c.is_whitespace(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of<'t>(text: &'t str, code: &[Span]) -> Vec<&'t str> {
        let mut found = Vec::new();
        words(text, Span::new(0, text.len()), code, |word| {
            found.push(word);
        });
        found
    }

    #[test]
    fn words_are_letters_between_separators() {
        let text = "don’t (a-b) x_1 3-й «Да!» asyncio.run v2 'ага' и\u{306}ога 🙂b\r\n№5 e\u{301}";
        let expected = [
            "don’t",
            "a",
            "b",
            "x",
            "й",
            "Да",
            "v",
            "ага",
            "и\u{306}ога",
            "b",
            "e",
        ];
        assert_eq!(words_of(text, &[]), expected);
    }

    #[test]
    fn what_code_touches_is_no_word() {
        let text = "код venv тут";
        let at = text.find("venv").unwrap();
        assert_eq!(words_of(text, &[Span::new(at, at + 2)]), ["код", "тут"]);
        assert_eq!(words_of("", &[]), [""; 0]);
    }
}
