//! Finds the code of a response.

use std::collections::HashSet;

use super::Input;
use super::code::{Code, Told};
use super::lang::{Lang, looks_like_shell, python_signs};
use super::lexicon::Lexicon;
use super::names;
use super::purpose::{Purpose, bad_spans, is_called_bad, prompt_lines, quotes_prompt};
use super::syntax::Workspace;
use super::view::{View, ViewBuilder};
use crate::markdown::{Block, BlockKind, Markdown};
use crate::source::Span;
use crate::verdict::Origin;

/// The code of the answer, then the written files.
pub(super) fn code<'a>(input: &Input<'a>, markdown: &Markdown<'a>) -> Vec<Code<'a>> {
    let blocks = markdown.blocks.iter().enumerate();
    let blocks = blocks.filter(|(_, block)| matches!(block.kind, BlockKind::Code(_)));
    let of_answer = blocks.map(|(number, block)| {
        let view = block_view(input.answer, markdown, block);
        Code::new(view, block.span, Some(number))
    });
    let files = input.files.iter().enumerate();
    let written = files.map(|(n, (_, content))| {
        let view = View::whole(content, Origin::File(n));
        Code::new(view, Span::new(0, content.len()), None)
    });
    of_answer.chain(written).collect()
}

/// Tells the language and the purpose of all `code`.
pub(super) fn tell(
    code: &[Code<'_>],
    input: &Input<'_>,
    markdown: &Markdown<'_>,
    lexicon: &Lexicon,
    workspace: &Workspace,
) {
    let mut prompt: Option<HashSet<&str>> = None;
    for code in code {
        let (lang, purpose) = match (code.number, code.view.origin) {
            (Some(number), _) => {
                let lines = prompt.get_or_insert_with(|| prompt_lines(input.prompt.unwrap_or("")));
                let purpose = if is_called_bad(markdown, number, lexicon) {
                    Purpose::BadExample
                } else if quotes_prompt(&code.view.text, lines) {
                    Purpose::QuotesPrompt
                } else {
                    Purpose::Offered
                };
                let info = match &markdown.blocks[number].kind {
                    BlockKind::Code(info) => info.as_deref(),
                    BlockKind::Paragraph
                    | BlockKind::Heading(_)
                    | BlockKind::Cell(_)
                    | BlockKind::Html => None,
                };
                (block_lang(info, code, workspace), purpose)
            }
            (None, Origin::File(n)) => (Lang::of_path(input.files[n].0), Purpose::Offered),
            (None, Origin::Answer | Origin::Prompt) => (None, Purpose::Offered),
        };
        code.told.get_or_init(|| Told {
            lang: lang.unwrap_or_else(|| Lang::named("text")),
            purpose,
            bad: bad_spans(&code.view.text, lexicon),
        });
    }
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
fn block_lang(info: Option<&str>, code: &Code<'_>, workspace: &Workspace) -> Option<Lang> {
    let text = &code.view.text;
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
            return Some(lang);
        }
    }
    if looks_like_shell(text) {
        return Some(Lang::named("shell"));
    }
    let trimmed = text.trim_start();
    if trimmed.starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(trimmed).is_ok()
    {
        return Some(Lang::named("json"));
    }
    if python_signs(text) == 0 {
        return None;
    }
    let parsed = code.python(workspace);
    let clean = parsed.is_ok_and(|python| !python.syntax.tree.root_node().has_error());
    (clean || python_signs(text) >= 3).then_some(Lang::PYTHON)
}
