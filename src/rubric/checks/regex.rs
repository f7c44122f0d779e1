//! `regex`: a regular expression, counted.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::pattern::Pattern;
use crate::rubric::range::Range;
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, read};
use crate::source::Span;
use crate::verdict::Evidence;

/// Demands that a regular expression matches, or matches so many times. Matching takes linear time; the
/// syntax is that of the Rust `regex` crate, without look-around.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Regex")]
pub(crate) struct RegexCheck {
    /// The expression; `(?i)` in front ignores case, `(?m)` lets `^` and `$` match at lines.
    pattern: String,
    /// Which part of the response is searched; the prose by default.
    #[serde(default, rename = "in")]
    scope: Scopes,
    /// How many matches there must be; at least one by default.
    #[serde(default = "some")]
    is: Range,
    /// What a find is, for the evidence: `names a danger`; without it, a failure lists the pattern.
    #[serde(default)]
    note: Option<String>,
}

/// At least one.
fn some() -> Range {
    Range::SOME
}

struct Matches {
    regex: Pattern,
    scope: Scopes,
    is: Range,
    /// What follows the quotation of a match.
    found: Arc<str>,
    /// What is told when there is none.
    none: String,
}

impl CheckSpec for RegexCheck {
    const NAME: &'static str = "regex";
    const EXAMPLE: &'static str = "regex: { pattern: '(?i)python 3\\.\\d+', is: \"1..3\" }";
    const SHORTHAND: Option<&'static str> = Some("pattern");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        if self.pattern.is_empty() {
            return Err(at
                .key("pattern")
                .error(Code::EMPTY, "the pattern is empty and matches everywhere")
                .into());
        }
        let regex = at.key("pattern").regex(&self.pattern)?;
        Ok(Box::new(Matches {
            regex,
            scope: self.scope,
            is: self.is,
            none: match &self.note {
                Some(note) => format!("nothing that {note}"),
                None => format!("no match of `{}`", self.pattern),
            },
            found: self
                .note
                .map_or_else(|| "".into(), |note| format!(" {note}").into()),
        }))
    }
}

impl Check for Matches {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let mut evidence = Vec::new();
        let mut count = 0;
        for piece in self.scope.pieces(context) {
            for found in self.regex.find_iter(piece.text()) {
                count += 1;
                if evidence.len() < MAX_EVIDENCE {
                    let start = piece.region.start;
                    let (origin, span) =
                        piece.locate(Span::new(start + found.start(), start + found.end()));
                    evidence.push(Evidence::found(origin, span, self.found.clone()));
                }
                if self.is.is_above(count) {
                    return Outcome::fail(evidence);
                }
                // More matches would change nothing.
                if evidence.len() == MAX_EVIDENCE && self.is.holds_from(count) {
                    return Outcome::pass(evidence);
                }
            }
        }
        if self.is.holds(count) {
            if evidence.is_empty() {
                evidence.push(Evidence::absent(format!("{} in {}", self.none, self.scope)));
            }
            return Outcome::pass(evidence);
        }
        Outcome::absent(match count {
            0 => format!("{} in {}, {} wanted", self.none, self.scope, self.is),
            few => format!(
                "only {few} of `{}` in {}, {} wanted",
                self.regex, self.scope, self.is
            ),
        })
    }
}
