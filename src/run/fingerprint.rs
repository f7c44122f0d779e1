//! Identifies what an agent gave, text and written files, in sixteen bytes.
//!
//! A log holds texts or their SHA-256; both give the same fingerprint, so that a log with texts can be held
//! against one without.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use sha2::{Digest, Sha256};

use crate::words::hex;

/// Bytes that are kept of a SHA-256.
const BYTES: usize = 16;
/// What stands before the hexadecimal digits of a digest.
const PREFIX: &str = "sha256:";

/// The first bytes of a SHA-256: over the text alone, or over the text and the files written beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fingerprint([u8; BYTES]);

impl Fingerprint {
    /// The fingerprint of a text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        Self::first(&Sha256::digest(text.as_bytes()))
    }

    /// The fingerprint of a text of this fingerprint and files; the text's own when there are none.
    #[must_use]
    pub fn with_files<'f>(self, files: impl IntoIterator<Item = (&'f str, Self)>) -> Self {
        let mut files = files.into_iter().peekable();
        if files.peek().is_none() {
            return self;
        }
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        for (path, content) in files {
            hasher.update(path.len().to_le_bytes());
            hasher.update(path.as_bytes());
            hasher.update(content.0);
        }
        Self::first(&hasher.finalize())
    }

    /// Reads `sha256:` and hexadecimal digits, or the digits that [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(digest: &str) -> Option<Self> {
        let digits = digest.strip_prefix(PREFIX).unwrap_or(digest).as_bytes();
        let mut bytes = [0; BYTES];
        for (n, byte) in bytes.iter_mut().enumerate() {
            let high = char::from(*digits.get(2 * n)?).to_digit(16)?;
            let low = char::from(*digits.get(2 * n + 1)?).to_digit(16)?;
            *byte = u8::try_from(high * 16 + low).ok()?;
        }
        Some(Self(bytes))
    }

    fn first(digest: &[u8]) -> Self {
        Self(std::array::from_fn(|n| digest[n]))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Reads a text, or the digest that stands for it.
impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrDigest)
    }
}

struct TextOrDigest;

impl<'de> Visitor<'de> for TextOrDigest {
    type Value = Fingerprint;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or an object with its `digest`")
    }

    fn visit_str<E>(self, text: &str) -> Result<Fingerprint, E> {
        Ok(Fingerprint::of_text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fingerprint, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "digest" {
                let digest = map.next_value::<Cow<'de, str>>()?;
                let parsed = Fingerprint::parse(&digest);
                found = Some(parsed.ok_or_else(|| {
                    A::Error::custom("a `digest` is `sha256:` and hexadecimal digits")
                })?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        found.ok_or_else(|| A::Error::missing_field("digest"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_and_its_digest_are_the_same() {
        let digest = format!(
            "sha256:{}",
            hex(&Sha256::digest("Привет 🙂\r\n".as_bytes()))
        );
        let of_text: Fingerprint = serde_json::from_str(r#""Привет 🙂\r\n""#).unwrap();
        let of_digest: Fingerprint =
            serde_json::from_str(&format!(r#"{{"digest":"{digest}"}}"#)).unwrap();
        assert_eq!(of_text, of_digest);
        assert_eq!(Fingerprint::parse(&of_text.to_string()), Some(of_text));
    }

    #[test]
    fn what_is_no_digest_is_refused() {
        for wrong in [r#"{"digest":"sha256:xyz"}"#, r#"{"digest":"é"}"#, "{}", "3"] {
            assert!(
                serde_json::from_str::<Fingerprint>(wrong).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn files_count_with_their_paths() {
        let (text, content) = (Fingerprint::of_text("Done."), Fingerprint::of_text("x"));
        assert_eq!(text.with_files([]), text);
        let a = text.with_files([("a.py", content)]);
        assert_ne!(a, text.with_files([("b.py", content)]));
        assert_ne!(a, text.with_files([("a.py", Fingerprint::of_text("y"))]));
    }
}
