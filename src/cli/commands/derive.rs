//! `semper derive`: a rubric from the rules of an agent prompt, or a rubric brought up to date with it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::cli::console::{Console, cannot_write};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{name_of, read_bytes, read_source};
use crate::cli::output::Output;
use crate::derive::{Derived, RuleCounts, derive, revise, to_yaml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::prompt::{AgentPrompt, Rule, Strength};
use crate::report::{cell, one_line, pad};
use crate::rubric::Catalog;
use crate::source::SourceFile;
use crate::verdict::printable;
use crate::words::counted;

/// Columns of a section and of the text of a rule or of an id.
const SECTION: usize = 24;
const TEXT: usize = 120;

/// A byte order mark, which reading drops and an update puts back.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Makes a rubric of the rules of an agent prompt, or brings one up to date.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The agent prompt: the Markdown that instructs the agent.
    #[arg(value_name = "AGENT")]
    agent: PathBuf,
    /// Writes the rubric to this file, whole or not at all; a file that is there stays as it is.
    #[arg(short, long, value_name = "FILE", conflicts_with = "update")]
    output: Option<PathBuf>,
    /// Lets `--output` replace a file.
    #[arg(long, requires = "output")]
    force: bool,
    /// Brings this rubric up to date with the prompt and keeps what people wrote in it.
    #[arg(short, long, value_name = "RUBRIC", conflicts_with = "rules")]
    update: Option<PathBuf>,
    /// Changes nothing, and exits with 1 when the rubric of `--update` is not up to date.
    #[arg(long, requires = "update")]
    check: bool,
    /// Prints the rules alone.
    #[arg(long, conflicts_with = "output")]
    rules: bool,
    /// How `--rules` prints them.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        requires = "rules"
    )]
    format: RuleFormat,
}

/// How rules are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RuleFormat {
    /// A line for each rule.
    Text,
    /// JSON: `{"rules":[{"text","lines":{"start","end"},"strength","section","why"}]}`.
    Json,
}

pub(in crate::cli) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let source = read_source(&arguments.agent)?;
    let prompt = AgentPrompt::read(&source);
    if arguments.rules {
        return print_rules(&prompt, arguments.format, console);
    }
    if prompt.rules.is_empty() {
        return Err(no_rules(&source));
    }
    let catalog = Catalog::shipped();
    let rubric = arguments.output.as_ref().or(arguments.update.as_ref());
    let agent = rubric.map_or_else(
        || slashed(&arguments.agent),
        |rubric| relative(&arguments.agent, rubric),
    );
    let derived = derive(&prompt, &agent, &catalog);
    let exit = match (&arguments.update, &arguments.output) {
        (Some(rubric), _) => update(rubric, &derived, arguments, console)?,
        (None, Some(output)) => write_new(output, &to_yaml(&derived), arguments)?,
        (None, None) => print(&to_yaml(&derived), console)?,
    };
    console.say(&RuleCounts::of(&derived).to_string());
    Ok(exit)
}

fn print(text: &str, console: &mut Console) -> Result<Exit, Stop> {
    let printed = console
        .write_all(text.as_bytes())
        .and_then(|()| console.flush());
    printed.map_err(|error| cannot_write(&error))?;
    Ok(Exit::Passed)
}

fn write_new(path: &Path, text: &str, arguments: &Arguments) -> Result<Exit, Stop> {
    if is_file(path) && !arguments.force {
        let message = format!("`{}` is there already", name_of(path));
        return Err(Diagnostic::error(Code::ARGUMENT, message)
            .help("`--update` keeps what people wrote in it, `--force` replaces it")
            .into());
    }
    if is_same(path, &arguments.agent) {
        let message = format!("`--output` would replace the prompt `{}`", name_of(path));
        return Err(Diagnostic::error(Code::ARGUMENT, message)
            .help("write the rubric to another file")
            .into());
    }
    write(path, text.as_bytes())
}

