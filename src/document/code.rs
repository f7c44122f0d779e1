//! The code of a response: blocks in the answer and files that tools wrote.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::comments::CommentTable;
use super::imports::Imports;
use super::lang::Lang;
use super::names::FileName;
use super::purpose::Purpose;
use super::python_source::python_source;
use super::syntax::{NoSyntax, Syntax, Workspace};
use super::view::View;
use crate::source::Span;
use crate::verdict::Origin;

/// A stretch of code.
#[derive(Debug)]
pub struct Code<'a> {
    /// Its text.
    pub view: View<'a>,
    /// The whole block with its fences, as a span of the answer; the whole file for a written one.
    pub block: Span,
    /// The number of its Markdown block; none for a written file.
    pub(super) number: Option<usize>,
    /// What was told of it; told of all code at once, when any is asked for.
    pub(super) told: OnceCell<Told>,
    pub(super) python: OnceCell<Result<Parsed, NoSyntax>>,
    pub(super) comments: OnceCell<Vec<Span>>,
}

/// What there is to tell of code beside its text.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) lang: Lang,
    pub(super) purpose: Purpose,
    pub(super) bad: Vec<Span>,
}

/// What parsing gave. The text is kept only where it is not the block's own.
#[derive(Debug)]
pub(super) struct Parsed {
    text: Option<View<'static>>,
    pub(super) syntax: Syntax,
    imports: Imports,
}

/// Python that was parsed.
#[derive(Debug, Clone, Copy)]
pub struct Python<'p> {
    /// What was parsed: the block without common indentation and prompts.
    pub view: &'p View<'p>,
    /// The tree.
    pub syntax: &'p Syntax,
    /// What its imports call things.
    pub imports: &'p Imports,
}

/// A file that the response presents or wrote.
#[derive(Debug)]
pub struct PresentedFile {
    /// Its name and where the answer gives it; a written file's name stands nowhere in the answer.
    pub name: FileName,
    /// Where the name stands; `None` for written files.
    pub named_at: Option<(Origin, Span)>,
    /// Which code it is, in [`super::Document::code`].
    pub code: usize,
    /// The part of that code that belongs to it, as a span of the view.
    pub part: Span,
}

impl<'a> Code<'a> {
    pub(super) fn new(view: View<'a>, block: Span, number: Option<usize>) -> Self {
        Self {
            view,
            block,
            number,
            told: OnceCell::new(),
            python: OnceCell::new(),
            comments: OnceCell::new(),
        }
    }

    fn told(&self) -> &Told {
        let told = self.told.get();
        told.expect("a document hands out no code before it was told of")
    }

    /// Its language: from the fence, the file name, or by its looks.
    pub fn lang(&self) -> &Lang {
        &self.told().lang
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.told().purpose
    }

    /// Parts that its own comments call wrong, as spans of the view.
    pub fn bad(&self) -> &[Span] {
        &self.told().bad
    }

    /// The syntax tree of Python code, parsed at the first call.
    ///
    /// # Errors
    /// When the code exceeds the bounds of the workspace.
    pub fn python(&self, workspace: &Workspace) -> Result<Python<'_>, NoSyntax> {
        let parsed = self
            .python
            .get_or_init(|| parse_python(&self.view, workspace));
        let parsed = parsed.as_ref().map_err(|reason| *reason)?;
        Ok(Python {
            view: parsed.text.as_ref().unwrap_or(&self.view),
            syntax: &parsed.syntax,
            imports: &parsed.imports,
        })
    }

    /// The comments and docstrings, as spans of the view.
    pub fn comments(&self, table: &CommentTable) -> &[Span] {
        self.comments
            .get_or_init(|| table.find(self.lang(), &self.view.text))
    }

    /// Where `span` of the view is.
    #[must_use]
    pub fn locate(&self, span: Span) -> (Origin, Span) {
        (self.view.origin, self.view.locate(span))
    }

    /// Whether the code is offered and what stands at `span` of the origin is not called wrong.
    #[must_use]
    pub fn offers_at(&self, span: Span) -> bool {
        let is_bad = |bad: &Span| {
            let bad = self.view.locate(*bad);
            bad.start <= span.start && span.start < bad.end
        };
        self.purpose() == Purpose::Offered && !self.bad().iter().any(is_bad)
    }
}

pub(super) fn parse_python(view: &View<'_>, workspace: &Workspace) -> Result<Parsed, NoSyntax> {
    let text = match python_source(view) {
        Cow::Borrowed(_) => None,
        Cow::Owned(view) => Some(view.into_owned()),
    };
    let parsed: &str = text.as_ref().map_or(&view.text, |text| &text.text);
    let syntax = workspace.parse(parsed)?;
    let imports = Imports::read(&syntax, parsed);
    Ok(Parsed {
        text,
        syntax,
        imports,
    })
}
