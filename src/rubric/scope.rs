//! The `in:` of text checks: which part of a response is read.

use std::borrow::Cow;
use std::fmt;

use globset::GlobMatcher;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::context::{Context, Focus};
use crate::document::{Code, Folded, Lang, Prose, Purpose, View, paragraphs, start_key, words};
use crate::source::Span;
use crate::verdict::Origin;

/// One part of a response.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    Answer,
    Prose,
    Code(Option<Lang>),
    InlineCode,
    Headings,
    FirstLine,
    LastLine,
    Files(String, GlobMatcher),
    Prompt,
}

/// The parts a check reads; several are read one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Scopes(Vec<Scope>);

/// The names of scopes, as messages list them.
const NAMES: &str = "`answer`, `prose`, `code`, `code:<language>`, `inline-code`, `headings`, `first-line`, `last-line`, `files:<glob>` or `prompt`";

/// Every part with what it is, for the reference.
pub(crate) const PARTS: &[(&str, &str)] = &[
    (
        "prose",
        "What stands outside code blocks: paragraphs, headings, lists, tables, HTML text and inline code. The default.",
    ),
    (
        "answer",
        "The final text of the response as it was written, code and markup included.",
    ),
    (
        "code",
        "The code blocks and written files that are offered: not those shown as bad examples, not quotations of the prompt.",
    ),
    (
        "code:<language>",
        "Those of one language, such as `code:python`; `code:py` is the same.",
    ),
    ("inline-code", "Each piece of code between back-ticks."),
    ("headings", "Each heading."),
    (
        "first-line",
        "The first line of the answer that is not blank.",
    ),
    (
        "last-line",
        "The last line of the answer that is not blank.",
    ),
    (
        "files:<glob>",
        "Each file that is presented or written and whose path the glob fits, such as `files:test_*.py`.",
    ),
    ("prompt", "What was asked."),
];

impl Default for Scopes {
    fn default() -> Self {
        Self(vec![Scope::Prose])
    }
}

/// Text to search, and where it is from.
pub(crate) struct Piece<'p> {
    pub(crate) view: Cow<'p, View<'p>>,
    folded: Option<&'p Folded>,
    /// The part of the view that counts.
    pub(crate) region: Span,
    /// Whether this is the prose that the document keeps, whose sentences are known.
    pub(crate) prose: Option<&'p Prose>,
}

impl<'p> Piece<'p> {
    fn new(view: Cow<'p, View<'p>>) -> Self {
        let region = Span::new(0, view.text.len());
        Self {
            view,
            folded: None,
            region,
            prose: None,
        }
    }

    fn of_prose(prose: &'p Prose, region: Span) -> Self {
        Self {
            view: Cow::Borrowed(&prose.view),
            folded: Some(prose.folded()),
            region,
            prose: Some(prose),
        }
    }

    /// The folded text of the whole view.
    pub(crate) fn folded(&self) -> Cow<'p, Folded> {
        match self.folded {
            Some(folded) => Cow::Borrowed(folded),
            None => Cow::Owned(Folded::new(&self.view.text)),
        }
    }

    /// The words of the whole view, as spans of its folded text.
    pub(crate) fn words(&self, folded: &Folded) -> Cow<'p, [Span]> {
        match self.prose {
            Some(prose) => Cow::Borrowed(prose.words()),
            None => Cow::Owned(words(&folded.text)),
        }
    }

    /// The [`start_key`] of each of `words`, which are those of `folded`.
    pub(crate) fn keys(&self, folded: &Folded, words: &[Span]) -> Cow<'p, [u16]> {
        match self.prose {
            Some(prose) => Cow::Borrowed(prose.keys()),
            None => words
                .iter()
                .map(|span| start_key(&folded.text[span.range()]))
                .collect(),
        }
    }

    /// The part of the text that counts.
    pub(crate) fn text(&self) -> &str {
        &self.view.text[self.region.range()]
    }

    /// The place of `span` of the view.
    pub(crate) fn locate(&self, span: Span) -> (Origin, Span) {
        (self.view.origin, self.view.locate(span))
    }

    /// The paragraphs of the part that counts, as spans of the view.
    pub(crate) fn paragraphs(&self) -> Vec<Span> {
        let all = match self.prose {
            Some(prose) => prose.paragraphs().to_vec(),
            None => paragraphs(&self.view.text),
        };
        all.into_iter()
            .filter(|span| self.region.contains(*span))
            .collect()
    }
}

impl Scopes {
    /// The texts to search, in the focus of `context`.
    pub(crate) fn pieces<'p>(&self, context: &Context<'p>) -> Vec<Piece<'p>> {
        let mut out = Vec::new();
        for scope in &self.0 {
            scope.pieces(context, &mut out);
        }
        out
    }
}

