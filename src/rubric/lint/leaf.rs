//! Checks without checks in them: ranges that hold everything, patterns that fit everything or nothing.

use serde_json::Value;

use super::canon::{range, strings};
use super::constant::Inspector;
use super::lists::items;
use super::reach::Reach;
use super::truth::Truth;
use crate::diagnostic::{Code, Path};
use crate::rubric::range::Range;
use crate::verdict::quote;

/// Parts of an answer that are always there, be they empty.
const ALWAYS_THERE: &[&str] = &["prose", "answer", "first-line", "last-line", "prompt"];

/// The keys of `file` that hold checks of its content.
const CONTENT: &[&str] = &[
    "code", "contains", "mentions", "regex", "count", "all", "any", "not",
];

impl Inspector<'_> {
    /// The range under `is`, or the default; `None` for a parameter. Tells of one that holds everything.
    fn range(&mut self, spec: &Value, path: &Path) -> Option<Range> {
        let Some(is) = spec.get("is") else {
            return Some(Range::SOME);
        };
        let is = range(is)?;
        if is.holds_from(0) {
            let message = "the range holds every count, so the check always passes";
            self.error(Code::RANGE_FITS_ALL, message, &path.key("is"));
        }
        Some(is)
    }

    pub(super) fn count(&mut self, spec: &Value, path: &Path) -> Truth {
        match self.range(spec, path) {
            Some(is) if is.holds_from(0) => Truth::Always,
            Some(_) | None => Truth::Depends,
        }
    }

    pub(super) fn regex(&mut self, spec: &Value, path: &Path) -> Truth {
        let is = self.range(spec, path);
        let pattern = spec.as_str().or_else(|| spec.get("pattern")?.as_str());
        let reach = self.reach(pattern, &path.key("pattern"));
        let Some(is) = is else {
            return Truth::Depends;
        };
        let scopes = spec.get("in").map_or_else(|| vec!["prose".into()], strings);
        let there = scopes
            .iter()
            .any(|scope| ALWAYS_THERE.contains(&scope.as_str()));
        match reach {
            _ if is.holds_from(0) => Truth::Always,
            Reach::None => Truth::known(is.holds(0)),
            Reach::Every if there && is.holds_from(1) => Truth::Always,
            Reach::Every if there && is.is_above(1) => Truth::Never,
            Reach::Every | Reach::Some => Truth::Depends,
        }
    }

    /// How far a pattern reaches; one that reaches everything or nothing is told of.
    fn reach(&mut self, pattern: Option<&str>, path: &Path) -> Reach {
        // A parameter may stand in it.
        let Some(pattern) = pattern.filter(|pattern| !pattern.contains("${")) else {
            return Reach::Some;
        };
        let reach = Reach::of(pattern);
        match reach {
            Reach::Every => {
                let quoted = quote(pattern);
                let message = format!("{quoted} matches the empty string, and so every text");
                let finding = self.subject.error(Code::REGEX_MATCHES_EMPTY, message, path);
                let empty = pattern.starts_with('|')
                    || pattern.ends_with('|')
                    || ["||", "(|", "|)"].iter().any(|gap| pattern.contains(gap));
                let help = empty.then(|| "one of its alternatives is empty".to_owned());
                self.report(finding.maybe_help(help));
            }
            Reach::None => {
                let message = format!("no text matches {}", quote(pattern));
                self.error(Code::REGEX_MATCHES_NOTHING, message, path);
            }
            Reach::Some => {}
        }
        reach
    }

    pub(super) fn language(&mut self, spec: &Value, path: &Path) -> Truth {
        let share = spec.get("share").and_then(|share| match share {
            Value::Number(n) => n.as_f64(),
            Value::String(text) => {
                let number = text.trim();
                number
                    .strip_prefix(">=")
                    .unwrap_or(number)
                    .trim()
                    .parse()
                    .ok()
            }
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        });
        if share.is_some_and(|share: f64| share <= 0.0) {
            let message = "a share of 0 is reached in every language";
            self.error(Code::SHARE_FITS_ALL, message, &path.key("share"));
        }
        // An answer without prose still fails.
        Truth::Depends
    }

    pub(super) fn file(&mut self, spec: &Value, path: &Path) -> Truth {
        let names = if spec.is_object() {
            spec.get("name")
        } else {
            Some(spec)
        };
        let content: Vec<(&str, &Value)> = CONTENT
            .iter()
            .filter_map(|key| Some((*key, spec.get(key)?)))
            .collect();
        self.globs(names, content.is_empty(), &path.key("name"));
        let is = self.range(spec, path);
        let mut none_fits = false;
        for (key, value) in content {
            let check = Value::Object([(key.to_owned(), value.clone())].into_iter().collect());
            match self.check(&check, path) {
                Truth::Never => none_fits = true,
                Truth::Always => {
                    let message = format!("`{key}` always passes and decides nothing in `file`");
                    self.warning(Code::IDLE_BRANCH, message, &path.key(key));
                }
                Truth::Depends => {}
            }
        }
        match is {
            Some(is) if is.holds_from(0) => Truth::Always,
            Some(is) if none_fits => Truth::known(is.holds(0)),
            Some(_) | None => Truth::Depends,
        }
    }

    /// Tells of names that fit every file. Alone and with nothing demanded of the content that may be meant.
    fn globs(&mut self, names: Option<&Value>, alone: bool, path: &Path) {
        let Some(names) = names else { return };
        let list = strings(names);
        for (n, name) in list.iter().enumerate().filter(|(_, name)| fits_all(name)) {
            if list.len() > 1 {
                let message = format!("`{name}` fits every name, so the others decide nothing");
                self.error(Code::GLOB_FITS_ALL, message, &path.index(n));
            } else if alone {
                let message = format!("`{name}` fits every file, so any file will do");
                let path = if names.is_array() {
                    path.index(n)
                } else {
                    path.clone()
                };
                self.warning(Code::GLOB_FITS_ALL, message, &path);
            }
        }
    }

    pub(super) fn code(&mut self, spec: &Value, path: &Path) -> Truth {
        let is = self.range(spec, path);
        self.code_rule(spec, path);
        match is {
            // Whether blocks parse is not counted.
            Some(is) if is.holds_from(0) && spec.get("parses").is_none() => Truth::Always,
            Some(_) | None => Truth::Depends,
        }
    }

    /// The patterns in a rule on syntax trees.
    fn code_rule(&mut self, rule: &Value, path: &Path) {
        let Some(map) = rule.as_object() else { return };
        for (key, value) in map {
            let path = path.key(key);
            match key.as_str() {
                "regex" => {
                    self.reach(value.as_str(), &path);
                }
                "name" => {
                    let list = strings(value);
                    let all = list.iter().enumerate().filter(|(_, name)| fits_all(name));
                    for (n, name) in all.filter(|_| list.len() > 1) {
                        let message =
                            format!("`{name}` fits every name, so the others decide nothing");
                        self.error(Code::GLOB_FITS_ALL, message, &path.index(n));
                    }
                }
                "has" | "inside" | "not" | "until" => self.code_rule(value, &path),
                "all" | "any" => {
                    for (n, rule) in items(value).iter().enumerate() {
                        self.code_rule(rule, &path.index(n));
                    }
                }
                "where" => {
                    for (name, rule) in value.as_object().into_iter().flatten() {
                        self.code_rule(rule, &path.key(name));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether a glob fits every name: nothing but `*`, with or without folders.
fn fits_all(glob: &str) -> bool {
    matches!(glob, "*" | "**" | "**/*" | "**/**" | "***")
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::of_check;

    const NOTHING: [&str; 0] = [];

    #[test]
    fn ranges_that_hold_every_count() {
        assert_eq!(
            of_check("{ regex: { pattern: a, is: '>= 0' } }"),
            ["range-fits-all at check.regex.is"]
        );
        assert_eq!(
            of_check("{ file: { name: a.py, is: '>=0' } }"),
            ["range-fits-all at check.file.is"]
        );
        assert_eq!(
            of_check("{ code: { lang: python, is: '>= 0' } }"),
            ["range-fits-all at check.code.is"]
        );
        assert_eq!(
            of_check("{ code: { lang: python, is: '<= 100' } }"),
            NOTHING
        );
    }

    #[test]
    fn a_pattern_that_matches_the_empty_string() {
        assert_eq!(
            of_check("{ regex: '(?i)тест|' }"),
            ["regex-matches-empty at check.regex.pattern"]
        );
        assert_eq!(
            of_check("{ regex: { pattern: '^$', in: first-line } }"),
            NOTHING
        );
        assert_eq!(
            of_check("{ code: { kind: call, has: { field: function, regex: '.*' } } }"),
            ["regex-matches-empty at check.code.has.regex"]
        );
        // Whether there is code at all still depends.
        let all = of_check("{ any: [{ regex: { pattern: 'a*', in: code } }, { contains: b }] }");
        assert_eq!(all, ["regex-matches-empty at check.any[0].regex.pattern"]);
    }

    #[test]
    fn a_pattern_that_matches_nothing() {
        assert_eq!(
            of_check("{ not: { regex: '[^\\s\\S]' } }"),
            [
                "regex-matches-nothing at check.not.regex.pattern",
                "negated-constant at check.not"
            ]
        );
    }

    #[test]
    fn a_share_of_zero() {
        assert_eq!(
            of_check("{ language: { is: ru, share: '>= 0' } }"),
            ["share-fits-all at check.language.share"]
        );
        assert_eq!(of_check("{ language: { is: ru, share: 0.01 } }"), NOTHING);
    }

    #[test]
    fn globs_that_fit_everything() {
        assert_eq!(
            of_check("{ file: { name: ['test_*.py', '*'] } }"),
            ["glob-fits-all at check.file.name[1]"]
        );
        assert_eq!(
            of_check("{ file: '**/*' }"),
            ["glob-fits-all at check.file.name"]
        );
        assert_eq!(of_check("{ file: { name: '*', contains: x } }"), NOTHING);
        assert_eq!(of_check("{ file: '*.py' }"), NOTHING);
        assert_eq!(
            of_check("{ code: { kind: call, name: [time.sleep, '*'] } }"),
            ["glob-fits-all at check.code.name[1]"]
        );
    }

    #[test]
    fn content_that_no_file_has() {
        assert_eq!(
            of_check("{ not: { file: { name: a.py, regex: '[^\\s\\S]' } } }"),
            [
                "regex-matches-nothing at check.not.file.regex.pattern",
                "negated-constant at check.not"
            ]
        );
    }
}
