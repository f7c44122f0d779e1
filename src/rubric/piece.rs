//! A piece of a response that a text check reads: its text, and the way back to where it stands.

use std::borrow::Cow;

use crate::document::{Folded, Prose, View, paragraphs, start_key, within, words};
use crate::source::Span;
use crate::verdict::Origin;

/// Text to search, and where it is from.
pub(crate) struct Piece<'p> {
    pub(crate) view: Cow<'p, View<'p>>,
    folded: Option<&'p Folded>,
    /// The part of the view that counts.
    pub(crate) region: Span,
    /// Whether this is the prose that the document keeps, whose sentences are known.
    pub(crate) prose: Option<&'p Prose>,
}

impl<'p> Piece<'p> {
    pub(crate) fn new(view: Cow<'p, View<'p>>) -> Self {
        let region = Span::new(0, view.text.len());
        Self {
            view,
            folded: None,
            region,
            prose: None,
        }
    }

    /// The same, of which only `region` of the view counts.
    pub(crate) fn only(self, region: Span) -> Self {
        Self { region, ..self }
    }

    pub(crate) fn of_prose(prose: &'p Prose, region: Span) -> Self {
        Self {
            view: Cow::Borrowed(&prose.view),
            folded: Some(prose.folded()),
            region,
            prose: Some(prose),
        }
    }

    /// The folded text of the whole view.
    pub(crate) fn folded(&self) -> Cow<'p, Folded> {
        match self.folded {
            Some(folded) => Cow::Borrowed(folded),
            None => Cow::Owned(Folded::new(&self.view.text)),
        }
    }

    /// The words of the whole view, as spans of its folded text.
    pub(crate) fn words(&self, folded: &Folded) -> Cow<'p, [Span]> {
        match self.prose {
            Some(prose) => Cow::Borrowed(prose.words()),
            None => Cow::Owned(words(&folded.text)),
        }
    }

    /// The [`start_key`] of each of `words`, which are those of `folded`.
    pub(crate) fn keys(&self, folded: &Folded, words: &[Span]) -> Cow<'p, [u16]> {
        match self.prose {
            Some(prose) => Cow::Borrowed(prose.keys()),
            None => words
                .iter()
                .map(|span| start_key(&folded.text[span.range()]))
                .collect(),
        }
    }

    /// The part of the text that counts.
    pub(crate) fn text(&self) -> &str {
        &self.view.text[self.region.range()]
    }

    /// The place of `span` of the view.
    pub(crate) fn locate(&self, span: Span) -> (Origin, Span) {
        (self.view.origin, self.view.locate(span))
    }

    /// The paragraphs of the part that counts, as spans of the view.
    pub(crate) fn paragraphs(&self) -> Vec<Span> {
        match self.prose {
            Some(prose) => within(prose.paragraphs(), self.region).collect(),
            None => within(&paragraphs(&self.view.text), self.region).collect(),
        }
    }
}
