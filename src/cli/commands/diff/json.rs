//! The changes for programs. Keys may be added, never renamed.

use serde::Serialize;

use super::Sides;
use crate::derive::drift::{Change, ChangeKind, Quoting, touched_count};
use crate::prompt::{Lines, Rule, Strength};

#[derive(Serialize)]
struct Object<'c> {
    old: &'c str,
    new: &'c str,
    changes: Vec<One<'c>>,
    summary: Summary,
}

#[derive(Serialize)]
struct One<'c> {
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Side<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Side<'c>>,
    criteria: Vec<Criterion<'c>>,
}

#[derive(Serialize)]
struct Side<'c> {
    text: &'c str,
    lines: Lines,
    strength: Strength,
    section: &'c str,
}

#[derive(Serialize)]
struct Criterion<'c> {
    id: &'c str,
    /// Whether its quotation still stands in the new text.
    stands: bool,
}

#[derive(Serialize)]
struct Summary {
    added: usize,
    removed: usize,
    reworded: usize,
    moved: usize,
    criteria: usize,
}

/// All `changes` as one object.
pub(super) fn json(changes: &[Change<'_>], sides: &Sides<'_>) -> String {
    let count = |wanted: fn(&ChangeKind<'_>) -> bool| {
        changes.iter().filter(|change| wanted(&change.kind)).count()
    };
    let object = Object {
        old: &sides.old.name,
        new: &sides.new.name,
        changes: changes.iter().map(one).collect(),
        summary: Summary {
            added: count(|kind| matches!(kind, ChangeKind::Added(_))),
            removed: count(|kind| matches!(kind, ChangeKind::Removed(_))),
            reworded: count(|kind| matches!(kind, ChangeKind::Reworded(..))),
            moved: count(|kind| matches!(kind, ChangeKind::Moved(..))),
            criteria: touched_count(changes),
        },
    };
    let mut text = serde_json::to_string_pretty(&object).expect("the object has only string keys");
    text.push('\n');
    text
}

fn one<'c>(change: &'c Change<'_>) -> One<'c> {
    let criteria = change.touched.iter().map(|touched| Criterion {
        id: touched.id,
        stands: touched.quoting == Quoting::Stands,
    });
    One {
        change: change.kind.name(),
        old: change.kind.before().map(side),
        new: change.kind.after().map(side),
        criteria: criteria.collect(),
    }
}

fn side(rule: &Rule) -> Side<'_> {
    Side {
        text: &rule.text,
        lines: rule.lines,
        strength: rule.strength,
        section: &rule.section,
    }
}
