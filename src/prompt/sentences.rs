//! Where the sentences of a unit end.
//!
//! Ends inside code, quotation marks and parentheses are none; the end of a line is one when the next line starts
//! anew although its first word would have fitted.

use crate::source::Span;

use super::words::Lexicon;

/// How far ahead the second of two straight quotation marks is looked for.
const QUOTE: usize = 300;

/// The sentences of `text`, as spans of it without white space at their ends.
pub(super) fn sentences(text: &str, lexicon: &Lexicon) -> Vec<Span> {
    let mut scan = Scan {
        text,
        lexicon,
        width: text.lines().map(str::len).max().unwrap_or(0),
        line: 0,
        code: false,
        quote: false,
        depth: 0,
        low: 0,
    };
    let mut out = Vec::new();
    let (mut start, mut chars) = (0, text.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        let Some(end) = scan.end(at, c) else { continue };
        while chars.next_if(|(next, _)| *next < end).is_some() {}
        push(&mut out, text, start, end);
        start = end;
    }
    push(&mut out, text, start, text.len());
    out
}

fn push(out: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let piece = &text[start..end];
    let lead = piece.len() - piece.trim_start().len();
    let len = piece.trim().len();
    if piece.contains(char::is_alphanumeric) {
        out.push(Span::new(start + lead, start + lead + len));
    } else if len > 0
        && let Some(last) = out.last_mut()
    {
        // Stray marks belong to the sentence before them.
        last.end = start + lead + len;
    }
}

struct Scan<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    /// Bytes of the longest line.
    width: usize,
    /// Where the current line starts.
    line: usize,
    code: bool,
    quote: bool,
    depth: usize,
    /// Open quotations that began with a low mark.
    low: usize,
}

