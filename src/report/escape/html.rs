//! HTML within Markdown.

use super::markdown::BREAK;
use crate::verdict::is_unsafe;

/// `text` as one line of HTML text or an attribute in quotes, without mentions and references of a code host.
///
/// No line break is left, because an empty line would end an HTML block of Markdown.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '@' | '#' => {
                out.push(c);
                out.push_str(BREAK);
            }
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_text() {
        assert_eq!(
            html("</details>\n\n<script a='\"'>&amp; да 🙂"),
            "&lt;/details&gt;\\u{a}\\u{a}&lt;script a=&#39;&quot;&#39;&gt;&amp;amp; да 🙂"
        );
    }

    #[test]
    fn nobody_is_mentioned() {
        assert_eq!(html("@octocat #12"), "@&#8203;octocat #&#8203;12");
    }
}
