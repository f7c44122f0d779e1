//! `split`: the parts of the answer between separators.

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Stretch, View};
use crate::rubric::compile::At;
use crate::rubric::context::{Context, Focus};
use crate::rubric::outcome::Outcome;
use crate::rubric::pattern::Pattern;
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, Nested, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Cuts the answer, as it was written, at a separator, and demands so many parts, that they differ, or something
/// of one of them. Blank parts do not count.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Split {
    /// The separator, letter by letter; a line break in it is one of either kind.
    #[serde(default)]
    by: Option<String>,
    /// The separator as a regular expression.
    #[serde(default)]
    regex: Option<String>,
    /// How many parts there must be; at least one by default.
    #[serde(default = "some")]
    is: Range,
    /// Where nothing may stand between two separators, or before the first and behind the last; `anywhere` by
    /// default.
    #[serde(default)]
    blank: Blank,
    /// Whether two parts may be the same; `allowed` by default.
    #[serde(default)]
    equal: Equal,
    /// What is demanded of one part.
    #[serde(default)]
    part: Option<OnePart>,
}

/// A part by its number, and what it must pass.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct OnePart {
    /// Which part: `1` is the first, `-1` the last.
    number: i32,
    /// The check that it must pass; it reads the part alone.
    check: Nested,
}

/// Where parts may be blank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Blank {
    /// Anywhere.
    #[default]
    Anywhere,
    /// Before the first separator and behind the last.
    AtEdges,
    /// Nowhere.
    Nowhere,
}

/// Whether parts may be the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Equal {
    /// They may.
    #[default]
    Allowed,
    /// Each is different, white space around it aside.
    Refused,
}

/// At least one.
fn some() -> Range {
    Range::SOME
}

struct Parts {
    separator: Pattern,
    /// The separator as it was given.
    told: String,
    is: Range,
    blank: Blank,
    equal: Equal,
    part: Option<(i32, Box<dyn Check>)>,
}

/// The text that is cut, and what a part of it is for the checks inside.
struct Cut<'c> {
    view: View<'c>,
    /// The code in focus, and where in it the text begins.
    code: Option<(usize, usize)>,
}

impl CheckSpec for Split {
    const NAME: &'static str = "split";
    const EXAMPLE: &'static str =
        "split: { by: \"***\", is: 3, part: { number: 1, check: { starts-with: Итак } } }";
    const SHORTHAND: Option<&'static str> = Some("by");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let mut problems = Diagnostics::new();
        let (key, given, pattern) = match (self.by, self.regex) {
            (Some(by), None) => {
                let pattern = regex::escape(&by).replace("\r\n", "\n");
                ("by", by, pattern.replace('\n', r"\r?\n"))
            }
            (None, Some(regex)) => ("regex", regex.clone(), regex),
            (None, None) => {
                let problem = at.error(Code::EMPTY, "there is no separator");
                return Err(problem.help("give `by` or `regex`").into());
            }
            (Some(_), Some(_)) => {
                let problem = at.error(Code::BAD_VALUE, "both `by` and `regex` are given");
                return Err(problem.help("give one of them").into());
            }
        };
        let place = at.key(key);
        let separator = problems.take(place.regex(&pattern));
        if separator.as_ref().is_some_and(|regex| regex.is_match("")) {
            let message = "the separator is empty or matches nothing at all";
            problems.push(place.error(Code::EMPTY, message));
        }
        let mut part = None;
        if let Some(one) = self.part {
            let place = at.key("part");
            if one.number == 0 {
                let problem = place
                    .key("number")
                    .error(Code::BAD_VALUE, "there is no part 0");
                problems.push(problem.help("`1` is the first part, `-1` the last"));
            }
            let check = problems.take(place.key("check").check(one.check.0));
            part = check.map(|check| (one.number, check));
        }
        match separator {
            Some(separator) => problems.or(Box::new(Parts {
                separator,
                told: given.trim_matches(' ').escape_debug().to_string(),
                is: self.is,
                blank: self.blank,
                equal: self.equal,
                part,
            })),
            None => Err(problems),
        }
    }
}

impl<'c> Cut<'c> {
    fn of(context: &Context<'c>) -> Self {
        let document = context.document();
        if let Some((code, part)) = context.focused_code() {
            return Self {
                view: document.code()[code].view.part(part),
                code: Some((code, part.start)),
            };
        }
        let source = context.stretch().unwrap_or_else(|| document.whole()).source;
        Self {
            view: View::slice(document.input.answer, source, Origin::Answer),
            code: None,
        }
    }

