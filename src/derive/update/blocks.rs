//! A list of a rubric file as blocks of text, one for each entry, so that entries move with all their bytes.
//!
//! Where an entry begins and ends is told by the events of the YAML parser; between two entries stand only blank
//! lines and comments, and those are read line by line.

use std::ops::Range;

use super::INDENT;
use super::marks::is_mark;
use crate::diagnostic::{Code, Diagnostic, Part, Path, Place, YamlPlaces};
use crate::source::SourceFile;

/// One entry of a list with what stands above it; each part ends with a line break.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// The blank lines that separate it from the entry before.
    pub(super) gap: String,
    /// Comments above it that a blank line separates from it.
    pub(super) lead: String,
    /// The comment lines directly above it.
    pub(super) above: Vec<String>,
    /// The entry, from the line of its `-` on, with comments that are indented deeper than that.
    pub(super) body: String,
}

impl Block {
    /// All of its text.
    pub(super) fn text(&self) -> String {
        [&self.gap, &self.lead, &self.above.concat(), &self.body]
            .map(String::as_str)
            .concat()
    }

    /// Whether no comment of a person stands above it.
    pub(super) fn has_only_marks(&self) -> bool {
        self.lead.is_empty() && self.above.iter().all(|line| is_mark(line))
    }
}

/// A list of a file.
#[derive(Debug)]
pub(super) struct Section {
    /// The bytes of its key's line.
    pub(super) key: Range<usize>,
    /// The bytes of its entries and what stands between them; empty behind `[]`.
    pub(super) span: Range<usize>,
    /// The column of each `-`.
    pub(super) indent: usize,
    pub(super) blocks: Vec<Block>,
}

/// The text of a file that is cut into sections.
pub(super) struct Text<'t> {
    name: &'t str,
    written: &'t str,
    /// Where each line starts, and the end of the text.
    starts: Vec<usize>,
    places: YamlPlaces,
}

