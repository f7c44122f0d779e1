//! Holds a rubric to its agent prompt: rules without a criterion, and criteria whose rule is gone or changed.

use std::collections::BTreeSet;

use super::changes::{overlap, solid};
use super::pairing::{nearest, squeeze};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Place};
use crate::prompt::{AgentPrompt, Rule};
use crate::rubric::{Quotation, QuotedBy, quotations};
use crate::source::SourceFile;
use crate::verdict::quote;

/// What the rubric in `rubric` and the prompt in `agent`, read as `prompt`, do not agree on.
#[must_use]
pub fn coverage(rubric: &SourceFile, agent: &SourceFile, prompt: &AgentPrompt) -> Diagnostics {
    let quoted = quotations(rubric);
    let solid_quotations: Vec<String> = quoted.iter().map(|q| solid(&q.text)).collect();
    let mut problems = Diagnostics::new();
    let whole = solid(&agent.text);
    // A rule that some criterion quotes in its old words has one finding, at the criterion.
    let mut reworded = BTreeSet::new();
    let rules: Vec<&str> = prompt.rules.iter().map(|rule| &*rule.text).collect();
    for (quotation, text) in quoted.iter().zip(&solid_quotations) {
        if !whole.contains(text) {
            let now = nearest(&quotation.text, &rules);
            reworded.extend(now);
            let now = now.map(|n| &prompt.rules[n]);
            problems.push(lost(quotation, now, rubric, agent));
        }
    }
    let open = prompt.rules.iter().enumerate();
    for (_, rule) in open.filter(|(n, _)| !reworded.contains(n)) {
        let text = solid(&rule.text);
        if solid_quotations
            .iter()
            .all(|quoted| !overlap(quoted, &text))
        {
            let message = format!(
                "no criterion quotes the rule {}",
                quote(&squeeze(&rule.text))
            );
            let help = format!(
                "quote it in a criterion of `{}`, or list it under `out-of-scope:` with the reason",
                rubric.name
            );
            problems.push(
                Diagnostic::warning(Code::RULE_UNCOVERED, message)
                    .at(Place::Span(agent.name.clone(), rule.span))
                    .help(help),
            );
        }
    }
    problems
}

/// The problem of a quotation that the prompt no longer has; `now` is the rule that took its place.
fn lost(
    quotation: &Quotation,
    now: Option<&Rule>,
    rubric: &SourceFile,
    agent: &SourceFile,
) -> Diagnostic {
    let place = Place::Yaml(rubric.name.clone(), quotation.path.clone(), Part::Value);
    let quoted = quote(&squeeze(&quotation.text));
    let problem = match (now, &quotation.by) {
        (Some(rule), _) => {
            let message = format!("the rule {quoted} was reworded in `{}`", agent.name);
            let help = format!(
                "line {} now reads: {}",
                rule.lines.start,
                squeeze(&rule.text)
            );
            Diagnostic::warning(Code::RULE_REWORDED, message).help(help)
        }
        (None, QuotedBy::Criterion(_)) => {
            let message = format!("the rule {quoted} is gone from `{}`", agent.name);
            Diagnostic::error(Code::RULE_GONE, message)
                .help("remove the criterion, or quote the rule that it stands for now")
        }
        (None, QuotedBy::OutOfScope) => {
            let message = format!("the rule {quoted} is gone from `{}`", agent.name);
            Diagnostic::warning(Code::RULE_GONE, message).help("remove the entry")
        }
    };
    problem.at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "- Пишите тесты 🙂\r\n- Отвечайте на русском языке и кратко\r\n- Никогда не советуйте threading\r\n";

    fn found(rubric: &str) -> Vec<String> {
        let (rubric, agent) = (
            SourceFile::new("r.yaml", rubric),
            SourceFile::new("p.md", PROMPT),
        );
        let problems = coverage(&rubric, &agent, &AgentPrompt::read(&agent));
        let place = |problem: &Diagnostic| match &problem.place {
            Place::Yaml(_, path, _) => path.to_string(),
            Place::Span(_, span) => agent.text[span.range()].to_owned(),
            Place::Nowhere | Place::File(_) => String::new(),
        };
        let shown = |problem: &Diagnostic| {
            let severity = problem.severity.as_str();
            format!("{severity} {} at {}", problem.code.0, place(problem))
        };
        problems.iter().map(shown).collect()
    }

    #[test]
    fn a_rule_is_covered_by_a_part_of_it_by_one_of_a_list_or_by_being_out_of_scope() {
        let rubric = "
criteria:
  - {id: a, rule: ['на русском   языке', 'Пишите тесты 🙂']}
out-of-scope:
  - {rule: Никогда не советуйте threading, why: виден только код}
";
        assert_eq!(found(rubric), [""; 0]);
        assert_eq!(
            found(
                "criteria: [{id: a, rule: 'Пишите тесты 🙂 - Отвечайте на русском языке и кратко'}]"
            ),
            ["warning rule-uncovered at Никогда не советуйте threading"]
        );
    }

    #[test]
    fn a_quotation_that_is_not_in_the_prompt_is_reworded_or_gone() {
        let rubric = "
criteria:
  - {id: a, rule: [Пишите тесты, Предлагайте библиотеки]}
  - {id: b, rule: Отвечайте на русском языке и подробно}
  - {id: c, rule: Никогда не советуйте threading}
out-of-scope:
  - {rule: Храните секреты в переменных окружения, why: не видно}
";
        assert_eq!(
            found(rubric),
            [
                "error rule-gone at criteria[0].rule[1]",
                "warning rule-reworded at criteria[1].rule",
                "warning rule-gone at out-of-scope[0].rule",
            ]
        );
    }
}
