//! `--map`: JSON of any shape, read by pointers.

use crate::folder::Folder;

const MAP: &str = "response=/out/text,prompt=/q,case=/meta/id";

fn record(id: u32, text: &str) -> String {
    format!(r#"{{"meta":{{"id":{id}}},"q":"Как? 🙂","out":{{"text":"{text}"}}}}"#)
}

#[test]
fn lines_a_list_and_documents_are_read() {
    let folder = Folder::new();
    let (a, b) = (record(1, "hello"), record(2, "пока й\\r\\n"));
    let pretty = |text: &str| text.replace("{\"", "{\n\"");
    for text in [
        format!("\u{feff}{a}\r\n\r\n{b}\r\n"),
        format!("[{a},{b}]"),
        format!("[\n{a},\n{b}\n]\n"),
        format!("{}\n{}", pretty(&a), pretty(&b)),
    ] {
        folder.write("a.json", &text);
        let ran = folder.score(&["a.json", "--map", MAP, "--format", "jsonl"]);
        let out = ran.exits(0).out;
        assert!(out.contains(r#""case":"1""#), "{text}: {out}");
        assert!(out.contains(r#""response":"пока й\r\n""#), "{text}: {out}");
        assert!(out.contains(r#""prompt":"Как? 🙂""#), "{text}: {out}");
    }
    folder
        .run(&["inspect", "a.json", "--map", MAP])
        .exits(0)
        .prints("a.json: mapped\n  mapped: response /out/text, case /meta/id, prompt /q\n")
        .prints("case 2");
}

#[test]
fn a_record_where_a_pointer_finds_nothing_is_invalid_and_the_others_are_read() {
    let folder = Folder::new();
    let lines = [
        record(1, "hello"),
        r#"{"meta":{"id":2},"q":"q"}"#.to_owned(),
        r#"{"meta":{"id":3},"q":"q","out":{"text":7}}"#.to_owned(),
        r#"{"meta":{"id":4},"q":"q","out":{"text":null}}"#.to_owned(),
        r#"{"meta":{"id":[]},"q":"q","out":{"text":"x"}}"#.to_owned(),
        "{\"meta\":".to_owned(),
        "[".repeat(100_000),
        record(9, "hello"),
    ];
    folder.write("a.jsonl", lines.join("\n"));
    folder
        .run(&["inspect", "--all", "a.jsonl", "--map", MAP])
        .exits(0)
        .prints("line 2  invalid: the record has nothing at `/out/text`")
        .prints("line 3  invalid: `/out/text` is a number: point to a string")
        .prints("line 4  invalid: `/out/text` is null")
        .prints("line 5  invalid: `/meta/id` is neither a string nor a whole number")
        .prints("line 6  invalid: ")
        .prints("line 7  invalid: ")
        .prints("  2 answers, 6 invalid\n");
}

#[test]
fn of_a_folder_only_files_with_an_answer_in_place_are_read() {
    let folder = Folder::new();
    folder.write("t/a.jsonl", record(1, "hello"));
    folder.write("t/b.json", r#"{"prompt":"p","response":"hello"}"#);
    folder.write("t/c.md", "hello");
    let ran = folder
        .score(&["t", "--map", MAP])
        .exits(0)
        .prints("1 answer");
    let ran = ran.says("left out 2 files that are no transcript: t/b.json, t/c.md");
    assert!(!ran.err.contains("error"));
    folder
        .score(&["t", "--map", "response=/nowhere"])
        .exits(2)
        .says("no file in the folder is a transcript");
    folder.score(&["t/b.json", "--map", MAP]).exits(4);
}

#[test]
fn a_mapping_that_cannot_be_read_says_why() {
    let folder = Folder::with_answers();
    for (map, says) in [
        ("prompt=/prompt", "add `response=/its/place`"),
        ("response=response", "it begins with `/`"),
        ("response=/a~b", "`~0`"),
        ("respons=/response", "did you mean `response`?"),
        ("response=/response,response=/x", "has `response` twice"),
        ("/response", "no `name=/pointer`"),
        ("response=\u{1b}[2J", "no JSON pointer"),
    ] {
        let ran = folder.score(&["a.jsonl", "--map", map]).exits(2);
        let ran = ran.says("error[argument]").says(says);
        assert!(!ran.err.contains('\u{1b}'), "{map:?}");
    }
    folder
        .score(&["a.jsonl", "--map", MAP, "--input-format", "messages"])
        .exits(2)
        .says("--input-format");
}
