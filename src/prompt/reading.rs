//! What one sentence demands, without regard to where it stands.

use super::normal::{Normal, TokenKind};
use super::orders::{Clauses, Order, OrderKind};
use super::reason::shorten;
use super::rule::Strength;
use super::words::{Cue, Hit, Script, Words};

/// What a sentence demands.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// 100 for a plain order, 0 for a noun phrase, less for a statement.
    pub(super) force: i32,
    /// How strongly it is put, where it says so.
    pub(super) strength: Option<Strength>,
    /// What decided, in English.
    pub(super) why: String,
    /// Whether it only completes the sentence before.
    pub(super) completes: bool,
    /// Whether it demands or forbids by a word of its own, not by the form of a verb.
    pub(super) strong: bool,
    /// What kind of thing it says.
    pub(super) says: Says,
    /// Whether its last word opens a condition that follows elsewhere: «Push back when:».
    pub(super) ends_open: bool,
    /// How many words it has, up to a bound.
    pub(super) words: usize,
}

/// The kinds of thing that a sentence says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing in particular.
    #[default]
    Anything,
    /// Nothing but code and names.
    Code,
    /// Who the agent is, what it may do, or what is so.
    Statement,
    /// What a piece of code is: «`a.csv`: the data».
    Definition,
    /// A command: «Install it: `make install`».
    Command,
    /// How answers are: «Timings are in ms».
    Norm,
}

/// Words that a sentence has at most that only completes the one before by its last word.
const COMPLETING: usize = 16;
/// Words that a statement of norm has at most.
const NORM: usize = 60;
/// A statement of norm that weighs as much is one although it ends like a command.
const SURE: i32 = 80;
/// How many clauses of a sentence are looked at.
const CLAUSES: usize = 16;

