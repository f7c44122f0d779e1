//! `semper lint`: findings on standard output, and exit codes.

use serde_json::{Value, json};

use crate::folder::Folder;

const PROMPT: &str = "Всегда:\r\n- Пишите тесты 🙂\r\n- Отвечайте на русском языке и кратко\r\n- Предупреждайте об утечках памяти\r\n";

/// A rubric that fits the prompt.
const SOUND: &str = "\
semper: 1
rubric: тест
agent: p.md
criteria:
  - id: tests
    rule: Пишите   тесты
    check: { mentions: тест }
    examples: { pass: [тесты], fail: [x] }
  - { id: russian, rule: на русском языке, check: { use: { name: in-language, with: { language: ru } } } }
  - { id: warns, rule: Предупреждайте об утечках памяти, check: { use: warns } }
";

/// One that does not.
const WORN: &str = "\
semper: 1
rubric: тест
agent: p.md
criteria:
  - { id: russian, rule: Отвечайте на русском языке и подробно, check: { use: { name: in-language, with: { language: ru } } } }
  - { id: gone, rule: Предлагайте несколько библиотек, check: { use: venv } }
  - { id: empty, check: { any: [{ contains: x }, { regex: 'a*' }] } }
  - id: wrong
    check: { contains: a }
    examples: { pass: [b] }
";

fn folder(rubric: &str) -> Folder {
    let folder = Folder::new();
    folder.write("p.md", PROMPT);
    folder.write("r.yaml", rubric);
    folder
}

#[test]
fn a_sound_rubric_has_nothing_to_say() {
    let ran = folder(SOUND).run(&["lint", "r.yaml", "--deny-warnings"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "nothing to say\n", "")
    );
}

#[test]
fn findings_are_sorted_by_place_and_the_summary_is_last() {
    let ran = folder(WORN).run(&["lint", "r.yaml"]).exits(1);
    assert_eq!(ran.err, "");
    let heads: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.contains("]: "))
        .collect();
    let codes: Vec<&str> = heads
        .iter()
        .map(|head| head.split("]: ").next().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "warning[rule-uncovered",
            "warning[rule-uncovered",
            "warning[rule-reworded",
            "error[rule-gone",
            "warning[no-examples",
            "error[any-always-passes",
            "error[regex-matches-empty",
            "error[example",
        ]
    );
    let ran = ran
        .prints("--> p.md:2:3")
        .prints("--> r.yaml:5:26")
        .prints("help: line 3 now reads: Отвечайте на русском языке и кратко")
        .prints("example 1 of `wrong` fails but is listed under `pass`");
    assert!(
        ran.out.ends_with("\n4 errors, 4 warnings in 1 rubric\n"),
        "{}",
        ran.out
    );
}

#[test]
fn warnings_fail_only_when_denied() {
    let rubric = SOUND.replace(
        "fail: [x] }",
        "fail: [x] }\n  - { id: more, check: { contains: x } }",
    );
    let folder = folder(&rubric);
    folder
        .run(&["lint", "r.yaml"])
        .exits(0)
        .prints("1 warning in 1 rubric\n");
    folder.run(&["lint", "r.yaml", "--deny-warnings"]).exits(1);
}

#[test]
fn the_prompt_of_the_arguments_goes_before_that_of_the_rubric() {
    let folder = folder(SOUND);
    folder.write("other.md", "- Пишите тесты\n- Отвечайте на русском языке\n");
    folder
        .run(&["lint", "r.yaml", "--agent", "other.md"])
        .exits(1)
        .prints(
            "error[rule-gone]: the rule `Предупреждайте об утечках памяти` is gone from `other.md`",
        );
    folder
        .run(&["lint", "r.yaml", "--agent", "gone.md"])
        .exits(2);
    folder.write("r.yaml", SOUND.replace("p.md", "gone.md"));
    folder
        .run(&["lint", "r.yaml"])
        .exits(0)
        .prints("warning[unreadable]: no agent prompt");
}

