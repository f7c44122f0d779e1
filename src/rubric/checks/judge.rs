//! `judge`: what no check decides.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::At;
use crate::rubric::spec::{Check, CheckSpec, read};

/// A question that no check decides. The criterion stands in the log as unchecked and gets no verdict, so that
/// nobody takes silence for a pass. It is the whole check of a criterion, never a part of one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Judge {
    /// What a person should ask of the answer.
    pub(crate) question: String,
}

impl CheckSpec for Judge {
    const NAME: &'static str = "judge";
    const EXAMPLE: &'static str = "judge: Is the code easy to read?";
    const SHORTHAND: Option<&'static str> = Some("question");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let problem = at.error(Code::BAD_VALUE, "`judge` cannot be part of another check");
        Err(problem.help("make it a criterion of its own").into())
    }
}
