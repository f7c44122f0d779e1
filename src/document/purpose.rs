//! What a code block is for: offered to the reader, shown as a bad example, or quoting the prompt.
//!
//! Only the text right above a block and comments inside it can mark it as bad. A mark inside code covers
//! what it stands over: a first comment the block up to a good mark, a trailing comment its line, any
//! other comment the next line.

use std::collections::HashSet;

use super::lexicon::Lexicon;
use super::sentences::sentences;
use crate::markdown::{Block, BlockKind, Markdown};
use crate::source::Span;

/// What a block of code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Offered to the reader.
    Offered,
    /// Shown as what not to do.
    BadExample,
    /// Quotes the user's own prompt.
    QuotesPrompt,
}

/// Longest heading, in characters, that labels the block under the next paragraph too.
const SHORT_HEADING: usize = 60;

/// Whether the text above the code block numbered `block` calls it wrong.
#[must_use]
pub(super) fn is_called_bad(markdown: &Markdown<'_>, block: usize, lexicon: &Lexicon) -> bool {
    let Some(above) = label(markdown, block) else {
        return false;
    };
    let text = markdown.text(above);
    match judge(&text, lexicon) {
        Some(bad) => bad,
        // A heading «❌ Плохо» reaches over one paragraph that says why.
        None => (above.kind == BlockKind::Paragraph)
            .then(|| label(markdown, block - 1))
            .flatten()
            .filter(|heading| matches!(heading.kind, BlockKind::Heading(_)))
            .map(|heading| markdown.text(heading))
            .filter(|text| text.chars().count() <= SHORT_HEADING)
            .is_some_and(|text| judge(&text, lexicon) == Some(true)),
    }
}

/// The block right above `block`, if it is text.
fn label<'m, 'a>(markdown: &'m Markdown<'a>, block: usize) -> Option<&'m Block<'a>> {
    let above = &markdown.blocks[block.checked_sub(1)?];
    (!matches!(above.kind, BlockKind::Code(_) | BlockKind::Cell(_))).then_some(above)
}

/// Whether the end of `text` announces something wrong (`true`), right (`false`) or neither.
fn judge(text: &str, lexicon: &Lexicon) -> Option<bool> {
    let last = *sentences(text).last()?;
    let text = &text[last.range()];
    match lexicon.bad.find(text) {
        // What comes later decides; «пишите так» inside «не пишите так» is not later.
        Some(bad) => Some(lexicon.good.find(&text[bad.end..]).is_none()),
        None => lexicon.good.find(text).map(|_| false),
    }
}

/// The spans of `code` that its own comments call wrong.
#[must_use]
pub(super) fn bad_spans(code: &str, lexicon: &Lexicon) -> Vec<Span> {
    // Most code calls nothing wrong; then its lines need no second look.
    let calls_bad = |comment: &str| lexicon.bad.find(comment).is_some();
    let marks = code.match_indices('#').map(|(at, _)| at);
    let hashes = marks.map(|at| code[at..].split('\n').next().unwrap_or(""));
    let slashes = code.contains("//") || code.contains("--");
    if !slashes && !hashes.into_iter().any(calls_bad) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut region: Option<usize> = None;
    let mut next_line_is_bad = false;
    let mut seen_code = false;
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        let body = line.trim();
        let comment = comment_of(body);
        let judged = comment.and_then(|comment| judge_comment(comment, lexicon));
        let standalone = comment.is_some_and(|comment| comment.len() == body.len());
        match (judged, standalone, region) {
            (Some(false), true, Some(start)) => {
                out.push(Span::new(start, span.start));
                region = None;
            }
            (Some(true), true, None) if !seen_code => region = Some(span.start),
            (Some(true), true, None) => next_line_is_bad = true,
            (Some(true), false, None) => out.push(span),
            _ if next_line_is_bad && !body.is_empty() => {
                out.push(span);
                next_line_is_bad = false;
            }
            _ => {}
        }
        seen_code |= !body.is_empty() && !standalone;
    }
    out.extend(region.map(|start| Span::new(start, code.len())));
    out
}

fn judge_comment(comment: &str, lexicon: &Lexicon) -> Option<bool> {
    if lexicon.bad.find(comment).is_some() {
        return Some(true);
    }
    lexicon.good.find(comment).map(|_| false)
}

/// The comment that `line` is or ends with.
fn comment_of(line: &str) -> Option<&str> {
    if line.starts_with("//") || line.starts_with("--") {
        return Some(line);
    }
    let at = line.find('#')?;
    let quoted = line[..at].matches(['"', '\'']).count() % 2 == 1;
    (!quoted).then(|| &line[at..])
}

/// The lines of a prompt, to tell quotations of it.
#[must_use]
pub(super) fn prompt_lines(prompt: &str) -> HashSet<&str> {
    prompt
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

/// Whether every line of `code` is a line of the prompt. One short line proves nothing.
#[must_use]
pub(super) fn quotes_prompt(code: &str, prompt: &HashSet<&str>) -> bool {
    let lines = || code.lines().map(str::trim).filter(|line| !line.is_empty());
    let enough = lines().nth(1).is_some() || lines().any(|line| line.chars().count() > 20);
    enough && lines().all(|line| prompt.contains(line))
}
