//! A text that remembers where each of its bytes came from.
//!
//! What checks read is rarely a slice of the response: prose skips code, a fence in a list loses its
//! indentation, folding changes letters. A view keeps the text together with the map back, so that no
//! span is ever searched for a second time.

use std::borrow::Cow;

use crate::source::Span;
use crate::verdict::Origin;

/// Text derived from an origin, with the way back.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The text that checks read.
    pub text: Cow<'a, str>,
    /// What the places refer to.
    pub origin: Origin,
    runs: Vec<Run>,
}

/// A stretch of a view that came from one stretch of the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    at: usize,
    len: usize,
    source: Span,
}

impl Run {
    /// Whether the bytes correspond one to one.
    fn exact(self) -> bool {
        self.len == self.source.end - self.source.start
    }
}

impl<'a> View<'a> {
    /// A view of the whole of `text`.
    #[must_use]
    pub fn whole(text: &'a str, origin: Origin) -> Self {
        Self::slice(text, Span::new(0, text.len()), origin)
    }

    /// A view of one slice of `source`.
    #[must_use]
    pub fn slice(source: &'a str, span: Span, origin: Origin) -> Self {
        let text = &source[span.range()];
        let run = Run {
            at: 0,
            len: text.len(),
            source: span,
        };
        Self {
            text: Cow::Borrowed(text),
            origin,
            runs: vec![run],
        }
    }

    /// The same view, owning its text.
    #[must_use]
    pub fn into_owned(self) -> View<'static> {
        View {
            text: Cow::Owned(self.text.into_owned()),
            origin: self.origin,
            runs: self.runs,
        }
    }

    /// The place in the origin of `span` of the view.
    #[must_use]
    pub fn locate(&self, span: Span) -> Span {
        let start = self.run(span.start).map_or(0, |run| {
            if run.exact() {
                run.source.start + span.start.clamp(run.at, run.at + run.len) - run.at
            } else {
                run.source.start
            }
        });
        if span.end <= span.start {
            return Span::new(start, start);
        }
        let end = self.run(span.end - 1).map_or(start, |run| {
            if run.exact() {
                run.source.start + (span.end - run.at).min(run.len)
            } else {
                run.source.end
            }
        });
        Span::new(start, end.max(start))
    }

    /// The stretch of the view that stands for what lies in `source`, a span of the origin.
    #[must_use]
    pub fn covering(&self, source: Span) -> Span {
        let first = self
            .runs
            .partition_point(|run| run.source.end <= source.start);
        let behind = self
            .runs
            .partition_point(|run| run.source.start < source.end);
        // A separator stands for nothing.
        let runs = self.runs.get(first..behind).unwrap_or(&[]);
        let mut runs = runs.iter().filter(|run| !run.source.is_empty());
        let Some(one) = runs.next() else {
            return Span::new(0, 0);
        };
        let last = runs.next_back().unwrap_or(one);
        let start = if one.exact() {
            one.at + source.start.saturating_sub(one.source.start)
        } else {
            one.at
        };
        let end = if last.exact() {
            last.at + last.len.min(source.end.saturating_sub(last.source.start))
        } else {
            last.at + last.len
        };
        let start = self.text.floor_char_boundary(start.min(end));
        Span::new(start, self.text.ceil_char_boundary(end))
    }

    /// The run that holds byte `at`, or the last one before it.
    fn run(&self, at: usize) -> Option<Run> {
        let after = self.runs.partition_point(|run| run.at <= at);
        let run = *self.runs.get(after.checked_sub(1)?)?;
        Some(run)
    }

    /// A part of this view, as a view of the same origin.
    #[must_use]
    pub fn part(&self, span: Span) -> View<'_> {
        let mut runs = Vec::new();
        let first = self
            .runs
            .partition_point(|run| run.at + run.len <= span.start);
        for run in self.runs[first..]
            .iter()
            .take_while(|run| run.at < span.end)
        {
            let from = run.at.max(span.start);
            let to = (run.at + run.len).min(span.end);
            let source = if run.exact() {
                Span::new(
                    run.source.start + from - run.at,
                    run.source.start + to - run.at,
                )
            } else {
                run.source
            };
            runs.push(Run {
                at: from - span.start,
                len: to - from,
                source,
            });
        }
        View {
            text: Cow::Borrowed(&self.text[span.range()]),
            origin: self.origin,
            runs,
        }
    }

    /// A view of the lines of this one for which `keep` gives the byte range of the line that stays.
    ///
    /// `keep` gets each line without its line break; `None` leaves an empty line, so that line numbers hold.
    #[must_use]
    pub fn map_lines(&self, keep: impl Fn(&str) -> Option<Span>) -> View<'static> {
        let mut builder = ViewBuilder::new(self.origin);
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            if let Some(kept) = keep(body) {
                let span = Span::new(at + kept.start, at + kept.end);
                builder.push(&self.text[span.range()], self.locate(span));
            }
            if line.ends_with('\n') {
                let end = Span::new(at + line.len() - 1, at + line.len());
                builder.push("\n", self.locate(end));
            }
            at += line.len();
        }
        builder.finish()
    }
}