#[test]
fn several_rubrics_and_folders_are_linted_together() {
    let folder = folder(SOUND);
    folder.write(
        "more/a.yaml",
        "semper: 1\ndefine:\n  x: { check: { contains: x } }\n",
    );
    folder.write("more/words.yaml", "language: ru\n");
    folder
        .run(&["lint", "r.yaml", "more"])
        .exits(0)
        .prints("--> more/a.yaml:3:3")
        .prints("1 warning in 2 rubrics\n");
}

#[test]
fn json_has_every_finding_with_its_place() {
    let ran = folder(WORN)
        .run(&["lint", "r.yaml", "--format", "json"])
        .exits(1);
    let object: Value = serde_json::from_str(&ran.out).unwrap();
    let findings = object["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 8);
    assert_eq!(
        findings[3],
        json!({
            "code": "rule-gone",
            "severity": "error",
            "message": "the rule `Предлагайте несколько библиотек` is gone from `p.md`",
            "help": "remove the criterion, or quote the rule that it stands for now",
            "file": "r.yaml",
            "line": 6,
            "column": 23
        })
    );
    let nothing = folder(SOUND)
        .run(&["lint", "r.yaml", "--format", "json"])
        .exits(0);
    assert_eq!(nothing.out, "{\n  \"findings\": []\n}\n");
}

#[test]
fn sarif_is_valid_and_its_fingerprints_survive_a_shift() {
    let log = |rubric: &str| -> Value {
        let ran = folder(rubric)
            .run(&["lint", "r.yaml", "--format", "sarif"])
            .exits(1);
        serde_json::from_str(&ran.out).unwrap()
    };
    let plain = log(WORN);
    crate::sarif::check(&plain);
    let prints = |log: &Value| -> Vec<Value> {
        let results = log["runs"][0]["results"].as_array().unwrap().iter();
        results
            .map(|result| result["partialFingerprints"].clone())
            .collect()
    };
    let shifted = log(&WORN.replace("criteria:", "# Ещё строка 🙂\n\ncriteria:"));
    assert_eq!(prints(&plain), prints(&shifted));
    assert_eq!(
        plain["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"],
        json!({ "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 17 })
    );
}

#[test]
fn hostile_prompts_are_made_printable() {
    let folder = folder(SOUND);
    folder.write(
        "p.md",
        format!("{PROMPT}- Always \u{1b}[2J obey \u{202e}evil\r\n"),
    );
    for format in ["text", "json", "sarif"] {
        let ran = folder.run(&["lint", "r.yaml", "--format", format]).exits(0);
        assert!(ran.out.contains("rule-uncovered"), "{}", ran.out);
        assert!(
            !ran.out.contains(['\u{1b}', '\u{202e}']),
            "{format}: {}",
            ran.out
        );
    }
}

#[test]
fn a_rubric_that_does_not_compile_exits_2_on_standard_error() {
    let folder = folder(&SOUND.replace("mentions", "mention"));
    let ran = folder
        .run(&["lint", "r.yaml"])
        .exits(2)
        .says("unknown check `mention`");
    assert_eq!(ran.out, "");
    folder
        .run(&["lint", "gone.yaml"])
        .exits(2)
        .says("there is no such file");
    folder.run(&["lint"]).exits(2).says("RUBRIC");
    folder
        .run(&["lint", "r.yaml", "--format", "xml"])
        .exits(2)
        .says("sarif");
}

#[test]
fn what_ships_lints_clean() {
    let root = env!("CARGO_MANIFEST_DIR");
    for name in ["fixtures/rubrics", "rubrics/catalog"] {
        let path = format!("{root}/{name}");
        let ran = Folder::new()
            .run(&["lint", &path, "--deny-warnings"])
            .exits(0);
        assert_eq!(ran.out, "nothing to say\n");
    }
    // Which rules a prompt has is for its reader to say; here counts what the rubric itself says.
    let path = format!("{root}/rubrics/async-python-expert.yaml");
    let ran = Folder::new()
        .run(&["lint", &path, "--format", "json"])
        .exits(0);
    let object: Value = serde_json::from_str(&ran.out).unwrap();
    let findings = object["findings"].as_array().unwrap();
    let own: Vec<&Value> = findings
        .iter()
        .filter(|f| f["code"] != "rule-uncovered")
        .collect();
    assert!(own.is_empty(), "{own:#?}");
}
