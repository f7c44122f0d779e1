//! How prompts ask for what an entry of the catalog demands: read here, understood by `derive`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::spec::Strings;

/// What of a rule gives the value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Source {
    /// Phrases between quotation marks.
    Quoted,
    /// Code between back-ticks, and file patterns.
    Code,
    /// Bold phrases.
    Bold,
    /// Any of these three.
    Named,
    /// The same, but of what is between back-ticks only what reads as words.
    Words,
    /// A section of the answer that the prompt names elsewhere and the rule is about; gives the `in:` of it.
    Section,
    /// The name of a language; gives its code.
    Language,
    /// An amount such as `at most 3`; gives a range.
    Amount,
    /// Words between commas, up to the end of the clause.
    List,
}

/// Phrases by language.
pub(crate) type Wordings = BTreeMap<String, Strings>;

/// One way in which a prompt asks for something. The phrases are of words: `*` ends a word however it goes on,
/// `(a|b)` are alternatives, `[a]` may be left out, ` .. ` skips a few words, `{name}` is a parameter;
/// `{code}` and `{named}` give none, but `fits` may tell what stands there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Asked")]
pub(crate) struct RawAsked {
    /// Phrases, by language, that stand in a clause that demands.
    #[serde(default)]
    pub(crate) demands: Wordings,
    /// Phrases that stand in a clause that forbids.
    #[serde(default)]
    pub(crate) forbids: Wordings,
    /// Phrases that stand anywhere in the rule.
    #[serde(default)]
    pub(crate) says: Wordings,
    /// Phrases, one of which the heading above the rule must have.
    #[serde(default)]
    pub(crate) under: Wordings,
    /// Phrases that the rule must not have.
    #[serde(default)]
    pub(crate) unless: Wordings,
    /// Regular expressions that what is taken for a parameter, or stands for `{code}` or `{named}`, must match.
    #[serde(default)]
    pub(crate) fits: BTreeMap<String, String>,
    /// Values of parameters that the rule does not name.
    #[serde(default)]
    pub(crate) with: Map<String, Value>,
}
