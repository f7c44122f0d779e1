//! `semper new`: a rubric to start from.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::derive::relative;
use super::import::{is_free, write};
use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{name_of, read_source};
use crate::derive::yaml_entry;

const ENGLISH: &str = include_str!("../../../rubrics/starters/en.yaml");
const RUSSIAN: &str = include_str!("../../../rubrics/starters/ru.yaml");

/// Writes a rubric with comments to start from.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The file; one that is there is never replaced. Standard output by default.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The agent prompt that the rubric is for.
    #[arg(long, value_name = "AGENT")]
    agent: Option<PathBuf>,
    /// The language of the comments.
    #[arg(long, value_name = "LANG", default_value = "en")]
    lang: Language,
}

/// The languages of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// English.
    En,
    /// Russian.
    Ru,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let mut text = match arguments.lang {
        Language::En => ENGLISH,
        Language::Ru => RUSSIAN,
    }
    .to_owned();
    if let Some(agent) = &arguments.agent {
        read_source(agent)?;
        let path = arguments.file.as_deref().unwrap_or(Path::new(""));
        let mut lines = Vec::new();
        yaml_entry("agent", &relative(agent, path).into(), 0, &mut lines);
        let line = format!("\nrubric: my-agent\n{}\n", lines.join("\n"));
        // The rules of the starter are none of the prompt's.
        let lines = text.split_inclusive('\n');
        text = lines
            .filter(|line| !line.trim_start().starts_with("rule: "))
            .collect::<String>()
            .replacen("\nrubric: my-agent\n", &line, 1);
        console.say(&format!(
            "`semper derive {}` makes criteria of the rules of the prompt",
            name_of(agent)
        ));
    }
    match &arguments.file {
        Some(file) => {
            is_free(file, false)?;
            write(file, &text)?;
        }
        None => console
            .write_all(text.as_bytes())
            .map_err(|error| cannot_write(&error))?,
    }
    Ok(Exit::Passed)
}
