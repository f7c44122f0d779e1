//! Every format has its hostile twins: cut off, of wrong types, deep, huge. Each is told at its line, and the
//! rest of the batch is scored.

use crate::folder::Folder;
use crate::twins::{TWINS, Twin};

/// The hostile twins of a format as files.
fn write(folder: &Folder, twin: &Twin) -> Vec<&'static str> {
    folder.write("good", twin.good);
    let huge = "x ".repeat(10 << 20);
    let huge = twin.with(twin.answer.replace("hello", &huge).as_bytes());
    let mut files = vec!["huge"];
    folder.write("huge", huge);
    for (what, hostile) in twin.told() {
        folder.write(what, hostile);
        files.push(what);
    }
    files
}

#[test]
fn what_is_hostile_is_told_at_its_line_and_the_rest_is_scored() {
    for twin in TWINS {
        let folder = Folder::new();
        let files = write(&folder, twin);
        let named = ["good", "--all", "--input-format", twin.format];
        let ran = folder.score(&[&files, &named[..]].concat());
        let shown = format!("{}:\n{}\n{}", twin.format, ran.out, ran.err);
        assert_eq!(ran.code, 0, "{shown}");
        assert!(ran.out.contains("1 answer"), "{shown}");
        for file in files {
            let place = format!("  {file}:");
            let line = ran.out.lines().find(|line| line.starts_with(&place));
            let (number, reason) = line.expect(&shown)[place.len()..].split_once("  ").unwrap();
            let line: usize = number.parse().expect(&shown);
            let lines = folder.bytes(file).split(|byte| *byte == b'\n').count();
            assert!((1..=lines).contains(&line), "{shown}");
            assert!(reason.len() > 20, "{shown}");
        }
    }
}

#[test]
fn nothing_but_hostile_twins_is_nothing_to_score() {
    for twin in TWINS.iter().step_by(5) {
        let folder = Folder::new();
        let files = write(&folder, twin);
        let ran = folder.score(&[&files[..], &["--input-format", twin.format]].concat());
        assert_eq!(ran.code, 4, "{}: {}{}", twin.format, ran.out, ran.err);
    }
}
