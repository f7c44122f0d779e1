//! The code of a response: blocks in the answer and files that tools wrote.

use std::borrow::Cow;
use std::cell::OnceCell;

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
    /// Its language: from the fence, the file name, or by its looks.
    pub lang: Lang,
    /// Its text.
    pub view: View<'a>,
    /// What it is for.
    pub purpose: Purpose,
    /// Parts that its own comments call wrong, as spans of the view.
    pub bad: Vec<Span>,
    /// The whole block with its fences, as a span of the answer; the whole file for a written one.
    pub block: Span,
    pub(super) python: OnceCell<Result<Python<'a>, NoSyntax>>,
}

/// Python that was parsed.
#[derive(Debug)]
pub struct Python<'a> {
    /// What was parsed: the block without common indentation and prompts.
    pub view: View<'a>,
    /// The tree.
    pub syntax: Syntax,
    /// What its imports call things.
    pub imports: Imports,
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
    /// The syntax tree of Python code, parsed at the first call.
    ///
    /// # Errors
    /// When the code exceeds the bounds of the workspace.
    pub fn python(&self, workspace: &Workspace) -> Result<&Python<'a>, NoSyntax> {
        self.python
            .get_or_init(|| parse_python(&self.view, workspace))
            .as_ref()
            .map_err(|e| *e)
    }

    /// Where `span` of the view is.
    #[must_use]
    pub fn locate(&self, span: Span) -> (Origin, Span) {
        (self.view.origin, self.view.locate(span))
    }

    /// Whether the code is offered and `span` of it is not called wrong.
    #[must_use]
    pub fn offers(&self, span: Span) -> bool {
        self.purpose == Purpose::Offered
            && !self
                .bad
                .iter()
                .any(|bad| bad.start <= span.start && span.start < bad.end)
    }
}

pub(super) fn parse_python<'a>(
    view: &View<'a>,
    workspace: &Workspace,
) -> Result<Python<'a>, NoSyntax> {
    let parsed = match python_source(view) {
        // A block that is a slice of the answer is cloned as a slice.
        Cow::Borrowed(_) => view.clone(),
        Cow::Owned(view) => view.into_owned(),
    };
    let syntax = workspace.parse(&parsed.text)?;
    let imports = Imports::read(&syntax, &parsed.text);
    Ok(Python {
        view: parsed,
        syntax,
        imports,
    })
}
