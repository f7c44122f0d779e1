//! The lines of a prompt, and what each of them is.
//!
//! Prompts are Markdown only loosely: labels without a blank line before their list, `<tag>` sections,
//! fences that are never closed. So lines are read one by one; what a line is depends on the lines above only
//! through an open fence, comment or example.

use crate::source::Span;

use super::fences::{FenceLine, Fences};
use super::marker::{Marker, marker};
use super::words::Lexicon;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// All of it without its line end.
    pub(super) span: Span,
    /// Columns of white space at its start; a tab is four.
    pub(super) indent: usize,
    /// What it is.
    pub(super) kind: RowKind,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKind {
    /// Nothing but white space.
    Blank,
    /// Code, comments, tables, rules: never read.
    Skipped,
    /// A line with text inside a fence that names no language; it may hold rules.
    Fenced,
    /// A heading, and where its text starts.
    Heading(u8, usize),
    /// An opening tag alone on its line.
    Open(String),
    /// A closing tag alone on its line.
    Close(String),
    /// A list item.
    Item(Marker),
    /// Anything else; the byte where its text starts, behind quotation marks.
    Text(usize),
}

/// Reads the lines of `text` from byte `start` on.
pub(super) fn rows(text: &str, start: usize, lexicon: &Lexicon) -> Vec<Row> {
    let mut out = Vec::new();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let lead = bare.len() - bare.trim_start_matches([' ', '\t']).len();
        let indent = bare[..lead].chars().map(|c| if c == '\t' { 4 } else { 1 });
        out.push(Row {
            span: Span::new(at, at + bare.len()),
            indent: indent.sum(),
            kind: RowKind::Blank,
        });
        at += line.len();
    }
    let fences = Fences::find(text, &out);
    let mut state = State {
        lexicon,
        comment: false,
        example: None,
    };
    for (n, row) in out.iter_mut().enumerate() {
        let line = &text[row.span.range()];
        row.kind = match fences.line(n) {
            FenceLine::Outside => state.kind(line, row.span.start),
            FenceLine::Plain if !line.trim().is_empty() => RowKind::Fenced,
            FenceLine::Plain | FenceLine::Code => RowKind::Skipped,
        };
    }
    let framed: Vec<usize> = (0..out.len())
        .filter(|&n| is_title(text, &out, n))
        .collect();
    for n in framed {
        if let RowKind::Text(start) = out[n].kind {
            out[n].kind = RowKind::Heading(2, start);
        }
    }
    out
}

/// Characters of an underlined line that is a heading.
const TITLE: usize = 80;

/// Whether line `n` is underlined, with nothing but a line or a blank above it.
fn is_title(text: &str, rows: &[Row], n: usize) -> bool {
    let line = |n: usize| rows.get(n).map_or("", |row| text[row.span.range()].trim());
    let under = line(n + 1);
    let above = n == 0 || !matches!(rows[n - 1].kind, RowKind::Text(_) | RowKind::Item(_));
    matches!(rows[n].kind, RowKind::Text(_))
        && above
        && under.len() > 2
        && under
            .chars()
            .all(|c| matches!(c, '=' | '-' | '═' | '─' | '━'))
        && line(n).len() <= TITLE * 4
        && line(n).chars().count() <= TITLE
        && !line(n).ends_with(['.', '!', '?', ':', ';'])
}

struct State<'l> {
    lexicon: &'l Lexicon,
    comment: bool,
    /// The example tag that is open, and the lines since.
    example: Option<String>,
}

