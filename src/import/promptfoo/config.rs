//! A configuration as read: its prompt, the assertions of all tests, and the tests, one for each choice of variables.

use serde_json::{Map, Value};

use super::row::{Became, Rows};
use super::template;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path, Place};
use crate::source::SourceFile;

/// The most tests, variables multiplied.
const MAX_TESTS: usize = 100_000;

/// How often a `$ref` may lead to another.
const MAX_REFERENCES: usize = 8;

/// What a file says.
pub(super) struct Config {
    pub(super) description: Option<String>,
    /// The only prompt, if it is plain text.
    prompt: Option<String>,
    /// The assertions of all tests.
    pub(super) defaults: Vec<Assertion>,
    pub(super) tests: Vec<Test>,
}

/// An assertion and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Assertion {
    pub(super) path: Path,
    pub(super) value: Value,
}

/// A test with one choice of variables: a case.
pub(super) struct Test {
    pub(super) vars: Map<String, Value>,
    pub(super) assertions: Vec<Assertion>,
    /// Whether the assertions of all tests are for this one, too.
    pub(super) takes_defaults: bool,
}

impl Config {
    /// Reads `value`, the YAML of `source`; what it leaves out is noted in `rows`.
    pub(super) fn read(
        value: &Value,
        source: &SourceFile,
        rows: &mut Rows,
    ) -> Result<Self, Diagnostics> {
        let file = || Place::File(source.name.clone());
        if !value.is_object() {
            let message = "a configuration is a mapping";
            return Err(Diagnostic::error(Code::BAD_VALUE, message)
                .at(file())
                .help("give the file with `prompts`, `defaultTest` and `tests`")
                .into());
        }
        let mut reader = Reader { root: value, rows };
        let path = Path::root().key("defaultTest");
        let shared = reader.test(&value["defaultTest"], &path);
        let description = value["description"].as_str().map(str::to_owned);
        let prompt = Reader::only_prompt(&value["prompts"]);
        for key in ["scenarios", "redteam"] {
            if !value[key].is_null() {
                reader.left_out(&Path::root().key(key), key, "is not read");
            }
        }
        let mut tests = Vec::new();
        for (path, test) in reader.tests(&value["tests"]) {
            let own = reader.test(&test, &path);
            let mut vars = shared.vars.clone();
            vars.extend(own.vars);
            let expands = own.expands && shared.expands;
            let choices = if expands { choices(&vars) } else { vec![vars] };
            if tests.len() + choices.len() > MAX_TESTS {
                let message = format!("the variables make more than {MAX_TESTS} tests");
                return Err(Diagnostic::error(Code::BAD_VALUE, message)
                    .at(Place::Yaml(
                        source.name.clone(),
                        path,
                        crate::diagnostic::Part::Key,
                    ))
                    .help("split the file")
                    .into());
            }
            tests.extend(choices.into_iter().map(|vars| Test {
                vars,
                assertions: own.assertions.clone(),
                takes_defaults: own.takes_defaults,
            }));
        }
        Ok(Self {
            description,
            prompt,
            defaults: shared.assertions,
            tests,
        })
    }

    /// The prompt of `test`, if it can be told.
    pub(super) fn prompt(&self, test: &Test) -> Option<String> {
        template::insert(self.prompt.as_deref()?, &test.vars).ok()
    }

    /// Whether the tests ask something that cannot be told as text.
    pub(super) fn hides_prompts(&self) -> bool {
        self.tests.iter().any(|test| self.prompt(test).is_none())
    }
}

/// A test as written, before its variables are multiplied.
struct Written {
    vars: Map<String, Value>,
    assertions: Vec<Assertion>,
    takes_defaults: bool,
    expands: bool,
}

struct Reader<'c> {
    root: &'c Value,
    rows: &'c mut Rows,
}

