//! What other tools check, as rubrics and cases.

use std::fmt::Write as _;

use crate::folder::Folder;

/// A configuration with one assertion of each of many types.
const CONFIG: &str = r#"description: Проверка ответов
prompts: ["Скажи: {{слово}} 🙂"]
defaultTest:
  assert:
    - { type: equals, value: "да" }
    - { type: equals, value: { a: 1 } }
    - { type: contains, value: Код }
    - { type: icontains, value: код, weight: 2 }
    - { type: contains-any, value: [да, нет] }
    - { type: contains-all, value: 'да, "нет, нет"' }
    - { type: icontains-any, value: [да, нет] }
    - { type: icontains-all, value: [да, нет] }
    - { type: starts-with, value: "- да" }
    - { type: ends-with, value: "?" }
    - { type: regex, value: '^\w+' }
    - { type: regex, value: 'a(?=b)' }
    - { type: not-contains, value: "нет", metric: Без отказа }
    - { type: not-regex, value: '\d' }
    - { type: is-json }
    - { type: is-json, value: { type: object, required: [город] } }
    - { type: contains-json, value: "{type: array}" }
    - { type: is-json, value: "file://schema.json" }
    - { type: word-count, value: { min: 1, max: 50 } }
    - { type: not-word-count, value: 3 }
    - { type: character-count, value: { max: 500 } }
    - { type: trajectory:tool-used, value: search }
    - { type: latency, threshold: 100 }
    - { type: cost, threshold: 0.1 }
    - { type: levenshtein, value: x, threshold: 3 }
    - { type: rouge-n, value: x }
    - { type: bleu, value: x }
    - { type: similar, value: x, threshold: 0.8 }
    - { type: llm-rubric, value: "Вежливо?" }
    - { type: javascript, value: "output.length < 5" }
    - { type: python, value: "len(output) < 5" }
    - { type: webhook, value: "https://example.org" }
    - { type: is-sql }
    - { type: is-xml }
    - { type: is-valid-openai-tools-call }
    - { type: contanis, value: x }
    - { type: contains, value: молча, weight: 0 }
    - { type: contains, value: x, transform: output.trim() }
    - type: assert-set
      threshold: 0.5
      assert:
        - { type: contains, value: a }
        - { type: contains, value: b }
tests:
  - vars: { слово: [да, нет] }
    assert:
      - { type: contains, value: "{{слово}}" }
      - { type: contains, value: "{{ слово | upper }}" }
  - vars: { слово: ой }
    threshold: 0
    assert:
      - { type: not-icontains, value: нет }
"#;

#[test]
fn the_table_of_promptfoo_says_what_survives() {
    let folder = Folder::new();
    folder.write("config.yaml", CONFIG);
    folder.write("out/keep", "");
    let ran = folder
        .run(&["import", "promptfoo", "config.yaml", "-o", "out"])
        .exits(0);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expected/promptfoo.txt");
    if std::env::var_os("SEMPER_UPDATE").is_some() {
        std::fs::write(path, &ran.out).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(ran.out, expected, "`SEMPER_UPDATE=1` writes the table anew");
    let ran = ran
        .says("`weight: 0` keeps an assertion from ever failing there")
        .says("`threshold: 0` lets every answer pass there");
    // Each row is kept in the rubric.
    let rubric = folder.read("out/rubric.yaml");
    assert_eq!(rubric.matches("\n# - ").count(), ran.out.lines().count());
    folder.run(&["test", "out/rubric.yaml"]).exits(0);
    folder.run(&["lint", "out/rubric.yaml"]).exits(0);
    let cases = folder.read("out/cases.jsonl");
    assert_eq!(
        cases.lines().next(),
        Some(
            r#"{"case":"0","prompt":"Скажи: да 🙂","tags":[],"criteria":[{"use":"promptfoo:contains","with":{"value":"да"}}]}"#
        )
    );
    assert_eq!(cases.lines().count(), 3);
}

#[test]
fn the_rubric_of_promptfoo_scores() {
    let folder = Folder::new();
    folder.write("config.yaml", CONFIG);
    let to = ["--rubric", "r.yaml", "--cases", "c.jsonl"];
    folder
        .run(&[&["import", "promptfoo", "config.yaml"], &to[..]].concat())
        .exits(0);
    // What stands in the cases is defined, too: as criteria of the rubric it compiles.
    let mut rubric = folder.read("r.yaml");
    for (n, line) in folder.read("c.jsonl").lines().enumerate() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        for (m, criterion) in case["criteria"].as_array().unwrap().iter().enumerate() {
            let (name, with) = (&criterion["use"], &criterion["with"]);
            let check = format!("{{ use: {{ name: {name}, with: {with} }} }}");
            writeln!(rubric, "  - id: case-{n}-{m}\n    check: {check}").unwrap();
        }
    }
    folder.write("r.yaml", rubric);
    let answer = r#"{"id":"0","prompt":"p","response":"Код, да; нет, нет?"}"#;
    folder.write("a.jsonl", format!("{answer}\n"));
    folder
        .run(&["score", "-r", "r.yaml", "a.jsonl", "-o", "run.jsonl"])
        .exits(0);
    let log = folder.read("run.jsonl");
    for (id, verdict) in [
        ("contains", "pass"),
        ("icontains", "pass"),
        ("contains-all", "pass"),
        ("equals", "fail"),
        ("ends-with", "pass"),
        ("is-json", "fail"),
        ("word-count", "pass"),
        ("not-regex", "pass"),
        ("case-0-0", "pass"),
        ("case-1-0", "pass"),
        ("case-2-0", "fail"),
    ] {
        let wanted = format!("{{\"criterion\":\"{id}\",\"verdict\":\"{verdict}\"");
        assert!(log.contains(&wanted), "{wanted} in\n{log}");
    }
    folder
        .run(&[&["import", "promptfoo", "config.yaml"], &to[..]].concat())
        .exits(2)
        .says("`r.yaml` is there already");
}

