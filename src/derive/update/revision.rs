//! The new state of one list of a rubric: which entries stay, what is marked above them, and in which order.

use std::ops::Range;

use serde_json::Value;

use super::arrange::{Item, Key, arrange, moved, settle_gaps, usual_gap, without_surplus};
use super::blocks::Block;
use super::change::{Change, ChangeKind};
use super::marks::{GONE, added, also, gone_quote, reworded};
use super::standing::{Found, PromptRules, Quotes};
use crate::derive::yaml::{MARK, criterion_lines, on_lines, out_of_scope_lines};
use crate::derive::{Derived, OutOfScope};

/// Which list of a rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Criteria,
    OutOfScope,
}

impl List {
    /// Its key in a rubric.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Criteria => "criteria",
            Self::OutOfScope => "out-of-scope",
        }
    }
}

/// An entry of the file, and what is known of its rules.
pub(super) struct Entry {
    pub(super) list: List,
    pub(super) value: Value,
    pub(super) block: Block,
    pub(super) quotes: Quotes,
    pub(super) found: Vec<Found>,
    /// Whether it is untouched and not needed.
    pub(super) surplus: bool,
    /// The rules that demand the same and that nothing quotes.
    pub(super) also: Vec<usize>,
}

impl Entry {
    /// The id of a criterion.
    pub(super) fn id(&self) -> Option<&str> {
        self.value.get("id").and_then(Value::as_str)
    }

    /// What a person calls it.
    fn name(&self) -> String {
        match self.list {
            List::Criteria => self.id().unwrap_or("?").to_owned(),
            List::OutOfScope => self.quotes.texts.concat(),
        }
    }

    fn is_gone(&self) -> bool {
        !self.found.is_empty() && self.found.iter().all(|found| *found == Found::Gone)
    }
}

/// An entry of `out-of-scope` that is exactly as semper writes it, white space and marks included.
pub(super) fn is_as_written(value: &Value, block: &Block, indent: usize) -> bool {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let (Some(rule), Some(why)) = (text("rule"), text("why")) else {
        return false;
    };
    let body = block.body.replace("\r\n", "\n");
    let same = body == format!("{}\n", out_of_scope_lines(rule, why, indent).join("\n"));
    let marks: Vec<&str> = block.marks().collect();
    let plain = format!("{MARK} line ");
    let is_plain = |mark: &str| {
        mark.strip_prefix(&plain)
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    };
    same && block.has_only_marks() && matches!(marks[..], [mark] if is_plain(mark))
}

/// Whether the prompt has the rule of an entry of `out-of-scope`, but a person put it there or gave the reason.
pub(super) fn is_edited(entry: &Entry, rules: &PromptRules<'_>, derived: &Derived) -> bool {
    let [text] = &entry.quotes.texts[..] else {
        return false;
    };
    let why = entry.value.get("why").and_then(Value::as_str);
    let is_own = |out: &OutOfScope| out.rule.text == *text && Some(out.why.as_str()) == why;
    let found = rules.has(text) || entry.found.iter().any(|found| *found != Found::Gone);
    entry.list == List::OutOfScope && found && !derived.out_of_scope.iter().any(is_own)
}

/// What all entries of one update share.
pub(super) struct Revision<'d> {
    pub(super) derived: &'d Derived,
    pub(super) rules: &'d PromptRules<'d>,
    pub(super) line_break: &'static str,
}

/// A list in its new state.
pub(super) struct Revised {
    pub(super) items: Vec<Item>,
    /// What each entry must read as, in order; an added one by what was derived.
    pub(super) values: Vec<Value>,
    pub(super) changes: Vec<Change>,
}

/// The list that is revised.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) list: List,
    /// The column of each `-`.
    pub(super) indent: usize,
    /// Whether the list may go with its last entry.
    pub(super) may_be_emptied: bool,
}

