//! The normal form of a sentence: words in lower case and marks, one space around each.
//!
//! Phrases are looked for in it. Markup and emoji are gone, inline code is a single back-tick, and the words of
//! scripts without spaces stand as they are.

use unicode_normalization::UnicodeNormalization;

/// A sentence in normal form.
#[derive(Debug, Default)]
pub(super) struct Normal {
    /// A space, then each token and a space.
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
}

/// A word or mark; `start..end` are bytes of [`Normal::text`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: TokenKind,
    /// Whether it starts with a small letter in the source, or has no small letter for emphasis.
    pub(super) small: bool,
}

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Code,
    /// `,`
    Comma,
    /// `:` `;` a dash, an arrow, a stop: what parts clauses.
    Break,
    /// `?`
    Question,
    /// `(` and `)`
    Bracket,
}

/// What scripts a word may mix.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Class {
    Ideograph,
    Letter,
}

impl Normal {
    pub(super) fn new(sentence: &str) -> Self {
        let mut out = Self {
            text: " ".to_owned(),
            tokens: Vec::new(),
        };
        let chars: Vec<char> = sentence.nfc().collect();
        let mut at = 0;
        while at < chars.len() {
            at = out.take(&chars, at);
        }
        out
    }

    /// The text of `token`.
    pub(super) fn word(&self, token: Token) -> &str {
        &self.text[token.start..token.end]
    }

    /// Takes the token at `at`; gives the place behind it.
    fn take(&mut self, chars: &[char], at: usize) -> usize {
        let c = chars[at];
        let spaced = at == 0 || chars[at - 1].is_whitespace();
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        match c {
            '`' => return self.code(chars, at),
            ',' | '，' | '、' => self.push(",", TokenKind::Comma, false),
            ':' | '：' => self.push(":", TokenKind::Break, false),
            ';' | '；' => self.push(";", TokenKind::Break, false),
            '?' | '？' => self.push("?", TokenKind::Question, false),
            '(' | '（' => self.push("(", TokenKind::Bracket, false),
            ')' | '）' => self.push(")", TokenKind::Bracket, false),
            '—' | '–' | '→' | '⇒' | '➜' | '➡' => {
                self.push("-", TokenKind::Break, false);
            }
            '.' | '!' | '。' | '！' => self.push(".", TokenKind::Break, false),
            '-' | '=' if next == '>' => {
                self.push("-", TokenKind::Break, false);
                return at + 2;
            }
            '-' if spaced && next.is_whitespace() => self.push("-", TokenKind::Break, false),
            _ if starts_word(c) => return self.take_word(chars, at),
            _ => {}
        }
        at + 1
    }

    fn code(&mut self, chars: &[char], at: usize) -> usize {
        let ticks = chars[at..].iter().take_while(|&&c| c == '`').count();
        let inner = at + ticks;
        let len = chars[inner..]
            .iter()
            .take_while(|&&c| c != '`' && c != '\n')
            .count();
        self.push("`", TokenKind::Code, false);
        let close = chars[inner + len..]
            .iter()
            .take_while(|&&c| c == '`')
            .count();
        // A tick without a partner hides nothing.
        if close == 0 {
            inner
        } else {
            inner + len + close
        }
    }

    fn take_word(&mut self, chars: &[char], at: usize) -> usize {
        let class = class(chars[at]);
        let mut word = String::new();
        let mut end = at;
        while let Some(&c) = chars.get(end) {
            let next = chars.get(end + 1).copied().unwrap_or(' ');
            let inner = matches!(
                c,
                '\'' | '’' | '-' | '_' | '.' | '/' | '@' | '#' | '+' | '&'
            );
            let joins = inner
                && end > at
                && next.is_alphanumeric()
                && self::class(next) == class
                && class == Class::Letter;
            let mark = unicode_normalization::char::is_combining_mark(c);
            if !(joins || mark || (starts_word(c) && self::class(c) == class)) {
                break;
            }
            if c == '’' {
                word.push('\'');
            } else {
                word.extend(c.to_lowercase());
            }
            end += 1;
        }
        let loud = end > at + 1 && chars[at..end].iter().all(|c| !c.is_lowercase());
        self.push(&word, TokenKind::Word, chars[at].is_lowercase() || loud);
        end.max(at + 1)
    }

    fn push(&mut self, text: &str, kind: TokenKind, small: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.tokens.push(Token {
            start,
            end: self.text.len(),
            kind,
            small,
        });
        self.text.push(' ');
    }
}

fn starts_word(c: char) -> bool {
    c.is_alphanumeric() || c == '@' || c == '#' || c == '<' || c == '/'
}

fn class(c: char) -> Class {
    if is_ideograph(c) || is_kana(c) {
        Class::Ideograph
    } else {
        Class::Letter
    }
}

/// Whether `c` is a Chinese character.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `c` is a letter of Japanese.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        Normal::new(text).text
    }

    #[test]
    fn markup_case_and_emoji_are_gone() {
        assert_eq!(
            normal("🙂 **НЕ Пиши**: `a b` — да!"),
            " не пиши : ` - да . "
        );
        assert_eq!(
            normal("Don’t use file.md, e\u{301}"),
            " don't use file.md , é "
        );
        assert_eq!(normal("a -> b - c\r\nself-made"), " a - b - c self-made ");
    }

    #[test]
    fn words_without_spaces_stand_as_they_are() {
        assert_eq!(
            normal("使用Write工具，不要猜测。"),
            " 使用 write 工具 , 不要猜测 . "
        );
        assert_eq!(normal("日本語にしてください。"), " 日本語にしてください . ");
    }

    #[test]
    fn a_tick_without_a_partner_hides_nothing() {
        assert_eq!(normal("a `b c"), " a ` b c ");
    }
}