#[test]
fn a_configuration_without_anything_to_take_over_is_nothing() {
    let folder = Folder::new();
    folder.write(
        "c.json",
        r#"{"tests":[{"assert":[{"type":"python","value":"True"}]}]}"#,
    );
    folder
        .run(&["import", "promptfoo", "c.json", "-o", "out"])
        .exits(4)
        .prints("tests[0].assert[0]  python")
        .says("nothing was written");
    folder.write("broken.yaml", "tests: [\n");
    folder
        .run(&["import", "promptfoo", "broken.yaml", "-o", "out"])
        .exits(2)
        .says("error[yaml]");
    folder
        .run(&["import", "promptfoo", "broken.yaml"])
        .exits(2)
        .says("--output");
    assert_eq!(folder.names(), ["broken.yaml", "c.json", "rubric.yaml"]);
}

#[test]
fn prompts_of_ifeval_become_cases() {
    let folder = Folder::new();
    let line = r#"{"key":1,"prompt":"Пиши\r\n🙂","instruction_id_list":["punctuation:no_comma","x:y"],"kwargs":[{"n":null},{}]}"#;
    folder.write("d.jsonl", format!("{line}\n"));
    folder
        .run(&["import", "ifeval", "d.jsonl", "-o", "cases.jsonl"])
        .exits(0)
        .says("1 case with 2 criteria of 2 kinds\nnot defined: x:y (1 criterion)")
        .says("d.jsonl:1");
    let cases = folder.read("cases.jsonl");
    assert_eq!(
        cases,
        folder.run(&["import", "ifeval", "d.jsonl"]).exits(0).out
    );
    assert!(cases.contains(r#""criteria":[{"use":"punctuation:no_comma"},{"use":"x:y"}]"#));
    folder
        .run(&["import", "ifeval", "d.jsonl", "-o", "cases.jsonl"])
        .exits(2)
        .says("is there already");
    folder.write("e.jsonl", "{\"key\":1}\n{\n");
    let ran = folder.run(&["import", "ifeval", "e.jsonl"]).exits(2);
    ran.says("e.jsonl:1").says("e.jsonl:2");
}

#[test]
fn the_prompts_of_the_data_are_all_defined() {
    let data = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/ifeval/golden.jsonl"
    );
    if !std::path::Path::new(data).exists() {
        println!("skipped: `{data}` is not there");
        return;
    }
    let ran = Folder::new().run(&["import", "ifeval", data]).exits(0);
    assert!(!ran.err.contains("not defined"), "{}", ran.err);
    assert!(ran.err.contains("of 25 kinds"), "{}", ran.err);
}
