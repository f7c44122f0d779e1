//! `tool-call`: the tools that the agent called within the answer.
//!
//! A transcript that does not tell of tools decides nothing: the check is an error there, and `known: true`
//! in a `when` makes it `na`. A call counts whether or not it went well, since the agent made it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::pattern::Pattern;
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::verdict::{Evidence, quote};

/// Demands or forbids calls of tools. Names match as a whole and by case; `*` at the end of a name stands for
/// whatever follows. Where the transcript does not tell of tools this cannot be decided: let `when` ask for
/// `known: true`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ToolCall {
    /// Tools, one of which must be called.
    #[serde(default)]
    any: Option<Strings>,
    /// Tools that must all be called.
    #[serde(default)]
    all: Option<Strings>,
    /// Tools that must not be called.
    #[serde(default)]
    none: Option<Strings>,
    /// With `true`, the transcript must tell of tools, whether or not any was called; a check of its own.
    #[serde(default)]
    known: Option<bool>,
    /// `given`: the tools of `all` must be called one after the other; others may be called in between.
    #[serde(default)]
    order: Option<Order>,
    /// Regular expressions by the name of an argument: only calls whose arguments match all of them count. What
    /// is no string is matched as JSON.
    #[serde(default)]
    arguments: BTreeMap<String, String>,
    /// How many calls of the tools of `any` there must be; at least one by default.
    #[serde(default)]
    count: Option<Range>,
}

/// In which order tools must be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ToolOrder")]
enum Order {
    /// As they are listed.
    Given,
}

/// The name of a tool, or how it begins.
enum Name {
    Whole(String),
    Start(String),
}

enum Demand {
    /// So many calls of any of them.
    Count(Range),
    All(Option<Order>),
    None,
}

struct Calls {
    demand: Demand,
    names: Vec<Name>,
    /// The names as the rubric writes them.
    wanted: Vec<String>,
    arguments: Vec<(String, Pattern)>,
}

/// Whether the transcript tells of tools.
struct Known {
    wanted: bool,
}

impl CheckSpec for ToolCall {
    const NAME: &'static str = "tool-call";
    const EXAMPLE: &'static str =
        "tool-call: { all: [Read, \"mcp__git__*\"], order: given, arguments: { path: '\\.py$' } }";
    const SHORTHAND: Option<&'static str> = Some("any");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let (wanted_count, order) = (self.count, self.order);
        let given = [("any", self.any), ("all", self.all), ("none", self.none)];
        let mut given = given
            .into_iter()
            .filter_map(|(key, list)| Some((key, list?)));
        let (first, second) = (given.next(), given.next());
        let (key, list) = match (first, second, self.known) {
            (Some(list), None, None) => list,
            (None, None, Some(wanted))
                if self.arguments.is_empty() && order.is_none() && wanted_count.is_none() =>
            {
                return Ok(Box::new(Known { wanted }));
            }
            _ => {
                let problem = at.error(Code::EMPTY, "it is not clear which calls are meant");
                return Err(problem
                    .help("give exactly one of `any`, `all`, `none` and `known`; `known` stands alone")
                    .into());
            }
        };
        let mut problems = Diagnostics::new();
        if order.is_some() && key != "all" {
            problems.push(
                at.key("order")
                    .error(Code::BAD_VALUE, "only the tools of `all` have an order"),
            );
        }
        if wanted_count.is_some() && key != "any" {
            problems.push(at.key("count").error(
                Code::BAD_VALUE,
                "only calls of the tools of `any` are counted",
            ));
        }
        let mut arguments = Vec::new();
        for (name, pattern) in &self.arguments {
            let pattern = problems.take(at.key("arguments").key(name).regex(pattern));
            arguments.extend(pattern.map(|pattern| (name.clone(), pattern)));
        }
        let wanted = problems
            .take(non_empty(&at.key(key), list))
            .unwrap_or_default();
        let demand = match key {
            "all" => Demand::All(order),
            "none" => Demand::None,
            _ => Demand::Count(wanted_count.unwrap_or(Range::SOME)),
        };
        problems.or(Box::new(Calls {
            demand,
            names: wanted.iter().map(|name| Name::new(name)).collect(),
            wanted,
            arguments,
        }))
    }
}

