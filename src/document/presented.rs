//! Finds the files that a response presents, and those its tools wrote.
//!
//! What names a block is read by [`names`]; here is where names are looked for, and which block they mean.

use std::borrow::Cow;

use super::Input;
use super::code::{Code, PresentedFile};
use super::lang::Lang;
use super::names::{self, FileName};
use super::view::ViewBuilder;
use crate::markdown::{Block, BlockKind, Markdown};
use crate::source::Span;
use crate::verdict::Origin;

/// The files that `code` presents or that tools wrote.
pub(super) fn files(
    input: &Input<'_>,
    markdown: &Markdown<'_>,
    code: &[Code<'_>],
) -> Vec<PresentedFile> {
    let mut out = Vec::new();
    let mut unnamed = Vec::new();
    let mut tree: Vec<(FileName, usize)> = Vec::new();
    for (number, code) in code.iter().enumerate() {
        let Some(block) = code.number else { continue };
        for name in names::in_tree(&code.view.text) {
            tree.push((name, number));
        }
        let before = out.len();
        for (at, name) in names::in_comments(&code.view.text) {
            if !names::fits(&name.path, code.lang()) {
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
        if out.len() == before && code.lang().as_str() != "shell" {
            unnamed.push(number);
        }
    }
    from_tree(code, &tree, &unnamed, &mut out);
    for (number, written) in code.iter().enumerate() {
        if written.number.is_none()
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
        && names::fits(&name.path, code.lang())
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
    from_labels(markdown, block, code)
}

/// How many blocks above are looked at for a title.
const MAX_ABOVE: usize = 6;

/// The names in the label right above the block, or in the title or heading that leads to it: «## `test_x.py`»,
/// then a sentence or the shell commands to install what it needs, then the block.
fn from_labels(
    markdown: &Markdown<'_>,
    block: usize,
    code: &Code<'_>,
) -> Vec<(FileName, (Origin, Span))> {
    for n in (block.saturating_sub(MAX_ABOVE)..block).rev() {
        let above = &markdown.blocks[n];
        let names = match &above.kind {
            BlockKind::Heading(_) => return label_names(markdown, above, code),
            BlockKind::Paragraph | BlockKind::Html if n + 1 == block => {
                label_names(markdown, above, code)
            }
            BlockKind::Paragraph if names::is_title(&markdown.text(above)) => {
                label_names(markdown, above, code)
            }
            // A title names the first block under it that can be its file.
            BlockKind::Code(info) if !is_shell(info.as_deref()) => return Vec::new(),
            BlockKind::Paragraph | BlockKind::Html | BlockKind::Code(_) | BlockKind::Cell(_) => {
                Vec::new()
            }
        };
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

fn is_shell(info: Option<&str>) -> bool {
    info.and_then(|info| info.split_whitespace().next())
        .is_some_and(|word| Lang::named(word).as_str() == "shell")
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
        .filter(|name| names::fits(&name.path, code.lang()))
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
    code: &[Code<'_>],
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
        .filter(|n| *n > first_tree && *code[*n].lang() == Lang::PYTHON)
        .collect();
    if free.len() != blocks.len() {
        return;
    }
    for ((name, drawn), block) in free.into_iter().zip(blocks) {
        let named_at = Some(code[*drawn].locate(name.span));
        let part = Span::new(0, code[block].view.text.len());
        out.push(PresentedFile {
            name: name.clone(),
            named_at,
            code: block,
            part,
        });
    }
}
