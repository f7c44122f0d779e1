//! What the lines of a prompt form: items and paragraphs, each under the labels above it.
//!
//! A label is a heading, a tag, a bold line, a short line with a colon, or an item that only names what its
//! own items are about.

use crate::source::Span;

use super::label_line::ends_with_colon;
use super::marker::MarkerKind;
use super::rows::{Row, RowKind};

/// The units of a prompt in order, and their labels.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) labels: Vec<Label>,
    pub(super) units: Vec<Unit>,
    /// How many lists there are; each unit that is an item belongs to one.
    pub(super) lists: usize,
}

/// Something that says what stands below it.
#[derive(Debug)]
pub(super) struct Label {
    /// Its text, markup included.
    pub(super) span: Span,
    pub(super) kind: LabelKind,
    /// The label above it.
    pub(super) parent: Option<usize>,
}

/// The kinds of label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// A first heading of the first level.
    Title,
    Heading,
    Tag,
    Line,
    Item,
}

/// A list item or a paragraph.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) span: Span,
    pub(super) kind: UnitKind,
    /// The nearest label.
    pub(super) label: Option<usize>,
    /// The item around it.
    pub(super) parent: Option<usize>,
    /// The label that it is itself.
    pub(super) as_label: Option<usize>,
}

/// The kinds of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    /// An item of the list with this number.
    Item {
        list: usize,
        numbered: bool,
    },
    Prose,
    /// A paragraph inside a fence that names no language.
    Fenced,
}

impl Outline {
    /// The outline of `rows` of `text`.
    pub(super) fn new(text: &str, rows: &[Row]) -> Self {
        let mut builder = Builder {
            text,
            rows,
            out: Self::default(),
            headings: Vec::new(),
            tags: Vec::new(),
            line: None,
            inner: None,
            items: Vec::new(),
        };
        let mut at = 0;
        while at < rows.len() {
            at = builder.row(at);
        }
        builder.out
    }
}

/// An item whose own items may follow.
struct Open {
    indent: usize,
    unit: usize,
    list: usize,
}

/// A label made of one line.
#[derive(Clone, Copy)]
struct LineLabel {
    label: usize,
    /// Whether items stood below it.
    used: bool,
    /// The line of it.
    row: usize,
    /// Whether a colon ends it, which points at what is next.
    colon: bool,
}

/// An open tag.
struct OpenTag {
    name: String,
    label: usize,
    /// The headings that were open outside of it.
    outer: Vec<(u8, usize)>,
}

struct Builder<'t> {
    text: &'t str,
    rows: &'t [Row],
    out: Outline,
    headings: Vec<(u8, usize)>,
    tags: Vec<OpenTag>,
    line: Option<LineLabel>,
    /// A label inside an item: the item and the label.
    inner: Option<(usize, usize)>,
    items: Vec<Open>,
}

