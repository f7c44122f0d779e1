//! `code`: blocks of code and what their syntax trees hold.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code as Problem, Diagnostics};
use crate::document::{Code, Lang, Purpose, syntax_fault};
use crate::rubric::code_rules::{Match, RuleId, RuleSpec};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, read};
use crate::source::Span;
use crate::verdict::Evidence;

/// Demands code: blocks of a language, and for Python nodes of the syntax tree that fit a structural rule.
/// Blocks shown as bad examples and blocks that quote the prompt do not count, unless `blocks` says so.
#[derive(Debug)]
pub(crate) struct CodeCheck {
    keys: CodeKeys,
    rule: RuleSpec,
}

/// The keys of `code` beside those of its rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CodeKeys {
    /// The language of the blocks, or `any`; Python by default. Names such as `py` are known, and unlabelled
    /// blocks are recognised.
    #[serde(default = "python")]
    lang: String,
    /// Which blocks count; those offered by default.
    #[serde(default)]
    blocks: Blocks,
    /// How many matches there must be, or blocks without a rule; at least one by default.
    #[serde(default = "some")]
    is: Range,
    /// Whether every block must parse without an error; also told are Python 2 and mixed tabs.
    #[serde(default)]
    parses: Parses,
    /// What a match is, for the evidence: `blocks the event loop`.
    #[serde(default)]
    note: Option<String>,
}

/// Python.
fn python() -> String {
    "python".to_owned()
}

/// At least one.
fn some() -> Range {
    Range::SOME
}

/// Which blocks count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Blocks {
    /// Those offered to the reader.
    #[default]
    Offered,
    /// Those shown as bad examples.
    Bad,
    /// All of them.
    All,
}

/// Whether code must parse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(from = "bool")]
#[schemars(with = "bool")]
enum Parses {
    #[default]
    Anyhow,
    Required,
}

impl From<bool> for Parses {
    fn from(required: bool) -> Self {
        if required {
            Self::Required
        } else {
            Self::Anyhow
        }
    }
}

/// What is looked for in the blocks.
enum Target {
    Blocks,
    Parse,
    Rule(RuleId),
}

struct Structure {
    lang: Option<Lang>,
    blocks: Blocks,
    is: Range,
    target: Target,
    note: Arc<str>,
    wanted: String,
}

impl CheckSpec for CodeCheck {
    const NAME: &'static str = "code";
    const EXAMPLE: &'static str = "code:\n  kind: call\n  name: [time.sleep, \"requests.*\"]\n  inside: { kind: function_definition, has: { kind: async, direct: true } }\n  is: 0\n  note: blocks the event loop";

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        let Value::Object(map) = value else {
            return Err(at
                .error(
                    Problem::BAD_VALUE,
                    "`code` takes a mapping such as `{ kind: call }`",
                )
                .into());
        };
        let of_keys = ["lang", "blocks", "is", "parses", "note"];
        let (keys, rule): (Vec<_>, Vec<_>) = map
            .into_iter()
            .partition(|(key, _)| of_keys.contains(&key.as_str()));
        let mut problems = Diagnostics::new();
        let keys = problems.take(read(
            Value::Object(keys.into_iter().collect()),
            at,
            None,
            &[],
        ));
        let rule = problems.take(read(
            Value::Object(rule.into_iter().collect()),
            at,
            None,
            &of_keys,
        ));
        match (keys, rule) {
            (Some(keys), Some(rule)) => problems.or(Self { keys, rule }),
            _ => Err(problems),
        }
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let keys = self.keys;
        let lang = (keys.lang != "any").then(|| Lang::named(&keys.lang));
        let has_rule = !self.rule.is_empty();
        if (has_rule || keys.parses == Parses::Required) && lang != Some(Lang::PYTHON) {
            let problem = at.error(
                Problem::BAD_VALUE,
                format!("only Python has syntax trees, not `{}`", keys.lang),
            );
            return Err(problem
                .help(
                    "leave the rule out to count blocks, or search them with `in: code:<language>`",
                )
                .into());
        }
        if has_rule && keys.parses == Parses::Required {
            return Err(at
                .error(Problem::BAD_VALUE, "`parses` and a rule are two checks")
                .help("put them under `all:`")
                .into());
        }
        let target = match (has_rule, keys.parses) {
            (true, _) => Target::Rule(at.rule(self.rule)?),
            (false, Parses::Required) => Target::Parse,
            (false, Parses::Anyhow) => Target::Blocks,
        };
        let wanted = match (&keys.note, &target, &lang) {
            (Some(note), _, _) => format!("code that {note}"),
            (None, Target::Rule(_), _) => "code that fits the rule".to_owned(),
            (None, _, Some(lang)) => format!("{lang} code block"),
            (None, _, None) => "code block".to_owned(),
        };
        let note = keys
            .note
            .map_or_else(|| Arc::from(""), |note| Arc::from(format!(" {note}")));
        Ok(Box::new(Structure {
            lang,
            blocks: keys.blocks,
            is: keys.is,
            target,
            note,
            wanted,
        }))
    }
}

impl Structure {
    fn counts(&self, code: &Code<'_>, span: Span) -> bool {
        match self.blocks {
            Blocks::Offered => code.offers_at(span),
            Blocks::Bad => !code.offers_at(span) && code.purpose() != Purpose::QuotesPrompt,
            Blocks::All => true,
        }
    }

