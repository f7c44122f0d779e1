//! What an edit of a prompt does to its rules, and which criteria of a rubric that touches.

use super::pairing::{Wording, align, moved, squeeze};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::prompt::{AgentPrompt, Rule, Strength};
use crate::rubric::{Quotation, QuotedBy};
use crate::source::SourceFile;
use crate::verdict::quote;
use crate::words::counted;

/// One thing that the edit did to one rule.
#[derive(Debug, Clone)]
pub struct Change<'p> {
    /// What was done.
    pub kind: ChangeKind<'p>,
    /// The criteria that quote the old rule.
    pub touched: Vec<Touched<'p>>,
}

/// What was done to a rule.
#[derive(Debug, Clone, Copy)]
pub enum ChangeKind<'p> {
    /// It is new.
    Added(&'p Rule),
    /// It is gone.
    Removed(&'p Rule),
    /// It has other words, or another strength: first as it was, then as it is.
    Reworded(&'p Rule, &'p Rule),
    /// It stands in another order: first as it was, then as it is.
    Moved(&'p Rule, &'p Rule),
}

/// A criterion that a change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched<'p> {
    /// Its id.
    pub id: &'p str,
    /// What became of its quotation.
    pub quoting: Quoting,
}

/// What became of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// The rule still has those words.
    Stands,
    /// It no longer has them.
    Gone,
}

impl<'p> ChangeKind<'p> {
    /// The name of the kind: `added`, `removed`, `reworded` or `moved`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Reworded(..) => "reworded",
            Self::Moved(..) => "moved",
        }
    }

    /// The code of the kind.
    #[must_use]
    pub fn code(self) -> Code {
        match self {
            Self::Added(_) => Code::RULE_ADDED,
            Self::Removed(_) => Code::RULE_REMOVED,
            Self::Reworded(..) => Code::RULE_REWORDED,
            Self::Moved(..) => Code::RULE_MOVED,
        }
    }

    /// The rule as it was.
    #[must_use]
    pub fn before(self) -> Option<&'p Rule> {
        match self {
            Self::Added(_) => None,
            Self::Removed(old) | Self::Reworded(old, _) | Self::Moved(old, _) => Some(old),
        }
    }

    /// The rule as it is.
    #[must_use]
    pub fn after(self) -> Option<&'p Rule> {
        match self {
            Self::Removed(_) => None,
            Self::Added(new) | Self::Reworded(_, new) | Self::Moved(_, new) => Some(new),
        }
    }

    /// The strengths before and after, if they differ.
    #[must_use]
    pub fn strengths(self) -> Option<(Strength, Strength)> {
        let (old, new) = (self.before()?.strength, self.after()?.strength);
        (old != new).then_some((old, new))
    }
}

impl Change<'_> {
    /// The change as a diagnostic in the new prompt, or in the old one when the rule is gone.
    #[must_use]
    pub fn diagnostic(&self, old: &SourceFile, new: &SourceFile) -> Diagnostic {
        let code = self.kind.code();
        let (message, file, rule) = match self.kind {
            ChangeKind::Added(rule) => (format!("new rule {}", said(rule)), new, rule),
            ChangeKind::Removed(rule) => (format!("the rule {} is gone", said(rule)), old, rule),
            ChangeKind::Reworded(before, rule) => {
                let strength = self.kind.strengths().map_or_else(String::new, |(a, b)| {
                    format!(", {} became {}", a.as_str(), b.as_str())
                });
                let message = format!(
                    "the rule {} now reads {}{strength}",
                    said(before),
                    said(rule)
                );
                (message, new, rule)
            }
            ChangeKind::Moved(_, rule) => (format!("the rule {} was moved", said(rule)), new, rule),
        };
        let diagnostic = match self.kind {
            ChangeKind::Removed(_) | ChangeKind::Reworded(..) => Diagnostic::warning(code, message),
            ChangeKind::Added(_) | ChangeKind::Moved(..) => Diagnostic::note(code, message),
        };
        diagnostic
            .at(Place::Span(file.name.clone(), rule.span))
            .maybe_help(self.touches())
    }

    /// The touched criteria in a sentence; `None` when there are none.
    #[must_use]
    pub fn touches(&self) -> Option<String> {
        let criterion = |touched: &Touched<'_>| match (self.kind, touched.quoting) {
            (ChangeKind::Reworded(..), Quoting::Gone) => {
                format!("{} (its quotation is gone)", touched.id)
            }
            (ChangeKind::Reworded(..), Quoting::Stands) => {
                format!("{} (its quotation still stands)", touched.id)
            }
            (ChangeKind::Added(_) | ChangeKind::Removed(_) | ChangeKind::Moved(..), _) => {
                touched.id.to_owned()
            }
        };
        let ids: Vec<String> = self.touched.iter().map(criterion).collect();
        (!ids.is_empty()).then(|| format!("touches {}", ids.join(", ")))
    }
}

