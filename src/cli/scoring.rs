//! What scoring needs, made once for the commands that score: the compiled rubric and the head of the log.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::agent::Agent;
use super::console::Console;
use super::exit::Stop;
use super::files::read_source;
use crate::document::Lexicon;
use crate::evaluate::{Texts, text_digest};
use crate::rubric::{Catalog, Criterion, Demanded, Manner, Rubric, RuleText};
use crate::run::{AgentInfo, CriterionInfo, FORMAT, Header, RubricInfo, RuleInfo, UncheckedInfo};
use crate::transcript::prompt_case;

/// What is demanded of answers beside the rubric.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    /// The file of the cases with criteria of their own.
    pub(super) cases: Option<PathBuf>,
    /// How an answer is read.
    pub(super) manner: Manner,
}

/// What is demanded beside the rubric, as arguments.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct BesideArguments {
    /// Cases with criteria of their own: JSON Lines, YAML or CSV, joined to answers by case id or prompt.
    #[arg(long, value_name = "FILE")]
    pub(super) cases: Option<PathBuf>,
    /// A criterion passes also when it does without the first or last line of the answer, or without asterisks.
    #[arg(long)]
    pub(super) loose: bool,
}

impl BesideArguments {
    /// The same as a value.
    pub(super) fn beside(&self) -> Beside {
        Beside {
            cases: self.cases.clone(),
            manner: if self.loose {
                Manner::Loose
            } else {
                Manner::Strict
            },
        }
    }
}

/// The names of the cases that must have an answer.
pub(super) fn expected(rubric: &Rubric) -> impl Iterator<Item = String> {
    let cases = rubric.cases.iter().flat_map(|cases| &cases.cases);
    cases.map(|case| match (&case.id, &case.prompt) {
        (Some(id), _) => id.to_string(),
        (None, Some(prompt)) => prompt_case(prompt),
        (None, None) => String::new(),
    })
}

/// The compiled rubric in `file` and its agent prompt; warnings are shown.
pub(super) fn compile(
    file: &Path,
    lexicon: &Lexicon,
    demanded: &Beside,
    console: &mut Console,
) -> Result<(Rubric, Option<AgentInfo>), Stop> {
    let source = read_source(file)?;
    let agent = Agent::of(&source, file);
    let catalog = Catalog::shipped();
    let mut sources = vec![source.clone()];
    sources.extend_from_slice(catalog.sources());
    let cases = demanded.cases.as_deref().map(read_source).transpose()?;
    sources.extend(cases.clone());
    let demanded = Demanded {
        cases: cases.as_ref(),
        manner: demanded.manner,
    };
    let agent_source = agent.source.as_ref();
    let rubric = match Rubric::compile_with(&source, agent_source, &catalog, lexicon, demanded) {
        Ok(rubric) => rubric,
        Err(problems) => return Err(Stop::new(problems, sources)),
    };
    console.problems(&agent.warnings, &sources);
    console.problems(&rubric.warnings, &sources);
    Ok((rubric, agent.info))
}

/// The digest of what decides, when answers are read in this manner.
fn manner_digest(digest: &Arc<str>, manner: Manner) -> Arc<str> {
    match manner {
        Manner::Strict => digest.clone(),
        Manner::Loose => text_digest(&format!("loose {digest}")).into(),
    }
}

/// The head of the log of a run with `rubric`.
pub(super) fn header(rubric: &Rubric, agent: Option<AgentInfo>, texts: Texts) -> Header {
    let info = |rule: &RuleText| RuleInfo {
        text: rule.text.clone(),
        line: rule.line,
    };
    let rule = |criterion: &Criterion| criterion.rule().map(info);
    let also = |criterion: &Criterion| criterion.rules.iter().skip(1).map(info).collect();
    let groups = rubric.cases.iter().flat_map(|cases| &cases.groups);
    let digest = |digest: &Arc<str>| manner_digest(digest, rubric.manner);
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
            digest: digest(&rubric.digest.as_str().into()).to_string(),
        },
        agent,
        criteria: checked
            .map(|criterion| CriterionInfo {
                id: criterion.id.clone(),
                level: criterion.level,
                digest: Some(digest(&criterion.digest)),
                per_case: false,
                weight: criterion.weight,
                rule: rule(criterion),
                also: also(criterion),
            })
            .chain(groups.map(|group| CriterionInfo {
                id: group.id.clone(),
                level: group.level,
                digest: Some(digest(&group.digest)),
                per_case: true,
                weight: group.weight,
                rule: None,
                also: Vec::new(),
            }))
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
        loose: rubric.manner == Manner::Loose,
        no_text: texts == Texts::Digests,
    }
}
