//! A conversation folded into the response that is scored: the last turn that was answered.
//!
//! A reader tells what happened in order, and [`Turns`] keeps who asked, what was said and which files were
//! written. Files are replayed over the whole conversation, because a later turn edits what an earlier one
//! wrote; the response has those that its own turn touched.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::content::join;
use super::replay::Replay;
use super::response::{Response, ToolCall, Turn, WrittenFile};
use super::writes::Change;

/// A conversation so far.
#[derive(Debug, Default)]
pub(super) struct Turns {
    told: Vec<Said>,
    calls: Vec<Call>,
    /// Ids of all calls, writing or not.
    called: BTreeSet<String>,
    /// Those that have no result yet.
    pending: BTreeSet<String>,
    refused: BTreeSet<String>,
    originals: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Said {
    line: usize,
    prompt: Option<String>,
    text: String,
    model: Option<String>,
    tools: Vec<ToolCall>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Asked,
    Answered,
}

#[derive(Debug)]
struct Call {
    turn: usize,
    id: Option<String>,
    change: Change,
}

impl Turns {
    /// The user asked; a turn begins.
    pub(super) fn ask(&mut self, line: usize, prompt: String) {
        self.begin(line, Some(prompt));
    }

    /// A turn begins, and what was asked is not told.
    pub(super) fn ask_unheard(&mut self, line: usize) {
        self.begin(line, None);
    }

    /// The agent spoke, and only the last that it says in a turn is its answer.
    pub(super) fn conclude(&mut self, line: usize, text: &str, model: Option<&str>) {
        self.answer(line, "", model);
        if let Some(turn) = self.told.last_mut().filter(|_| !text.trim().is_empty()) {
            text.clone_into(&mut turn.text);
        }
    }

    /// The agent answered, perhaps with calls alone.
    pub(super) fn answer(&mut self, line: usize, text: &str, model: Option<&str>) {
        if self.told.is_empty() {
            self.begin(line, None);
        }
        if let Some(turn) = self.told.last_mut() {
            join(&mut turn.text, text);
            turn.state = State::Answered;
            if let Some(model) = model {
                turn.model = Some(model.to_owned());
            }
        }
    }

    /// The agent called a tool, within an answer. A call that is told twice counts once.
    pub(super) fn call(&mut self, id: Option<&str>, tool: &str, input: &Value) {
        if let Some(id) = id {
            if !self.called.insert(id.to_owned()) {
                return;
            }
            self.pending.insert(id.to_owned());
        }
        if let Some(turn) = self.told.last_mut().filter(|_| !tool.is_empty()) {
            turn.tools.push(ToolCall {
                name: tool.to_owned(),
                arguments: input.to_string(),
            });
        }
        for change in Change::all(tool, input) {
            self.change(id, change);
        }
    }

    /// The call `id` edited a file; `input` tells how, as for an editor tool.
    pub(super) fn edit(&mut self, id: Option<&str>, input: &Value) {
        for change in Change::all("str_replace_editor", input) {
            self.change(id, change);
        }
    }

    /// A file was changed by the call `id`, within an answer.
    pub(super) fn change(&mut self, id: Option<&str>, change: Change) {
        self.calls.push(Call {
            turn: self.told.len().saturating_sub(1),
            id: id.map(str::to_owned),
            change,
        });
    }

    /// A call has a result; `original` is what its file held before, where the transcript says so.
    pub(super) fn done(&mut self, id: &str, original: Option<&str>) {
        self.pending.remove(id);
        if let Some(original) = original {
            self.originals.insert(id.to_owned(), original.to_owned());
        }
    }

    /// A call failed or was denied: it changed nothing.
    pub(super) fn refuse(&mut self, id: &str) {
        self.pending.remove(id);
        self.refused.insert(id.to_owned());
    }

    /// The user stopped the agent: calls without a result were never made.
    pub(super) fn interrupt(&mut self) {
        self.refused.append(&mut self.pending);
    }

    /// Whether the last turn has no answer.
    pub(super) fn ends_with_a_question(&self) -> bool {
        self.told
            .last()
            .is_some_and(|turn| turn.state == State::Asked)
    }

    /// The last answered turn and the line where it begins; `None` when nothing was answered.
    pub(super) fn last_answered(mut self) -> Option<(usize, Response)> {
        let index = self
            .told
            .iter()
            .rposition(|turn| turn.state == State::Answered)?;
        let of = self.told.len();
        let files = self.files(index);
        let turn = self.told.swap_remove(index);
        let response = Response {
            prompt: turn.prompt,
            text: turn.text,
            model: turn.model,
            files,
            tool_calls: Some(turn.tools),
            turn: Some(Turn {
                number: index + 1,
                of,
            }),
            ..Response::default()
        };
        Some((turn.line, response))
    }

