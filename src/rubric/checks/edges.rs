//! `starts-with` and `ends-with`: how the answer or a part of it opens and closes.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, fold};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::edge::{Side, Skip};
use crate::rubric::outcome::Outcome;
use crate::rubric::pattern::Pattern;
use crate::rubric::piece::Piece;
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::rubric::written::{as_written, bold_around, raw_answer, read_answer};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Demands that the answer, or a part of it, begins with one of some phrases or with what a regular expression
/// matches. A phrase ends where a word ends. Of a part that is many (`in: headings`) the first is meant; `each`
/// holds all of them to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StartsWith {
    /// It begins with one of these phrases.
    #[serde(default)]
    any: Option<Strings>,
    /// It begins with a match of this regular expression.
    #[serde(default)]
    regex: Option<String>,
    /// Which part must begin so; the answer by default, and within `each` the unit.
    #[serde(default, rename = "in")]
    scope: Option<Scopes>,
    /// Whether markup in front and inside counts; `ignored` by default. With `bold` alone, anything bold will do.
    #[serde(default)]
    markup: Markup,
    /// Whether upper and lower case differ; `ignored` by default.
    #[serde(default)]
    case: Case,
}

/// Demands that the answer, or a part of it, ends with one of some phrases or with what a regular expression
/// matches. A phrase begins where a word begins; punctuation counts: `Done` does not end «Done.». Of a part that
/// is many (`in: headings`) the last is meant; `each` holds all of them to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EndsWith {
    /// It ends with one of these phrases.
    #[serde(default)]
    any: Option<Strings>,
    /// It ends with a match of this regular expression.
    #[serde(default)]
    regex: Option<String>,
    /// Which part must end so; the answer by default, and within `each` the unit.
    #[serde(default, rename = "in")]
    scope: Option<Scopes>,
    /// Whether markup behind and inside counts; `ignored` by default. With `bold` alone, anything bold will do.
    #[serde(default)]
    markup: Markup,
    /// Whether upper and lower case differ; `ignored` by default.
    #[serde(default)]
    case: Case,
}

/// What markup means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Markup {
    /// Marks of headings, lists, quotations and emphasis, back-ticks, quotation marks and emoji do not count.
    #[default]
    Ignored,
    /// The same, and what is found must be bold.
    Bold,
    /// The text is read as it was written; only white space does not count.
    Kept,
}

/// Whether case counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Case {
    /// `Итог` and `ИТОГ` are one.
    #[default]
    Ignored,
    /// They are two.
    Exact,
}

enum Wanted {
    Phrases(Vec<String>),
    Regex(Pattern),
    Anything,
}

struct Edge {
    side: Side,
    wanted: Wanted,
    /// What is wanted, for messages.
    told: String,
    scope: Option<Scopes>,
    markup: Markup,
    case: Case,
}

impl CheckSpec for StartsWith {
    const NAME: &'static str = "starts-with";
    const EXAMPLE: &'static str =
        "starts-with: { any: [\"Next step:\", \"Дальше:\"], in: last-line }";
    const SHORTHAND: Option<&'static str> = Some("any");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let wanted = wanted(
            at,
            Side::Start,
            self.any,
            self.regex,
            self.markup,
            self.case,
        )?;
        Ok(Box::new(Edge {
            side: Side::Start,
            told: wanted.1,
            wanted: wanted.0,
            scope: self.scope,
            markup: self.markup,
            case: self.case,
        }))
    }
}

impl CheckSpec for EndsWith {
    const NAME: &'static str = "ends-with";
    const EXAMPLE: &'static str = "ends-with: { any: \"?\", in: last-sentence }";
    const SHORTHAND: Option<&'static str> = Some("any");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let wanted = wanted(at, Side::End, self.any, self.regex, self.markup, self.case)?;
        Ok(Box::new(Edge {
            side: Side::End,
            told: wanted.1,
            wanted: wanted.0,
            scope: self.scope,
            markup: self.markup,
            case: self.case,
        }))
    }
}