fn said(rule: &Rule) -> String {
    quote(&squeeze(&rule.text))
}

/// Every change from `old` to `new`, in the order of the new prompt; a removed rule follows the one it
/// followed. `quotations` are those of the rubric.
#[must_use]
pub fn changes<'p>(
    old: &'p AgentPrompt,
    new: &'p AgentPrompt,
    quotations: &'p [Quotation],
) -> Vec<Change<'p>> {
    let quotations = Quotations::new(quotations);
    let texts = |prompt: &'p AgentPrompt| -> Vec<&'p str> {
        prompt.rules.iter().map(|r| &*r.text).collect()
    };
    let pairs = align(&texts(old), &texts(new));
    let mut found: Vec<((usize, usize, usize), ChangeKind<'p>)> = Vec::new();
    let mut paired = vec![None; old.rules.len()];
    let mut is_old = vec![false; new.rules.len()];
    for pair in &pairs {
        paired[pair.old] = Some(pair.new);
        is_old[pair.new] = true;
        let (before, after) = (&old.rules[pair.old], &new.rules[pair.new]);
        if pair.wording == Wording::Other || before.strength != after.strength {
            let place = (pair.new + 1, 0, 0);
            found.push((place, ChangeKind::Reworded(before, after)));
        }
    }
    for pair in moved(&pairs) {
        let kind = ChangeKind::Moved(&old.rules[pair.old], &new.rules[pair.new]);
        found.push(((pair.new + 1, 0, 1), kind));
    }
    let mut after = 0;
    for (n, rule) in old.rules.iter().enumerate() {
        match paired[n] {
            Some(new) => after = new + 1,
            None => found.push(((after, 1, n), ChangeKind::Removed(rule))),
        }
    }
    for (n, rule) in new.rules.iter().enumerate().filter(|(n, _)| !is_old[*n]) {
        found.push(((n + 1, 0, 0), ChangeKind::Added(rule)));
    }
    found.sort_by_key(|(place, _)| *place);
    let change = |(_, kind)| Change {
        touched: quotations.touched(kind),
        kind,
    };
    found.into_iter().map(change).collect()
}

/// The quotations of criteria, without white space.
struct Quotations<'p>(Vec<(&'p str, String)>);

impl<'p> Quotations<'p> {
    fn new(all: &'p [Quotation]) -> Self {
        let of_criteria = all.iter().filter_map(|quotation| match &quotation.by {
            QuotedBy::Criterion(id) => Some((id.as_str(), solid(&quotation.text))),
            QuotedBy::OutOfScope => None,
        });
        Self(of_criteria.collect())
    }

