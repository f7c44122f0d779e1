//! `tool-call`: the tools that the agent called within the answer.
//!
//! A transcript that does not tell of tools decides nothing: the check is an error there, and `known: true`
//! in a `when` makes it `na`. A call counts whether or not it went well, since the agent made it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::rubric::actions::{Call, Name, Place, whole_words};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::pattern::Pattern;
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::verdict::{Evidence, quote};

/// Demands or forbids calls of tools. Names match as a whole and by case; `*` in a name stands for anything, and
/// `@reads`, `@edits` and `@commands` for all calls that look into files, change files, or run commands, whatever
/// the agent names its tools. Where the transcript does not tell of tools this cannot be decided: let `when` ask
/// for `known: true`.
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
    /// In which order the tools of `all`, or the texts of `each`, must come; others may come in between.
    #[serde(default)]
    order: Option<Order>,
    /// Regular expressions by the name of an argument: only calls whose arguments match all of them count. What is
    /// no string is matched as JSON. `*` stands for any text but what is written to files or said to the reader.
    #[serde(default)]
    arguments: BTreeMap<String, String>,
    /// Texts one of which such a text must hold as whole words: only such calls count.
    #[serde(default)]
    holds: Option<Strings>,
    /// The same for commands, which begin where a command does: `npm` is run by `cd a && npm ci`, not by `pnpm`.
    #[serde(default)]
    runs: Option<Strings>,
    /// The same as `holds`, but each of the texts must have a call of a tool of `any`.
    #[serde(default)]
    each: Option<Strings>,
    /// How many calls of the tools of `any` there must be; at least one by default.
    #[serde(default)]
    count: Option<Range>,
}

/// The name that stands for any argument.
const ANY: &str = "*";

/// In which order tools must be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ToolOrder")]
enum Order {
    /// As they are listed, one after the other.
    Given,
    /// The first calls of them come as they are listed: none of the second comes before one of the first.
    First,
}

enum Demand {
    /// So many calls of any of them.
    Count(Range),
    All(Option<Order>),
    /// A call for each of the texts.
    Each(Option<Order>, Vec<(String, Pattern)>),
    None,
}

struct Calls {
    demand: Demand,
    names: Vec<Name>,
    /// The names as the rubric writes them.
    wanted: Vec<String>,
    arguments: Vec<(String, Pattern)>,
    /// The texts one of which must be held.
    texts: Option<Vec<Pattern>>,
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
        let key = match (&self.any, &self.all, &self.none, self.known) {
            (Some(_), None, None, None) => "any",
            (None, Some(_), None, None) => "all",
            (None, None, Some(_), None) => "none",
            (None, None, None, Some(wanted)) if self.is_bare() => {
                return Ok(Box::new(Known { wanted }));
            }
            _ => {
                let problem = at.error(Code::EMPTY, "it is not clear which calls are meant");
                return Err(problem
                    .help("give exactly one of `any`, `all`, `none` and `known`; `known` stands alone")
                    .into());
            }
        };
        let mut problems = self.misplaced(key, at);
        let mut arguments = Vec::new();
        for (name, pattern) in &self.arguments {
            let pattern = problems.take(at.key("arguments").key(name).regex(pattern));
            arguments.extend(pattern.map(|pattern| (name.clone(), pattern)));
        }
        let mut texts = |key, list: Option<Strings>, place| {
            let list = list?;
            problems.take(patterns(&at.key(key), list, place))
        };
        let each = texts("each", self.each, Place::Anywhere);
        let held = texts("holds", self.holds, Place::Anywhere);
        let run = texts("runs", self.runs, Place::Command);
        let only = |list: Vec<(String, Pattern)>| list.into_iter().map(|(_, p)| p).collect();
        let list = self.any.or(self.all).or(self.none).unwrap_or_default();
        let wanted = problems
            .take(non_empty(&at.key(key), list))
            .unwrap_or_default();
        let mut names = Vec::new();
        for name in &wanted {
            let named = Name::new(name).map_err(|(problem, help)| {
                let problem = at.key(key).error(Code::UNKNOWN_NAME, problem);
                Diagnostics::from(problem.help(help))
            });
            names.extend(problems.take(named));
        }
        let demand = match (key, each) {
            ("all", _) => Demand::All(self.order),
            ("none", _) => Demand::None,
            (_, Some(each)) => Demand::Each(self.order, each),
            (_, None) => Demand::Count(self.count.unwrap_or(Range::SOME)),
        };
        problems.or(Box::new(Calls {
            demand,
            names,
            wanted,
            arguments,
            texts: held.or(run).map(only),
        }))
    }
}

impl ToolCall {
    /// Whether nothing is asked of the calls.
    fn is_bare(&self) -> bool {
        self.arguments.is_empty()
            && self.order.is_none()
            && self.count.is_none()
            && self.holds.is_none()
            && self.runs.is_none()
            && self.each.is_none()
    }

    /// The keys that do not go with the list `key`, or with each other.
    fn misplaced(&self, key: &str, at: &At<'_>) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let mut refuse = |wrong: bool, key: &str, message: &str| {
            if wrong {
                problems.push(at.key(key).error(Code::BAD_VALUE, message));
            }
        };
        let (each, count) = (self.each.is_some(), self.count.is_some());
        refuse(
            self.order.is_some() && key != "all" && !each,
            "order",
            "only the tools of `all` and the texts of `each` have an order",
        );
        refuse(
            count && (key != "any" || each),
            "count",
            "only calls of the tools of `any` are counted",
        );
        refuse(
            each && key != "any",
            "each",
            "only the tools of `any` have texts for `each`",
        );
        let several = [each, self.holds.is_some(), self.runs.is_some()];
        refuse(
            several.iter().filter(|given| **given).count() > 1,
            "holds",
            "give one of `holds`, `runs` and `each`",
        );
        problems
    }
}

