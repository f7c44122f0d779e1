//! `use`: a definition of the rubric or the catalog.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnostic::Diagnostics;
use crate::rubric::compile::At;
use crate::rubric::spec::{Check, CheckSpec, read};

/// Applies a check by its name: one under `define:` in the rubric, or one of the catalog. The `when` of the
/// definition is added to that of the criterion.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Use {
    /// The name of the definition.
    name: String,
    /// Values for its parameters.
    #[serde(default)]
    with: Map<String, Value>,
}

impl CheckSpec for Use {
    const NAME: &'static str = "use";
    const EXAMPLE: &'static str = "use: { name: says, with: { words: [venv, virtualenv] } }";
    const SHORTHAND: Option<&'static str> = Some("name");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        Ok(Box::new(at.used(&self.name, &self.with)?))
    }
}
