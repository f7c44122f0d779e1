//! Lists, documents and archives are read element by element: what is broken in one is told at its place.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::folder::Folder;

/// A sample of a log.
fn sample(id: &str, answer: &str) -> String {
    format!(
        r#"{{"id":"{id}","epoch":1,"input":"Как? 🙂","output":{{"choices":[{{"message":{{"role":"assistant","content":"{answer}"}}}}]}}}}"#
    )
}

fn log(samples: &[String]) -> String {
    let samples = samples.join(",\n");
    format!(
        "{{\"version\":2,\"status\":\"success\",\"eval\":{{\"model\":\"m\"}},\"samples\":[\n{samples}\n]}}\n"
    )
}

#[test]
fn a_broken_element_is_told_at_its_line_and_the_others_are_scored() {
    let folder = Folder::new();
    let good = |id: &str| sample(id, "hello");
    let cut = good("b")[..35].to_owned();
    let typed = "{\"id\":\"c\",\"output\":7}".to_owned();
    folder.write(
        "a.json",
        log(&[good("a"), cut, typed, good("d"), "3".to_owned()]),
    );
    let ran = folder.score(&["a.json"]).exits(0).prints("2 answers");
    ran.prints("a.json:3  `samples[1]`: the record ends at column")
        .prints("a.json:4  `samples[2]`: the sample has no `output`")
        .prints("a.json:6  `samples[4]`: the record is no JSON object");
    let results = [
        r#"{"testIdx":0,"promptIdx":0,"response":{"output":"hello"}}"#,
        r#"{"testIdx":1,"promptIdx":0,"response":{"output":{"a":"\ud83d"}}}"#,
        r#"{"testIdx":2,"promptIdx":0,"response":{"output":"hello"}}"#,
    ];
    let results = format!(
        "{{\"evalId\":\"e\",\"results\":{{\"results\":[{}]}}}}",
        results.join(",")
    );
    folder.write("b.json", &results);
    let ran = folder.score(&["b.json"]).exits(0).prints("2 answers");
    ran.prints("b.json:1  `results.results[1]`: half of a surrogate pair");
    folder.write("cut.json", &results[..results.len() - 20]);
    let ran = folder.score(&["cut.json"]).exits(0).prints("1 answer");
    ran.prints("cut.json:1  the line ends before its JSON is complete");
}

