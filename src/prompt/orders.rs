//! Whether a clause is an order, by how it starts or ends.

use super::normal::{Normal, Token, TokenKind};
use super::rule::Strength;
use super::words::{Cue, Hit, Script, Words};

/// What makes a clause an order.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// 100 for a plain order; less where it may be none.
    pub(super) weight: i32,
    pub(super) strength: Strength,
    /// What it is called in the reason of a rule.
    pub(super) kind: OrderKind,
    /// The word that shows it, in [`Normal::text`].
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The kinds of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderKind {
    Imperative,
    Prohibition,
    Preference,
    Modal,
    Ending,
}

impl OrderKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Imperative => "imperative",
            Self::Prohibition => "prohibition",
            Self::Preference => "preference",
            Self::Modal => "modal",
            Self::Ending => "verb at the end",
        }
    }
}

/// A sentence in which orders are looked for.
pub(super) struct Clauses<'t> {
    pub(super) words: &'t Words,
    pub(super) normal: &'t Normal,
    pub(super) hits: &'t [Hit<Cue>],
}

/// How many words in front of the verb are stepped over.
const OPENERS: usize = 6;
/// How many words a clause has at most that is searched for its last one.
const CLAUSE: usize = 60;
/// How many words behind a condition an order is looked for.
const BEHIND_CONDITION: usize = 14;

