//! Holds the beginning or the end of a text against phrases, past white space and markup.
//!
//! Both ends are one algorithm: characters are taken from one side of a slice that shrinks. What may be
//! skipped is bounded, so that text made of markup costs no more than any other.

use unicode_segmentation::UnicodeSegmentation;

use crate::document::{is_emoji, is_word};

/// Which end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Its beginning.
    Start,
    /// Its end.
    End,
}

/// What stands between the end of the text and the phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    /// White space.
    Blanks,
    /// White space, markup, quotation marks and emoji.
    Markup,
}

/// The most markup in a row between two characters of a phrase.
const MAX_INNER: usize = 8;

impl Side {
    /// The next character from this side, and what is left.
    fn take(self, text: &str) -> Option<(char, &str)> {
        let mut chars = text.chars();
        let c = match self {
            Self::Start => chars.next()?,
            Self::End => chars.next_back()?,
        };
        Some((c, chars.as_str()))
    }

    /// What is left of `text` without its next skippable part.
    fn skip_one(self, text: &str, skip: Skip) -> Option<&str> {
        let (c, rest) = self.take(text)?;
        if is_blank(c) {
            return Some(rest);
        }
        if skip == Skip::Blanks {
            return None;
        }
        // A row of letters of flags is one long run to the borders of characters.
        let is_flag_letter = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        if is_markup(c) || is_flag_letter {
            return Some(rest);
        }
        if self == Self::Start {
            let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let marker = text.len() - digits.len();
            if (1..=3).contains(&marker)
                && let Some(rest) = digits.strip_prefix(['.', ')'])
                && rest.starts_with(is_blank)
            {
                return Some(rest);
            }
        }
        let mut graphemes = text.graphemes(true);
        let grapheme = match self {
            Self::Start => graphemes.next()?,
            Self::End => graphemes.next_back()?,
        };
        is_emoji(grapheme).then(|| graphemes.as_str())
    }

    /// What is left of `text` without all that may be skipped.
    pub(super) fn strip(self, mut text: &str, skip: Skip) -> &str {
        while let Some(rest) = self.skip_one(text, skip) {
            text = rest;
        }
        text
    }

    /// Finds `phrase` at this side of `text`; what is left of the text before and behind it.
    pub(super) fn find<'t>(
        self,
        mut text: &'t str,
        phrase: &str,
        skip: Skip,
    ) -> Option<(&'t str, &'t str)> {
        loop {
            if let Some(rest) = self.matches(text, phrase, skip) {
                return Some((text, rest));
            }
            text = self.skip_one(text, skip)?;
        }
    }

    fn matches<'t>(self, text: &'t str, phrase: &str, skip: Skip) -> Option<&'t str> {
        let mut text = text;
        let mut phrase = phrase.trim();
        let mut last = ' ';
        let mut first = true;
        while let Some((wanted, rest)) = self.take(phrase) {
            if is_blank(wanted) {
                let before = text.len();
                text = self.blanks(text, skip);
                if text.len() == before {
                    return None;
                }
                phrase = self.blanks(phrase, Skip::Blanks);
                continue;
            }
            let mut skipped = 0;
            text = loop {
                let (c, behind) = self.take(text)?;
                if c == wanted {
                    break behind;
                }
                skipped += 1;
                if skip == Skip::Blanks || first || skipped > MAX_INNER || !is_inner_markup(c) {
                    return None;
                }
                text = behind;
            };
            last = wanted;
            first = false;
            phrase = rest;
        }
        let next = self.take(text).map(|(c, _)| c);
        // A selector that makes an emoji belongs to the phrase.
        let text = match self {
            Self::Start => text.strip_prefix('\u{fe0f}').unwrap_or(text),
            Self::End => text,
        };
        let cuts = is_word(last) && next.is_some_and(|c| is_word(c) && c != '_');
        (!cuts).then_some(text)
    }

    /// `text` without the white space next, and with [`Skip::Markup`] the markup around it.
    fn blanks(self, text: &str, skip: Skip) -> &str {
        let mut out = text;
        let mut rest = text;
        let mut markup = 0;
        while let Some((c, behind)) = self.take(rest) {
            if is_blank(c) {
                out = behind;
            } else if skip == Skip::Markup && is_inner_markup(c) && markup < MAX_INNER {
                markup += 1;
            } else {
                break;
            }
            rest = behind;
        }
        out
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

fn is_inner_markup(c: char) -> bool {
    matches!(c, '*' | '_' | '`' | '~' | '[' | ']' | '\u{fe0f}')
}

fn is_markup(c: char) -> bool {
    is_inner_markup(c)
        || matches!(
            c,
            '#' | '>'
                | '-'
                | '+'
                | '|'
                | '='
                | '\\'
                | '('
                | ')'
                | '•'
                | '·'
                | '–'
                | '—'
                | '"'
                | '\''
                | '«'
                | '»'
                | '“'
                | '”'
                | '„'
                | '‘'
                | '’'
                | '‹'
                | '›'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str, phrase: &str) -> bool {
        Side::Start.find(text, phrase, Skip::Markup).is_some()
    }

    fn ends(text: &str, phrase: &str) -> bool {
        Side::End.find(text, phrase, Skip::Markup).is_some()
    }

    #[test]
    fn markup_around_and_within_a_phrase_is_looked_past() {
        for text in [
            "Итог: да",
            "\u{feff}\r\n## **Итог:** да",
            "> - «Итог»: да",
            "1. ✅ *Итог*: да",
            "❤\u{fe0f} `Итог`: да",
        ] {
            assert!(starts(text, "Итог"), "{text}");
        }
        assert!(starts("**Next**\u{a0} *step*: x", "Next step:"));
        assert!(starts("- [x] да", "- [x]"));
        assert!(!starts("Итоги: да", "Итог"));
        assert!(!starts("А Итог", "Итог"));
    }

    #[test]
    fn the_end_is_the_same_from_the_other_side() {
        assert!(ends("Всё ли **ясно?**\r\n\r\n", "?"));
        assert!(ends("(Всё ли ясно?) 🙂", "ясно?"));
        assert!(ends("Всё ли ясно?", "ли ясно?"));
        assert!(!ends("Всё неясно?", "ясно?"));
        assert!(!ends("Готово.", "Готово"));
    }

    #[test]
    fn much_markup_takes_linear_time() {
        let text = "*".repeat(1 << 20);
        assert!(!starts(&text, "**да"));
        assert!(!ends(&text, "да**"));
    }
}
