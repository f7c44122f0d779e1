//! Explains one name: a check, a catalog entry or a diagnostic code, as plain text for a terminal.

use std::fmt::Write as _;

use super::catalog::Catalog;
use super::definition::Definition;
use super::reference::{CheckDoc, Docs, KeyDoc};
use crate::diagnostic::{CODES, did_you_mean};
use crate::words::counted;

/// What `name` is, if it is a check, an entry of `catalog` or a diagnostic code.
#[must_use]
pub fn explain(name: &str, catalog: &Catalog) -> Option<String> {
    let docs = Docs::new();
    let mut found = Vec::new();
    if let Some(check) = docs.checks().iter().find(|check| check.name == name) {
        let rules = if name == "code" {
            docs.keys_of("Rule")
        } else {
            Vec::new()
        };
        found.push(of_check(check, &rules));
    }
    if let Some(definition) = catalog.entries.get(name) {
        found.push(of_entry(name, definition));
    }
    if let Some((code, about)) = CODES.iter().find(|(code, _)| code.0 == name) {
        found.push(format!("{} (problem)\n\n{about}\n", code.0));
    }
    (!found.is_empty()).then(|| found.join("\n"))
}

/// Everything that [`explain`] knows, a line each, and the nearest of them to `name` as help.
#[must_use]
pub fn explainable(name: Option<&str>, catalog: &Catalog) -> (String, Option<String>) {
    let docs = Docs::new();
    let mut rows: Vec<(String, String)> = Vec::new();
    for check in docs.checks() {
        rows.push((check.name.to_owned(), check.about));
    }
    for entry in catalog.list() {
        rows.push((entry.name, entry.about));
    }
    for (code, about) in CODES {
        rows.push((code.0.to_owned(), (*about).to_owned()));
    }
    let nearest =
        name.and_then(|name| did_you_mean(name, rows.iter().map(|(name, _)| name.as_str())));
    let width = rows.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or(0);
    let line = |(name, about): &(String, String)| {
        let sentence = about.split_inclusive(". ").next().unwrap_or("").trim_end();
        format!("{name:width$}  {}\n", sentence.replace('\n', " "))
    };
    (rows.iter().map(line).collect(), nearest)
}

fn of_check(check: &CheckDoc, rules: &[KeyDoc]) -> String {
    let mut out = format!("{} (check)\n\n{}\n", check.name, check.about);
    // Writing to a string cannot fail.
    let _ = write!(out, "\nExample:\n\n{}", indented(check.example));
    if let Some(key) = check.shorthand {
        let _ = write!(out, "\nA bare value is short for `{key}`.\n");
    }
    if !check.keys.is_empty() {
        let _ = write!(out, "\nKeys:\n");
        // The keys of a rule are also keys of `code`.
        let own = check.keys.iter();
        for key in own.filter(|key| rules.iter().all(|rule| rule.name != key.name)) {
            out.push_str(&key_lines(key));
        }
    }
    if !rules.is_empty() {
        let _ = write!(out, "\nKeys of a rule:\n");
        for key in rules {
            out.push_str(&key_lines(key));
        }
    }
    out
}

fn key_lines(key: &KeyDoc) -> String {
    let default = match &key.default {
        _ if key.required => ", required".to_owned(),
        Some(default) => format!(", {default} by default"),
        None => String::new(),
    };
    let mut out = format!(
        "\n  {}: {}{default}\n      {}\n",
        key.name, key.takes, key.about
    );
    for (choice, about) in &key.choices {
        let _ = writeln!(out, "      - {choice}: {about}");
    }
    out
}

fn of_entry(name: &str, definition: &Definition) -> String {
    let raw = &definition.raw;
    let about = raw.about.as_deref().unwrap_or("");
    let mut out = format!("{name} (catalog, {})\n\n{about}\n", definition.file());
    if !raw.parameters.is_empty() {
        out.push_str("\nParameters:\n");
    }
    for (name, parameter) in &raw.parameters {
        let default = parameter.default.as_ref();
        let default = default.map_or("required".to_owned(), |value| format!("{value} by default"));
        let about = parameter.about.as_deref().unwrap_or("");
        let _ = write!(out, "\n  {name}: {default}\n      {about}\n");
    }
    if let Some(when) = &raw.when {
        let _ = write!(out, "\nApplies when:\n\n{}", yaml(&when.0));
    }
    let _ = write!(out, "\nCheck:\n\n{}", yaml(&raw.check.0));
    let examples = raw.examples.all().count();
    let _ = write!(
        out,
        "\n{}; `semper test` runs them.\n",
        counted(examples, "example", "examples")
    );
    out
}

fn yaml(value: &serde_json::Value) -> String {
    indented(&serde_yaml::to_string(value).expect("what was read from YAML can be written"))
}

fn indented(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let _ = writeln!(out, "  {line}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_entries_and_codes_are_explained_and_other_names_are_not() {
        let catalog = Catalog::shipped();
        let text = explain("contains", &catalog).unwrap();
        assert!(text.contains("\n  words: `whole`, `part`\n"), "{text}");
        assert!(text.contains("`part`: Anywhere."), "{text}");
        let text = explain("code", &catalog).unwrap();
        assert_eq!(text.matches("\n  kind: ").count(), 1, "{text}");
        for entry in catalog.list() {
            assert!(explain(&entry.name, &catalog).is_some(), "{}", entry.name);
        }
        assert!(
            explain("bad-pattern", &catalog)
                .unwrap()
                .contains("does not compile")
        );
        assert!(explain("contians", &catalog).is_none());
        let (_, help) = explainable(Some("contians"), &catalog);
        assert_eq!(help.as_deref(), Some("did you mean `contains`?"));
    }
}
