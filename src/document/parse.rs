//! Finds the code of a response.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::Input;
use super::code::{Code, parse_python};
use super::lang::{Lang, looks_like_shell, python_signs};
use super::lexicon::Lexicon;
use super::names;
use super::purpose::{Purpose, bad_spans, is_called_bad, prompt_lines, quotes_prompt};
use super::syntax::Workspace;
use super::view::{View, ViewBuilder};
use crate::markdown::{Block, BlockKind, Markdown};
use crate::source::Span;
use crate::verdict::Origin;

/// The code of the answer, each with the number of its Markdown block, then the written files.
pub(super) fn code<'a>(
    input: &Input<'a>,
    markdown: &Markdown<'a>,
    lexicon: &Lexicon,
    workspace: &Workspace,
) -> Vec<(Option<usize>, Code<'a>)> {
    let mut out = Vec::new();
    let mut prompt: Option<HashSet<&str>> = None;
    for (n, block) in markdown.blocks.iter().enumerate() {
        let BlockKind::Code(info) = &block.kind else {
            continue;
        };
        let view = block_view(input.answer, markdown, block);
        let (lang, python) = block_lang(info.as_deref(), &view, workspace);
        let lines = prompt.get_or_insert_with(|| prompt_lines(input.prompt.unwrap_or("")));
        let purpose = if is_called_bad(markdown, n, lexicon) {
            Purpose::BadExample
        } else if quotes_prompt(&view.text, lines) {
            Purpose::QuotesPrompt
        } else {
            Purpose::Offered
        };
        let bad = bad_spans(&view.text, lexicon);
        out.push((
            Some(n),
            Code {
                lang,
                view,
                purpose,
                bad,
                block: block.span,
                python,
                comments: OnceCell::new(),
            },
        ));
    }
    for (n, (path, content)) in input.files.iter().enumerate() {
        let view = View::whole(content, Origin::File(n));
        out.push((
            None,
            Code {
                lang: Lang::of_path(path).unwrap_or_else(|| Lang::named("text")),
                bad: bad_spans(content, lexicon),
                block: Span::new(0, content.len()),
                view,
                purpose: Purpose::Offered,
                python: OnceCell::new(),
                comments: OnceCell::new(),
            },
        ));
    }
    out
}

fn block_view<'a>(answer: &'a str, markdown: &Markdown<'a>, block: &Block<'a>) -> View<'a> {
    let pieces = markdown.pieces(block);
    let contiguous = pieces
        .windows(2)
        .all(|pair| pair[0].span.end == pair[1].span.start)
        && pieces
            .iter()
            .all(|piece| piece.text.len() == piece.span.end - piece.span.start);
    match (pieces.first(), pieces.last()) {
        (Some(first), Some(last)) if contiguous => View::slice(
            answer,
            Span::new(first.span.start, last.span.end),
            Origin::Answer,
        ),
        _ => {
            let mut builder = ViewBuilder::new(Origin::Answer);
            for piece in pieces {
                builder.push(&piece.text, piece.span);
            }
            builder.finish()
        }
    }
}

/// The language of a block; an unlabelled one that parses as Python keeps its tree.
fn block_lang(
    info: Option<&str>,
    view: &View<'_>,
    workspace: &Workspace,
) -> (
    Lang,
    OnceCell<Result<super::code::Parsed, super::syntax::NoSyntax>>,
) {
    let word = info
        .unwrap_or("")
        .trim_start_matches(['{', '.', ' '])
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | ';'))
        .next()
        .unwrap_or("");
    if !word.is_empty() {
        let named = names::names_in(word);
        let of_path = named.first().and_then(|name| Lang::of_path(&name.path));
        let lang = of_path.unwrap_or_else(|| Lang::named(word));
        // An attribute such as `title="x.py"` may stand where the language belongs.
        if !word.contains('=') {
            return (lang, OnceCell::new());
        }
    }
    if looks_like_shell(&view.text) {
        return (Lang::named("shell"), OnceCell::new());
    }
    let trimmed = view.text.trim_start();
    if trimmed.starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(trimmed).is_ok()
    {
        return (Lang::named("json"), OnceCell::new());
    }
    if python_signs(&view.text) == 0 {
        return (Lang::named("text"), OnceCell::new());
    }
    let parsed = parse_python(view, workspace);
    let clean = parsed
        .as_ref()
        .is_ok_and(|python| !python.syntax.tree.root_node().has_error());
    if clean || python_signs(&view.text) >= 3 {
        return (Lang::PYTHON, OnceCell::from(parsed));
    }
    (Lang::named("text"), OnceCell::new())
}
