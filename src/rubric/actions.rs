//! Calls of tools as checks see them: what the tool is for, whatever the agent names it, and the texts among
//! its arguments. The names are data, in `rubrics/actions.yaml`.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::code_rules::glob_fits;
use super::pattern::Pattern;
use crate::diagnostic::did_you_mean;

/// The shipped file.
const ACTIONS: &str = include_str!("../../rubrics/actions.yaml");
/// What begins the name of a kind.
const KIND: char = '@';
/// Deepest nesting of arguments that is looked into.
const MAX_DEPTH: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawActions {
    starts: String,
    written: Vec<String>,
    kinds: BTreeMap<String, Vec<RawWay>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWay {
    names: Vec<String>,
    #[serde(default)]
    runs: Option<String>,
    #[serde(default)]
    says: Option<String>,
}

/// The shipped kinds of calls.
struct Actions {
    starts: String,
    written: Vec<String>,
    kinds: BTreeMap<String, Vec<Way>>,
}

/// One way to do what a kind does.
struct Way {
    names: Vec<Name>,
    says: Option<Pattern>,
}

static SHIPPED: LazyLock<Actions> =
    LazyLock::new(|| Actions::read(ACTIONS).expect("the shipped kinds of calls are tested"));

/// A call of a tool.
pub(crate) struct Call<'c> {
    pub(crate) name: &'c str,
    pub(crate) arguments: &'c str,
    /// The arguments, when they are a JSON object.
    parsed: OnceCell<Map<String, Value>>,
    /// What the call acts on: strings among the arguments without what is written.
    texts: OnceCell<Vec<String>>,
}

/// The name of a tool, with `*` for anything, or a kind of calls.
pub(crate) enum Name {
    Whole(String),
    /// What stands between the stars.
    Open(Vec<String>),
    Kind(&'static str),
}

/// What a text among the arguments has to do with words that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It holds them as whole words.
    Anywhere,
    /// They begin a command in it.
    Command,
}

impl Actions {
    fn read(yaml: &str) -> Result<Self, String> {
        let raw: RawActions = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
        let mut kinds = BTreeMap::new();
        for (kind, ways) in raw.kinds {
            let ways = ways.into_iter().map(|way| Way::new(way, &raw.starts));
            kinds.insert(
                kind,
                ways.collect::<Result<_, regex::Error>>()
                    .map_err(|e| e.to_string())?,
            );
        }
        Ok(Self {
            starts: raw.starts,
            written: raw.written,
            kinds,
        })
    }
}

impl Way {
    fn new(raw: RawWay, starts: &str) -> Result<Self, regex::Error> {
        let says = match (raw.runs, raw.says) {
            (Some(runs), _) => Some(Pattern::new(&format!("{starts}(?:{runs})"))?),
            (None, Some(says)) => Some(Pattern::new(&says)?),
            (None, None) => None,
        };
        Ok(Self {
            names: raw.names.iter().map(|name| Name::plain(name)).collect(),
            says,
        })
    }

    fn fits(&self, call: &Call<'_>) -> bool {
        let said = |says: &Pattern| call.texts().iter().any(|text| says.is_match(text));
        self.names.iter().any(|name| name.fits(call)) && self.says.as_ref().is_none_or(said)
    }
}

impl Name {
    /// The name, or what is wrong with it.
    pub(crate) fn new(name: &str) -> Result<Self, (String, String)> {
        let Some(kind) = name.strip_prefix(KIND) else {
            return Ok(Self::plain(name));
        };
        let kinds = || SHIPPED.kinds.keys().map(String::as_str);
        kinds()
            .find(|known| *known == kind)
            .map(Self::Kind)
            .ok_or_else(|| {
                let list = || {
                    let all: Vec<String> = kinds().map(|kind| format!("`{KIND}{kind}`")).collect();
                    format!("known kinds: {}", all.join(", "))
                };
                let help = did_you_mean(kind, kinds()).unwrap_or_else(list);
                (format!("unknown kind of calls `{name}`"), help)
            })
    }

    fn plain(name: &str) -> Self {
        if name.contains('*') {
            Self::Open(name.split('*').map(str::to_owned).collect())
        } else {
            Self::Whole(name.to_owned())
        }
    }

    /// Whether `call` is one of them.
    pub(crate) fn fits(&self, call: &Call<'_>) -> bool {
        match self {
            Self::Whole(name) => name == call.name,
            Self::Open(pieces) => glob_fits(pieces, call.name),
            Self::Kind(kind) => {
                let ways = SHIPPED.kinds.get(*kind);
                ways.is_some_and(|ways| ways.iter().any(|way| way.fits(call)))
            }
        }
    }
}

