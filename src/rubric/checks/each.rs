//! `each`: a check that every unit of the answer passes.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Purpose, Stretch, View, inside, within};
use crate::rubric::compile::At;
use crate::rubric::context::{Context, Focus};
use crate::rubric::outcome::{Decision, MAX_EVIDENCE, Outcome};
use crate::rubric::spec::{Check, CheckSpec, Nested, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin, quote};
use crate::words::counted;

/// Demands that every unit of the answer passes a check: every bullet, every sentence, every code block. The
/// check reads the unit alone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Each {
    /// What is looked at, one after the other.
    unit: Unit,
    /// The check that each must pass.
    check: Nested,
    /// How many must pass: a share such as `90%`, or a number; all by default.
    #[serde(default)]
    at_least: Option<Quota>,
    /// The verdict when there is no unit; `fail` by default.
    #[serde(default)]
    none: IfNone,
}

/// A part of the answer that there may be many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Unit {
    /// An item of a list of either kind, with its own text but not that of the items in it.
    Item,
    /// An item of a bullet list.
    Bullet,
    /// An item of a numbered list.
    NumberedItem,
    /// A sentence of the prose, or a table cell.
    Sentence,
    /// A paragraph or list item that is no heading.
    Paragraph,
    /// From a heading to the next, code included; a heading right above a deeper one is no section.
    Section,
    /// A heading.
    Heading,
    /// A line of the prose as it was written, or of the code in focus.
    Line,
    /// A row of a table below its head.
    TableRow,
    /// A code block that is offered.
    CodeBlock,
}

/// What no unit at all means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum IfNone {
    /// Nothing is wrong.
    Pass,
    /// What should pass is missing.
    #[default]
    Fail,
}

/// How many units must pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quota {
    Percent(usize),
    Number(usize),
}

struct EachUnit {
    unit: Unit,
    check: Box<dyn Check>,
    quota: Quota,
    none: IfNone,
}

impl CheckSpec for Each {
    const NAME: &'static str = "each";
    const EXAMPLE: &'static str =
        "each:\n  unit: bullet\n  check: { starts-with: { markup: bold } }\n  at-least: 90%";

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let mut problems = Diagnostics::new();
        if self.at_least.is_some_and(|quota| quota.needed(100) == 0) {
            let problem = "a check that no unit need pass always passes";
            problems.push(at.key("at-least").error(Code::BAD_VALUE, problem));
        }
        match problems.take(at.key("check").check(self.check.0)) {
            Some(check) => problems.or(Box::new(EachUnit {
                unit: self.unit,
                check,
                quota: self.at_least.unwrap_or(Quota::Percent(100)),
                none: self.none,
            })),
            None => Err(problems),
        }
    }
}

impl Quota {
    /// How many of `all` must pass.
    fn needed(self, all: usize) -> usize {
        match self {
            Self::Percent(percent) => (all * percent).div_ceil(100),
            Self::Number(number) => number,
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Item => "list item",
            Self::Bullet => "bullet",
            Self::NumberedItem => "numbered item",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Section => "section",
            Self::Heading => "heading",
            Self::Line => "line",
            Self::TableRow => "table row",
            Self::CodeBlock => "code block",
        }
    }

    /// The units in the focus of `context`.
    fn all(self, context: &Context<'_>) -> Vec<Focus> {
        let document = context.document();
        if self == Self::CodeBlock {
            return context
                .code()
                .filter(|(_, code, _)| {
                    code.view.origin == Origin::Answer && code.purpose() == Purpose::Offered
                })
                .map(|(number, _, part)| Focus::Code(number, part))
                .collect();
        }
        if let Some((number, part)) = context.focused_code() {
            return match self {
                Self::Line => lines(&document.code()[number].view, part)
                    .map(|line| Focus::Code(number, line))
                    .collect(),
                Self::Item
                | Self::Bullet
                | Self::NumberedItem
                | Self::Sentence
                | Self::Paragraph
                | Self::Section
                | Self::Heading
                | Self::TableRow
                | Self::CodeBlock => Vec::new(),
            };
        }
        let prose = document.prose();
        let focus = context.stretch().unwrap_or_else(|| document.whole());
        let focused = |units: Vec<Stretch>| -> Vec<Focus> {
            let units = inside(&units, focus.text, |unit| unit.text);
            units.copied().map(Focus::Prose).collect()
        };
        let items = |wanted: fn(bool) -> bool| -> Vec<Focus> {
            let items = inside(document.items(), focus.text, |item| item.stretch.text);
            let items = items.filter(|item| wanted(item.ordered));
            items.map(|item| Focus::Prose(item.stretch)).collect()
        };
        match self {
            Self::Item => items(|_| true),
            Self::Bullet => items(|ordered| !ordered),
            Self::NumberedItem => items(|ordered| ordered),
            Self::Sentence => within(prose.sentences(), focus.text)
                .map(|span| Focus::Prose(document.stretch(span)))
                .collect(),
            Self::Paragraph => {
                let tables = document.tables().iter().flatten().flatten();
                let cells: Vec<Span> = tables.map(|cell| cell.text).collect();
                let is_row = |span: Span| {
                    let next = cells.partition_point(|cell| cell.start < span.start);
                    cells.get(next).is_some_and(|cell| cell.start < span.end)
                };
                prose
                    .plain(prose.paragraphs(), focus.text)
                    .filter(|span| !is_row(*span))
                    .map(|span| Focus::Prose(document.stretch(span)))
                    .collect()
            }
            Self::Section => focused(document.sections()),
            Self::Heading => focused(document.headings()),
            Self::Line => focused(document.lines()),
            Self::TableRow => focused(rows(document)),
            Self::CodeBlock => Vec::new(),
        }
    }
}

