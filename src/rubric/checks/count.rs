//! `count`: how many of something there are.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use crate::diagnostic::Diagnostics;
use crate::document::{Cover, Lang, emoji, inside, run_on_sentences, sentences, within, words};
use crate::markdown::{BlockKind, Markdown};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::Outcome;
use crate::rubric::piece::Piece;
use crate::rubric::range::Range;
use crate::rubric::scope::Scopes;
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
    /// Where words, characters, sentences, paragraphs, lines, emoji and placeholders are counted; the prose by
    /// default. The rest is counted in the answer.
    #[serde(default, rename = "in")]
    scope: Scopes,
    /// Parts in which nothing is counted.
    #[serde(default)]
    without: Vec<Part>,
    /// Whether a line break ends a sentence; `end` by default. With `in: answer`, a text whose lines are wrapped
    /// wants `ignored`.
    #[serde(default)]
    line_breaks: LineBreaks,
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
    /// Sentences that end with a question mark.
    Questions,
    /// Sentences that end with an exclamation mark.
    Exclamations,
    /// Paragraphs, list items and table rows.
    Paragraphs,
    /// Lines that are not blank.
    Lines,
    /// Items of bullet lists.
    Bullets,
    /// Items of numbered lists.
    NumberedItems,
    /// Items of lists of either kind.
    ListItems,
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
    /// Bold spans.
    Bold,
    /// Emoji: one each for a flag, a family or a skin tone; `✓`, `©` and digits are text.
    Emoji,
    /// Words of two or more letters, all of them capitals.
    UpperCaseWords,
    /// Placeholders in square brackets, such as `[name]`.
    Placeholders,
}

/// A part of the answer that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Part {
    /// Tables.
    Tables,
    /// Headings.
    Headings,
    /// Lists.
    Lists,
    /// Links and images with their text.
    Links,
    /// Block quotations.
    Quotes,
    /// Code between back-ticks.
    InlineCode,
    /// Code blocks.
    Code,
}

impl Part {
    fn cover(self) -> Cover {
        match self {
            Self::Tables => Cover::Tables,
            Self::Headings => Cover::Headings,
            Self::Lists => Cover::Lists,
            Self::Links => Cover::Links,
            Self::Quotes => Cover::Quotes,
            Self::InlineCode => Cover::InlineCode,
            Self::Code => Cover::Code,
        }
    }
}

struct Counted {
    what: What,
    is: Range,
    scope: Scopes,
    without: Vec<Part>,
    line_breaks: LineBreaks,
}

/// What a line break is to a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum LineBreaks {
    /// Its end.
    #[default]
    End,
    /// White space.
    Ignored,
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
            without: self.without,
            line_breaks: self.line_breaks,
        }))
    }
}

