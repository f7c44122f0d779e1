//! Writes a derived rubric as YAML that a person wants to keep and edit.
//!
//! The comment lines that begin with `# semper:` are semper's own; an update rewrites them and nothing else.

use serde_json::{Value, json};

use super::counts::RuleCounts;
use super::layout::entry;
use super::scalar::comment;
use super::{Derived, DerivedCriterion};
use crate::verdict::Level;

/// What each comment line of semper's own begins with.
pub(super) const MARK: &str = "# semper:";

/// The schema that an editor finds beside the rubric.
const SCHEMA: &str = "rubric.schema.json";

/// The rubric as YAML; its schema lies beside it.
#[must_use]
pub fn to_yaml(derived: &Derived) -> String {
    to_yaml_with_schema(derived, SCHEMA)
}

/// The rubric as YAML; `schema` is the path or address of the schema.
#[must_use]
pub fn to_yaml_with_schema(derived: &Derived, schema: &str) -> String {
    let mut lines = vec![
        format!("# yaml-language-server: $schema={}", comment(schema)),
        format!(
            "# Derived from {}; `semper derive --update` keeps what you edit.",
            comment(&derived.agent)
        ),
        format!("# {}.", RuleCounts::of(derived)),
        "semper: 1".to_owned(),
    ];
    entry("rubric", &json!(derived.rubric), 0, &mut lines);
    entry("agent", &json!(derived.agent), 0, &mut lines);
    lines.push(String::new());
    if derived.criteria.is_empty() {
        lines.push("criteria: []".to_owned());
    } else {
        lines.push("criteria:".to_owned());
    }
    for (n, criterion) in derived.criteria.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        let rules = criterion.rules.iter().map(|rule| rule.line);
        lines.push(format!("  {}", on_lines(rules)));
        lines.extend(criterion_lines(criterion, &criterion.id, 2));
    }
    if !derived.out_of_scope.is_empty() {
        lines.extend([String::new(), "out-of-scope:".to_owned()]);
    }
    for (n, out) in derived.out_of_scope.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        lines.push(format!("  {}", on_lines([out.rule.line])));
        lines.extend(out_of_scope_lines(&out.rule.text, &out.why, 2));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The comment that says on which lines of the prompt the rules of a criterion stand.
pub(super) fn on_lines(lines: impl IntoIterator<Item = usize>) -> String {
    let mut numbers: Vec<usize> = lines.into_iter().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let noun = if numbers.len() == 1 { "line" } else { "lines" };
    format!("{MARK} {noun} {}", numbers.join(", "))
}

/// The lines of a criterion whose `-` stands at `indent`.
pub(super) fn criterion_lines(
    criterion: &DerivedCriterion,
    id: &str,
    indent: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut put = |key: &str, value: &Value| entry(key, value, indent + 2, &mut lines);
    put("id", &json!(id));
    match &criterion.rules[..] {
        [] => {}
        [only] => put("rule", &json!(only.text)),
        several => {
            let texts: Value = several.iter().map(|rule| rule.text.as_str()).collect();
            put("rule", &texts);
        }
    }
    if criterion.level != Level::Must {
        put("level", &json!(criterion.level.as_str()));
    }
    if let Some(when) = &criterion.when {
        put("when", when);
    }
    put("check", &criterion.check);
    with_dash(lines, indent)
}

/// The lines of an entry of `out-of-scope` whose `-` stands at `indent`.
pub(super) fn out_of_scope_lines(rule: &str, why: &str, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    entry("rule", &json!(rule), indent + 2, &mut lines);
    entry("why", &json!(why), indent + 2, &mut lines);
    with_dash(lines, indent)
}

fn with_dash(mut lines: Vec<String>, indent: usize) -> Vec<String> {
    if let Some(first) = lines.first_mut() {
        first.replace_range(indent..=indent, "-");
    }
    lines
}

#[cfg(test)]
mod tests;
