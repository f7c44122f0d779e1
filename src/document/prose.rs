//! The text that a reader reads outside code blocks.

use std::cell::OnceCell;

use super::fold::{Folded, words};
use super::keys::{KeySet, start_key};
use super::sentences::{paragraphs, sentences};
use super::units::within;
use super::view::{View, ViewBuilder};
use crate::markdown::{BlockKind, Inline, InlineKind, Markdown};
use crate::source::Span;
use crate::verdict::Origin;

/// Prose: blocks separated by an empty line, cells of a table row and hard breaks by a newline.
#[derive(Debug)]
pub struct Prose {
    /// The text, inline code included.
    pub view: View<'static>,
    /// The spans of the view that are inline code.
    pub code: Vec<Span>,
    /// The spans of the view that are quoted.
    pub quotes: Vec<Span>,
    /// The spans of the view that are headings, with their levels.
    pub headings: Vec<(Span, u8)>,
    /// The spans of the view that are bold.
    pub bold: Vec<Span>,
    /// The span of the view that each Markdown block gave; nothing for code.
    pub blocks: Vec<Span>,
    /// Where in the view a line of the source ended and a reader sees a space.
    pub breaks: Vec<usize>,
    folded: OnceCell<Folded>,
    words: OnceCell<Vec<Span>>,
    keys: OnceCell<Vec<u16>>,
    key_set: OnceCell<KeySet>,
    sentences: OnceCell<Vec<Span>>,
    paragraphs: OnceCell<Vec<Span>>,
    sections: OnceCell<Vec<Span>>,
}

impl Prose {
    /// The prose of `markdown`.
    #[must_use]
    pub fn of(markdown: &Markdown<'_>, origin: Origin) -> Self {
        let mut builder = ViewBuilder::new(origin);
        let mut prose = Self::empty(origin);
        let mut row = None;
        for block in &markdown.blocks {
            if matches!(block.kind, BlockKind::Code(_)) {
                prose
                    .blocks
                    .push(Span::new(builder.length(), builder.length()));
                continue;
            }
            let this_row = match block.kind {
                BlockKind::Cell(n) => Some(n),
                BlockKind::Paragraph
                | BlockKind::Heading(_)
                | BlockKind::Code(_)
                | BlockKind::Html => None,
            };
            if builder.length() > 0 {
                let same_row = this_row.is_some() && this_row == row;
                builder.push_separator(if same_row { "\n" } else { "\n\n" });
            }
            row = this_row;
            let start = builder.length();
            for inline in markdown.pieces(block) {
                prose.push(inline, &mut builder);
            }
            let span = Span::new(start, builder.length());
            prose.blocks.push(span);
            if block.quoted {
                prose.quotes.push(span);
            }
            if let BlockKind::Heading(level) = block.kind {
                prose.headings.push((span, level));
            }
        }
        Self {
            view: builder.finish(),
            ..prose
        }
    }

    fn empty(origin: Origin) -> Self {
        Self {
            view: View::whole("", origin),
            code: Vec::new(),
            quotes: Vec::new(),
            headings: Vec::new(),
            bold: Vec::new(),
            blocks: Vec::new(),
            breaks: Vec::new(),
            folded: OnceCell::new(),
            words: OnceCell::new(),
            keys: OnceCell::new(),
            key_set: OnceCell::new(),
            sentences: OnceCell::new(),
            paragraphs: OnceCell::new(),
            sections: OnceCell::new(),
        }
    }

    fn push(&mut self, inline: &Inline<'_>, builder: &mut ViewBuilder) {
        let at = builder.length();
        match inline.kind {
            InlineKind::Text | InlineKind::Code => builder.push(&inline.text, inline.span),
            InlineKind::SoftBreak => {
                self.breaks.push(at);
                builder.push(" ", inline.span);
            }
            InlineKind::HardBreak => builder.push("\n", inline.span),
        }
        let span = Span::new(at, builder.length());
        if inline.kind == InlineKind::Code {
            self.code.push(span);
        }
        if inline.bold {
            match self.bold.last_mut() {
                Some(last) if last.end == at => last.end = span.end,
                Some(_) | None => self.bold.push(span),
            }
        }
    }

    /// The folded text.
    pub fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::new(&self.view.text))
    }

    /// The words, as spans of the folded text.
    pub fn words(&self) -> &[Span] {
        self.words.get_or_init(|| words(&self.folded().text))
    }

    /// The [`start_key`] of every word.
    pub fn keys(&self) -> &[u16] {
        let text = &self.folded().text;
        let key = |span: &Span| start_key(&text[span.range()]);
        self.keys
            .get_or_init(|| self.words().iter().map(key).collect())
    }

    /// All of [`Prose::keys`] as a set: most phrases meet none of them.
    pub fn key_set(&self) -> &KeySet {
        self.key_set
            .get_or_init(|| self.keys().iter().copied().collect())
    }

    /// The sentences, as spans of the view.
    pub fn sentences(&self) -> &[Span] {
        self.sentences.get_or_init(|| sentences(&self.view.text))
    }

    /// The paragraphs, list items and table rows, as spans of the view.
    pub fn paragraphs(&self) -> &[Span] {
        self.paragraphs.get_or_init(|| paragraphs(&self.view.text))
    }

    /// Those of `spans` of the view that lie in `outer` and are no headings.
    pub fn plain<'s>(
        &'s self,
        spans: &'s [Span],
        outer: Span,
    ) -> impl DoubleEndedIterator<Item = Span> + use<'s> {
        within(spans, outer).filter(|span| {
            let headings = &self.headings;
            let at = headings.partition_point(|(heading, _)| heading.end <= span.start);
            headings
                .get(at)
                .is_none_or(|(heading, _)| !heading.contains(*span))
        })
    }

    /// The sections: from a heading to the next, whatever its level; first what stands before any.
    pub fn sections(&self) -> &[Span] {
        self.sections.get_or_init(|| {
            let mut starts: Vec<usize> = vec![0];
            starts.extend(
                self.headings
                    .iter()
                    .map(|(span, _)| span.start)
                    .filter(|start| *start > 0),
            );
            let ends = starts.iter().skip(1).copied().chain([self.view.text.len()]);
            starts
                .iter()
                .zip(ends)
                .map(|(start, end)| Span::new(*start, end))
                .collect()
        })
    }
}
