//! What `semper gate` writes to files, and what it must not replace.

use std::path::{Path, PathBuf};

use super::Arguments;
use super::sides::Named;
use crate::cli::exit::Stop;
use crate::cli::reports::{Claims, Wanted, wanted};
use crate::compare::Side;
use crate::report::{GATE_FORMATS, GateFormat};
use crate::run::Header;

/// Reads a value of `--report`.
pub(super) fn report(text: &str) -> Result<Wanted<GateFormat>, String> {
    let formats: Vec<_> = GATE_FORMATS
        .iter()
        .map(|format| (format.name, *format))
        .collect();
    wanted(text, &formats)
}

/// What is written must replace nothing that matters. A saved baseline may take the place of the one before.
pub(super) fn refuse_overwrite(arguments: &Arguments, sides: [&Named; 2]) -> Result<(), Stop> {
    let [baseline, candidate] = sides;
    let mut claims = Claims::default();
    side(&mut claims, Side::Candidate, candidate);
    let rubrics = arguments.rubric.iter().chain(&arguments.candidate_rubric);
    for rubric in rubrics {
        claims.reads("the rubric", rubric);
    }
    if let Some(cases) = &arguments.beside.cases {
        claims.reads("the cases file", cases);
    }
    if let Some(path) = &arguments.save_baseline {
        claims.writes(SAVE, path)?;
    }
    side(&mut claims, Side::Baseline, baseline);
    claims.reports(&arguments.reports)
}

/// The same of the agent prompts, which are known once the rubrics or logs are read.
pub(super) fn refuse_prompts<'h>(
    arguments: &Arguments,
    headers: impl IntoIterator<Item = &'h Header>,
) -> Result<(), Stop> {
    let mut claims = Claims::default();
    let agents = headers
        .into_iter()
        .filter_map(|header| header.agent.as_ref());
    for file in agents.filter_map(|agent| agent.file.as_deref()) {
        claims.reads("the agent prompt", Path::new(file));
    }
    if let Some(path) = &arguments.save_baseline {
        claims.writes(SAVE, path)?;
    }
    claims.reports(&arguments.reports)
}

const SAVE: &str = "--save-baseline";

fn side(claims: &mut Claims, side: Side, named: &Named) {
    let what = format!("the {}", side.as_str());
    let paths: Vec<&PathBuf> = named.files();
    for path in paths {
        claims.reads(&what, path);
    }
}
