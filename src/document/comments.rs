//! Finds the comments and docstrings of code by the comment syntax of its language.
//!
//! The syntaxes are data, in `rubrics/comments.yaml`. One pass over the text skips strings, so that a
//! marker inside one is none; code that is cut off or broken only ends what is open at the end of its
//! line or of the text.

use std::collections::BTreeMap;

use super::lang::Lang;
use crate::source::Span;

/// How comments of some languages are written.
#[derive(Debug, Clone, Default)]
pub struct CommentSyntax {
    /// Each delimiter that opens something; the longest at a place decides.
    tokens: Vec<Token>,
    /// Whether the marker of a line comment needs white space in front, and a string no word.
    pub spaced: bool,
    /// Whether a quote opens one character at most.
    pub characters: bool,
}

#[derive(Debug, Clone)]
struct Token {
    open: String,
    close: String,
    opens: Opens,
}

/// What a delimiter opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// A comment up to the end of the line.
    Line,
    /// A comment up to its end.
    Block,
    /// The same, and one may hold another.
    NestedBlock,
    /// A string on one line, with escapes.
    String,
    /// A string over lines, with escapes.
    LongString,
    /// A string over lines, without escapes.
    RawString,
    /// A long string that is a comment where a statement begins.
    Docstring,
}

/// The comment syntaxes of all languages.
#[derive(Debug, Default)]
pub struct CommentTable {
    syntaxes: BTreeMap<Lang, CommentSyntax>,
    pragmas: Vec<String>,
}

impl CommentSyntax {
    /// Adds a delimiter.
    pub fn add(&mut self, open: &str, close: &str, opens: Opens) {
        self.tokens.push(Token {
            open: open.to_owned(),
            close: close.to_owned(),
            opens,
        });
        self.tokens
            .sort_by_key(|token| std::cmp::Reverse(token.open.len()));
    }
}

impl CommentTable {
    /// A table in which a comment that starts with one of `pragmas` is meant for a tool and is none.
    #[must_use]
    pub fn new(pragmas: Vec<String>) -> Self {
        Self {
            syntaxes: BTreeMap::new(),
            pragmas,
        }
    }

    /// Adds the syntax of `lang`.
    pub fn add(&mut self, lang: Lang, syntax: CommentSyntax) {
        self.syntaxes.insert(lang, syntax);
    }

    /// Whether the comments of `lang` are known.
    #[must_use]
    pub fn knows(&self, lang: &Lang) -> bool {
        self.syntaxes.contains_key(lang)
    }

    /// The comments in `code`, without their markers.
    #[must_use]
    pub fn find(&self, lang: &Lang, code: &str) -> Vec<Span> {
        let Some(syntax) = self.syntaxes.get(lang) else {
            return Vec::new();
        };
        let mut scanner = Scanner {
            syntax,
            code,
            at: 0,
            spent: vec![false; syntax.tokens.len()],
            line_end: 0,
            before: None,
            line: Line::default(),
            out: Vec::new(),
        };
        scanner.run();
        let plain = |span: &Span| !self.is_pragma(&code[span.range()]);
        let kept = scanner.out.into_iter().filter(plain);
        kept.filter_map(|span| undecorated(code, span)).collect()
    }

    fn is_pragma(&self, comment: &str) -> bool {
        let inner = comment.trim_start();
        self.pragmas.iter().any(|pragma| {
            let word = pragma.starts_with(char::is_alphabetic);
            (if word { inner } else { comment }).starts_with(pragma.as_str())
        })
    }
}

/// What stands on the current line of code, and above it.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    /// The last visible character of the lines above.
    above: Option<char>,
    /// How many visible characters stand on the line so far.
    visible: usize,
    /// Whether they could all be the prefix of a string.
    prefix: bool,
}

