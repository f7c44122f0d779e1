//! Problems of rubrics and prompts as SARIF.

use std::collections::BTreeMap;

use super::super::escape::sarif_text;
use super::log::{FINGERPRINT, Finding, Fingerprint, Location, Log, Message, Region, Rule};
use crate::diagnostic::{CODES, Code, Diagnostic, Located, Locator, Place};
use crate::source::SourceFile;

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
    Log::new(rules, results).text()
}

fn rule(code: Code, about: &str) -> Rule {
    let first = about.split_inclusive(". ").next().unwrap_or(about);
    let message = |text: &str| Message {
        text: sarif_text(text),
    };
    Rule {
        id: code.0.to_owned(),
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
        let mut text = sarif_text(&problem.message);
        if let Some(help) = &problem.help {
            text.push('\n');
            text.push_str(&sarif_text(help));
        }
        Finding {
            rule_id: problem.code.0.to_owned(),
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
                start_column: Some(start.column),
                end_line: Some(end.line),
                end_column: Some(end.column),
            }
        });
        Some(Location::new(place.file()?, region))
    }

    /// The same for a problem that only shifted: from its code and the text it points at, not from its line.
    fn fingerprint(&mut self, problem: &Diagnostic, located: Option<Located<'_>>) -> String {
        let mut print = Fingerprint::new(problem.code.0);
        match located {
            Some(located) => print.words(located.text()),
            None => print.exact(&problem.message),
        }
        let digest = print.digest();
        let file = self.locator.file(&problem.place);
        let count = self.seen.entry((file, digest.clone())).or_default();
        *count += 1;
        format!("{digest}:{count}")
    }
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
    fn nothing_found_is_a_run_without_results() {
        let log = log(&Diagnostics::new(), &[]);
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    }
}
