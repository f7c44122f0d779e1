//! The rules that criteria quote, looked up in the agent prompt.

use super::compile::At;
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

/// The line of a quoted rule; white space may differ.
pub(super) fn find_rule(
    text: String,
    agent: Option<&SourceFile>,
    at: &At<'_>,
    warnings: &mut Diagnostics,
) -> RuleText {
    let line = agent.and_then(|agent| {
        let line = line_of(&agent.text, &text);
        if line.is_none() {
            let message = format!("the rule is not in `{}`", agent.name);
            let mut warning = at.key("rule").error(Code::RULE_NOT_FOUND, message);
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
