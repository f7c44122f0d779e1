//! `--turn`: which turns of conversations are scored, and what they are called.

use crate::folder::Folder;

/// A session of three turns, of which the last has no answer; lines end with CRLF.
fn session() -> String {
    let lines = [
        r#"{"type":"user","sessionId":"s","message":{"role":"user","content":"Раз 🙂"}}"#,
        r#"{"type":"assistant","sessionId":"s","message":{"role":"assistant","model":"m-1","content":[{"type":"text","text":"hello"},{"type":"tool_use","id":"1","name":"Write","input":{"file_path":"t.py","content":"x = 1\n"}}]}}"#,
        r#"{"type":"user","sessionId":"s","message":{"role":"user","content":"Два"}}"#,
        r#"{"type":"assistant","sessionId":"s","message":{"role":"assistant","model":"m-2","content":[{"type":"text","text":"пока"},{"type":"tool_use","id":"2","name":"Edit","input":{"file_path":"t.py","old_string":"1","new_string":"2"}}]}}"#,
        r#"{"type":"user","sessionId":"s","message":{"role":"user","content":"Три"}}"#,
    ];
    lines.join("\r\n")
}

const RECORD: &str = r#"{"id":"c1","messages":[{"role":"system","content":"Будь краток"},{"role":"user","content":"й?"},{"role":"assistant","content":"hello"},{"role":"user","content":"и ещё?"},{"role":"assistant","content":"bye"}]}"#;

fn records(log: &str) -> Vec<serde_json::Value> {
    let records = log.lines().map(|line| serde_json::from_str(line).unwrap());
    let scored = |record: &serde_json::Value| record["type"] == "result";
    records.filter(scored).collect()
}

fn told<'r>(records: &'r [serde_json::Value], member: &str) -> Vec<&'r str> {
    let texts = records.iter().map(|record| record[member].as_str());
    texts.map(Option::unwrap).collect()
}

#[test]
fn all_turns_are_scored_each_with_its_prompt_and_files() {
    let folder = Folder::new();
    folder.write("s.jsonl", session());
    let all = folder.score(&["s.jsonl", "--turn", "all", "--format", "jsonl"]);
    let all = records(&all.exits(0).out);
    assert_eq!(told(&all, "prompt"), ["Раз 🙂", "Два"]);
    assert_eq!(told(&all, "response"), ["hello", "пока"]);
    assert_eq!(told(&all, "model"), ["m-1", "m-2"]);
    let contents: Vec<_> = all.iter().map(|r| &r["files"][0]["content"]).collect();
    assert_eq!(contents, ["x = 1\n", "x = 2\n"]);
    let lines: Vec<_> = all.iter().map(|r| &r["source"]["line"]).collect();
    assert_eq!(lines, [1, 3]);
}

#[test]
fn one_turn_is_scored_by_its_number_and_the_last_by_default() {
    let folder = Folder::new();
    folder.write("s.jsonl", session());
    let prompts = |arguments: &[&str]| {
        let arguments = [&["s.jsonl", "--format", "jsonl"], arguments].concat();
        let records = records(&folder.score(&arguments).exits(0).out);
        told(&records, "prompt").join("|")
    };
    assert_eq!(prompts(&[]), "Два");
    assert_eq!(prompts(&["--turn", "last"]), "Два");
    assert_eq!(prompts(&["--turn", "1"]), "Раз 🙂");
    assert_eq!(prompts(&["--turn", "2"]), "Два");
}

#[test]
fn a_turn_that_is_not_there_is_invalid_and_says_how_many_there_are() {
    let folder = Folder::new();
    folder.write("s.jsonl", session());
    folder
        .run(&["inspect", "s.jsonl", "--turn", "3"])
        .exits(4)
        .prints("invalid: turn 3 of 3 has no answer");
    folder
        .run(&["inspect", "s.jsonl", "--turn", "4"])
        .exits(4)
        .prints("invalid: there is no turn 4: the conversation has 3 turns");
    folder.write("p.jsonl", "{\"prompt\":\"p\",\"response\":\"hello\"}\n");
    folder.score(&["p.jsonl", "--turn", "1"]).exits(0);
    folder
        .run(&["inspect", "p.jsonl", "--turn", "2"])
        .exits(4)
        .prints("turn 2 was asked for, and the record has one answer: that is turn 1");
    for wrong in ["0", "-1", "first", "1.0", ""] {
        let turn = format!("--turn={wrong}");
        folder
            .score(&["s.jsonl", &turn])
            .exits(2)
            .says("counted from 1");
    }
}

