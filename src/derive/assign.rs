//! Gives each rule of a prompt its criteria: what entries of the catalog stand for, else a question to a
//! person, else the reason why no answer can show it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::clauses::{Heading, Role, clauses};
use super::idioms::Idioms;
use super::ids::{Ids, of_rule};
use super::phrase::Phrase;
use super::reading::Reading;
use super::recogniser::{Found, Recognisers, Subject};
use super::telling::{long_words, mentioned, mentioned_any, next_word, next_words, telling_words};
use super::work::Work;
use super::{Derived, DerivedCriterion, OutOfScope, Quote};
use crate::document::fold;
use crate::prompt::{AgentPrompt, Rule, Strength};
use crate::rubric::Catalog;
use crate::source::Span;
use crate::verdict::Level;

/// A longer text is no rule that phrases could know, only slow to search; in bytes.
const MAX_RULE: usize = 8 << 10;
/// What a person is asked about a rule that no check decides.
const QUESTION: &str = "Does the answer hold to this rule?";

/// Makes a rubric of the rules of `prompt`; `agent` is the path of the prompt as the rubric shall give it.
///
/// # Panics
/// When a phrase of the shipped catalog makes no sense, which a test rules out.
#[must_use]
pub fn derive(prompt: &AgentPrompt, agent: &str, catalog: &Catalog) -> Derived {
    let recognisers = Recognisers::new(catalog).expect("the phrases of the catalog are tested");
    let narrowed = recognisers.narrowed(&|wider, applies| is_about(prompt, wider, applies));
    let assigner = Assigner {
        recognisers,
        narrowed,
        idioms: Idioms::shipped(),
        parts: parts(prompt),
        work: Work::shipped(),
    };
    let mut ids = Ids::default();
    let mut out = Derived {
        rubric: prompt.name.clone().unwrap_or_else(|| stem(agent)),
        agent: agent.to_owned(),
        criteria: Vec::new(),
        out_of_scope: Vec::new(),
    };
    for rule in &prompt.rules {
        assigner.assign(rule, &mut ids, &mut out);
    }
    out
}

struct Assigner {
    recognisers: Recognisers,
    /// Cases, each with the narrower one that this agent is about.
    narrowed: BTreeMap<String, String>,
    idioms: &'static Idioms,
    /// The sections of the answer that the prompt names.
    parts: Vec<String>,
    work: &'static Work,
}

/// How the words that name a case belong together.
#[derive(Clone, Copy)]
enum Joined {
    /// They are one phrase.
    Phrase,
    /// They are a list, any item of which is the case.
    List,
}

/// When a rule applies.
enum Case {
    /// Always.
    Always,
    /// When an entry of the catalog holds.
    Known(String),
    /// When an entry of the catalog holds that only the heading above or «every …» names.
    Headed(String),
    /// Always, but under a heading that names a topic: a form asked for there may be for one kind of answer.
    Topical,
    /// In one step of the work: what an answer there has, others need not.
    Step,
    /// In a case that nothing in the catalog stands for, but that has these words.
    Named(Vec<String>, Joined),
    /// In a case that cannot be told.
    Unknown,
}

impl Assigner {
    fn assign(&self, rule: &Rule, ids: &mut Ids, out: &mut Derived) {
        if rule.text.len() > MAX_RULE {
            out.criteria.push(judged(rule, ids));
            return;
        }
        let reading = Reading::new(&rule.text, self.idioms);
        let heading = if rule.forbidden_by_heading {
            Heading::Forbids
        } else {
            Heading::Neutral
        };
        let clauses = clauses(&reading, heading, self.idioms);
        let section = fold(&rule.section);
        let subject = Subject {
            rule: &rule.text,
            reading: &reading,
            clauses: &clauses,
            section: &section,
            idioms: self.idioms,
            parts: &self.parts,
        };
        let quote = quote_of(rule);
        let level = level_of(rule);
        let mut assigned = false;
        for found in self.recognisers.find(&subject) {
            let clause = clauses
                .iter()
                .rev()
                .find(|clause| clause.span.start <= found.span.start);
            let (role, sentence) =
                clause.map_or((Role::Demands, 0), |clause| (clause.role, clause.sentence));
            let case = self.case(&subject, sentence);
            let Some(when) = self.when(&case, role, &found) else {
                continue;
            };
            assigned = true;
            add(&found, when, &quote, level, ids, out);
        }
        if assigned {
            return;
        }
        match self.work.reason(&reading.text) {
            Some(why) => out.out_of_scope.push(OutOfScope {
                rule: quote,
                why: why.to_owned(),
            }),
            None => out.criteria.push(judged(rule, ids)),
        }
    }

