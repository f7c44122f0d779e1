//! Whether a sentence states how answers are, without an order or a modal: «Тема короче 60 знаков».
//!
//! Such a sentence speaks of a part of the answer, or of what is written in it, and says its form: how long it is,
//! what it begins with, how it is written, what is absent. No single sign decides; their weights are summed, on
//! the scale where 100 is a plain order. What quotation marks hold is not read, only that something is quoted.

use serde::Deserialize;

use super::normal::{Normal, TokenKind};
use super::rule::Strength;
use super::words::{Cue, Hit, Words};

/// What a phrase adds to a statement of norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Sign {
    /// An order wherever it stands: `pregúntalo`.
    Order,
    /// How people address one another: `wir duzen`.
    Address,
    /// What we or you do in writing: `пишем`.
    Custom,
    /// Says form: `begins with`, `consists of`.
    Form,
    /// Says form where the rest of the sentence does: `has`, `contains`.
    Link,
    /// How something is written, in one word: `se escribe`, `пишется`.
    Passive,
    /// An auxiliary of the passive: `is`, `wird`.
    Becomes,
    /// A participle of writing: `written`.
    Written,
    /// Says that something is not there: `kommt nicht vor`.
    Absent,
    /// Excludes what follows, at the start: `никаких`.
    None,
    /// A bound: `at most`, `не длиннее`.
    Limit,
    /// What text is counted in: `words`.
    Unit,
    /// A number in words.
    Number,
    /// A manner of writing: `in bold`, `in UPPERCASE`.
    Manner,
    /// Restricts: `only when`.
    Only,
    /// The first of a sequence.
    First,
    /// What follows in a sequence.
    Then,
    /// A place in the answer: `at the end`.
    Place,
    /// `every`.
    Every,
    /// A part of an answer: `paragraph`.
    Part,
    /// What is written in one: `dates`, `names`.
    Matter,
    /// Leads from a reason to an order: `so`.
    Therefore,
    /// Tells what is so: `usually`, `last year`.
    Fact,
}

/// A statement of norm.
#[derive(Debug, Clone)]
pub(super) struct Norm {
    /// 100 for a plain order; below 40 there is none.
    pub(super) weight: i32,
    pub(super) strength: Strength,
    /// What shows it, in English and in its own words.
    pub(super) why: String,
}

/// A norm weighs at least this.
const LEAST: i32 = 40;
/// A norm weighs at most this: less than an order.
const MOST: i32 = 95;
/// Signs of a sentence that are looked at.
const SIGNS: usize = 64;
/// Bytes between a number and its unit, and between a limit and its number.
const NEAR: usize = 40;
/// Characters ahead in which a quotation mark is closed.
const QUOTED: usize = 200;

/// What a sentence says of its form.
#[derive(Debug, Clone, Copy)]
struct Predicate {
    weight: i32,
    called: &'static str,
    hit: Hit<Sign>,
}

impl Words {
    /// The norm that `sentence` states.
    pub(super) fn norm(&self, sentence: &str) -> Option<Norm> {
        let normal = Normal::new(&unquoted(sentence));
        let signs = Signs::new(self.signs(&normal.text), &normal);
        let cues = self.cues(&normal.text);
        let starts = |cue: Cue| cues.iter().any(|hit| hit.start == 1 && hit.kind == cue);
        if starts(Cue::Persona) || self.tells(&normal) {
            return None;
        }
        let permitted = cues.iter().find(|hit| hit.kind == Cue::Permission);
        let permitted = permitted.map_or(usize::MAX, |hit| hit.start);
        let mut said = signs.predicates();
        said.extend(self.concluded(&signs, &cues, &normal));
        said.extend(self.ordered(&normal));
        said.retain(|predicate| predicate.hit.start < permitted);
        said.sort_by_key(|predicate| std::cmp::Reverse(predicate.weight));
        let first = *said.first()?;
        let second = said.get(1).map_or(0, |predicate| predicate.weight / 2);
        let own = matches!(first.hit.kind, Sign::Custom | Sign::Address);
        let fact = if starts(Cue::Fact) && !own { 30 } else { 0 };
        let weight = first.weight + second + signs.subject() - signs.facts() - fact;
        if weight < LEAST {
            return None;
        }
        let never = matches!(first.hit.kind, Sign::Absent | Sign::None);
        Some(Norm {
            weight: weight.min(MOST),
            strength: if never {
                Strength::Never
            } else {
                Strength::Must
            },
            why: format!(
                "{} `{}`",
                first.called,
                &normal.text[first.hit.start..first.hit.end]
            ),
        })
    }

