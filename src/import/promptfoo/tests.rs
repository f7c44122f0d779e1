use super::*;

fn read(text: &str) -> Configuration {
    promptfoo(&SourceFile::new("c.yaml", text), "imported").unwrap()
}

fn outcomes(found: &Configuration) -> Vec<String> {
    let row = |row: &Row| {
        format!(
            "{} {}: {} {:?}",
            row.place,
            row.kind,
            row.outcome(),
            row.remarks
        )
    };
    found.rows.iter().map(row).collect()
}

#[test]
fn what_depends_on_variables_goes_into_cases() {
    let found = read(
        "prompts: ['Скажи {{слово}} 🙂']\ndefaultTest: {assert: [{type: contains, value: '{{слово}}'}, {type: regex, value: '^\\w'}]}\n\
         tests: [{vars: {слово: [да, нет]}}, {vars: {слово: ой}, assert: [{type: not-icontains, value: x}]}]\n",
    );
    assert_eq!(
        found.cases.lines().collect::<Vec<_>>(),
        [
            r#"{"case":"0","prompt":"Скажи да 🙂","tags":[],"criteria":[{"use":"promptfoo:contains","with":{"value":"да"}}]}"#,
            r#"{"case":"1","prompt":"Скажи нет 🙂","tags":[],"criteria":[{"use":"promptfoo:contains","with":{"value":"нет"}}]}"#,
            r#"{"case":"2","prompt":"Скажи ой 🙂","tags":[],"criteria":[{"use":"promptfoo:contains","with":{"value":"ой"}},{"use":"promptfoo:not-icontains","with":{"value":"x"}}]}"#,
        ]
    );
    assert_eq!(
        found.rows[0].outcome(),
        "criterion regex",
        "{:?}",
        outcomes(&found)
    );
    assert_eq!(found.rows[1].outcome(), "3 cases with promptfoo:contains");
}

#[test]
fn weights_and_thresholds_of_nothing_are_warned_of() {
    let found = read(
        "defaultTest:\n  threshold: 0\n  assert:\n  - {type: contains, value: a, weight: 0}\n  - {type: contains, value: b, weight: 2}\n\
         \x20 - {type: assert-set, threshold: 0, assert: [{type: contains, value: c}]}\ntests: [{threshold: 0.5}]\n",
    );
    let warned: Vec<&str> = found
        .warnings
        .iter()
        .map(|warning| &*warning.message)
        .collect();
    assert_eq!(warned.len(), 3, "{warned:?}");
    assert!(found.rubric.contains("level: may"), "{}", found.rubric);
    assert!(found.rubric.contains("weight: 2"));
    assert!(
        found
            .rubric
            .contains("# - tests[0].threshold, threshold: refused (a test passes there")
    );
}

#[test]
fn sets_become_all_or_at_least() {
    let found = read(
        "defaultTest:\n  assert:\n  - type: assert-set\n    assert: [{type: contains, value: a}, {type: latency, threshold: 5}]\n\
         \x20 - type: assert-set\n    threshold: 0.5\n    assert: [{type: contains, value: a}, {type: contains, value: b}, {type: contains, value: c}]\n\
         \x20 - type: assert-set\n    threshold: 0.5\n    assert: [{type: icontains, value: a}, {type: cost}]\n\
         tests: [{assert: [{type: assert-set, assert: [{type: contains, value: a}]}]}]\n",
    );
    assert!(found.rubric.contains("n: 2"), "{}", found.rubric);
    assert!(found.rubric.contains("assert-set-1:"));
    assert!(
        !found.rubric.contains("promptfoo:icontains:"),
        "{}",
        found.rubric
    );
    assert_eq!(
        found.cases,
        "{\"case\":\"0\",\"tags\":[],\"criteria\":[{\"use\":\"assert-set-1\"}]}\n"
    );
}

#[test]
fn references_within_the_file_are_followed() {
    let found = read(
        "assertionTemplates: {a: {type: contains, value: x}}\ndefaultTest: {assert: [{$ref: '#/assertionTemplates/a'}, {$ref: '#/assertionTemplates/a', value: y}, {$ref: '#/b'}]}\nb: {$ref: '#/b'}\n",
    );
    let said = outcomes(&found);
    assert!(said[0].contains("criterion contains "), "{said:?}");
    assert!(found.rubric.contains("value: y"), "{}", found.rubric);
    assert!(said[2].contains("it has no `type`"), "{said:?}");
}

#[test]
fn what_is_no_configuration_is_an_error() {
    for text in [
        "",
        "[]",
        "a: 1\na: 2",
        "tests: [{vars: {a: [1,2,3,4,5,6,7,8,9,0], b: [1,2,3,4,5,6,7,8,9,0], c: [1,2,3,4,5,6,7,8,9,0], d: [1,2,3,4,5,6,7,8,9,0], e: [1,2,3,4,5,6,7,8,9,0,1]}}]",
    ] {
        assert!(
            promptfoo(&SourceFile::new("c", text), "r").is_err(),
            "{text}"
        );
    }
}
