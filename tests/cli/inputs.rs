//! What an input argument may be: file, folder, glob, standard input.

use std::io::Write;

use crate::folder::{ANSWERS, Folder};

const ONE: &str = "{\"prompt\":\"p\",\"response\":\"hello\"}\n";

/// The files of a log, in order.
fn files(log: &str) -> Vec<String> {
    let record = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let file = |line: &str| record(line)["source"]["file"].as_str().map(str::to_owned);
    log.lines().filter_map(file).collect()
}

#[test]
fn a_folder_is_read_in_sorted_order_and_what_is_no_transcript_is_named() {
    let folder = Folder::new();
    for name in [
        "t/b.jsonl",
        "t/a/z.md",
        "t/a/y.jsonl",
        "t/.hidden/x.jsonl",
        "t/.x.jsonl",
    ] {
        folder.write(name, ONE);
    }
    folder.write("t/noise.bin", b"\x89PNG\r\n\0");
    folder.write("t/empty.jsonl", "");
    let ran = folder.score(&["t", "--format", "jsonl"]).exits(0);
    assert_eq!(files(&ran.out), ["t/a/y.jsonl", "t/a/z.md", "t/b.jsonl"]);
    assert_eq!(
        ran.err,
        "warning: left out 2 files that are no transcript: t/empty.jsonl, t/noise.bin\n"
    );
}

#[test]
fn a_glob_that_the_shell_left_alone_is_expanded() {
    let folder = Folder::new();
    for name in ["t/b.jsonl", "t/a.jsonl", "t/deep/c.jsonl", "t/d.md"] {
        folder.write(name, ONE);
    }
    let ran = folder.score(&["t/*.jsonl", "--format", "jsonl"]).exits(0);
    assert_eq!(files(&ran.out), ["t/a.jsonl", "t/b.jsonl"]);
    let ran = folder.score(&["**/*.jsonl", "--format", "jsonl"]).exits(0);
    assert_eq!(
        files(&ran.out),
        ["t/a.jsonl", "t/b.jsonl", "t/deep/c.jsonl"]
    );
    folder
        .score(&["t/*.csv"])
        .exits(2)
        .says("cannot read `t/*.csv`: no file matches the glob");
    folder
        .score(&["t/[.jsonl"])
        .exits(2)
        .says("`t/[.jsonl` is no glob");
}

#[test]
fn a_file_whose_name_looks_like_a_glob_is_a_file() {
    let folder = Folder::new();
    folder.write("a[1].jsonl", ONE);
    folder.score(&["a[1].jsonl"]).exits(0).prints("1 answer");
}

#[test]
fn standard_input_is_read() {
    let folder = Folder::new();
    folder
        .score_stdin(&["-"], ANSWERS.as_bytes())
        .exits(0)
        .prints("b#0  <stdin>:2");
    folder
        .score_stdin(&["-"], b"")
        .exits(2)
        .says("`<stdin>` is empty");
    folder
        .score_stdin(&["-"], b"hello")
        .exits(2)
        .says("`<stdin>` is no transcript");
    folder
        .score_stdin(&["-", "--input-format", "markdown"], b"hello")
        .exits(0)
        .prints("1 answer");
}

#[test]
fn an_input_that_is_named_twice_is_read_once() {
    let folder = Folder::with_answers();
    folder
        .score(&["a.jsonl", "a.jsonl"])
        .exits(0)
        .says("named twice is read once: a.jsonl")
        .prints("4 answers");
}

#[test]
fn what_is_named_must_be_a_transcript() {
    let folder = Folder::new();
    folder.write("noise.xyz", "hello\n");
    folder.write("empty.md", "");
    folder.write("folder/noise.xyz", "hello\n");
    std::fs::create_dir(folder.path().join("bare")).unwrap();
    let both = folder
        .score(&["noise.xyz", "gone.jsonl", "empty.md", "bare"])
        .exits(2);
    let both = both
        .says("`noise.xyz` is no transcript that semper knows")
        .says("name its format with `--input-format`")
        .says("prompt-response: JSON Lines with a prompt and a response")
        .says("cannot read `gone.jsonl`: there is no such file")
        .says("`empty.md` is empty")
        .says("the folder `bare` has no files");
    assert_eq!(both.out, "");
    folder
        .score(&["folder"])
        .exits(2)
        .says("no file in the folder is a transcript: folder/noise.xyz");
}

#[test]
fn an_unknown_format_is_named_with_the_known_ones() {
    let folder = Folder::with_answers();
    folder
        .score(&["a.jsonl", "--input-format", "mesages"])
        .exits(2)
        .says("there is no input format `mesages`")
        .says("did you mean `messages`?")
        .says("claude-code: a session of Claude Code");
}

