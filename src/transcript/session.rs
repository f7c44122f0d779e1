//! A session in JSON Lines: one file is one conversation, and each line is an event of it.

use serde_json::Value;

use super::format::Located;
use super::line::{clean_line, json_reason};
use super::reading::Which;
use super::turns::Turns;

/// The events of a session with their lines, and what could not be read.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// The events, in order.
    pub(super) events: Vec<(usize, Value)>,
    broken: Vec<Located>,
}

impl Session {
    /// Reads every line; a broken one does not hurt the others.
    pub(super) fn parse(text: &str) -> Self {
        let mut session = Self::default();
        for (index, line) in text.split('\n').enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            match parse(line) {
                Ok(event) => session.events.push((index + 1, event)),
                Err(reason) => session.broken.push((index + 1, Err(reason))),
            }
        }
        session
    }

    /// The turns that `which` tells and the broken lines, in the order of lines. `no_answer` says what a
    /// session without an answer lacks.
    pub(super) fn scored(self, turns: Turns, which: Which, no_answer: &str) -> Vec<Located> {
        let mut results = self.broken;
        match turns.read(which, no_answer) {
            Ok(read) => results.extend(read.into_iter().map(|(line, one)| (line, Ok(one)))),
            // Broken lines are reason enough.
            Err(_) if self.events.is_empty() && !results.is_empty() => {}
            Err(reason) => results.push((1, Err(reason))),
        }
        results.sort_by_key(|(line, _)| *line);
        results
    }
}

fn parse(line: &str) -> Result<Value, String> {
    let line = clean_line(line.as_bytes())?;
    serde_json::from_str(line).map_err(|error| json_reason(line, &error))
}
