//! `language`: which human language the prose is in.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Mix, within};
use crate::rubric::compile::At;
use crate::rubric::context::{Context, Focus};
use crate::rubric::outcome::Outcome;
use crate::rubric::piece::Piece;
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Demands that the prose, or a part of the response, is in a language, by its share of the text. Code, inline code and foreign terms
/// inside a sentence do not count; close relatives (ru, uk, be, bg, sr, mk, kk) are told apart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Language {
    /// A two-letter code such as `ru`, or `same-as-prompt`.
    is: String,
    /// The share that must be in the language; `>= 0.8` by default.
    #[serde(default)]
    share: Share,
    /// Which part must be in the language; the prose by default.
    #[serde(default, rename = "in")]
    scope: Scopes,
    /// The verdict on what is too short to tell; `fail` by default.
    #[serde(default)]
    untold: Untold,
}

/// What no telling text means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Untold {
    /// Nothing is wrong: `YES` may be English.
    Pass,
    /// The language is missing.
    #[default]
    Fail,
}

/// The least share of the text, from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Share(f64);

impl Default for Share {
    /// A quotation or a foreign paragraph does not change the language of an answer.
    fn default() -> Self {
        Self(0.8)
    }
}

enum Wanted {
    Code(String),
    SameAsPrompt,
}

struct Spoken {
    wanted: Wanted,
    share: f64,
    scope: Scopes,
    untold: Untold,
}

/// The text of a part, and where its pieces stand.
struct Joined<'p> {
    text: String,
    /// What is inline code.
    code: Vec<Span>,
    /// Where in the text each piece begins.
    pieces: Vec<(usize, Piece<'p>)>,
}

impl CheckSpec for Language {
    const NAME: &'static str = "language";
    const EXAMPLE: &'static str = "language: { is: ru, share: \">= 0.9\" }";
    const SHORTHAND: Option<&'static str> = Some("is");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let wanted = if self.is == "same-as-prompt" {
            Wanted::SameAsPrompt
        } else {
            Wanted::Code(self.is)
        };
        if let Wanted::Code(code) = &wanted
            && !at.lexicon().languages.knows(code)
        {
            let codes = at.lexicon().languages.codes().join(", ");
            let problem = at
                .key("is")
                .error(Code::BAD_VALUE, format!("there is no language `{code}`"));
            return Err(problem
                .help(format!("known: same-as-prompt, {codes}"))
                .into());
        }
        Ok(Box::new(Spoken {
            wanted,
            share: self.share.0,
            scope: self.scope,
            untold: self.untold,
        }))
    }
}

impl Check for Spoken {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let document = context.document();
        let wanted = match &self.wanted {
            Wanted::Code(code) => code.as_str(),
            Wanted::SameAsPrompt => match document.prompt_mix().main() {
                Some(code) => code,
                None => return Outcome::error("the language of the prompt is unknown"),
            },
        };
        if self.scope.is_prose() && context.focus == Focus::Whole {
            let Some(share) = document.mix().share(wanted) else {
                return self.without("the response has no prose whose language could be told");
            };
            let view = &document.prose().view;
            let place = |span| (Origin::Answer, view.locate(span));
            return self.decide(document.mix(), wanted, share, place);
        }
        let joined = Joined::new(self.scope.pieces(context));
        let languages = &document.lexicon().languages;
        let mix = languages.mix_of(&joined.text, &joined.code);
        match mix.share(wanted) {
            Some(share) => self.decide(&mix, wanted, share, |span| joined.locate(span)),
            None => self.without(&format!(
                "there is nothing in {} whose language could be told",
                self.scope
            )),
        }
    }
}

impl Spoken {
    fn without(&self, note: &str) -> Outcome {
        let evidence = vec![Evidence::absent(note)];
        match self.untold {
            Untold::Pass => Outcome::pass(evidence),
            Untold::Fail => Outcome::fail(evidence),
        }
    }

    fn decide(
        &self,
        mix: &Mix,
        wanted: &str,
        share: f64,
        place: impl Fn(Span) -> (Origin, Span),
    ) -> Outcome {
        let first = |of_wanted: bool| {
            let told = mix
                .sentences
                .iter()
                .find(|told| told.fits(wanted) == of_wanted)?;
            let is = if of_wanted && told.code != wanted {
                format!("may be {wanted}")
            } else {
                format!("is {}", told.code)
            };
            let part = &self.scope;
            let note = format!(" {is}; {:.0} % of {part} is {wanted}", share * 100.0);
            let (origin, span) = place(told.span);
            Some(Evidence::found(origin, span, note))
        };
        if share >= self.share {
            Outcome::pass(first(true).into_iter().collect())
        } else {
            Outcome::fail(first(false).into_iter().collect())
        }
    }
}

impl<'p> Joined<'p> {
    fn new(pieces: Vec<Piece<'p>>) -> Self {
        /// More than is read to tell the language.
        const ENOUGH: usize = 64 << 10;
        let mut joined = Self {
            text: String::new(),
            code: Vec::new(),
            pieces: Vec::new(),
        };
        for piece in pieces {
            if joined.text.len() > ENOUGH {
                break;
            }
            let at = joined.text.len();
            if let Some(prose) = piece.prose {
                let moved = |place: usize| place - piece.region.start + at;
                let code = within(&prose.code, piece.region);
                joined
                    .code
                    .extend(code.map(|span| Span::new(moved(span.start), moved(span.end))));
            }
            joined.text.push_str(piece.text());
            joined.text.push_str("\n\n");
            joined.pieces.push((at, piece));
        }
        joined
    }

    fn locate(&self, span: Span) -> (Origin, Span) {
        let before = self.pieces.partition_point(|(at, _)| *at <= span.start);
        let Some((at, piece)) = before.checked_sub(1).and_then(|n| self.pieces.get(n)) else {
            return (Origin::Answer, Span::new(0, 0));
        };
        let start = piece.region.start + span.start - at;
        let end = (piece.region.start + span.end - at).min(piece.region.end);
        piece.locate(Span::new(start.min(end), end))
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ShareVisitor;
        impl Visitor<'_> for ShareVisitor {
            type Value = Share;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a share such as `>= 0.8`")
            }
            fn visit_f64<E: Error>(self, share: f64) -> Result<Share, E> {
                if (0.0..=1.0).contains(&share) {
                    Ok(Share(share))
                } else {
                    Err(E::custom("a share lies between 0 and 1"))
                }
            }
            fn visit_u64<E: Error>(self, share: u64) -> Result<Share, E> {
                self.visit_f64(if share <= 1 {
                    f64::from(u8::from(share == 1))
                } else {
                    2.0
                })
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Share, E> {
                let number = text.trim().strip_prefix(">=").unwrap_or(text).trim();
                let share: f64 = number
                    .parse()
                    .map_err(|_| E::custom(format!("`{text}` is no share; write `>= 0.8`")))?;
                self.visit_f64(share)
            }
        }
        deserializer.deserialize_any(ShareVisitor)
    }
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "number", "minimum": 0, "maximum": 1 },
            { "type": "string", "pattern": r"^\s*(>=)?\s*(0(\.\d+)?|1(\.0+)?)\s*$" }
        ] })
    }
}
