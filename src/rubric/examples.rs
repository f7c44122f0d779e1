//! Runs the examples of a rubric or a catalog file: a rubric is tested by what it says of them.
//!
//! Every example is scored like a response, alone. An example that does not get the verdict it is listed
//! under is a diagnostic at its place; one that no check decides is too, since silence is not a pass.

use std::sync::Arc;

use super::catalog::Catalog;
use super::compile::Compiler;
use super::context::{Context, Shared};
use super::criterion::{Criterion, Rubric};
use super::definition::Definitions;
use super::evaluate::CriterionVerdict;
use super::example::{Example, RawExamples};
use super::rubric_file::{RubricFile, check_definitions};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Path, Place};
use crate::document::{Document, Input, Lexicon, Workspace};
use crate::source::SourceFile;
use crate::verdict::{Level, Verdict, quote};

/// What running the examples of one file gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExampleReport {
    /// The criteria and definitions of the file.
    pub subjects: usize,
    /// Those of them that have examples.
    pub with_examples: usize,
    /// The examples that ran.
    pub examples: usize,
    /// One for each example that did not get its verdict.
    pub wrong: Diagnostics,
}

/// Compiles the rubric or catalog file in `source` and runs every example in it.
///
/// # Errors
/// Every problem of the file; then nothing ran.
pub fn run_examples(
    source: &SourceFile,
    catalog: &Catalog,
    lexicon: &Lexicon,
    workspace: &Workspace,
) -> Result<ExampleReport, Diagnostics> {
    let file = RubricFile::read(source)?;
    let mut problems = Diagnostics::new();
    let mut report = ExampleReport::default();
    let runner = Runner {
        source,
        lexicon,
        workspace,
    };
    if !file.is_catalog() {
        let rubric = problems.take(Rubric::compile(source, None, catalog, lexicon));
        for criterion in rubric.iter().flat_map(|rubric| &rubric.criteria) {
            problems.extend(without_parameters(criterion, source));
        }
        if let Some(rubric) = rubric {
            runner.criteria(&rubric, &mut report);
        }
    }
    let definitions = Definitions::new(file.definitions, &catalog.entries);
    problems.take(runner.definitions(&definitions, &mut report));
    problems.or(report)
}

/// A problem for each example of a criterion that sets parameters: only definitions have them.
fn without_parameters(criterion: &Criterion, source: &SourceFile) -> Diagnostics {
    let mut problems = Diagnostics::new();
    for (_, key, n, example) in criterion.examples.all() {
        if !example.with.is_empty() {
            let path = example_path(&criterion.path, key, n).key("with");
            problems.push(
                Diagnostic::error(Code::UNKNOWN_KEY, "a criterion has no parameters")
                    .at(Place::Yaml(source.name.clone(), path, Part::Key)),
            );
        }
    }
    problems
}

fn example_path(of: &Path, key: &str, n: usize) -> Path {
    of.key("examples").key(key).index(n)
}

struct Runner<'r> {
    source: &'r SourceFile,
    lexicon: &'r Lexicon,
    workspace: &'r Workspace,
}

/// An example and the verdict it must get.
struct Expected<'e> {
    subject: &'e str,
    verdict: Verdict,
    key: &'static str,
    number: usize,
    path: Path,
    example: &'e Example,
}

impl Runner<'_> {
    fn criteria(&self, rubric: &Rubric, report: &mut ExampleReport) {
        for criterion in &rubric.criteria {
            count(&criterion.examples, report);
            for (verdict, key, number, example) in criterion.examples.all() {
                let expected = Expected {
                    subject: &criterion.id,
                    verdict,
                    key,
                    number,
                    path: example_path(&criterion.path, key, number),
                    example,
                };
                report.examples += 1;
                let wrong = self.run(&expected, |document| {
                    let shared = Shared::new(document, &rubric.table);
                    criterion.evaluate(&Context::new(&shared))
                });
                if let Some(wrong) = wrong {
                    report.wrong.push(wrong);
                }
            }
        }
    }

    /// Runs the examples of the file's own definitions, each as a criterion that only uses it.
    fn definitions(
        &self,
        definitions: &Definitions<'_>,
        report: &mut ExampleReport,
    ) -> Result<(), Diagnostics> {
        let compiler = Compiler::new(definitions, self.lexicon);
        let mut problems = check_definitions(&compiler, self.source);
        let mut ready: Vec<(Expected<'_>, Criterion)> = Vec::new();
        for (name, definition) in definitions.own() {
            count(&definition.raw.examples, report);
            for (verdict, key, number, example) in definition.raw.examples.all() {
                let path = example_path(definition.path(), key, number);
                let at = compiler.at(&self.source.name, path.clone());
                let used = problems.take(at.used(name, &example.with));
                let expected = Expected {
                    subject: name,
                    verdict,
                    key,
                    number,
                    path: path.clone(),
                    example,
                };
                let whens = at.whens();
                ready.extend(used.map(|used| {
                    let criterion = Criterion {
                        id: name.as_str().into(),
                        rules: Vec::new(),
                        level: Level::Must,
                        weight: 1.0,
                        digest: "".into(),
                        examples: RawExamples::default(),
                        whens,
                        check: Some(Box::new(used)),
                        question: None,
                        path,
                    };
                    (expected, criterion)
                }));
            }
        }
        let table = compiler.finish();
        report.examples += ready.len();
        for (expected, criterion) in ready {
            let wrong = self.run(&expected, |document| {
                criterion.evaluate(&Context::new(&Shared::new(document, &table)))
            });
            if let Some(wrong) = wrong {
                report.wrong.push(wrong);
            }
        }
        problems.or(())
    }

    /// What is wrong with the verdict on an example, if anything is.
    fn run(
        &self,
        expected: &Expected<'_>,
        evaluate: impl FnOnce(&Document<'_>) -> Option<CriterionVerdict>,
    ) -> Option<Diagnostic> {
        let files: Vec<(&str, &str)> = expected
            .example
            .files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_str()))
            .collect();
        let tools: Option<Vec<(&str, &str)>> = expected.example.tools.as_ref().map(|tools| {
            let tools = tools.iter();
            tools
                .map(|tool| (tool.name.as_str(), tool.arguments.as_str()))
                .collect()
        });
        let input = Input {
            answer: &expected.example.response,
            prompt: expected.example.prompt.as_deref(),
            files: &files,
            tools: tools.as_deref(),
        };
        let document = Document::new(input, self.lexicon, self.workspace);
        let got = evaluate(&document);
        if got.as_ref().map(|got| got.verdict) == Some(expected.verdict) {
            return None;
        }
        let does = match got.as_ref().map(|got| got.verdict) {
            Some(Verdict::Pass) => "passes",
            Some(Verdict::Fail) => "fails",
            Some(Verdict::Na) => "does not apply",
            Some(Verdict::Error) => "cannot be decided",
            None => "gets no verdict",
        };
        let message = format!(
            "example {} of `{}` {does} but is listed under `{}`",
            expected.number + 1,
            expected.subject,
            expected.key
        );
        let place = Place::Yaml(
            Arc::clone(&self.source.name),
            expected.path.clone(),
            Part::Value,
        );
        let why = got.and_then(|got| first_reason(&got, &document));
        Some(
            Diagnostic::error(Code::EXAMPLE, message)
                .at(place)
                .maybe_help(why),
        )
    }
}

