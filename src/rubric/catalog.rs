//! The catalog: the definitions that ship with semper.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compile::Compiler;
use super::definition::{Definition, Definitions};
use super::rubric_file::{RubricFile, check_definitions};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Place};
use crate::source::SourceFile;

/// The shipped files; a new file is one line here.
const FILES: &[(&str, &str)] = &[
    (
        "rubrics/catalog/async-python.yaml",
        include_str!("../../rubrics/catalog/async-python.yaml"),
    ),
    (
        "rubrics/catalog/blocks.yaml",
        include_str!("../../rubrics/catalog/blocks.yaml"),
    ),
    (
        "rubrics/catalog/cases.yaml",
        include_str!("../../rubrics/catalog/cases.yaml"),
    ),
    (
        "rubrics/catalog/code-cases.yaml",
        include_str!("../../rubrics/catalog/code-cases.yaml"),
    ),
    (
        "rubrics/catalog/code-forms.yaml",
        include_str!("../../rubrics/catalog/code-forms.yaml"),
    ),
    (
        "rubrics/catalog/code-limits.yaml",
        include_str!("../../rubrics/catalog/code-limits.yaml"),
    ),
    (
        "rubrics/catalog/code-safety.yaml",
        include_str!("../../rubrics/catalog/code-safety.yaml"),
    ),
    (
        "rubrics/catalog/code.yaml",
        include_str!("../../rubrics/catalog/code.yaml"),
    ),
    (
        "rubrics/catalog/composition.yaml",
        include_str!("../../rubrics/catalog/composition.yaml"),
    ),
    (
        "rubrics/catalog/content.yaml",
        include_str!("../../rubrics/catalog/content.yaml"),
    ),
    (
        "rubrics/catalog/dependencies.yaml",
        include_str!("../../rubrics/catalog/dependencies.yaml"),
    ),
    (
        "rubrics/catalog/dialogue.yaml",
        include_str!("../../rubrics/catalog/dialogue.yaml"),
    ),
    (
        "rubrics/catalog/endings.yaml",
        include_str!("../../rubrics/catalog/endings.yaml"),
    ),
    (
        "rubrics/catalog/forms.yaml",
        include_str!("../../rubrics/catalog/forms.yaml"),
    ),
    (
        "rubrics/catalog/git.yaml",
        include_str!("../../rubrics/catalog/git.yaml"),
    ),
    (
        "rubrics/catalog/javascript.yaml",
        include_str!("../../rubrics/catalog/javascript.yaml"),
    ),
    (
        "rubrics/catalog/layout.yaml",
        include_str!("../../rubrics/catalog/layout.yaml"),
    ),
    (
        "rubrics/catalog/length.yaml",
        include_str!("../../rubrics/catalog/length.yaml"),
    ),
    (
        "rubrics/catalog/manner.yaml",
        include_str!("../../rubrics/catalog/manner.yaml"),
    ),
    (
        "rubrics/catalog/markup.yaml",
        include_str!("../../rubrics/catalog/markup.yaml"),
    ),
    (
        "rubrics/catalog/pleasantries.yaml",
        include_str!("../../rubrics/catalog/pleasantries.yaml"),
    ),
    (
        "rubrics/catalog/prose.yaml",
        include_str!("../../rubrics/catalog/prose.yaml"),
    ),
    (
        "rubrics/catalog/python-idioms.yaml",
        include_str!("../../rubrics/catalog/python-idioms.yaml"),
    ),
    (
        "rubrics/catalog/python-style.yaml",
        include_str!("../../rubrics/catalog/python-style.yaml"),
    ),
    (
        "rubrics/catalog/python-types.yaml",
        include_str!("../../rubrics/catalog/python-types.yaml"),
    ),
    (
        "rubrics/catalog/python.yaml",
        include_str!("../../rubrics/catalog/python.yaml"),
    ),
    (
        "rubrics/catalog/tone.yaml",
        include_str!("../../rubrics/catalog/tone.yaml"),
    ),
    (
        "rubrics/catalog/typography.yaml",
        include_str!("../../rubrics/catalog/typography.yaml"),
    ),
    (
        "rubrics/catalog/rust.yaml",
        include_str!("../../rubrics/catalog/rust.yaml"),
    ),
    (
        "rubrics/catalog/sql.yaml",
        include_str!("../../rubrics/catalog/sql.yaml"),
    ),
    (
        "rubrics/catalog/tests.yaml",
        include_str!("../../rubrics/catalog/tests.yaml"),
    ),
    (
        "rubrics/catalog/tools.yaml",
        include_str!("../../rubrics/catalog/tools.yaml"),
    ),
    (
        "rubrics/catalog/work-cases.yaml",
        include_str!("../../rubrics/catalog/work-cases.yaml"),
    ),
    (
        "rubrics/catalog/work-commands.yaml",
        include_str!("../../rubrics/catalog/work-commands.yaml"),
    ),
    (
        "rubrics/catalog/work-files.yaml",
        include_str!("../../rubrics/catalog/work-files.yaml"),
    ),
    (
        "rubrics/catalog/work-habits.yaml",
        include_str!("../../rubrics/catalog/work-habits.yaml"),
    ),
];

