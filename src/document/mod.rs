//! A response, parsed once and read by every check.
//!
//! Markdown is parsed when the document is made; prose, folded text and syntax trees when a check first
//! asks. Nothing here knows what a rubric demands.

mod code;
mod comments;
mod cover;
mod emoji;
mod faults;
mod fold;
mod imports;
mod iso_639;
mod keys;
mod lang;
mod languages;
mod lexicon;
mod limits;
mod mix;
mod names;
mod outline;
mod parse;
mod presented;
mod prose;
mod purpose;
mod python_source;
mod quoted;
mod script;
mod sentences;
mod syntax;
mod units;
mod view;

use std::cell::OnceCell;

pub use code::{Code, PresentedFile, Python};
pub use comments::{CommentSyntax, CommentTable, Opens};
pub use cover::Cover;
pub use emoji::{emoji, is_emoji};
pub use faults::syntax_fault;
pub use fold::{Folded, fold, is_unspaced, is_whole_word, is_word, words};
pub use imports::Imports;
pub use keys::{KeySet, start_key};
pub use lang::Lang;
pub use languages::{Languages, WordList};
pub use lexicon::{Lexicon, Phrases};
pub use limits::Limits;
pub use mix::{Mix, Told};
pub use names::FileName;
pub use outline::{Label, Rank, plain_name};
pub use prose::Prose;
pub use purpose::Purpose;
pub use quoted::quoted;
pub use sentences::{paragraphs, run_on_sentences, sentences};
pub use syntax::{NoSyntax, Node, Syntax, Workspace};
pub use units::{OwnText, Rows, Stretch, inside, within};
pub use view::{View, ViewBuilder};

use crate::markdown::Markdown;
use crate::source::Span;
use crate::verdict::Origin;

/// What a document is made from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The final text of the response.
    pub answer: &'a str,
    /// The prompt, when it is known.
    pub prompt: Option<&'a str>,
    /// The files that the response's tools wrote: path and content.
    pub files: &'a [(&'a str, &'a str)],
    /// The tools that were called: name and arguments as JSON; `None` when that is not known.
    pub tools: Option<&'a [(&'a str, &'a str)]>,
}

/// A parsed response.
pub struct Document<'a> {
    /// What it was made from.
    pub input: Input<'a>,
    /// The blocks of the answer.
    pub markdown: Markdown<'a>,
    workspace: &'a Workspace,
    lexicon: &'a Lexicon,
    code: Vec<Code<'a>>,
    code_told: OnceCell<()>,
    files: OnceCell<Vec<PresentedFile>>,
    prose: OnceCell<Prose>,
    outline: OnceCell<Vec<Label>>,
    items: OnceCell<Vec<OwnText>>,
    covers: [OnceCell<Vec<Span>>; cover::COVERS],
    tables: OnceCell<Vec<Rows>>,
    prompt: OnceCell<Prose>,
    imports: OnceCell<Imports>,
    mix: OnceCell<Mix>,
    prompt_mix: OnceCell<Mix>,
}

impl<'a> Document<'a> {
    /// Parses a response; never fails.
    #[must_use]
    pub fn new(input: Input<'a>, lexicon: &'a Lexicon, workspace: &'a Workspace) -> Self {
        let markdown = Markdown::parse(input.answer);
        Self {
            input,
            code: parse::code(&input, &markdown),
            markdown,
            workspace,
            lexicon,
            code_told: OnceCell::new(),
            files: OnceCell::new(),
            prose: OnceCell::new(),
            outline: OnceCell::new(),
            items: OnceCell::new(),
            covers: Default::default(),
            tables: OnceCell::new(),
            prompt: OnceCell::new(),
            imports: OnceCell::new(),
            mix: OnceCell::new(),
            prompt_mix: OnceCell::new(),
        }
    }

    /// The parser and the bounds.
    #[must_use]
    pub fn workspace(&self) -> &'a Workspace {
        self.workspace
    }

    /// What is known of human languages.
    #[must_use]
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }

    /// The text of `origin`.
    #[must_use]
    pub fn text(&self, origin: Origin) -> &'a str {
        match origin {
            Origin::Answer => self.input.answer,
            Origin::File(n) => self.input.files.get(n).map_or("", |(_, content)| content),
            Origin::Prompt => self.input.prompt.unwrap_or(""),
        }
    }

    /// The code of the answer in order, then the written files.
    pub fn code(&self) -> &[Code<'a>] {
        self.code_told.get_or_init(|| {
            let (input, markdown) = (&self.input, &self.markdown);
            parse::tell(&self.code, input, markdown, self.lexicon, self.workspace);
        });
        &self.code
    }

    /// The files it presents, then those it wrote.
    pub fn files(&self) -> &[PresentedFile] {
        self.files
            .get_or_init(|| presented::files(&self.input, &self.markdown, self.code()))
    }

    /// What a reader reads outside code blocks.
    pub fn prose(&self) -> &Prose {
        self.prose
            .get_or_init(|| Prose::of(&self.markdown, Origin::Answer))
    }

    /// The prose of the prompt, without its code; empty when there is no prompt.
    pub fn prompt_prose(&self) -> &Prose {
        self.prompt.get_or_init(|| {
            Prose::of(
                &Markdown::parse(self.input.prompt.unwrap_or("")),
                Origin::Prompt,
            )
        })
    }

    /// The languages of the prose.
    pub fn mix(&self) -> &Mix {
        self.mix.get_or_init(|| {
            let prose = self.prose();
            self.lexicon.languages.mix(prose)
        })
    }

    /// The languages of the prompt's prose.
    pub fn prompt_mix(&self) -> &Mix {
        self.prompt_mix.get_or_init(|| {
            let prose = self.prompt_prose();
            self.lexicon.languages.mix(prose)
        })
    }

    /// The imports of all Python in the response: a later block uses what an earlier one imported.
    pub fn imports(&self) -> &Imports {
        self.imports.get_or_init(|| {
            let mut all = Imports::default();
            for code in self
                .code()
                .iter()
                .filter(|code| *code.lang() == Lang::PYTHON)
            {
                if let Ok(python) = code.python(self.workspace) {
                    all.merge(python.imports);
                }
            }
            all
        })
    }
}
