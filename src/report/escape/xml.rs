//! Text of XML 1.0, and its attributes.

use crate::verdict::is_unsafe;

/// `text` as XML text or an attribute in quotes, on one line. Characters that XML cannot hold are written out.
///
/// XML 1.0, section 2.2: most controls, U+FFFE and U+FFFF cannot be in a document, not even as references.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` may not stand in text.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // An attribute would take a line break itself for a space.
            '\n' => out.push_str("&#10;"),
            c if is_unsafe(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            xml("]]> <a b='\"'> & да 🙂"),
            "]]&gt; &lt;a b=&apos;&quot;&apos;&gt; &amp; да 🙂"
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_written_out() {
        assert_eq!(
            xml("a\n\0\u{1b}[2J\r\u{ffff}\u{202e}"),
            "a&#10;\\u{0}\\u{1b}[2J\\u{d}\\u{ffff}\\u{202e}"
        );
    }
}
