//! Holds the checks to their specs in `tests/checks`: each trial gets its verdict, note and place.

#[path = "support/spec.rs"]
mod spec;

use std::fmt::Write;
use std::path::Path;

use semper::diagnostic::Diagnostics;
use semper::document::{Document, Input, Lexicon, Limits, Workspace};
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::SourceFile;
use semper::verdict::quote;
use spec::{Behaviour, Trial};

#[expect(clippy::needless_pass_by_value, reason = "the harness calls it so")]
fn check(path: &Path, text: String) -> datatest_stable::Result<()> {
    let behaviours = spec::read(&text)?;
    let lexicon = load_lexicon();
    let mut wrong = String::new();
    for behaviour in &behaviours {
        let compiled = compile(behaviour, &lexicon);
        for trial in &behaviour.trials {
            let told = match (&compiled, &*trial.verdict) {
                (Err(problems), "invalid") => told_problems(problems, trial),
                (Err(problems), _) => Err(format!("the rubric is wrong: {problems:?}")),
                (Ok(_), "invalid") => Err("the rubric compiles".to_owned()),
                (Ok(rubric), _) => told_response(rubric, behaviour, trial, &lexicon),
            };
            if let Err(message) = told {
                let file = path.display();
                writeln!(
                    wrong,
                    "{file}:{}: {}\n    {message}",
                    trial.line, behaviour.title
                )?;
            }
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.into())
    }
}

fn compile(behaviour: &Behaviour, lexicon: &Lexicon) -> Result<Rubric, Diagnostics> {
    let catalog = behaviour.catalog.as_deref().map(|text| {
        let source = SourceFile::new("catalog.yaml", text);
        Catalog::new(vec![source])
    });
    let catalog = catalog.unwrap_or_else(|| Catalog::new(Vec::new()))?;
    let source = SourceFile::new("spec.yaml", behaviour.rubric.to_string());
    Rubric::compile(&source, None, &catalog, lexicon)
}

fn told_problems(problems: &Diagnostics, trial: &Trial) -> Result<(), String> {
    let note = trial.note.as_deref().unwrap_or("");
    let told = |text: &str| text.contains(note);
    let all = problems.iter();
    let found = all
        .clone()
        .any(|p| told(&p.message) || p.help.as_deref().is_some_and(told));
    if found {
        return Ok(());
    }
    let all: Vec<String> = all.map(|p| p.message.clone()).collect();
    Err(format!("no problem says `{note}`: {all:?}"))
}

fn told_response(
    rubric: &Rubric,
    behaviour: &Behaviour,
    trial: &Trial,
    lexicon: &Lexicon,
) -> Result<(), String> {
    let mut limits = Limits::default();
    limits.code_bytes = behaviour.code_bytes.unwrap_or(limits.code_bytes);
    let workspace = Workspace::new(limits);
    let files = trial.files.iter();
    let files: Vec<(&str, &str)> = files.map(|(path, text)| (&**path, &**text)).collect();
    let tools: Option<Vec<(&str, &str)>> = trial.tools.as_ref().map(|tools| {
        let tools = tools.iter();
        tools.map(|(name, text)| (&**name, &**text)).collect()
    });
    let input = Input {
        answer: trial.response.as_deref().unwrap_or(""),
        prompt: trial.prompt.as_deref(),
        files: &files,
        tools: tools.as_deref(),
    };
    let document = Document::new(input, lexicon, &workspace);
    let scored = rubric.score(&document);
    let Some(got) = scored.verdicts.first() else {
        return if trial.verdict == "unchecked" {
            Ok(())
        } else {
            Err("there is no verdict".to_owned())
        };
    };
    let first = got.evidence.first();
    let place = first.and_then(|first| first.place);
    let seen = place.map(|(origin, span)| &document.text(origin)[span.range()]);
    let note = first.map_or("", |first| &first.note);
    let reason = seen.map_or(String::new(), quote) + note;
    if got.verdict.as_str() != trial.verdict {
        return Err(format!("the verdict is `{}`: {reason}", got.verdict));
    }
    if let Some(wanted) = &trial.note
        && !reason.contains(wanted.as_str())
    {
        return Err(format!("the note is: {reason}"));
    }
    if let Some(wanted) = &trial.span {
        let same = seen.is_some_and(|seen| match wanted.strip_suffix('…') {
            Some(start) => seen.starts_with(start),
            None => seen == wanted,
        });
        if !same {
            return Err(format!("the span is {seen:?}"));
        }
    }
    Ok(())
}

datatest_stable::harness! {
    { test = check, root = "tests/checks", pattern = r"\.md$" },
}
