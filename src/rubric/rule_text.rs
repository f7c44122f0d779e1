//! The rules that criteria quote, looked up in the agent prompt.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::compile::At;
use super::spec::{Strings, non_empty, read};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::source::{SourceFile, line_column};

/// A rule of the agent prompt, as a criterion quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// The quotation.
    pub text: String,
    /// Its line in the prompt, when the prompt is known and has it.
    pub line: Option<usize>,
}

/// A rule of the agent prompt that no answer can show, and that therefore gets no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfScopeRule {
    /// The rule, quoted.
    pub rule: RuleText,
    /// Why no answer shows it.
    pub why: String,
}

/// An entry of `out-of-scope`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "OutOfScope")]
pub(super) struct RawOutOfScope {
    /// The rule of the agent prompt, quoted.
    rule: String,
    /// Why no answer can show whether it is kept.
    why: String,
}

/// The rules that a criterion quotes under `rule:`, each with its line.
pub(super) fn find_rules(
    quoted: Strings,
    agent: Option<&SourceFile>,
    at: &At<'_>,
    warnings: &mut Diagnostics,
) -> Result<Vec<RuleText>, Diagnostics> {
    let at = at.key("rule");
    let texts = non_empty(&at, quoted)?;
    let one = texts.len() == 1;
    let place = |n| if one { at.clone() } else { at.index(n) };
    let texts = texts.into_iter().enumerate();
    Ok(texts
        .map(|(n, text)| find_rule(text, agent, &place(n), warnings))
        .collect())
}

/// Validates the entries of `out-of-scope`, and looks their rules up.
pub(super) fn out_of_scope(
    entries: Vec<Value>,
    agent: Option<&SourceFile>,
    at: &At<'_>,
    warnings: &mut Diagnostics,
) -> Result<Vec<OutOfScopeRule>, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut out = Vec::with_capacity(entries.len());
    for (n, value) in entries.into_iter().enumerate() {
        let at = at.key("out-of-scope").index(n);
        out.extend(problems.take(out_of_scope_rule(value, agent, &at, warnings)));
    }
    problems.or(out)
}

fn out_of_scope_rule(
    value: Value,
    agent: Option<&SourceFile>,
    at: &At<'_>,
    warnings: &mut Diagnostics,
) -> Result<OutOfScopeRule, Diagnostics> {
    let raw: RawOutOfScope = read(value, at, None, &[])?;
    let mut problems = Diagnostics::new();
    for (key, text) in [("rule", &raw.rule), ("why", &raw.why)] {
        if text.trim().is_empty() {
            problems.push(at.key(key).error(Code::EMPTY, "the string is empty"));
        }
    }
    problems.or(())?;
    Ok(OutOfScopeRule {
        rule: find_rule(raw.rule, agent, &at.key("rule"), warnings),
        why: raw.why,
    })
}

/// The line of the rule quoted at `at`; white space may differ.
fn find_rule(
    text: String,
    agent: Option<&SourceFile>,
    at: &At<'_>,
    warnings: &mut Diagnostics,
) -> RuleText {
    let line = agent.and_then(|agent| {
        let line = line_of(&agent.text, &text);
        if line.is_none() {
            let message = format!("the rule is not in `{}`", agent.name);
            let mut warning = at.error(Code::RULE_NOT_FOUND, message);
            warning.severity = Severity::Warning;
            warnings
                .push(warning.help("quote it as it stands in the prompt, or update the criterion"));
        }
        line
    });
    RuleText { text, line }
}

/// The line on which `rule` starts in `prompt`, white space aside.
fn line_of(prompt: &str, rule: &str) -> Option<usize> {
    let squeeze = |text: &str| -> (String, Vec<usize>) {
        text.char_indices()
            .filter(|(_, c)| !c.is_whitespace())
            .map(|(at, c)| (c, at))
            .fold(
                (String::new(), Vec::new()),
                |(mut kept, mut offsets), (c, at)| {
                    kept.push(c);
                    offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
                    (kept, offsets)
                },
            )
    };
    let (prompt_kept, offsets) = squeeze(prompt);
    let (rule_kept, _) = squeeze(rule);
    let found = prompt_kept
        .find(&rule_kept)
        .filter(|_| !rule_kept.is_empty())?;
    Some(line_column(prompt, offsets[found]).line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_whatever_its_white_space() {
        let prompt = "---\nимя: x\n---\n\n1. ВСЕГДА создавайте\n   тесты 🙂\r\n2. Да";
        assert_eq!(line_of(prompt, "создавайте тесты 🙂 2."), Some(5));
        assert_eq!(line_of(prompt, "нет такого"), None);
        assert_eq!(line_of(prompt, " "), None);
    }
}