/// The rows of all tables below their heads.
fn rows(document: &Document<'_>) -> Vec<Stretch> {
    let rows = document.tables().iter().flat_map(|rows| &rows[1..]);
    let row = |cells: &Vec<Stretch>| {
        let (first, last) = (cells.first()?, cells.last()?);
        Some(Stretch {
            text: Span::new(first.text.start, last.text.end),
            source: Span::new(first.source.start, last.source.end),
        })
    };
    rows.filter_map(row).collect()
}

/// The lines of `part` that are not blank.
fn lines<'v>(view: &'v View<'_>, part: Span) -> impl Iterator<Item = Span> + use<'v> {
    let mut start = part.start;
    view.text[part.range()]
        .split_inclusive('\n')
        .map(move |line| {
            let span = Span::new(start, start + line.trim_end_matches(['\n', '\r']).len());
            start += line.len();
            span
        })
        .filter(|span| !view.text[span.range()].trim().is_empty())
}

/// Why a unit at `place` fails.
fn reason(context: &Context<'_>, outcome: &Outcome, place: (Origin, Span)) -> String {
    let Some(first) = outcome.evidence.first() else {
        return String::new();
    };
    match first.place {
        Some((origin, span)) if (origin, span) != place => {
            let seen = quote(&context.document().text(origin)[span.range()]);
            format!("{seen}{}", first.note)
        }
        Some(_) | None => first.note.trim_start().to_owned(),
    }
}

/// Where a unit stands.
fn place(context: &Context<'_>, unit: Focus) -> (Origin, Span) {
    let document = context.document();
    match unit {
        Focus::Prose(stretch) if stretch.text.start == stretch.text.end => {
            (Origin::Answer, stretch.source)
        }
        Focus::Prose(stretch) => {
            let text = &document.prose().view.text[stretch.text.range()];
            let end = stretch.text.start + text.trim_end().len();
            let shown = Span::new(stretch.text.start, end);
            (Origin::Answer, document.prose().view.locate(shown))
        }
        Focus::Code(number, part) => document.code()[number].locate(part),
        Focus::Whole | Focus::File(_) => (Origin::Answer, document.whole().source),
    }
}

impl Check for EachUnit {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let units = self.unit.all(context);
        let name = self.unit.name();
        if units.is_empty() {
            let none = Evidence::absent(format!("there is no {name}"));
            return match self.none {
                IfNone::Pass => Outcome::pass(vec![none]),
                IfNone::Fail => Outcome::fail(vec![none]),
            };
        }
        let needed = self.quota.needed(units.len());
        let (mut passes, mut errors) = (0, 0);
        let (mut failed, mut error) = (Vec::new(), None);
        for (n, unit) in units.iter().enumerate() {
            let outcome = self.check.evaluate(&context.focused(*unit));
            match outcome.decision {
                Decision::Pass => passes += 1,
                Decision::Error => {
                    errors += 1;
                    error = error.or(Some(outcome));
                }
                Decision::Fail => {
                    let (origin, span) = place(context, *unit);
                    let why = reason(context, &outcome, (origin, span));
                    let note = format!(" is a {name} that fails: {why}");
                    failed.push(Evidence::found(origin, span, note));
                }
            }
            let open = units.len() - n - 1;
            let decided = passes + errors + open < needed;
            if decided && failed.len() >= MAX_EVIDENCE {
                break;
            }
        }
        if passes >= needed {
            let (origin, span) = place(context, units[0]);
            let all = counted(units.len(), name, &format!("{name}s"));
            let note = format!(" is the first of {all}, {passes} of which pass");
            return Outcome::pass(vec![Evidence::found(origin, span, note)]);
        }
        match error {
            Some(error) if passes + errors >= needed => error,
            Some(_) | None => {
                failed.truncate(MAX_EVIDENCE);
                let wanted = match self.quota {
                    Quota::Percent(100) => "all".to_owned(),
                    Quota::Percent(percent) => format!("at least {percent} %"),
                    Quota::Number(number) => format!("at least {number}"),
                };
                let all = counted(units.len(), name, &format!("{name}s"));
                let sum = format!("{passes} of {all} pass, {wanted} wanted");
                failed.push(Evidence::absent(sum));
                Outcome::fail(failed)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Quota {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct QuotaVisitor;
        impl Visitor<'_> for QuotaVisitor {
            type Value = Quota;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a share such as `90%` or a number")
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Quota, E> {
                usize::try_from(number)
                    .map(Quota::Number)
                    .map_err(E::custom)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Quota, E> {
                let digits = text.trim().strip_suffix('%').map(str::trim);
                let percent = digits.and_then(|digits| digits.parse().ok());
                let percent = percent.filter(|percent| *percent <= 100);
                percent.map(Quota::Percent).ok_or_else(|| {
                    E::custom(format!("`{text}` is no share; write `90%` or a number"))
                })
            }
        }
        deserializer.deserialize_any(QuotaVisitor)
    }
}

impl JsonSchema for Quota {
    fn schema_name() -> Cow<'static, str> {
        "Quota".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "integer", "minimum": 1 },
            { "type": "string", "pattern": r"^\s*(100|[1-9]?\d)\s*%\s*$" }
        ] })
    }
}
