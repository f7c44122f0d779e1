//! What is wrong with a rubric that compiles: checks that decide nothing, what is missing, what is there twice.
//!
//! Each concern is one file and one line in [`lint`]. What depends on the agent prompt is in `derive`.

mod canon;
mod constant;
mod criteria;
mod definitions;
mod examples;
mod leaf;
mod lists;
mod phrases;
mod reach;
mod truth;

use std::sync::Arc;

use serde_json::Value;

use super::catalog::Catalog;
use super::definition::Definitions;
use super::examples::run_examples;
use super::rubric_file::RubricFile;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Path, Place};
use crate::document::{Lexicon, Workspace};
use crate::source::SourceFile;

/// Everything that can be found in the rubric or catalog file in `source` without its agent prompt.
///
/// # Errors
/// Every problem for which it does not compile.
pub fn lint(
    source: &SourceFile,
    catalog: &Catalog,
    lexicon: &Lexicon,
    workspace: &Workspace,
) -> Result<Diagnostics, Diagnostics> {
    let mut findings = run_examples(source, catalog, lexicon, workspace)?.wrong;
    let file = RubricFile::read(source)?;
    let is_catalog = file.is_catalog();
    let definitions = Definitions::new(file.definitions, &catalog.entries);
    let subject = Subject {
        file: &source.name,
        criteria: &file.raw.criteria,
        definitions: &definitions,
        lexicon,
    };
    findings.extend(constant::findings(&subject));
    findings.extend(examples::findings(&subject));
    findings.extend(criteria::findings(&subject));
    findings.extend(definitions::parameters(&subject));
    if !is_catalog {
        findings.extend(definitions::unused(&subject));
    }
    Ok(findings)
}

/// What is looked at.
struct Subject<'s> {
    file: &'s Arc<str>,
    criteria: &'s [Value],
    definitions: &'s Definitions<'s>,
    lexicon: &'s Lexicon,
}

impl Subject<'_> {
    /// The criteria with their paths.
    fn criteria(&self) -> impl Iterator<Item = (&Value, Path)> {
        let root = Path::root().key("criteria");
        let all = self.criteria.iter().enumerate();
        all.map(move |(n, criterion)| (criterion, root.index(n)))
    }

    fn place(&self, path: &Path) -> Place {
        Place::Yaml(self.file.clone(), path.clone(), Part::Value)
    }

    fn place_of_key(&self, path: &Path) -> Place {
        Place::Yaml(self.file.clone(), path.clone(), Part::Key)
    }

    fn error(&self, code: Code, message: impl Into<String>, path: &Path) -> Diagnostic {
        Diagnostic::error(code, message).at(self.place(path))
    }

    fn warning(&self, code: Code, message: impl Into<String>, path: &Path) -> Diagnostic {
        Diagnostic::warning(code, message).at(self.place(path))
    }
}

/// The id of a criterion.
fn id(criterion: &Value) -> &str {
    criterion.get("id").and_then(Value::as_str).unwrap_or("")
}

#[cfg(test)]
pub(super) mod testing {
    //! A rubric around one check, and what lint says of it.

    use std::sync::LazyLock;

    use super::*;
    use crate::document::Limits;

    /// Read once: reading it takes most of the time of a test.
    static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::shipped);

    /// What lint says of `text`.
    pub(in crate::rubric::lint) fn linted(text: &str) -> Diagnostics {
        let source = SourceFile::new("r.yaml", text);
        let workspace = Workspace::new(Limits::default());
        let findings = lint(
            &source,
            &CATALOG,
            crate::rubric::lexicon::shipped(),
            &workspace,
        );
        findings.unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    /// The findings in `text` as `code at path`, without those on missing examples.
    pub(in crate::rubric::lint) fn found(text: &str) -> Vec<String> {
        let findings = linted(text);
        let shown = |finding: &Diagnostic| {
            let Place::Yaml(_, path, _) = &finding.place else {
                panic!("{finding:?} has no path");
            };
            format!("{} at {path}", finding.code.0)
        };
        let all = findings.iter().filter(|f| f.code != Code::NO_EXAMPLES);
        all.map(shown).collect()
    }

    /// The findings in the check of a criterion, as `code at path within the criterion`.
    pub(in crate::rubric::lint) fn of_check(check: &str) -> Vec<String> {
        let text = format!("semper: 1\nrubric: r\ncriteria:\n  - id: a\n    check: {check}\n");
        let all = found(&text).into_iter();
        all.map(|line| line.replace("criteria[0].", "")).collect()
    }

    #[test]
    fn a_sound_rubric_has_no_findings() {
        assert_eq!(of_check("{ contains: тест 🙂 }"), [""; 0]);
    }
}