impl Revision<'_> {
    /// The list of `entries` with those of `new` added, which are indices into what was derived.
    pub(super) fn revise(&self, at: Place, entries: &[Entry], new: &[usize]) -> Revised {
        let entry_items = entries.iter().enumerate();
        let mut items: Vec<Item> = entry_items.map(|(n, entry)| self.item(n, entry)).collect();
        let untouched: Vec<bool> = entries.iter().map(|entry| entry.quotes.untouched).collect();
        let gap = usual_gap(&items, &untouched, self.line_break);
        let top = items.first().map(|item| item.block.gap.clone());
        let left = without_surplus(items.clone(), &gap);
        if at.may_be_emptied || !(left.is_empty() && new.is_empty()) {
            items = left;
        }
        let mut changes = changes(entries, &items, self.rules);
        for item in &mut items {
            if let Some(n) = item.origin {
                let marks = self.marks(&entries[n]);
                item.block.set_marks(&marks, at.indent, self.line_break);
            }
        }
        let origins = items.iter().filter_map(|item| item.origin);
        let ids: Vec<&str> = origins.filter_map(|n| entries[n].id()).collect();
        for n in new {
            let (item, name) = self.fresh(at, *n, &ids, &gap);
            items.push(item);
            changes.push(change(ChangeKind::Added, name));
        }
        let mut items = arrange(items);
        settle_gaps(&mut items, &top.unwrap_or_default());
        let placed = items.iter().filter(|item| item.key.is_some());
        let order: Vec<usize> = placed.filter_map(|item| item.origin).collect();
        let moves = moved(&order).into_iter();
        changes.extend(moves.map(|n| change(ChangeKind::Moved, entries[n].name())));
        let values = items.iter().map(|item| value(item, entries)).collect();
        Revised {
            items,
            values,
            changes,
        }
    }

    fn item(&self, n: usize, entry: &Entry) -> Item {
        Item {
            block: entry.block.clone(),
            key: self.key(entry),
            origin: Some(n),
            follows: entry.quotes.texts.is_empty() || entry.block.is_marked_gone(),
            surplus: entry.surplus,
        }
    }

    /// The place of an entry: that of the first of its rules that is there.
    fn key(&self, entry: &Entry) -> Option<Key> {
        let pairs = entry.found.iter().zip(&entry.quotes.texts);
        let (found, text) = pairs
            .into_iter()
            .find(|(found, _)| **found != Found::Gone)?;
        let rule = found.rule()?;
        let offset = match found {
            Found::In { offset, .. } => *offset,
            Found::Reworded(_) | Found::Gone => 0,
        };
        let quotes = entry.quotes.texts.clone();
        let derived = match entry.list {
            List::Criteria => self
                .derived
                .criteria
                .iter()
                .position(|c| Some(c.id.as_str()) == entry.id()),
            List::OutOfScope => None,
        };
        Some(Key {
            rule,
            offset,
            length: text.split_whitespace().map(str::len).sum(),
            derived: derived.unwrap_or(usize::MAX),
            quotes,
        })
    }

    /// The comment lines that belong above `entry`.
    fn marks(&self, entry: &Entry) -> Vec<String> {
        let mut marks = Vec::new();
        if entry.list == List::Criteria && entry.quotes.untouched {
            marks.push(added(&entry.block.body));
        }
        let quote = |rule: usize| self.rules.quotes[rule];
        let there = entry.found.iter().filter_map(|found| match found {
            Found::In { rule, .. } => Some(quote(*rule).line),
            Found::Reworded(_) | Found::Gone => None,
        });
        let there: Vec<usize> = there.collect();
        if !there.is_empty() {
            let edited = if is_edited(entry, self.rules, self.derived) {
                ", edited"
            } else {
                ""
            };
            marks.push(format!("{}{edited}", on_lines(there)));
        }
        let all_gone = entry.is_gone();
        if all_gone {
            marks.push(GONE.to_owned());
        }
        for (found, text) in entry.found.iter().zip(&entry.quotes.texts) {
            match found {
                Found::In { .. } => {}
                Found::Reworded(rule) => {
                    marks.push(reworded(quote(*rule).line, &quote(*rule).text));
                }
                Found::Gone if all_gone => {}
                Found::Gone => marks.push(gone_quote(text)),
            }
        }
        marks.extend(
            entry
                .also
                .iter()
                .map(|&rule| also(quote(rule).line, &quote(rule).text)),
        );
        marks
    }

    /// The block of a derived entry that the file lacks, and what it is called.
    fn fresh(&self, at: Place, n: usize, ids: &[&str], gap: &str) -> (Item, String) {
        let Place { list, indent, .. } = at;
        let (lines, rules, name) = match list {
            List::Criteria => {
                let criterion = &self.derived.criteria[n];
                let id = free_id(&criterion.id, ids, self.derived);
                (
                    criterion_lines(criterion, &id, indent),
                    &criterion.rules[..],
                    id,
                )
            }
            List::OutOfScope => {
                let out = &self.derived.out_of_scope[n];
                let lines = out_of_scope_lines(&out.rule.text, &out.why, indent);
                (
                    lines,
                    std::slice::from_ref(&out.rule),
                    out.rule.text.clone(),
                )
            }
        };
        let body: String = lines
            .iter()
            .flat_map(|line| [line, self.line_break])
            .collect();
        let seal = (list == List::Criteria).then(|| added(&body));
        let marks: Vec<String> = seal
            .into_iter()
            .chain([on_lines(rules.iter().map(|rule| rule.line))])
            .collect();
        let mut block = Block {
            gap: gap.to_owned(),
            body,
            ..Block::default()
        };
        block.set_marks(&marks, indent, self.line_break);
        let key = Key {
            rule: self.rules.index(&rules[0]).unwrap_or(usize::MAX),
            offset: 0,
            length: rules[0].text.split_whitespace().map(str::len).sum(),
            derived: if list == List::Criteria {
                n
            } else {
                usize::MAX
            },
            quotes: rules.iter().map(|rule| rule.text.clone()).collect(),
        };
        let item = Item {
            block,
            key: Some(key),
            origin: None,
            follows: false,
            surplus: false,
        };
        (item, name)
    }
}

