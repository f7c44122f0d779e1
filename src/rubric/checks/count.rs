//! `count`: how many of something there are.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, sentences, words};
use crate::markdown::BlockKind;
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::Outcome;
use crate::rubric::range::Range;
use crate::rubric::scope::{Piece, Scopes};
use crate::rubric::spec::{Check, CheckSpec, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Demands that there are so many words, list items, headings, tables and so on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Count {
    /// What is counted.
    what: What,
    /// How many there must be: `3`, `>= 3`, `< 100`, `1..5`.
    is: Range,
    /// Where words, characters, sentences, paragraphs and lines are counted; the prose by default. The rest is
    /// counted in the answer.
    #[serde(default, rename = "in")]
    scope: Scopes,
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum What {
    /// Words that hold a letter or a digit.
    Words,
    /// Characters as readers count them: a letter with its accents is one.
    Characters,
    /// Sentences.
    Sentences,
    /// Paragraphs, list items and table rows.
    Paragraphs,
    /// Lines that are not blank.
    Lines,
    /// Items of bullet lists.
    Bullets,
    /// Items of numbered lists.
    NumberedItems,
    /// Headings.
    Headings,
    /// Code blocks.
    CodeBlocks,
    /// Tables.
    Tables,
    /// Links and images.
    Links,
    /// Emphasised and bold spans.
    Highlights,
    /// Emoji.
    Emoji,
    /// Words of two or more letters, all of them capitals.
    UpperCaseWords,
    /// Placeholders in square brackets, such as `[name]`.
    Placeholders,
}

struct Counted {
    what: What,
    is: Range,
    scope: Scopes,
}

impl CheckSpec for Count {
    const NAME: &'static str = "count";
    const EXAMPLE: &'static str = "count: { what: words, is: \"< 300\" }";

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, _: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(Counted {
            what: self.what,
            is: self.is,
            scope: self.scope,
        }))
    }
}

impl Check for Counted {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let found = self.what.find(context, &self.scope);
        let note = format!("{} {}, {} wanted", found.len(), self.what.noun(), self.is);
        let mut evidence = vec![Evidence::absent(note)];
        if self.is.holds(found.len()) {
            let first = found.first().map(|(origin, span)| {
                Evidence::found(
                    *origin,
                    *span,
                    format!(" is the first of {} {}", found.len(), self.what.noun()),
                )
            });
            return Outcome::pass(first.map_or(evidence, |first| vec![first]));
        }
        if self.is.is_above(found.len())
            && let Some((origin, span)) = found.last()
        {
            evidence.insert(
                0,
                Evidence::found(
                    *origin,
                    *span,
                    format!(
                        " is the last of {} {}, {} wanted",
                        found.len(),
                        self.what.noun(),
                        self.is
                    ),
                ),
            );
        }
        Outcome::fail(evidence)
    }
}

impl What {
    fn noun(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Characters => "characters",
            Self::Sentences => "sentences",
            Self::Paragraphs => "paragraphs",
            Self::Lines => "lines",
            Self::Bullets => "bullets",
            Self::NumberedItems => "numbered items",
            Self::Headings => "headings",
            Self::CodeBlocks => "code blocks",
            Self::Tables => "tables",
            Self::Links => "links",
            Self::Highlights => "highlighted spans",
            Self::Emoji => "emoji",
            Self::UpperCaseWords => "upper-case words",
            Self::Placeholders => "placeholders",
        }
    }

    fn find(self, context: &Context<'_>, scope: &Scopes) -> Vec<(Origin, Span)> {
        if let Some(spans) = self.in_markdown(context.document()) {
            return spans
                .into_iter()
                .map(|span| (Origin::Answer, span))
                .collect();
        }
        let pieces = scope.pieces(context);
        pieces
            .iter()
            .flat_map(|piece| {
                self.in_text(piece)
                    .into_iter()
                    .map(|span| piece.locate(span))
            })
            .collect()
    }

    fn in_markdown(self, document: &Document<'_>) -> Option<Vec<Span>> {
        let markdown = &document.markdown;
        let items = |ordered: bool| {
            markdown
                .items
                .iter()
                .filter(|item| item.ordered == ordered)
                .map(|item| item.span)
                .collect()
        };
        let blocks = |wanted: fn(&BlockKind<'_>) -> bool| {
            markdown
                .blocks
                .iter()
                .filter(|block| wanted(&block.kind))
                .map(|block| block.span)
                .collect()
        };
        Some(match self {
            Self::Bullets => items(false),
            Self::NumberedItems => items(true),
            Self::Headings => blocks(|kind| matches!(kind, BlockKind::Heading(_))),
            Self::CodeBlocks => blocks(|kind| matches!(kind, BlockKind::Code(_))),
            Self::Tables => markdown.tables.clone(),
            Self::Links => markdown.links.clone(),
            Self::Highlights => markdown.highlights.clone(),
            Self::Words
            | Self::Characters
            | Self::Sentences
            | Self::Paragraphs
            | Self::Lines
            | Self::Emoji
            | Self::UpperCaseWords
            | Self::Placeholders => return None,
        })
    }

    /// The occurrences in a piece, as spans of its view.
    fn in_text(self, piece: &Piece<'_>) -> Vec<Span> {
        let text = piece.text();
        let at = piece.region.start;
        let shift = |span: Span| Span::new(at + span.start, at + span.end);
        let graphemes = || {
            text.grapheme_indices(true)
                .map(|(n, g)| (Span::new(at + n, at + n + g.len()), g))
        };
        match self {
            Self::Words => words(text).into_iter().map(shift).collect(),
            Self::UpperCaseWords => {
                let upper = |span: &Span| {
                    let word = &text[span.range()];
                    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
                    letters >= 2 && word.chars().all(|c| !c.is_lowercase())
                };
                words(text).into_iter().filter(upper).map(shift).collect()
            }
            Self::Characters => graphemes().map(|(span, _)| span).collect(),
            Self::Emoji => graphemes()
                .filter(|(_, g)| is_emoji(g))
                .map(|(span, _)| span)
                .collect(),
            Self::Sentences => sentences(text).into_iter().map(shift).collect(),
            Self::Paragraphs => piece.paragraphs(),
            Self::Lines => {
                let lines = text.lines().filter(|line| !line.trim().is_empty());
                lines
                    .map(|line| {
                        let start = at + (line.as_ptr() as usize - text.as_ptr() as usize);
                        Span::new(start, start + line.len())
                    })
                    .collect()
            }
            Self::Placeholders => placeholders(text).into_iter().map(shift).collect(),
            Self::Bullets
            | Self::NumberedItems
            | Self::Headings
            | Self::CodeBlocks
            | Self::Tables
            | Self::Links
            | Self::Highlights => Vec::new(),
        }
    }
}

/// Whether a grapheme shows as an emoji: a pictograph, a flag, or a text character with the emoji selector.
fn is_emoji(grapheme: &str) -> bool {
    grapheme.chars().any(|c| {
        matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23f3}' | '\u{fe0f}')
            && !matches!(c, '\u{2713}' | '\u{2717}' | '\u{2719}'..='\u{2727}')
    })
}

fn placeholders(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('[', _) => open = Some(at),
            (']', Some(start)) if at > start + 1 => {
                out.push(Span::new(start, at + 1));
                open = None;
            }
            ('\n', _) => open = None,
            _ => {}
        }
    }
    out
}