    /// The `when` of a criterion, itself none for a rule that always applies; none at all when whether it applies
    /// cannot be told, so that what it demands cannot be missed.
    #[expect(
        clippy::option_option,
        reason = "the outer one is a decision, the inner one a value"
    )]
    fn when(&self, case: &Case, role: Role, found: &Found) -> Option<Option<Value>> {
        let of_part = found
            .part
            .as_ref()
            .map(|part| json!({ "sections": { "any": [part] } }));
        let own = || {
            of_part
                .clone()
                .or_else(|| found.case.as_deref().map(|case| self.used_case(case)))
        };
        match (case, role) {
            // It is for every answer, whatever the heading says.
            (Case::Headed(_) | Case::Step, _) if found.always => Some(None),
            (Case::Known(entry), _) => Some(of_part.or_else(|| {
                let case = self.used_case(entry);
                Some(match &found.traces {
                    Some(traces) => json!({ "any": [case, traces] }),
                    None => case,
                })
            })),
            // What an entry says of itself is more particular than a heading.
            (Case::Headed(entry), Role::Demands | Role::Condition) => {
                Some(own().or_else(|| Some(self.used_case(entry))))
            }
            (Case::Topical, Role::Demands | Role::Condition) => {
                Some(own().or_else(|| found.traces.clone()))
            }
            // A prohibition holds for every answer.
            (Case::Always, _)
            | (
                Case::Topical | Case::Step | Case::Headed(_) | Case::Named(..) | Case::Unknown,
                Role::Forbids,
            ) => Some(own()),
            (Case::Step, Role::Demands | Role::Condition) => {
                own().or_else(|| found.traces.clone()).map(Some)
            }
            (Case::Named(words, joined), _) => {
                let case = || {
                    Some(match joined {
                        Joined::Phrase => mentioned(words),
                        Joined::List => mentioned_any(words),
                    })
                };
                Some(of_part.or_else(|| found.traces.clone()).or_else(case))
            }
            (Case::Unknown, _) => found.traces.clone().map(Some),
        }
    }

    fn used_case(&self, entry: &str) -> Value {
        let narrower = self.narrowed.get(entry).map_or(entry, String::as_str);
        json!({ "use": narrower })
    }

    /// The case that a sentence of a rule is for: its own condition, a kind of answer that it names, or its heading.
    fn case(&self, subject: &Subject<'_>, sentence: usize) -> Case {
        let text = &subject.reading.text;
        let conditions = subject
            .clauses
            .iter()
            .filter(|clause| clause.role == Role::Condition && clause.sentence == sentence);
        let mut named: Option<Vec<String>> = None;
        let mut joined = Joined::Phrase;
        for condition in conditions {
            if let Some(entry) = self.recognisers.applies(&text[condition.span.range()]) {
                return Case::Known(entry.to_owned());
            }
            let words = telling_words(subject.rule, subject.reading, condition.span, self.idioms);
            if text[condition.span.range()].contains(',') {
                joined = Joined::List;
            }
            named.get_or_insert_default().extend(words);
        }
        if let Some(words) = named {
            return if words.is_empty() {
                Case::Unknown
            } else {
                Case::Named(words, joined)
            };
        }
        // «Built-in functions» are no «in functions».
        let free = |found: &regex::Match<'_>| !text[..found.start()].ends_with('-');
        for found in self.idioms.quantifiers.find_iter(text).filter(free) {
            if let Some(entry) = self.recognisers.applies(next_words(&text[found.end()..])) {
                return Case::Headed(entry.to_owned());
            }
        }
        // «Every menu …»: the kind itself is the case, unless it is the answer or a part of any.
        let quantified = subject
            .clauses
            .iter()
            .filter(|clause| clause.sentence == sentence);
        for clause in quantified {
            let found = self.idioms.each.find(&text[clause.span.range()]);
            let noun = found.map(|found| next_word(&text[clause.span.start + found.end()..]));
            if let Some(noun) = noun.filter(|noun| noun.chars().count() > 3)
                && !self.idioms.wholes.is_match(noun)
                && !self.idioms.common.is_match(noun)
            {
                return Case::Named(vec![noun.to_owned()], Joined::List);
            }
        }
        if self.idioms.steps.is_match(subject.section)
            || self.idioms.steps.is_match(label(&fold(subject.rule)))
        {
            return Case::Step;
        }
        if let Some(entry) = self.recognisers.applies(subject.section) {
            return Case::Headed(entry.to_owned());
        }
        // A heading that says when: «When somebody is stuck».
        if self.idioms.condition_inside.is_match(subject.section) {
            let words = long_words(subject.section, self.idioms);
            if !words.is_empty() {
                return Case::Named(words, Joined::Phrase);
            }
        }
        let of_all = subject.section.is_empty() || self.idioms.wholes.is_match(subject.section);
        if of_all { Case::Always } else { Case::Topical }
    }
}