/// What the entry must read as: null for an added one, which is compared by its text.
fn value(item: &Item, entries: &[Entry]) -> Value {
    item.origin
        .map_or(Value::Null, |n| entries[n].value.clone())
}

/// `id`, or the first of `id-2`, `id-3` that neither the file nor another derived criterion has.
fn free_id(id: &str, taken: &[&str], derived: &Derived) -> String {
    if !taken.contains(&id) {
        return id.to_owned();
    }
    let is_free = |id: &String| {
        !taken.contains(&id.as_str())
            && derived.criteria.iter().all(|criterion| criterion.id != *id)
    };
    let numbers: Range<usize> = 2..usize::MAX;
    let mut numbered = numbers.map(|n| format!("{id}-{n}"));
    numbered
        .find(is_free)
        .expect("there are more numbers than criteria")
}

/// What became of the entries of the file, places aside.
fn changes(entries: &[Entry], left: &[Item], rules: &PromptRules<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    let mut left = left.iter().filter_map(|item| item.origin).peekable();
    for (n, entry) in entries.iter().enumerate() {
        if left.next_if_eq(&n).is_none() {
            out.push(change(ChangeKind::Removed, entry.name()));
            continue;
        }
        let was = |state: &str| {
            let begins = format!("{MARK} {state}");
            entry.block.marks().any(|mark| mark.starts_with(&begins))
        };
        let rewording = entry.found.iter().find_map(|found| match found {
            Found::Reworded(rule) => Some(*rule),
            Found::In { .. } | Found::Gone => None,
        });
        if let Some(rule) = rewording {
            let quote = rules.quotes[rule];
            if !entry
                .block
                .marks()
                .any(|mark| mark == reworded(quote.line, &quote.text))
            {
                out.push(Change {
                    now: Some(quote.text.clone()),
                    ..change(ChangeKind::Reworded, entry.name())
                });
            }
        } else if entry.found.contains(&Found::Gone) {
            if !was("gone") {
                out.push(change(ChangeKind::Gone, entry.name()));
            }
        } else if was("gone") || was("reworded") {
            out.push(change(ChangeKind::Back, entry.name()));
        }
    }
    out
}

fn change(kind: ChangeKind, name: String) -> Change {
    Change {
        kind,
        name,
        now: None,
    }
}
