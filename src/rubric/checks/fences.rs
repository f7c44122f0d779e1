//! `fences`: how fenced code blocks are labelled.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Code as CodeBlock, Lang};
use crate::markdown::BlockKind;
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};
use crate::words::counted;

/// Demands of every fenced code block that its info string names a language, or one of some. Without `count`, an
/// answer with no fenced block passes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Fences {
    /// Whether each names its language (`true`), or none does (`false`).
    #[serde(default)]
    labelled: Option<bool>,
    /// The languages that blocks may be in; `py` and `python` are one. A block without a label counts by its looks.
    #[serde(default)]
    lang: Option<Strings>,
    /// How many fenced blocks there must be.
    #[serde(default)]
    count: Option<Range>,
}

struct Fenced {
    labelled: Option<bool>,
    langs: Vec<Lang>,
    told: String,
    count: Option<Range>,
}

impl CheckSpec for Fences {
    const NAME: &'static str = "fences";
    const EXAMPLE: &'static str = "fences: { labelled: true, lang: [python, shell] }";
    const SHORTHAND: Option<&'static str> = Some("lang");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        if self.labelled.is_none() && self.lang.is_none() && self.count.is_none() {
            let problem = at.error(Code::EMPTY, "nothing is demanded of the fences");
            return Err(problem.help("give `labelled`, `lang` or `count`").into());
        }
        let langs = match self.lang {
            Some(langs) => non_empty(&at.key("lang"), langs)?,
            None => Vec::new(),
        };
        let quoted: Vec<String> = langs.iter().map(|lang| format!("`{lang}`")).collect();
        Ok(Box::new(Fenced {
            labelled: self.labelled,
            langs: langs.iter().map(|lang| Lang::named(lang)).collect(),
            told: quoted.join(" or "),
            count: self.count,
        }))
    }
}

impl Fenced {
    /// What is wrong with a block, if anything.
    fn fault(&self, info: &str, code: &CodeBlock<'_>) -> Option<String> {
        // An attribute such as `title="x.py"` is no language.
        let word = info.split_whitespace().next().unwrap_or("");
        let labelled = word.contains(char::is_alphanumeric) && !word.contains('=');
        match self.labelled {
            Some(true) if !labelled => return Some("names no language".to_owned()),
            Some(false) if labelled => return Some("names a language".to_owned()),
            Some(_) | None => {}
        }
        let fits = self.langs.is_empty() || self.langs.contains(code.lang());
        (!fits).then(|| format!("is {}, {} wanted", code.lang(), self.told))
    }
}

impl Check for Fenced {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        let document = context.document();
        let answer = document.input.answer;
        let code = context
            .code()
            .map(|(_, code, _)| code)
            .filter(|code| code.view.origin == Origin::Answer);
        let mut blocks = document.markdown.blocks.iter();
        let (mut failed, mut passed) = (Vec::new(), Vec::new());
        let mut all = 0;
        for code in code {
            let Some(block) = blocks.find(|block| block.span == code.block) else {
                break;
            };
            let BlockKind::Code(Some(info)) = &block.kind else {
                continue;
            };
            all += 1;
            let line = answer[block.span.range()].find(['\n', '\r']);
            let end = line.map_or(block.span.end, |found| block.span.start + found);
            let opening = Span::new(block.span.start, end);
            let evidence = |note: String| Evidence::found(Origin::Answer, opening, note);
            match self.fault(info, code) {
                Some(fault) if failed.len() < MAX_EVIDENCE => {
                    failed.push(evidence(format!(" {fault}")));
                }
                None if passed.len() < MAX_EVIDENCE => {
                    passed.push(evidence(" opens a block".to_owned()));
                }
                Some(_) | None => {}
            }
        }
        let found = counted(all, "fenced block", "fenced blocks");
        if let Some(count) = self.count
            && !count.holds(all)
        {
            failed.push(Evidence::absent(format!("{found}, {count} wanted")));
        }
        if !failed.is_empty() {
            return Outcome::fail(failed);
        }
        if passed.is_empty() {
            passed.push(Evidence::absent(found));
        }
        Outcome::pass(passed)
    }
}
