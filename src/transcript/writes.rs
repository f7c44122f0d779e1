//! Files that tool calls write, replayed.
//!
//! An agent writes a file once and edits it many times; only the replay knows what it said in the end. Tools
//! differ in names, so a call is first turned into a [`Change`]. An edit that was made but whose place cannot
//! be found is not lost: its new text is kept at the end, since it is in the file somewhere.

use serde_json::Value;

use super::patch::{self, Hunk};

/// How many bytes the edits of a replay may copy, since each makes the text of its file anew: many edits of a
/// huge file would take forever.
const MAX_COPIED: usize = 1 << 30;
/// How many bytes they may add by replacing every place: ten edits that each replace every `a` by ten would fill
/// the memory, and so would a few of many files. It is the limit of a whole response.
const MAX_GROWN: usize = 16 << 20;

/// What the edits of a replay may still cost; those beyond that are not made.
#[derive(Debug)]
pub(super) struct Budget {
    copies: usize,
    growth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            copies: MAX_COPIED,
            growth: MAX_GROWN,
        }
    }
}

impl Budget {
    /// Takes `bytes` for a copy, if they are left.
    pub(super) fn copy(&mut self, bytes: usize) -> Option<()> {
        self.copies = self.copies.checked_sub(bytes)?;
        Some(())
    }

    fn grow(&mut self, bytes: usize) -> Option<()> {
        self.growth = self.growth.checked_sub(bytes)?;
        Some(())
    }
}

/// What a tool call does to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The file.
    pub(super) path: String,
    /// What happens to it.
    pub(super) action: Action,
}

/// The ways to change a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// The text is now this.
    Write(String),
    /// Texts are replaced, one after the other.
    Edit(Vec<Replacement>),
    /// A text is put after a line, counted from 1; 0 is the top.
    Insert {
        /// The line.
        after: usize,
        /// The text.
        text: String,
    },
    /// Hunks are applied, all or none; without any, the file was changed in a way that is not told.
    Patch(Vec<Hunk>),
    /// The file is gone.
    Remove,
    /// The file has another path.
    Move(String),
}

/// One replacement of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    old: String,
    new: String,
    reach: Reach,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    First,
    All,
}

impl Change {
    /// The changes that calling `tool` with `input` makes; none for tools that write no file.
    pub(super) fn all(tool: &str, input: &Value) -> Vec<Self> {
        match tool {
            "apply_patch" | "applypatch" => {
                let text = input.as_str().or_else(|| {
                    let names = ["input", "patch", "command"];
                    names.iter().find_map(|name| last_text(&input[*name]))
                });
                text.map(patch::changes).unwrap_or_default()
            }
            "shell" | "shell_command" | "local_shell" | "exec_command" | "container.exec" => {
                commanded(input)
            }
            _ => Self::of(tool, input).into_iter().collect(),
        }
    }

    /// The change that an editing tool makes.
    fn of(tool: &str, input: &Value) -> Option<Self> {
        let action = match tool {
            "Write" | "write_file" | "create_file" | "write_to_file" => write(input),
            "Edit" | "replace" | "edit_file" => Some(Action::Edit(vec![replacement(input)?])),
            "MultiEdit" => {
                let edits = input["edits"].as_array()?.iter().map(replacement);
                Some(Action::Edit(edits.collect::<Option<_>>()?))
            }
            "str_replace_editor" | "str_replace_based_edit_tool" => {
                match input["command"].as_str()? {
                    "create" => write(input),
                    "str_replace" => Some(Action::Edit(vec![replacement(input)?])),
                    "insert" => Some(Action::Insert {
                        after: usize::try_from(input["insert_line"].as_u64()?).ok()?,
                        text: first(input, &["insert_text", "new_str"])?,
                    }),
                    _ => None,
                }
            }
            _ => None,
        }?;
        let path = first(input, &["file_path", "path", "filename"])?;
        Some(Self { path, action })
    }
}

/// The patches within a command of a shell, given as one text or as words.
fn commanded(input: &Value) -> Vec<Change> {
    let command = if input["cmd"].is_null() {
        &input["command"]
    } else {
        &input["cmd"]
    };
    let words = command.as_array().map_or(&[][..], Vec::as_slice);
    let patches = |word: &Value| {
        word.as_str()
            .is_some_and(|word| word.contains("apply_patch"))
    };
    if patches(command) || words.iter().any(patches) {
        last_text(command).map(patch::changes).unwrap_or_default()
    } else {
        Vec::new()
    }
}

/// A text, or the last of several.
fn last_text(value: &Value) -> Option<&str> {
    value
        .as_str()
        .or_else(|| value.as_array()?.last()?.as_str())
}

fn write(input: &Value) -> Option<Action> {
    first(input, &["content", "file_text", "contents"]).map(Action::Write)
}

fn replacement(input: &Value) -> Option<Replacement> {
    Some(Replacement {
        old: first(input, &["old_string", "old_str"])?,
        // The editor tool leaves `new_str` out to delete.
        new: first(input, &["new_string", "new_str"]).unwrap_or_default(),
        reach: if input["replace_all"] == true {
            Reach::All
        } else {
            Reach::First
        },
    })
}

fn first(input: &Value, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| input[*name].as_str());
    text.map(str::to_owned)
}