#[test]
fn the_turns_of_a_record_with_an_id_are_cases_of_their_own() {
    let folder = Folder::new();
    let repeat = RECORD.replace("\"id\":\"c1\"", "\"id\":\"c1\",\"repeat\":3");
    folder.write("r.jsonl", format!("{RECORD}\n{repeat}\n"));
    let all = folder.score(&["r.jsonl", "--turn", "all", "--format", "jsonl"]);
    let all = records(&all.exits(0).out);
    let cases = ["c1/turn1", "c1/turn2", "c1/turn1", "c1/turn2"];
    assert_eq!(told(&all, "case"), cases);
    let repeats: Vec<_> = all.iter().map(|record| &record["repeat"]).collect();
    assert_eq!(repeats, [0, 0, 3, 3]);
    let one = folder.score(&["r.jsonl", "--turn", "1", "--format", "jsonl"]);
    assert_eq!(told(&records(&one.exits(0).out), "case"), ["c1", "c1"]);
}

#[test]
fn the_same_words_in_two_turns_never_collide() {
    let folder = Folder::new();
    let again = r#"{"repeat":0,"messages":[{"role":"user","content":"дальше"},{"role":"assistant","content":"hello"},{"role":"user","content":"дальше"},{"role":"assistant","content":"hello 2"}]}"#;
    let implicit = again.replace("\"repeat\":0,", "");
    for record in [again, &implicit] {
        folder.write("r.jsonl", record);
        let arguments = [
            "r.jsonl",
            "--turn",
            "all",
            "--strict-input",
            "--format",
            "jsonl",
        ];
        let all = records(&folder.score(&arguments).exits(0).out);
        assert_eq!(told(&all, "response"), ["hello", "hello 2"]);
        let name = |record: &serde_json::Value| format!("{}#{}", record["case"], record["repeat"]);
        assert_ne!(name(&all[0]), name(&all[1]));
    }
}

#[test]
fn the_gate_compares_all_turns() {
    let folder = Folder::new();
    folder.write("a.jsonl", RECORD);
    folder.write("b.jsonl", RECORD.replace("hello", "bye"));
    let arguments = [
        "gate",
        "-r",
        "rubric.yaml",
        "-b",
        "a.jsonl",
        "-c",
        "b.jsonl",
    ];
    let all = [&arguments[..], &["--turn", "all", "--strict"]].concat();
    folder.run(&all).exits(1).prints("c1/turn1");
    let last = [&arguments[..], &["--strict"]].concat();
    folder.run(&last).exits(4);
}

#[test]
fn the_system_prompt_is_logged_as_a_digest() {
    let folder = Folder::new();
    let other = RECORD.replace("Будь краток", "Будь подробен");
    let none = RECORD.replace("\"system\"", "\"tool\"");
    folder.write("r.jsonl", RECORD);
    folder.write("two.jsonl", format!("{RECORD}\n{other}\n{none}\n"));
    let one = folder.score(&["r.jsonl", "--format", "jsonl"]).exits(0);
    // sha256sum of «Будь краток»
    let digest = "sha256:b87042de772527e8c5cb44b0144a09a1eec53765e28637e1e1db32f775d64542";
    let records = records(&one.out);
    assert_eq!(records[0]["system"], digest);
    assert!(!one.out.contains("Будь краток"));
    folder
        .run(&["inspect", "r.jsonl", "--turn", "all"])
        .exits(0)
        .prints("(the same in all 2 answers)");
    folder
        .run(&["inspect", "two.jsonl"])
        .exits(0)
        .prints("2 different system prompts in 2 of 3 answers");
}

#[test]
fn inspect_counts_the_tools_and_sizes_the_files() {
    let folder = Folder::new();
    folder.write("s.jsonl", session());
    folder
        .run(&["inspect", "s.jsonl", "--turn", "all"])
        .exits(0)
        .prints("s.jsonl: claude-code\n  a session of Claude Code")
        .prints("turn 1 of 3  model m-1\n    prompt: Раз 🙂\n    answer, 5 characters: hello\n    file t.py, 6 bytes\n    1 tool call: Write 1\n")
        .prints("  2 answers, 0 invalid\n");
}

#[test]
fn several_choices_of_an_api_are_repeats() {
    let folder = Folder::new();
    let choice = |index: usize, text: &str| {
        format!(r#"{{"index":{index},"message":{{"role":"assistant","content":"{text}"}}}}"#)
    };
    let record = format!(
        r#"{{"request":{{"messages":[{{"role":"user","content":"q"}}]}},"response":{{"object":"chat.completion","choices":[{},{},{}]}}}}"#,
        choice(2, "в"),
        choice(0, "hello"),
        choice(1, "и\u{306}")
    );
    folder.write("r.jsonl", format!("{record}\n{record}\n"));
    let all = folder.score(&["r.jsonl", "--format", "jsonl"]).exits(0);
    let all = records(&all.out);
    let answers = ["hello", "и\u{306}", "в", "hello", "и\u{306}", "в"];
    assert_eq!(told(&all, "response"), answers);
    let repeats: Vec<_> = all
        .iter()
        .map(|record| record["repeat"].as_u64().unwrap())
        .collect();
    assert_eq!(repeats, [0, 1, 2, 3, 4, 5]);
}