/// The rule as a rubric quotes it.
fn quote_of(rule: &Rule) -> Quote {
    Quote {
        text: rule.text.split_whitespace().collect::<Vec<_>>().join(" "),
        line: rule.lines.start,
    }
}

fn level_of(rule: &Rule) -> Level {
    match rule.strength {
        Strength::Must | Strength::Never => Level::Must,
        Strength::Should => Level::Should,
    }
}

/// The criterion of a rule that a person has to judge.
fn judged(rule: &Rule, ids: &mut Ids) -> DerivedCriterion {
    DerivedCriterion {
        id: ids.take(&of_rule(&rule.text)),
        rules: vec![quote_of(rule)],
        level: level_of(rule),
        when: None,
        check: json!({ "judge": QUESTION }),
    }
}

/// The name of a file without its folder and ending.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.split('.').find(|part| !part.is_empty());
    stem.unwrap_or("rubric").to_owned()
}

/// The sections of the answer that a prompt names as headings: `## Summary` in back-ticks or quotes.
fn parts(prompt: &AgentPrompt) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for rule in prompt
        .rules
        .iter()
        .filter(|rule| rule.text.len() <= MAX_RULE)
    {
        let reading = Reading::new(&rule.text, Idioms::shipped());
        let all = reading.terms_in(Span::new(0, reading.text.len()));
        let headings = all.iter().filter(|(_, term)| term.value.starts_with('#'));
        out.extend(headings.map(|(_, term)| term.value.trim_start_matches(['#', ' ']).to_owned()));
    }
    out.retain(|part| !part.is_empty());
    out
}

/// Whether an agent is about what `applies` names: its name says so, a quarter of its rules do, or some do and
/// none names what is `wider`.
fn is_about(prompt: &AgentPrompt, wider: &[Phrase], applies: &[Phrase]) -> bool {
    let fits = |phrases: &[Phrase], text: &str| {
        let text = fold(text).replace(['-', '_'], " ");
        phrases.iter().any(|pattern| pattern.is_match(&text))
    };
    let count = |phrases: &[Phrase]| {
        let short = prompt
            .rules
            .iter()
            .filter(|rule| rule.text.len() <= MAX_RULE);
        short.filter(|rule| fits(phrases, &rule.text)).count()
    };
    let named = |phrases: &[Phrase]| {
        prompt
            .name
            .as_deref()
            .is_some_and(|name| fits(phrases, name))
    };
    let rules = count(applies);
    let alone = || rules > 1 && !named(wider) && count(wider) == 0;
    named(applies) || rules > 0 && (rules * 4 >= prompt.rules.len() || alone())
}

/// What a rule begins with before a dash or colon: «CLARIFY — ask two questions».
fn label(text: &str) -> &str {
    let end = [" - ", " – ", " — ", ":", "："]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min();
    let label = &text[..end.unwrap_or(0)];
    let short = label.split_whitespace().count() <= 3;
    if short { label } else { "" }
}

/// Adds a criterion for what was found, or the rule to the one that demands the same already.
fn add(
    found: &Found,
    when: Option<Value>,
    quote: &Quote,
    level: Level,
    ids: &mut Ids,
    out: &mut Derived,
) {
    let check = used(&found.entry, &found.with);
    let same = |other: &&mut DerivedCriterion| other.check == check && other.when == when;
    if let Some(other) = out.criteria.iter_mut().find(same) {
        if !other.rules.contains(quote) {
            other.rules.push(quote.clone());
        }
        other.level = other.level.max(level);
        return;
    }
    out.criteria.push(DerivedCriterion {
        id: ids.take(&found.id),
        rules: vec![quote.clone()],
        level,
        when,
        check,
    });
}

/// The check that uses an entry.
fn used(entry: &str, with: &Map<String, Value>) -> Value {
    if with.is_empty() {
        json!({ "use": entry })
    } else {
        json!({ "use": { "name": entry, "with": with } })
    }
}

#[cfg(test)]
mod tests;
