//! What an update keeps, marks, adds and moves; and that going back to a prompt gives the file back.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::derive::{DerivedCriterion, OutOfScope, Quote, to_yaml};
use crate::verdict::Level;

mod round_trip;

/// A prompt of `rules`, one a line from line 3; what begins with "Git" is out of scope, what ends with "?" judged.
fn derived(rules: &[&str]) -> Derived {
    let quote = |n: usize| Quote {
        text: rules[n].to_owned(),
        line: n + 3,
    };
    let id = |text: &str| {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        words.join("-").trim_end_matches('-').to_owned()
    };
    let out = |n: &usize| rules[*n].starts_with("Git");
    Derived {
        rubric: "r".to_owned(),
        agent: "a.md".to_owned(),
        criteria: (0..rules.len())
            .filter(|n| !out(n))
            .map(|n| DerivedCriterion {
                id: id(rules[n]),
                rules: vec![quote(n)],
                level: Level::Must,
                when: None,
                check: if rules[n].ends_with('?') {
                    json!({ "judge": rules[n] })
                } else {
                    json!({ "contains": rules[n] })
                },
            })
            .collect(),
        out_of_scope: (0..rules.len())
            .filter(out)
            .map(|n| OutOfScope {
                rule: quote(n),
                why: "no answer shows it".to_owned(),
            })
            .collect(),
    }
}

fn source(text: &str) -> SourceFile {
    SourceFile::new("r.yaml", text)
}

#[track_caller]
fn updated(text: &str, rules: &[&str]) -> String {
    match update(&source(text), &derived(rules)) {
        Ok(text) => text,
        Err(problems) => panic!("{problems:?}\n{text}"),
    }
}

fn ids(text: &str) -> Vec<String> {
    let value = values(&source(text)).unwrap();
    let criteria = value["criteria"].as_array().unwrap();
    criteria
        .iter()
        .map(|c| c["id"].as_str().unwrap().to_owned())
        .collect()
}

fn changes(text: &str, rules: &[&str]) -> Vec<String> {
    let updated = revise(&source(text), &derived(rules)).unwrap();
    updated.changes.iter().map(ToString::to_string).collect()
}

const A: &[&str] = &[
    "Always greet warmly",
    "Write tests for code",
    "Git commits are small",
];

#[test]
fn a_fresh_rubric_is_current() {
    let fresh = to_yaml(&derived(A));
    assert_eq!(updated(&fresh, A), fresh);
    assert!(changes(&fresh, A).is_empty());
    let windows = fresh.replace('\n', "\r\n");
    assert_eq!(updated(&windows, A), windows);
}

