//! The comment lines above an entry that are semper's own: where its rule stands, or that it does not any more.

use sha2::{Digest, Sha256};

use super::blocks::Block;
use crate::derive::scalar::comment;
use crate::derive::yaml::MARK;
use crate::words::hex;

/// The mark of an entry whose rule is gone.
pub(super) const GONE: &str = "# semper: gone, the prompt no longer has this rule";

/// How the mark of a criterion begins that an update added.
const ADDED: &str = "# semper: added by an update (";

/// The mark of one quotation that is gone, of several.
pub(super) fn gone_quote(quote: &str) -> String {
    format!(
        "{MARK} gone, the prompt no longer has \"{}\"",
        comment(quote)
    )
}

/// The mark of an entry whose rule has other words now.
pub(super) fn reworded(line: usize, text: &str) -> String {
    format!("{MARK} reworded, now on line {line}: \"{}\"", comment(text))
}

/// The mark of a rule that demands the same and that the entry does not quote.
pub(super) fn also(line: usize, text: &str) -> String {
    format!("{MARK} also on line {line}: \"{}\"", comment(text))
}

/// The mark of a criterion that an update adds. While the digits fit its text nobody has touched it, and an update
/// may take it away again with its rule.
pub(super) fn added(body: &str) -> String {
    let digest = Sha256::digest(body.replace("\r\n", "\n"));
    format!("{ADDED}{})", hex(&digest[..4]))
}

/// Whether `line` is semper's own.
pub(super) fn is_mark(line: &str) -> bool {
    line.trim_start().starts_with(MARK)
}

impl Block {
    /// The marks above it.
    pub(super) fn marks(&self) -> impl Iterator<Item = &str> {
        let lines = self.above.iter();
        lines.filter(|line| is_mark(line)).map(|line| line.trim())
    }

    /// Whether its rule was gone at the last update.
    pub(super) fn is_marked_gone(&self) -> bool {
        self.marks().any(|mark| mark == GONE)
    }

    /// Whether an update added it and nobody has touched it since.
    pub(super) fn is_as_added(&self) -> bool {
        let seal = added(&self.body);
        self.has_only_marks() && self.marks().any(|mark| mark == seal)
    }

    /// Puts `marks` where its marks stand, or directly above it.
    pub(super) fn set_marks(&mut self, marks: &[String], indent: usize, line_break: &str) {
        if self.marks().eq(marks.iter().map(String::as_str)) {
            return;
        }
        let at = self.above.iter().position(|line| is_mark(line));
        let at = at.unwrap_or(self.above.len());
        let pad = self
            .above
            .get(at)
            .map_or(indent, |line| line.len() - line.trim_start().len());
        let pad = " ".repeat(pad);
        self.above.retain(|line| !is_mark(line));
        let lines = marks.iter().map(|mark| format!("{pad}{mark}{line_break}"));
        self.above.splice(at..at, lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(above: &[&str]) -> Block {
        Block {
            above: above.iter().map(|line| format!("{line}\n")).collect(),
            body: "  - id: a\n".to_owned(),
            ..Block::default()
        }
    }

    #[test]
    fn marks_take_the_place_of_earlier_ones() {
        let mut marked = block(&["  # x", " # semper: line 1", "  # y", "  # semper: more"]);
        marked.set_marks(&["# semper: line 2".to_owned()], 2, "\n");
        assert_eq!(marked.above, ["  # x\n", " # semper: line 2\n", "  # y\n"]);
        marked.set_marks(&[], 2, "\n");
        assert_eq!(marked.above, ["  # x\n", "  # y\n"]);
        marked.set_marks(&[GONE.to_owned()], 2, "\r\n");
        assert_eq!(marked.above[2], format!("  {GONE}\r\n"));
        assert!(marked.is_marked_gone());
    }

    #[test]
    fn what_was_added_is_known_until_it_is_touched() {
        let seal = added("  - id: a\r\n");
        let mut fresh = block(&[&format!("  {seal}"), "  # semper: line 3"]);
        assert!(fresh.is_as_added());
        fresh.body.push_str("    weight: 2\n");
        assert!(!fresh.is_as_added());
        assert!(!block(&[&seal, "# mine"]).is_as_added());
    }
}
