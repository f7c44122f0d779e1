//! `within`: a check on one part of the prose.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::rubric::compile::At;
use crate::rubric::context::{Context, Focus};
use crate::rubric::outcome::{Decision, Outcome};
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, Nested, read};
use crate::source::Span;
use crate::verdict::Evidence;

/// Demands that a part of the prose passes a check that looks at nothing else: the items of one section, the
/// first paragraph. Where there are several such parts, each must pass.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Within {
    /// The part, such as `section:Summary`.
    #[serde(rename = "in")]
    scope: Scopes,
    /// The check on it.
    check: Nested,
}

struct Part {
    scope: Scopes,
    check: Box<dyn Check>,
}

impl CheckSpec for Within {
    const NAME: &'static str = "within";
    const EXAMPLE: &'static str =
        "within: { in: \"section:Risks\", check: { count: { what: list-items, is: \"<= 5\" } } }";

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let check = at.key("check").check(self.check.0)?;
        Ok(Box::new(Part {
            scope: self.scope,
            check,
        }))
    }
}

/// `span` with the rest of its first and last line: the marker of a list item belongs to it.
fn whole_lines(text: &str, span: Span) -> Span {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at + 1);
    Span::new(start, end)
}

impl Check for Part {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let document = context.document();
        let pieces = self.scope.pieces(context);
        let regions = pieces.iter().filter(|piece| piece.prose.is_some());
        let mut evidence = Vec::new();
        let mut error = None;
        let mut failed = false;
        let mut any = false;
        for region in regions.map(|piece| piece.region) {
            any = true;
            let mut stretch = document.stretch(region);
            stretch.source = whole_lines(document.input.answer, stretch.source);
            let focus = Focus::Prose(stretch);
            let outcome = self.check.evaluate(&context.focused(focus));
            match outcome.decision {
                Decision::Pass => {
                    if !failed {
                        evidence.extend(outcome.evidence);
                    }
                }
                Decision::Fail => {
                    if !failed {
                        evidence.clear();
                    }
                    failed = true;
                    evidence.extend(outcome.evidence);
                }
                Decision::Error => error = error.or(Some(outcome)),
            }
        }
        if !any {
            let nothing = format!("there is no prose in {}", self.scope);
            return Outcome::fail(vec![Evidence::absent(nothing)]);
        }
        match error {
            Some(error) if !failed => error,
            Some(_) | None if failed => Outcome::fail(evidence),
            Some(_) | None => Outcome::pass(evidence),
        }
    }
}
