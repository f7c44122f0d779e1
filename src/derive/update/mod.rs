//! Brings a rubric up to date with its prompt, and leaves alone what a person wrote.
//!
//! Of the file only the comment lines that begin with `# semper:` directly above an entry are semper's. Entries are
//! moved as whole blocks, added, and marked; nothing in them changes. The result is read again before it is given:
//! it must say of every entry what the file said.

mod alignment;
mod arrange;
mod blocks;
mod change;
mod coverage;
mod marks;
mod revision;
mod standing;

pub use change::{Change, ChangeKind};

use serde_json::Value;

use crate::derive::Derived;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place as FilePlace};
use crate::rubric::values;
use crate::source::SourceFile;
use blocks::{Section, Text};
use coverage::{Coverage, Standing};
use revision::{Entry, List, Place, Revised, Revision, is_as_written, is_edited};
use standing::{PromptRules, Quotes};

/// The column of the `-` of entries in a list that an update begins.
const INDENT: usize = 2;

/// A rubric brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The text of the file.
    pub text: String,
    /// What was done, list by list.
    pub changes: Vec<Change>,
}

/// The text of the rubric `existing` after its prompt became that of `derived`.
///
/// # Errors
/// What is wrong with the YAML, and lists whose entries do not stand below each other.
pub fn update(existing: &SourceFile, derived: &Derived) -> Result<String, Diagnostics> {
    revise(existing, derived).map(|updated| updated.text)
}

/// The same as [`update`], with what was done.
///
/// # Errors
/// As [`update`].
pub fn revise(existing: &SourceFile, derived: &Derived) -> Result<Updated, Diagnostics> {
    let value = values(existing)?;
    let line_break = line_break(&existing.text);
    let text = match existing.text.strip_suffix('\n') {
        Some(_) => existing.text.to_string(),
        None => format!("{}{line_break}", existing.text),
    };
    let cut = Text::new(existing, &text);
    let criteria = section(&cut, &value, List::Criteria, true)?;
    let mut out = section(&cut, &value, List::OutOfScope, false)?;
    let rules = PromptRules::of(derived);
    let mut entries = entries_of(criteria.as_ref(), &value, List::Criteria);
    let count = entries.len();
    entries.extend(entries_of(out.as_ref(), &value, List::OutOfScope));
    let coverage = look_up(&mut entries, &rules, derived);
    let has_list = value.get(List::OutOfScope.key()).is_some();
    if out.is_none() && has_list && !coverage.out_of_scope.is_empty() {
        out = section(&cut, &value, List::OutOfScope, true)?;
    }
    let revision = Revision {
        derived,
        rules: &rules,
        line_break,
    };
    let place = |section: Option<&Section>, list, may_be_emptied| Place {
        list,
        indent: section.map_or(INDENT, |section| section.indent),
        may_be_emptied,
    };
    let first = place(criteria.as_ref(), List::Criteria, false);
    let first = revision.revise(first, &entries[..count], &coverage.criteria);
    let own = out.as_ref().is_some_and(|list| is_own_tail(list, &text));
    let second = place(out.as_ref(), List::OutOfScope, own);
    let second = revision.revise(second, &entries[count..], &coverage.out_of_scope);
    let mut new = assemble(text, [(criteria, &first), (out, &second)], line_break);
    if !existing.text.ends_with('\n') {
        let kept = new.strip_suffix(line_break).or(new.strip_suffix('\n'));
        new.truncate(kept.map_or(new.len(), str::len));
    }
    if new != *existing.text && !says_the_same(&new, &value, [&first, &second]) {
        return Err(unsafe_to_move(existing).into());
    }
    Ok(Updated {
        text: new,
        changes: [first.changes, second.changes].concat(),
    })
}

/// How the lines of `text` end, by the first.
fn line_break(text: &str) -> &'static str {
    let first = text.find('\n').map_or("", |at| &text[..at]);
    if first.ends_with('\r') { "\r\n" } else { "\n" }
}

/// The list of the file; none where it has no entries, which is a problem if it is `needed`.
fn section(
    cut: &Text<'_>,
    value: &Value,
    list: List,
    needed: bool,
) -> Result<Option<Section>, Diagnostics> {
    let count = value
        .get(list.key())
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    if count == 0 && !needed {
        return Ok(None);
    }
    Ok(Some(cut.section(list.key(), count)?))
}

fn entries_of(section: Option<&Section>, value: &Value, list: List) -> Vec<Entry> {
    let values = value.get(list.key()).and_then(Value::as_array);
    let Some((section, values)) = section.zip(values) else {
        return Vec::new();
    };
    let pairs = values.iter().zip(&section.blocks);
    pairs
        .map(|(value, block)| {
            let texts = match value.get("rule") {
                Some(Value::String(text)) => vec![text.clone()],
                Some(Value::Array(items)) => items
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
                    Vec::new()
                }
            };
            let untouched = match list {
                List::Criteria => block.is_as_added(),
                List::OutOfScope => is_as_written(value, block, section.indent),
            };
            Entry {
                list,
                value: value.clone(),
                block: block.clone(),
                quotes: Quotes { texts, untouched },
                found: Vec::new(),
                surplus: false,
                also: Vec::new(),
            }
        })
        .collect()
}

