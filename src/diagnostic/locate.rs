//! From the places of diagnostics to spans, lines and columns, once for a set of files.
//!
//! The YAML of a file is read for its places when the first path asks for it, and its lines are counted once.

use super::{Part, Place, YamlPlaces};
use crate::source::{LineColumn, SourceFile, Span};

/// Finds places in a set of files.
#[derive(Debug)]
pub struct Locator<'s> {
    files: Vec<File<'s>>,
}

#[derive(Debug)]
struct File<'s> {
    source: &'s SourceFile,
    places: Option<YamlPlaces>,
    /// Where each line starts.
    lines: Option<Vec<usize>>,
}

/// A place that was found.
#[derive(Debug, Clone, Copy)]
pub struct Located<'s> {
    /// The number of the file.
    pub index: usize,
    /// The file.
    pub source: &'s SourceFile,
    /// The span in its text.
    pub span: Span,
}

impl Located<'_> {
    /// The text at the place.
    #[must_use]
    pub fn text(&self) -> &str {
        let text = &self.source.text;
        let start = text.floor_char_boundary(self.span.start);
        &text[start..text.floor_char_boundary(self.span.end).max(start)]
    }
}

impl<'s> Locator<'s> {
    /// A locator for `sources`.
    #[must_use]
    pub fn new(sources: &'s [SourceFile]) -> Self {
        let file = |source| File {
            source,
            places: None,
            lines: None,
        };
        Self {
            files: sources.iter().map(file).collect(),
        }
    }

    /// Where `place` is, if it is in one of the files and more than a file as a whole.
    pub fn locate(&mut self, place: &Place) -> Option<Located<'s>> {
        let name = place.file()?;
        let index = self
            .files
            .iter()
            .position(|file| *file.source.name == *name)?;
        let file = &mut self.files[index];
        let source = file.source;
        let span = match place {
            Place::Nowhere | Place::File(_) => None,
            Place::Span(_, span) => Some(*span),
            Place::Yaml(_, path, part) => {
                let table = file
                    .places
                    .get_or_insert_with(|| YamlPlaces::read(&source.text));
                match part {
                    Part::Key => table.key(path),
                    Part::Value => table.value(path),
                }
            }
        }?;
        Some(Located {
            index,
            source,
            span,
        })
    }

    /// The number of the file that `place` names.
    #[must_use]
    pub fn file(&self, place: &Place) -> Option<usize> {
        let name = place.file()?;
        self.files
            .iter()
            .position(|file| *file.source.name == *name)
    }

    /// The line and column of `offset` in a file.
    pub fn line_column(&mut self, located: Located<'_>, offset: usize) -> LineColumn {
        let text = &located.source.text;
        let offset = text.floor_char_boundary(offset);
        let lines = self.files[located.index].lines.get_or_insert_with(|| {
            let starts = text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(starts).collect()
        });
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines[line.saturating_sub(1)];
        LineColumn {
            line,
            column: text[start..offset].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Path;
    use crate::source::line_column;

    #[test]
    fn a_path_and_a_span_are_found_with_line_and_column() {
        let yaml = SourceFile::new("r.yaml", "имя: 🙂\r\nправило: да\r\n");
        let prompt = SourceFile::new("p.md", "да\nнет");
        let sources = [yaml.clone(), prompt.clone()];
        let mut locator = Locator::new(&sources);
        let path = Path::root().key("правило");
        let place = Place::Yaml(yaml.name.clone(), path, Part::Value);
        let found = locator.locate(&place).unwrap();
        assert_eq!(found.text(), "да");
        let at = locator.line_column(found, found.span.start);
        assert_eq!((at.line, at.column), (2, 10));
        let place = Place::Span(prompt.name.clone(), Span::new(99, 99));
        assert_eq!(locator.locate(&place).unwrap().text(), "");
        let place = Place::Span(prompt.name.clone(), Span::new(5, 11));
        assert_eq!(locator.locate(&place).unwrap().text(), "нет");
        assert!(locator.locate(&Place::File(yaml.name)).is_none());
        assert!(locator.locate(&Place::Nowhere).is_none());
    }

    #[test]
    fn lines_and_columns_are_those_of_the_source() {
        let source = SourceFile::new("p.md", "a\n\nЖ🙂\r\ne\u{301}!\n");
        let sources = [source.clone()];
        let mut locator = Locator::new(&sources);
        for offset in 0..source.text.len() + 3 {
            let place = Place::Span(source.name.clone(), Span::new(offset, offset));
            let found = locator.locate(&place).unwrap();
            assert_eq!(
                locator.line_column(found, offset),
                line_column(&source.text, offset)
            );
        }
    }
}
