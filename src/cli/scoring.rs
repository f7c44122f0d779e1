//! What scoring needs, made once for the commands that score: the compiled rubric and the head of the log.

use std::path::Path;

use super::agent::Agent;
use super::console::Console;
use super::exit::Stop;
use super::files::read_source;
use crate::document::Lexicon;
use crate::evaluate::Texts;
use crate::rubric::{Catalog, Criterion, Rubric, RuleText};
use crate::run::{AgentInfo, CriterionInfo, FORMAT, Header, RubricInfo, RuleInfo, UncheckedInfo};

/// The compiled rubric in `file` and its agent prompt; warnings are shown.
pub(super) fn compile(
    file: &Path,
    lexicon: &Lexicon,
    console: &mut Console,
) -> Result<(Rubric, Option<AgentInfo>), Stop> {
    let source = read_source(file)?;
    let agent = Agent::of(&source, file);
    let catalog = Catalog::shipped();
    let mut sources = vec![source.clone()];
    sources.extend_from_slice(catalog.sources());
    let rubric = match Rubric::compile(&source, agent.source.as_ref(), &catalog, lexicon) {
        Ok(rubric) => rubric,
        Err(problems) => return Err(Stop::new(problems, sources)),
    };
    console.problems(&agent.warnings, &sources);
    console.problems(&rubric.warnings, &sources);
    Ok((rubric, agent.info))
}

/// The head of the log of a run with `rubric`.
pub(super) fn header(rubric: &Rubric, agent: Option<AgentInfo>, texts: Texts) -> Header {
    let info = |rule: &RuleText| RuleInfo {
        text: rule.text.clone(),
        line: rule.line,
    };
    let rule = |criterion: &Criterion| criterion.rule().map(info);
    let also = |criterion: &Criterion| criterion.rules.iter().skip(1).map(info).collect();
    let checked = rubric
        .criteria
        .iter()
        .filter(|criterion| !criterion.is_unchecked());
    let unchecked = rubric
        .criteria
        .iter()
        .filter(|criterion| criterion.is_unchecked());
    Header {
        format: FORMAT,
        semper: env!("CARGO_PKG_VERSION").to_owned(),
        rubric: RubricInfo {
            name: rubric.name.clone(),
            digest: rubric.digest.clone(),
        },
        agent,
        criteria: checked
            .map(|criterion| CriterionInfo {
                id: criterion.id.clone(),
                level: criterion.level,
                digest: Some(criterion.digest.clone()),
                weight: criterion.weight,
                rule: rule(criterion),
                also: also(criterion),
            })
            .collect(),
        unchecked: unchecked
            .map(|criterion| UncheckedInfo {
                id: criterion.id.clone(),
                level: criterion.level,
                question: criterion.question().map(str::to_owned),
                rule: rule(criterion),
                also: also(criterion),
            })
            .collect(),
        gate: rubric.gate.clone(),
        no_text: texts == Texts::Digests,
    }
}