#[test]
fn a_run_log_and_a_compressed_file_are_told_from_transcripts() {
    let folder = Folder::with_answers();
    folder.score(&["a.jsonl", "-o", "run.jsonl"]).exits(0);
    folder
        .score(&["run.jsonl"])
        .exits(2)
        .says("it is a run log");
    folder.write("a.jsonl.gz", b"\x1f\x8b\x08\x00rest");
    folder
        .score(&["a.jsonl.gz"])
        .exits(2)
        .says("`a.jsonl.gz` cannot be unpacked")
        .says("copy it again");
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_files_are_read_like_others() {
    let folder = Folder::with_answers();
    let text = folder.read("a.jsonl");
    folder.write("b.jsonl.gz", gzip(&text));
    folder.write("c.bin", zstd::encode_all(text.as_bytes(), 1).unwrap());
    folder.write("d.md.gz", gzip("Ответ 🙂\r\n"));
    let plain = folder.run(&["inspect", "a.jsonl"]);
    for name in ["b.jsonl.gz", "c.bin"] {
        let packed = folder.run(&["inspect", name]).exits(0);
        assert_eq!(packed.out.replace(name, "a.jsonl"), plain.out);
    }
    folder
        .run(&["inspect", "d.md.gz"])
        .exits(0)
        .prints("markdown");
}

#[test]
fn a_compressed_file_that_is_cut_gives_what_it_has() {
    let folder = Folder::new();
    let lines: Vec<String> = (0..20_000)
        .map(|n| {
            format!(
                "{{\"id\":{n},\"prompt\":\"{}\",\"response\":\"да\"}}\n",
                n * 7919
            )
        })
        .collect();
    let whole = gzip(&lines.concat());
    folder.write("a.gz", &whole[..whole.len() / 2]);
    folder
        .run(&["inspect", "--all", "a.gz"])
        .exits(0)
        .prints("case 1")
        .prints("the rest of the file cannot be read")
        .prints("1 invalid");
}

const REQUEST: &str = r#"{"custom_id":"а","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"Сколько будет 2+2?"}]}}"#;
const RESULT: &str = r#"{"id":"b","custom_id":"а","response":{"status_code":200,"body":{"object":"chat.completion","choices":[{"message":{"role":"assistant","content":"4"}}]}},"error":null}"#;

#[test]
fn results_of_a_batch_get_their_prompts_from_its_requests() {
    let folder = Folder::new();
    folder.write("in.jsonl", REQUEST);
    folder.write("out.jsonl", RESULT);
    for inputs in [&["out.jsonl", "in.jsonl"][..], &["."]] {
        let arguments = [&["inspect"], inputs].concat();
        folder
            .run(&arguments)
            .exits(0)
            .prints("Сколько будет 2+2?")
            .prints("1 answer, 0 invalid");
    }
    folder
        .run(&["inspect", "in.jsonl"])
        .exits(2)
        .says("holds requests of a batch")
        .says("`custom_id`");
}

#[test]
fn a_list_is_read_however_long_and_however_it_is_laid_out() {
    let folder = Folder::new();
    let record = r#"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"да"}]}"#;
    let records = vec![record; 2_000];
    let (wide, tall) = (records.join(","), records.join(",\n"));
    folder.write("wide.json", format!("[{wide}]"));
    folder.write("tall.json", format!("[\n{tall}\n]\n"));
    folder.write("lines.jsonl", records.join("\n"));
    for name in ["wide.json", "tall.json", "lines.jsonl"] {
        let read = folder.run(&["inspect", name]);
        read.exits(0).prints("2,000 answers, 0 invalid");
    }
}

#[test]
fn requests_beside_responses_are_named_and_left_out() {
    let folder = Folder::with_answers();
    folder.write(
        "x.request.json",
        "{\n \"model\": \"m\",\n \"messages\": [{\"role\": \"user\", \"content\": \"q\"}]\n}",
    );
    folder.write(
        "x.response.json",
        r#"{"object":"chat.completion","choices":[{"message":{"content":"a"}}]}"#,
    );
    folder
        .run(&["inspect", "."])
        .exits(0)
        .prints("openai-chat")
        .says("x.request.json");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once() {
    let folder = Folder::with_answers();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let path = folder.path().join("pipe");
    let text = ANSWERS.repeat(500);
    let writer = std::thread::scope(|scope| {
        let writer = scope.spawn(|| std::fs::write(&path, &text));
        folder.score(&["pipe"]).exits(0).prints("2,000 answers");
        writer.join().unwrap()
    });
    writer.unwrap();
}
