//! Steps of a traced run put together: one answer from what the run and its model calls logged.
//!
//! Tracing tools log a run as a tree of steps. The outermost says what was asked and answered; the model
//! calls say which tools were called, and stand in where the outermost is silent.

use serde_json::Value;

use super::conversation::{Speaker, arguments, calls, follow, speaker, unwrapped};
use super::instructions::instructed;
use super::logged::{answer_of, messages_of, prompt_of, unfolded};
use super::response::Response;
use super::turns::Turns;

/// What was logged of one run.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The input of the whole.
    pub(super) input: Value,
    /// The output of the whole.
    pub(super) output: Value,
    /// Calls of the model, in the order in which they were made.
    pub(super) generations: Vec<Step>,
    /// Calls of tools, in order.
    pub(super) tools: Vec<Step>,
}

/// A step of a run.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// The name of a tool, or the model.
    pub(super) name: Option<String>,
    /// What went in.
    pub(super) input: Value,
    /// What came out.
    pub(super) output: Value,
}

impl Run {
    /// What the run answered.
    pub(super) fn response(&self) -> Result<Response, String> {
        let last = self.generations.last();
        let answer =
            answer_of(&self.output).or_else(|| last.and_then(|step| answer_of(&step.output)));
        let Some(text) = answer else {
            return Err("the run has no output: neither it nor a call of a model in it has an answer; record it again".to_owned());
        };
        let asked = prompt_of(&self.input);
        let prompt = asked.or_else(|| {
            self.generations
                .first()
                .and_then(|step| prompt_of(&step.input))
        });
        let replayed = self.replayed();
        // The call that answered comes last.
        let given = self.generations.iter().rev().map(|step| &step.input);
        let system = given.chain([&self.input]).find_map(instructed);
        Ok(Response {
            prompt,
            text,
            model: last.and_then(|step| step.name.clone()),
            files: replayed.files,
            tool_calls: replayed.tool_calls,
            system,
            ..Response::default()
        })
    }

    /// The tools of the run: as its messages have them, as the models called them, or as steps of their own.
    fn replayed(&self) -> Response {
        let output = unfolded(&self.output);
        if let Some(messages) = messages_of(&output)
            && messages.iter().any(calls_tools)
        {
            let start = messages
                .iter()
                .rposition(|message| speaker(message) == Speaker::User);
            return turn(|turns| {
                for message in &messages[start.unwrap_or_default()..] {
                    follow(turns, message);
                }
            });
        }
        let called = turn(|turns| {
            for step in &self.generations {
                let output = unfolded(&step.output);
                let mut told = &*output;
                if told["choices"][0]["message"].is_object() {
                    told = &told["choices"][0]["message"];
                }
                match messages_of(told) {
                    Some(messages) => {
                        for message in messages {
                            calls(turns, unwrapped(message));
                        }
                    }
                    None => calls(turns, unwrapped(told)),
                }
            }
        });
        if called
            .tool_calls
            .as_ref()
            .is_some_and(|calls| !calls.is_empty())
        {
            return called;
        }
        turn(|turns| {
            for step in &self.tools {
                let name = step.name.as_deref().unwrap_or_default();
                turns.call(None, name, &arguments(&unfolded(&step.input)));
            }
        })
    }
}

fn calls_tools(message: &Value) -> bool {
    let message = unwrapped(message);
    let some = |calls: &Value| calls.as_array().is_some_and(|calls| !calls.is_empty());
    some(&message["tool_calls"]) || some(&message["additional_kwargs"]["tool_calls"])
}

/// A turn of the agent with what `tell` tells.
fn turn(tell: impl FnOnce(&mut Turns)) -> Response {
    let mut turns = Turns::default();
    turns.answer(1, "", None);
    tell(&mut turns);
    turns
        .last_answered()
        .map_or_else(Response::default, |(_, response)| response)
}
