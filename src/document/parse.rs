//! Finds the code of a response and the files it presents.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

use super::Input;
use super::code::{Code, PresentedFile, parse_python};
use super::lang::{Lang, looks_like_shell, python_signs};
use super::lexicon::Lexicon;
use super::names::{self, FileName};
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
#[expect(clippy::type_complexity, reason = "the cell is a field of `Code`")]
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

/// The files that `code` presents or that tools wrote.
pub(super) fn files(
    input: &Input<'_>,
    markdown: &Markdown<'_>,
    code: &[(Option<usize>, Code<'_>)],
) -> Vec<PresentedFile> {
    let mut out = Vec::new();
    let mut unnamed = Vec::new();
    let mut tree: Vec<(FileName, usize)> = Vec::new();
    for (number, (block, code)) in code.iter().enumerate() {
        let Some(block) = *block else { continue };
        for name in names::in_tree(&code.view.text) {
            tree.push((name, number));
        }
        let before = out.len();
        for (at, name) in names::in_comments(&code.view.text) {
            if !names::fits(&name.path, &code.lang) {
                continue;
            }
            if let Some(last) = out[before..].last_mut() {
                let last: &mut PresentedFile = last;
                last.part.end = at;
            }
            let named_at = Some(code.locate(name.span));
            let part = Span::new(at, code.view.text.len());
            out.push(PresentedFile {
                name,
                named_at,
                code: number,
                part,
            });
        }
        let outer = above(input, markdown, block, code);
        // A name above the block and one in its first line are one file when they agree.
        for (name, place) in outer {
            if !out[before..]
                .iter()
                .any(|file| same_file(&file.name.path, &name.path))
            {
                let part = Span::new(0, code.view.text.len());
                out.push(PresentedFile {
                    name,
                    named_at: Some(place),
                    code: number,
                    part,
                });
            }
        }
        if out.len() == before && code.lang.as_str() != "shell" {
            unnamed.push(number);
        }
    }
    from_tree(code, &tree, &unnamed, &mut out);
    for (number, (block, written)) in code.iter().enumerate() {
        if block.is_none()
            && let Origin::File(n) = written.view.origin
        {
            let path = input.files[n].0.to_owned();
            let name = FileName {
                span: Span::new(0, path.len()),
                path,
            };
            let part = Span::new(0, written.view.text.len());
            out.push(PresentedFile {
                name,
                named_at: None,
                code: number,
                part,
            });
        }
    }
    out
}

fn same_file(one: &str, other: &str) -> bool {
    one == other || one.ends_with(&format!("/{other}")) || other.ends_with(&format!("/{one}"))
}

/// The names that the fence or the text above gives to a block, with their places.
fn above(
    input: &Input<'_>,
    markdown: &Markdown<'_>,
    block: usize,
    code: &Code<'_>,
) -> Vec<(FileName, (Origin, Span))> {
    let this = &markdown.blocks[block];
    if let BlockKind::Code(Some(info)) = &this.kind
        && let Some(name) = names::in_info(info)
        && names::fits(&name.path, &code.lang)
    {
        // The info string is the first line of the block.
        let line = &input.answer[this.span.range()];
        let at = line
            .lines()
            .next()
            .and_then(|first| first.find(name.path.as_str()));
        let place = at.map_or(this.span, |at| {
            Span::new(this.span.start + at, this.span.start + at + name.path.len())
        });
        return vec![(name, (Origin::Answer, place))];
    }
    let Some(label) = block.checked_sub(1).map(|n| &markdown.blocks[n]) else {
        return Vec::new();
    };
    let mut found = label_names(markdown, label, code);
    if found.is_empty() && matches!(label.kind, BlockKind::Paragraph) && block >= 2 {
        // «## `test_x.py`» or «**test_x.py**», then a sentence, then the block.
        let heading = &markdown.blocks[block - 2];
        let is_title =
            heading.kind == BlockKind::Paragraph && names::is_title(&markdown.text(heading));
        if is_title || matches!(heading.kind, BlockKind::Heading(_)) {
            found = label_names(markdown, heading, code);
        }
    }
    found
}

fn label_names(
    markdown: &Markdown<'_>,
    label: &Block<'_>,
    code: &Code<'_>,
) -> Vec<(FileName, (Origin, Span))> {
    let text: Cow<'_, str> = markdown.text(label).into();
    let names = match label.kind {
        BlockKind::Heading(_) => names::names_in(&text),
        BlockKind::Paragraph | BlockKind::Html => names::in_label(&text),
        BlockKind::Code(_) | BlockKind::Cell(_) => Vec::new(),
    };
    names
        .into_iter()
        .filter(|name| names::fits(&name.path, &code.lang))
        .map(|name| {
            let place = place_in(markdown, label, &name);
            (name, (Origin::Answer, place))
        })
        .collect()
}

/// The place of a name that was read in the text of `block`.
fn place_in(markdown: &Markdown<'_>, block: &Block<'_>, name: &FileName) -> Span {
    let mut builder = ViewBuilder::new(Origin::Answer);
    for piece in markdown.pieces(block) {
        // Break pieces are as `Markdown::text` writes them.
        builder.push(&piece.text, piece.span);
    }
    builder.finish().locate(name.span)
}

/// A drawn tree names the blocks that follow it, when it leaves no choice: as many unnamed blocks of a
/// language as files of it that no other block is.
fn from_tree(
    code: &[(Option<usize>, Code<'_>)],
    tree: &[(FileName, usize)],
    unnamed: &[usize],
    out: &mut Vec<PresentedFile>,
) {
    let Some(first_tree) = tree.first().map(|(_, number)| *number) else {
        return;
    };
    let free: Vec<&(FileName, usize)> = tree
        .iter()
        .filter(|(name, _)| {
            !out.iter()
                .any(|file| same_file(&file.name.path, &name.path))
        })
        .filter(|(name, _)| {
            Lang::of_path(&name.path) == Some(Lang::PYTHON) && !name.path.ends_with("__init__.py")
        })
        .collect();
    let blocks: Vec<usize> = unnamed
        .iter()
        .copied()
        .filter(|n| *n > first_tree && code[*n].1.lang == Lang::PYTHON)
        .collect();
    if free.len() != blocks.len() {
        return;
    }
    for ((name, drawn), block) in free.into_iter().zip(blocks) {
        let named_at = Some(code[*drawn].1.locate(name.span));
        let part = Span::new(0, code[block].1.view.text.len());
        out.push(PresentedFile {
            name: name.clone(),
            named_at,
            code: block,
            part,
        });
    }
}