impl Words {
    /// Reads `sentence`.
    pub(super) fn read(&self, sentence: &str) -> Reading {
        let normal = Normal::new(sentence);
        let hits = longest(self.cues(&normal.text));
        let words = normal
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Word);
        let words = words.take(100).count();
        let mut reading = Reading {
            words,
            ..Reading::default()
        };
        let last = normal.tokens.last();
        let question = last.is_some_and(|token| token.kind == TokenKind::Question);
        if words == 0 {
            reading.says = Says::Code;
        }
        if words == 0 || question {
            return reading;
        }
        if self.states(&hits) || self.tells(&normal) {
            reading.says = Says::Statement;
        } else if defines(&normal) {
            reading.says = Says::Definition;
        } else if names_command(&normal) {
            reading.says = Says::Command;
        }
        let order = self.demand(&normal, &hits, &mut reading);
        let soft = hits.iter().any(|hit| hit.kind == Cue::Soft);
        let end = normal.text.trim_end_matches([' ', ':']).len();
        let last = hits.iter().rev().take_while(|hit| hit.end >= end);
        reading.ends_open = last.clone().any(|hit| hit.kind == Cue::Condition);
        let start = hits.iter().take_while(|hit| hit.start == 1);
        let at_end = ends_completing(&normal, &hits) && words <= COMPLETING;
        reading.completes = start.clone().any(|hit| hit.kind == Cue::Completes) || at_end;
        if let Some(order) = order {
            reading.completes &= order.strength != Strength::Never || !at_end;
            let soft = soft && order.strength == Strength::Must;
            reading.strength = Some(if soft {
                Strength::Should
            } else {
                order.strength
            });
            reading.force = order.weight;
            reading.strong = matches!(order.kind, OrderKind::Modal | OrderKind::Prohibition);
            let shown = shorten(&normal.text[order.start..order.end]);
            reading.why = format!("{} `{shown}`", order.kind.as_str());
        } else if soft {
            reading.strength = Some(Strength::Should);
        }
        if reading.says == Says::Statement {
            reading.force -= 70;
        } else if reading.force == 0 && hits.iter().any(|hit| hit.kind == Cue::Finite) {
            reading.force = -10;
        }
        self.state_norm(sentence, &mut reading);
        reading
    }

    /// Takes the norm that `sentence` states, where it says more than its orders.
    fn state_norm(&self, sentence: &str, reading: &mut Reading) {
        if reading.words > NORM || reading.says == Says::Definition {
            return;
        }
        let Some(norm) = self.norm(sentence) else {
            return;
        };
        let doubted = reading.says == Says::Command && norm.weight < SURE;
        if doubted || norm.weight <= reading.force {
            return;
        }
        let never = norm.strength == Strength::Never;
        let said = reading.strength.filter(|_| !never);
        reading.strength = Some(said.unwrap_or(norm.strength));
        reading.force = norm.weight;
        reading.why = norm.why;
        reading.says = Says::Norm;
    }

    /// What demands most in the sentence, if it permits nothing.
    fn demand(&self, normal: &Normal, hits: &[Hit<Cue>], reading: &mut Reading) -> Option<Order> {
        let clauses = Clauses {
            words: self,
            normal,
            hits,
        };
        let (mut order, conditional) = first_order(&clauses);
        let permission = hits.iter().find(|hit| hit.kind == Cue::Permission);
        let permits = permission.is_some_and(|hit| {
            let before = |order: &Order| hit.start <= order.start && !conditional;
            order.as_ref().is_none_or(before)
        });
        if permits {
            reading.says = Says::Statement;
            order = None;
        }
        strongest(order, modal(hits)).or_else(|| self.closing(normal))
    }

    /// Whether the sentence starts as one that tells who somebody is or what is so.
    fn states(&self, hits: &[Hit<Cue>]) -> bool {
        // Where the verb comes last, the subject may come anywhere.
        let anywhere = self.script == Script::Kana;
        let mut here = hits.iter().take_while(|hit| anywhere || hit.start == 1);
        here.any(|hit| matches!(hit.kind, Cue::Persona | Cue::Fact))
    }

    /// Whether the sentence says what somebody does: «Reads the file».
    pub(super) fn tells(&self, normal: &Normal) -> bool {
        normal.tokens.first().is_some_and(|token| {
            let word = normal.word(*token);
            token.kind == TokenKind::Word
                && self
                    .third_person
                    .iter()
                    .any(|endings| endings.fit(word, token.small))
        })
    }

    /// An order by how the sentence ends, where verbs come last.
    fn closing(&self, normal: &Normal) -> Option<Order> {
        let text = normal.text.trim_end_matches([' ', '.', ':', '(', ')']);
        let end = |list: &[String]| {
            list.iter()
                .filter(|ending| text.ends_with(ending.as_str()))
                .map(String::len)
                .max()
        };
        let lists = [
            (Some(Strength::Never), &self.closings.never),
            (Some(Strength::Should), &self.closings.should),
            (Some(Strength::Must), &self.closings.must),
            (None, &self.closings.fact),
        ];
        let best = lists
            .iter()
            .filter_map(|(strength, list)| Some((end(list)?, *strength)));
        let (len, strength) = best.max_by_key(|(len, _)| *len)?;
        Some(Order {
            weight: 100,
            strength: strength?,
            kind: OrderKind::Ending,
            start: text.len() - len,
            end: text.len(),
        })
    }
}

/// Whether the last word only completes the sentence before.
fn ends_completing(normal: &Normal, hits: &[Hit<Cue>]) -> bool {
    let end = normal.text.trim_end_matches([' ', '.']).len();
    let mut last = hits.iter().rev().take(8);
    last.any(|hit| hit.kind == Cue::CompletesAtEnd && hit.end == end)
}

/// The first word that demands, wherever it stands.
fn modal(hits: &[Hit<Cue>]) -> Option<Order> {
    hits.iter().find_map(|hit| {
        let (weight, strength, kind) = if hit.kind == Cue::Must {
            (90, Strength::Must, OrderKind::Modal)
        } else if hit.kind == Cue::Should {
            (90, Strength::Should, OrderKind::Modal)
        } else if hit.kind == Cue::Never {
            (95, Strength::Never, OrderKind::Prohibition)
        } else {
            return None;
        };
        let (start, end) = (hit.start, hit.end);
        Some(Order {
            weight,
            strength,
            kind,
            start,
            end,
        })
    })
}