#[test]
fn a_list_is_read_from_standard_input_and_packed_and_gives_the_same() {
    let folder = Folder::new();
    let record = |n: usize| {
        format!(
            "{{\"custom_id\":\"{n}\",\"response\":{{\"body\":{{\"object\":\"response\",\"output\":[{{\"type\":\"message\",\"content\":[{{\"type\":\"output_text\",\"text\":\"hello {n}\"}}]}}]}}}},\"error\":null}}"
        )
    };
    let records: Vec<String> = (0..3_000).map(record).collect();
    let list = format!("[{}]", records.join(",\n "));
    folder.write("a.json", &list);
    let named = folder.score(&["a.json", "--format", "jsonl"]).exits(0).out;
    assert_eq!(named.lines().count(), 3_002);
    let threads = folder
        .score(&["a.json", "--format", "jsonl", "--jobs", "1"])
        .exits(0);
    assert_eq!(threads.out, named);
    let stdin = folder.score_stdin(&["-", "--format", "jsonl"], list.as_bytes());
    assert_eq!(stdin.out.replace("<stdin>", "a.json"), named);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(list.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    folder.write("a.json.gz", &packed);
    let read = folder.score(&["a.json.gz", "--format", "jsonl"]).exits(0);
    assert_eq!(read.out.replace(".gz", ""), named);
    folder.write("cut.json.gz", &packed[..packed.len() / 2]);
    let cut = folder.score(&["cut.json.gz"]).exits(0);
    cut.prints("the rest of the file cannot be read");
}

#[test]
fn an_element_over_the_bound_is_one_invalid_record() {
    let folder = Folder::new();
    let long = sample("b", &"x".repeat(300_000));
    folder.write(
        "a.json",
        log(&[sample("a", "hello"), long, sample("c", "hello")]),
    );
    let bound = ["--max-response-bytes", "1000"];
    folder
        .score(&["a.json", bound[0], bound[1]])
        .exits(0)
        .prints("a.json:3  `samples[1]`: the record has more than 67536 bytes")
        .prints("2 answers");
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let level = SimpleFileOptions::default().compression_level(Some(1));
        zip.start_file(*name, level).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_entry_that_unpacks_to_very_much_is_told_and_the_others_are_scored() {
    let folder = Folder::new();
    let (a, c) = (sample("a", "hello"), sample("c", "hello"));
    let bomb = vec![b' '; (64 << 20) + 1];
    let bytes = archive(&[
        ("samples/a.json", a.as_bytes()),
        ("samples/b.json", &bomb),
        ("samples/../../c.json", c.as_bytes()),
    ]);
    assert!(bytes.len() < 1 << 20);
    folder.write("a.eval", &bytes);
    let said = "entry `samples/b.json`: it unpacks to more than 64 MiB: leave the sample out";
    let ran = folder.score(&["a.eval"]).exits(0).prints("2 answers");
    ran.prints(&format!("a.eval:2  {said}"));
    let ran = folder.score_stdin(&["-"], &bytes).exits(0);
    ran.prints("2 answers")
        .prints(&format!("<stdin>:2  {said}"));
    // The name that leads upwards was only a name.
    assert_eq!(folder.names(), ["a.eval", "rubric.yaml"]);
    assert!(!folder.path().join("../c.json").exists());
    folder.write("cut.eval", &bytes[..bytes.len() / 2]);
    let ran = folder.score(&["cut.eval"]).exits(4);
    ran.prints("cut.eval:1  the archive cannot be read");
}

/// A zip whose second entry claims to have ten gigabytes, packed or not.
fn claiming(packed_too: bool) -> Vec<u8> {
    const CLAIMED: u64 = 10 << 30;
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for name in ["samples/a.json", "samples/b.json", "samples/c.json"] {
        let text = sample(&name[8..9], "hello");
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(text.as_bytes()).unwrap();
        let packed = deflate.finish().unwrap();
        let lies = name == "samples/b.json";
        let size = if lies { CLAIMED } else { text.len() as u64 };
        let packed_size = if lies && packed_too {
            CLAIMED
        } else {
            packed.len() as u64
        };
        let offset = u32::try_from(zip.len()).unwrap();
        // Version, flags, method, time, date, checksum, sizes that stand in the extra field, lengths.
        let mut header = [45u16, 0, 8, 0, 0x21].map(u16::to_le_bytes).concat();
        header.extend(crc.sum().to_le_bytes());
        header.extend([0xff; 8]);
        header.extend(
            [u16::try_from(name.len()).unwrap(), 20]
                .map(u16::to_le_bytes)
                .concat(),
        );
        let mut extra = [1u16, 16].map(u16::to_le_bytes).concat();
        extra.extend([size, packed_size].map(u64::to_le_bytes).concat());
        zip.extend([b"PK\x03\x04", &header[..], name.as_bytes(), &extra, &packed].concat());
        let mut rest = vec![0; 10];
        rest.extend(offset.to_le_bytes());
        let entry = [
            b"PK\x01\x02\x2d\x00",
            &header[..],
            &rest,
            name.as_bytes(),
            &extra,
        ];
        directory.extend(entry.concat());
    }
    let (size, offset) = (directory.len(), zip.len());
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\0\0\0\0\x03\0\x03\0");
    zip.extend(
        [size, offset]
            .map(|n| u32::try_from(n).unwrap().to_le_bytes())
            .concat(),
    );
    zip.extend([0, 0]);
    zip
}

#[test]
fn a_size_that_an_archive_claims_is_not_trusted() {
    let folder = Folder::new();
    for packed_too in [false, true] {
        folder.write("a.eval", claiming(packed_too));
        let ran = folder.score(&["a.eval", "--format", "jsonl"]).exits(0);
        let lines: Vec<&str> = ran.out.lines().collect();
        assert_eq!(lines.len(), 5, "{}", ran.out);
        for (number, case) in [(1, "a"), (3, "c")] {
            assert!(
                lines[number].contains(&format!("\"case\":\"{case}\"")),
                "{}",
                ran.out
            );
        }
        // It is what it unpacks to, or it is damaged.
        let told = [
            "\"case\":\"b\"",
            "entry `samples/b.json`: it cannot be unpacked",
        ];
        assert!(
            told.iter().any(|told| lines[2].contains(told)),
            "{}",
            ran.out
        );
    }
}