impl Clauses<'_> {
    /// The order at byte `at`, where a clause starts; and whether it starts with a condition.
    pub(super) fn order(&self, mut at: usize) -> (Option<Order>, bool) {
        let mut always = None;
        for _ in 0..OPENERS {
            let mut stepped = None;
            for hit in self.at(at) {
                if matches!(hit.kind, Cue::Opener | Cue::Always) {
                    always = always.or((hit.kind == Cue::Always).then_some(*hit));
                    stepped = Some(hit.end);
                    break;
                }
                if hit.kind == Cue::Condition {
                    return (self.behind_condition(hit.end), true);
                }
                if matches!(hit.kind, Cue::Permission | Cue::Persona | Cue::Fact) {
                    return (None, false);
                }
                if let Some(order) = self.by_cue(*hit) {
                    return (Some(order), false);
                }
            }
            if let Some(order) = self.by_start(at) {
                return (Some(order), false);
            }
            let Some(end) = stepped else { break };
            at = self.behind(end);
        }
        let order = self.by_end(at);
        let demand = |hit: Hit<Cue>| made(85, Strength::Must, OrderKind::Modal, hit);
        (order.or_else(|| always.map(demand)), false)
    }

    /// The order that `hit` makes, at the start of a clause.
    fn by_cue(&self, hit: Hit<Cue>) -> Option<Order> {
        let (weight, strength, kind) = match hit.kind {
            Cue::Forbid | Cue::Never => (120, Strength::Never, OrderKind::Prohibition),
            Cue::No => {
                // «Keine Dateien löschen» forbids an act, «no hacks» a thing.
                let act = self.by_end(self.behind(hit.end)).is_some();
                let weight = if act { 105 } else { 75 };
                (weight, Strength::Never, OrderKind::Prohibition)
            }
            Cue::Not => return self.negated(hit),
            Cue::Prefer => (105, Strength::Should, OrderKind::Preference),
            Cue::Order | Cue::Verb => (100, Strength::Must, OrderKind::Imperative),
            Cue::VerbOrNoun => (
                self.verb_or_noun(hit)?,
                Strength::Must,
                OrderKind::Imperative,
            ),
            Cue::Must => (110, Strength::Must, OrderKind::Modal),
            Cue::Should => (100, Strength::Should, OrderKind::Modal),
            Cue::Opener
            | Cue::Always
            | Cue::Condition
            | Cue::Determiner
            | Cue::Finite
            | Cue::Soft
            | Cue::Permission
            | Cue::Persona
            | Cue::Fact
            | Cue::Completes
            | Cue::CompletesAtEnd => return None,
        };
        Some(made(weight, strength, kind, hit))
    }

    /// A `not` and the verb that it negates.
    fn negated(&self, hit: Hit<Cue>) -> Option<Order> {
        let at = self.behind(hit.end);
        let verb = self.at(at).any(|hit| {
            matches!(
                hit.kind,
                Cue::Order | Cue::Verb | Cue::VerbOrNoun | Cue::Prefer
            )
        });
        let token = self.token(at)?;
        let word = self.normal.word(token);
        let ending =
            |list: &[super::endings::Endings]| list.iter().any(|e| e.fit(word, token.small));
        let fits = verb
            || ending(&self.words.start_endings)
            || ending(&self.words.negated_endings)
            || self.by_end(at).is_some();
        fits.then(|| made(120, Strength::Never, OrderKind::Prohibition, hit))
    }

    /// How sure a word that may be a noun is an order; `None` when it is none.
    fn verb_or_noun(&self, hit: Hit<Cue>) -> Option<i32> {
        let next = self.behind(hit.end);
        let Some(token) = self.token(next) else {
            return Some(25);
        };
        let ahead: Vec<Cue> = self.at(next).map(|hit| hit.kind).collect();
        let is = |cue: Cue| ahead.contains(&cue);
        if is(Cue::Finite) {
            return None;
        }
        if is(Cue::Determiner) || is(Cue::Condition) || token.kind == TokenKind::Code {
            return Some(100);
        }
        if token.kind != TokenKind::Word {
            return Some(25);
        }
        let finite = self.hits.iter().take(64).any(|hit| hit.kind == Cue::Finite);
        if finite {
            return Some(20);
        }
        let first = self.token(hit.start);
        let words = self
            .normal
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .take(8)
            .count();
        let sentence = self.normal.text.ends_with(". ") || first.is_some_and(|token| token.small);
        Some(
            match words {
                0..3 => 35,
                3 => 50,
                4 => 60,
                _ => 65,
            } + if sentence { 20 } else { 0 },
        )
    }

    /// An order by the ending of the first word.
    fn by_start(&self, at: usize) -> Option<Order> {
        let token = self.token(at)?;
        let word = self.normal.word(token);
        // A noun is not followed by a clause of its own: «Stoppen, wenn ..».
        let next = self.behind(token.end);
        let small = token.small || self.at(next).any(|hit| hit.kind == Cue::Determiner);
        let mut endings = self.words.start_endings.iter();
        let fits = token.start == at && endings.any(|endings| endings.fit(word, small));
        let hit = Hit {
            start: token.start,
            end: token.end,
            kind: Cue::Verb,
        };
        (fits && token.kind == TokenKind::Word)
            .then(|| made(95, Strength::Must, OrderKind::Imperative, hit))
    }

    /// An order by the ending of the last word of the clause that starts at `at`.
    fn by_end(&self, at: usize) -> Option<Order> {
        if self.words.end_endings.is_empty() {
            return None;
        }
        let from = self.normal.tokens.partition_point(|token| token.start < at);
        let mut last: Option<Token> = None;
        for token in self.normal.tokens[from..].iter().take(CLAUSE) {
            let joins = self.at(token.start).any(|hit| hit.kind == Cue::Determiner);
            match token.kind {
                TokenKind::Word if joins && last.is_some() => break,
                TokenKind::Word => last = Some(*token),
                TokenKind::Comma if last.is_some_and(|last| self.ends_order(last)) => break,
                TokenKind::Code | TokenKind::Comma => {}
                TokenKind::Break | TokenKind::Question | TokenKind::Bracket => break,
            }
        }
        let token = last.filter(|last| self.ends_order(*last))?;
        let finite = self
            .hits
            .iter()
            .any(|hit| hit.kind == Cue::Finite && hit.start >= at && hit.end <= token.end);
        let hit = Hit {
            start: token.start,
            end: token.end,
            kind: Cue::Verb,
        };
        (!finite).then(|| made(90, Strength::Must, OrderKind::Ending, hit))
    }

    fn ends_order(&self, token: Token) -> bool {
        let word = self.normal.word(token);
        let mut endings = self.words.end_endings.iter();
        endings.any(|endings| endings.fit(word, token.small))
    }

    /// An unmistakable order in the clause behind a condition: «Для ошибок используй X».
    fn behind_condition(&self, at: usize) -> Option<Order> {
        let from = self.normal.tokens.partition_point(|token| token.start < at);
        let clause = self.normal.tokens[from..].iter().take(BEHIND_CONDITION);
        let clause =
            clause.take_while(|token| !matches!(token.kind, TokenKind::Comma | TokenKind::Break));
        if self.words.script == Script::Han {
            return self.in_run(at);
        }
        for token in clause {
            for hit in self.at(token.start) {
                if hit.kind == Cue::Order {
                    return Some(made(95, Strength::Must, OrderKind::Imperative, *hit));
                }
                if hit.kind == Cue::Not
                    && let Some(order) = self.negated(*hit)
                {
                    return Some(order);
                }
            }
        }
        self.by_end(at)
    }

    /// The last verb of the clause at byte `at`, where words have no spaces between them.
    fn in_run(&self, at: usize) -> Option<Order> {
        let from = self.hits.partition_point(|hit| hit.start <= at);
        let end = at
            + self.normal.text[at..]
                .find([',', '.', ':', '-', ';'])
                .unwrap_or(self.normal.text.len() - at);
        let mut hits = self.hits[from..]
            .iter()
            .take(CLAUSE)
            .take_while(|hit| hit.end <= end);
        let hit =
            hits.find(|hit| hit.kind == Cue::Verb && hit.end - hit.start > '使'.len_utf8())?;
        Some(made(85, Strength::Must, OrderKind::Imperative, *hit))
    }

    /// The hits that start at byte `at`, the longest first.
    fn at(&self, at: usize) -> impl Iterator<Item = &Hit<Cue>> {
        let from = self.hits.partition_point(|hit| hit.start < at);
        self.hits[from..]
            .iter()
            .take_while(move |hit| hit.start == at)
    }

    /// The token at or behind byte `at`.
    fn token(&self, at: usize) -> Option<Token> {
        let n = self.normal.tokens.partition_point(|token| token.end <= at);
        self.normal.tokens.get(n).copied()
    }

    /// Where the next word starts, behind byte `end`; a comma is stepped over.
    fn behind(&self, end: usize) -> usize {
        let rest = &self.normal.text[end..];
        end + rest.len() - rest.trim_start_matches([' ', ',']).len()
    }
}

fn made(weight: i32, strength: Strength, kind: OrderKind, hit: Hit<Cue>) -> Order {
    Order {
        weight,
        strength,
        kind,
        start: hit.start,
        end: hit.end,
    }
}
