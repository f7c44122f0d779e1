//! GitHub workflow commands: `::error file=..,line=..,title=..::message`.
//!
//! A runner takes any line that begins with `::`, spaces aside, for a command; so what is quoted must not end
//! a line, and no line of a report may begin with it. The percent sign starts its escapes.

use std::borrow::Cow;

use crate::verdict::is_unsafe;

/// `text` as the message of a command: `%`, CR and LF as GitHub escapes them, other controls written out.
#[must_use]
pub fn github_message(text: &str) -> String {
    escaped(text, &[])
}

/// `text` as a property of a command, where `:` and `,` have a meaning too.
#[must_use]
pub fn github_property(text: &str) -> String {
    escaped(text, &[':', ','])
}

fn escaped(text: &str, more: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if more.contains(&c) => out.push_str("%3A"),
            ',' if more.contains(&c) => out.push_str("%2C"),
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// `text` at the start of a line: a runner that reads the log sees no command in it.
#[must_use]
pub fn line_start(text: &str) -> Cow<'_, str> {
    let bare = text.trim_start();
    match bare.strip_prefix("::") {
        None => text.into(),
        Some(rest) => format!("{}\\u{{3a}}:{rest}", &text[..text.len() - bare.len()]).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(
            github_message("50 %\r\n::error::да, 🙂\u{1b}[2J"),
            "50 %25%0D%0A::error::да, 🙂\\u{1b}[2J"
        );
    }

    #[test]
    fn a_property_has_no_separators() {
        assert_eq!(github_property("a,b::c%\n"), "a%2Cb%3A%3Ac%25%0A");
    }

    #[test]
    fn a_line_does_not_begin_with_a_command() {
        assert_eq!(line_start(" ::error::x"), r" \u{3a}:error::x");
        assert_eq!(line_start("a::b"), "a::b");
    }
}