/// Looks the quotations of `entries` up, and tells what they leave to be added.
fn look_up(entries: &mut [Entry], rules: &PromptRules<'_>, derived: &Derived) -> Coverage {
    for entry in entries.iter_mut() {
        // A person put it out of scope, or has another reason for it.
        entry.quotes.untouched &= !is_edited(entry, rules, derived);
    }
    let quotes: Vec<Quotes> = entries.iter().map(|entry| entry.quotes.clone()).collect();
    for (entry, found) in entries.iter_mut().zip(rules.find_all(&quotes)) {
        entry.found = found;
    }
    let standing: Vec<Standing<'_>> = entries
        .iter()
        .map(|entry| Standing {
            id: entry.id(),
            found: &entry.found,
            untouched: entry.quotes.untouched,
        })
        .collect();
    let mut coverage = Coverage::of(derived, rules, &standing);
    let also = std::mem::take(&mut coverage.also).into_iter();
    for ((entry, surplus), also) in entries.iter_mut().zip(&coverage.surplus).zip(also) {
        entry.surplus = *surplus;
        entry.also = also;
    }
    coverage
}

/// Whether a list is at the end of the file as semper puts it there.
fn is_own_tail(section: &Section, text: &str) -> bool {
    let before = &text[..section.key.start];
    let is_plain = text[section.key.clone()].trim_end() == format!("{}:", List::OutOfScope.key());
    let top = section
        .blocks
        .first()
        .is_some_and(|block| block.gap.is_empty());
    is_plain
        && top
        && section.indent == INDENT
        && section.span.end == text.len()
        && ends_blank(before)
}

/// Whether the last line of `text` is empty.
fn ends_blank(text: &str) -> bool {
    text.ends_with("\n\n") || text.ends_with("\r\n\r\n")
}

/// The text with its lists in their new state.
fn assemble(mut text: String, lists: [(Option<Section>, &Revised); 2], line_break: &str) -> String {
    let mut lists = lists;
    // From the end, so that places stay right; a list that is not there goes to the end.
    lists.sort_by_key(|(section, _)| {
        std::cmp::Reverse(section.as_ref().map_or(usize::MAX, |list| list.span.start))
    });
    for (section, revised) in lists {
        let new: String = revised.items.iter().map(|item| item.block.text()).collect();
        match section {
            None if new.is_empty() => {}
            None => {
                let key = List::OutOfScope.key();
                text.extend([line_break, key, ":", line_break, &new]);
            }
            Some(section) if section.blocks.is_empty() => {
                begin(&mut text, &section, &new, line_break);
            }
            // Only the list at the end that semper began may become empty.
            Some(section) if new.is_empty() => {
                text.truncate(section.key.start - line_break.len());
            }
            Some(section) => text.replace_range(section.span, &new),
        }
    }
    text
}

/// Puts entries into a list that is written as `[]`, if there are any.
fn begin(text: &mut String, section: &Section, new: &str, line_break: &str) {
    if let Some(key) = text[section.key.clone()].trim_end().strip_suffix("[]")
        && !new.is_empty()
    {
        let list = format!("{}{line_break}{new}", key.trim_end());
        text.replace_range(section.key.clone(), &list);
    }
}

/// Whether the new text says of every entry, and of all else, what the file said.
fn says_the_same(text: &str, old: &Value, revised: [&Revised; 2]) -> bool {
    let Ok(mut new) = values(&SourceFile::new("", text)) else {
        return false;
    };
    let mut old = old.clone();
    for (list, revised) in [List::Criteria, List::OutOfScope].into_iter().zip(revised) {
        let empty = Vec::new();
        let found = new
            .get(list.key())
            .and_then(Value::as_array)
            .unwrap_or(&empty);
        let mut pairs = found.iter().zip(&revised.values);
        if found.len() != revised.values.len()
            || !pairs.all(|(new, old)| old.is_null() || new == old)
        {
            return false;
        }
        for value in [&mut old, &mut new] {
            if let Some(map) = value.as_object_mut() {
                map.remove(list.key());
            }
        }
    }
    old == new
}

fn unsafe_to_move(existing: &SourceFile) -> Diagnostic {
    Diagnostic::error(
        Code::YAML,
        "the criteria cannot be moved without changing what the file says",
    )
    .at(FilePlace::File(existing.name.clone()))
    .help("end the file with a line break, and write out what an alias such as `*name` stands for")
}

#[cfg(test)]
mod tests;
