//! The parts of a SARIF log that semper writes, and how it names files and recognises a problem again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::place::Spot;
use crate::words::hex;

/// The schema that the output follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name of our fingerprints; a change of how they are made gets another number.
pub(in crate::report) const FINGERPRINT: &str = "semper/v1";
/// Bytes of a digest that a fingerprint keeps.
const FINGERPRINT_BYTES: usize = 16;

#[derive(Debug, Serialize)]
pub(in crate::report) struct Log {
    #[serde(rename = "$schema")]
    pub(in crate::report) schema: &'static str,
    pub(in crate::report) version: &'static str,
    pub(in crate::report) runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Run {
    pub(in crate::report) tool: Tool,
    pub(in crate::report) column_kind: &'static str,
    pub(in crate::report) results: Vec<Finding>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Tool {
    pub(in crate::report) driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Driver {
    pub(in crate::report) name: &'static str,
    pub(in crate::report) semantic_version: &'static str,
    pub(in crate::report) rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Rule {
    pub(in crate::report) id: String,
    pub(in crate::report) short_description: Message,
    pub(in crate::report) full_description: Message,
    pub(in crate::report) help: Message,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Message {
    pub(in crate::report) text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Finding {
    pub(in crate::report) rule_id: String,
    pub(in crate::report) rule_index: usize,
    pub(in crate::report) level: &'static str,
    pub(in crate::report) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::report) locations: Vec<Location>,
    pub(in crate::report) partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Location {
    pub(in crate::report) physical_location: PhysicalLocation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct PhysicalLocation {
    pub(in crate::report) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::report) region: Option<Region>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct ArtifactLocation {
    pub(in crate::report) uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct Region {
    pub(in crate::report) start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::report) start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::report) end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::report) end_column: Option<usize>,
}

impl Log {
    /// A log of one run of this program.
    pub(in crate::report) fn new(rules: Vec<Rule>, results: Vec<Finding>) -> Self {
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
    pub(in crate::report) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("the log has only string keys");
        text.push('\n');
        text
    }
}

impl Location {
    /// The place that a report points at.
    pub(in crate::report) fn at(spot: &Spot<'_>) -> Self {
        let region = spot.line.map(|start_line| Region {
            start_line,
            start_column: None,
            end_line: None,
            end_column: None,
        });
        Self::new(&spot.file, region)
    }

    /// A place in the file called `name`.
    pub(in crate::report) fn new(name: &str, region: Option<Region>) -> Self {
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(name) },
                region,
            },
        }
    }
}

/// By what a code host knows a finding again when lines shift and counts change.
pub(in crate::report) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of something that `rule` found.
    pub(in crate::report) fn new(rule: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(rule);
        hasher.update([0]);
        Self(hasher)
    }

    /// Adds the words of `text`, however they are spaced.
    pub(in crate::report) fn words(&mut self, text: &str) {
        for word in text.split_whitespace() {
            self.0.update(word);
            self.0.update([b' ']);
        }
    }

    /// Adds `text` as it is.
    pub(in crate::report) fn exact(&mut self, text: &str) {
        self.0.update(text);
    }

    /// The first half of the digest.
    pub(in crate::report) fn digest(self) -> String {
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
pub(in crate::report) fn uri(name: &str) -> String {
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
