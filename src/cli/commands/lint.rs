//! `semper lint`: problems of rubrics that compile, and where they no longer fit their agent prompt.

use std::cmp::Reverse;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::agent::Agent;
use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::read_source;
use crate::cli::findings::{Shown, json};
use crate::cli::rubrics::sources;
use crate::derive::drift::coverage;
use crate::diagnostic::{Diagnostic, Diagnostics, Locator, Severity, render};
use crate::document::{Lexicon, Limits, Workspace};
use crate::prompt::AgentPrompt;
use crate::report::sarif;
use crate::rubric::{Catalog, lint, load_lexicon};
use crate::source::SourceFile;
use crate::words::counted;

/// Finds checks that decide nothing, missing examples, and rules of the agent prompt that no criterion quotes.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// Rubrics, catalog files, or folders of them.
    #[arg(value_name = "RUBRIC", required = true)]
    rubrics: Vec<PathBuf>,
    /// The agent prompt whose rules the rubrics quote, instead of the one that each names.
    #[arg(long, value_name = "AGENT")]
    agent: Option<PathBuf>,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Shown,
    /// Exits 1 on any finding.
    #[arg(long)]
    deny_warnings: bool,
}

/// What all rubrics share.
struct Linter {
    catalog: Catalog,
    lexicon: Lexicon,
    workspace: Workspace,
    /// The prompt that the arguments give.
    agent: Option<SourceFile>,
    /// Every file that findings may point into.
    sources: Vec<SourceFile>,
    findings: Vec<Diagnostic>,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let agent = arguments.agent.as_deref().map(read_source).transpose()?;
    let mut linter = Linter {
        catalog: Catalog::shipped(),
        lexicon: load_lexicon(),
        workspace: Workspace::new(Limits::default()),
        sources: agent.iter().cloned().collect(),
        agent,
        findings: Vec::new(),
    };
    let mut count = 0;
    for path in &arguments.rubrics {
        for (path, source) in sources(path)? {
            linter.rubric(&path, &source)?;
            count += 1;
        }
    }
    let findings = linter.sorted();
    let out = match arguments.format {
        Shown::Text => text(&findings, &linter.sources, count),
        Shown::Json => json(&findings, &linter.sources),
        Shown::Sarif => sarif(&findings, &linter.sources),
    };
    let written = console.write_all(out.as_bytes());
    written.map_err(|error| cannot_write(&error))?;
    let fails =
        |finding: &Diagnostic| arguments.deny_warnings || finding.severity == Severity::Error;
    Ok(if findings.iter().any(fails) {
        Exit::Failed
    } else {
        Exit::Passed
    })
}

impl Linter {
    fn rubric(&mut self, path: &Path, source: &SourceFile) -> Result<(), Stop> {
        let found = lint(source, &self.catalog, &self.lexicon, &self.workspace);
        let found = found.map_err(|problems| {
            Stop::new(
                problems,
                [std::slice::from_ref(source), self.catalog.sources()].concat(),
            )
        })?;
        self.findings.extend(found.iter().cloned());
        self.keep(source);
        let agent = match &self.agent {
            Some(agent) => Some(agent.clone()),
            None => {
                let named = Agent::of(source, path);
                self.findings.extend(named.warnings.iter().cloned());
                named.source
            }
        };
        if let Some(agent) = agent {
            let prompt = AgentPrompt::read(&agent);
            let lost = coverage(source, &agent, &prompt);
            self.findings.extend(lost.iter().cloned());
            self.keep(&agent);
        }
        Ok(())
    }

    fn keep(&mut self, source: &SourceFile) {
        if self.sources.iter().all(|known| known.name != source.name) {
            self.sources.push(source.clone());
        }
    }

    /// The findings by file and place; what has no place stands last.
    fn sorted(&self) -> Diagnostics {
        let mut locator = Locator::new(&self.sources);
        let keyed = self.findings.iter().map(|finding| {
            let located = locator.locate(&finding.place);
            let key = located.map(|at| (Reverse(at.source.name.clone()), Reverse(at.span)));
            (Reverse(key), finding)
        });
        let mut keyed: Vec<_> = keyed.collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        let mut findings = Diagnostics::new();
        for (_, finding) in keyed {
            findings.push(finding.clone());
        }
        findings
    }
}

fn text(findings: &Diagnostics, sources: &[SourceFile], rubrics: usize) -> String {
    if findings.is_empty() {
        return "nothing to say\n".to_owned();
    }
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let counts = [
        (count(Severity::Error), "error", "errors"),
        (count(Severity::Warning), "warning", "warnings"),
        (count(Severity::Note), "note", "notes"),
    ];
    let counts = counts.iter().filter(|(n, ..)| *n > 0);
    let counts: Vec<String> = counts
        .map(|(n, one, many)| counted(*n, one, many))
        .collect();
    format!(
        "{}\n{} in {}\n",
        render(findings, sources),
        counts.join(", "),
        counted(rubrics, "rubric", "rubrics")
    )
}