impl<'c> Call<'c> {
    pub(crate) fn new(name: &'c str, arguments: &'c str) -> Self {
        Self {
            name,
            arguments,
            parsed: OnceCell::new(),
            texts: OnceCell::new(),
        }
    }

    /// The arguments by name; none when they are not JSON.
    pub(crate) fn parsed(&self) -> &Map<String, Value> {
        self.parsed
            .get_or_init(|| serde_json::from_str(self.arguments).unwrap_or_default())
    }

    /// What the call acts on.
    pub(crate) fn texts(&self) -> &[String] {
        self.texts.get_or_init(|| {
            let mut out = Vec::new();
            collect(self.parsed(), &SHIPPED.written, MAX_DEPTH, &mut out);
            // Some tools take plain text.
            if self.parsed().is_empty() && !self.arguments.starts_with('{') {
                out.push(self.arguments.to_owned());
            }
            out
        })
    }
}

/// Adds the strings in `map`; a list of strings, such as the words of a command, is one.
fn collect(map: &Map<String, Value>, written: &[String], depth: usize, out: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    for (key, value) in map {
        if !written.contains(key) {
            texts_of(value, written, depth - 1, out);
        }
    }
}

fn texts_of(value: &Value, written: &[String], depth: usize, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(items) => {
            let words: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            match words {
                Some(words) => out.push(words.join(" ")),
                None if depth > 0 => {
                    for item in items {
                        texts_of(item, written, depth - 1, out);
                    }
                }
                None => {}
            }
        }
        Value::Object(map) => collect(map, written, depth, out),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What finds `words` as whole words in a text, white space of any length between them.
pub(crate) fn whole_words(words: &str, place: Place) -> Result<Pattern, regex::Error> {
    let words = words.trim();
    let words = words.strip_prefix("./").unwrap_or(words);
    let each: Vec<String> = words.split_whitespace().map(regex::escape).collect();
    let border = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let before = match place {
        Place::Command => SHIPPED.starts.as_str(),
        Place::Anywhere if border(words.chars().next()) => r"(?:^|[^\w-])",
        Place::Anywhere => "",
    };
    let after = if border(words.chars().next_back()) {
        r"(?:$|[^\w-])"
    } else {
        ""
    };
    Pattern::new(&format!("{before}{}{after}", each.join(r"\s+")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(kind: &str, name: &str, arguments: &str) -> bool {
        Name::new(kind).unwrap().fits(&Call::new(name, arguments))
    }

    #[test]
    fn kinds_know_tools_of_many_agents() {
        assert!(is("@reads", "mcp__files__read_file", "{}"));
        assert!(is(
            "@reads",
            "shell",
            r#"{"command":["bash","-lc","cat да.md"]}"#
        ));
        assert!(!is(
            "@reads",
            "shell",
            r#"{"command":["bash","-lc","cargo test"]}"#
        ));
        assert!(is(
            "@edits",
            "shell",
            r#"{"command":["apply_patch","*** Begin"]}"#
        ));
        assert!(is(
            "@edits",
            "Bash",
            r#"{"command":"cd a && sed -i s/а/б/ x.py"}"#
        ));
        assert!(!is("@edits", "Bash", r#"{"command":"cargo test 2>&1"}"#));
        assert!(is(
            "@edits",
            "str_replace_editor",
            r#"{"command":"create"}"#
        ));
        assert!(!is("@edits", "str_replace_editor", r#"{"command":"view"}"#));
        assert!(Name::new("@read").is_err());
    }

    #[test]
    fn words_are_whole_and_what_is_written_is_not_looked_at() {
        let call = Call::new(
            "Write",
            r#"{"path":"docs/да.md","content":"см. docs/нет.md"}"#,
        );
        let holds = |words: &str, place| {
            let pattern = whole_words(words, place).unwrap();
            call.texts().iter().any(|text| pattern.is_match(text))
        };
        assert!(holds("./docs/да.md", Place::Anywhere));
        assert!(!holds("docs/нет.md", Place::Anywhere));
        assert!(!holds("ocs/да.md", Place::Anywhere));
        let npm = whole_words("npm  ci", Place::Command).unwrap();
        assert!(npm.is_match("cd a && CI=1 npm ci"));
        assert!(!npm.is_match("pnpm ci") && !npm.is_match("grep npm ci"));
        assert!(!npm.is_match("npm ci-x"));
    }
}
