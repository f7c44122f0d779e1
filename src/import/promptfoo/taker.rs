//! One assertion, or a set of them, as uses of definitions.
//!
//! What is taken over compiles: each use is tried once, and what a check refuses is refused with its words.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::template::{Rendered, render};
use super::value::parameter;
use super::vocabulary::{Takes, Vocabulary};
use super::written::definition_lines;
use crate::document::Lexicon;
use crate::import::case::Use;
use crate::rubric::{Catalog, Rubric, load_lexicon};
use crate::source::SourceFile;

/// Keys of an assertion that do not change what passes.
const SILENT: &[&str] = &[
    "type",
    "value",
    "weight",
    "threshold",
    "metric",
    "description",
    "provider",
];

/// What an assertion comes to.
pub(super) enum Taken {
    /// A use of a definition, and how it differs from the assertion.
    Use(Use, Vec<String>),
    /// Its value depends on the variables of a test.
    NeedsVariables,
    /// Nothing, and why.
    Refused(String),
}

/// Takes assertions over.
pub(super) struct Taker {
    pub(super) vocabulary: Vocabulary,
    catalog: Catalog,
    lexicon: Lexicon,
    /// Why a use does not compile, by its check.
    tried: BTreeMap<String, Option<String>>,
}

impl Taker {
    pub(super) fn new() -> Self {
        Self {
            vocabulary: Vocabulary::shipped(),
            catalog: Catalog::shipped(),
            lexicon: load_lexicon(),
            tried: BTreeMap::new(),
        }
    }

    /// What `assertion` comes to, which is no set; `vars` are those of its test.
    pub(super) fn take(&mut self, assertion: &Value, vars: Option<&Map<String, Value>>) -> Taken {
        let Some(kind) = assertion["type"].as_str() else {
            return Taken::Refused("it has no `type`".to_owned());
        };
        let given = assertion.get("value").filter(|value| !value.is_null());
        let Some(name) = self.vocabulary.name(kind, given) else {
            return Taken::Refused(self.vocabulary.refusal(kind));
        };
        for key in ["transform", "contextTransform"] {
            if !assertion[key].is_null() {
                return Taken::Refused(format!("its `{key}` runs code"));
            }
        }
        let mut remarks: Vec<String> = Vec::new();
        remarks.extend(self.vocabulary.remark(kind).map(str::to_owned));
        for key in assertion.as_object().into_iter().flat_map(Map::keys) {
            if !SILENT.contains(&key.as_str()) {
                remarks.push(format!("its `{key}` is not read"));
            }
        }
        match self.with(&name, given, vars, &mut remarks) {
            Ok(Some(with)) => {
                let used = Use { name, with };
                match self.refuses(&used) {
                    Some(why) => Taken::Refused(why),
                    None => Taken::Use(used, remarks),
                }
            }
            Ok(None) => Taken::NeedsVariables,
            Err(why) => Taken::Refused(why),
        }
    }

    /// The parameters for a value; none when it needs variables.
    fn with(
        &self,
        name: &str,
        given: Option<&Value>,
        vars: Option<&Map<String, Value>>,
        remarks: &mut Vec<String>,
    ) -> Result<Option<Map<String, Value>>, String> {
        let (takes, is_optional) = self.vocabulary.takes(name);
        let mut with = Map::new();
        let Some(given) = given else {
            return if is_optional {
                Ok(Some(with))
            } else {
                Err("it has no `value`".to_owned())
            };
        };
        let rendered = match render(given, vars) {
            Rendered::Plain(value) => value,
            Rendered::NeedsVariables => return Ok(None),
            Rendered::Refused(why) => return Err(why),
        };
        let text = rendered.as_str().unwrap_or_default();
        if text.starts_with("file://") || text.starts_with("package:") {
            return Err("its value stands in another file".to_owned());
        }
        let value = parameter(takes, &rendered)?;
        let is_trimmed = value.as_str().is_some_and(|text| text.trim() != text);
        let escapes = self
            .vocabulary
            .definition(name)
            .to_string()
            .contains("|escaped}");
        if takes == Takes::Text && is_trimmed && escapes {
            remarks.push("white space at the ends of its value does not count".to_owned());
        }
        with.insert("value".to_owned(), value);
        Ok(Some(with))
    }

    /// Why `used` does not compile.
    fn refuses(&mut self, used: &Use) -> Option<String> {
        let check = used.check().to_string();
        if let Some(known) = self.tried.get(&check) {
            return known.clone();
        }
        let definition = self.vocabulary.definition(&used.name);
        let mut lines = vec!["semper: 1".to_owned(), "rubric: tried".to_owned()];
        lines.extend(definition_lines(&[(used.name.clone(), definition)]));
        let criteria = json!([{ "id": "tried", "check": used.check() }]);
        crate::derive::yaml_entry("criteria", &criteria, 0, &mut lines);
        let source = SourceFile::new("tried", lines.join("\n"));
        let compiled = Rubric::compile(&source, None, &self.catalog, &self.lexicon);
        let why = compiled.err().map(|problems| {
            let first = problems.iter().next();
            first.map_or_else(String::new, |problem| problem.message.clone())
        });
        self.tried.insert(check, why.clone());
        why
    }
}
