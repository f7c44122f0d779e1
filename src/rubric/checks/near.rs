//! `near`: what stands together in one sentence, paragraph or section.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Prose, Stretch};
use crate::rubric::compile::At;
use crate::rubric::context::{Context, Focus};
use crate::rubric::outcome::{Decision, Outcome};
use crate::rubric::spec::{Check, CheckSpec, Nested, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Demands that something is found in a sentence, paragraph or section of the prose that also has, or has not,
/// something else: a tool that is recommended, a danger that is not denied.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Near {
    /// What is looked for: a text check on the prose. Every place it finds is tried.
    find: Nested,
    /// What the place must lie in; a sentence by default.
    #[serde(default)]
    unit: Unit,
    /// A check that the same unit must pass.
    #[serde(default)]
    has: Option<Nested>,
    /// A check that the same unit must not pass.
    #[serde(default)]
    without: Option<Nested>,
}

/// A stretch of prose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Unit {
    /// A sentence, or a table cell.
    #[default]
    Sentence,
    /// A paragraph, list item or table row.
    Paragraph,
    /// From a heading to the next.
    Section,
}

struct Together {
    find: Box<dyn Check>,
    unit: Unit,
    has: Option<Box<dyn Check>>,
    without: Option<Box<dyn Check>>,
}

impl CheckSpec for Near {
    const NAME: &'static str = "near";
    const EXAMPLE: &'static str = "near:\n  find: { mentions: uvloop }\n  has: { mentions: [рекомендовать, советовать] }\n  without: { contains: не }";

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let mut problems = Diagnostics::new();
        if self.has.is_none() && self.without.is_none() {
            problems.push(
                at.error(Code::EMPTY, "nothing is demanded of the place")
                    .help("give `has` or `without`"),
            );
        }
        let find = problems.take(at.key("find").check(self.find.0));
        let has = self
            .has
            .and_then(|check| problems.take(at.key("has").check(check.0)));
        let without = self
            .without
            .and_then(|check| problems.take(at.key("without").check(check.0)));
        match find {
            Some(find) => problems.or(Box::new(Together {
                find,
                unit: self.unit,
                has,
                without,
            })),
            None => Err(problems),
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Section => "section",
        }
    }

    /// What `unit` of the prose covers.
    fn stretch(self, document: &Document<'_>, unit: Span) -> Stretch {
        match self {
            Self::Sentence | Self::Paragraph => document.stretch(unit),
            Self::Section => document.stretch_to_next(unit),
        }
    }

    fn of(self, prose: &Prose) -> &[Span] {
        match self {
            Self::Sentence => prose.sentences(),
            Self::Paragraph => prose.paragraphs(),
            Self::Section => prose.sections(),
        }
    }
}

impl Check for Together {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let found = self.find.evaluate(context);
        if found.decision != Decision::Pass {
            return found;
        }
        let prose = context.document().prose();
        let mut places = found
            .evidence
            .iter()
            .filter_map(|evidence| match evidence.place {
                Some((Origin::Answer, span)) => Some((evidence, span)),
                _ => None,
            })
            .peekable();
        let mut failed = Vec::new();
        let mut error = None;
        for unit in self.unit.of(prose) {
            let located = prose.view.locate(*unit);
            while places
                .next_if(|(_, span)| span.start < located.start)
                .is_some()
            {}
            let Some((evidence, _)) = places.next_if(|(_, span)| span.start < located.end) else {
                continue;
            };
            let focus = Focus::Prose(self.unit.stretch(context.document(), *unit));
            let outcome = self.in_unit(&context.focused(focus), evidence);
            match outcome.decision {
                Decision::Pass => return outcome,
                Decision::Fail => failed.extend(outcome.evidence),
                Decision::Error => error = error.or(Some(outcome)),
            }
        }
        if failed.is_empty() {
            failed.push(Evidence::absent(format!(
                "nothing found in a {} of the prose",
                self.unit.name()
            )));
        }
        error.unwrap_or(Outcome::fail(failed))
    }
}

impl Together {
    fn in_unit(&self, context: &Context<'_>, found: &Evidence) -> Outcome {
        let mut evidence = vec![found.clone()];
        let fails = |why: String| {
            let place = found.place.map(|(origin, span)| {
                Evidence::found(origin, span, format!(" does not count: {why}"))
            });
            Outcome::fail(place.into_iter().collect())
        };
        if let Some(without) = &self.without {
            let outcome = without.evaluate(context);
            match outcome.decision {
                Decision::Error => return outcome,
                Decision::Pass => {
                    let seen = outcome.evidence.first().and_then(|e| e.place).map_or(
                        String::new(),
                        |(origin, span)| {
                            crate::verdict::quote(&context.document().text(origin)[span.range()])
                        },
                    );
                    return fails(format!("the same {} has {seen}", self.unit.name()));
                }
                Decision::Fail => {}
            }
        }
        if let Some(has) = &self.has {
            let outcome = has.evaluate(context);
            match outcome.decision {
                Decision::Error => return outcome,
                Decision::Fail => {
                    let why = outcome.evidence.first().map_or("", |e| &e.note);
                    return fails(format!("in the same {}, {why}", self.unit.name()));
                }
                Decision::Pass => evidence.extend(outcome.evidence),
            }
        }
        Outcome::pass(evidence)
    }
}
