//! One way in which prompts ask for an entry of the catalog: its phrases, and where in a rule they fit.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Value};

use super::clauses::Role;
use super::phrase::{Filling, Phrase};
use super::recogniser::{Slot, Subject};
use super::values::slot_pattern;
use crate::rubric::{RawAsked, Source, Wordings};
use crate::source::Span;

/// Slots of any phrase that give no parameter: `fits` tells what must stand there.
pub(super) const PLAIN_SLOTS: &[(&str, Source)] = &[
    ("code", Source::Code),
    ("named", Source::Named),
    ("language", Source::Language),
    ("amount", Source::Amount),
];

/// One way in which prompts ask for an entry.
pub(super) struct Asked {
    pub(super) demands: Vec<Phrase>,
    pub(super) forbids: Vec<Phrase>,
    pub(super) says: Vec<Phrase>,
    pub(super) under: Vec<Phrase>,
    pub(super) unless: Vec<Phrase>,
    pub(super) fits: BTreeMap<String, Regex>,
    pub(super) with: Map<String, Value>,
}

impl Asked {
    pub(super) fn new(raw: &RawAsked, parameters: &BTreeMap<String, Slot>) -> Result<Self, String> {
        let fits = raw.fits.iter().map(|(name, pattern)| {
            let pattern = Regex::new(pattern).map_err(|error| error.to_string())?;
            Ok((name.clone(), pattern))
        });
        Ok(Self {
            demands: compile(&raw.demands, parameters)?,
            forbids: compile(&raw.forbids, parameters)?,
            says: compile(&raw.says, parameters)?,
            under: compile(&raw.under, parameters)?,
            unless: compile(&raw.unless, parameters)?,
            fits: fits.collect::<Result<_, String>>()?,
            with: raw.with.clone(),
        })
    }

    /// Where a pattern fits: the pattern, the region it is looked for in, and whether that forbids.
    pub(super) fn places<'a>(&'a self, subject: &Subject<'_>) -> Vec<(&'a Phrase, Span, bool)> {
        let text = &subject.reading.text;
        let headed =
            self.under.is_empty() || self.under.iter().any(|p| p.is_match(subject.section));
        if !headed || self.unless.iter().any(|pattern| pattern.is_match(text)) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for clause in subject.clauses {
            let (patterns, negated) = match clause.role {
                Role::Demands => (&self.demands, false),
                Role::Forbids => (&self.forbids, true),
                Role::Condition => continue,
            };
            let clause_text = &text[clause.span.range()];
            let fitting = patterns
                .iter()
                .chain(&self.says)
                .filter(|p| p.is_match(clause_text));
            out.extend(fitting.map(|pattern| (pattern, clause.span, negated)));
        }
        // What spans clauses is found in the rule as a whole.
        if out.is_empty() {
            let whole = Span::new(0, text.len());
            let fitting = self.says.iter().filter(|pattern| pattern.is_match(text));
            out.extend(fitting.map(|pattern| (pattern, whole, false)));
        }
        out
    }
}

/// The phrases of all languages, with slots for `parameters`.
pub(super) fn compile(
    wordings: &Wordings,
    parameters: &BTreeMap<String, Slot>,
) -> Result<Vec<Phrase>, String> {
    let slot = |name: &str| {
        let plain = PLAIN_SLOTS.iter().find(|(plain, _)| *plain == name);
        let source = match parameters.get(name) {
            Some(slot) => slot.source,
            None => plain?.1,
        };
        let (pattern, needles) = slot_pattern(source);
        Some(Filling {
            pattern: format!("(?P<{}>{pattern})", group_name(name)),
            needles,
        })
    };
    let phrases = wordings.values().flat_map(|phrases| &phrases.0);
    phrases.map(|phrase| Phrase::new(phrase, &slot)).collect()
}

/// A group of a pattern has no hyphens in its name.
pub(super) fn group_name(parameter: &str) -> String {
    parameter.replace('-', "_")
}