struct Scanner<'c> {
    syntax: &'c CommentSyntax,
    code: &'c str,
    at: usize,
    /// The tokens whose end does not occur any more.
    spent: Vec<bool>,
    /// Where the current line ends.
    line_end: usize,
    /// The character before `at`.
    before: Option<char>,
    line: Line,
    out: Vec<Span>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let mut last = None;
        self.line.prefix = true;
        while let Some(c) = self.code[self.at..].chars().next() {
            if let Some(n) = self.token() {
                self.take(n);
                self.line.visible += 1;
                self.line.prefix = false;
                last = Some('"');
                self.before = self.code[..self.at].chars().next_back();
                continue;
            }
            let mut end = self.at + c.len_utf8();
            if c == '\n' {
                self.line = Line {
                    above: last,
                    visible: 0,
                    prefix: true,
                };
            } else if !c.is_whitespace() {
                last = Some(c);
                self.line.visible += 1;
                self.line.prefix &= c.is_ascii_alphabetic() && self.line.visible <= 2;
            }
            if c == '\\' {
                // Outside a string, what is escaped opens nothing: a slash in a regular expression.
                let next = self.code[end..].chars().next();
                end += next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
            } else if c == '\'' && self.syntax.characters {
                end += one_character(&self.code[end..]);
            }
            self.before = self.code[self.at..end].chars().next_back();
            self.at = end;
        }
    }

    /// The token that opens something here.
    fn token(&self) -> Option<usize> {
        let rest = &self.code[self.at..];
        let spaced = self.syntax.spaced;
        self.syntax.tokens.iter().position(|token| {
            rest.starts_with(&token.open)
                && match token.opens {
                    Opens::Line => !spaced || self.before.is_none_or(char::is_whitespace),
                    Opens::String | Opens::LongString | Opens::RawString => {
                        let word = token.open.starts_with(char::is_alphabetic);
                        !(spaced || word) || self.before.is_none_or(|c| !c.is_alphanumeric())
                    }
                    Opens::Block | Opens::NestedBlock | Opens::Docstring => true,
                }
        })
    }

    /// Goes past what the token numbered `n` opens.
    fn take(&mut self, n: usize) {
        let token = &self.syntax.tokens[n];
        let start = self.at + token.open.len();
        if self.line_end < start {
            let found = self.code[start..].find('\n');
            self.line_end = found.map_or(self.code.len(), |found| start + found);
        }
        let line_end = self.line_end;
        let escapes = !matches!(token.opens, Opens::RawString);
        let comment = match token.opens {
            Opens::Line => {
                self.at = line_end;
                Some(Span::new(start, line_end))
            }
            Opens::Block | Opens::NestedBlock => {
                let nested = token.opens == Opens::NestedBlock;
                let (inner, end) = self.block(start, token, nested);
                self.at = end;
                Some(Span::new(start, inner))
            }
            Opens::String => {
                let inner = closing(&self.code[..line_end], start, &token.close, escapes);
                self.at = inner.map_or(line_end, |inner| inner + token.close.len());
                None
            }
            Opens::LongString | Opens::RawString | Opens::Docstring => {
                let doc = token.opens == Opens::Docstring && self.begins_statement();
                let inner = if self.spent[n] {
                    None
                } else {
                    closing(self.code, start, &token.close, escapes)
                };
                self.spent[n] |= inner.is_none();
                self.at = inner.map_or(line_end, |inner| inner + token.close.len());
                inner.filter(|_| doc).map(|inner| Span::new(start, inner))
            }
        };
        self.out.extend(comment);
    }

    /// The ends of the text and of the whole of a block comment.
    fn block(&self, start: usize, token: &Token, nested: bool) -> (usize, usize) {
        let mut depth = 1_usize;
        let mut at = start;
        loop {
            let rest = &self.code[at..];
            if rest.starts_with(&token.close) {
                depth -= 1;
                if depth == 0 {
                    return (at, at + token.close.len());
                }
                at += token.close.len();
            } else if nested && rest.starts_with(&token.open) {
                depth += 1;
                at += token.open.len();
            } else if let Some(c) = rest.chars().next() {
                at += c.len_utf8();
            } else {
                return (at, at);
            }
        }
    }

    /// Whether nothing but the prefix of a string stands before, and the line above is complete.
    fn begins_statement(&self) -> bool {
        let open = ['(', ',', '[', '{', '=', '+', '\\', '%'];
        self.line.prefix && self.line.above.is_none_or(|c| !open.contains(&c))
    }
}

/// Where `close` stands behind `start`.
fn closing(code: &str, start: usize, close: &str, escapes: bool) -> Option<usize> {
    if !escapes {
        return code[start..].find(close).map(|found| start + found);
    }
    let mut at = start;
    while let Some(c) = code[at..].chars().next() {
        if code[at..].starts_with(close) {
            return Some(at);
        }
        at += c.len_utf8();
        if c == '\\' {
            at += code[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    None
}

/// The length of a character and its closing quote at the start of `rest`; 0 when it is no literal.
fn one_character(rest: &str) -> usize {
    /// The longest escape, such as `\u{10ffff}`.
    const MAX_ESCAPE: usize = 12;
    let Some(c) = rest.chars().next() else {
        return 0;
    };
    if c == '\\' {
        let body = &rest[..rest.floor_char_boundary(MAX_ESCAPE)];
        let behind = body.get(2..).and_then(|tail| tail.find('\''));
        return behind.map_or(0, |found| found + 3);
    }
    let len = c.len_utf8();
    if rest[len..].starts_with('\'') {
        len + 1
    } else {
        0
    }
}

/// `span` without white space and the rest of the marker; nothing when no word is left.
fn undecorated(code: &str, span: Span) -> Option<Span> {
    let text = &code[span.range()];
    let lead = |c: char| c.is_whitespace() || matches!(c, '/' | '!' | '*' | '#' | ';' | '-' | '%');
    let inner = text.trim_start_matches(lead);
    let start = span.end - inner.len();
    let inner = inner.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
    let has_word = inner.contains(char::is_alphanumeric);
    has_word.then(|| Span::new(start, start + inner.len()))
}

#[cfg(test)]
mod tests;