impl Check for Counted {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let mut found = self.what.find(context, &self.scope, self.line_breaks);
        if !self.without.is_empty() {
            let document = context.document();
            found.retain(|(origin, span)| {
                let covered = |part: &Part| document.is_covered(part.cover(), span.start);
                *origin != Origin::Answer || !self.without.iter().any(covered)
            });
        }
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
            Self::Questions => "questions",
            Self::Exclamations => "exclamations",
            Self::Paragraphs => "paragraphs",
            Self::Lines => "lines",
            Self::Bullets => "bullets",
            Self::NumberedItems => "numbered items",
            Self::ListItems => "list items",
            Self::Headings => "headings",
            Self::CodeBlocks => "code blocks",
            Self::Tables => "tables",
            Self::Links => "links",
            Self::Highlights => "highlighted spans",
            Self::Bold => "bold spans",
            Self::Emoji => "emoji",
            Self::UpperCaseWords => "upper-case words",
            Self::Placeholders => "placeholders",
        }
    }

    fn find(
        self,
        context: &Context<'_>,
        scope: &Scopes,
        line_breaks: LineBreaks,
    ) -> Vec<(Origin, Span)> {
        let document = context.document();
        if let Some((code, part)) = context.focused_code() {
            // Of code, only Markdown has headings, lists and so on.
            let code = &document.code()[code];
            let is_markdown = *code.lang() == Lang::named("markdown");
            let text = if is_markdown { &*code.view.text } else { "" };
            if let Some(spans) = self.in_markdown(&Markdown::parse(text), part) {
                return spans.into_iter().map(|span| code.locate(span)).collect();
            }
        } else {
            let source = context.stretch().unwrap_or_else(|| document.whole()).source;
            if let Some(spans) = self.in_markdown(&document.markdown, source) {
                let spans = spans.into_iter();
                return spans.map(|span| (Origin::Answer, span)).collect();
            }
        }
        let pieces = scope.pieces(context);
        pieces
            .iter()
            .flat_map(|piece| {
                self.in_text(piece, line_breaks)
                    .into_iter()
                    .map(|span| piece.locate(span))
            })
            .collect()
    }

    fn in_markdown(self, markdown: &Markdown<'_>, source: Span) -> Option<Vec<Span>> {
        let items = |wanted: fn(bool) -> bool| {
            let items = inside(&markdown.items, source, |item| item.span);
            let items = items.filter(|item| wanted(item.ordered));
            items.map(|item| item.span).collect()
        };
        let blocks = |wanted: fn(&BlockKind<'_>) -> bool| {
            let blocks = inside(&markdown.blocks, source, |block| block.span);
            let blocks = blocks.filter(|block| wanted(&block.kind));
            blocks.map(|block| block.span).collect()
        };
        let spans = |spans: &[Span]| within(spans, source).collect();
        Some(match self {
            Self::Bullets => items(|ordered| !ordered),
            Self::NumberedItems => items(|ordered| ordered),
            Self::ListItems => items(|_| true),
            Self::Headings => blocks(|kind| matches!(kind, BlockKind::Heading(_))),
            Self::CodeBlocks => blocks(|kind| matches!(kind, BlockKind::Code(_))),
            Self::Tables => spans(&markdown.tables),
            Self::Links => spans(&markdown.links),
            Self::Highlights => spans(&markdown.highlights),
            Self::Bold => spans(&markdown.bold),
            Self::Words
            | Self::Characters
            | Self::Sentences
            | Self::Questions
            | Self::Exclamations
            | Self::Paragraphs
            | Self::Lines
            | Self::Emoji
            | Self::UpperCaseWords
            | Self::Placeholders => return None,
        })
    }

    /// The occurrences in a piece, as spans of its view.
    fn in_text(self, piece: &Piece<'_>, line_breaks: LineBreaks) -> Vec<Span> {
        let text = piece.text();
        let at = piece.region.start;
        let shift = |span: Span| Span::new(at + span.start, at + span.end);
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
            Self::Characters => text
                .grapheme_indices(true)
                .map(|(n, g)| Span::new(at + n, at + n + g.len()))
                .collect(),
            Self::Emoji => emoji(text).into_iter().map(shift).collect(),
            Self::Sentences => {
                let all = match line_breaks {
                    LineBreaks::End => sentences(text),
                    LineBreaks::Ignored => run_on_sentences(text),
                };
                all.into_iter().map(shift).collect()
            }
            Self::Questions => ending(text, &['?', '？']).map(shift).collect(),
            Self::Exclamations => ending(text, &['!', '！']).map(shift).collect(),
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
            | Self::ListItems
            | Self::Headings
            | Self::CodeBlocks
            | Self::Tables
            | Self::Links
            | Self::Highlights
            | Self::Bold => Vec::new(),
        }
    }
}

/// The sentences that end with one of `marks`, whatever stands around it: `?!`, `?»`, `!)`.
fn ending<'t>(text: &'t str, marks: &'t [char]) -> impl Iterator<Item = Span> + use<'t> {
    sentences(text).into_iter().filter(move |span| {
        let end = text[span.range()]
            .chars()
            .rev()
            .take_while(|c| !c.is_alphanumeric());
        end.take(MAX_ENDING).any(|c| marks.contains(&c))
    })
}

/// The most characters behind the last letter of a sentence that are looked at.
const MAX_ENDING: usize = 16;

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
