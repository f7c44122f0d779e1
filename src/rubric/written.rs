//! The answer as it was written, next to the prose that is read: with its markup, and where it is bold.

use std::borrow::Cow;

use super::piece::Piece;
use crate::document::{Document, View};
use crate::markdown::{Block, BlockKind};
use crate::source::Span;
use crate::verdict::Origin;

/// The whole answer with its markup.
pub(super) fn raw_answer<'p>(document: &'p Document<'p>) -> Piece<'p> {
    let answer = document.input.answer;
    Piece::new(Cow::Owned(View::whole(answer, Origin::Answer)))
}

/// The prose of the answer; the code of `edge`, its first or last block, when that is code.
pub(super) fn read_answer<'p>(document: &'p Document<'p>, edge: &Block<'_>) -> Piece<'p> {
    if !matches!(edge.kind, BlockKind::Code(_)) {
        let prose = document.prose();
        return Piece::of_prose(prose, Span::new(0, prose.view.text.len()));
    }
    let code = document
        .code()
        .iter()
        .find(|code| code.view.origin == Origin::Answer && code.block == edge.span);
    match code {
        Some(code) => Piece::new(Cow::Borrowed(&code.view)),
        None => raw_answer(document),
    }
}

/// The text of `piece` with the markup on the line before and behind it.
pub(super) fn as_written<'p>(document: &'p Document<'p>, piece: &Piece<'p>) -> Piece<'p> {
    let answer = document.input.answer;
    let span = piece.locate(piece.region).1;
    let is_mark = |c: char| !c.is_alphanumeric() && c != '\n';
    let is_marker = |c: char| is_mark(c) || c.is_ascii_digit();
    let before = &answer[..span.start];
    let lead = before.len() - before.trim_end_matches(is_marker).len();
    let begins_line = before.len() == lead || before[..before.len() - lead].ends_with('\n');
    let after = &answer[span.end..];
    let tail = after.len() - after.trim_start_matches(is_mark).len();
    let ends_line = after.len() == tail || after[tail..].starts_with('\n');
    let start = span.start - if begins_line { lead } else { 0 };
    let end = span.end + if ends_line { tail } else { 0 };
    let view = View::slice(answer, Span::new(start, end), Origin::Answer);
    Piece::new(Cow::Owned(view))
}

/// The bold span of the answer around the letters of `span`.
pub(super) fn bold_around(document: &Document<'_>, (origin, span): (Origin, Span)) -> Option<Span> {
    if origin != Origin::Answer {
        return None;
    }
    let text = &document.input.answer[span.range()];
    let start = span.end
        - text
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len();
    let letters = text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let end = (span.start + letters).max(start);
    let bold = &document.markdown.bold;
    let before = bold.partition_point(|bold| bold.start <= start);
    let last = bold[..before].last().copied();
    last.filter(|bold| bold.start <= start && end <= bold.end && start < bold.end)
}
