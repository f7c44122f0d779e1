//! SARIF 2.1.0: problems as code scanners tell them, for the views of editors and code hosts.
//!
//! Everything that a prompt, a rubric or a file name says is text here: brackets cannot become links, braces
//! no placeholders, and what could mislead a reader is written out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::diagnostic::{CODES, Code, Diagnostic, Located, Locator, Place};
use crate::source::SourceFile;
use crate::verdict::printable;
use crate::words::hex;

/// The schema that the output follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name of our fingerprints; a change of how they are made gets another number.
const FINGERPRINT: &str = "semper/v1";
/// Bytes of a digest that a fingerprint keeps.
const FINGERPRINT_BYTES: usize = 16;

#[derive(Debug, Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// The log of `problems`, which point into `sources`.
///
/// # Panics
/// Never: all keys are strings, so that it can be written.
#[must_use]
pub fn sarif<'d>(
    problems: impl IntoIterator<Item = &'d Diagnostic>,
    sources: &[SourceFile],
) -> String {
    let problems: Vec<&Diagnostic> = problems.into_iter().collect();
    let used = |code: &Code| problems.iter().any(|problem| problem.code == *code);
    let rows = CODES.iter().filter(|(code, _)| used(code));
    let rules: Vec<Rule> = rows.map(|(code, about)| rule(*code, about)).collect();
    let mut writer = Writer {
        locator: Locator::new(sources),
        seen: BTreeMap::new(),
    };
    let results = problems
        .iter()
        .map(|problem| writer.finding(problem, &rules))
        .collect();
    let log = Log {
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
    };
    let mut text = serde_json::to_string_pretty(&log).expect("the log has only string keys");
    text.push('\n');
    text
}

fn rule(code: Code, about: &str) -> Rule {
    let first = about.split_inclusive(". ").next().unwrap_or(about);
    let message = |text: &str| Message { text: plain(text) };
    Rule {
        id: code.0,
        short_description: message(first.trim_end()),
        full_description: message(about),
        help: message(about),
    }
}

struct Writer<'s> {
    locator: Locator<'s>,
    /// How often a fingerprint occurred, by file.
    seen: BTreeMap<(Option<usize>, String), usize>,
}

impl Writer<'_> {
    fn finding(&mut self, problem: &Diagnostic, rules: &[Rule]) -> Finding {
        let located = self.locator.locate(&problem.place);
        let mut text = plain(&problem.message);
        if let Some(help) = &problem.help {
            text.push('\n');
            text.push_str(&plain(help));
        }
        Finding {
            rule_id: problem.code.0,
            rule_index: rules
                .iter()
                .position(|rule| rule.id == problem.code.0)
                .unwrap_or_default(),
            level: problem.severity.as_str(),
            message: Message { text },
            locations: self.location(&problem.place, located).into_iter().collect(),
            partial_fingerprints: [(FINGERPRINT, self.fingerprint(problem, located))].into(),
        }
    }

    fn location(&mut self, place: &Place, located: Option<Located<'_>>) -> Option<Location> {
        let region = located.map(|located| {
            let start = self.locator.line_column(located, located.span.start);
            let trimmed = located.span.start + located.text().trim_end().len();
            let end = self.locator.line_column(located, trimmed);
            Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            }
        });
        Some(Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: uri(place.file()?),
                },
                region,
            },
        })
    }

    /// The same for a problem that only shifted: from its code and the text it points at, not from its line.
    fn fingerprint(&mut self, problem: &Diagnostic, located: Option<Located<'_>>) -> String {
        let mut hasher = Sha256::new();
        hasher.update(problem.code.0);
        hasher.update([0]);
        match located {
            Some(located) => {
                for word in located.text().split_whitespace() {
                    hasher.update(word);
                    hasher.update([b' ']);
                }
            }
            None => hasher.update(&problem.message),
        }
        let digest = hex(&hasher.finalize()[..FINGERPRINT_BYTES]);
        let file = self.locator.file(&problem.place);
        let count = self.seen.entry((file, digest.clone())).or_default();
        *count += 1;
        format!("{digest}:{count}")
    }
}

