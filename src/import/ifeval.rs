//! Prompts with verifiable instructions: a line each with `key`, `prompt`, `instruction_id_list` and `kwargs`.
//!
//! An instruction becomes a criterion by its name alone. Which names and parameters there are, a file of
//! definitions says; one that it does not have is kept and told.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::case::{Case, Use, lines};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, did_you_mean};
use crate::rubric::values;
use crate::source::{SourceFile, Span};

/// The definitions that ship with semper.
const SHIPPED: &str = include_str!("../../rubrics/ifeval.yaml");

/// The cases file, and what there is to say of it.
#[derive(Debug)]
pub struct Instructions {
    /// The cases file, as lines of JSON.
    pub cases: String,
    /// How many cases it has.
    pub count: usize,
    /// How many criteria each instruction has become, by its id, in the order of the file.
    pub criteria: IndexMap<String, usize>,
    /// The ids that no definition has, with how often they occur.
    pub unknown: Vec<(String, usize)>,
    /// A warning for each of them and for each unknown parameter, at its first place.
    pub warnings: Diagnostics,
}

/// Turns the prompts of `source` into cases; `definitions` is a rubric file, or else the one that ships.
///
/// # Errors
/// Every line that is no such prompt, with its place.
pub fn ifeval(
    source: &SourceFile,
    definitions: Option<&SourceFile>,
) -> Result<Instructions, Diagnostics> {
    let known = match definitions {
        Some(definitions) => names(definitions)?,
        None => names(&SourceFile::new("rubrics/ifeval.yaml", SHIPPED))?,
    };
    let mut reader = Reader {
        source,
        known,
        here: 0,
        problems: Diagnostics::new(),
        warnings: Diagnostics::new(),
        told: BTreeSet::new(),
        criteria: IndexMap::new(),
    };
    let mut ids = BTreeMap::new();
    let mut cases = Vec::new();
    for (line, text) in (1..).zip(source.text.split_inclusive('\n')) {
        if !text.trim().is_empty()
            && let Some(case) = reader.case(text)
        {
            match ids.insert(case.id.clone(), line) {
                Some(first) => reader.wrong(
                    Code::DUPLICATE_ID,
                    format!("the key `{}` stands on line {first}, too", case.id),
                ),
                None => cases.push(case),
            }
        }
        reader.here += text.len();
    }
    if cases.is_empty() && reader.problems.is_empty() {
        reader.problems.push(
            Diagnostic::error(Code::NOTHING, "the file has no prompt")
                .at(Place::File(source.name.clone())),
        );
    }
    let unknown = reader
        .criteria
        .iter()
        .filter(|(id, _)| !reader.known.contains_key(*id))
        .map(|(id, times)| (id.clone(), *times))
        .collect();
    let instructions = Instructions {
        cases: lines(&cases),
        count: cases.len(),
        unknown,
        criteria: reader.criteria,
        warnings: reader.warnings,
    };
    reader.problems.or(instructions)
}

/// The names that `definitions` defines, each with its parameters.
fn names(definitions: &SourceFile) -> Result<BTreeMap<String, BTreeSet<String>>, Diagnostics> {
    let value = values(definitions)?;
    let Some(defined) = value.get("define").and_then(Value::as_object) else {
        return Err(Diagnostic::error(Code::EMPTY, "the rubric defines nothing")
            .at(Place::File(definitions.name.clone()))
            .help("name the instructions under `define:`")
            .into());
    };
    let parameters = |definition: &Value| -> BTreeSet<String> {
        let parameters = definition.get("parameters").and_then(Value::as_object);
        parameters
            .into_iter()
            .flat_map(Map::keys)
            .cloned()
            .collect()
    };
    Ok(defined
        .iter()
        .map(|(name, definition)| (name.clone(), parameters(definition)))
        .collect())
}

