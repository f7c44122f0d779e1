//! `contains`: phrases as they stand.

use aho_corasick::{AhoCorasick, Input, MatchKind};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Diagnostics;
use crate::document::{fold, is_whole_word};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::Outcome;
use crate::rubric::phrases::{Demand, Hit, Phrases, Quantifier, Quotations};
use crate::rubric::piece::Piece;
use crate::rubric::range::Range;
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, Strings, read};
use crate::source::Span;

/// Demands that phrases occur, letter by letter but for upper and lower case; code blocks are searched only
/// with `in: code` or `in: answer`. Use `mentions` for phrases that may be inflected.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Contains {
    /// At least one of these phrases occurs.
    #[serde(default)]
    any: Option<Strings>,
    /// Every one of these phrases occurs.
    #[serde(default)]
    all: Option<Strings>,
    /// None of these phrases occurs.
    #[serde(default)]
    none: Option<Strings>,
    /// How often each phrase of `all`, or one of `any`, occurs: `3`, `>= 3`, `less than 5`; once or more by default.
    #[serde(default)]
    times: Option<Range>,
    /// Which part of the response is searched; the prose by default.
    #[serde(default, rename = "in")]
    scope: Scopes,
    /// What a find is, for the evidence: `names a danger`; without it, a failure lists what was looked for.
    #[serde(default)]
    note: Option<String>,
    /// Whether a phrase counts where the answer only quotes it; `count` by default.
    #[serde(default)]
    quotations: Quotations,
    /// Whether a phrase may start or end inside a word: `part` finds `test` in `latest`; `whole` by default.
    #[serde(default)]
    words: Words,
    /// Whether upper and lower case differ; `ignored` by default.
    #[serde(default)]
    case: Case,
}

/// Where a phrase may begin and end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Words {
    /// At the borders of words.
    #[default]
    Whole,
    /// Anywhere.
    Part,
}

/// Whether case counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Case {
    /// `Venv` and `venv` are one.
    #[default]
    Ignored,
    /// They are two.
    Exact,
}

struct Literal {
    automaton: AhoCorasick,
    /// The phrases that are a single letter which folding makes another's; `ё` alone is not `е`.
    letters: Vec<Option<char>>,
    words: Words,
    case: Case,
}

impl CheckSpec for Contains {
    const NAME: &'static str = "contains";
    const EXAMPLE: &'static str = "contains: { all: [asyncio, aiohttp], in: code }";
    const SHORTHAND: Option<&'static str> = Some("any");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let demand = Demand::new(at, self.any, self.all, self.none)?.noted(self.note);
        let demand = demand.repeated(&at.key("times"), self.times)?;
        let folded = demand.phrases.iter().map(|phrase| match self.case {
            Case::Ignored => fold(phrase),
            Case::Exact => phrase.clone(),
        });
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(folded)
            .map_err(|error| at.error(crate::diagnostic::Code::BAD_PATTERN, error.to_string()))?;
        let letters = demand.phrases.iter().map(|phrase| match self.case {
            Case::Ignored => yo_or_ye(phrase),
            Case::Exact => None,
        });
        let literal = Literal {
            automaton,
            letters: letters.collect(),
            words: self.words,
            case: self.case,
        };
        Ok(Box::new(Quantifier {
            demand,
            scope: self.scope,
            quotations: self.quotations,
            finder: literal,
        }))
    }
}

/// `text` in lower case if it is the letter `ё` or `е`, which are one within a word.
fn yo_or_ye(text: &str) -> Option<char> {
    let mut letters = text.trim().nfc().flat_map(char::to_lowercase);
    match (letters.next(), letters.next()) {
        (Some(letter @ ('ё' | 'е')), None) => Some(letter),
        _ => None,
    }
}

impl Phrases for Literal {
    fn find(&self, piece: &Piece<'_>, hits: &mut Vec<Hit>) {
        let folded = (self.case == Case::Ignored).then(|| piece.folded());
        let text = folded
            .as_ref()
            .map_or(&*piece.view.text, |folded| &folded.text);
        // A view may be cut into many pieces; each reads its own region only.
        let region = folded.as_ref().map_or(piece.region, |folded| {
            Span::new(
                folded.offset_of(piece.region.start),
                folded.offset_of(piece.region.end),
            )
        });
        let input = Input::new(text).span(region.range());
        for found in self.automaton.find_overlapping_iter(input) {
            let span = Span::new(found.start(), found.end());
            if self.words == Words::Whole && !is_whole_word(text, span) {
                continue;
            }
            let span = folded.as_ref().map_or(span, |folded| folded.locate(span));
            let letter = self.letters[found.pattern().as_usize()];
            if letter.is_some() && yo_or_ye(&piece.view.text[span.range()]) != letter {
                continue;
            }
            if piece.region.contains(span) {
                hits.push(Hit {
                    phrase: found.pattern().as_usize(),
                    place: piece.locate(span),
                });
            }
        }
    }
}

impl Check for Quantifier<Literal> {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        self.decide(context)
    }
}
