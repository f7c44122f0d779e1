//! What a text quotes: the stretches between quotation marks.
//!
//! A word that is quoted is named, not used: «не пишите „данный“» does not write it. Marks are paired within a line;
//! one that is not closed quotes nothing.

use crate::source::Span;

/// Opening marks with what closes them.
const PAIRS: &[(char, &[char])] = &[
    ('«', &['»']),
    ('“', &['”']),
    ('„', &['“', '”']),
    ('‹', &['›']),
    ('「', &['」']),
    ('『', &['』']),
    ('"', &['"']),
];

/// A longer stretch is no quotation but a mark that was forgotten; in bytes.
const MAX_LENGTH: usize = 1000;

/// The spans between quotation marks in `text`, marks included, in order; one inside another is part of it.
#[must_use]
pub fn quoted(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((start, closers)) if closers.contains(&c) => {
                out.push(Span::new(start, at + c.len_utf8()));
                open = None;
            }
            Some((start, _)) if c == '\n' || at - start > MAX_LENGTH => open = None,
            Some(_) => {}
            None => {
                let pair = PAIRS.iter().find(|(opening, _)| *opening == c);
                open = pair.map(|(_, closers)| (at, *closers));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        quoted(text)
            .into_iter()
            .map(|span| &text[span.range()])
            .collect()
    }

    #[test]
    fn each_language_has_its_marks() {
        assert_eq!(
            of("Не «данный», a \"given\" 🙂 und „dieser“, 「該当」"),
            ["«данный»", "\"given\"", "„dieser“", "「該当」"]
        );
    }

    #[test]
    fn a_mark_that_is_not_closed_quotes_nothing() {
        assert!(of("Диагональ 5\" и\u{306}\r\nвсё").is_empty());
    }
}
