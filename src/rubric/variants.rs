//! The variants of an answer that a loose reading tries: without its first or last line, without asterisks.
//!
//! What models put around an answer ("Sure, here it is:") and emphasis make strict checks of form fail. The
//! variants and their order are those of the benchmark `IFEval`: lines are cut first and white space around the
//! rest, asterisks are taken out after that, and a variant that is blank is none.

use std::borrow::Cow;

use crate::source::Span;

/// How an answer is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manner {
    /// As it is.
    #[default]
    Strict,
    /// A criterion that fails passes when it does for any variant of the answer.
    Loose,
}

/// One variant.
#[derive(Debug)]
pub(super) struct Variant<'a> {
    /// Its text.
    pub(super) text: Cow<'a, str>,
    /// What evidence says of it.
    pub(super) note: &'static str,
    /// The part of the answer that it is made from.
    part: &'a str,
    /// Where that starts.
    start: usize,
}

impl Variant<'_> {
    /// The span of the answer that a span of the variant stands for.
    pub(super) fn original(&self, span: Span) -> Span {
        let start = self.offset(span.start, Edge::Before);
        let end = self.offset(span.end, Edge::After);
        Span::new(start, end.max(start))
    }

    fn offset(&self, at: usize, edge: Edge) -> usize {
        if matches!(self.text, Cow::Borrowed(_)) {
            return self.start + at;
        }
        let kept = self
            .part
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte != b'*');
        let mut kept = kept.map(|(offset, _)| offset);
        let found = match edge {
            Edge::After if at > 0 => kept.nth(at - 1).map(|offset| offset + 1),
            Edge::Before | Edge::After => kept.nth(at),
        };
        self.start + found.unwrap_or(self.part.len())
    }
}

/// Which end of a span an offset is.
#[derive(Clone, Copy)]
enum Edge {
    Before,
    After,
}

/// White space as Python knows it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Whether there is nothing to read.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// The variants of `answer` that differ from it, in their order.
pub(super) fn variants(answer: &str) -> Vec<Variant<'_>> {
    let after_first = answer.find('\n').map_or(answer.len(), |at| at + 1);
    let before_last = answer.rfind('\n').unwrap_or(0);
    let cut = |from: usize, to: usize| answer.get(from..to).unwrap_or("").trim_matches(is_space);
    let first = cut(after_first, answer.len());
    let last = cut(0, before_last);
    let both = cut(after_first, before_last);
    let parts = [
        (answer, "passes without asterisks", true),
        (first, "passes without its first line", false),
        (last, "passes without its last line", false),
        (both, "passes without its first and last line", false),
        (first, "passes without its first line and asterisks", true),
        (last, "passes without its last line and asterisks", true),
        (
            both,
            "passes without its first and last line and asterisks",
            true,
        ),
    ];
    let made = parts.into_iter().filter_map(|(part, note, starless)| {
        // Without an asterisk the variant is one that comes before it.
        if starless && !part.contains('*') {
            return None;
        }
        let text = if starless {
            Cow::Owned(part.replace('*', ""))
        } else {
            Cow::Borrowed(part)
        };
        if is_blank(&text) {
            return None;
        }
        // Only a part with text is sure to lie in the answer.
        let start = part.as_ptr().addr() - answer.as_ptr().addr();
        Some(Variant {
            text,
            note,
            part,
            start,
        })
    });
    made.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(answer: &str) -> Vec<String> {
        variants(answer)
            .into_iter()
            .map(|v| v.text.into_owned())
            .collect()
    }

    #[test]
    fn lines_are_cut_before_asterisks_and_blank_variants_are_left_out() {
        assert_eq!(texts("один"), [""; 0]);
        assert_eq!(texts("*a*"), ["a"]);
        assert_eq!(
            texts("вот:\n\n* b 🙂\nвсё\n"),
            [
                "вот:\n\n b 🙂\nвсё\n",
                "* b 🙂\nвсё",
                "вот:\n\n* b 🙂\nвсё",
                "* b 🙂\nвсё",
                " b 🙂\nвсё",
                "вот:\n\n b 🙂\nвсё",
                " b 🙂\nвсё",
            ]
        );
        assert_eq!(texts("a\r\nb"), ["b", "a"]);
        assert_eq!(texts("***"), [""; 0]);
        assert_eq!(texts("\n***\n"), ["***"; 3]);
    }

    #[test]
    fn spans_of_a_variant_point_into_the_answer() {
        let answer = "Да:\r\n**е\u{301}сть** *🙂*\r\nконец";
        for variant in variants(answer) {
            for (at, c) in variant.text.char_indices() {
                let span = variant.original(Span::new(at, at + c.len_utf8()));
                assert_eq!(&answer[span.range()], c.to_string(), "{}", variant.note);
            }
        }
    }
}