impl Scope {
    fn pieces<'p>(&self, context: &Context<'p>, out: &mut Vec<Piece<'p>>) {
        let document = context.document();
        if let Some(file) = context.file() {
            // A file is read as a whole, whatever part of an answer is meant.
            let view = document.code[file.code].view.part(file.part);
            out.push(Piece::new(Cow::Owned(view)));
            return;
        }
        let in_focus = |span: &&Span| match context.focus {
            Focus::Prose(focus) => focus.contains(**span),
            Focus::Whole | Focus::File(_) => true,
        };
        match self {
            Self::Prose => {
                let prose = document.prose();
                let whole = Span::new(0, prose.view.text.len());
                let region = if let Focus::Prose(span) = context.focus {
                    span
                } else {
                    whole
                };
                out.push(Piece::of_prose(prose, region));
            }
            Self::Answer => out.push(Piece::new(Cow::Owned(View::whole(
                document.input.answer,
                Origin::Answer,
            )))),
            Self::Prompt => {
                let text = document.input.prompt.unwrap_or("");
                out.push(Piece::new(Cow::Owned(View::whole(text, Origin::Prompt))));
            }
            Self::Code(lang) => {
                for code in &document.code {
                    let wanted = lang.as_ref().is_none_or(|lang| code.lang == *lang);
                    if wanted && code.purpose == Purpose::Offered {
                        offered(code, out);
                    }
                }
            }
            Self::InlineCode => {
                let prose = document.prose();
                let spans = prose.code.iter().filter(|span| in_focus(span));
                out.extend(spans.map(|span| Piece::of_prose(prose, *span)));
            }
            Self::Headings => {
                let prose = document.prose();
                let spans = prose
                    .headings
                    .iter()
                    .map(|(span, _)| span)
                    .filter(|span| in_focus(span));
                out.extend(spans.map(|span| Piece::of_prose(prose, *span)));
            }
            Self::FirstLine | Self::LastLine => {
                let answer = document.input.answer;
                let mut lines = answer.lines().filter(|line| !line.trim().is_empty());
                let line = if matches!(self, Self::FirstLine) {
                    lines.next()
                } else {
                    lines.next_back()
                };
                let start =
                    line.map_or(0, |line| line.as_ptr() as usize - answer.as_ptr() as usize);
                let span = Span::new(start, start + line.map_or(0, str::len));
                out.push(Piece::new(Cow::Owned(View::slice(
                    answer,
                    span,
                    Origin::Answer,
                ))));
            }
            Self::Files(_, glob) => {
                for file in document
                    .files
                    .iter()
                    .filter(|file| super::checks::glob_fits(glob, &file.name.path))
                {
                    let view = document.code[file.code].view.part(file.part);
                    out.push(Piece::new(Cow::Owned(view)));
                }
            }
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        if let Some(glob) = text.strip_prefix("files:") {
            let matcher = super::checks::glob(glob)
                .map_err(|error| format!("the glob `{glob}` is wrong: {error}"))?;
            return Ok(Self::Files(glob.to_owned(), matcher));
        }
        if let Some(lang) = text.strip_prefix("code:") {
            return Ok(Self::Code(Some(Lang::named(lang))));
        }
        Ok(match text {
            "answer" => Self::Answer,
            "prose" => Self::Prose,
            "code" => Self::Code(None),
            "inline-code" => Self::InlineCode,
            "headings" => Self::Headings,
            "first-line" => Self::FirstLine,
            "last-line" => Self::LastLine,
            "prompt" => Self::Prompt,
            other => return Err(format!("there is no part `{other}`; parts are {NAMES}")),
        })
    }
}

/// Adds the parts of `code` that its own comments do not call wrong.
fn offered<'p>(code: &'p Code<'p>, out: &mut Vec<Piece<'p>>) {
    let mut start = 0;
    let end = code.view.text.len();
    for bad in code.bad.iter().chain([&Span::new(end, end)]) {
        if start < bad.start {
            out.push(Piece {
                region: Span::new(start, bad.start),
                ..Piece::new(Cow::Borrowed(&code.view))
            });
        }
        start = bad.end;
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, scope) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(" or ")?;
            }
            match scope {
                Scope::Answer => f.write_str("the answer")?,
                Scope::Prose => f.write_str("the prose")?,
                Scope::Code(None) => f.write_str("the code")?,
                Scope::Code(Some(lang)) => write!(f, "the {lang} code")?,
                Scope::InlineCode => f.write_str("the inline code")?,
                Scope::Headings => f.write_str("the headings")?,
                Scope::FirstLine => f.write_str("the first line")?,
                Scope::LastLine => f.write_str("the last line")?,
                Scope::Files(glob, _) => write!(f, "the files `{glob}`")?,
                Scope::Prompt => f.write_str("the prompt")?,
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScopesVisitor;
        impl<'de> Visitor<'de> for ScopesVisitor {
            type Value = Scopes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a part of the response or a list of parts: {NAMES}")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Scopes, E> {
                Ok(Scopes(vec![Scope::parse(text).map_err(E::custom)?]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scopes, A::Error> {
                let mut out = Vec::new();
                while let Some(text) = seq.next_element::<String>()? {
                    out.push(Scope::parse(&text).map_err(A::Error::custom)?);
                }
                if out.is_empty() {
                    return Err(A::Error::custom("the list of parts is empty"));
                }
                Ok(Scopes(out))
            }
        }
        deserializer.deserialize_any(ScopesVisitor)
    }
}

impl JsonSchema for Scopes {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = serde_json::json!({
            "type": "string",
            "pattern": "^(answer|prose|code|code:.+|inline-code|headings|first-line|last-line|files:.+|prompt)$"
        });
        json_schema!({
            "description": "The part of the response that is read. `prose` is what stands outside code blocks, inline code included; `code` are the code blocks that are offered, not those shown as bad examples.",
            "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }]
        })
    }
}