/// The text of a file after `action`. `known` is what the calls before made of it; `original` is what it held
/// right before this one, when the transcript says so.
pub(super) fn apply(
    action: &Action,
    known: Option<&str>,
    original: Option<&str>,
    budget: &mut Budget,
) -> String {
    match action {
        Action::Write(text) => text.clone(),
        Action::Edit(edits) => known
            .and_then(|text| edited(text, edits, budget))
            // Something else changed the file in between, or it was there before.
            .or_else(|| original.and_then(|text| edited(text, edits, budget)))
            .unwrap_or_else(|| {
                let new = edits.iter().map(|edit| edit.new.as_str());
                lines(known.or(original).into_iter().chain(new))
            }),
        Action::Insert { after, text } => {
            let base = known.or(original).unwrap_or_default();
            let at: usize = base.split_inclusive('\n').take(*after).map(str::len).sum();
            let (before, behind) = base.split_at(at);
            lines([before, text, behind].into_iter())
        }
        Action::Patch(hunks) => {
            let known = known.or(original);
            let patched = known.and_then(|text| patch::applied(text, hunks));
            patched
                .or_else(|| known.map(str::to_owned))
                .unwrap_or_else(|| patch::new_side(hunks))
        }
        // Their text is that of the file before; what becomes of the path is the replay's business.
        Action::Remove | Action::Move(_) => known.or(original).unwrap_or_default().to_owned(),
    }
}

/// The text after all replacements; `None` when one of them has no place, or costs more than is left.
fn edited(text: &str, edits: &[Replacement], budget: &mut Budget) -> Option<String> {
    let mut text = text.to_owned();
    for Replacement { old, new, reach } in edits {
        if old.is_empty() {
            // The way to create a file with an edit; elsewhere it has no place.
            if !text.is_empty() {
                return None;
            }
            text.clone_from(new);
            continue;
        }
        let places = match reach {
            Reach::First => usize::from(text.contains(old.as_str())),
            Reach::All => text.matches(old.as_str()).count(),
        };
        if places == 0 {
            return None;
        }
        let longer = new.len().saturating_sub(old.len());
        budget.copy(text.len())?;
        budget.grow((places - 1).saturating_mul(longer))?;
        text = text.replacen(old, new, places);
    }
    Some(text)
}

fn lines<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn action(tool: &str, input: &Value) -> Action {
        Change::of(tool, input).unwrap().action
    }

    fn apply(action: &Action, known: Option<&str>, original: Option<&str>) -> String {
        super::apply(action, known, original, &mut Budget::default())
    }

    fn edit(old: &str, new: &str) -> Action {
        action(
            "Edit",
            &json!({"file_path": "a", "old_string": old, "new_string": new}),
        )
    }

    #[test]
    fn an_edit_replaces_the_first_place() {
        assert_eq!(apply(&edit("ж", "🙂"), Some("жж"), None), "🙂ж");
    }

    #[test]
    fn replace_all_replaces_every_place() {
        let input = json!({"file_path":"a","old_string":"b","new_string":"c","replace_all":true});
        assert_eq!(apply(&action("Edit", &input), Some("b b"), None), "c c");
    }

    #[test]
    fn a_multi_edit_works_on_its_own_results() {
        let input = json!({"file_path":"a","edits":[
            {"old_string":"","new_string":"one"},
            {"old_string":"one","new_string":"two"},
        ]});
        assert_eq!(apply(&action("MultiEdit", &input), None, Some("")), "two");
    }

    #[test]
    fn an_edit_of_an_unseen_file_uses_what_it_held() {
        assert_eq!(apply(&edit("b", "c"), None, Some("a\nb\n")), "a\nc\n");
    }

    #[test]
    fn a_file_changed_in_between_is_taken_as_it_was() {
        assert_eq!(apply(&edit("B", "C"), Some("a b"), Some("a B")), "a C");
    }

    #[test]
    fn an_edit_without_a_place_keeps_its_new_text() {
        assert_eq!(apply(&edit("b", "c"), None, None), "c");
        assert_eq!(apply(&edit("b", "c"), Some("x"), None), "x\nc");
    }

    #[test]
    fn crlf_and_combining_marks_survive() {
        assert_eq!(
            apply(&edit("и\u{306}\r\n", "й\r\n"), Some("и\u{306}\r\nx"), None),
            "й\r\nx"
        );
    }

    #[test]
    fn an_insertion_goes_after_its_line() {
        let input = json!({"command":"insert","path":"a","insert_line":1,"insert_text":"b"});
        let insert = action("str_replace_based_edit_tool", &input);
        assert_eq!(apply(&insert, Some("a\nc"), None), "a\nb\nc");
        assert_eq!(apply(&insert, None, None), "b");
    }

    #[test]
    fn edits_cannot_grow_a_file_without_end() {
        let input = json!({"file_path":"a","old_string":"a","new_string":"a".repeat(1000),"replace_all":true});
        let bomb = action("Edit", &input);
        let mut text = "a".to_owned();
        let mut budget = Budget::default();
        for _ in 0..10 {
            text = super::apply(&bomb, Some(&text), None, &mut budget);
        }
        assert!(text.len() <= MAX_GROWN);
    }

    #[test]
    fn edits_of_one_call_cannot_copy_without_end() {
        let swap = |old, new| json!({"old_string": old, "new_string": new});
        let edits: Vec<_> = (0..4_000)
            .flat_map(|_| [swap("a", "b"), swap("b", "a")])
            .collect();
        let input = json!({"file_path": "f", "edits": edits});
        let text = "a".to_owned() + &"x".repeat(1 << 20);
        let kept = apply(&action("MultiEdit", &input), Some(&text), None);
        assert!(kept.starts_with(&text));
    }

    #[test]
    fn other_tools_and_broken_calls_write_nothing() {
        assert!(Change::of("Bash", &json!({"command":"ls"})).is_none());
        assert!(Change::of("Write", &json!({"file_path":"a"})).is_none());
        assert!(Change::of("Edit", &json!("text")).is_none());
        assert!(Change::of("MultiEdit", &json!({"file_path":"a","edits":[1]})).is_none());
    }
}