impl Check for Known {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let known = context.document().input.tools.is_some();
        let told = if known {
            "the transcript tells of tools"
        } else {
            "the transcript does not tell of tools"
        };
        let evidence = vec![Evidence::absent(told)];
        if known == self.wanted {
            Outcome::pass(evidence)
        } else {
            Outcome::fail(evidence)
        }
    }
}

impl Check for Calls {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let Some(calls) = context.document().input.tools else {
            return Outcome::error("the transcript does not tell of tools");
        };
        // Each call that counts: its number, and its name.
        let counted = calls.iter().enumerate().filter(|(_, (name, arguments))| {
            self.names.iter().any(|wanted| wanted.fits(name)) && self.fit(arguments)
        });
        let counted: Vec<(usize, &str)> = counted.map(|(n, (name, _))| (n, *name)).collect();
        let told = |(n, name): &(usize, &str)| {
            Evidence::absent(format!("calls {} (call {})", quote(name), n + 1))
        };
        let found = || counted.iter().take(MAX_EVIDENCE).map(told).collect();
        match &self.demand {
            Demand::None if counted.is_empty() => Outcome::pass(vec![self.absent()]),
            Demand::None => Outcome::fail(found()),
            Demand::Count(range) if range.holds(counted.len()) && counted.is_empty() => {
                Outcome::pass(vec![self.absent()])
            }
            Demand::Count(range) if range.holds(counted.len()) => Outcome::pass(found()),
            Demand::Count(_) if counted.is_empty() => Outcome::fail(vec![self.absent()]),
            Demand::Count(range) => {
                let note = format!("{} calls of {}, {range} wanted", counted.len(), self.list());
                let mut evidence = vec![Evidence::absent(note)];
                evidence.extend::<Vec<_>>(found());
                Outcome::fail(evidence)
            }
            Demand::All(order) => self.all(*order, &counted),
        }
    }
}

impl Calls {
    /// Whether every tool is called, and in order if there is one.
    fn all(&self, order: Option<Order>, counted: &[(usize, &str)]) -> Outcome {
        let mut passed = Vec::new();
        let mut failed = Vec::new();
        let mut rest = counted;
        for (name, wanted) in self.names.iter().zip(&self.wanted) {
            let among = if order.is_some() { rest } else { counted };
            if let Some(at) = among.iter().position(|(_, called)| name.fits(called)) {
                let (n, called) = among[at];
                rest = &among[at + 1..];
                passed.push(Evidence::absent(format!(
                    "calls {} (call {})",
                    quote(called),
                    n + 1
                )));
            } else if counted.iter().any(|(_, called)| name.fits(called)) {
                failed.push(Evidence::absent(format!(
                    "no call of `{wanted}` in its place"
                )));
            } else {
                failed.push(Evidence::absent(format!("no call of `{wanted}`")));
            }
        }
        if failed.is_empty() {
            passed.truncate(MAX_EVIDENCE);
            Outcome::pass(passed)
        } else {
            failed.truncate(MAX_EVIDENCE);
            Outcome::fail(failed)
        }
    }

    /// Whether `arguments`, JSON text, match.
    fn fit(&self, arguments: &str) -> bool {
        if self.arguments.is_empty() {
            return true;
        }
        let Ok(given) = serde_json::from_str::<Map<String, Value>>(arguments) else {
            return false;
        };
        let fits = |(key, pattern): &(String, Pattern)| match given.get(key) {
            Some(Value::String(text)) => pattern.is_match(text),
            Some(value) => pattern.is_match(&value.to_string()),
            None => false,
        };
        self.arguments.iter().all(fits)
    }

    fn absent(&self) -> Evidence {
        Evidence::absent(format!("no call of {}", self.list()))
    }

    fn list(&self) -> String {
        let names: Vec<String> = self.wanted.iter().map(|name| format!("`{name}`")).collect();
        names.join(" or ")
    }
}

impl Name {
    fn new(name: &str) -> Self {
        match name.strip_suffix('*') {
            Some(start) => Self::Start(start.to_owned()),
            None => Self::Whole(name.to_owned()),
        }
    }

    fn fits(&self, called: &str) -> bool {
        match self {
            Self::Whole(name) => name == called,
            Self::Start(start) => called.starts_with(start.as_str()),
        }
    }
}