/// Builds a view piece by piece.
#[derive(Debug)]
pub struct ViewBuilder {
    text: String,
    origin: Origin,
    runs: Vec<Run>,
}

impl ViewBuilder {
    /// An empty view of `origin`.
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self {
            text: String::new(),
            origin,
            runs: Vec::new(),
        }
    }

    /// How long the view is so far, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Appends `text`, which stands for `source`.
    pub fn push(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        let run = Run {
            at: self.text.len(),
            len: text.len(),
            source,
        };
        self.text.push_str(text);
        match self.runs.last_mut() {
            Some(last) if last.exact() && run.exact() && last.source.end == source.start => {
                last.len += run.len;
                last.source.end = source.end;
            }
            _ => self.runs.push(run),
        }
    }

    /// Appends text that stands for nothing: a separator.
    pub fn push_separator(&mut self, text: &str) {
        let at = self.runs.last().map_or(0, |run| run.source.end);
        self.runs.push(Run {
            at: self.text.len(),
            len: text.len(),
            source: Span::new(at, at),
        });
        self.text.push_str(text);
    }

    /// The view.
    #[must_use]
    pub fn finish(self) -> View<'static> {
        View {
            text: Cow::Owned(self.text),
            origin: self.origin,
            runs: self.runs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_over_two_pieces_covers_what_lies_between() {
        let source = "вирт **окр** x";
        let bold = source.find("окр").unwrap();
        let mut builder = ViewBuilder::new(Origin::Answer);
        builder.push("вирт ", Span::new(0, "вирт ".len()));
        builder.push("окр", Span::new(bold, bold + "окр".len()));
        let view = builder.finish();
        let whole = view.locate(Span::new(0, view.text.len()));
        assert_eq!(&source[whole.range()], "вирт **окр");
        assert_eq!(
            view.covering(Span::new(bold, source.len())),
            Span::new(9, 15)
        );
        assert_eq!(view.covering(Span::new(2, bold + 2)), Span::new(2, 11));
        let behind = source.len() - 1;
        assert!(view.covering(Span::new(behind, behind + 1)).is_empty());
    }

    #[test]
    fn an_entity_is_located_as_a_whole() {
        let mut builder = ViewBuilder::new(Origin::Answer);
        builder.push("a", Span::new(0, 1));
        builder.push("©", Span::new(1, 7));
        let view = builder.finish();
        assert_eq!(view.locate(Span::new(1, 3)), Span::new(1, 7));
        assert_eq!(
            view.part(Span::new(1, 3)).locate(Span::new(0, 2)),
            Span::new(1, 7)
        );
    }

    #[test]
    fn mapped_lines_point_into_the_original() {
        let view = View::whole(">>> x = 1\r\nout\r\n", Origin::Answer);
        let code =
            view.map_lines(|line| line.starts_with(">>> ").then(|| Span::new(4, line.len())));
        assert_eq!(code.text, "x = 1\n\n");
        assert_eq!(code.locate(Span::new(0, 5)), Span::new(4, 9));
    }
}
