//! What is written reads back the same.

use proptest::prelude::*;

use super::*;
use crate::derive::{OutOfScope, Quote};
use crate::rubric::values;
use crate::source::SourceFile;

/// Pieces that YAML could take for something else.
const PIECES: &[&str] = &[
    "a",
    "правило",
    "🙂",
    "\u{301}",
    " ",
    "  ",
    ": ",
    ":",
    " #",
    "#",
    "'",
    "\"",
    "\\",
    "- ",
    "-",
    "?",
    "*",
    "&",
    "!",
    "%",
    "@",
    "`",
    "|",
    ">",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{0}",
    "\u{1b}",
    "\u{7f}",
    "\u{a0}",
    "\u{3000}",
    "\u{ffff}",
    "null",
    "true",
    "no",
    "1",
    ".5",
    "~",
    "---",
    "...",
    "<<",
    "=",
    "0x1",
    "2024-01-02",
    "${x}",
    "слово слово слово слово слово слово слово слово ",
];

fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => nasty().prop_map(Value::String),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i32>().prop_map(Value::from),
        1 => Just(json!(0.5)),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::btree_map(
                nasty().prop_filter("short", |key| key.len() < 500),
                inner,
                0..5
            )
            .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn quote(text: &str, line: usize) -> Quote {
    let text = text.to_owned();
    Quote { text, line }
}

fn derived() -> Derived {
    Derived {
        rubric: "expert".to_owned(),
        agent: "../agents/expert.md".to_owned(),
        criteria: vec![
            DerivedCriterion {
                id: "test-file".to_owned(),
                rules: vec![quote("ВСЕГДА создавайте тесты: test_*.py", 20)],
                level: Level::Must,
                when: Some(json!({ "use": "offers-async-python" })),
                check: json!({ "use": "test-file" }),
            },
            DerivedCriterion {
                id: "clear".to_owned(),
                rules: vec![quote("Be clear", 27), quote("Write clearly", 22)],
                level: Level::Should,
                when: None,
                check: json!({ "judge": "Is the answer clear?" }),
            },
        ],
        out_of_scope: vec![OutOfScope {
            rule: quote("Use git", 30),
            why: "no answer shows it".to_owned(),
        }],
    }
}

const WRITTEN: &str = r#"# yaml-language-server: $schema=rubric.schema.json
# Derived from ../agents/expert.md; `semper derive --update` keeps what you edit.
# 4 rules: 1 checked, 2 for a judge, 1 out of scope.
semper: 1
rubric: expert
agent: ../agents/expert.md

criteria:
  # semper: line 20
  - id: test-file
    rule: "ВСЕГДА создавайте тесты: test_*.py"
    when: { use: offers-async-python }
    check: { use: test-file }

  # semper: lines 22, 27
  - id: clear
    rule: [Be clear, Write clearly]
    level: should
    check: { judge: "Is the answer clear?" }

out-of-scope:
  # semper: line 30
  - rule: Use git
    why: no answer shows it
"#;

#[test]
fn a_rubric_is_written_as_a_person_would() {
    assert_eq!(to_yaml(&derived()), WRITTEN);
    let elsewhere = to_yaml_with_schema(&derived(), "https://x/s.json\nevil: 1");
    let first = elsewhere.lines().next();
    assert_eq!(
        first,
        Some("# yaml-language-server: $schema=https://x/s.json evil: 1")
    );
    let none = Derived {
        criteria: Vec::new(),
        out_of_scope: Vec::new(),
        ..derived()
    };
    assert!(to_yaml(&none).ends_with("\ncriteria: []\n"));
}

fn read(text: &str) -> Value {
    values(&SourceFile::new("r.yaml", text))
        .unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_comes_back(texts in prop::collection::vec(nasty(), 8), check in value()) {
        let mut derived = derived();
        derived.rubric.clone_from(&texts[0]);
        derived.agent.clone_from(&texts[1]);
        derived.criteria[0].id.clone_from(&texts[2]);
        derived.criteria[0].rules[0].text.clone_from(&texts[3]);
        derived.criteria[0].check = check.clone();
        derived.criteria[0].when = Some(json!({ "all": [check, { "not": texts[4] }] }));
        derived.criteria[1].rules[1].text.clone_from(&texts[4]);
        derived.criteria[1].check = json!({ "judge": texts[5] });
        derived.out_of_scope[0].rule.text.clone_from(&texts[6]);
        derived.out_of_scope[0].why.clone_from(&texts[7]);
        let value = read(&to_yaml(&derived));
        prop_assert_eq!(&value["rubric"], &texts[0]);
        prop_assert_eq!(&value["agent"], &texts[1]);
        let first = &value["criteria"][0];
        prop_assert_eq!(&first["id"], &texts[2]);
        prop_assert_eq!(&first["rule"], &texts[3]);
        prop_assert_eq!(&first["check"], &check);
        prop_assert_eq!(&first["when"]["all"], &json!([check, { "not": texts[4] }]));
        let second = &value["criteria"][1];
        prop_assert_eq!(&second["rule"], &json!([derived.criteria[1].rules[0].text, texts[4]]));
        prop_assert_eq!(&second["check"]["judge"], &texts[5]);
        let out = &value["out-of-scope"][0];
        prop_assert_eq!((&out["rule"], &out["why"]), (&json!(texts[6]), &json!(texts[7])));
    }
}