impl Builder<'_> {
    /// Takes the row at `at`; gives the next one to take.
    fn row(&mut self, at: usize) -> usize {
        let row = &self.rows[at];
        match &row.kind {
            RowKind::Blank | RowKind::Skipped => {}
            RowKind::Fenced => return self.fenced(at),
            RowKind::Heading(level, start) => {
                while self.headings.last().is_some_and(|(open, _)| open >= level) {
                    self.headings.pop();
                }
                self.line = None;
                self.items.clear();
                let title = *level == 1 && self.out.labels.is_empty();
                let kind = if title {
                    LabelKind::Title
                } else {
                    LabelKind::Heading
                };
                let label = self.label(Span::new(*start, row.span.end), kind);
                self.headings.push((*level, label));
            }
            RowKind::Open(name) => {
                let label = self.label(row.span, LabelKind::Tag);
                let outer = std::mem::take(&mut self.headings);
                self.tags.push(OpenTag {
                    name: name.to_lowercase(),
                    label,
                    outer,
                });
                self.line = None;
                self.items.clear();
            }
            RowKind::Close(name) => {
                // Only a few tags are open at a time in a real prompt; a forgotten one closes with its parent.
                let open = self
                    .tags
                    .iter()
                    .rev()
                    .take(16)
                    .position(|tag| tag.name == *name);
                for _ in 0..open.map_or(0, |n| n + 1) {
                    if let Some(tag) = self.tags.pop() {
                        self.headings = tag.outer;
                    }
                }
                self.line = None;
                self.items.clear();
            }
            RowKind::Item(_) => return self.item(at),
            RowKind::Text(_) => return self.text(at),
        }
        at + 1
    }

    /// A paragraph of a fence, with the indented ones that follow it.
    fn fenced(&mut self, at: usize) -> usize {
        let indent = self.rows[at].indent;
        let (mut next, mut last) = (at + 1, at);
        while let Some(row) = self.rows.get(next) {
            let blank = row.kind == RowKind::Skipped && row.span.start == row.span.end;
            let belongs = next == last + 1 || row.indent > indent;
            if row.kind == RowKind::Fenced && belongs {
                last = next;
            } else if !blank {
                break;
            }
            next += 1;
        }
        let span = self.trimmed(self.rows[at].span.start, self.rows[last].span.end);
        let parent = self.items.last().map(|open| open.unit);
        self.unit(span, UnitKind::Fenced, parent, None);
        last + 1
    }

    /// The label around whatever comes next, items aside.
    fn around(&self) -> Option<usize> {
        let line = self.line.map(|line| line.label);
        line.or_else(|| self.headings.last().map(|(_, label)| *label))
            .or_else(|| self.tags.last().map(|tag| tag.label))
    }

    fn label(&mut self, span: Span, kind: LabelKind) -> usize {
        let parent = self.around();
        self.out.labels.push(Label { span, kind, parent });
        self.out.labels.len() - 1
    }

    fn item(&mut self, at: usize) -> usize {
        let row = &self.rows[at];
        let RowKind::Item(marker) = &row.kind else {
            return at + 1;
        };
        while self
            .items
            .last()
            .is_some_and(|open| open.indent > row.indent)
        {
            self.items.pop();
        }
        let sibling = self.items.pop_if(|open| open.indent == row.indent);
        let list = sibling.map_or_else(
            || {
                self.out.lists += 1;
                self.out.lists - 1
            },
            |open| open.list,
        );
        if let Some(line) = &mut self.line {
            line.used = true;
        }
        let next = self.continuation(at);
        let span = self.trimmed(marker.text, self.rows[next - 1].span.end);
        let parent = self.items.last().map(|open| open.unit);
        let inner = self
            .inner
            .filter(|(unit, _)| Some(*unit) == parent)
            .map(|(_, label)| label);
        let label = inner.or_else(|| parent.and_then(|unit| self.out.units[unit].as_label));
        let unit = self.out.units.len();
        let numbered = marker.kind == MarkerKind::Number;
        let around = parent.map_or_else(|| self.around(), |unit| self.out.units[unit].label);
        let label = label.or(around);
        let as_label = self.has_items(next, row.indent).then(|| {
            let kind = LabelKind::Item;
            self.out.labels.push(Label {
                span,
                kind,
                parent: label,
            });
            self.out.labels.len() - 1
        });
        self.out.units.push(Unit {
            span,
            kind: UnitKind::Item { list, numbered },
            label,
            parent,
            as_label,
        });
        self.items.push(Open {
            indent: row.indent,
            unit,
            list,
        });
        next
    }

    /// Whether an item that is indented by more than `indent` stands at or below line `at`.
    fn has_items(&self, at: usize, indent: usize) -> bool {
        let row = self.rows[at..]
            .iter()
            .take(3)
            .find(|row| row.kind != RowKind::Blank);
        row.is_some_and(|row| matches!(row.kind, RowKind::Item(_)) && row.indent > indent)
    }

    /// The line behind the last one that continues the item at line `at`.
    fn continuation(&self, at: usize) -> usize {
        let mut next = at + 1;
        let indent = self.rows[at].indent;
        while let Some(row) = self.rows.get(next) {
            let RowKind::Text(start) = row.kind else {
                break;
            };
            let text = &self.text[start..row.span.end];
            let above = self.text[self.rows[next - 1].span.range()].trim_end();
            let lazy = text.starts_with(char::is_lowercase)
                && !above.ends_with(['.', ':', '!', '?', '。']);
            if row.indent <= indent && !lazy {
                break;
            }
            next += 1;
        }
        next
    }

    fn text(&mut self, at: usize) -> usize {
        let RowKind::Text(start) = self.rows[at].kind else {
            return at + 1;
        };
        let inside = self
            .items
            .iter()
            .rposition(|open| open.indent < self.rows[at].indent && self.rows[at].indent >= 2);
        self.items.truncate(inside.map_or(0, |n| n + 1));
        let parent = self.items.last().map(|open| open.unit);
        if let Some(colon) = ends_with_colon(self.text, self.rows, at) {
            if parent.is_none() {
                self.line = None;
            }
            let span = self.trimmed(start, self.rows[at].span.end);
            let label = self.label(span, LabelKind::Line);
            self.prose(span, parent, Some(label));
            let line = LineLabel {
                label,
                used: false,
                row: at,
                colon,
            };
            match parent {
                Some(unit) => self.inner = Some((unit, label)),
                None => self.line = Some(line),
            }
            return at + 1;
        }
        let mut next = at + 1;
        while let Some(row) = self.rows.get(next) {
            if !matches!(row.kind, RowKind::Text(_))
                || ends_with_colon(self.text, self.rows, next).is_some()
            {
                break;
            }
            next += 1;
        }
        let ends = |line: LineLabel| line.used || (line.colon && line.row + 1 != at);
        if parent.is_none() && self.line.is_some_and(ends) {
            self.line = None;
        }
        let span = self.trimmed(start, self.rows[next - 1].span.end);
        self.prose(span, parent, None);
        next
    }

    fn prose(&mut self, span: Span, parent: Option<usize>, as_label: Option<usize>) {
        self.unit(span, UnitKind::Prose, parent, as_label);
    }

    fn unit(&mut self, span: Span, kind: UnitKind, parent: Option<usize>, as_label: Option<usize>) {
        let own = parent.and_then(|unit| {
            let unit = &self.out.units[unit];
            unit.as_label.or(unit.label)
        });
        let around = match as_label {
            Some(label) => self.out.labels[label].parent,
            None => self.around(),
        };
        self.out.units.push(Unit {
            span,
            kind,
            label: own.or(around),
            parent,
            as_label,
        });
    }

    /// `start..end` without white space at its ends.
    fn trimmed(&self, start: usize, end: usize) -> Span {
        let text = &self.text[start..end];
        let lead = text.len() - text.trim_start().len();
        let len = text.trim().len();
        Span::new(start + lead, start + lead + len)
    }
}

#[cfg(test)]
mod tests;
