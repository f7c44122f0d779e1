//! `--output` is whole or untouched; a reader that leaves is no failure.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::folder::{ANSWERS, Folder};

#[test]
fn a_run_that_fails_leaves_the_old_log_and_nothing_else() {
    let folder = Folder::with_answers();
    folder.write("run.jsonl", "old");
    folder.write("bad.jsonl", "{\"prompt\":\"p\",\"response\":null}\n");
    folder.write("bad.yaml", "semper: 1\n");
    let before = folder.names();
    folder.score(&["bad.jsonl", "-o", "run.jsonl"]).exits(4);
    folder.score(&["gone.jsonl", "-o", "run.jsonl"]).exits(2);
    folder
        .run(&["score", "-r", "bad.yaml", "a.jsonl", "-o", "run.jsonl"])
        .exits(2);
    assert_eq!(folder.read("run.jsonl"), "old");
    assert_eq!(folder.names(), before);
    folder.score(&["a.jsonl", "-o", "run.jsonl"]).exits(0);
    assert!(folder.read("run.jsonl").starts_with("{\"type\":\"run\""));
    assert_eq!(folder.names(), before);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_old_log_and_nothing_else() {
    let folder = Folder::with_answers();
    folder.write("run.jsonl", "old");
    let before = folder.names();
    let mut command = folder.program(&["score", "-r", "rubric.yaml", "-", "-o", "run.jsonl"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More than detection looks at; the input stays open, so the run goes on.
    let mut input = child.stdin.take().unwrap();
    input.write_all(ANSWERS.repeat(400).as_bytes()).unwrap();
    while folder.names() == before {
        assert!(
            child.try_wait().unwrap().is_none(),
            "the run ended by itself"
        );
        std::thread::yield_now();
    }
    // The handler is set after the file is made; until then the signal would kill without a trace of ours.
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    if status.is_err() {
        child.kill().unwrap();
        child.wait().unwrap();
        return;
    }
    while !catches_interrupts(child.id()) {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut said = String::new();
    child.stderr.unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "\ninterrupted: `run.jsonl` is left as it was\n");
    assert_eq!(folder.read("run.jsonl"), "old");
    assert_eq!(folder.names(), before);
}

/// Whether the process has a handler for signal 2.
#[cfg(unix)]
fn catches_interrupts(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap() & 2 != 0
}

#[test]
fn an_output_that_cannot_be_is_refused_before_scoring() {
    let folder = Folder::with_answers();
    folder
        .score(&["a.jsonl", "-o", "no/run.jsonl"])
        .exits(2)
        .says("cannot write `no/run.jsonl`: there is no folder `no`");
    folder.write("dir/x", "");
    folder
        .score(&["a.jsonl", "-o", "dir"])
        .exits(2)
        .says("cannot write `dir`: it is a folder");
    folder
        .score(&["a.jsonl", "-o", "a.jsonl"])
        .exits(2)
        .says("`--output` would replace the input `a.jsonl`");
    assert_eq!(folder.read("a.jsonl"), ANSWERS);
}

#[cfg(unix)]
#[test]
fn a_log_is_as_readable_as_any_new_file_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_answers();
    let plain = folder.write("plain", "");
    folder.score(&["a.jsonl", "-o", "run.jsonl"]).exits(0);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&folder.path().join("run.jsonl")), mode(&plain));

    let link = folder.path().join("link.jsonl");
    std::os::unix::fs::symlink("run.jsonl", &link).unwrap();
    folder.write("run.jsonl", "old");
    folder.score(&["a.jsonl", "-o", "link.jsonl"]).exits(0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(folder.read("run.jsonl").starts_with("{\"type\":\"run\""));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let folder = Folder::with_answers();
    folder.score(&["a.jsonl", "-o", "/dev/null"]).exits(0);
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}

/// Runs with a standard output that nobody reads.
fn unread(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = folder.program(&[&["score", "-r", "rubric.yaml"], arguments].concat());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let folder = Folder::new();
    folder.write("a.jsonl", ANSWERS.repeat(2_000));
    for format in ["jsonl", "text", "json"] {
        assert_eq!(
            unread(&folder, &["a.jsonl", "--format", format]),
            (Some(0), String::new())
        );
    }
    let (code, err) = unread(
        &folder,
        &["a.jsonl", "--format", "jsonl", "--fail-under", "0.9"],
    );
    assert_eq!(code, Some(1), "{err}");
    let (code, _) = unread(
        &folder,
        &["a.jsonl", "--format", "jsonl", "-o", "run.jsonl"],
    );
    assert_eq!(code, Some(0));
    assert!(
        folder
            .read("run.jsonl")
            .trim_end()
            .lines()
            .last()
            .unwrap()
            .contains("\"summary\"")
    );
}