#[test]
fn a_gone_rule_is_marked_and_a_new_one_added_in_its_place() {
    let fresh = to_yaml(&derived(A));
    let b = &[
        "Предупреждайте о рисках",
        "Write tests for code",
        "Be brief, please?",
    ];
    let text = updated(&fresh, b);
    let expected = "criteria:
  # semper: gone, the prompt no longer has this rule
  - id: always-greet-warmly
    rule: Always greet warmly
    check: { contains: Always greet warmly }

  # semper: added by an update (digest)
  # semper: line 3
  - id: предупреждайте-о-рисках
    rule: Предупреждайте о рисках
    check: { contains: Предупреждайте о рисках }

  # semper: line 4
  - id: write-tests-for-code
    rule: Write tests for code
    check: { contains: Write tests for code }

  # semper: added by an update (digest)
  # semper: line 5
  - id: be-brief--please
    rule: Be brief, please?
    check: { judge: \"Be brief, please?\" }
";
    let seal = regex::Regex::new(r"\([0-9a-f]{8}\)").unwrap();
    let shown = seal.replace_all(&text, "(digest)");
    assert_eq!(&shown[shown.find("criteria:").unwrap()..], expected);
    assert_eq!(
        changes(&fresh, b),
        [
            "gone: always-greet-warmly",
            "added: предупреждайте-о-рисках",
            "added: be-brief--please",
            "removed: Git commits are small"
        ]
    );
    assert_eq!(updated(&text, b), text);
    assert_eq!(updated(&text, A), fresh);
}

#[test]
fn a_reworded_rule_is_marked_with_its_new_words() {
    let fresh = to_yaml(&derived(A));
    let b = &[
        "Write good tests for all code",
        A[0],
        "Git commits should be small",
    ];
    let text = updated(&fresh, b);
    let mark = "  # semper: reworded, now on line 3: \"Write good tests for all code\"\n  - id: write-tests-for-code\n";
    assert!(text.contains(mark), "{text}");
    assert_eq!(ids(&text), ["write-tests-for-code", "always-greet-warmly"]);
    // Nobody has touched what is out of scope, so it is written anew.
    assert!(
        text.contains("  # semper: line 5\n  - rule: Git commits should be small\n"),
        "{text}"
    );
    assert_eq!(
        changes(&fresh, b),
        [
            "reworded: write-tests-for-code, now \"Write good tests for all code\"",
            "moved: write-tests-for-code",
            "removed: Git commits are small",
            "added: Git commits should be small"
        ]
    );
    assert_eq!(updated(&text, A), fresh);
}

#[test]
fn edits_of_a_person_stay_and_what_was_added_stays_once_touched() {
    let fresh = to_yaml(&derived(A));
    let touched = fresh
        .replace(
            "rule: Always greet warmly",
            "rule: greet   warmly # part\n    weight: 2",
        )
        .replace(
            "check: { contains: Write",
            "check: { judge: x } # was { contains: Write",
        )
        .replace("why: no answer", "why: well, no answer");
    assert_eq!(
        updated(&touched, A),
        touched.replace("line 5\n", "line 5, edited\n")
    );
    let b = &[A[0], "Sort imports", A[1]];
    let added = updated(&touched, b);
    assert_eq!(
        ids(&added),
        [
            "always-greet-warmly",
            "sort-imports",
            "write-tests-for-code"
        ]
    );
    let mine = added.replace("- id: sort-imports", "- id: sort-imports\n    weight: 3");
    let back = updated(&mine, A);
    assert!(back.contains("# semper: gone, the prompt no longer has this rule\n  - id: sort-imports\n    weight: 3\n"), "{back}");
    assert!(!back.contains("added by"), "{back}");
}

#[test]
fn quotations_of_several_rules_are_marked_each() {
    let text = "semper: 1\nrubric: r\ncriteria:\n- id: both\n  rule: [Always greet warmly, Sort imports, Avoid globals at any cost]\n  check: { judge: x }\n";
    let now = updated(text, &[A[0], A[1], "Avoid globals at almost any cost"]);
    let marks: Vec<&str> = now
        .lines()
        .filter(|line| line.starts_with("# semper:"))
        .collect();
    assert_eq!(
        marks[..3],
        [
            "# semper: line 3",
            "# semper: gone, the prompt no longer has \"Sort imports\"",
            "# semper: reworded, now on line 5: \"Avoid globals at almost any cost\""
        ]
    );
    assert_eq!(ids(&now), ["both", "write-tests-for-code"]);
}

#[test]
fn a_rule_that_joins_a_criterion_is_named_above_it() {
    let fresh = to_yaml(&derived(A));
    let mut more = derived(A);
    let text = "Say hello".to_owned();
    more.criteria[0].rules.push(Quote { text, line: 9 });
    let text = update(&source(&fresh), &more).unwrap();
    assert!(
        text.contains(
            "  # semper: line 3\n  # semper: also on line 9: \"Say hello\"\n  - id: always"
        ),
        "{text}"
    );
    assert_eq!(updated(&text, A), fresh);
}

#[test]
fn ids_stay_unique_and_two_criteria_of_one_rule_stay_two() {
    let text = "semper: 1\nrubric: r\ncriteria:\n  - {id: sort-imports, check: {judge: x}}\n";
    assert_eq!(
        ids(&updated(text, &["Sort imports"])),
        ["sort-imports", "sort-imports-2"]
    );
    let mut two = derived(A);
    let mut second = two.criteria[0].clone();
    second.id = "second".to_owned();
    two.criteria.insert(1, second);
    let fresh = to_yaml(&two);
    assert_eq!(update(&source(&fresh), &two).unwrap(), fresh);
    let one = to_yaml(&derived(A));
    let text = update(&source(&one), &two).unwrap();
    assert_eq!(
        ids(&text),
        ["always-greet-warmly", "second", "write-tests-for-code"]
    );
}

#[test]
fn a_rule_that_stands_twice_is_two_rules() {
    let mut twice = derived(&["Be kind", "Sort imports", "Be kind"]);
    twice.criteria[2].id = "again".to_owned();
    let fresh = to_yaml(&twice);
    assert_eq!(update(&source(&fresh), &twice).unwrap(), fresh);
}

#[test]
fn lists_in_brackets_and_broken_files_are_refused() {
    let refused = |text: &str| {
        let problems = update(&source(text), &derived(A)).unwrap_err();
        problems
            .iter()
            .map(|problem| problem.message.clone())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let below = "the entries of `criteria` do not stand below each other";
    assert_eq!(
        refused("semper: 1\nrubric: r\ncriteria: [{id: a, check: {judge: x}}]\n"),
        below
    );
    assert_eq!(refused("semper: 1\nrubric: r\n"), below);
    assert!(refused("a: [").starts_with("not valid YAML"));
    let text = "semper: 1\nrubric: r\nout-of-scope: [{rule: x, why: y}]\ncriteria:\n  - {id: a, check: {judge: x}}\n";
    assert_eq!(refused(text), below.replace("criteria", "out-of-scope"));
    let alias = "criteria:\n  - {id: b, rule: Write tests for code, check: &c {judge: x}}\n  - {id: a, rule: Always greet warmly, check: *c}\n";
    assert_eq!(
        refused(alias),
        "the criteria cannot be moved without changing what the file says"
    );
}

#[test]
fn hostile_rules_do_not_leave_their_comment() {
    let fresh = to_yaml(&derived(A));
    let b = &[
        "Write some\u{2028}tests for code \u{1b}[2J\nevil: 1 \u{ffff}",
        A[0],
    ];
    let text = updated(&fresh, b);
    assert!(
        text.contains(
            r#"reworded, now on line 3: "Write some tests for code \u{1b}[2J evil: 1 \u{ffff}""#
        ),
        "{text}"
    );
    assert_eq!(updated(&text, b), text);
    assert_eq!(updated(&text, A), fresh);
}

#[test]
fn criteria_are_put_into_a_list_that_semper_wrote_empty() {
    let git = ["Git: push 🙂"];
    for line_break in ["\n", "\r\n"] {
        let empty = to_yaml(&derived(&git)).replace('\n', line_break);
        assert_eq!(updated(&empty, &git), empty);
        let grown = updated(&empty, &["Git: push 🙂", "Всегда здоровайся"]);
        assert_eq!(ids(&grown), ["всегда-здоровайся"]);
        assert!(grown.contains(&format!("{line_break}criteria:{line_break}  # semper:")));
        assert_eq!(
            updated(&grown, &["Git: push 🙂", "Всегда здоровайся"]),
            grown
        );
    }
    let none = "semper: 1\nrubric: r\ncriteria: []";
    assert_eq!(updated(none, &[]), none);
}
