//! What divides an answer: headings, lines that are only bold, and labels that end with a colon.
//!
//! Agents that are asked for sections write all three. Labels are found at the start of a line; a name
//! is kept folded, without numbering, emoji and the colon.

use super::Document;
use super::fold::{fold, is_word};
use super::prose::Prose;
use super::units::Stretch;
use crate::markdown::BlockKind;
use crate::source::Span;

/// A line that names what follows.
#[derive(Debug, Clone)]
pub struct Label {
    /// The folded name.
    pub name: String,
    /// How it is written.
    pub rank: Rank,
    /// The name in the view of the prose.
    pub span: Span,
    /// Where what it names begins in the view.
    pub rest: usize,
}

/// How a label is written: the smaller, the more it divides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A line that is only bold.
    BoldLine,
    /// Bold text that a colon ends.
    Bold,
    /// Plain text that a colon ends.
    Plain,
}

/// Longest plain label, in words and in bytes: what is longer is a sentence that announces something.
const MAX_WORDS: usize = 8;
const MAX_BYTES: usize = 120;

impl Document<'_> {
    /// The labels of the answer in order.
    pub fn outline(&self) -> &[Label] {
        self.outline.get_or_init(|| {
            let prose = self.prose();
            let mut out = Vec::new();
            for (block, span) in self.markdown.blocks.iter().zip(&prose.blocks) {
                match block.kind {
                    BlockKind::Heading(level) => out.push(Label {
                        name: plain_name(&prose.view.text[span.range()]),
                        rank: Rank::Heading(level),
                        span: *span,
                        rest: span.end,
                    }),
                    BlockKind::Paragraph => labels(prose, *span, &mut out),
                    BlockKind::Html | BlockKind::Code(_) | BlockKind::Cell(_) => {}
                }
            }
            out
        })
    }

    /// What `label` of the outline names: up to the next that divides as much.
    pub fn named_by(&self, label: &Label) -> Stretch {
        let outline = self.outline();
        let after = outline.partition_point(|other| other.span.start <= label.span.start);
        let next = outline[after..]
            .iter()
            .find(|other| other.rank <= label.rank);
        let end = next.map_or(self.prose().view.text.len(), |next| next.span.start);
        let all = self.stretch_to_next(Span::new(label.span.start, end));
        let rest = label.rest.min(end);
        let text = &self.prose().view.text[rest..end];
        let from = rest + text.len() - text.trim_start().len();
        Stretch {
            text: Span::new(from, from + text.trim().len()),
            source: Span::new(
                self.prose().view.locate(label.span).end.min(all.source.end),
                all.source.end,
            ),
        }
    }
}

/// Adds the labels of the lines of one paragraph.
fn labels(prose: &Prose, block: Span, out: &mut Vec<Label>) {
    let text = &prose.view.text;
    let breaks = &prose.breaks;
    let mut at = block.start;
    while at < block.end {
        let soft = breaks.get(breaks.partition_point(|soft| *soft < at));
        let hard = text[at..block.end].find('\n').map(|found| at + found);
        let end = soft.copied().into_iter().chain(hard).min();
        let end = end.unwrap_or(block.end).min(block.end);
        out.extend(label(prose, Span::new(at, end)));
        at = end + 1;
    }
}

fn label(prose: &Prose, line: Span) -> Option<Label> {
    let text = &prose.view.text[line.range()];
    let lead = text
        .find(|c: char| c.is_alphanumeric())
        .filter(|lead| *lead <= MAX_BYTES)?;
    let first = line.start + lead;
    let bold = prose.bold.partition_point(|span| span.end <= first);
    let bold = prose.bold.get(bold).filter(|span| span.start <= first);
    let (name, rank) = match bold {
        Some(bold) => {
            let end = bold.end.min(line.end);
            let after = prose.view.text[end..line.end].trim();
            let closed = prose.view.text[first..end].trim_end().ends_with(':');
            if after.is_empty() || after == ":" {
                (Span::new(line.start, line.end), Rank::BoldLine)
            } else if closed || after.starts_with(':') {
                (Span::new(line.start, end), Rank::Bold)
            } else {
                return None;
            }
        }
        None => {
            let limit = text.floor_char_boundary(MAX_BYTES);
            let colon = text[..limit].find(':')?;
            let rest = &text[colon + 1..];
            let parts = rest.is_empty() || rest.starts_with(char::is_whitespace);
            let name = &text[..colon];
            let words = name.split_whitespace().count();
            if !parts || words > MAX_WORDS || name.contains(['!', '?', '…', ';']) {
                return None;
            }
            (Span::new(line.start, line.start + colon), Rank::Plain)
        }
    };
    let rest = &prose.view.text[name.end..line.end];
    let colon = rest.trim_start().starts_with(':');
    let skip = rest.len() - rest.trim_start().len() + usize::from(colon);
    Some(Label {
        name: plain_name(&prose.view.text[name.range()]),
        rank,
        span: name,
        rest: name.end + if colon { skip } else { 0 },
    })
}

/// `text` folded, without numbering, emoji, markup and the colon at its end.
#[must_use]
pub fn plain_name(text: &str) -> String {
    // A keycap is a number, and other selectors only choose a look.
    let folded = fold(text).replace('\u{fe0f}', "").replace('\u{20e3}', ".");
    let inner = folded.trim_start_matches(|c: char| !is_word(c));
    // `C#` and `C++` are names.
    let inner = inner.trim_end_matches(|c: char| !is_word(c) && !matches!(c, '+' | '#'));
    let inner = without_number(inner);
    inner.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without a number such as `1.`, `2.3)` or `iv.` in front.
fn without_number(text: &str) -> &str {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let roman = text.trim_start_matches(['i', 'v', 'x']);
    let strip = |rest: &str, by: &[char]| {
        let number = &text[..text.len() - rest.len()];
        let marked = number.ends_with('.') || rest.starts_with(by);
        let rest = rest.trim_start_matches(|c: char| !is_word(c));
        (!number.is_empty() && marked && !rest.is_empty()).then_some(text.len() - rest.len())
    };
    let at = strip(digits, &[')', ':']).or_else(|| strip(roman, &['.', ')']));
    at.map_or(text, |at| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_without_what_decorates_it() {
        for text in [
            "Итог",
            "1. Итог:",
            "2.3) **ИТОГ**",
            "✅ Итог 🙂",
            "IV. Итог",
            "1️⃣ Итог",
            "(Итог)",
        ] {
            assert_eq!(plain_name(text), "итог", "{text}");
        }
        assert_eq!(plain_name("Мои\u{306}  план"), "мой план");
        assert_eq!(plain_name("2024 год"), "2024 год");
        assert_eq!(plain_name("42"), "42");
        assert_eq!(plain_name("Vi и другие"), "vi и другие");
    }
}