/// Brings the rubric at `path` up to date, or tells whether it is.
fn update(
    path: &Path,
    derived: &Derived,
    arguments: &Arguments,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let source = read_source(path)?;
    let updated =
        revise(&source, derived).map_err(|problems| Stop::new(problems, vec![source.clone()]))?;
    for change in &updated.changes {
        console.say(&cell(&change.to_string(), TEXT));
    }
    let name = printable(&source.name);
    if updated.text == *source.text {
        console.say(&format!("{name} is up to date"));
        return Ok(Exit::Passed);
    }
    if updated.changes.is_empty() {
        console.say("comments: the lines of rules have changed");
    }
    if arguments.check {
        console.say(&format!(
            "{name} is not up to date: run `semper derive --update`"
        ));
        return Ok(Exit::Failed);
    }
    let mut bytes = Vec::new();
    if read_bytes(path).is_ok_and(|old| old.starts_with(BOM)) {
        bytes.extend_from_slice(BOM);
    }
    bytes.extend_from_slice(updated.text.as_bytes());
    write(path, &bytes)
}

fn write(path: &Path, bytes: &[u8]) -> Result<Exit, Stop> {
    let mut file = Output::create(path)?;
    file.write_all(bytes)
        .map_err(|error| Output::cannot_write(path, &error))?;
    file.commit()?;
    Ok(Exit::Passed)
}

fn no_rules(source: &SourceFile) -> Stop {
    let problem = Diagnostic::error(Code::NOTHING, "no rule was found in the prompt")
        .at(Place::File(source.name.clone()))
        .help("a rule tells the agent what to do or to leave: a list item or a sentence such as `Always write tests`");
    Stop {
        exit: Exit::Nothing,
        ..Stop::new(Diagnostics::from(problem), vec![source.clone()])
    }
}

fn print_rules(
    prompt: &AgentPrompt,
    format: RuleFormat,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let text = match format {
        RuleFormat::Json => {
            let rules: Vec<Value> = prompt.rules.iter().map(rule_json).collect();
            format!("{}\n", json!({ "rules": rules }))
        }
        RuleFormat::Text => rule_lines(&prompt.rules),
    };
    print(&text, console)
}

fn rule_json(rule: &Rule) -> Value {
    json!({
        "text": rule.text,
        "lines": rule.lines,
        "strength": rule.strength,
        "section": rule.section,
        "why": rule.why,
    })
}

fn rule_lines(rules: &[Rule]) -> String {
    let mut out = String::new();
    for rule in rules {
        let strength = match rule.strength {
            Strength::Must => "must",
            Strength::Should => "should",
            Strength::Never => "never",
        };
        let section = one_line(&rule.section, SECTION);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{:>5}  {strength:<6}  {}  {}",
            rule.lines.start,
            pad(&section, SECTION),
            one_line(&rule.text, TEXT)
        );
    }
    let _ = writeln!(out, "{}", counted(rules.len(), "rule", "rules"));
    out
}

#[expect(clippy::disallowed_methods, reason = "paths are looked up here")]
fn is_file(path: &Path) -> bool {
    path.is_file()
}

fn full(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    path.canonicalize().ok()
}

fn is_same(a: &Path, b: &Path) -> bool {
    full(a).is_some_and(|a| Some(a) == full(b))
}

/// The path of `agent` as the rubric at `rubric` must give it: relative to its folder, with forward slashes.
pub(super) fn relative(agent: &Path, rubric: &Path) -> String {
    let folder = full(rubric.parent().unwrap_or(Path::new("")));
    let (Some(from), Some(to)) = (folder, full(agent)) else {
        return slashed(agent);
    };
    let from: Vec<Component<'_>> = from.components().collect();
    let to: Vec<Component<'_>> = to.components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return slashed(agent);
    }
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - common);
    let path: PathBuf = up.chain(to[common..].iter().copied()).collect();
    slashed(&path)
}

fn slashed(path: &Path) -> String {
    let name = name_of(path);
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name
    }
}
