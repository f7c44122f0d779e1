//! Finds the parts of a response that `in:` names, within what is in focus.

use std::borrow::Cow;

use globset::GlobMatcher;

use super::context::Context;
use super::piece::Piece;
use super::scope::Scope;
use crate::document::{Code, Document, Lang, Purpose, Rank, Rows, Stretch, View, inside, within};
use crate::source::Span;
use crate::verdict::Origin;

/// Adds the pieces of `scope` that lie in the focus of `context`.
pub(super) fn pieces<'p>(scope: &Scope, context: &Context<'p>, out: &mut Vec<Piece<'p>>) {
    let document = context.document();
    if let Scope::Comments(lang) = scope {
        for (_, code, part) in context.code() {
            comments(document, lang.as_ref(), code, part, out);
        }
        return;
    }
    if let Some((code, part)) = context.focused_code() {
        // Code is read as a whole, whatever part of an answer is meant.
        let view = document.code()[code].view.part(part);
        out.push(Piece::new(Cow::Owned(view)));
        return;
    }
    match scope {
        Scope::Answer => {
            let source = context
                .stretch()
                .map_or(document.whole().source, |focus| focus.source);
            out.push(of_answer(document, source));
        }
        Scope::Prompt => {
            let text = document.input.prompt.unwrap_or("");
            out.push(Piece::new(Cow::Owned(View::whole(text, Origin::Prompt))));
        }
        Scope::Code(lang) => {
            for (_, code, _) in context.code() {
                let wanted = lang.as_ref().is_none_or(|lang| code.lang() == lang);
                if wanted && code.purpose() == Purpose::Offered {
                    offered(code, out);
                }
            }
        }
        Scope::FirstLine | Scope::LastLine => out.push(line(scope, context)),
        Scope::Files(_, glob) => files(document, glob, out),
        Scope::Prose
        | Scope::InlineCode
        | Scope::Headings
        | Scope::FirstParagraph
        | Scope::LastParagraph
        | Scope::FirstSentence
        | Scope::LastSentence
        | Scope::Title
        | Scope::Section(..)
        | Scope::Tables
        | Scope::ListItems
        | Scope::Quotes
        | Scope::Bold
        | Scope::Comments(_) => {
            let prose = document.prose();
            let focus = context.stretch().unwrap_or_else(|| document.whole());
            let regions = regions(scope, document, focus);
            out.extend(regions.into_iter().map(|span| Piece::of_prose(prose, span)));
        }
    }
}

/// Adds the files whose path `glob` fits.
fn files<'p>(document: &'p Document<'p>, glob: &GlobMatcher, out: &mut Vec<Piece<'p>>) {
    let fits = |path: &str| super::checks::glob_fits(glob, path);
    for file in document.files().iter().filter(|file| fits(&file.name.path)) {
        let view = document.code()[file.code].view.part(file.part);
        out.push(Piece::new(Cow::Owned(view)));
    }
}

/// The spans of the prose that `scope` names.
fn regions(scope: &Scope, document: &Document<'_>, focus: Stretch) -> Vec<Span> {
    let prose = document.prose();
    let paragraphs = || prose.plain(prose.paragraphs(), focus.text);
    let sentences = || prose.plain(prose.sentences(), focus.text);
    match scope {
        Scope::Prose => vec![focus.text],
        Scope::InlineCode => within(&prose.code, focus.text).collect(),
        Scope::Headings => inside(&prose.headings, focus.text, |(span, _)| *span)
            .map(|(span, _)| *span)
            .collect(),
        Scope::FirstParagraph => paragraphs().next().into_iter().collect(),
        Scope::LastParagraph => paragraphs().next_back().into_iter().collect(),
        Scope::FirstSentence => sentences().next().into_iter().collect(),
        Scope::LastSentence => sentences().next_back().into_iter().collect(),
        Scope::Title => {
            let title = title(document).filter(|title| focus.text.contains(*title));
            title.into_iter().collect()
        }
        Scope::Section(_, name) => {
            let labels = inside(document.outline(), focus.text, |label| label.span);
            labels
                .filter(|label| label.name == *name)
                .map(|label| document.named_by(label).text)
                .collect()
        }
        Scope::Tables => {
            let cells = |rows: &Rows| {
                let first = rows[0][0].text.start;
                let last = rows.last().and_then(|row| row.last());
                Span::new(first, last.map_or(first, |cell| cell.text.end))
            };
            let tables = inside(document.tables(), focus.text, cells);
            tables.map(cells).collect()
        }
        Scope::ListItems => inside(document.items(), focus.text, |item| item.stretch.text)
            .map(|item| item.stretch.text)
            .collect(),
        Scope::Quotes => within(&prose.quotes, focus.text).collect(),
        Scope::Bold => within(&prose.bold, focus.text).collect(),
        Scope::Answer
        | Scope::Code(_)
        | Scope::FirstLine
        | Scope::LastLine
        | Scope::Comments(_)
        | Scope::Files(..)
        | Scope::Prompt => Vec::new(),
    }
}

/// The heading, or line that is only bold, that nothing stands before.
fn title(document: &Document<'_>) -> Option<Span> {
    let first = document.outline().first()?;
    let divides = match first.rank {
        Rank::Heading(_) | Rank::BoldLine => true,
        Rank::Bold | Rank::Plain => false,
    };
    let start = document.prose().view.locate(first.span).start;
    let before = &document.input.answer[..start];
    let blank = before
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '#' | '*' | '_' | '\u{feff}' | '\u{200b}' | '>'));
    (divides && blank).then_some(first.span)
}

/// The first or last line of the answer that is not blank.
fn line<'p>(scope: &Scope, context: &Context<'p>) -> Piece<'p> {
    let document = context.document();
    let source = context
        .stretch()
        .map_or(document.whole().source, |focus| focus.source);
    let text = &document.input.answer[source.range()];
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let line = if matches!(scope, Scope::FirstLine) {
        lines.next()
    } else {
        lines.next_back()
    };
    let start = line.map_or(0, |line| line.as_ptr() as usize - text.as_ptr() as usize);
    let start = source.start + start;
    let end = start + line.map_or(0, str::len);
    of_answer(document, Span::new(start, end))
}

fn of_answer<'p>(document: &'p Document<'p>, span: Span) -> Piece<'p> {
    let view = View::slice(document.input.answer, span, Origin::Answer);
    Piece::new(Cow::Owned(view))
}

/// Adds the comments in `part` of `code`.
fn comments<'p>(
    document: &'p Document<'p>,
    lang: Option<&Lang>,
    code: &'p Code<'p>,
    part: Span,
    out: &mut Vec<Piece<'p>>,
) {
    if lang.is_some_and(|lang| code.lang() != lang) || code.purpose() == Purpose::QuotesPrompt {
        return;
    }
    let spans = code.comments(&document.lexicon().comments);
    out.extend(within(spans, part).map(|span| Piece::new(Cow::Owned(code.view.part(span)))));
}

/// Adds the parts of `code` that its own comments do not call wrong.
fn offered<'p>(code: &'p Code<'p>, out: &mut Vec<Piece<'p>>) {
    let mut start = 0;
    let end = code.view.text.len();
    for bad in code.bad().iter().chain([&Span::new(end, end)]) {
        if start < bad.start {
            let region = Span::new(start, bad.start);
            out.push(Piece::new(Cow::Borrowed(&code.view)).only(region));
        }
        start = bad.end;
    }
}