impl Reader<'_> {
    fn left_out(&mut self, path: &Path, kind: &str, why: &str) {
        self.rows
            .note(path, kind, Became::Refused, vec![why.to_owned()]);
    }

    /// The value that a `$ref` within the file leads to, other keys beside it laid over.
    fn resolved(&self, value: &Value) -> Value {
        let mut value = value.clone();
        for _ in 0..MAX_REFERENCES {
            let target = value["$ref"]
                .as_str()
                .and_then(|text| text.strip_prefix('#'));
            let Some(target) = target.and_then(|pointer| self.root.pointer(pointer)) else {
                break;
            };
            let mut merged = target.clone();
            if let (Some(merged), Some(over)) = (merged.as_object_mut(), value.as_object()) {
                let over = over.iter().filter(|(key, _)| *key != "$ref");
                merged.extend(over.map(|(key, value)| (key.clone(), value.clone())));
            }
            value = merged;
        }
        value
    }

    /// The only prompt, if it is text.
    fn only_prompt(prompts: &Value) -> Option<String> {
        let only = match prompts {
            Value::Array(list) if list.len() == 1 => &list[0],
            Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => return None,
            Value::String(_) | Value::Object(_) => prompts,
        };
        let text = only.as_str().or_else(|| only["raw"].as_str())?;
        let names_file = !text.contains(char::is_whitespace) && text.contains(['/', '.']);
        (!names_file && !text.starts_with("file://")).then(|| text.to_owned())
    }

    /// The tests with their paths; where there are none, the configuration is one.
    fn tests(&mut self, tests: &Value) -> Vec<(Path, Value)> {
        let path = Path::root().key("tests");
        let list = match tests {
            Value::Null => return vec![(path, Value::Null)],
            Value::Array(list) => list,
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                self.left_out(&path, "tests", "stands in another file, which is not read");
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (n, test) in list.iter().enumerate() {
            let path = path.index(n);
            let test = self.resolved(test);
            if test.is_object() || test.is_null() {
                found.push((path, test));
            } else {
                self.left_out(&path, "tests", "stands in another file, which is not read");
            }
        }
        found
    }

    fn test(&mut self, test: &Value, path: &Path) -> Written {
        if test.is_string() {
            self.left_out(path, "test", "stands in another file, which is not read");
        }
        let vars = &test["vars"];
        if vars.is_string() {
            self.left_out(
                &path.key("vars"),
                "vars",
                "stand in another file, which is not read",
            );
        }
        let options = &test["options"];
        for (value, path) in [
            (
                &test["assertScoringFunction"],
                path.key("assertScoringFunction"),
            ),
            (&options["transform"], path.key("options").key("transform")),
            (
                &options["postprocess"],
                path.key("options").key("postprocess"),
            ),
        ] {
            if !value.is_null() {
                self.left_out(
                    &path,
                    "code",
                    "runs code; answers are read as they were given",
                );
            }
        }
        Written {
            vars: vars.as_object().cloned().unwrap_or_default(),
            assertions: self.assertions(&test["assert"], &path.key("assert")),
            takes_defaults: options["disableDefaultAsserts"] != true,
            expands: options["disableVarExpansion"] != true,
        }
    }

    fn assertions(&mut self, list: &Value, path: &Path) -> Vec<Assertion> {
        let list = self.resolved(list);
        match &list {
            Value::Null => Vec::new(),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                let assertion = |(n, item): (usize, &Value)| Assertion {
                    path: path.index(n),
                    value: self.nested(item),
                };
                items.map(assertion).collect()
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                self.left_out(path, "assert", "is no list");
                Vec::new()
            }
        }
    }

    /// An assertion with its reference followed, and those of its members.
    fn nested(&self, item: &Value) -> Value {
        let mut item = self.resolved(item);
        if let Some(members) = item.get_mut("assert").and_then(Value::as_array_mut) {
            for member in members {
                *member = self.resolved(member);
            }
        }
        item
    }
}

/// Every choice of one value for each variable that has a list; the last variable changes fastest.
fn choices(vars: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let mut choices = vec![Map::new()];
    for (name, value) in vars {
        let values = match value {
            Value::Array(values) => &values[..],
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => std::slice::from_ref(value),
        };
        if choices.len().saturating_mul(values.len()) > MAX_TESTS {
            // One more than there may be tells as much.
            return vec![Map::new(); MAX_TESTS + 1];
        }
        let with = |choice: &Map<String, Value>| {
            let choice = choice.clone();
            values.iter().map(move |value| {
                let mut choice = choice.clone();
                choice.insert(name.clone(), value.clone());
                choice
            })
        };
        choices = choices.iter().flat_map(with).collect();
    }
    choices
}
