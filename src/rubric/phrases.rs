//! What `contains` and `mentions` share: any, all or none of a list of phrases.

use std::sync::Arc;

use super::compile::At;
use super::context::Context;
use super::outcome::{MAX_EVIDENCE, Outcome};
use super::piece::Piece;
use super::range::Range;
use super::scope::Scopes;
use super::spec::{Strings, non_empty};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::quoted;
use crate::source::Span;
use crate::verdict::{Evidence, Origin};
use crate::words::counted;

/// Phrases and how many of them must occur.
pub(crate) struct Demand {
    pub(crate) phrases: Vec<String>,
    how: How,
    /// How often a phrase must occur; once is enough by default.
    times: Option<Range>,
    missing: Arc<str>,
    /// What follows the quotation of a find.
    note: Arc<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Any,
    All,
    None,
}

/// How many phrases a note about missing ones lists.
const MAX_LISTED: usize = 5;

impl Demand {
    /// Exactly one of the three lists, none of its phrases empty.
    pub(crate) fn new(
        at: &At<'_>,
        any: Option<Strings>,
        all: Option<Strings>,
        none: Option<Strings>,
    ) -> Result<Self, Diagnostics> {
        let given: Vec<(How, &str, Strings)> = [
            (How::Any, "any", any),
            (How::All, "all", all),
            (How::None, "none", none),
        ]
        .into_iter()
        .filter_map(|(how, key, list)| Some((how, key, list?)))
        .collect();
        let count = given.len();
        let mut given = given.into_iter();
        let (Some((how, key, list)), 1) = (given.next(), count) else {
            let message = if count == 0 {
                "no phrases are given"
            } else {
                "more than one list of phrases is given"
            };
            return Err(at
                .error(Code::EMPTY, message)
                .help("give exactly one of `any`, `all` and `none`")
                .into());
        };
        let phrases = non_empty(&at.key(key), list)?;
        let missing = match &phrases[..] {
            [one] => format!("no `{one}`"),
            many => {
                let listed: Vec<String> = many
                    .iter()
                    .take(MAX_LISTED)
                    .map(|phrase| format!("`{phrase}`"))
                    .collect();
                let more = if many.len() > MAX_LISTED {
                    format!(" and {} more", many.len() - MAX_LISTED)
                } else {
                    String::new()
                };
                format!("none of {}{more}", listed.join(", "))
            }
        };
        Ok(Self {
            phrases,
            how,
            times: None,
            missing: missing.into(),
            note: "".into(),
        })
    }

    /// The same, with how often a phrase must occur.
    pub(crate) fn repeated(self, at: &At<'_>, times: Option<Range>) -> Result<Self, Diagnostics> {
        if times.is_some() && self.how == How::None {
            let problem = at.error(
                Code::BAD_VALUE,
                "`times` is given for phrases that must not occur",
            );
            return Err(problem.help("list the phrases under `all` or `any`").into());
        }
        Ok(Self { times, ..self })
    }

    /// The same, with what a find is.
    pub(crate) fn noted(self, note: Option<String>) -> Self {
        match note {
            None => self,
            Some(note) => Self {
                missing: format!("nothing that {note}").into(),
                note: format!(" {note}").into(),
                ..self
            },
        }
    }
}

/// Whether a phrase counts where the text only quotes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Quotations {
    /// It does.
    #[default]
    Count,
    /// What stands between quotation marks, in inline code or in a block quotation is not looked at.
    Ignored,
}

/// An occurrence of a phrase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    /// Which phrase.
    pub(crate) phrase: usize,
    /// Where it is in the response.
    pub(crate) place: (Origin, Span),
}

