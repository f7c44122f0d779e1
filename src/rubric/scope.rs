//! The `in:` of text checks: which part of a response is read.

use std::borrow::Cow;
use std::fmt;

use globset::GlobMatcher;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::context::Context;
use super::piece::Piece;
use crate::document::{Lang, plain_name};

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
    FirstParagraph,
    LastParagraph,
    FirstSentence,
    LastSentence,
    Title,
    /// The name as it was given, and folded.
    Section(String, String),
    Tables,
    ListItems,
    Quotes,
    Bold,
    Comments(Option<Lang>),
    Files(String, GlobMatcher),
    Prompt,
}

/// The parts a check reads; several are read one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Scopes(Vec<Scope>);

/// The names of scopes, as messages list them.
const NAMES: &str = "`answer`, `prose`, `code`, `code:<language>`, `inline-code`, `headings`, `title`, `section:<name>`, `first-line`, `last-line`, `first-paragraph`, `last-paragraph`, `first-sentence`, `last-sentence`, `list-items`, `tables`, `quotes`, `bold`, `comments`, `comments:<language>`, `files:<glob>` or `prompt`";

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
        "title",
        "The heading, or line that is only bold, that the answer begins with.",
    ),
    (
        "section:<name>",
        "What stands under the heading of that name, up to the next of the same or a higher level; a bold line or a label such as `Name:` at the start of a line is a heading too.",
    ),
    (
        "first-paragraph",
        "The first paragraph, list item or table row of the prose that is no heading.",
    ),
    (
        "last-paragraph",
        "The last paragraph, list item or table row of the prose that is no heading.",
    ),
    (
        "first-sentence",
        "The first sentence of the prose that is no heading.",
    ),
    (
        "last-sentence",
        "The last sentence of the prose that is no heading.",
    ),
    (
        "list-items",
        "Each item of a list, without the items in it.",
    ),
    ("tables", "Each table."),
    ("quotes", "Each paragraph in a block quotation."),
    ("bold", "Each stretch of bold text."),
    (
        "comments",
        "Each comment and docstring of the code blocks and written files, without its markers; not in quotations of the prompt.",
    ),
    (
        "comments:<language>",
        "Those of one language, such as `comments:python`.",
    ),
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

impl Scopes {
    /// The texts to search, in the focus of `context`.
    pub(crate) fn pieces<'p>(&self, context: &Context<'p>) -> Vec<Piece<'p>> {
        let mut out = Vec::new();
        for scope in &self.0 {
            super::parts::pieces(scope, context, &mut out);
        }
        out
    }

    /// Whether it is the prose and nothing else.
    pub(crate) fn is_prose(&self) -> bool {
        matches!(&self.0[..], [Scope::Prose])
    }
}

impl Scope {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some(glob) = text.strip_prefix("files:") {
            let matcher = super::checks::glob(glob)
                .map_err(|error| format!("the glob `{glob}` is wrong: {error}"))?;
            return Ok(Self::Files(glob.to_owned(), matcher));
        }
        if let Some(lang) = text.strip_prefix("code:") {
            return Ok(Self::Code(Some(Lang::named(lang))));
        }
        if let Some(lang) = text.strip_prefix("comments:") {
            return Ok(Self::Comments(Some(Lang::named(lang))));
        }
        if let Some(name) = text.strip_prefix("section:") {
            let folded = plain_name(name);
            if folded.is_empty() {
                return Err("the name of the section is empty".to_owned());
            }
            return Ok(Self::Section(name.trim().to_owned(), folded));
        }
        Ok(match text {
            "answer" => Self::Answer,
            "prose" => Self::Prose,
            "code" => Self::Code(None),
            "inline-code" => Self::InlineCode,
            "headings" => Self::Headings,
            "first-line" => Self::FirstLine,
            "last-line" => Self::LastLine,
            "first-paragraph" => Self::FirstParagraph,
            "last-paragraph" => Self::LastParagraph,
            "first-sentence" => Self::FirstSentence,
            "last-sentence" => Self::LastSentence,
            "title" => Self::Title,
            "tables" => Self::Tables,
            "list-items" => Self::ListItems,
            "quotes" => Self::Quotes,
            "bold" => Self::Bold,
            "comments" => Self::Comments(None),
            "prompt" => Self::Prompt,
            other => return Err(format!("there is no part `{other}`; parts are {NAMES}")),
        })
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
                Scope::FirstParagraph => f.write_str("the first paragraph")?,
                Scope::LastParagraph => f.write_str("the last paragraph")?,
                Scope::FirstSentence => f.write_str("the first sentence")?,
                Scope::LastSentence => f.write_str("the last sentence")?,
                Scope::Title => f.write_str("the title")?,
                Scope::Section(name, _) => write!(f, "the section `{name}`")?,
                Scope::Tables => f.write_str("the tables")?,
                Scope::ListItems => f.write_str("the list items")?,
                Scope::Quotes => f.write_str("the quotations")?,
                Scope::Bold => f.write_str("the bold text")?,
                Scope::Comments(None) => f.write_str("the comments")?,
                Scope::Comments(Some(lang)) => write!(f, "the comments of the {lang} code")?,
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
            "examples": ["prose", "answer", "code", "code:python", "headings", "first-line", "last-sentence", "section:Summary", "files:*.py", "prompt"],
            "pattern": "^(answer|prose|code|code:.+|inline-code|headings|title|section:.+|first-line|last-line|first-paragraph|last-paragraph|first-sentence|last-sentence|list-items|tables|quotes|bold|comments|comments:.+|files:.+|prompt)$"
        });
        json_schema!({
            "description": "The part of the response that is read. `prose` is what stands outside code blocks, inline code included; `code` are the code blocks that are offered, not those shown as bad examples.",
            "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }]
        })
    }
}
