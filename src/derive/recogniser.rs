//! Finds in a rule what entries of the catalog say of how prompts ask for them.

use std::collections::BTreeMap;

use regex::Captures;
use serde_json::{Map, Value};

use super::asked::{Asked, PLAIN_SLOTS, compile, group_name};
use super::clauses::Clause;
use super::idioms::Idioms;
use super::phrase::Phrase;
use super::reading::Reading;
use super::values::{Taken, fitting, value_of};
use crate::document::{fold, is_unspaced, words};
use crate::rubric::{Catalog, Definition, ParameterType, Source};
use crate::source::Span;

/// The `case` of an entry that is for every answer.
const ALWAYS: &str = "always";

/// Everything that entries of the catalog say of how they are asked for.
pub(super) struct Recognisers {
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    id: Option<String>,
    general: bool,
    asked: Vec<Asked>,
    applies: Vec<Phrase>,
    case: Option<String>,
    narrows: Option<String>,
    traces: Option<Value>,
    parameters: BTreeMap<String, Slot>,
}

/// What fills a parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) source: Source,
    pub(super) kind: ParameterType,
}

/// An entry that a rule asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) entry: String,
    pub(super) with: Map<String, Value>,
    pub(super) id: String,
    /// The entry that tells where it applies, if the rule does not.
    pub(super) case: Option<String>,
    /// What of the reading asks for it.
    pub(super) span: Span,
    /// Whether it is for every answer.
    pub(super) always: bool,
    /// The check that tells whether an answer means to meet it at all, if there is one.
    pub(super) traces: Option<Value>,
    /// The section of the answer that it is about.
    pub(super) part: Option<String>,
}

/// A rule as recognisers look at it.
pub(super) struct Subject<'r> {
    pub(super) rule: &'r str,
    pub(super) reading: &'r Reading,
    pub(super) clauses: &'r [Clause],
    /// The heading above, folded.
    pub(super) section: &'r str,
    pub(super) idioms: &'r Idioms,
    /// The sections of the answer that the prompt names.
    pub(super) parts: &'r [String],
}

impl Subject<'_> {
    /// The section of the answer that the rule names up to byte `at` of its reading, inflected or not.
    fn section_before(&self, at: usize) -> Option<&str> {
        let start = self.reading.origin(at);
        let before = fold(&self.rule[..start]);
        let named = |part: &&String| {
            let folded = fold(part);
            let length = folded.chars().count();
            let stem: String = folded
                .chars()
                .take(length.saturating_sub(1).max(4))
                .collect();
            let unspaced = folded.contains(is_unspaced) && before.contains(&folded);
            unspaced
                || words(&before)
                    .iter()
                    .any(|word| before[word.range()].starts_with(&stem))
        };
        self.parts.iter().find(named).map(String::as_str)
    }
}

