//! What parts of the answer cover: tables, lists, quotations and so on, as spans that lie apart.

use super::Document;
use crate::markdown::{BlockKind, InlineKind};
use crate::source::Span;

/// A kind of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Tables.
    Tables,
    /// Headings.
    Headings,
    /// Lists, whatever is in them.
    Lists,
    /// Links and images.
    Links,
    /// Block quotations.
    Quotes,
    /// Code between back-ticks.
    InlineCode,
    /// Code blocks.
    Code,
}

/// How many kinds there are.
pub(super) const COVERS: usize = 7;

impl Document<'_> {
    /// The spans of the answer that parts of kind `cover` take up, in order and apart.
    pub fn cover(&self, cover: Cover) -> &[Span] {
        self.covers[cover as usize].get_or_init(|| self.find_cover(cover))
    }

    /// Whether `at` of the answer lies in a part of kind `cover`.
    pub fn is_covered(&self, cover: Cover, at: usize) -> bool {
        let spans = self.cover(cover);
        let after = spans.partition_point(|span| span.start <= at);
        after > 0 && at < spans[after - 1].end
    }

    fn find_cover(&self, cover: Cover) -> Vec<Span> {
        let markdown = &self.markdown;
        let blocks = |wanted: fn(&BlockKind<'_>) -> bool| -> Vec<Span> {
            let blocks = markdown.blocks.iter().filter(|block| wanted(&block.kind));
            blocks.map(|block| block.span).collect()
        };
        let mut all: Vec<Span> = match cover {
            Cover::Tables => markdown.tables.clone(),
            Cover::Links => markdown.links.clone(),
            Cover::Lists => markdown.items.iter().map(|item| item.span).collect(),
            Cover::Headings => blocks(|kind| matches!(kind, BlockKind::Heading(_))),
            Cover::Code => blocks(|kind| matches!(kind, BlockKind::Code(_))),
            Cover::Quotes => {
                let quoted = markdown.blocks.iter().filter(|block| block.quoted);
                quoted.map(|block| block.span).collect()
            }
            Cover::InlineCode => {
                let inlines = markdown.inlines.iter();
                let code = inlines.filter(|inline| inline.kind == InlineKind::Code);
                code.map(|inline| inline.span).collect()
            }
        };
        all.sort_unstable();
        let mut out: Vec<Span> = Vec::new();
        for span in all {
            match out.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                Some(_) | None => out.push(span),
            }
        }
        out
    }
}
