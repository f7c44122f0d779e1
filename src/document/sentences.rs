//! Splits prose into sentences and paragraphs.
//!
//! The views of prose that this reads separate blocks by an empty line and hard breaks by a newline; both
//! end a sentence whatever the punctuation.

use crate::source::Span;

/// Abbreviations whose full stop ends no sentence, folded.
const ABBREVIATIONS: &[&str] = &[
    "т", "е", "д", "п", "др", "см", "напр", "рис", "стр", "им", "г", "руб", "e.g", "i.e", "etc",
    "vs", "cf", "mr", "dr", "fig", "approx",
];

/// The spans of the sentences of `text`, without the white space around them.
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut from = 0;
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
        let ends = match c {
            '\n' => true,
            '.' | '!' | '?' | '…' | '。' | '！' | '？' => {
                let closers = ['.', '!', '?', '…', '»', '”', '"', ')', '\''];
                let rest = text[end..].trim_start_matches(closers);
                let close = text.len() - rest.len();
                from = close;
                if ends_sentence(text, start, at, close, c) {
                    push_trimmed(&mut out, text, start, close);
                    start = close;
                }
                false
            }
            _ => false,
        };
        if ends {
            push_trimmed(&mut out, text, start, at);
            start = end;
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

fn ends_sentence(text: &str, start: usize, stop: usize, close: usize, c: char) -> bool {
    if matches!(c, '。' | '！' | '？') {
        return true;
    }
    let rest = &text[close..];
    let Some(next) = rest.chars().next() else {
        return true;
    };
    if !next.is_whitespace() {
        return false;
    }
    // «т. е. так» goes on; so does a number in «п. 5» and any lower-case word.
    if c == '.' {
        let before = &text[start..stop];
        let word = before
            .rsplit(|c: char| c.is_whitespace() || c == '(')
            .next()
            .unwrap_or("");
        if ABBREVIATIONS.contains(&word.to_lowercase().as_str()) {
            return false;
        }
    }
    !rest
        .trim_start()
        .chars()
        .next()
        .is_some_and(char::is_lowercase)
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

    fn split(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|s| &text[s.range()])
            .collect()
    }

    #[test]
    fn dots_in_names_and_abbreviations_end_nothing() {
        assert_eq!(
            split("Вызовите asyncio.run(main()), т. е. запустите цикл. Готово! 🙂 Да?\nИтог"),
            [
                "Вызовите asyncio.run(main()), т. е. запустите цикл.",
                "Готово!",
                "🙂 Да?",
                "Итог"
            ]
        );
    }

    #[test]
    fn closing_quotes_belong_to_their_sentence() {
        assert_eq!(
            split("«Стоп.» Дальше и\u{306}."),
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