/// Whether code follows the first colon, and nothing but words leads to it.
fn names_command(normal: &Normal) -> bool {
    let is_lead = |kind: TokenKind| {
        matches!(
            kind,
            TokenKind::Word | TokenKind::Bracket | TokenKind::Comma
        )
    };
    let lead = normal
        .tokens
        .iter()
        .take_while(|token| is_lead(token.kind))
        .count();
    let colon = normal
        .tokens
        .get(lead)
        .is_some_and(|token| normal.word(*token) == ":");
    let code = normal.tokens.get(lead + 1);
    lead > 0 && colon && code.is_some_and(|token| token.kind == TokenKind::Code)
}

/// Whether code leads the sentence and a colon or dash follows.
fn defines(normal: &Normal) -> bool {
    let mut rest = normal.tokens.iter().skip_while(|token| {
        matches!(
            token.kind,
            TokenKind::Code | TokenKind::Comma | TokenKind::Bracket
        )
    });
    let first = normal.tokens.first();
    first.is_some_and(|token| token.kind == TokenKind::Code)
        && rest
            .next()
            .is_some_and(|token| token.kind == TokenKind::Break)
}

/// Whether what lies within a phrase of this kind says nothing of its own.
fn hides(kind: Cue) -> bool {
    !matches!(
        kind,
        Cue::Opener | Cue::Always | Cue::Condition | Cue::Determiner | Cue::Soft
    )
}

/// The hits without those that lie within a longer one of another kind.
fn longest(hits: Vec<Hit<Cue>>) -> Vec<Hit<Cue>> {
    let mut out: Vec<Hit<Cue>> = Vec::with_capacity(hits.len());
    for hit in hits {
        let inside = out.iter().rev().take(4).any(|last| {
            hides(last.kind)
                && last.start <= hit.start
                && hit.end <= last.end
                && (last.start, last.end) != (hit.start, hit.end)
        });
        if !inside {
            out.push(hit);
        }
    }
    out
}

/// The order of the first clause that is one, and whether a condition leads to it. A prohibition behind a colon
/// decides over what leads to it, and so does a plain order over a doubtful one.
fn first_order(clauses: &Clauses<'_>) -> (Option<Order>, bool) {
    let mut found: Option<Order> = None;
    let (mut start, mut conditional, mut seen, mut inside) = (true, false, 0, false);
    for token in &clauses.normal.tokens {
        match token.kind {
            // What stands in brackets is an aside.
            TokenKind::Bracket => inside = clauses.normal.word(*token) == "(",
            _ if inside => {}
            TokenKind::Break | TokenKind::Question => start = true,
            TokenKind::Comma => start = conditional,
            TokenKind::Word | TokenKind::Code if start => {
                start = false;
                seen += 1;
                if seen > CLAUSES {
                    break;
                }
                let (order, condition) = clauses.order(token.start);
                conditional |= condition;
                let Some(mut order) = order else { continue };
                match &mut found {
                    None => {
                        let later = seen > 1 && !conditional && order.strength != Strength::Never;
                        order.weight -= if later { 5 } else { 0 };
                        found = Some(order);
                    }
                    Some(first) if decides_over(&order, first, clauses) => *first = order,
                    Some(_) => {}
                }
            }
            TokenKind::Word | TokenKind::Code => {}
        }
    }
    (found, conditional)
}

/// Whether `order`, which comes later, is what the sentence demands.
fn decides_over(order: &Order, first: &Order, clauses: &Clauses<'_>) -> bool {
    let leading = clauses.normal.text[..order.start].trim_end();
    let forbids = first.strength == Strength::Must
        && order.strength == Strength::Never
        && order.weight > 100
        && leading.ends_with(':');
    forbids || order.weight >= first.weight + 20
}

/// The order, unless it is weak and the modal is not; «must prefer» is a demand.
fn strongest(order: Option<Order>, modal: Option<Order>) -> Option<Order> {
    match (order, modal) {
        (Some(order), Some(modal)) => {
            let demanded = order.strength == Strength::Should
                && modal.strength == Strength::Must
                && modal.start < order.start;
            let wins = order.weight >= 90 || order.weight > modal.weight;
            Some(if wins && !demanded { order } else { modal })
        }
        (order, modal) => order.or(modal),
    }
}