impl Recognisers {
    /// Those of `catalog`.
    ///
    /// # Errors
    /// A sentence for each phrase that makes no sense, with the entry it belongs to.
    pub(super) fn new(catalog: &Catalog) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        for (name, definition) in catalog.definitions() {
            match Entry::new(name, definition) {
                Ok(entry) if entry.asked.is_empty() && entry.applies.is_empty() => {}
                Ok(entry) => entries.push(entry),
                Err(problem) => problems.push(format!("`{name}`: {problem}")),
            }
        }
        if problems.is_empty() {
            Ok(Self { entries })
        } else {
            Err(problems)
        }
    }

    /// What `subject` asks for, in the order of its text; what one entry takes no other does.
    pub(super) fn find(&self, subject: &Subject<'_>) -> Vec<Found> {
        let mut kept: Vec<Found> = Vec::new();
        for general in [false, true] {
            let entries = self.entries.iter().filter(|entry| entry.general == general);
            let mut found: Vec<Found> = entries.flat_map(|entry| entry.find(subject)).collect();
            // The longest first: it is the most particular.
            found.sort_by_key(|found| std::cmp::Reverse(found.span.end - found.span.start));
            for one in found {
                let taken = |other: &Found| overlap(other.span, one.span);
                let same = |other: &Found| other.entry == one.entry && other.with == one.with;
                if !kept.iter().any(|other| taken(other) || same(other)) {
                    kept.push(one);
                }
            }
        }
        kept.sort_by_key(|found| found.span.start);
        kept
    }

    /// The cases that narrow others and that `is_about`, given what each of the two
    /// applies to, says the agent is about: the wider with the narrower.
    pub(super) fn narrowed(
        &self,
        is_about: &dyn Fn(&[Phrase], &[Phrase]) -> bool,
    ) -> BTreeMap<String, String> {
        let narrowing = self.entries.iter().filter_map(|entry| {
            let wider = entry.narrows.clone()?;
            let other = self.entries.iter().find(|other| other.name == wider)?;
            is_about(&other.applies, &entry.applies).then(|| (wider, entry.name.clone()))
        });
        narrowing.collect()
    }

    /// The entry that holds in the case that `text`, folded, names.
    pub(super) fn applies(&self, text: &str) -> Option<&str> {
        let longest = |entry: &&Entry| {
            let matches = entry
                .applies
                .iter()
                .filter_map(|phrase| phrase.for_text(text)?.find(text));
            matches.map(|found| found.len()).max()
        };
        let fitting = self
            .entries
            .iter()
            .filter_map(|entry| Some((longest(&entry)?, entry)));
        let best = fitting.max_by_key(|(length, _)| *length);
        best.map(|(_, entry)| entry.name.as_str())
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

impl Entry {
    fn new(name: &str, definition: &Definition) -> Result<Self, String> {
        let raw = &definition.raw;
        let slot = |parameter: &crate::rubric::RawParameter| {
            let source = parameter.from?;
            Some(Slot {
                source,
                kind: parameter.kind,
            })
        };
        let parameters: BTreeMap<String, Slot> = raw
            .parameters
            .iter()
            .filter_map(|(name, parameter)| Some((name.clone(), slot(parameter)?)))
            .collect();
        let asked = raw.asked.iter().map(|asked| Asked::new(asked, &parameters));
        Ok(Self {
            name: name.to_owned(),
            id: raw.id.clone(),
            general: raw.general,
            asked: asked.collect::<Result<_, _>>()?,
            applies: compile(&raw.applies, &parameters)?,
            case: raw.case.clone(),
            narrows: raw.narrows.clone(),
            traces: raw.traces.as_ref().map(|traces| traces.0.clone()),
            parameters,
        })
    }

    fn find(&self, subject: &Subject<'_>) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        for asked in &self.asked {
            for (phrase, span, negated) in asked.places(subject) {
                if let Some(found) = self.take(asked, phrase, span, negated, subject) {
                    out.push(found);
                }
            }
        }
        out
    }

    fn take(
        &self,
        asked: &Asked,
        phrase: &Phrase,
        region: Span,
        negated: bool,
        subject: &Subject<'_>,
    ) -> Option<Found> {
        let text = &subject.reading.text[region.range()];
        let mut places = phrase.for_text(text)?.captures_iter(text);
        places.find_map(|found| self.take_at(asked, &found, region, negated, subject))
    }

    /// Takes what one match of a phrase gives.
    fn take_at(
        &self,
        asked: &Asked,
        found: &Captures<'_>,
        region: Span,
        negated: bool,
        subject: &Subject<'_>,
    ) -> Option<Found> {
        let whole = found.get(0)?;
        let mut with = asked.with.clone();
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        let mut part = None;
        let end = region.start + whole.end();
        let mut taken = Span::new(region.start + whole.start(), end);
        for (name, slot) in &self.parameters {
            if slot.source == Source::Section {
                if let Some(section) = subject.section_before(end) {
                    part = Some(section.to_owned());
                    with.insert(name.clone(), Value::from(format!("section:{section}")));
                }
                continue;
            }
            let Some(group) = found.name(&group_name(name)) else {
                continue;
            };
            let span = Span::new(region.start + group.start(), region.start + group.end());
            let Taken { value, name: shown } =
                value_of(subject, span, *slot, negated, asked.fits.get(name))?;
            with.insert(name.clone(), value);
            names.insert(name, shown);
        }
        for (name, source) in PLAIN_SLOTS {
            let Some(group) = found.name(name) else {
                continue;
            };
            let span = Span::new(region.start + group.start(), region.start + group.end());
            let slot = Slot {
                source: *source,
                kind: ParameterType::Strings,
            };
            let fits = asked.fits.get(*name);
            value_of(subject, span, slot, negated, fits)?;
            // A slot alone takes what fits, so that others may take what stands beside it.
            if group.range() == whole.range() {
                taken = fitting(subject, span, fits);
            }
        }
        let id = self.id.as_ref().map_or_else(
            || self.name.clone(),
            |id| {
                names.iter().fold(id.clone(), |id, (name, shown)| {
                    id.replace(&format!("${{{name}}}"), shown)
                })
            },
        );
        Some(Found {
            entry: self.name.clone(),
            id,
            case: self.case.clone().filter(|case| case != ALWAYS),
            always: self.case.as_deref() == Some(ALWAYS),
            traces: self.traces.as_ref().map(|traces| filled(traces, &with)),
            part,
            with,
            span: taken,
        })
    }
}

/// `value` with parameters in place of their names; one that is not set stays as it is.
fn filled(value: &Value, with: &Map<String, Value>) -> Value {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix("${")
                .and_then(|text| text.strip_suffix('}'));
            name.and_then(|name| with.get(name))
                .unwrap_or(value)
                .clone()
        }
        Value::Array(items) => items.iter().map(|item| filled(item, with)).collect(),
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| (key.clone(), filled(value, with));
            Value::Object(map.iter().map(entry).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_phrases_are_sound() {
        let problems = Recognisers::new(&Catalog::shipped())
            .err()
            .unwrap_or_default();
        assert!(problems.is_empty(), "{problems:#?}");
        let recognisers = Recognisers::new(&Catalog::shipped()).unwrap_or_else(|_| unreachable!());
        for entry in &recognisers.entries {
            let asked = entry.asked.iter();
            let phrases =
                asked.flat_map(|a| [&a.demands, &a.forbids, &a.says, &a.under, &a.unless]);
            for phrase in phrases.chain([&entry.applies]).flatten() {
                assert_eq!(phrase.check(), Ok(()), "{}", entry.name);
            }
        }
    }
}