/// Finds phrases in a piece of text.
pub(crate) trait Phrases: Send + Sync {
    /// Adds every occurrence to `hits`.
    fn find(&self, piece: &Piece<'_>, hits: &mut Vec<Hit>);
}

/// A demand, where it is checked, and what finds the phrases.
pub(crate) struct Quantifier<F> {
    pub(crate) demand: Demand,
    pub(crate) scope: Scopes,
    pub(crate) finder: F,
    pub(crate) quotations: Quotations,
}

impl<F: Phrases> Quantifier<F> {
    /// The outcome of the demand.
    pub(crate) fn decide(&self, context: &Context<'_>) -> Outcome {
        let mut hits = Vec::new();
        for piece in self.scope.pieces(context) {
            let known = hits.len();
            self.finder.find(&piece, &mut hits);
            if self.quotations == Quotations::Ignored && hits.len() > known {
                let quoted = quotations(&piece, context);
                let mut new = hits.split_off(known);
                new.retain(|hit| {
                    !quoted
                        .iter()
                        .any(|(origin, span)| *origin == hit.place.0 && span.contains(hit.place.1))
                });
                hits.append(&mut new);
            }
        }
        hits.sort_by_key(|hit| (hit.place.0, hit.place.1.start));
        if let Some(times) = self.demand.times {
            return self.decide_times(times, &hits);
        }
        let found = |hits: &[Hit]| {
            let evidence = hits
                .iter()
                .take(MAX_EVIDENCE)
                .map(|hit| Evidence::found(hit.place.0, hit.place.1, self.demand.note.clone()));
            evidence.collect::<Vec<_>>()
        };
        match self.demand.how {
            How::Any if hits.is_empty() => Outcome::absent(self.missing()),
            How::Any => Outcome::pass(found(&hits)),
            How::None if hits.is_empty() => Outcome::pass(vec![Evidence::absent(self.missing())]),
            How::None => Outcome::fail(found(&hits)),
            How::All => {
                let first = |phrase: usize| hits.iter().find(|hit| hit.phrase == phrase).copied();
                let phrases = self.demand.phrases.iter().enumerate();
                let missing: Vec<Evidence> = phrases
                    .filter(|(n, _)| first(*n).is_none())
                    .map(|(_, phrase)| Evidence::absent(format!("no `{phrase}` in {}", self.scope)))
                    .collect();
                if missing.is_empty() {
                    let firsts: Vec<Hit> =
                        (0..self.demand.phrases.len()).filter_map(first).collect();
                    Outcome::pass(found(&firsts))
                } else {
                    Outcome::fail(missing)
                }
            }
        }
    }

    /// The outcome when each phrase, or with `any` one, must occur so many times.
    fn decide_times(&self, times: Range, hits: &[Hit]) -> Outcome {
        let mut found: Vec<Vec<Hit>> = vec![Vec::new(); self.demand.phrases.len()];
        for hit in hits {
            let of_phrase = &mut found[hit.phrase];
            // `aa` occurs in `aaa` once.
            let overlaps = of_phrase.last().is_some_and(|last| {
                last.place.0 == hit.place.0 && hit.place.1.start < last.place.1.end
            });
            if !overlaps {
                of_phrase.push(*hit);
            }
        }
        let (mut held, mut broken) = (Vec::new(), Vec::new());
        for (phrase, found) in self.demand.phrases.iter().zip(&found) {
            let count = found.len();
            let told = counted(count, "time", "times");
            let note = format!("`{phrase}` occurs {told} in {}, {times} wanted", self.scope);
            let (side, shown) = if times.holds(count) {
                (&mut held, found.first())
            } else {
                (&mut broken, found.last().filter(|_| times.is_above(count)))
            };
            side.push(match shown {
                Some(hit) => Evidence::found(hit.place.0, hit.place.1, format!(": {note}")),
                None => Evidence::absent(note),
            });
        }
        let passes = match self.demand.how {
            How::Any => !held.is_empty(),
            How::All | How::None => broken.is_empty(),
        };
        let mut evidence = if passes { held } else { broken };
        evidence.truncate(MAX_EVIDENCE);
        if passes {
            Outcome::pass(evidence)
        } else {
            Outcome::fail(evidence)
        }
    }

    fn missing(&self) -> String {
        format!("{} in {}", self.demand.missing, self.scope)
    }
}

/// What `piece` quotes: between marks, as inline code, or as a block.
fn quotations(piece: &Piece<'_>, context: &Context<'_>) -> Vec<(Origin, Span)> {
    let mut out: Vec<(Origin, Span)> = quoted(&piece.view.text)
        .into_iter()
        .map(|span| piece.locate(span))
        .collect();
    if let Some(prose) = piece.prose {
        out.extend(prose.code.iter().map(|span| piece.locate(*span)));
        let blocks = context
            .document()
            .markdown
            .blocks
            .iter()
            .filter(|block| block.quoted);
        out.extend(blocks.map(|block| (Origin::Answer, block.span)));
    }
    out
}
