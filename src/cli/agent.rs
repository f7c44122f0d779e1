//! Finds the agent prompt that a rubric names.
//!
//! The prompt gives quoted rules their lines. A rubric works without it, so what goes wrong is a warning.

use std::path::Path;

use super::exit::Stop;
use super::files::{name_of, read_source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Place, Severity};
use crate::evaluate::text_digest;
use crate::rubric::named_agent;
use crate::run::AgentInfo;
use crate::source::SourceFile;

/// The prompt of a rubric, if it has one that can be read.
#[derive(Debug, Default)]
pub(super) struct Agent {
    /// The file.
    pub(super) source: Option<SourceFile>,
    /// What the log says of it.
    pub(super) info: Option<AgentInfo>,
    /// Why it is not there.
    pub(super) warnings: Diagnostics,
}

impl Agent {
    /// The prompt that `rubric` names, relative to its folder.
    pub(super) fn of(rubric: &SourceFile, file: &Path) -> Self {
        let Some(path) = named_agent(rubric) else {
            return Self::default();
        };
        let full = file.parent().unwrap_or(Path::new("")).join(&path);
        match read_source(&full) {
            Ok(source) => Self {
                info: Some(AgentInfo {
                    name: full
                        .file_stem()
                        .map(|stem| name_of(Path::new(stem)))
                        .unwrap_or_default(),
                    digest: text_digest(&source.text),
                    path,
                    file: Some(name_of(&full)),
                }),
                source: Some(source),
                warnings: Diagnostics::new(),
            },
            Err(stop) => Self {
                warnings: warning(rubric, &stop).into(),
                ..Self::default()
            },
        }
    }
}

fn warning(rubric: &SourceFile, stop: &Stop) -> Diagnostic {
    let why = stop
        .problems
        .iter()
        .next()
        .map_or("", |problem| &problem.message);
    let path = crate::diagnostic::Path::root().key("agent");
    let mut warning = Diagnostic::error(Code::UNREADABLE, format!("no agent prompt: {why}"))
        .at(Place::Yaml(rubric.name.clone(), path, Part::Value))
        .help("the path is relative to the rubric; without the prompt, rules have no lines");
    warning.severity = Severity::Warning;
    warning
}