impl Scan<'_> {
    /// Takes the character `c` at `at`; where a sentence ends with it, that end.
    fn end(&mut self, at: usize, c: char) -> Option<usize> {
        let behind = at + c.len_utf8();
        match c {
            '\n' => {
                (self.code, self.quote, self.depth, self.low) = (false, false, 0, 0);
                let ended = self.line_ends(at, behind);
                self.line = behind;
                return ended.then_some(behind);
            }
            '`' => self.code = !self.code,
            _ if self.code => {}
            '"' => {
                let ahead = self.text.floor_char_boundary(behind + QUOTE);
                let rest = self.text[behind..ahead].split('\n').next();
                self.quote = !self.quote && rest.is_some_and(|rest| rest.contains('"'));
            }
            // The mark that opens a quotation in English closes one in German.
            '“' if self.low > 0 => {
                self.low -= 1;
                self.depth = self.depth.saturating_sub(1);
            }
            '„' => {
                self.low += 1;
                self.depth += 1;
            }
            '(' | '（' | '«' | '“' | '「' | '『' => self.depth += 1,
            ')' | '）' | '»' | '”' | '」' | '』' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.code || self.quote || self.depth > 0 {
            return None;
        }
        match c {
            '。' | '！' | '？' | '．' => Some(self.closers(behind)),
            '.' | '!' | '?' | '…' => self.stop(at, c, behind),
            // A sentence may end just before the mark that closes its quotation.
            '"' | '»' | '”' | ')' if self.text[..at].ends_with(['.', '!', '?']) => {
                self.starts_anew(behind).then_some(behind)
            }
            _ => None,
        }
    }

    fn stop(&self, at: usize, c: char, behind: usize) -> Option<usize> {
        let end = self.closers(behind);
        if !self.starts_anew(end) || (c == '.' && self.abbreviates(at)) {
            return None;
        }
        Some(end)
    }

    /// `at`, or the end of the marks that close what stands before it.
    fn closers(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let close = |c: char| {
            matches!(
                c,
                '.' | '!' | '?' | '…' | '*' | '_' | '"' | '\'' | '”' | '»' | '」' | '）'
            )
        };
        at + rest.find(|c: char| !close(c)).unwrap_or(rest.len())
    }

    /// Whether what follows byte `at` can be the start of a sentence.
    fn starts_anew(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        let Some(first) = rest.chars().next() else {
            return true;
        };
        first.is_whitespace()
            && rest
                .trim_start()
                .trim_start_matches(['*', '_', '"', '(', '«', '“', '['])
                .chars()
                .next()
                .is_none_or(|c| !c.is_lowercase())
    }

    /// Whether the stop at `at` belongs to a shortened word or a number.
    fn abbreviates(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let from = before.floor_char_boundary(at.saturating_sub(24));
        let word = before[from..]
            .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '*' | '`' | '"' | ','))
            .next()
            .unwrap_or("");
        let letters = word.chars().count();
        let single = letters == 1 && word.chars().all(|c| c.is_alphabetic() && c.is_lowercase());
        let number =
            letters > 0 && word.len() == at - self.line && word.chars().all(|c| c.is_ascii_digit());
        single || number || self.lexicon.is_abbreviation(&word.to_lowercase())
    }

    /// Whether the line end at `at` ends a sentence; the next line starts at `next`.
    fn line_ends(&self, at: usize, next: usize) -> bool {
        let line = self.text[self.line..at].trim_end_matches('\r');
        if line.ends_with("  ") || line.ends_with('\\') {
            return true;
        }
        let below = self.text[next..].trim_start_matches([' ', '\t', '>', '*', '_']);
        let ahead = &below[..below.floor_char_boundary(QUOTE)];
        let word = ahead.split_whitespace().next().unwrap_or("");
        let joins = line
            .trim_end()
            .ends_with([',', '、', '，', '-', '–', '—', '(']);
        let fits = line.len() + 1 + word.len() < self.width;
        !joins && fits && !word.starts_with(|c: char| c.is_lowercase() || c == '`' || c == '(')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let spans = sentences(text, Lexicon::shipped());
        spans.iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn sentences_end_with_their_marks() {
        assert_eq!(
            split("Пиши код. Тестируй! **Да.** Нет"),
            ["Пиши код.", "Тестируй!", "**Да.**", "Нет"]
        );
        assert_eq!(split("使用缓存。不要猜测！"), ["使用缓存。", "不要猜测！"]);
        assert_eq!(
            split("Use it 🙂. Then e\u{301}."),
            ["Use it 🙂.", "Then e\u{301}."]
        );
    }

    #[test]
    fn ends_inside_code_quotations_and_parentheses_are_none() {
        assert_eq!(
            split("Run `a. B` now. Say \"No. Sorry.\" Go on (Yes. No.) well. Ok"),
            [
                "Run `a. B` now.",
                "Say \"No. Sorry.\"",
                "Go on (Yes. No.) well.",
                "Ok",
            ]
        );
    }

    #[test]
    fn a_quotation_of_german_ends_where_one_of_english_begins() {
        assert_eq!(
            split("Kein „nur“ und „halt“. Gut so. „Ja. Nein.“ Doch"),
            ["Kein „nur“ und „halt“.", "Gut so.", "„Ja. Nein.“ Doch"]
        );
    }

    #[test]
    fn short_forms_and_numbers_end_nothing() {
        assert_eq!(
            split("Use tools, e.g. Ruff. See v. 3.1 Next"),
            ["Use tools, e.g. Ruff.", "See v. 3.1 Next"]
        );
        assert_eq!(split("1. Run it. 2"), ["1. Run it.", "2"]);
    }

    #[test]
    fn a_line_that_had_room_ends_its_sentence() {
        assert_eq!(
            split("Be short\r\nAlways answer in full sentences"),
            ["Be short", "Always answer in full sentences"]
        );
        assert_eq!(
            split("All testing is done using\nPython and nothing"),
            ["All testing is done using\nPython and nothing"]
        );
    }
}
