//! Strings as YAML scalars: plain where every reader of YAML takes them as the same string, quoted elsewhere.
//!
//! Readers differ in what they take for a number, a date or a truth value, so what any of them could is quoted.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

use crate::verdict::is_unsafe;

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// In a block mapping or list.
    Block,
    /// Between brackets.
    Flow,
}

/// What YAML 1.1 or 1.2 resolves to something other than a string.
static RESOLVED: LazyLock<Regex> = LazyLock::new(|| {
    let one_of = [
        r"~|null|true|false|yes|no|on|off|=|<<",
        r"[-+]?\.inf|\.nan",
        r"[-+]?0[xob][0-9a-f_]+",
        r"[-+]?(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9]+)?",
        r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?",
    ];
    Regex::new(&format!("^(?i:{})$", one_of.join("|"))).expect("the pattern is constant")
});

/// `text` as a scalar of one line.
pub(super) fn scalar(text: &str, context: Context) -> String {
    if text.chars().any(needs_escape) {
        return escaped(text);
    }
    if is_plain(text, context) {
        return text.to_owned();
    }
    // Whichever leaves the text as it is.
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// `text` for a comment: one line, nothing that misleads a reader or breaks the file.
pub(crate) fn comment(text: &str) -> String {
    let mut out = String::new();
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        if needs_escape(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether `c` must be written as an escape: controls, line breaks of any kind, what hides or reorders text, and
/// what YAML does not allow.
pub(super) fn needs_escape(c: char) -> bool {
    is_unsafe(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

fn is_plain(text: &str, context: Context) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    if text.trim() != text || "-?:,[]{}#&*!|>'\"%@`".contains(first) {
        return false;
    }
    let bytes = text.as_bytes();
    let ends_key = bytes.iter().enumerate().any(|(n, b)| {
        let next = bytes.get(n + 1).copied().unwrap_or(b' ');
        *b == b':' && (next == b' ' || (context == Context::Flow && b"?,[]{}".contains(&next)))
    });
    // PyYAML takes a `?` between brackets for the mark of a key.
    let in_brackets = context == Context::Flow && text.contains(['?', ',', '[', ']', '{', '}']);
    !(ends_key || in_brackets || text.contains(" #") || RESOLVED.is_match(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                let code = u32::from(c);
                // Writing to a string cannot fail.
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> String {
        scalar(text, Context::Block)
    }

    #[test]
    fn what_yaml_reads_as_it_stands_is_plain() {
        for text in [
            "ВСЕГДА создавайте тесты (test_*.py)",
            "Python 3.8+",
            "1..5",
            "🙂 да",
            "a:b",
            "C#",
            "it's",
            "a \"b\"",
            "a\\b",
            "http://x/?y=[1]",
            "e\u{301}",
        ] {
            assert_eq!(block(text), text);
        }
    }

    #[test]
    fn what_yaml_reads_otherwise_is_quoted() {
        for text in [
            "",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "- a",
            "*",
            "&a",
            "!x",
            "@x",
            "%x",
            "null",
            "No",
            "~",
            "42",
            "3.8",
            "0x1F",
            "1_000",
            "12:30",
            "2024-01-02",
            ".5",
            "1e3",
            "-1",
            "yes",
            "TRUE",
            "[a",
            "{a",
            "#a",
            "? a",
            "> 3",
        ] {
            assert_eq!(block(text), format!("\"{text}\""));
        }
        assert_eq!(block("`a` \"b\" 'c'"), "'`a` \"b\" ''c'''");
        assert_eq!(
            block("a\r\n\t\u{85}\u{2028}\u{202e}"),
            r#""a\r\n\t\x85\u2028\u202e""#
        );
    }

    #[test]
    fn brackets_and_commas_are_quoted_only_between_brackets() {
        assert_eq!(scalar("a, b", Context::Flow), "\"a, b\"");
        assert_eq!(scalar("is it?", Context::Flow), "\"is it?\"");
        assert_eq!(scalar("a:]", Context::Flow), "\"a:]\"");
        assert_eq!(scalar("test_*.py", Context::Flow), "test_*.py");
        assert_eq!(block("a, b [c]"), "a, b [c]");
    }

    #[test]
    fn a_comment_is_one_line() {
        assert_eq!(comment("a\r\n  б \u{1b}[2J"), r"a б \u{1b}[2J");
    }
}
