//! Wrong shapes of `rule` and `out-of-scope`; the test of broken rubrics runs them.

use crate::broken_rubrics::{GOOD, Row, check, criterion};

pub(crate) fn rules() -> Vec<Row> {
    let rule = |rule: &str| criterion(&format!("    rule: {rule}\n    check: {GOOD}\n"));
    let scope = |entries: &str| format!("{}out-of-scope: {entries}\n", check(GOOD));
    vec![
        (
            "empty rule",
            rule("''"),
            &["the string is empty", "rubric.yaml:5:11"],
        ),
        (
            "no rules",
            rule("[]"),
            &["the list is empty", "rubric.yaml:5:11"],
        ),
        (
            "an empty rule among others",
            rule("[да, ' ']"),
            &["the string is empty", "rubric.yaml:5:16"],
        ),
        (
            "a number among rules",
            rule("[a, 3]"),
            &["expected a string", "rubric.yaml:5:15"],
        ),
        (
            "a mapping as rule",
            rule("{text: a}"),
            &["a string or a list of strings", "rubric.yaml:5:11"],
        ),
        (
            "out of scope as mapping",
            scope("{rule: a, why: b}"),
            &["expected a sequence", "rubric.yaml:6:15"],
        ),
        ("out of scope as text", scope("[a]"), &["rubric.yaml:6:16"]),
        (
            "out of scope without a reason",
            scope("[{rule: a}]"),
            &["missing key `why`", "rubric.yaml:6:16"],
        ),
        (
            "out of scope with an empty reason",
            scope("[{rule: a, why: ' '}]"),
            &["the string is empty", "rubric.yaml:6:31"],
        ),
        (
            "out of scope with an empty rule",
            scope("[{rule: '', why: b}]"),
            &["the string is empty", "rubric.yaml:6:23"],
        ),
        (
            "out of scope with another key",
            scope("[{rule: a, wy: b, why: c}]"),
            &[
                "unknown key `wy`",
                "did you mean `why`?",
                "rubric.yaml:6:26",
            ],
        ),
        (
            "out of scope misspelt",
            scope("[]").replace("out-of-scope", "out-of-scop"),
            &["did you mean `out-of-scope`?"],
        ),
    ]
}
