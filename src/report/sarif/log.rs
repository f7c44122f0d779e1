//! The parts of a SARIF log that semper writes, and how it names files and recognises a problem again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::words::hex;

/// The schema that the output follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name of our fingerprints; a change of how they are made gets another number.
pub(super) const FINGERPRINT: &str = "semper/v1";
/// Bytes of a digest that a fingerprint keeps.
const FINGERPRINT_BYTES: usize = 16;

#[derive(Debug, Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<Finding>,
}

#[derive(Debug, Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) short_description: Message,
    pub(super) full_description: Message,
    pub(super) help: Message,
}

#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Finding {
    pub(super) rule_id: String,
    pub(super) rule_index: usize,
    pub(super) level: &'static str,
    pub(super) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location>,
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) physical_location: PhysicalLocation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

#[derive(Debug, Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_column: Option<usize>,
}

impl Log {
    /// A log of one run of this program.
    pub(super) fn new(rules: Vec<Rule>, results: Vec<Finding>) -> Self {
        Self {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [Run {
                tool: Tool {
                    driver: Driver {
                        name: "semper",
                        semantic_version: env!("CARGO_PKG_VERSION"),
                        rules,
                    },
                },
                // Columns count Unicode scalar values here, and UTF-16 units in SARIF unless it says so.
                column_kind: "unicodeCodePoints",
                results,
            }],
        }
    }

    /// The log as it is written.
    pub(super) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("the log has only string keys");
        text.push('\n');
        text
    }
}

impl Location {
    /// A place in the file called `name`.
    pub(super) fn new(name: &str, region: Option<Region>) -> Self {
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(name) },
                region,
            },
        }
    }
}

/// By what a code host knows a finding again when lines shift and counts change.
pub(super) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of something that `rule` found.
    pub(super) fn new(rule: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(rule);
        hasher.update([0]);
        Self(hasher)
    }

    /// Adds the words of `text`, however they are spaced.
    pub(super) fn words(&mut self, text: &str) {
        for word in text.split_whitespace() {
            self.0.update(word);
            self.0.update([b' ']);
        }
    }

    /// Adds `text` as it is.
    pub(super) fn exact(&mut self, text: &str) {
        self.0.update(text);
    }

    /// The first half of the digest.
    pub(super) fn digest(self) -> String {
        hex(&self.0.finalize()[..FINGERPRINT_BYTES])
    }
}

/// `path` without steps that lead nowhere: `a/../b` is `b`, as any reader of the URI would take it.
pub(in crate::report) fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) => {}
            ("..", Some(last)) if !matches!(*last, ".." | "") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The name of a file as a URI: relative as it was given, or `file:` for an absolute path.
pub(super) fn uri(name: &str) -> String {
    let path = name.replace('\\', "/");
    let path = without_dots(&path);
    let drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let mut out = match (path.starts_with('/'), drive) {
        (true, _) => "file://".to_owned(),
        (false, true) => "file:///".to_owned(),
        (false, false) => String::new(),
    };
    for (at, byte) in path.bytes().enumerate() {
        let safe = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        if safe || (drive && at == 1) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_are_file_uris() {
        assert_eq!(uri("/a b/c.md"), "file:///a%20b/c.md");
        assert_eq!(uri(r"C:\a\b.md"), "file:///C:/a/b.md");
        assert_eq!(uri("./a:b.md"), "a%3Ab.md");
        assert_eq!(uri("../a/./b/../../c.md"), "../c.md");
        assert_eq!(uri("/../c.md"), "file:///../c.md");
    }
}
