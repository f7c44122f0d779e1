//! `file`: files that a response presents or that its tools wrote.

use globset::{GlobBuilder, GlobMatcher};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{code, combine, contains, count, mentions, regex};
use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::At;
use crate::rubric::context::{Context, Focus};
use crate::rubric::outcome::{self, Decision, Outcome};
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Demands a file: one that the answer presents (named in the fence, above the block, in a first-line comment
/// or by a file tree) or one that a tool wrote. A mere mention is no file. Further checks apply to its content.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct File {
    /// Globs for the path, one of which must match; without a `/` they match the last part of the path.
    name: Strings,
    /// How many such files there must be; at least one by default.
    #[serde(default = "some")]
    is: Range,
    /// A structural check of its code.
    #[serde(default)]
    #[schemars(with = "Option<code::CodeCheck>")]
    code: Option<Value>,
    /// Phrases in it.
    #[serde(default)]
    #[schemars(with = "Option<contains::Contains>")]
    contains: Option<Value>,
    /// Inflected phrases in it.
    #[serde(default)]
    #[schemars(with = "Option<mentions::Mentions>")]
    mentions: Option<Value>,
    /// A regular expression in it.
    #[serde(default)]
    #[schemars(with = "Option<regex::RegexCheck>")]
    regex: Option<Value>,
    /// A count in it.
    #[serde(default)]
    #[schemars(with = "Option<count::Count>")]
    count: Option<Value>,
    /// Checks of it that all hold.
    #[serde(default)]
    #[schemars(with = "Option<combine::All>")]
    all: Option<Value>,
    /// Checks of it one of which holds.
    #[serde(default)]
    #[schemars(with = "Option<combine::Any>")]
    any: Option<Value>,
    /// A check of it that does not hold.
    #[serde(default)]
    #[schemars(with = "Option<combine::Not>")]
    not: Option<Value>,
}

/// At least one.
fn some() -> Range {
    Range::SOME
}

struct Files {
    globs: Vec<GlobMatcher>,
    wanted: String,
    is: Range,
    content: Vec<Box<dyn Check>>,
}

impl CheckSpec for File {
    const NAME: &'static str = "file";
    const EXAMPLE: &'static str = "file:\n  name: \"test_*.py\"\n  code: { kind: function_definition, has: { field: name, regex: \"^test_\" } }";
    const SHORTHAND: Option<&'static str> = Some("name");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let mut problems = Diagnostics::new();
        let names = non_empty(&at.key("name"), self.name)?;
        let wanted = names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(" or ");
        let mut globs = Vec::new();
        for name in &names {
            match glob(name) {
                Ok(glob) => globs.push(glob),
                Err(error) => {
                    problems.push(at.key("name").error(
                        Code::BAD_PATTERN,
                        format!("the glob is wrong: {}", error.kind()),
                    ));
                }
            }
        }
        let nested = [
            ("code", self.code),
            ("contains", self.contains),
            ("mentions", self.mentions),
            ("regex", self.regex),
            ("count", self.count),
            ("all", self.all),
            ("any", self.any),
            ("not", self.not),
        ];
        let mut content = Vec::new();
        for (name, value) in nested {
            if let Some(value) = value {
                let check = Value::Object([(name.to_owned(), value)].into_iter().collect());
                content.extend(problems.take(at.check(check)));
            }
        }
        problems.or(Box::new(Files {
            globs,
            wanted,
            is: self.is,
            content,
        }))
    }
}

impl Check for Files {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let document = context.document();
        let (mut passed, mut failed, mut error) = (Vec::new(), Vec::new(), None);
        let (mut count, mut undecided) = (0, 0);
        for (number, file) in document.files().iter().enumerate() {
            if !self
                .globs
                .iter()
                .any(|glob| glob_fits(glob, &file.name.path))
            {
                continue;
            }
            let (origin, span) = file.named_at.unwrap_or_else(|| {
                let code = &document.code()[file.code];
                let line = code.view.text.find('\n').unwrap_or(code.view.text.len());
                code.locate(Span::new(0, line))
            });
            let named = |note: String| {
                named_evidence(origin, span, file.named_at.is_some(), &file.name.path, note)
            };
            let inner = context.focused(Focus::File(number));
            let outcome = outcome::all(self.content.iter().map(|check| check.evaluate(&inner)));
            match outcome.decision {
                Decision::Pass => {
                    count += 1;
                    passed.push(named(String::new()));
                    passed.extend(outcome.evidence);
                }
                Decision::Fail => {
                    let why = outcome
                        .evidence
                        .first()
                        .map_or("", |evidence| &evidence.note);
                    failed.push(named(format!(" is a file {}, but: {why}", self.wanted)));
                }
                Decision::Error => {
                    undecided += 1;
                    error = error.or(Some(outcome));
                }
            }
        }
        if self.is.is_above(count) {
            return Outcome::fail(passed);
        }
        if let Some(error) = error
            && !(self.is.holds(count) && self.is.holds(count + undecided))
            && !self.is.is_below(count + undecided)
        {
            return error;
        }
        if self.is.holds(count) {
            if passed.is_empty() {
                passed.push(Evidence::absent(format!("no file {}", self.wanted)));
            }
            return Outcome::pass(passed);
        }
        failed.push(Evidence::absent(format!(
            "{count} files {} presented or written, {} wanted",
            self.wanted, self.is
        )));
        Outcome::fail(failed)
    }
}

/// Evidence at a file's name, or at its first line when the name stands nowhere.
fn named_evidence(origin: Origin, span: Span, is_name: bool, path: &str, note: String) -> Evidence {
    let note = match (is_name, note.is_empty()) {
        (true, true) => " names the file".to_owned(),
        (true, false) => note,
        (false, true) => format!(" is the first line of `{path}`"),
        (false, false) => format!(" is the first line of `{path}`, which{note}"),
    };
    Evidence::found(origin, span, note)
}

/// Compiles a path glob.
pub(crate) fn glob(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map(|glob| glob.compile_matcher())
}

/// Whether `glob` fits `path`; without a `/` it is held against the last part.
pub(crate) fn glob_fits(glob: &GlobMatcher, path: &str) -> bool {
    let path = path.replace('\\', "/");
    let target = if glob.glob().glob().contains('/') {
        &path
    } else {
        path.rsplit('/').next().unwrap_or(&path)
    };
    glob.is_match(target)
}