impl<'t> Text<'t> {
    /// `text` is that of `source` and ends with a line break.
    pub(super) fn new(source: &'t SourceFile, text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            name: &source.name,
            written: text,
            starts: std::iter::once(0).chain(breaks).collect(),
            places: YamlPlaces::read(text),
        }
    }

    /// The list of `count` entries under `key`.
    pub(super) fn section(&self, key: &str, count: usize) -> Result<Section, Diagnostic> {
        let path = Path::root().key(key);
        let unusual = || self.unusual(&path, key);
        self.places.end(&path).ok_or_else(unusual)?;
        let name = self.places.key(&path).ok_or_else(unusual)?;
        let key_line = self.line_of(name.start);
        let behind = &self.written[name.end..self.starts[key_line + 1]];
        let behind = behind
            .trim_start()
            .strip_prefix(':')
            .ok_or_else(unusual)?
            .trim();
        // How semper writes that there is none.
        let is_empty = count == 0 && behind == "[]";
        if !is_empty && (count == 0 || !(behind.is_empty() || behind.starts_with('#'))) {
            return Err(unusual());
        }
        let mut blocks = Vec::with_capacity(count);
        let mut line = key_line + 1;
        let mut indent = INDENT;
        for n in 0..count {
            let (block, next, column) = self.block(line, &path.index(n)).ok_or_else(unusual)?;
            blocks.push(block);
            line = next;
            indent = column;
        }
        Ok(Section {
            key: self.starts[key_line]..self.starts[key_line + 1],
            span: self.starts[key_line + 1]..self.starts[line],
            indent,
            blocks,
        })
    }

    /// The entry at `path`, which stands from `line` on; the line behind it, and the column of its `-`.
    fn block(&self, line: usize, path: &Path) -> Option<(Block, usize, usize)> {
        let lines = line..self.starts.len() - 1;
        let between = |&n: &usize| self.is_blank(n) || self.is_comment(n);
        let dash = lines.clone().find(|n| !between(n))?;
        let is_dash = matches!(
            self.line(dash).trim().as_bytes(),
            [b'-'] | [b'-', b' ' | b'\t', ..]
        );
        if !is_dash || self.places.value(path)?.start < self.starts[dash] {
            return None;
        }
        let gap = (line..dash).find(|&n| !self.is_blank(n)).unwrap_or(dash);
        let own = (gap..dash).rev().take_while(|&n| self.is_comment(n));
        let above = dash - own.count();
        let end = self.places.end(path)?;
        let mut last = self.line_of(end.saturating_sub(1)).max(dash);
        let indent = self.indent(dash);
        while lines.contains(&(last + 1))
            && self.is_comment(last + 1)
            && self.indent(last + 1) > indent
        {
            last += 1;
        }
        let block = Block {
            gap: self.lines(line..gap).to_owned(),
            lead: self.lines(gap..above).to_owned(),
            above: (above..dash).map(|n| self.line(n).to_owned()).collect(),
            body: self.lines(dash..last + 1).to_owned(),
        };
        Some((block, last + 1, indent))
    }

    /// The problem with a list that cannot be cut.
    fn unusual(&self, path: &Path, key: &str) -> Diagnostic {
        let part = if self
            .places
            .value(path)
            .is_some_and(|span| span.end > span.start)
        {
            Part::Value
        } else {
            Part::Key
        };
        Diagnostic::error(
            Code::BAD_VALUE,
            format!("the entries of `{key}` do not stand below each other"),
        )
        .at(Place::Yaml(self.name.into(), path.clone(), part))
        .help(format!(
            "write `{key}:` and below it each entry on lines of its own, behind a `- `"
        ))
    }

    fn line_of(&self, offset: usize) -> usize {
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        line.min(self.starts.len().saturating_sub(2))
    }

    fn lines(&self, lines: Range<usize>) -> &'t str {
        &self.written[self.starts[lines.start]..self.starts[lines.end]]
    }

    fn line(&self, line: usize) -> &'t str {
        self.lines(line..line + 1)
    }

    fn is_blank(&self, line: usize) -> bool {
        self.line(line).trim().is_empty()
    }

    fn is_comment(&self, line: usize) -> bool {
        self.line(line).trim_start().starts_with('#')
    }

    fn indent(&self, line: usize) -> usize {
        let line = self.line(line);
        line.len() - line.trim_start().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, count: usize) -> Result<Section, String> {
        let source = SourceFile::new("r.yaml", text);
        let text = Text::new(&source, text);
        text.section("criteria", count)
            .map_err(|problem| problem.message)
    }

    #[test]
    fn comments_belong_to_what_is_below_or_to_what_is_indented() {
        let text = "# top\r\ncriteria: # list\r\n\r\n  # a: 1\r\n  - id: a\r\n    # deeper\r\n\r\n\r\n  # part\r\n\r\n  # semper: line 2\r\n  #\tб\r\n  -\r\n    id: б\r\n    x: |\r\n      # text\r\n\r\n  # end\r\nmore: 1\r\n";
        let section = cut(text, 2).unwrap();
        let [a, b] = &section.blocks[..] else {
            panic!("two")
        };
        assert_eq!(a.gap, "\r\n");
        assert_eq!(a.above, ["  # a: 1\r\n"]);
        assert_eq!(a.body, "  - id: a\r\n    # deeper\r\n");
        assert_eq!(b.gap, "\r\n\r\n");
        assert_eq!(b.lead, "  # part\r\n\r\n");
        assert_eq!(b.above, ["  # semper: line 2\r\n", "  #\tб\r\n"]);
        assert_eq!(b.body, "  -\r\n    id: б\r\n    x: |\r\n      # text\r\n");
        let whole: String = section.blocks.iter().map(Block::text).collect();
        assert_eq!(text[section.span.clone()], whole);
        assert_eq!(section.indent, 2);
    }

    #[test]
    fn lists_without_indentation_are_cut_and_lists_in_brackets_are_not() {
        let section = cut("criteria:\n- {id: a, b: [c]} # d\n- e\n-\no: 1\n", 3).unwrap();
        let bodies: Vec<&str> = section.blocks.iter().map(|block| &block.body[..]).collect();
        assert_eq!(bodies, ["- {id: a, b: [c]} # d\n", "- e\n", "-\n"]);
        let refused = "the entries of `criteria` do not stand below each other";
        for text in [
            "criteria: [{id: a}]\n",
            "criteria: &x\n  - id: a\n",
            "criteria:\n  [{id: a}]\n",
        ] {
            assert_eq!(cut(text, 1).unwrap_err(), refused, "{text}");
        }
        assert_eq!(cut("criteria:\n", 0).unwrap_err(), refused);
    }
}
