//! `sections`: the headings that an answer has.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Document, Label, Rank, Stretch, is_whole_word, plain_name};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};

/// Demands sections by their headings. A line that is only bold is a heading too, and so is a label such as
/// `Rollback:` at the start of a line. Case, numbering, emoji and a colon at the end do not count.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Sections {
    /// Every one of these is there.
    #[serde(default)]
    all: Option<Strings>,
    /// At least one of these is there.
    #[serde(default)]
    any: Option<Strings>,
    /// None of these is there.
    #[serde(default)]
    none: Option<Strings>,
    /// Whether those of `all`, or else of `any`, must come in the order given; `any` by default.
    #[serde(default)]
    order: Order,
    /// The level of heading that counts, 1 to 6; then nothing else does.
    #[serde(default)]
    level: Option<u8>,
    /// How a heading is held against a name; `whole` by default.
    #[serde(default, rename = "match")]
    fit: Fit,
    /// Whether bold lines and labels count as headings; `count` by default.
    #[serde(default)]
    labels: Labels,
}

/// In which order sections come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Order {
    /// As they are listed.
    Given,
    /// In any.
    #[default]
    Any,
}

/// How a heading fits a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Fit {
    /// It is the name.
    #[default]
    Whole,
    /// It starts with the name.
    Start,
    /// It has the name in it, as whole words.
    Part,
}

/// What bold lines and labels are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Labels {
    /// Headings.
    #[default]
    Count,
    /// Nothing.
    Ignored,
}

/// A name as it was given, and folded.
struct Name {
    given: String,
    folded: String,
}

struct Named {
    all: Vec<Name>,
    any: Vec<Name>,
    none: Vec<Name>,
    order: Order,
    level: Option<u8>,
    fit: Fit,
    labels: Labels,
}

impl CheckSpec for Sections {
    const NAME: &'static str = "sections";
    const EXAMPLE: &'static str = "sections: { all: [Summary, Risks, Rollback], order: given }";
    const SHORTHAND: Option<&'static str> = Some("all");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let mut problems = Diagnostics::new();
        if self.all.is_none() && self.any.is_none() && self.none.is_none() {
            let problem = at.error(Code::EMPTY, "no sections are given");
            problems.push(problem.help("give `all`, `any` or `none`"));
        }
        if self.level.is_some_and(|level| !(1..=6).contains(&level)) {
            let problem = "a heading has a level from 1 to 6";
            problems.push(at.key("level").error(Code::BAD_VALUE, problem));
        }
        let mut names = |key: &str, list: Option<Strings>| {
            let list = list.and_then(|list| problems.take(non_empty(&at.key(key), list)));
            let list = list.unwrap_or_default().into_iter();
            let named = list.map(|given| Name {
                folded: plain_name(&given),
                given,
            });
            let named: Vec<Name> = named.collect();
            if let Some(name) = named.iter().find(|name| name.folded.is_empty()) {
                let problem = format!("`{}` has no word", name.given);
                problems.push(at.key(key).error(Code::EMPTY, problem));
            }
            named
        };
        let (all, any, none) = (
            names("all", self.all),
            names("any", self.any),
            names("none", self.none),
        );
        problems.or(Box::new(Named {
            all,
            any,
            none,
            order: self.order,
            level: self.level,
            fit: self.fit,
            labels: self.labels,
        }))
    }
}

impl Named {
    /// The labels that count.
    fn labels<'d>(&self, document: &'d Document<'_>, focus: Stretch) -> Vec<&'d Label> {
        let outline = document.outline();
        let first = outline.partition_point(|label| label.span.start < focus.text.start);
        let counts = |label: &&Label| match (label.rank, self.level) {
            (Rank::Heading(level), Some(wanted)) => level == wanted,
            (Rank::Heading(_), None) => true,
            (Rank::BoldLine | Rank::Bold | Rank::Plain, Some(_)) => false,
            (Rank::BoldLine | Rank::Bold | Rank::Plain, None) => self.labels == Labels::Count,
        };
        outline[first..]
            .iter()
            .take_while(|label| label.span.start < focus.text.end)
            .filter(counts)
            .collect()
    }

    fn fits(&self, label: &Label, name: &Name) -> bool {
        let (text, name) = (&label.name, &name.folded);
        match self.fit {
            Fit::Whole => text == name,
            Fit::Start => {
                text.starts_with(name.as_str()) && is_whole_word(text, Span::new(0, name.len()))
            }
            Fit::Part => text
                .match_indices(name.as_str())
                .any(|(at, _)| is_whole_word(text, Span::new(at, at + name.len()))),
        }
    }

    /// The first of `found` that stands before one listed before it.
    fn misplaced<'n, 'l>(
        &self,
        names: &[&'n Name],
        labels: &[&'l Label],
    ) -> Option<(&'l Label, &'n Name)> {
        let mut latest: Option<(&Name, &Label)> = None;
        for name in names.iter().copied() {
            let mut fitting = labels.iter().filter(|label| self.fits(label, name));
            let first = *fitting.next()?;
            match latest {
                Some((before, other)) if first.span.start < other.span.start => {
                    // A name may occur again in its place.
                    let Some(again) = fitting.find(|label| label.span.start > other.span.start)
                    else {
                        return Some((first, before));
                    };
                    latest = Some((name, again));
                }
                Some(_) | None => latest = Some((name, first)),
            }
        }
        None
    }
}

/// The names, quoted.
fn listed(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{}`", n.given)).collect();
    quoted.join(", ")
}

impl Check for Named {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let document = context.document();
        if context.focused_code().is_some() {
            return Outcome::absent("code has no sections");
        }
        let focus = context.stretch().unwrap_or_else(|| document.whole());
        let labels = self.labels(document, focus);
        let view = &document.prose().view;
        let evidence = |label: &Label, note: String| {
            Evidence::found(Origin::Answer, view.locate(label.span), note)
        };
        let find = |name: &Name| labels.iter().find(|label| self.fits(label, name));
        let mut failed = Vec::new();
        let mut passed = Vec::new();
        for name in &self.all {
            match find(name) {
                Some(label) => passed.push(evidence(label, " is a section".to_owned())),
                None => failed.push(Evidence::absent(format!("no section `{}`", name.given))),
            }
        }
        if !self.any.is_empty() {
            match self.any.iter().find_map(find) {
                Some(label) => passed.push(evidence(label, " is a section".to_owned())),
                None => {
                    let none = format!("none of the sections {}", listed(&self.any));
                    failed.push(Evidence::absent(none));
                }
            }
        }
        for name in &self.none {
            if let Some(label) = find(name) {
                failed.push(evidence(
                    label,
                    " is a section that must not be there".to_owned(),
                ));
            }
        }
        let mut names: Vec<&Name> = self.all.iter().collect();
        if names.is_empty() {
            names.extend(self.any.iter().filter(|name| find(name).is_some()));
        }
        if self.order == Order::Given
            && failed.is_empty()
            && let Some((label, before)) = self.misplaced(&names, &labels)
        {
            let note = format!(" is out of order: it must come after `{}`", before.given);
            failed.push(evidence(label, note));
        }
        if failed.is_empty() {
            if passed.is_empty() {
                passed.push(Evidence::absent(format!(
                    "no section {}",
                    listed(&self.none)
                )));
            }
            passed.truncate(MAX_EVIDENCE);
            return Outcome::pass(passed);
        }
        failed.truncate(MAX_EVIDENCE);
        Outcome::fail(failed)
    }
}
