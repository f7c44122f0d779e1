//! Bytes are read as a transcript: by the format they are taken for, and by every other.
//!
//! The first byte picks the name of the file, since formats look at its ending.

use std::hint::black_box;

use semper::transcript::{
    FORMATS, HEAD, Located, Reader, Reading, RecordReader, batch_request, clean_line, detect,
    is_batch_input, read_with,
};

const NAMES: [&str; 8] = [
    "a.jsonl",
    "a.json",
    "a.md",
    "a.txt",
    "a.eval",
    "session.traj",
    "rollout-1.jsonl",
    "samples_a.jsonl",
];

/// Detects and reads, and holds what was read to what must be true of any.
pub(crate) fn run(bytes: &[u8]) {
    let (first, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let head = &bytes[..bytes.len().min(HEAD)];
    let format = detect(name, head);
    let again = detect(name, head);
    assert_eq!(format.map(|f| f.name), again.map(|f| f.name), "{name}");
    for turns in ["last", "all", "2"] {
        let turns = turns.parse().expect("a choice of turns");
        let reading = Reading { turns, map: None };
        for format in FORMATS {
            let records = read_with(format, bytes, &reading);
            sound(&records);
            match format.reader {
                Reader::Line(read) | Reader::Each(read) => {
                    bounded(&records, bytes);
                    let alone = RecordReader::new(read, &reading).read(bytes);
                    let alone = alone.map(|answers| answers.into_iter().collect());
                    let alone: Vec<_> = alone.unwrap_or_default();
                    sound(
                        &alone
                            .into_iter()
                            .map(|one| (1, Ok(one)))
                            .collect::<Vec<_>>(),
                    );
                }
                Reader::Whole(read) => {
                    bounded(&records, bytes);
                    sound(&read(&String::from_utf8_lossy(bytes), &reading));
                }
                Reader::Several(_) | Reader::List(_) => bounded(&records, bytes),
                // An archive is unpacked, which has bounds of its own.
                Reader::ListOrZip(_) => {}
            }
        }
    }
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Err(reason) = clean_line(line) {
            assert!(!reason.is_empty(), "a line is refused without a reason");
        }
        black_box((batch_request(line), is_batch_input(line)));
    }
}

/// Every record has its line; what is none has a reason; a file is given once.
fn sound(records: &[Located]) {
    for (line, record) in records {
        assert!(*line > 0, "lines count from 1");
        match record {
            Err(reason) => assert!(!reason.trim().is_empty(), "line {line}: no reason"),
            Ok(response) => {
                if let Some(turn) = response.turn {
                    assert!((1..=turn.of).contains(&turn.number), "{turn:?}");
                }
                let mut paths: Vec<&str> = response.files.iter().map(|f| &*f.path).collect();
                paths.sort_unstable();
                paths.dedup();
                assert_eq!(paths.len(), response.files.len(), "a file is given once");
            }
        }
    }
}

/// What is read is made of what was there: a few words a record besides.
fn bounded(records: &[Located], bytes: &[u8]) {
    let size: usize = records.iter().map(|(_, record)| size(record)).sum();
    let bound = 64 * (bytes.len() + 64);
    assert!(size <= bound, "{size} bytes of {}", bytes.len());
}

fn size(record: &Result<semper::Response, String>) -> usize {
    match record {
        Err(reason) => reason.len(),
        Ok(response) => {
            let files = response.files.iter().map(|file| file.content.len());
            response.text.len() + files.sum::<usize>()
        }
    }
}
