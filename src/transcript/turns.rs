//! A conversation folded into the responses that are scored: the last turn that was answered, all, or one.
//!
//! A reader tells what happened in order, and [`Turns`] keeps who asked, what was said and which files were
//! written. Files are replayed over the whole conversation, because a later turn edits what an earlier one
//! wrote; the response has those that its own turn touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::content::join;
use super::format::Located;
use super::instructions::Instructions;
use super::reading::{Answers, Which};
use super::replay::Replay;
use super::response::{Response, ToolCall, Turn, WrittenFile};
use super::writes::Change;
use crate::words::counted;

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
    instructions: Instructions,
}

/// The most bytes of files that all turns of a conversation may have: each has its own copy.
const MAX_FILES: usize = 256 << 20;

#[derive(Debug)]
struct Said {
    line: usize,
    prompt: Option<String>,
    text: String,
    model: Option<String>,
    tools: Vec<ToolCall>,
    system: Option<Arc<str>>,
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
    /// The agent is told how to behave.
    pub(super) fn instruct(&mut self, text: &str) {
        self.instructions.tell(text);
    }

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
            turn.system = self.instructions.digest();
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
    pub(super) fn last_answered(self) -> Option<(usize, Response)> {
        let index = self.last_index()?;
        Some(self.turn(index))
    }

    /// The turns that `which` tells, with the lines where they begin; `no_answer` says what a conversation
    /// without any answer lacks.
    pub(super) fn read(
        self,
        which: Which,
        no_answer: &str,
    ) -> Result<Vec<(usize, Response)>, String> {
        let last = self.last_index().ok_or_else(|| no_answer.to_owned())?;
        match which {
            Which::Last => Ok(vec![self.turn(last)]),
            Which::All => self.all(),
            Which::Number(number) => {
                let index = number.get() - 1;
                let of = self.told.len();
                match self.told.get(index).map(|turn| turn.state) {
                    Some(State::Answered) => Ok(vec![self.turn(index)]),
                    Some(State::Asked) => Err(unanswered(number.get(), of)),
                    None => Err(beyond(number.get(), of)),
                }
            }
        }
    }

    /// As [`Turns::read`]; the reason why there is no answer stands at the first line.
    pub(super) fn located(self, which: Which, no_answer: &str) -> Vec<Located> {
        match self.read(which, no_answer) {
            Ok(read) => read
                .into_iter()
                .map(|(line, one)| (line, Ok(one)))
                .collect(),
            Err(reason) => vec![(1, Err(reason))],
        }
    }

    /// As [`Turns::read`], where lines do not matter.
    pub(super) fn answers(self, which: Which, no_answer: &str) -> Result<Answers, String> {
        let read = self.read(which, no_answer)?.into_iter();
        let responses = read.map(|(_, response)| response);
        Answers::several(responses).ok_or_else(|| no_answer.to_owned())
    }

    /// How many turns there are.
    pub(super) fn count(&self) -> usize {
        self.told.len()
    }

    fn last_index(&self) -> Option<usize> {
        let mut turns = self.told.iter();
        turns.rposition(|turn| turn.state == State::Answered)
    }

    fn turn(mut self, index: usize) -> (usize, Response) {
        let of = self.told.len();
        let files = self.files(index);
        let number = index + 1;
        let said = self.told.swap_remove(index);
        (said.line, said.response(files, Turn { number, of }))
    }

    fn all(mut self) -> Result<Vec<(usize, Response)>, String> {
        let mut files = self.files_by_turn(MAX_FILES)?;
        let of = self.told.len();
        let told = std::mem::take(&mut self.told);
        let answered = told.into_iter().enumerate();
        let answered = answered.filter(|(_, said)| said.state == State::Answered);
        let read = answered.map(|(index, said)| {
            let number = index + 1;
            let files = files.remove(&index).unwrap_or_default();
            (said.line, said.response(files, Turn { number, of }))
        });
        Ok(read.collect())
    }

    fn begin(&mut self, line: usize, prompt: Option<String>) {
        self.told.push(Said {
            line,
            prompt,
            text: String::new(),
            model: None,
            tools: Vec::new(),
            system: None,
            state: State::Asked,
        });
    }

    /// The files as a turn left them, of those that it touched.
    fn files(&self, turn: usize) -> Vec<WrittenFile> {
        let mut replay = Replay::default();
        for call in self.calls.iter().filter(|call| call.turn <= turn) {
            self.make(call, &mut replay);
        }
        replay.touched(turn)
    }

    /// The same for every turn, in one pass, unless they are of more than `most` bytes.
    fn files_by_turn(&self, most: usize) -> Result<BTreeMap<usize, Vec<WrittenFile>>, String> {
        let mut replay = Replay::default();
        let mut found = BTreeMap::new();
        let mut size = 0_usize;
        for calls in self.calls.chunk_by(|a, b| a.turn == b.turn) {
            for call in calls {
                self.make(call, &mut replay);
            }
            let files = replay.touched_since();
            size += files.iter().map(|file| file.content.len()).sum::<usize>();
            if size > most {
                return Err(format!(
                    "the files of all turns have more than {} MiB: read one turn at a time, with `--turn N`",
                    most >> 20
                ));
            }
            found.insert(calls[0].turn, files);
        }
        Ok(found)
    }

    /// Makes the change of a call, unless it was refused.
    fn make<'a>(&'a self, call: &'a Call, replay: &mut Replay<'a>) {
        let id = call.id.as_deref();
        if !id.is_some_and(|id| self.refused.contains(id)) {
            let original = id.and_then(|id| self.originals.get(id)).map(String::as_str);
            replay.change(&call.change, call.turn, original);
        }
    }
}

impl Said {
    fn response(self, files: Vec<WrittenFile>, turn: Turn) -> Response {
        Response {
            prompt: self.prompt,
            text: self.text,
            model: self.model,
            files,
            tool_calls: Some(self.tools),
            system: self.system,
            turn: Some(turn),
            ..Response::default()
        }
    }
}

/// What to say of a turn that has no answer.
pub(super) fn unanswered(number: usize, of: usize) -> String {
    format!("turn {number} of {of} has no answer: read another turn, or `--turn all`")
}

/// What to say of a turn that is not there.
pub(super) fn beyond(number: usize, of: usize) -> String {
    let turns = counted(of, "turn", "turns");
    format!("there is no turn {number}: the conversation has {turns}")
}

#[cfg(test)]
mod tests;