    fn touched(&self, kind: ChangeKind<'_>) -> Vec<Touched<'p>> {
        let Some(old) = kind.before().map(|rule| solid(&rule.text)) else {
            return Vec::new();
        };
        let new = kind.after().map(|rule| solid(&rule.text));
        let mut out: Vec<Touched<'p>> = Vec::new();
        for (id, quotation) in self.0.iter().filter(|(_, text)| overlap(text, &old)) {
            let stands = new.as_ref().is_some_and(|new| overlap(quotation, new));
            let quoting = if stands {
                Quoting::Stands
            } else {
                Quoting::Gone
            };
            match out.iter_mut().find(|touched| touched.id == *id) {
                // Of several quotations of one rule, the one that is gone is what matters.
                Some(touched) if quoting == Quoting::Gone => touched.quoting = quoting,
                Some(_) => {}
                None => out.push(Touched { id, quoting }),
            }
        }
        out
    }
}

/// `text` without white space: quotations and prompts may break their lines as they like.
pub(super) fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether one of two texts without white space is in the other.
pub(super) fn overlap(quotation: &str, rule: &str) -> bool {
    !quotation.is_empty()
        && !rule.is_empty()
        && (rule.contains(quotation) || quotation.contains(rule))
}

/// The counts of all kinds and of the touched criteria: `3 removed, 1 reworded; 2 criteria touched`.
#[must_use]
pub fn summary(changes: &[Change<'_>]) -> String {
    if changes.is_empty() {
        return "no rule changed".to_owned();
    }
    let count = |name: &str| changes.iter().filter(|c| c.kind.name() == name).count();
    let kinds = ["added", "removed", "reworded", "moved"];
    let counts = kinds.iter().map(|name| (count(name), name));
    let counts = counts.filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(n, name)| format!("{n} {name}")).collect();
    let touched = counted(touched_count(changes), "criterion", "criteria");
    format!("{}; {touched} touched", counts.join(", "))
}

/// How many criteria are touched.
#[must_use]
pub fn touched_count(changes: &[Change<'_>]) -> usize {
    let ids = changes.iter().flat_map(|change| &change.touched);
    ids.map(|touched| touched.id)
        .collect::<std::collections::BTreeSet<_>>()
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Lines;
    use crate::rubric::quotations;
    use crate::source::Span;

    fn rule(text: &str, strength: Strength) -> Rule {
        Rule {
            text: text.to_owned(),
            span: Span::new(0, 0),
            lines: Lines { start: 1, end: 1 },
            strength,
            section: String::new(),
            language: "ru".to_owned(),
            why: String::new(),
            forbidden_by_heading: false,
        }
    }

    fn prompt(rules: &[(&str, Strength)]) -> AgentPrompt {
        AgentPrompt {
            name: None,
            body: Span::new(0, 0),
            rules: rules.iter().map(|(text, s)| rule(text, *s)).collect(),
            language: "ru".to_owned(),
        }
    }

    fn must(texts: &[&'static str]) -> AgentPrompt {
        let rules: Vec<_> = texts.iter().map(|text| (*text, Strength::Must)).collect();
        prompt(&rules)
    }

    /// Each change as its name, the first words of its rule and the touched criteria.
    fn shown(old: &AgentPrompt, new: &AgentPrompt, rubric: &str) -> Vec<String> {
        let quoted = quotations(&SourceFile::new("r.yaml", rubric));
        let line = |change: &Change<'_>| {
            let rule = change.kind.before().or(change.kind.after()).unwrap();
            let first = rule.text.split_whitespace().next().unwrap();
            let touches = change.touches().unwrap_or_default();
            format!("{} {first} {touches}", change.kind.name())
        };
        let all = changes(old, new, &quoted);
        all.iter().map(line).collect()
    }

    const RUBRIC: &str = "
criteria:
  - {id: russian, rule: на русском языке}
  - {id: examples, rule: приводите примеры кода}
  - {id: tests, rule: [Пишите тесты, Нет такого]}
  - {id: wide, rule: 'Пишите   тесты Объясняйте выбор'}
";

    #[test]
    fn removed_and_reworded_rules_name_the_criteria_that_quote_them() {
        let old = must(&[
            "Пишите\r\n  тесты",
            "Объясняйте выбор 🙂",
            "Отвечайте на русском языке, приводите примеры кода",
        ]);
        let new = must(&["Объясняйте выбор 🙂", "Отвечайте на русском языке, кратко"]);
        assert_eq!(
            shown(&old, &new, RUBRIC),
            [
                "removed Пишите touches tests, wide",
                "reworded Отвечайте touches russian (its quotation still stands), examples (its quotation is gone)",
            ]
        );
        let quoted = quotations(&SourceFile::new("r.yaml", RUBRIC));
        let all = changes(&old, &new, &quoted);
        assert_eq!(summary(&all), "1 removed, 1 reworded; 4 criteria touched");
    }

    #[test]
    fn another_strength_is_another_wording_and_white_space_is_none() {
        let old = prompt(&[("use  eval", Strength::Must), ("b c", Strength::Must)]);
        let new = prompt(&[("use eval", Strength::Never), ("b\n c", Strength::Must)]);
        assert_eq!(shown(&old, &new, ""), ["reworded use "]);
        let all = changes(&old, &new, &[]);
        assert_eq!(
            all[0].kind.strengths(),
            Some((Strength::Must, Strength::Never))
        );
    }

    #[test]
    fn a_shift_is_no_change_and_a_swap_is_one() {
        let old = must(&["a one", "b two", "c three"]);
        let new = must(&["x new", "a one", "c three", "b two"]);
        assert_eq!(shown(&old, &new, ""), ["added x ", "moved b "]);
        assert_eq!(summary(&changes(&old, &old, &[])), "no rule changed");
    }

    #[test]
    fn a_rule_can_be_moved_and_reworded() {
        let old = must(&["write long tests for code", "b two", "c three"]);
        let new = must(&["b two", "c three", "write short tests for code"]);
        assert_eq!(shown(&old, &new, ""), ["reworded write ", "moved write "]);
    }
}