fn count(examples: &RawExamples, report: &mut ExampleReport) {
    report.subjects += 1;
    report.with_examples += usize::from(examples.all().next().is_some());
}

/// The first reason of a verdict as a sentence: the quoted place, then the note.
fn first_reason(verdict: &CriterionVerdict, document: &Document<'_>) -> Option<String> {
    let first = verdict.evidence.first()?;
    Some(match first.place {
        Some((origin, span)) => {
            let quoted = quote(&document.text(origin)[span.range()]);
            if first.note.is_empty() {
                format!("found {quoted}")
            } else {
                format!("{quoted}{}", first.note)
            }
        }
        None => first.note.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Limits;

    fn run(text: &str) -> Result<ExampleReport, Diagnostics> {
        let source = SourceFile::new("r.yaml", text);
        let catalog = Catalog::new(Vec::new()).unwrap();
        let lexicon = super::super::lexicon::load();
        run_examples(
            &source,
            &catalog,
            &lexicon,
            &Workspace::new(Limits::default()),
        )
    }

    const RUBRIC: &str = "
semper: 1
rubric: тест
criteria:
  - id: venv
    when: { contains: { all: код, in: answer } }
    check: { contains: venv }
    examples:
      pass: ['код в venv 🙂', { response: 'код, venv', prompt: да }]
      fail: ['код', 'код в venv']
      na: ['ничего']
";

    #[test]
    fn a_wrong_example_is_told_at_its_place_with_the_reason() {
        let report = run(RUBRIC).unwrap();
        assert_eq!(
            (report.subjects, report.with_examples, report.examples),
            (1, 1, 5)
        );
        let wrong: Vec<_> = report.wrong.iter().collect();
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert_eq!(
            wrong[0].message,
            "example 2 of `venv` passes but is listed under `fail`"
        );
        assert_eq!(wrong[0].help.as_deref(), Some("found `venv`"));
        let path = Path::root().key("criteria").index(0);
        let path = path.key("examples").key("fail").index(1);
        assert_eq!(
            wrong[0].place,
            Place::Yaml("r.yaml".into(), path, Part::Value)
        );
    }

    #[test]
    fn a_catalog_file_runs_with_the_parameters_of_each_example() {
        let text = "
semper: 1
define:
  says:
    parameters: { word: { type: string } }
    when: { not: { contains: молчу } }
    check: { contains: '${word}' }
    examples:
      pass: [{ with: { word: да }, response: 'Да.' }]
      fail: [{ with: { word: нет }, response: 'Да.' }, { with: { word: да }, response: 'Да.' }]
      na: [{ with: { word: да }, response: 'Молчу.' }]
";
        let report = run(text).unwrap();
        assert_eq!(report.examples, 4);
        let wrong: Vec<_> = report.wrong.iter().map(|wrong| &*wrong.message).collect();
        assert_eq!(
            wrong,
            ["example 2 of `says` passes but is listed under `fail`"]
        );
    }

    #[test]
    fn an_example_without_a_needed_parameter_is_a_problem_of_the_file() {
        let text = "
semper: 1
define:
  says:
    parameters: { word: { type: string } }
    check: { contains: '${word}' }
    examples: { pass: ['Да.'] }
";
        let problems = run(text).unwrap_err();
        let found = problems.iter().next().unwrap();
        assert_eq!(found.code, Code::MISSING_KEY);
        assert!(run(&RUBRIC.replace("prompt: да", "with: { a: 1 }")).is_err());
    }

    #[test]
    fn a_broken_definition_that_nothing_uses_is_found() {
        let text = "semper: 1\ndefine:\n  a: { check: { regex: '(' } }\n";
        assert_eq!(run(text).unwrap_err().iter().count(), 1);
    }

    #[test]
    fn the_examples_of_a_judge_get_no_verdict() {
        let text = "semper: 1\nrubric: r\ncriteria:\n  - { id: a, check: { judge: 'Ясно?' }, examples: { pass: [x] } }\n";
        let report = run(text).unwrap();
        assert_eq!(report.wrong.iter().count(), 1);
    }
}