    /// An order that is drawn from a reason: «.., so explain the terms».
    fn concluded(
        &self,
        signs: &Signs<'_>,
        cues: &[Hit<Cue>],
        normal: &Normal,
    ) -> Option<Predicate> {
        let so = signs.all(Sign::Therefore).find(|so| {
            let from = so.end + 1;
            let at = cues.partition_point(|hit| hit.start < from);
            let mut here = cues[at..].iter().take_while(|hit| hit.start == from);
            here.any(|hit| matches!(hit.kind, Cue::Order | Cue::Verb | Cue::Forbid | Cue::Prefer))
                || self.starts_order(normal, from)
        })?;
        Some(Predicate {
            weight: 85,
            called: "conclusion",
            hit: *so,
        })
    }

    /// A word that is an order wherever it stands.
    fn ordered(&self, normal: &Normal) -> Option<Predicate> {
        let token = normal.tokens.iter().take(200).find(|token| {
            let word = normal.word(**token);
            let mut endings = self.order_endings.iter();
            token.kind == TokenKind::Word && endings.any(|endings| endings.fit(word, token.small))
        })?;
        Some(Predicate {
            weight: 85,
            called: "imperative",
            hit: Hit {
                start: token.start,
                end: token.end,
                kind: Sign::Order,
            },
        })
    }

    /// Whether the word at byte `at` is an order by its ending.
    fn starts_order(&self, normal: &Normal, at: usize) -> bool {
        let n = normal.tokens.partition_point(|token| token.start < at);
        normal.tokens.get(n).is_some_and(|token| {
            let word = normal.word(*token);
            let mut endings = self.start_endings.iter();
            endings.any(|endings| endings.fit(word, token.small))
        })
    }
}

/// The signs of one sentence.
struct Signs<'t> {
    hits: Vec<Hit<Sign>>,
    normal: &'t Normal,
}

impl<'t> Signs<'t> {
    /// The hits that do not lie within a longer one.
    fn new(found: Vec<Hit<Sign>>, normal: &'t Normal) -> Self {
        let mut hits: Vec<Hit<Sign>> = Vec::new();
        for hit in found.into_iter().take(SIGNS * 4) {
            let inside = hits
                .iter()
                .rev()
                .take(6)
                .any(|last| hit.end <= last.end && hit.end - hit.start < last.end - last.start);
            if !inside && hits.len() < SIGNS {
                hits.push(hit);
            }
        }
        Self { hits, normal }
    }

    fn all(&self, sign: Sign) -> impl Iterator<Item = &Hit<Sign>> {
        self.hits.iter().filter(move |hit| hit.kind == sign)
    }

    fn has(&self, sign: Sign) -> bool {
        self.all(sign).next().is_some()
    }

    /// The first hit of each sign that says something, and what it weighs.
    fn predicates(&self) -> Vec<Predicate> {
        let plain = [
            (Sign::Order, 85, "imperative"),
            (Sign::Address, 85, "form of address"),
            (Sign::Custom, 60, "custom"),
            (Sign::Form, 45, "form"),
            (Sign::Passive, 50, "way of writing"),
            (Sign::Link, 20, "form"),
            (Sign::Absent, 45, "absence"),
            (Sign::Manner, 35, "way of writing"),
            (Sign::Only, 35, "restriction"),
        ];
        let found = plain.iter().filter_map(|(sign, weight, called)| {
            let mut hits = self.all(*sign);
            // «Findest du nichts, ..» opens a condition.
            let hit = hits.find(|hit| *sign != Sign::Custom || !self.opens(hit))?;
            Some(Predicate {
                weight: *weight,
                called,
                hit: *hit,
            })
        });
        let mut out: Vec<Predicate> = found.collect();
        out.extend(self.written());
        out.extend(self.limit());
        out.extend(self.sequence());
        if self.has(Sign::Part) {
            let placed = self.all(Sign::Place).chain(self.all(Sign::Every)).next();
            out.extend(placed.map(|hit| Predicate {
                weight: 20,
                called: "part of the answer",
                hit: *hit,
            }));
        }
        let excluded = self.all(Sign::None).find(|hit| hit.start == 1);
        out.extend(excluded.map(|hit| Predicate {
            weight: 60,
            called: "prohibition",
            hit: *hit,
        }));
        out
    }

