//! GitHub's Markdown, in prose and in code spans.

use crate::verdict::is_unsafe;

/// A space without width, as an entity: between `@` and a name it keeps a code host from telling its owner.
///
/// A host looks for mentions in the text that Markdown gave, where a backslash or an entity for `@` is gone.
pub(super) const BREAK: &str = "&#8203;";

/// `text` as a code span, within prose or a cell of a table.
///
/// Nothing in a code span is Markdown, a link, a mention or an emoji; only its fence must be longer than any
/// run of back-ticks in it, and a bar is escaped, since a table is cut into cells before its spans are read.
/// Outside a table the backslash would show, so there [`Where::Prose`] leaves bars alone.
#[must_use]
pub fn code(text: &str, place: Where) -> String {
    let mut inner = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match c {
            '|' if place == Where::Table => inner.push_str("\\|"),
            c if is_unsafe(c) => inner.extend(c.escape_unicode()),
            c => inner.push(c),
        }
    }
    if inner.trim().is_empty() {
        // Spaces alone are no code span.
        inner.insert(0, '∅');
    }
    let fence = "`".repeat(longest_run(&inner) + 1);
    // One space on each side is taken away, when both are there and it is not all spaces.
    let edge = |at: Option<char>| matches!(at, Some('`' | ' '));
    let pad = if edge(inner.chars().next()) || edge(inner.chars().next_back()) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{inner}{pad}{fence}")
}

/// Where a code span stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// In a paragraph or a list.
    Prose,
    /// In a cell of a table.
    Table,
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// `text` as Markdown prose that shows it as it is: no markup, HTML, links, mentions or references.
///
/// Fit for a cell of a table too. A line break is written out, so that it stays one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    // At the start of a line these would begin a list, a heading or a rule.
    let mut only_digits = true;
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if only_digits && at > 0 => {
                out.push('\\');
                out.push(c);
            }
            '@' | '#' => {
                out.push('\\');
                out.push(c);
                out.push_str(BREAK);
            }
            // `http://` and `www.` become links by themselves, emoji have colons around their names.
            ':' if !text[at + 1..].starts_with([' ', '\n']) => {
                out.push(c);
                out.push_str(BREAK);
            }
            '.' if ends_with_www(&text[..at]) => {
                out.push_str(BREAK);
                out.push(c);
            }
            // `GH-12` is a reference.
            '-' if text[..at].ends_with(['h', 'H']) => {
                out.push_str(BREAK);
                out.push(c);
            }
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
        only_digits &= c.is_ascii_digit();
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 3 && bytes[bytes.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_has_a_fence_longer_than_its_back_ticks() {
        assert_eq!(code("да 🙂", Where::Prose), "`да 🙂`");
        assert_eq!(code("`a` b", Where::Prose), "`` `a` b ``");
        assert_eq!(code("x ``` y", Where::Prose), "````x ``` y````");
        assert_eq!(code(" ", Where::Prose), "` ∅  `");
    }

    #[test]
    fn bars_are_escaped_in_tables_only() {
        assert_eq!(code("a|b", Where::Table), "`a\\|b`");
        assert_eq!(code("a|b", Where::Prose), "`a|b`");
    }

    #[test]
    fn prose_is_only_text() {
        assert_eq!(
            markdown("**a** <b> [c](d) | `e`"),
            r"\*\*a\*\* &lt;b&gt; \[c\](d) \| \`e\`"
        );
        assert_eq!(markdown("1. да\n# 🙂"), "1\\. да\\u{a}\\#&#8203; 🙂");
        assert_eq!(markdown("- a"), r"\- a");
        assert_eq!(markdown("\u{1b}[2J\u{202e}"), r"\u{1b}\[2J\u{202e}");
    }

    #[test]
    fn nothing_becomes_a_link_or_a_mention() {
        assert_eq!(markdown("@octocat"), r"\@&#8203;octocat");
        assert_eq!(markdown("o/r#12"), r"o/r\#&#8203;12");
        assert_eq!(markdown("GH-12"), "GH&#8203;-12");
        assert_eq!(markdown("http://e.org"), "http:&#8203;//e.org");
        assert_eq!(markdown("www.e.org"), "www&#8203;.e.org");
    }
}