    fn begin(&mut self, line: usize, prompt: Option<String>) {
        self.told.push(Said {
            line,
            prompt,
            text: String::new(),
            model: None,
            tools: Vec::new(),
            state: State::Asked,
        });
    }

    fn files(&self, turn: usize) -> Vec<WrittenFile> {
        let mut replay = Replay::default();
        for call in self.calls.iter().filter(|call| call.turn <= turn) {
            let id = call.id.as_deref();
            if !id.is_some_and(|id| self.refused.contains(id)) {
                let original = id.and_then(|id| self.originals.get(id)).map(String::as_str);
                replay.change(&call.change, call.turn, original);
            }
        }
        replay.touched(turn)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn write(turns: &mut Turns, id: &str, path: &str, content: &str) {
        let input = json!({"file_path": path, "content": content});
        turns.call(Some(id), "Write", &input);
    }

    fn edit(turns: &mut Turns, id: &str, path: &str, old: &str, new: &str) {
        let input = json!({"file_path": path, "old_string": old, "new_string": new});
        turns.call(Some(id), "Edit", &input);
    }

    fn asked(prompt: &str) -> Turns {
        let mut turns = Turns::default();
        turns.ask(1, prompt.to_owned());
        turns
    }

    #[test]
    fn the_last_answered_turn_is_scored() {
        let mut turns = asked("один");
        turns.answer(2, "a", Some("m"));
        turns.ask(3, "два".to_owned());
        turns.answer(4, "b", None);
        turns.answer(5, "c", None);
        turns.ask(6, "три".to_owned());
        assert!(turns.ends_with_a_question());
        let (line, response) = turns.last_answered().unwrap();
        assert_eq!(line, 3);
        assert_eq!(response.prompt.unwrap(), "два");
        assert_eq!(response.text, "b\n\nc");
        assert_eq!(response.turn, Some(Turn { number: 2, of: 3 }));
    }

    #[test]
    fn nothing_answered_is_nothing() {
        assert!(asked("?").last_answered().is_none());
        assert!(Turns::default().last_answered().is_none());
    }

    #[test]
    fn a_file_of_an_earlier_turn_is_edited_in_a_later_one() {
        let mut turns = asked("1");
        turns.answer(2, "", None);
        write(&mut turns, "a", "t.py", "один");
        write(&mut turns, "b", "other.py", "");
        turns.ask(3, "2".to_owned());
        turns.answer(4, "", None);
        edit(&mut turns, "c", "t.py", "один", "два");
        let (_, response) = turns.last_answered().unwrap();
        let expected = WrittenFile {
            path: "t.py".to_owned(),
            content: "два".to_owned(),
        };
        assert_eq!(response.files, [expected]);
    }

    #[test]
    fn a_refused_write_does_not_count() {
        let mut turns = asked("1");
        turns.answer(2, "", None);
        write(&mut turns, "a", "a", "");
        turns.refuse("a");
        assert!(turns.last_answered().unwrap().1.files.is_empty());
    }

    #[test]
    fn an_interruption_takes_back_what_has_no_result() {
        let mut turns = asked("1");
        turns.answer(2, "", None);
        write(&mut turns, "a", "a", "");
        turns.done("a", None);
        write(&mut turns, "b", "b", "");
        turns.interrupt();
        let (_, response) = turns.last_answered().unwrap();
        assert_eq!(response.files[0].path, "a");
        assert_eq!(response.files.len(), 1);
    }

    #[test]
    fn a_call_told_twice_counts_once() {
        let mut turns = asked("1");
        turns.answer(2, "", None);
        write(&mut turns, "a", "a", "x");
        edit(&mut turns, "b", "a", "x", "xx");
        edit(&mut turns, "b", "a", "x", "xx");
        assert_eq!(turns.last_answered().unwrap().1.files[0].content, "xx");
    }

    #[test]
    fn calls_of_the_scored_turn_are_told_once_and_in_order() {
        let mut turns = asked("раз");
        turns.answer(2, "", None);
        turns.call(Some("a"), "Чтение", &json!({}));
        turns.ask(3, "два 🙂".to_owned());
        turns.answer(4, "", None);
        turns.call(Some("b"), "Grep", &json!({"pattern": "да"}));
        turns.call(Some("b"), "Grep", &json!({"pattern": "да"}));
        turns.call(Some("c"), "Read", &json!({}));
        turns.refuse("c");
        turns.call(Some("d"), "", &json!({}));
        let calls = turns.last_answered().unwrap().1.tool_calls.unwrap();
        let names: Vec<_> = calls.iter().map(|call| call.name.as_str()).collect();
        assert_eq!(names, ["Grep", "Read"]);
        assert_eq!(calls[0].arguments, r#"{"pattern":"да"}"#);
    }
}
