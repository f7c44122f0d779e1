//! The units that rules of style speak of: list items, table rows, lines, headings, sections.
//!
//! Each is a stretch of the prose together with the stretch of the answer that it covers, so that both
//! its words and what is no prose (code, links, nested lists) can be looked at.

use super::Document;
use crate::markdown::BlockKind;
use crate::source::Span;

/// A part of the response, as a reader reads it and as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The span of the view of the prose.
    pub text: Span,
    /// The span of the answer.
    pub source: Span,
}

/// A list item with its own text, without that of the items in it.
#[derive(Debug, Clone, Copy)]
pub struct OwnText {
    /// Its text, and the item up to the first in it.
    pub stretch: Stretch,
    /// Whether its list is numbered.
    pub ordered: bool,
}

/// The rows of a table, each with its cells.
pub type Rows = Vec<Vec<Stretch>>;

/// The spans among `spans`, sorted by their starts, that lie in `outer`.
#[must_use]
pub fn within(spans: &[Span], outer: Span) -> impl DoubleEndedIterator<Item = Span> {
    inside(spans, outer, |span| *span).copied()
}

/// Those of `all`, sorted by the starts of their spans, that lie in `outer`.
pub fn inside<T>(
    all: &[T],
    outer: Span,
    span: impl Fn(&T) -> Span + Copy,
) -> impl DoubleEndedIterator<Item = &T> {
    let first = all.partition_point(|one| span(one).start < outer.start);
    let len = all[first..].partition_point(|one| span(one).start < outer.end);
    all[first..first + len]
        .iter()
        .filter(move |one| outer.contains(span(one)))
}

impl Document<'_> {
    /// All of the response.
    pub fn whole(&self) -> Stretch {
        Stretch {
            text: Span::new(0, self.prose().view.text.len()),
            source: Span::new(0, self.input.answer.len()),
        }
    }

    /// What `text` of the prose covers in the answer.
    pub fn stretch(&self, text: Span) -> Stretch {
        Stretch {
            text,
            source: self.prose().view.locate(text),
        }
    }

    /// What `text` of the prose and all code up to the next word cover in the answer.
    pub fn stretch_to_next(&self, text: Span) -> Stretch {
        let view = &self.prose().view;
        let start = view.locate(text).start;
        let end = if text.end < view.text.len() {
            // The separator in front of the next block stands for nothing.
            let rest = &view.text[text.end..];
            let next = text.end + rest.len() - rest.trim_start_matches('\n').len();
            view.locate(Span::new(next, (next + 1).min(view.text.len())))
                .start
        } else {
            self.input.answer.len()
        };
        Stretch {
            text,
            source: Span::new(start, end.max(start)),
        }
    }

    /// The list items in the order of their texts; those without a text of their own are left out.
    pub fn items(&self) -> &[OwnText] {
        self.items.get_or_init(|| self.find_items())
    }

    fn find_items(&self) -> Vec<OwnText> {
        let items = &self.markdown.items;
        let mut texts: Vec<Option<Span>> = vec![None; items.len()];
        let mut open = None;
        for (block, text) in self.markdown.blocks.iter().zip(&self.prose().blocks) {
            if let Some(n) = block.item {
                match texts[n] {
                    None => texts[n] = Some(*text),
                    // What stands behind a nested list is left out: a stretch has no holes.
                    Some(so_far) if open == Some(n) => {
                        texts[n] = Some(Span::new(so_far.start, text.end));
                    }
                    Some(_) => {}
                }
            }
            open = block.item;
        }
        let own = |n: usize| {
            let text = texts[n]?;
            let all = items[n].span;
            let next = items.get(n + 1);
            let end = next.map_or(all.end, |next| next.span.start.clamp(all.start, all.end));
            Some(OwnText {
                stretch: Stretch {
                    text,
                    source: Span::new(all.start, end),
                },
                ordered: items[n].ordered,
            })
        };
        let mut out: Vec<OwnText> = (0..items.len()).filter_map(own).collect();
        out.sort_by_key(|item| item.stretch.text.start);
        out
    }

    /// The tables in order; none is without a row, no row without a cell.
    pub fn tables(&self) -> &[Rows] {
        self.tables.get_or_init(|| self.find_tables())
    }

    fn find_tables(&self) -> Vec<Rows> {
        let mut out: Vec<Rows> = Vec::new();
        let (mut table, mut row) = (None, None);
        let spans = &self.markdown.tables;
        for (block, text) in self.markdown.blocks.iter().zip(&self.prose().blocks) {
            let BlockKind::Cell(this_row) = block.kind else {
                continue;
            };
            let cell = Stretch {
                text: *text,
                source: block.span,
            };
            let this_table = spans.partition_point(|span| span.end <= block.span.start);
            let same_table = table == Some(this_table);
            match out.last_mut().filter(|_| same_table) {
                None => out.push(vec![vec![cell]]),
                Some(rows) => match rows.last_mut().filter(|_| row == Some(this_row)) {
                    None => rows.push(vec![cell]),
                    Some(cells) => cells.push(cell),
                },
            }
            (table, row) = (Some(this_table), Some(this_row));
        }
        out
    }

    /// The headings.
    pub fn headings(&self) -> Vec<Stretch> {
        let blocks = self.markdown.blocks.iter().zip(&self.prose().blocks);
        blocks
            .filter(|(block, _)| matches!(block.kind, BlockKind::Heading(_)))
            .map(|(block, text)| Stretch {
                text: *text,
                source: block.span,
            })
            .collect()
    }

    /// The sections that have a heading, each up to the next heading of whatever level. A heading right
    /// above a deeper one only groups sections and is none.
    pub fn sections(&self) -> Vec<Stretch> {
        let prose = self.prose();
        let view = &prose.view.text;
        let headings = &prose.headings;
        let mut out = Vec::new();
        for (n, (heading, level)) in headings.iter().enumerate() {
            let next = headings.get(n + 1);
            let end = next.map_or(view.len(), |(next, _)| next.start);
            let stretch = self.stretch_to_next(Span::new(heading.start, end));
            let has_code = || {
                let after = self.stretch(*heading).source.end;
                let first = self.code().partition_point(|code| {
                    code.view.origin == crate::verdict::Origin::Answer && code.block.start < after
                });
                self.code().get(first).is_some_and(|code| {
                    code.view.origin == crate::verdict::Origin::Answer
                        && code.block.start < stretch.source.end
                })
            };
            let groups = next.is_some_and(|(_, deeper)| deeper > level)
                && view[heading.end..end].trim().is_empty()
                && !has_code();
            if !groups {
                out.push(stretch);
            }
        }
        out
    }

    /// The lines of the prose as they were written, blank ones left out.
    pub fn lines(&self) -> Vec<Stretch> {
        let prose = self.prose();
        let text = &prose.view.text;
        let mut ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        ends.extend(&prose.breaks);
        ends.push(text.len());
        ends.sort_unstable();
        let mut out = Vec::new();
        let mut start = 0;
        for end in ends {
            if start < end && !text[start..end].trim().is_empty() {
                out.push(self.stretch(Span::new(start, end)));
            }
            start = (end + 1).min(text.len());
        }
        out
    }
}
