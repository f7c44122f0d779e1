//! The system prompt of a conversation, known by its digest.
//!
//! Answers to two system prompts are two different experiments, so it matters whether it is the same one, and
//! not what it says. What is told piece by piece has the digest of the whole.

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::content::{PAUSE, text};
use super::conversation::{Speaker, content_of, speaker, unwrapped};
use super::logged::{messages_of, unfolded};
use crate::words::hex;

/// The instructions so far.
#[derive(Debug, Default)]
pub(super) struct Instructions {
    told: Option<Sha256>,
    digest: Option<Arc<str>>,
}

impl Instructions {
    /// Takes in what the agent is told; nothing is told by silence.
    pub(super) fn tell(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let hasher = match self.told.take() {
            Some(hasher) => hasher.chain_update(PAUSE),
            None => Sha256::new(),
        };
        let hasher = hasher.chain_update(text);
        let digest = hasher.clone().finalize();
        self.told = Some(hasher);
        self.digest = Some(format!("sha256:{}", hex(&digest)).into());
    }

    /// `sha256:` and the digest of all that was told; `None` when nothing was.
    pub(super) fn digest(&self) -> Option<Arc<str>> {
        self.digest.clone()
    }
}

/// The digest of a system prompt: a string, or a list of blocks.
pub(super) fn digest_of(content: &Value) -> Option<Arc<str>> {
    let mut instructions = Instructions::default();
    instructions.tell(&text(content));
    instructions.digest()
}

/// The digest of the system prompt in a request or in what a call was given: a member of its own, and the
/// messages that stand for it.
pub(super) fn instructed(request: &Value) -> Option<Arc<str>> {
    let mut request = unfolded(request);
    let mut instructions = Instructions::default();
    if request.is_object() {
        for name in ["system", "instructions"] {
            instructions.tell(&text(&request[name]));
        }
        // Frameworks wrap the same once more.
        let inner = ["input", "inputs", "request"]
            .into_iter()
            .find(|name| request[*name].is_object() || request[*name].is_string());
        if messages_of(&request).is_none()
            && let Some(inner) = inner.map(|name| unfolded(&request[name]).into_owned())
        {
            request = std::borrow::Cow::Owned(inner);
        }
    }
    for message in messages_of(&request).unwrap_or_default() {
        if speaker(message) == Speaker::System {
            instructions.tell(&text(content_of(unwrapped(message))));
        }
    }
    instructions.digest()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// SHA-256 of «Ты помощник 🙂», from `sha256sum`.
    const HELPER: &str = "Ты помощник 🙂";

    fn of(text: &str) -> Option<Arc<str>> {
        digest_of(&json!(text))
    }

    #[test]
    fn the_digest_is_that_of_the_text() {
        let empty_a = "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        assert_eq!(of("a").as_deref(), Some(empty_a));
        assert_eq!(of(" \r\n"), None);
        assert_ne!(of("й"), of("и\u{306}"));
    }

    #[test]
    fn pieces_have_the_digest_of_the_whole() {
        let mut pieces = Instructions::default();
        pieces.tell("один");
        pieces.tell(" ");
        pieces.tell("два\r\n");
        assert_eq!(pieces.digest(), of("один\n\nдва\r\n"));
    }

    #[test]
    fn the_same_prompt_is_the_same_in_every_dialect() {
        let messages = json!([{"role":"system","content":HELPER},{"role":"user","content":"q"}]);
        let dialects = [
            json!({"messages": messages}),
            json!({"inputs": {"messages": messages}}),
            json!({"input": messages.to_string()}),
            json!({"system": HELPER, "messages": []}),
            json!({"system": [{"type":"text","text":HELPER}]}),
            json!({"instructions": HELPER, "input": "q"}),
            json!([{"role":"developer","content":[{"type":"input_text","text":HELPER}]}]),
            json!([{"type":"SystemMessage","content":HELPER}]),
            json!(messages.to_string()),
            messages,
        ];
        for dialect in dialects {
            assert_eq!(instructed(&dialect), of(HELPER), "{dialect}");
        }
        for none in [json!(null), json!(3), json!("system"), json!({"system": 3})] {
            assert_eq!(instructed(&none), None, "{none}");
        }
    }
}
