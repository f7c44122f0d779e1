//! `letter-case`: all of a text in capitals, or none of it.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, read};
use crate::source::Span;
use crate::verdict::Evidence;

/// Demands that every letter is a capital, or that none is. Digits, punctuation and scripts without capitals do
/// not count; a text without a letter that has two cases fails.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LetterCase {
    /// How the letters are.
    is: Case,
    /// Which part of the response is looked at; the prose by default.
    #[serde(default, rename = "in")]
    scope: Scopes,
}

/// How letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Case {
    /// All are capitals.
    Upper,
    /// None is a capital.
    Lower,
}

impl Case {
    fn noun(self) -> &'static str {
        match self {
            Self::Upper => "upper case",
            Self::Lower => "lower case",
        }
    }

    /// Whether `c` is a letter of this case; `None` when it has no case.
    fn fits(self, c: char) -> Option<bool> {
        // The titlecase letters of Croatian digraphs are of neither case.
        let is_title = matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ');
        if !(c.is_uppercase() || c.is_lowercase() || is_title) {
            return None;
        }
        Some(match self {
            Self::Upper => c.is_uppercase(),
            Self::Lower => c.is_lowercase(),
        })
    }
}

struct Letters {
    is: Case,
    scope: Scopes,
}

impl CheckSpec for LetterCase {
    const NAME: &'static str = "letter-case";
    const EXAMPLE: &'static str = "letter-case: { is: lower, in: answer }";
    const SHORTHAND: Option<&'static str> = Some("is");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, _: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(Letters {
            is: self.is,
            scope: self.scope,
        }))
    }
}

impl Check for Letters {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let mut wrong = Vec::new();
        let mut first = None;
        for piece in self.scope.pieces(context) {
            let text = piece.text();
            // What follows a wrong letter in its word is not told again.
            let mut told = 0;
            for (at, c) in text.char_indices() {
                let Some(fits) = self.is.fits(c) else {
                    continue;
                };
                let here = |end: usize| {
                    let start = piece.region.start;
                    piece.locate(Span::new(start + at, start + end))
                };
                if fits {
                    first = first.or_else(|| Some(here(at + c.len_utf8())));
                } else if at >= told && wrong.len() < MAX_EVIDENCE {
                    let rest = &text[at..];
                    let end = rest.find(|c: char| !c.is_alphanumeric());
                    told = at + end.unwrap_or(rest.len()).max(c.len_utf8());
                    let (origin, span) = here(told);
                    let note = format!(" is not all {}", self.is.noun());
                    wrong.push(Evidence::found(origin, span, note));
                }
            }
        }
        if !wrong.is_empty() {
            return Outcome::fail(wrong);
        }
        match first {
            Some((origin, span)) => {
                let note = format!(" is {} like every letter of {}", self.is.noun(), self.scope);
                Outcome::pass(vec![Evidence::found(origin, span, note)])
            }
            None => Outcome::absent(format!(
                "there is no letter in {} that could be {}",
                self.scope,
                self.is.noun()
            )),
        }
    }
}
