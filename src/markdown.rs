//! Markdown to a flat list of leaf blocks with byte spans.
//!
//! The only place that knows the Markdown parser. Containers (lists, quotes, tables) are flattened: what a
//! check asks is «the text above this block» or «every list item», never a tree walk. Parsing never
//! fails; any text is Markdown.

mod tags;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::source::Span;
use tags::{is_inline_tag, opens};

/// A parsed text.
#[derive(Debug, Default)]
pub struct Markdown<'a> {
    /// The leaf blocks in order.
    pub blocks: Vec<Block<'a>>,
    /// The inline pieces of all blocks, in order.
    pub inlines: Vec<Inline<'a>>,
    /// List items in order, outer before inner.
    pub items: Vec<Item>,
    /// Tables in order.
    pub tables: Vec<Span>,
    /// Links and images in order.
    pub links: Vec<Span>,
    /// Emphasised and strong spans in order.
    pub highlights: Vec<Span>,
    /// The strong ones of them.
    pub bold: Vec<Span>,
}

/// A block that holds text and no other block.
#[derive(Debug)]
pub struct Block<'a> {
    /// What it is.
    pub kind: BlockKind<'a>,
    /// All of it, markers included.
    pub span: Span,
    /// Its pieces in [`Markdown::inlines`].
    pub inlines: Range<usize>,
    /// The innermost list item around it, in [`Markdown::items`].
    pub item: Option<usize>,
    /// Whether it stands in a block quotation.
    pub quoted: bool,
}

/// The kinds of leaf block.
#[derive(Debug, PartialEq, Eq)]
pub enum BlockKind<'a> {
    /// A paragraph, or the text of a tight list item.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A code block; the info string of its fence, or `None` when it is indented.
    Code(Option<Cow<'a, str>>),
    /// Text inside block HTML, without the tags.
    Html,
    /// A table cell; cells of one row share the number.
    Cell(usize),
}

/// A piece of text within a block.
#[derive(Debug)]
pub struct Inline<'a> {
    /// What it is.
    pub kind: InlineKind,
    /// Where it stands in the source; inline code without its back-ticks.
    pub span: Span,
    /// What a reader sees; may differ from the source by entities and escapes.
    pub text: Cow<'a, str>,
    /// Whether it is bold.
    pub bold: bool,
}

/// The kinds of inline piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlineKind {
    /// Running text, or a line of a code block.
    Text,
    /// Inline code.
    Code,
    /// A line break inside a paragraph that shows as a space.
    SoftBreak,
    /// A line break that shows as one.
    HardBreak,
}

/// A list item.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// All of it.
    pub span: Span,
    /// Whether its list is numbered.
    pub ordered: bool,
}

impl<'a> Markdown<'a> {
    /// Parses `text`.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut builder = Builder::default();
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            builder.take(text, event, range.into());
        }
        builder.close();
        builder.out
    }

    /// The pieces of `block`.
    #[must_use]
    pub fn pieces(&self, block: &Block<'a>) -> &[Inline<'a>] {
        &self.inlines[block.inlines.clone()]
    }

    /// The text of `block` as a reader sees it.
    #[must_use]
    pub fn text(&self, block: &Block<'a>) -> String {
        let piece = |inline: &Inline<'a>| match inline.kind {
            InlineKind::Text | InlineKind::Code => inline.text.clone(),
            InlineKind::SoftBreak => Cow::Borrowed(" "),
            InlineKind::HardBreak => Cow::Borrowed("\n"),
        };
        self.pieces(block).iter().map(piece).collect()
    }
}

#[derive(Default)]
struct Builder<'a> {
    out: Markdown<'a>,
    open: Option<Block<'a>>,
    item_stack: Vec<usize>,
    list_stack: Vec<bool>,
    rows: usize,
    quotes: usize,
    /// How many strong spans are open.
    bold: usize,
    /// What ends the tag or comment that a line of block HTML left open.
    open_tag: Option<&'static str>,
}