/// What is wanted, and how messages tell it.
fn wanted(
    at: &At<'_>,
    side: Side,
    any: Option<Strings>,
    regex: Option<String>,
    markup: Markup,
    case: Case,
) -> Result<(Wanted, String), Diagnostics> {
    let what = if markup == Markup::Bold { "bold " } else { "" };
    match (any, regex) {
        (Some(any), None) => {
            let phrases = non_empty(&at.key("any"), any)?;
            let listed: Vec<String> = phrases.iter().map(|text| format!("`{text}`")).collect();
            let folded = phrases.iter().map(|text| match case {
                Case::Ignored => fold(text),
                Case::Exact => text.clone(),
            });
            let told = format!("{what}{}", listed.join(" or "));
            Ok((Wanted::Phrases(folded.collect()), told))
        }
        (None, Some(regex)) => {
            let place = at.key("regex");
            if regex.is_empty() {
                let message = "the pattern is empty and matches everywhere";
                return Err(place.error(Code::EMPTY, message).into());
            }
            place.regex(&regex)?;
            let flags = match case {
                Case::Ignored => "(?i)",
                Case::Exact => "",
            };
            let bound = match side {
                Side::Start => format!(r"\A{flags}(?:{regex})"),
                Side::End => format!(r"{flags}(?:{regex})\z"),
            };
            let told = format!("a {what}match of `{regex}`");
            Ok((Wanted::Regex(place.regex(&bound)?), told))
        }
        (None, None) if markup == Markup::Bold => Ok((Wanted::Anything, "bold text".to_owned())),
        (None, None) => Err(at
            .error(Code::EMPTY, "nothing is demanded")
            .help("give `any`, `regex` or `markup: bold`")
            .into()),
        (Some(_), Some(_)) => Err(at
            .error(Code::BAD_VALUE, "both `any` and `regex` are given")
            .help("give one of them, or two checks under `any:`")
            .into()),
    }
}