/// All definitions of the catalog, by name.
#[derive(Debug)]
pub struct Catalog {
    pub(crate) entries: BTreeMap<String, Definition>,
    sources: Vec<SourceFile>,
}

/// What is told of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogEntry {
    /// Its name.
    pub name: String,
    /// What it demands.
    pub about: String,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Its parameters with what they mean.
    pub parameters: Vec<(String, String)>,
}

impl Catalog {
    /// The shipped catalog.
    ///
    /// # Panics
    /// When a shipped file is broken, which a test rules out.
    #[must_use]
    pub fn shipped() -> Self {
        let sources = FILES
            .iter()
            .map(|(name, text)| SourceFile::new(*name, *text))
            .collect();
        Self::read(sources).expect("the shipped catalog is tested")
    }

    /// A catalog of the definitions in `sources`, each compiled to see that it is sound.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn new(sources: Vec<SourceFile>) -> Result<Self, Diagnostics> {
        let catalog = Self::read(sources)?;
        let mut problems = Diagnostics::new();
        for source in &catalog.sources {
            let of_file = |definition: &Definition| *definition.file() == source.name;
            let own = catalog.entries.iter().filter(|(_, entry)| of_file(entry));
            let own = own.map(|(name, entry)| (name.clone(), entry.clone()));
            let definitions = Definitions::new(own.collect(), &catalog.entries);
            let compiler = Compiler::new(&definitions, super::lexicon::shipped());
            problems.extend(check_definitions(&compiler, source));
        }
        problems.or(catalog)
    }

    fn read(sources: Vec<SourceFile>) -> Result<Self, Diagnostics> {
        let mut problems = Diagnostics::new();
        let mut entries: BTreeMap<String, Definition> = BTreeMap::new();
        for source in &sources {
            let file = problems.take(RubricFile::read(source));
            for (name, definition) in file.map(|file| file.definitions).into_iter().flatten() {
                if let Some(other) = entries.get(&name) {
                    let path = definition.path().clone();
                    let message = format!("`{}` defines `{name}` too", other.file());
                    problems.push(
                        Diagnostic::error(Code::DUPLICATE_ID, message).at(Place::Yaml(
                            source.name.clone(),
                            path,
                            Part::Key,
                        )),
                    );
                }
                entries.insert(name, definition);
            }
        }
        problems.or(Self { entries, sources })
    }

    /// The files it was read from, to show problems in.
    #[must_use]
    pub fn sources(&self) -> &[SourceFile] {
        &self.sources
    }

    /// All definitions, sorted by name.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = (&str, &Definition)> {
        self.entries
            .iter()
            .map(|(name, entry)| (name.as_str(), entry))
    }

    /// What there is, sorted by name.
    #[must_use]
    pub fn list(&self) -> Vec<CatalogEntry> {
        let entry = |(name, definition): (&String, &Definition)| CatalogEntry {
            name: name.clone(),
            about: definition.raw.about.clone().unwrap_or_default(),
            file: definition.file().clone(),
            parameters: definition
                .raw
                .parameters
                .iter()
                .map(|(name, p)| (name.clone(), p.about.clone().unwrap_or_default()))
                .collect(),
        };
        self.entries.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalog_is_sound() {
        let sources = Catalog::shipped().sources().to_vec();
        let problems = Catalog::new(sources).err().unwrap_or_default();
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn a_placeholder_for_a_parameter_is_no_problem() {
        let text = "
semper: 1
define:
  is:
    parameters: { language: { type: string } }
    when: { language: { is: '${language}' } }
    check: { language: '${language}' }
";
        assert!(Catalog::new(vec![SourceFile::new("one.yaml", text)]).is_ok());
    }

    #[test]
    fn what_nothing_uses_is_compiled_and_a_name_is_taken_once() {
        let file = |name: &str, text: &str| SourceFile::new(name, text);
        let one = file(
            "one.yaml",
            "semper: 1\ndefine:\n  тест: { check: { regex: '(' } }\n",
        );
        let problems = Catalog::new(vec![one]).unwrap_err();
        assert_eq!(problems.iter().next().unwrap().code, Code::BAD_PATTERN);
        let entry = "semper: 1\ndefine:\n  тест: { check: { contains: x } }\n";
        let twice = vec![file("one.yaml", entry), file("two.yaml", entry)];
        let problems = Catalog::new(twice).unwrap_err();
        assert_eq!(problems.iter().next().unwrap().code, Code::DUPLICATE_ID);
    }
}