struct Reader<'s> {
    source: &'s SourceFile,
    known: BTreeMap<String, BTreeSet<String>>,
    /// Where the line starts that is read.
    here: usize,
    problems: Diagnostics,
    warnings: Diagnostics,
    /// What was warned of, by id and parameter.
    told: BTreeSet<(String, String)>,
    criteria: IndexMap<String, usize>,
}

impl Reader<'_> {
    fn place(&self, offset: usize) -> Place {
        let at = self
            .source
            .text
            .floor_char_boundary((self.here + offset).min(self.source.text.len()));
        Place::Span(self.source.name.clone(), Span::new(at, at))
    }

    fn wrong(&mut self, code: Code, message: impl Into<String>) {
        let problem = Diagnostic::error(code, message).at(self.place(0));
        self.problems.push(problem);
    }

    /// The case on a line; none when it is broken, which is told.
    fn case(&mut self, text: &str) -> Option<Case> {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or(&why);
                let problem = Diagnostic::error(Code::FORMAT, format!("not valid JSON: {why}"))
                    .at(self.place(error.column().saturating_sub(1)))
                    .help("each line is one prompt: `{\"key\", \"prompt\", \"instruction_id_list\", \"kwargs\"}`");
                self.problems.push(problem);
                return None;
            }
        };
        let id = match value.get("key") {
            Some(Value::String(key)) if !key.is_empty() => Some(key.clone()),
            Some(Value::Number(key)) => Some(key.to_string()),
            _ => None,
        };
        let prompt = value.get("prompt").and_then(Value::as_str);
        let (Some(id), Some(prompt)) = (id, prompt) else {
            let message = "a prompt needs `key`, a text or a number, and `prompt`, a text";
            self.wrong(Code::MISSING_KEY, message);
            return None;
        };
        let ids = value.get("instruction_id_list").and_then(Value::as_array);
        let ids: Option<Vec<&str>> = ids.and_then(|ids| ids.iter().map(Value::as_str).collect());
        let Some(ids) = ids else {
            let message = format!("`instruction_id_list` of `{id}` is no list of texts");
            self.wrong(Code::BAD_VALUE, message);
            return None;
        };
        let kwargs = self.kwargs(&id, value.get("kwargs"), ids.len())?;
        let criteria = ids.into_iter().zip(kwargs);
        Some(Case {
            criteria: criteria
                .map(|(id, with)| self.criterion(id, with))
                .collect(),
            prompt: Some(prompt.to_owned()),
            tags: Vec::new(),
            id,
        })
    }

    /// The parameters of each of `count` instructions, without those that are null.
    fn kwargs(
        &mut self,
        id: &str,
        value: Option<&Value>,
        count: usize,
    ) -> Option<Vec<Map<String, Value>>> {
        let list = match value {
            // One mapping stands for a list of one.
            Some(Value::Object(_)) => value.map(std::slice::from_ref),
            Some(Value::Array(list)) => Some(&list[..]),
            _ => None,
        };
        let set = |kwargs: &Value| match kwargs {
            Value::Object(kwargs) => {
                let set = kwargs.iter().filter(|(_, value)| !value.is_null());
                Some(
                    set.map(|(name, value)| (name.clone(), value.clone()))
                        .collect(),
                )
            }
            Value::Null => Some(Map::new()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
        };
        let kwargs: Option<Vec<_>> = list.and_then(|list| list.iter().map(set).collect());
        match kwargs {
            Some(kwargs) if kwargs.len() == count => Some(kwargs),
            Some(kwargs) => {
                let found = kwargs.len();
                let message = format!("`{id}` has {count} instructions and {found} `kwargs`");
                self.wrong(Code::BAD_VALUE, message);
                None
            }
            None => {
                let message = format!("`kwargs` of `{id}` is no list of mappings");
                self.wrong(Code::BAD_VALUE, message);
                None
            }
        }
    }

    fn criterion(&mut self, id: &str, with: Map<String, Value>) -> Use {
        *self.criteria.entry(id.to_owned()).or_default() += 1;
        match self.known.get(id) {
            None => {
                let names = self.known.keys().map(String::as_str);
                let help = did_you_mean(id, names)
                    .unwrap_or_else(|| "define it in the rubric that scores the cases".to_owned());
                self.warn(id, "", format!("no definition is called `{id}`"), help);
            }
            Some(parameters) => {
                let unknown: Vec<String> = with
                    .keys()
                    .filter(|name| !parameters.contains(*name))
                    .cloned()
                    .collect();
                for name in unknown {
                    let message = format!("`{id}` has no parameter `{name}`");
                    let help = "scoring will refuse it: rename or remove it".to_owned();
                    self.warn(id, &name, message, help);
                }
            }
        }
        Use {
            name: id.to_owned(),
            with,
        }
    }

    fn warn(&mut self, id: &str, parameter: &str, message: String, help: String) {
        if self.told.insert((id.to_owned(), parameter.to_owned())) {
            let warning = Diagnostic::warning(Code::UNKNOWN_NAME, message);
            self.warnings.push(warning.at(self.place(0)).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Instructions, Vec<String>> {
        let source = SourceFile::new("d.jsonl", text);
        ifeval(&source, None).map_err(|problems| {
            let messages = problems.iter().map(|problem| problem.message.clone());
            messages.collect()
        })
    }

    #[test]
    fn a_prompt_becomes_a_case_without_null_parameters() {
        let line = r#"{"key":7,"prompt":"Пиши 🙂\r\nтак","instruction_id_list":["punctuation:no_comma","length_constraints:number_words"],"kwargs":[{"num_words":null},{"relation":"at least","num_words":300,"keywords":null}]}"#;
        let found = read(&format!("{line}\r\n\n")).unwrap();
        assert_eq!(
            found.cases,
            "{\"case\":\"7\",\"prompt\":\"Пиши 🙂\\r\\nтак\",\"tags\":[],\"criteria\":[{\"use\":\"punctuation:no_comma\"},\
             {\"use\":\"length_constraints:number_words\",\"with\":{\"relation\":\"at least\",\"num_words\":300}}]}\n"
        );
        assert_eq!((found.count, found.unknown.len()), (1, 0));
        assert!(found.warnings.is_empty());
    }

    #[test]
    fn what_no_definition_has_is_kept_and_told_once() {
        let line = |key| {
            format!(
                "{{\"key\":{key},\"prompt\":\"p\",\"instruction_id_list\":[\"punctuation:no_coma\",\"punctuation:no_comma\"],\"kwargs\":[{{}},{{\"x\":1}}]}}\n"
            )
        };
        let found = read(&(line(1) + &line(2))).unwrap();
        assert_eq!(found.unknown, [("punctuation:no_coma".to_owned(), 2)]);
        assert_eq!(found.warnings.iter().count(), 2);
        assert!(found.cases.contains("no_coma\""));
    }

    #[test]
    fn every_broken_line_is_told() {
        let lines = [
            "{",
            "[]",
            r#"{"key":1,"prompt":"p","instruction_id_list":["a"],"kwargs":[]}"#,
            r#"{"key":1,"prompt":"p","instruction_id_list":"a","kwargs":[]}"#,
            r#"{"key":1,"prompt":"p","instruction_id_list":[],"kwargs":3}"#,
            r#"{"key":"я","prompt":"p","instruction_id_list":[],"kwargs":[]}"#,
            r#"{"key":"я","prompt":"p","instruction_id_list":[],"kwargs":[]}"#,
        ];
        let problems = read(&lines.join("\n")).unwrap_err();
        assert_eq!(problems.len(), 6, "{problems:?}");
        assert_eq!(problems[5], "the key `я` stands on line 6, too");
        assert_eq!(read("\n").unwrap_err(), ["the file has no prompt"]);
    }
}
