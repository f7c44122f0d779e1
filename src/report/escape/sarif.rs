//! Messages of a SARIF log.

use crate::verdict::printable;

/// `text` as a plain message: brackets make no links, braces no placeholders (SARIF 2.1.0, 3.11.5 and 3.11.6).
#[must_use]
pub fn sarif_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '[' | ']' => {
                out.push('\\');
                out.push(c);
            }
            '{' | '}' => {
                out.push(c);
                out.push(c);
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
    fn brackets_and_braces_are_only_text() {
        assert_eq!(
            sarif_text("[x](http://e) {0} \u{1b}[2J да 🙂"),
            r"\[x\](http://e) {{0}} \u{{1b}}\[2J да 🙂"
        );
    }
}
