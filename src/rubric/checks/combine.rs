//! `all`, `any`, `not` and `at-least`: checks of checks.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{self, Decision, Outcome};
use crate::rubric::spec::{Check, CheckSpec, Nested, read};
use crate::verdict::Evidence;

/// Every check of the list passes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct All(Vec<Nested>);

/// At least one check of the list passes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Any(Vec<Nested>);

/// The check does not pass.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Not(Nested);

/// So many checks of the list pass.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AtLeast {
    /// How many, at least.
    n: usize,
    /// The checks.
    of: Vec<Nested>,
}

struct Every(Vec<Box<dyn Check>>);
struct AnyOf(Vec<Box<dyn Check>>);
struct Inverse(Box<dyn Check>);
struct Enough(usize, Vec<Box<dyn Check>>);

fn list(checks: Vec<Nested>, at: &At<'_>) -> Result<Vec<Box<dyn Check>>, Diagnostics> {
    let mut problems = Diagnostics::new();
    if checks.is_empty() {
        problems.push(at.error(Code::EMPTY, "the list of checks is empty"));
    }
    let checks = checks.into_iter().enumerate();
    let compiled = checks
        .filter_map(|(n, check)| problems.take(at.index(n).check(check.0)))
        .collect();
    problems.or(compiled)
}

fn array(value: Value, at: &At<'_>) -> Result<Vec<Nested>, Diagnostics> {
    match value {
        Value::Array(items) => Ok(items.into_iter().map(Nested).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Err(at
                .error(Code::BAD_VALUE, "a list of checks belongs here")
                .into())
        }
    }
}

impl CheckSpec for All {
    const NAME: &'static str = "all";
    const EXAMPLE: &'static str = "all:\n  - contains: asyncio\n  - not: { contains: threading }";
    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        array(value, at).map(Self)
    }
    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(Every(list(self.0, at)?)))
    }
}

impl CheckSpec for Any {
    const NAME: &'static str = "any";
    const EXAMPLE: &'static str = "any:\n  - contains: venv\n  - code: { lang: shell }";
    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        array(value, at).map(Self)
    }
    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(AnyOf(list(self.0, at)?)))
    }
}

impl CheckSpec for Not {
    const NAME: &'static str = "not";
    const EXAMPLE: &'static str = "not: { contains: { any: TODO, in: code } }";
    fn read(value: Value, _: &At<'_>) -> Result<Self, Diagnostics> {
        Ok(Self(Nested(value)))
    }
    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(Inverse(at.check(self.0.0)?)))
    }
}

impl CheckSpec for AtLeast {
    const NAME: &'static str = "at-least";
    const EXAMPLE: &'static str = "at-least:\n  n: 2\n  of:\n    - contains: asyncio\n    - contains: aiohttp\n    - contains: httpx";
    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, None, &[])
    }
    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let count = self.of.len();
        let checks = list(self.of, &at.key("of"))?;
        if self.n == 0 || self.n > count {
            let message = format!(
                "{} of {count} checks would always {}",
                self.n,
                if self.n == 0 { "pass" } else { "fail" }
            );
            return Err(at.key("n").error(Code::BAD_VALUE, message).into());
        }
        Ok(Box::new(Enough(self.n, checks)))
    }
}

impl Check for Every {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        outcome::all(self.0.iter().map(|check| check.evaluate(context)))
    }
}

impl Check for AnyOf {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        outcome::any(self.0.iter().map(|check| check.evaluate(context)))
    }
}

impl Check for Inverse {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let outcome = self.0.evaluate(context);
        match outcome.decision {
            Decision::Pass => Outcome::fail(outcome.evidence),
            Decision::Fail => Outcome::pass(outcome.evidence),
            Decision::Error => outcome,
        }
    }
}

impl Check for Enough {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let (mut passed, mut failed, mut error) = (Vec::new(), Vec::new(), None);
        let (mut passes, mut errors) = (0, 0);
        for check in &self.1 {
            let outcome = check.evaluate(context);
            match outcome.decision {
                Decision::Pass => {
                    passes += 1;
                    passed.extend(outcome.evidence);
                }
                Decision::Fail => failed.extend(outcome.evidence),
                Decision::Error => {
                    errors += 1;
                    error = error.or(Some(outcome));
                }
            }
        }
        if passes >= self.0 {
            return Outcome::pass(passed);
        }
        match error {
            // The undecided ones could make up what is missing.
            Some(error) if passes + errors >= self.0 => error,
            _ => {
                failed.insert(
                    0,
                    Evidence::absent(format!(
                        "{passes} of {} hold, at least {} wanted",
                        self.1.len(),
                        self.0
                    )),
                );
                Outcome::fail(failed)
            }
        }
    }
}