impl Edge {
    /// The text whose end is meant.
    fn piece<'p>(&self, context: &Context<'p>) -> Option<Piece<'p>> {
        let document = context.document();
        let mut pieces = match &self.scope {
            Some(scope) => scope.pieces(context),
            None if context.focused_code().is_some() || context.stretch().is_some() => {
                Scopes::default().pieces(context)
            }
            None => vec![self.whole(document)],
        };
        pieces.retain(|piece| !piece.text().trim().is_empty());
        let piece = match self.side {
            Side::Start => pieces.into_iter().next()?,
            Side::End => pieces.pop()?,
        };
        if self.markup == Markup::Kept && piece.prose.is_some() {
            return Some(as_written(document, &piece));
        }
        Some(piece)
    }

    /// The whole answer as it is read.
    fn whole<'p>(&self, document: &'p Document<'p>) -> Piece<'p> {
        let blocks = &document.markdown.blocks;
        let block = match self.side {
            Side::Start => blocks.first(),
            Side::End => blocks.last(),
        };
        match (self.markup, block) {
            // A rule or an empty list gives no text; then the marks are all there is.
            (Markup::Kept, _) | (_, None) => raw_answer(document),
            (Markup::Ignored | Markup::Bold, Some(block)) => read_answer(document, block),
        }
    }

    /// Where what is wanted stands in the view of `piece`.
    fn find(&self, piece: &Piece<'_>) -> Option<Span> {
        let skip = match self.markup {
            Markup::Ignored | Markup::Bold => Skip::Markup,
            Markup::Kept => Skip::Blanks,
        };
        match &self.wanted {
            Wanted::Phrases(phrases) => {
                let folded = (self.case == Case::Ignored).then(|| piece.folded());
                let (text, region) = match &folded {
                    None => (&*piece.view.text, piece.region),
                    Some(folded) => {
                        let start = folded.offset_of(piece.region.start);
                        let end = folded.offset_of(piece.region.end);
                        (&*folded.text, Span::new(start, end))
                    }
                };
                let part = &text[region.range()];
                let found = phrases.iter().find_map(|phrase| {
                    let (before, rest) = self.side.find(part, phrase, skip)?;
                    Some(self.between(part, before, rest))
                })?;
                let span = Span::new(region.start + found.start, region.start + found.end);
                Some(folded.map_or(span, |folded| folded.locate(span)))
            }
            Wanted::Regex(regex) => {
                let part = piece.text();
                let blank = |skip| {
                    let text = self.side.strip(part, skip);
                    match self.side {
                        Side::Start => (part.len() - text.len(), text),
                        Side::End => (0, text),
                    }
                };
                let found = [Skip::Blanks, skip].into_iter().find_map(|skip| {
                    let (at, text) = blank(skip);
                    let found = regex.find_iter(text).next()?;
                    Some(Span::new(at + found.start(), at + found.end()))
                })?;
                let at = piece.region.start;
                Some(Span::new(at + found.start, at + found.end))
            }
            Wanted::Anything => {
                let part = piece.text();
                let text = self.side.strip(part, skip);
                let mut chars = text.chars();
                match self.side {
                    Side::Start => chars.next()?,
                    Side::End => chars.next_back()?,
                };
                let found = self.between(part, text, chars.as_str());
                let at = piece.region.start;
                Some(Span::new(at + found.start, at + found.end))
            }
        }
    }

    /// The span of `part` that is in `before` but not in `rest`, both of which lie at its other side.
    fn between(&self, part: &str, before: &str, rest: &str) -> Span {
        match self.side {
            Side::Start => Span::new(part.len() - before.len(), part.len() - rest.len()),
            Side::End => Span::new(rest.len(), before.len()),
        }
    }

    /// The beginning or end of the text, to show what stands there instead.
    fn shown(&self, piece: &Piece<'_>) -> (Origin, Span) {
        /// How many bytes are shown.
        const SHOWN: usize = 80;
        let text = piece.text();
        let lead = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        let span = match self.side {
            Side::Start => {
                let line = text[lead..end].find('\n').map_or(end, |found| lead + found);
                Span::new(lead, text.floor_char_boundary(line.min(lead + SHOWN)))
            }
            Side::End => {
                let line = text[lead..end].rfind('\n').map_or(lead, |at| lead + at + 1);
                let start = text.ceil_char_boundary(line.max(end.saturating_sub(SHOWN)));
                Span::new(start, end)
            }
        };
        let at = piece.region.start;
        piece.locate(Span::new(at + span.start, at + span.end))
    }
}

impl Check for Edge {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let part = self
            .scope
            .as_ref()
            .map_or("the answer".to_owned(), ToString::to_string);
        let Some(piece) = self.piece(context) else {
            return Outcome::absent(format!("there is nothing in {part}"));
        };
        let verb = match self.side {
            Side::Start => "start",
            Side::End => "end",
        };
        let found = self.find(&piece).map(|span| piece.locate(span));
        let found = found.and_then(|(origin, span)| match (self.markup, &self.wanted) {
            (Markup::Ignored | Markup::Kept, _) => Some((origin, span)),
            (Markup::Bold, wanted) => {
                let bold = bold_around(context.document(), (origin, span))?;
                let all = matches!(wanted, Wanted::Anything);
                Some((origin, if all { bold } else { span }))
            }
        });
        match found {
            Some((origin, span)) => Outcome::pass(vec![Evidence::found(
                origin,
                span,
                format!(" {verb}s {part}"),
            )]),
            None => {
                let (origin, span) = self.shown(&piece);
                let note = format!(" does not {verb} with {}", self.told);
                Outcome::fail(vec![Evidence::found(origin, span, note)])
            }
        }
    }
}
