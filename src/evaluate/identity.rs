//! Gives results their case and repeat, in input order.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::run::{CaseRef, SourceRef};
use crate::transcript::{Response, prompt_case};

/// What has been seen so far; a few bytes a case, so that a million cases fit.
#[derive(Debug, Default)]
pub struct Identities {
    /// Answers seen of a case.
    seen: HashMap<u128, u32>,
    /// Explicit (case, repeat) pairs.
    explicit: HashSet<u128>,
}

impl Identities {
    /// The repeat of an answer for `case`; an explicit one that was seen before is refused.
    pub(super) fn repeat(&mut self, case: &str, explicit: Option<u32>) -> Result<u32, CaseRef> {
        let key = digest(case, None);
        let count = self.seen.entry(key).or_insert(0);
        let repeat = explicit.unwrap_or(*count);
        *count += 1;
        if explicit.is_some() && !self.explicit.insert(digest(case, Some(repeat))) {
            return Err(CaseRef {
                case: case.to_owned(),
                repeat,
            });
        }
        Ok(repeat)
    }
}

fn digest(case: &str, repeat: Option<u32>) -> u128 {
    let mut hasher = Sha256::new();
    hasher.update(case.as_bytes());
    if let Some(repeat) = repeat {
        hasher.update([0]);
        hasher.update(repeat.to_le_bytes());
    }
    let bytes: [u8; 32] = hasher.finalize().into();
    u128::from_le_bytes(std::array::from_fn(|n| bytes[n]))
}

/// The case of a response: its explicit id, else the first 12 hex digits of the SHA-256 of its prompt, else its
/// file and line.
#[must_use]
pub fn case_of(response: &Response, source: &SourceRef) -> String {
    if let Some(case) = &response.case {
        return case.clone();
    }
    match &response.prompt {
        Some(prompt) => prompt_case(prompt),
        None => format!("{}:{}", source.file, source.line),
    }
}

/// `sha256:` and the digest of `text`.
#[must_use]
pub fn text_digest(text: &str) -> String {
    format!(
        "sha256:{}",
        crate::words::hex(&Sha256::digest(text.as_bytes()))
    )
}