/// What finds each of the texts of `list`.
fn patterns(
    at: &At<'_>,
    list: Strings,
    place: Place,
) -> Result<Vec<(String, Pattern)>, Diagnostics> {
    let mut out = Vec::new();
    for text in non_empty(at, list)? {
        let pattern = whole_words(&text, place)
            .map_err(|error| Diagnostics::from(at.error(Code::BAD_VALUE, error.to_string())))?;
        out.push((text, pattern));
    }
    Ok(out)
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
        let calls: Vec<Call<'_>> = calls
            .iter()
            .map(|(name, arguments)| Call::new(name, arguments))
            .collect();
        let counts = |(_, call): &(usize, &Call<'_>)| {
            self.names.iter().any(|wanted| wanted.fits(call)) && self.fit(call)
        };
        let counted: Vec<(usize, &Call<'_>)> = calls.iter().enumerate().filter(counts).collect();
        let found = || {
            counted
                .iter()
                .take(MAX_EVIDENCE)
                .map(|call| told(*call))
                .collect()
        };
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
            Demand::Each(order, texts) => self.each(*order, texts, &counted),
        }
    }
}

impl Calls {
    /// Whether every tool is called, and in order if there is one.
    fn all(&self, order: Option<Order>, counted: &[(usize, &Call<'_>)]) -> Outcome {
        let mut passed = Vec::new();
        let mut failed = Vec::new();
        let mut rest = counted;
        let mut last = None;
        for (name, wanted) in self.names.iter().zip(&self.wanted) {
            let among = if order == Some(Order::Given) {
                rest
            } else {
                counted
            };
            let found = among.iter().position(|(_, call)| name.fits(call));
            let in_place = found.filter(|at| order != Some(Order::First) || Some(*at) > last);
            if let Some(at) = in_place {
                rest = &among[at + 1..];
                last = Some(at);
                passed.push(told(among[at]));
            } else if counted.iter().any(|(_, call)| name.fits(call)) {
                failed.push(Evidence::absent(format!(
                    "no call of `{wanted}` in its place"
                )));
            } else {
                failed.push(Evidence::absent(format!("no call of `{wanted}`")));
            }
        }
        decided(passed, failed)
    }

    /// Whether there is a call for each of the texts, and in order if there is one.
    fn each(
        &self,
        order: Option<Order>,
        texts: &[(String, Pattern)],
        counted: &[(usize, &Call<'_>)],
    ) -> Outcome {
        let mut passed = Vec::new();
        let mut failed = Vec::new();
        let mut last = None;
        for (text, pattern) in texts {
            // Every place that holds it: the call, the text of it, and where in that.
            let mut places = counted.iter().enumerate().flat_map(|(n, (_, call))| {
                let texts = call.texts().iter().enumerate();
                texts.flat_map(move |(m, text)| {
                    let found = pattern.find_iter(text);
                    found.map(move |at| (n, m, at.start()))
                })
            });
            let place = match order {
                None => places.next(),
                Some(Order::Given) => places.find(|place| Some(*place) > last),
                Some(Order::First) => places.next().filter(|place| Some(*place) > last),
            };
            if let Some(place) = place {
                last = Some(place);
                passed.push(told(counted[place.0]));
            } else {
                let note = format!("no call of {} with `{text}`", self.list());
                let note = if order.is_some() {
                    note + " in its place"
                } else {
                    note
                };
                failed.push(Evidence::absent(note));
            }
        }
        decided(passed, failed)
    }

    /// Whether the arguments of `call` match.
    fn fit(&self, call: &Call<'_>) -> bool {
        let matches = |pattern: &Pattern, value: &Value| match value.as_str() {
            Some(text) => pattern.is_match(text),
            None => pattern.is_match(&value.to_string()),
        };
        let fits = |(key, pattern): &(String, Pattern)| {
            if key == ANY {
                call.texts().iter().any(|text| pattern.is_match(text))
            } else {
                let given = call.parsed().get(key);
                given.is_some_and(|value| matches(pattern, value))
            }
        };
        let held = |texts: &Vec<Pattern>| {
            let holds = |text: &String| texts.iter().any(|pattern| pattern.is_match(text));
            call.texts().iter().any(holds)
        };
        self.arguments.iter().all(fits) && self.texts.as_ref().is_none_or(held)
    }

    fn absent(&self) -> Evidence {
        Evidence::absent(format!("no call of {}", self.list()))
    }

    fn list(&self) -> String {
        let names: Vec<String> = self.wanted.iter().map(|name| format!("`{name}`")).collect();
        names.join(" or ")
    }
}

fn told((n, call): (usize, &Call<'_>)) -> Evidence {
    Evidence::absent(format!("calls {} (call {})", quote(call.name), n + 1))
}

fn decided(mut passed: Vec<Evidence>, mut failed: Vec<Evidence>) -> Outcome {
    if failed.is_empty() {
        passed.truncate(MAX_EVIDENCE);
        Outcome::pass(passed)
    } else {
        failed.truncate(MAX_EVIDENCE);
        Outcome::fail(failed)
    }
}