    fn is_lang(&self, code: &Code<'_>) -> bool {
        self.lang.as_ref().is_none_or(|lang| code.lang() == lang)
    }

    fn blocks<'d>(&self, context: &Context<'d>) -> Vec<(&'d Code<'d>, Span)> {
        let all = context.code().filter(|(_, code, part)| {
            self.is_lang(code) && !code.view.text[part.range()].trim().is_empty()
        });
        let located = all.map(|(_, code, part)| (code, code.locate(part).1));
        located
            .filter(|(code, span)| self.counts(code, *span))
            .collect()
    }

    fn of_blocks(&self, context: &Context<'_>) -> Outcome {
        let blocks = self.blocks(context);
        let evidence: Vec<Evidence> = blocks
            .iter()
            .take(MAX_EVIDENCE)
            .map(|(code, span)| Evidence::found(code.view.origin, *span, self.note.clone()))
            .collect();
        self.of_count(blocks.len(), evidence)
    }

    fn of_count(&self, count: usize, mut evidence: Vec<Evidence>) -> Outcome {
        if self.is.holds(count) {
            if evidence.is_empty() {
                evidence.push(Evidence::absent(format!("no {}", self.wanted)));
            }
            return Outcome::pass(evidence);
        }
        if self.is.is_above(count) {
            return Outcome::fail(evidence);
        }
        let found = if count == 0 {
            "no".to_owned()
        } else {
            format!("only {count} times")
        };
        Outcome::absent(format!("{found} {}, {} wanted", self.wanted, self.is))
    }

    fn of_parse(&self, context: &Context<'_>) -> Outcome {
        let blocks = self.blocks(context);
        if blocks.is_empty() {
            return Outcome::absent(format!("no {}", self.wanted));
        }
        let mut passed = Vec::new();
        for (code, span) in blocks {
            match code.python(context.document().workspace()) {
                Err(reason) => return Outcome::error(reason.to_string()),
                Ok(python) => {
                    if let Some((at, fault)) = syntax_fault(python) {
                        return Outcome::fail(vec![Evidence::found(
                            python.view.origin,
                            python.view.locate(at),
                            format!(" {fault}"),
                        )]);
                    }
                    passed.push(Evidence::found(code.view.origin, span, " parses"));
                }
            }
        }
        Outcome::pass(passed)
    }

    fn of_rule(&self, context: &Context<'_>, rule: RuleId) -> Outcome {
        let matches = context.matches();
        let document = context.document();
        let parts: Vec<(usize, Span)> = context
            .code()
            .map(|(n, code, part)| (n, code.locate(part).1))
            .collect();
        let in_focus = |code: usize, span: Option<Span>| {
            let at = parts.binary_search_by_key(&code, |(n, _)| *n);
            at.is_ok_and(|at| {
                let part = parts[at].1;
                span.is_none_or(|span| {
                    part.start <= span.start && span.start < part.end.max(part.start + 1)
                })
            })
        };
        let counts = |found: &&Match| {
            in_focus(found.code, Some(found.span))
                && self.counts(&document.code()[found.code], found.span)
        };
        // All lists are in the order of the code; those in focus lie together.
        let first = parts.first().map_or(0, |(n, _)| *n);
        let last = parts.last().map_or(0, |(n, _)| *n);
        let all = matches.of(rule);
        let from = all.partition_point(|found| found.code < first);
        let until = all.partition_point(|found| found.code <= last);
        let found: Vec<&Match> = all[from..until].iter().filter(counts).collect();
        let from = matches.unread.partition_point(|(code, _)| *code < first);
        let unread = matches.unread[from..].iter();
        let mut unread = unread.take_while(|(code, _)| *code <= last);
        let unread = unread.find(|(code, _)| {
            in_focus(*code, None)
                && self.counts(&document.code()[*code], document.code()[*code].block)
        });
        let unread = unread.map(|(_, reason)| reason.to_string()).or_else(|| {
            let out = matches
                .undecided
                .iter()
                .any(|(of, code)| *of == rule && in_focus(*code, None));
            out.then(|| "the query ran out of its budget".to_owned())
        });
        if let Some(reason) = unread
            && !self.is.holds_from(found.len())
            && !self.is.is_above(found.len())
        {
            return Outcome::error(reason);
        }
        let evidence = found
            .iter()
            .take(MAX_EVIDENCE)
            .map(|m| Evidence::found(m.origin, m.span, self.note.clone()))
            .collect();
        self.of_count(found.len(), evidence)
    }
}

impl Check for Structure {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        match self.target {
            Target::Blocks => self.of_blocks(context),
            Target::Parse => self.of_parse(context),
            Target::Rule(rule) => self.of_rule(context, rule),
        }
    }
}

impl JsonSchema for CodeCheck {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    /// The keys of the check and of its rule in one mapping.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = CodeKeys::json_schema(generator);
        let rule = RuleSpec::json_schema(generator);
        let more = rule
            .get("properties")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.extend(more);
        }
        let about = "Demands code: blocks of a language, and for Python nodes of the syntax tree that fit a structural rule. Blocks shown as bad examples and blocks that quote the prompt do not count, unless `blocks` says so.";
        schema.insert("description".to_owned(), about.into());
        schema
    }
}