    /// Whether `hit` covers only the end of the first word, which then is a question or a condition.
    fn opens(&self, hit: &Hit<Sign>) -> bool {
        let first = self.normal.tokens.first();
        hit.start > 1 && first.is_some_and(|first| hit.start < first.end && first.end < hit.end)
    }

    /// An auxiliary and a participle.
    fn written(&self) -> Option<Predicate> {
        let hit = self.all(Sign::Written).next()?;
        self.has(Sign::Becomes).then_some(Predicate {
            weight: 50,
            called: "way of writing",
            hit: *hit,
        })
    }

    /// A bound with its number and unit; less without them.
    fn limit(&self) -> Option<Predicate> {
        let measure = self.measure();
        let near = |hit: &&Hit<Sign>| {
            measure.is_some_and(|(start, end)| hit.start <= end + NEAR && start <= hit.end + NEAR)
        };
        let bound = self.all(Sign::Limit).find(near);
        let (weight, hit) = match (bound, self.all(Sign::Limit).next(), measure) {
            (Some(hit), _, _) => (60, *hit),
            (None, Some(hit), _) => (10, *hit),
            (None, None, Some((start, end))) => (
                25,
                Hit {
                    start,
                    end,
                    kind: Sign::Unit,
                },
            ),
            (None, None, None) => return None,
        };
        Some(Predicate {
            weight,
            called: "limit",
            hit,
        })
    }

    /// Where a number with a unit of text stands.
    fn measure(&self) -> Option<(usize, usize)> {
        let digits = self.normal.tokens.iter().take(200).filter(|token| {
            token.kind == TokenKind::Word
                && self
                    .normal
                    .word(**token)
                    .starts_with(|c: char| c.is_numeric())
        });
        let numbers = digits.map(|token| (token.start, token.end));
        let words = self.all(Sign::Number).map(|hit| (hit.start, hit.end));
        numbers.chain(words).find_map(|(start, end)| {
            let mut units = self.all(Sign::Unit);
            let unit = units.find(|unit| unit.start >= end && unit.start <= end + NEAR / 2)?;
            Some((start, unit.end))
        })
    }

    /// First one thing, then another.
    fn sequence(&self) -> Option<Predicate> {
        let first = self.all(Sign::First).next()?;
        let before = self.normal.text[..first.start].trim_end();
        let leads = before.is_empty() || before.ends_with(':');
        let follows = self.all(Sign::Then).any(|then| then.start > first.end);
        (leads && follows).then_some(Predicate {
            weight: 70,
            called: "sequence",
            hit: *first,
        })
    }

    /// What it adds that the sentence speaks of answers.
    fn subject(&self) -> i32 {
        let quoted = self.normal.tokens.iter().take(200);
        let quoted = quoted.filter(|token| token.kind == TokenKind::Code).count() > 0;
        let kinds = [
            (self.has(Sign::Part), 30),
            (self.has(Sign::Matter), 25),
            (quoted, 20),
        ];
        let held = kinds
            .iter()
            .filter(|(held, _)| *held)
            .map(|(_, weight)| *weight);
        let most = held.clone().max().unwrap_or(0);
        let more = if held.count() > 1 { 10 } else { 0 };
        let around = [Sign::Every, Sign::Place].map(|sign| i32::from(self.has(sign)) * 15);
        most + more + around[0] + around[1]
    }

    fn facts(&self) -> i32 {
        if self.has(Sign::Fact) { 45 } else { 0 }
    }
}

/// `sentence` with a code span in the place of each quotation.
fn unquoted(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut chars = sentence.char_indices();
    let mut code = false;
    while let Some((at, c)) = chars.next() {
        let behind = at + c.len_utf8();
        code ^= c == '`';
        let close = match c {
            _ if code => None,
            '«' => Some('»'),
            '„' => Some('“'),
            '“' => Some('”'),
            '"' => Some('"'),
            '「' => Some('」'),
            '『' => Some('』'),
            _ => None,
        };
        let ahead = close.and_then(|close| {
            let near = sentence[behind..].char_indices().take(QUOTED);
            let found = near.clone().find(|(_, c)| *c == close);
            found.map(|(at, c)| behind + at + c.len_utf8())
        });
        let Some(end) = ahead else {
            out.push(c);
            continue;
        };
        out.push_str(" `x` ");
        while chars.offset() < end && chars.next().is_some() {}
    }
    out
}

#[cfg(test)]
mod tests;
