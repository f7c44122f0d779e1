//! The catalog: the definitions that ship with semper.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::criterion::read_definitions;
use super::definition::Definition;
use crate::diagnostic::Diagnostics;
use crate::source::SourceFile;

/// The shipped files; a new file is one line here.
const FILES: &[(&str, &str)] = &[
    (
        "rubrics/catalog/async-python.yaml",
        include_str!("../../rubrics/catalog/async-python.yaml"),
    ),
    (
        "rubrics/catalog/prose.yaml",
        include_str!("../../rubrics/catalog/prose.yaml"),
    ),
    (
        "rubrics/catalog/python.yaml",
        include_str!("../../rubrics/catalog/python.yaml"),
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
        Self::new(sources).expect("the shipped catalog is tested")
    }

    /// A catalog of the definitions in `sources`.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn new(sources: Vec<SourceFile>) -> Result<Self, Diagnostics> {
        let mut problems = Diagnostics::new();
        let mut entries = BTreeMap::new();
        for source in &sources {
            entries.extend(problems.take(read_definitions(source)).unwrap_or_default());
        }
        problems.or(Self { entries, sources })
    }

    /// The files it was read from, to show problems in.
    #[must_use]
    pub fn sources(&self) -> &[SourceFile] {
        &self.sources
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