impl<'a> Builder<'a> {
    fn take(&mut self, source: &'a str, event: Event<'a>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(InlineKind::Text, span, text.into());
            }
            Event::Code(text) => {
                let inner = without_ticks(source, span, text.len());
                self.push(InlineKind::Code, span, text.into());
                if let Some(code) = self.out.inlines.last_mut() {
                    code.span = inner;
                }
            }
            Event::SoftBreak => self.push(InlineKind::SoftBreak, span, Cow::Borrowed(" ")),
            Event::HardBreak => self.push(InlineKind::HardBreak, span, Cow::Borrowed("\n")),
            Event::Html(_) => self.html(source, span),
            Event::InlineHtml(tag) => {
                if tag.starts_with("<br") {
                    self.push(InlineKind::HardBreak, span, Cow::Borrowed("\n"));
                } else if !tag.starts_with("<!") && !is_inline_tag(&tag) {
                    self.push(InlineKind::SoftBreak, span, Cow::Borrowed(" "));
                }
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::Rule => self.close(),
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        match tag {
            Tag::Paragraph => self.open(BlockKind::Paragraph, span),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(level as u8), span),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                self.open(BlockKind::Code(Some(info.into())), span);
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => self.open(BlockKind::Code(None), span),
            Tag::HtmlBlock => {
                self.open_tag = None;
                self.open(BlockKind::Html, span);
            }
            Tag::TableCell => self.open(BlockKind::Cell(self.rows), span),
            Tag::TableHead | Tag::TableRow => self.rows += 1,
            Tag::Table(_) => {
                self.close();
                self.out.tables.push(span);
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.close();
                self.list_stack.push(first.is_some());
            }
            Tag::Item => {
                self.close();
                let ordered = self.list_stack.last().copied().unwrap_or(false);
                self.item_stack.push(self.out.items.len());
                self.out.items.push(Item { span, ordered });
            }
            Tag::Link { .. } | Tag::Image { .. } => self.out.links.push(span),
            Tag::Emphasis => self.out.highlights.push(span),
            Tag::Strong => {
                self.bold += 1;
                self.out.highlights.push(span);
                self.out.bold.push(span);
            }
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableCell => self.close(),
            TagEnd::Item => {
                self.close();
                self.item_stack.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.list_stack.pop();
            }
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::Emphasis
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn open(&mut self, kind: BlockKind<'a>, span: Span) {
        self.close();
        let at = self.out.inlines.len();
        self.open = Some(Block {
            kind,
            span,
            inlines: at..at,
            item: self.item_stack.last().copied(),
            quoted: self.quotes > 0,
        });
    }

    fn close(&mut self) {
        if let Some(mut block) = self.open.take() {
            block.inlines.end = self.out.inlines.len();
            self.out.blocks.push(block);
        }
    }

    fn push(&mut self, kind: InlineKind, span: Span, text: Cow<'a, str>) {
        match &mut self.open {
            // The text of a tight list item comes without a paragraph around it.
            None => self.open(BlockKind::Paragraph, span),
            Some(block) => block.span.end = block.span.end.max(span.end),
        }
        let bold = self.bold > 0;
        self.out.inlines.push(Inline {
            kind,
            span,
            text,
            bold,
        });
    }

    /// Keeps the text between the tags of one line of block HTML; a tag or comment may run over lines.
    fn html(&mut self, source: &'a str, span: Span) {
        let mut at = span.start;
        while at < span.end {
            let rest = &source[at..span.end];
            let len = if let Some(close) = self.open_tag.take().or_else(|| opens(rest)) {
                let len = rest.find(close).map(|found| found + close.len());
                if len.is_none() {
                    self.open_tag = Some(close);
                }
                let len = len.unwrap_or(rest.len());
                if !is_inline_tag(rest) {
                    self.html_break(Span::new(at, at + len));
                }
                len
            } else {
                let tag = rest
                    .char_indices()
                    .find(|(n, _)| opens(&rest[*n..]).is_some());
                let len = tag.map_or(rest.len(), |(n, _)| n);
                let text = rest[..len].trim_end_matches(['\r', '\n']);
                if !text.trim().is_empty() || (!text.is_empty() && self.in_html_line()) {
                    let piece = Span::new(at, at + text.len());
                    self.push(InlineKind::Text, piece, Cow::Borrowed(text));
                }
                if text.len() < len {
                    self.html_break(Span::new(at + text.len(), at + len));
                }
                len
            };
            at += len;
        }
    }

    /// Whether text of block HTML stands before, on the same line for a reader.
    fn in_html_line(&self) -> bool {
        let open = self.open.as_ref();
        let pieces = open.map_or(&[][..], |block| &self.out.inlines[block.inlines.start..]);
        pieces
            .last()
            .is_some_and(|last| last.kind == InlineKind::Text)
    }

    fn html_break(&mut self, span: Span) {
        if self.in_html_line() {
            self.push(InlineKind::HardBreak, span, Cow::Borrowed("\n"));
        }
    }
}

/// The part of `span` between the back-ticks; `len` is the length of the code, less a space on either side.
fn without_ticks(source: &str, span: Span, len: usize) -> Span {
    let text = &source[span.range()];
    let ticks = text.len() - text.trim_start_matches('`').len();
    let inner = Span::new(
        span.start + ticks,
        (span.end - ticks).max(span.start + ticks),
    );
    let code = &source[inner.range()];
    // A line break at either end is a space to Markdown.
    let pads = ["\r\n", "\n", "\r", " "];
    let before = pads.iter().find(|pad| code.starts_with(**pad));
    let after = pads.iter().find(|pad| code.ends_with(**pad));
    if let (Some(before), Some(after)) = (before, after)
        && code.len() == before.len() + len + after.len()
    {
        return Span::new(inner.start + before.len(), inner.end - after.len());
    }
    inner
}

#[cfg(test)]
mod tests;