    /// The focus on `part` of the text.
    fn focus(&self, context: &Context<'_>, part: Span) -> Focus {
        match self.code {
            Some((code, at)) => Focus::Code(code, Span::new(at + part.start, at + part.end)),
            None => {
                let source = self.view.locate(part);
                let text = context.document().prose().view.covering(source);
                Focus::Prose(Stretch { text, source })
            }
        }
    }

    fn evidence(&self, part: Span, note: String) -> Evidence {
        Evidence::found(self.view.origin, self.view.locate(part), note)
    }
}

/// `span` of `text` without the white space around it.
fn trimmed(text: &str, span: Span) -> Span {
    let part = &text[span.range()];
    let start = span.start + part.len() - part.trim_start().len();
    Span::new(start, start + part.trim().len())
}

impl Parts {
    /// The parts of `text`, trimmed, or the separator beside one that is blank where it must not be.
    fn cut(&self, text: &str) -> Result<Vec<Span>, Span> {
        let separators = self.separator.find_iter(text);
        let separators: Vec<Span> = separators
            .map(|found| Span::new(found.start(), found.end()))
            .collect();
        let starts = [0]
            .into_iter()
            .chain(separators.iter().map(|span| span.end));
        let ends = separators.iter().map(|span| span.start).chain([text.len()]);
        let mut parts = Vec::new();
        for (n, (start, end)) in starts.zip(ends).enumerate() {
            let part = trimmed(text, Span::new(start, end.max(start)));
            if !part.is_empty() {
                parts.push(part);
                continue;
            }
            let is_edge = n == 0 || n == separators.len();
            let may = match self.blank {
                Blank::Anywhere => true,
                Blank::AtEdges => is_edge,
                Blank::Nowhere => false,
            };
            if !may {
                let beside = separators.get(n).or(separators.last());
                return Err(beside.copied().unwrap_or(part));
            }
        }
        Ok(parts)
    }

    fn one(&self, context: &Context<'_>, cut: &Cut<'_>, parts: &[Span]) -> Option<Outcome> {
        let (number, check) = self.part.as_ref()?;
        let index = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
        let index = if *number > 0 {
            index.checked_sub(1)
        } else {
            parts.len().checked_sub(index)
        };
        let part = index.and_then(|index| parts.get(index));
        Some(match part {
            Some(part) => check.evaluate(&context.focused(cut.focus(context, *part))),
            None => Outcome::absent(format!(
                "there is no part {number}: {}",
                self.counted(parts)
            )),
        })
    }

    fn counted(&self, parts: &[Span]) -> String {
        let parts = crate::words::counted(parts.len(), "part", "parts");
        format!("{parts} between `{}`", self.told)
    }
}

impl Check for Parts {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let cut = Cut::of(context);
        let text = &*cut.view.text;
        let parts = match self.cut(text) {
            Ok(parts) => parts,
            Err(separator) => {
                let note = " has nothing beside it where a part should stand";
                return Outcome::fail(vec![cut.evidence(separator, note.to_owned())]);
            }
        };
        if !self.is.holds(parts.len()) {
            let note = format!("{}, {} wanted", self.counted(&parts), self.is);
            let mut evidence = vec![Evidence::absent(note)];
            if self.is.is_above(parts.len()) {
                let last = parts.last().map(|last| {
                    let of = self.counted(&parts);
                    cut.evidence(*last, format!(" is the last of {of}, {} wanted", self.is))
                });
                evidence.splice(0..0, last);
            }
            return Outcome::fail(evidence);
        }
        if self.equal == Equal::Refused {
            let mut seen = FxHashSet::default();
            let again = parts.iter().find(|part| !seen.insert(&text[part.range()]));
            if let Some(again) = again {
                let note = " is the same as a part before it".to_owned();
                return Outcome::fail(vec![cut.evidence(*again, note)]);
            }
        }
        if let Some(outcome) = self.one(context, &cut, &parts) {
            return outcome;
        }
        let first = parts.first().map(|first| {
            cut.evidence(*first, format!(" is the first of {}", self.counted(&parts)))
        });
        let none = || Evidence::absent(self.counted(&parts));
        Outcome::pass(vec![first.unwrap_or_else(none)])
    }
}