/// `text` as a plain message: brackets make no links, braces no placeholders (SARIF 2.1.0, 3.11.5 and 3.11.6).
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '[' | ']' => {
                out.push('\\');
                out.push(c);
            }
            '{' | '}' => {
                out.push(c);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// `path` without steps that lead nowhere: `a/../b` is `b`, as any reader of the URI would take it.
fn without_dots(path: &str) -> String {
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
fn uri(name: &str) -> String {
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
    use crate::diagnostic::{Diagnostics, Part, Path};
    use crate::source::Span;
    use serde_json::Value;

    fn log(problems: &Diagnostics, sources: &[SourceFile]) -> Value {
        serde_json::from_str(&sarif(problems, sources)).unwrap()
    }

    fn prompt(text: &str, rule: &str) -> (Diagnostics, SourceFile) {
        let source = SourceFile::new("папка/п а.md", text);
        let at = text.find(rule).unwrap();
        let span = Span::new(at, at + rule.len());
        let place = Place::Span(source.name.clone(), span);
        let problem = Diagnostic::warning(Code::RULE_REMOVED, format!("`{rule}` is gone"));
        (problem.at(place).into(), source)
    }

    #[test]
    fn a_result_has_rule_level_message_and_place() {
        let (problems, source) = prompt("да 🙂\r\n- Всегда 🙂\r\n  так\r\n", "Всегда 🙂\r\n  так");
        let log = log(&problems, &[source]);
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "rule-removed");
        let result = &run["results"][0];
        assert_eq!(
            (&result["ruleId"], &result["level"]),
            (&"rule-removed".into(), &"warning".into())
        );
        assert_eq!(result["ruleIndex"], 0);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            place["artifactLocation"]["uri"],
            "%D0%BF%D0%B0%D0%BF%D0%BA%D0%B0/%D0%BF%20%D0%B0.md"
        );
        let region =
            serde_json::json!({ "startLine": 2, "startColumn": 3, "endLine": 3, "endColumn": 6 });
        assert_eq!(place["region"], region);
    }

    #[test]
    fn a_fingerprint_survives_shifts_and_tells_equal_places_apart() {
        let print = |text: &str| {
            let (problems, source) = prompt(text, "Да");
            log(&problems, &[source])["runs"][0]["results"][0]["partialFingerprints"][FINGERPRINT]
                .clone()
        };
        assert_eq!(print("- Да"), print("# x\n\n* Да\n"));
        let source = SourceFile::new("r.yaml", "a: [x, x]\n");
        let at = |n| {
            let path = Path::root().key("a").index(n);
            Diagnostic::error(Code::EMPTY, "e").at(Place::Yaml("r.yaml".into(), path, Part::Value))
        };
        let both: Diagnostics = [at(0), at(1)].into_iter().collect();
        let log = log(&both, &[source]);
        let results = &log["runs"][0]["results"];
        assert_ne!(
            results[0]["partialFingerprints"],
            results[1]["partialFingerprints"]
        );
    }

    #[test]
    fn hostile_text_is_only_text() {
        let problem = Diagnostic::note(Code::RULE_ADDED, "[x](http://e) {0} \u{1b}[2J \u{202e}");
        let log = log(&problem.into(), &[]);
        let result = &log["runs"][0]["results"][0];
        assert_eq!(
            result["message"]["text"],
            r"\[x\](http://e) {{0}} \u{{1b}}\[2J \u{{202e}}"
        );
        assert!(result.get("locations").is_none());
    }

    #[test]
    fn absolute_paths_are_file_uris() {
        assert_eq!(uri("/a b/c.md"), "file:///a%20b/c.md");
        assert_eq!(uri(r"C:\a\b.md"), "file:///C:/a/b.md");
        assert_eq!(uri("./a:b.md"), "a%3Ab.md");
        assert_eq!(uri("../a/./b/../../c.md"), "../c.md");
        assert_eq!(uri("/../c.md"), "file:///../c.md");
    }

    #[test]
    fn nothing_found_is_a_run_without_results() {
        let log = log(&Diagnostics::new(), &[]);
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    }
}