impl State<'_> {
    fn kind(&mut self, line: &str, start: usize) -> RowKind {
        let trimmed = line.trim();
        if self.comment {
            self.comment = !trimmed.contains("-->");
            return RowKind::Skipped;
        }
        if let Some(tag) = &self.example {
            let close = format!("</{tag}");
            if trimmed.to_ascii_lowercase().contains(&close) {
                self.example = None;
            }
            return RowKind::Skipped;
        }
        if trimmed.is_empty() {
            return RowKind::Blank;
        }
        if trimmed.starts_with("<!--") {
            self.comment = !trimmed.contains("-->");
            return RowKind::Skipped;
        }
        if let Some(kind) = self.tag(trimmed) {
            return kind;
        }
        if is_table(trimmed) || is_rule(trimmed) || is_link_definition(trimmed) || is_code(trimmed)
        {
            return RowKind::Skipped;
        }
        plain(line, start)
    }

    fn tag(&mut self, line: &str) -> Option<RowKind> {
        let inner = line.strip_prefix('<')?;
        let (closing, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let len = inner
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ':'))
            .unwrap_or(inner.len());
        let (name, rest) = inner.split_at(len);
        if !name.starts_with(|c: char| c.is_alphabetic()) {
            return None;
        }
        let close = rest.find('>')?;
        let behind = rest[close + 1..].trim();
        let lower = name.to_lowercase();
        if !closing && self.lexicon.is_example_tag(&lower) {
            if !behind.to_lowercase().contains(&format!("</{lower}")) {
                self.example = Some(lower);
            }
            return Some(RowKind::Skipped);
        }
        if !behind.is_empty() {
            return None;
        }
        Some(if closing {
            RowKind::Close(lower)
        } else if rest[..close].ends_with('/') {
            RowKind::Skipped
        } else {
            RowKind::Open(name.to_owned())
        })
    }
}

/// A line that is neither blank nor skipped, which starts at byte `start` of the text.
fn plain(line: &str, start: usize) -> RowKind {
    let mut rest = line.trim_start();
    // A quotation is read as if it stood in the text.
    while let Some(inner) = rest.strip_prefix('>') {
        rest = inner.trim_start();
    }
    let at = start + line.len() - rest.len();
    if rest.is_empty() {
        return RowKind::Blank;
    }
    let level = rest.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&level)
        && let behind = &rest[level..]
        && behind.starts_with([' ', '\t'])
    {
        let lead = behind.len() - behind.trim_start().len();
        let level = u8::try_from(level).unwrap_or(6);
        return RowKind::Heading(level, at + level as usize + lead);
    }
    match marker(rest, at) {
        Some(marker) => RowKind::Item(marker),
        None => RowKind::Text(at),
    }
}

fn is_table(line: &str) -> bool {
    line.starts_with('|') && line[1..].contains('|')
}

/// A line of dashes, stars or box characters that shows nothing.
fn is_rule(line: &str) -> bool {
    line.len() > 2 && !line.contains(|c: char| c.is_alphanumeric() || c == '`')
}

/// A line of code without a fence around it.
fn is_code(line: &str) -> bool {
    line.starts_with("//") || line.starts_with(['{', '}']) || line.ends_with([';', '{', '}'])
}

fn is_link_definition(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        let name = |row: &Row| match row.kind {
            RowKind::Blank => '_',
            RowKind::Skipped | RowKind::Fenced => 's',
            RowKind::Heading(..) => 'h',
            RowKind::Open(_) => '<',
            RowKind::Close(_) => '>',
            RowKind::Item(_) => 'i',
            RowKind::Text(_) => 't',
        };
        rows(text, 0, Lexicon::shipped()).iter().map(name).collect()
    }

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(
            kinds("# Заголовок\r\n\r\nТекст:\r\n- 🙂 пункт\r\n2) два"),
            "h_tii"
        );
        assert_eq!(kinds("<rules>\nUse it.\n</rules>\n<br>text"), "<t>t");
        assert_eq!(kinds("| a | b |\n---\n***\n> quoted\n> - item"), "sssti");
        assert_eq!(kinds("#no heading\n####### seven"), "tt");
    }

    #[test]
    fn comments_and_examples_are_skipped_to_their_ends() {
        assert_eq!(kinds("<!-- a\nUse b.\n-->\nUse c."), "ssst");
        assert_eq!(kinds("<example>\nUse b.\n</example>\nUse c."), "ssst");
        assert_eq!(kinds("<example>Use b.</example>\nUse c."), "st");
    }

    #[test]
    fn a_tab_indents_by_four() {
        let rows = rows("\t- a\n  b", 0, Lexicon::shipped());
        assert_eq!(rows[0].indent, 4);
        assert_eq!(rows[1].indent, 2);
    }
}
