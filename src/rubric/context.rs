//! What a check sees of a response: the document, the part in focus, and what was computed once for all.

use std::cell::{OnceCell, RefCell};

use rustc_hash::FxHashMap;

use super::code_rules::{Matches, RuleTable};
use super::outcome::Outcome;
use crate::document::{Code, Document, Stretch};
use crate::source::Span;
use crate::verdict::Origin;

/// The part of the response that a nested check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    /// All of it.
    Whole,
    /// A stretch of the prose, and what it covers in the answer.
    Prose(Stretch),
    /// A part of one block of code: its number, and a span of its view.
    Code(usize, Span),
    /// One presented or written file, by its number.
    File(usize),
}

/// What the checks of one response share.
pub(crate) struct Shared<'d> {
    pub(crate) document: &'d Document<'d>,
    rules: &'d RuleTable,
    matches: OnceCell<Matches>,
    /// By slot. A rubric with cases has many slots, of which one response needs few.
    memo: RefCell<FxHashMap<usize, Outcome>>,
}

impl<'d> Shared<'d> {
    /// Nothing computed yet.
    pub(crate) fn new(document: &'d Document<'d>, rules: &'d RuleTable) -> Self {
        Self {
            document,
            rules,
            matches: OnceCell::new(),
            memo: RefCell::default(),
        }
    }
}

/// The argument of every check.
#[derive(Clone, Copy)]
pub(crate) struct Context<'d> {
    shared: &'d Shared<'d>,
    pub(crate) focus: Focus,
}

impl<'d> Context<'d> {
    pub(crate) fn new(shared: &'d Shared<'d>) -> Self {
        Self {
            shared,
            focus: Focus::Whole,
        }
    }

    /// The same response with another part in focus.
    pub(crate) fn focused(self, focus: Focus) -> Self {
        Self { focus, ..self }
    }

    pub(crate) fn document(&self) -> &'d Document<'d> {
        self.shared.document
    }

    /// All matches of all code rules, found in one walk per block at the first call.
    pub(crate) fn matches(&self) -> &'d Matches {
        self.shared
            .matches
            .get_or_init(|| self.shared.rules.walk(self.shared.document))
    }

    /// The outcome remembered in `slot`, or what `compute` gives. Only whole responses are remembered.
    pub(crate) fn remember(&self, slot: usize, compute: impl FnOnce() -> Outcome) -> Outcome {
        if self.focus != Focus::Whole {
            return compute();
        }
        if let Some(outcome) = self.shared.memo.borrow().get(&slot) {
            return Outcome::clone(outcome);
        }
        let outcome = compute();
        let memo = &self.shared.memo;
        memo.borrow_mut().insert(slot, outcome.clone());
        outcome
    }

    /// The part of the answer in focus, if the focus is one.
    pub(crate) fn stretch(&self) -> Option<Stretch> {
        match self.focus {
            Focus::Prose(stretch) => Some(stretch),
            Focus::Whole | Focus::Code(..) | Focus::File(_) => None,
        }
    }

    /// The code in focus, if the focus is code: its number, and the part of its view.
    pub(crate) fn focused_code(&self) -> Option<(usize, Span)> {
        match self.focus {
            Focus::Code(number, part) => Some((number, part)),
            Focus::File(n) => {
                let file = self.document().files().get(n)?;
                Some((file.code, file.part))
            }
            Focus::Whole | Focus::Prose(_) => None,
        }
    }

    /// The code in focus, with its number and the part of it that counts.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &'d Code<'d>, Span)> + use<'d> {
        let all = self.document().code();
        let (numbers, part) = match (self.focused_code(), self.stretch()) {
            (Some((number, part)), _) => (number..number + 1, Some(part)),
            (None, None) => (0..all.len(), None),
            (None, Some(stretch)) => {
                // The blocks of the answer come first, in order.
                let ends_before = |at: usize| {
                    all.partition_point(|code| {
                        code.view.origin == Origin::Answer && code.block.start < at
                    })
                };
                let first = ends_before(stretch.source.start);
                (first..ends_before(stretch.source.end).max(first), None)
            }
        };
        numbers.map(move |n| {
            let whole = Span::new(0, all[n].view.text.len());
            (n, &all[n], part.unwrap_or(whole))
        })
    }
}
