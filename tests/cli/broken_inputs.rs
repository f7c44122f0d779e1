//! Broken transcripts: each has its exit code and a message with its place.

use crate::folder::Folder;

/// A broken transcript: what it is called, its name and bytes, the exit code, and what is said of it.
#[derive(Clone)]
struct Broken {
    what: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    code: i32,
    said: &'static str,
}

fn broken(
    what: &'static str,
    file: &'static str,
    bytes: impl Into<Vec<u8>>,
    code: i32,
    said: &'static str,
) -> Broken {
    Broken {
        what,
        file,
        bytes: bytes.into(),
        code,
        said,
    }
}

/// One good record; what is broken beside it is invalid and does not stop the run.
const GOOD: &str = "{\"id\":\"good\",\"prompt\":\"p\",\"response\":\"hello\"}\n";

fn beside_good(line: impl AsRef<[u8]>) -> Vec<u8> {
    [GOOD.as_bytes(), line.as_ref()].concat()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

/// Records that are invalid beside a good one: exit 0, named in the report.
fn invalid_records() -> Vec<Broken> {
    let row = |what, line: &[u8], said| broken(what, "a.jsonl", beside_good(line), 0, said);
    vec![
        row("invalid UTF-8", b"{\"response\":\"\xd0\xb6\xff\"}\n", "a.jsonl:2  the text is not UTF-8 at column 15"),
        row("NUL byte", b"{\"response\":\"a\0\"}\n", "a.jsonl:2  the record holds a NUL byte at column 15"),
        row("lone surrogate", b"{\"response\":\"\\ud83d\"}\n", "a.jsonl:2  half of a surrogate pair"),
        row("low surrogate first", b"{\"response\":\"\\udc00x\"}\n", "a.jsonl:2  half of a surrogate pair"),
        row("truncated last line", b"{\"id\":\"z\",\"response\":\"cut of", "a.jsonl:2  the record ends at column"),
        row("nested bomb", "[".repeat(200_000).as_bytes(), "a.jsonl:2  "),
        row(
            "nested bomb in a member",
            format!("{{\"meta\":{}", "[".repeat(200_000)).as_bytes(),
            "a.jsonl:2  the record ends at column 200008 before it is complete",
        ),
        row("null response", b"{\"prompt\":\"p\",\"response\":null}\n", "a.jsonl:2  `response` is null"),
        row("response as object", b"{\"response\":{\"text\":\"a\"}}\n", "a.jsonl:2  `response` is an object"),
        row("response as list", b"{\"response\":[\"a\"]}\n", "a.jsonl:2  `response` is a list"),
        row("response as number", b"{\"response\":42}\n", "a.jsonl:2  `response` is a number"),
        row("array line", b"[1,2]\n", "a.jsonl:2  the line holds no JSON object"),
        row("string line", b"\"hello\"\n", "a.jsonl:2  the line holds no JSON object"),
        row("no JSON", b"hello\n", "a.jsonl:2  the record is not JSON at column 1"),
        row("no answer", b"{\"id\":\"x\",\"prompt\":\"p\"}\n", "a.jsonl:2  the record has no answer"),
        row("answer twice", b"{\"response\":\"a\",\"response\":\"b\"}\n", "stands twice"),
        row("prompt as list", b"{\"prompt\":[],\"response\":\"b\"}\n", "a.jsonl:2  `prompt` is a list"),
        row("id as object", b"{\"id\":{},\"response\":\"b\"}\n", "a.jsonl:2  "),
        row("negative repeat", b"{\"id\":\"x\",\"repeat\":-1,\"response\":\"b\"}\n", "a.jsonl:2  "),
        row("tags as string", b"{\"tags\":\"t\",\"response\":\"b\"}\n", "a.jsonl:2  "),
        row("files as string", b"{\"files\":\"t\",\"response\":\"b\"}\n", "a.jsonl:2  "),
        row("two records on a line", b"{\"response\":\"a\"}{\"response\":\"b\"}\n", "a.jsonl:2  the record is not JSON"),
        row(
            "duplicate id and repeat",
            b"{\"id\":\"x\",\"repeat\":0,\"response\":\"a\"}\n{\"id\":\"x\",\"repeat\":0,\"response\":\"b\"}\n",
            "a.jsonl:3  case `x` has repeat 0 a second time",
        ),
    ]
}

/// Files that cannot be used at all.
fn unusable() -> Vec<Broken> {
    vec![
        broken("empty", "a.jsonl", "", 2, "`a.jsonl` is empty"),
        broken(
            "UTF-16 lines",
            "a.jsonl",
            utf16(GOOD),
            2,
            "the text is UTF-16",
        ),
        broken(
            "UTF-16 text",
            "a.md",
            utf16("hello"),
            4,
            "the text is UTF-16: save the file as UTF-8",
        ),
        broken(
            "binary text",
            "a.md",
            b"hello\n\0".to_vec(),
            4,
            "a.md:2  the file holds a NUL byte",
        ),
        broken(
            "latin-1 text",
            "a.txt",
            b"hello\ncaf\xe9\n".to_vec(),
            4,
            "a.txt:2  the text is not UTF-8 at column 4",
        ),
        broken(
            "no records at all",
            "a.jsonl",
            "hello\nworld\n",
            2,
            "`a.jsonl` is no transcript",
        ),
        broken(
            "a JSON document",
            "a.json",
            "{\n \"a\": 1\n}\n",
            2,
            "`a.json` is no transcript",
        ),
        broken(
            "a number",
            "a.jsonl",
            "42\n",
            2,
            "`a.jsonl` is no transcript",
        ),
        broken(
            "bomb only",
            "a.jsonl",
            "[".repeat(200_000),
            2,
            "`a.jsonl` is no transcript",
        ),
        broken(
            "only null answers",
            "a.jsonl",
            "{\"prompt\":\"p\",\"response\":null}\n",
            4,
            "every record of the input is invalid",
        ),
        broken(
            "only cut",
            "a.jsonl",
            "{\"prompt\":\"p\",\"response\":\"cut",
            4,
            "every record of the input is invalid",
        ),
    ]
}

/// Files that look broken and are not.
fn harmless() -> Vec<Broken> {
    let row = |what, bytes: &[u8], said| broken(what, "a.jsonl", bytes, 0, said);
    let mark = ["\u{feff}".as_bytes(), GOOD.as_bytes()].concat();
    vec![
        row("byte order mark", &mark, "1 answer, 2 criteria: score 1.00"),
        row(
            "CRLF and blank lines",
            b"\r\n{\"response\":\"hello\"}\r\n\r\n",
            "1 answer, 2 criteria: score 1.00",
        ),
        row(
            "no line break at the end",
            b"{\"response\":\"hello\"}",
            "1 answer, 2 criteria: score 1.00",
        ),
        row(
            "no prompt and no id",
            b"{\"response\":\"bye\"}\n",
            "a.jsonl:1#0  a.jsonl:1  ",
        ),
        row(
            "escaped NUL",
            b"{\"response\":\"hello \\u0000\"}\n",
            "score 1.00",
        ),
        row(
            "empty answer",
            b"{\"prompt\":\"p\",\"response\":\"\"}\n",
            "score 0.00",
        ),
        row(
            "the same id without repeat",
            &beside_good(GOOD),
            "2 answers, 2 criteria: score 1.00",
        ),
    ]
}

#[test]
fn every_broken_transcript_has_its_exit_code_and_message() {
    let folder = Folder::new();
    let rows = [invalid_records(), unusable(), harmless()].concat();
    assert!(rows.len() >= 40);
    for row in rows {
        folder.write(row.file, &row.bytes);
        let ran = folder.score(&[row.file]);
        let shown = format!("{}:\n{}\n{}", row.what, ran.out, ran.err);
        assert_eq!(ran.code, row.code, "{shown}");
        assert!(
            ran.out.contains(row.said) || ran.err.contains(row.said),
            "{shown}"
        );
    }
}

#[test]
fn a_line_over_the_bound_is_one_invalid_record_and_the_next_is_read() {
    let folder = Folder::new();
    let long = format!("{{\"response\":\"{}\"}}\n", "x".repeat(300_000));
    folder.write("a.jsonl", [GOOD, &long, GOOD].concat());
    folder
        .score(&["a.jsonl", "--max-response-bytes", "1000"])
        .exits(0)
        .prints("a.jsonl:2  the line has more than 67536 bytes")
        .prints("2 answers");
    let over = format!("{{\"response\":\"{}\"}}\n", "x".repeat(1_001));
    folder.write("a.jsonl", [GOOD, &over].concat());
    folder
        .score(&["a.jsonl", "--max-response-bytes", "1000"])
        .exits(0)
        .prints("a.jsonl:2  the response has 1001 bytes, more than 1000");
}

#[test]
fn a_folder_with_the_name_of_a_file_is_read_as_a_folder() {
    let folder = Folder::new();
    folder.write("a.jsonl/b.jsonl", GOOD);
    folder.score(&["a.jsonl"]).exits(0).prints("1 answer");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_itself_is_named() {
    let folder = Folder::new();
    folder.write("t/a.jsonl", GOOD);
    std::os::unix::fs::symlink(".", folder.path().join("t/loop")).unwrap();
    folder
        .score(&["t"])
        .exits(2)
        .says("cannot read `t/loop`: a link leads back");
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.jsonl")).unwrap();
    folder
        .score(&["dangling.jsonl"])
        .exits(2)
        .says("cannot read `dangling.jsonl`: there is no such file");
}
