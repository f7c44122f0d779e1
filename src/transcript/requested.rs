//! The answer of an API beside its request, which holds the conversation so far.
//!
//! The answer belongs to the last turn of its request. Earlier turns were answered by earlier requests; they
//! are read only when they are asked for.

use serde_json::Value;

use super::conversation::follow;
use super::instructions::instructed;
use super::logged::{messages_of, prompt_of, unfolded};
use super::reading::{Answers, Which};
use super::response::{Response, Turn};
use super::turns::{Turns, beyond};

/// The turns that `which` tells of the conversation in `request` which `answer` goes on.
pub(super) fn requested(
    request: &Value,
    which: Which,
    answer: impl FnOnce() -> Result<Answers, String>,
) -> Result<Answers, String> {
    let earlier = match which {
        Which::Last => None,
        Which::All | Which::Number(_) => Some(conversation(request)),
    };
    // A request with one question has no turns to choose from.
    let Some(earlier) = earlier.filter(|turns| turns.count() > 1) else {
        return Ok(asked(request, None, answer()?));
    };
    let of = earlier.count();
    let last = Some(Turn { number: of, of });
    match which {
        Which::Number(number) if number.get() < of => earlier.answers(which, "no turn is answered"),
        Which::Number(number) if number.get() > of => Err(beyond(number.get(), of)),
        Which::Last | Which::Number(_) => Ok(asked(request, last, answer()?)),
        Which::All => {
            let answer = asked(request, last, answer()?);
            let before = match earlier.answers(which, "") {
                // What was said on the way to the answer is no answer.
                Ok(before) => before.into_iter().filter(|one| one.turn != last).collect(),
                Err(_) => Vec::new(),
            };
            let all = before.into_iter().chain(answer);
            Ok(Answers::several(all).expect("the answer is one of them"))
        }
    }
}

fn asked(request: &Value, turn: Option<Turn>, answers: Answers) -> Answers {
    let prompt = prompt_of(request);
    let system = instructed(request);
    answers.map(|one| Response {
        prompt: prompt.clone(),
        system: system.clone().or(one.system),
        turn,
        ..one
    })
}

fn conversation(request: &Value) -> Turns {
    let request = unfolded(request);
    let mut turns = Turns::default();
    for name in ["system", "instructions"] {
        turns.instruct(&super::content::text(&request[name]));
    }
    for message in messages_of(&request).unwrap_or_default() {
        follow(&mut turns, message);
    }
    turns
}
