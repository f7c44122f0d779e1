//! Turns paths into byte spans, from the events of a YAML parser.
//!
//! Used only when there is something to show, or to find what serde cannot tell: duplicate keys.
//! Events are read one by one with a stack of our own; the recursive loader of the parser overflows on
//! a hundred thousand nested lists.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks};

use super::{Path, Segment};
use crate::source::Span;

/// Deeper documents get places only down to this depth.
const MAX_DEPTH: usize = 256;

/// The spans of the keys and values of one YAML document.
#[derive(Debug, Default)]
pub struct YamlPlaces {
    keys: HashMap<Path, Span>,
    values: HashMap<Path, Span>,
    /// One past the last byte of each value; a block's span reaches to what comes after it.
    ends: HashMap<Path, usize>,
    /// One past the last byte that was content of any value.
    last: usize,
}

enum Frame {
    Mapping {
        path: Path,
        start: usize,
        key: Option<String>,
    },
    Sequence {
        path: Path,
        start: usize,
        next: usize,
    },
}

impl YamlPlaces {
    /// Reads the places of `text`; what follows a syntax error has none.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let offsets = Offsets::new(text);
        let mut places = Self::default();
        let mut stack: Vec<Frame> = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, marks)) = event else { break };
            if stack.len() > MAX_DEPTH {
                break;
            }
            places.take(text, &event, offsets.span(marks), &mut stack);
        }
        places
    }

    /// Where the value at `path` is, or its nearest enclosing value that has a place.
    #[must_use]
    pub fn value(&self, path: &Path) -> Option<Span> {
        let mut path = Some(path.clone());
        while let Some(at) = path {
            if let Some(span) = self.values.get(&at) {
                return Some(*span);
            }
            path = at.parent();
        }
        None
    }

    /// Where the key of the value at `path` is, or else the value.
    #[must_use]
    pub fn key(&self, path: &Path) -> Option<Span> {
        self.keys.get(path).copied().or_else(|| self.value(path))
    }

    /// One past the last byte of the value at `path`: blank lines and comments behind it are not its own.
    #[must_use]
    pub fn end(&self, path: &Path) -> Option<usize> {
        self.ends.get(path).copied()
    }

    fn take(&mut self, text: &str, event: &Event<'_>, span: Span, stack: &mut Vec<Frame>) {
        match event {
            Event::Scalar(value, style, ..) => {
                let end = scalar_end(&text[span.range()], value, *style);
                self.last = self.last.max(span.start + end);
                if let Some(Frame::Mapping { path, key, .. }) = stack.last_mut()
                    && key.is_none()
                {
                    self.keys.insert(path.key(value.as_ref()), span);
                    *key = Some(value.to_string());
                } else {
                    let path = next_path(stack);
                    self.ends.insert(path.clone(), self.last);
                    self.values.insert(path, span);
                }
            }
            Event::Alias(_) => {
                let path = next_path(stack);
                self.last = self.last.max(span.end);
                self.ends.insert(path.clone(), self.last);
                self.values.insert(path, span);
            }
            Event::MappingStart(..) => {
                let path = next_path(stack);
                stack.push(Frame::Mapping {
                    path,
                    start: span.start,
                    key: None,
                });
            }
            Event::SequenceStart(..) => {
                let path = next_path(stack);
                stack.push(Frame::Sequence {
                    path,
                    start: span.start,
                    next: 0,
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                // Only a bracket is a token of its own; the parser's span of it reaches to the next token.
                if span.end > span.start {
                    self.last = span.start + 1;
                }
                if let Some(
                    Frame::Mapping { path, start, .. } | Frame::Sequence { path, start, .. },
                ) = stack.pop()
                {
                    self.ends.insert(path.clone(), self.last.max(start));
                    self.values
                        .insert(path, Span::new(start, span.start.max(start)));
                }
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }
}

/// The length of a scalar without the blank lines that the parser adds to a block scalar.
fn scalar_end(written: &str, value: &str, style: ScalarStyle) -> usize {
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => {
            // Only `|+` and `>+` end in more than one line break; their blank lines are text.
            let keeps = value.ends_with("\n\n") || value == "\n";
            let own = if keeps {
                written.trim_end_matches([' ', '\t'])
            } else {
                written.trim_end()
            };
            own.len()
        }
        ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => written.len(),
    }
}

/// The path of the value that starts now; the frame on top steps on.
fn next_path(stack: &mut [Frame]) -> Path {
    match stack.last_mut() {
        None => Path::root(),
        Some(Frame::Mapping { path, key, .. }) => {
            // A key that is itself a collection has no name; its value gets an empty one.
            path.push(Segment::Key(key.take().unwrap_or_default()))
        }
        Some(Frame::Sequence { path, next, .. }) => {
            *next += 1;
            path.index(*next - 1)
        }
    }
}

/// Character indices, in which the YAML parser counts, to byte offsets.
struct Offsets(Option<Vec<u32>>);

impl Offsets {
    fn new(text: &str) -> Self {
        Self((!text.is_ascii()).then(|| {
            let ends = u32::try_from(text.len()).unwrap_or(u32::MAX);
            text.char_indices()
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .chain([ends])
                .collect()
        }))
    }

    fn at(&self, index: usize) -> usize {
        match &self.0 {
            None => index,
            Some(table) => table[index.min(table.len() - 1)] as usize,
        }
    }

    fn span(&self, marks: Marks) -> Span {
        let start = self.at(marks.start.index());
        Span::new(start, self.at(marks.end.index()).max(start))
    }
}

/// The first syntax error of `text` as the event parser tells it, with the byte offset it points at.
#[must_use]
pub fn syntax_error(text: &str) -> Option<(String, usize)> {
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        match event {
            Err(error) => {
                let at = Offsets::new(text).at(error.marker().index());
                return Some((error.info().to_owned(), at));
            }
            Ok((Event::MappingStart(..) | Event::SequenceStart(..), _)) => depth += 1,
            Ok((Event::MappingEnd | Event::SequenceEnd, _)) => depth -= 1,
            Ok(_) => {}
        }
        if depth > MAX_DEPTH {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_value_after_cyrillic() {
        let text = "имя: тест\ncriteria:\n  - id: a\n  - {id: б, check: {regex: '('}}\n";
        let places = YamlPlaces::read(text);
        let path = Path::root()
            .key("criteria")
            .index(1)
            .key("check")
            .key("regex");
        let span = places.value(&path).unwrap();
        assert_eq!(&text[span.range()], "'('");
        let key = places.key(&path).unwrap();
        assert_eq!(&text[key.range()], "regex");
    }

    #[test]
    fn a_value_ends_before_the_comments_and_blank_lines_behind_it() {
        let text = "a:\r\n  - {я: [b]} # c\r\n\r\n  - |\r\n    x\r\n    # y\r\n\r\n  # z\r\n  - k: |+\r\n      x\r\n\r\n  - k:\r\n  # z\r\n  - 'e'\r\nb: 1";
        let places = YamlPlaces::read(text);
        let ending = |n: usize| {
            let path = Path::root().key("a").index(n);
            &text[places.value(&path).unwrap().start..places.end(&path).unwrap()]
        };
        let ends: Vec<&str> = (0..5).map(ending).collect();
        assert_eq!(ends[0], "{я: [b]}");
        assert_eq!(ends[1], "x\r\n    # y");
        assert_eq!(ends[2], "k: |+\r\n      x\r\n\r\n");
        assert_eq!(ends[3], "k");
        assert_eq!(ends[4], "'e'");
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        let text = "- ".repeat(100_000);
        assert!(YamlPlaces::read(&text).value(&Path::root()).is_none());
    }
}
