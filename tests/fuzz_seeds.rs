//! The seeds of the fuzz targets, and inputs on which a target once failed, go through what the targets do.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

#[path = "../fuzz/bodies/document.rs"]
mod document;
#[path = "../fuzz/bodies/prompt.rs"]
mod prompt;
#[path = "../fuzz/bodies/rubric.rs"]
mod rubric;
#[path = "../fuzz/bodies/transcript.rs"]
mod transcript;

use std::fs;
use std::path::Path;

/// Largest seed, in bytes: small seeds keep a run fast.
const MAX_SEED: usize = 4 << 10;

/// Runs `body` on every seed of `target`, in the order of their names.
fn run_all(target: &str, body: fn(&[u8])) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let entries = fs::read_dir(seeds.join(target)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 3, "{target}: seeds are missing");
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.len() <= MAX_SEED, "{} is large", path.display());
        body(&bytes);
        // A seed that is cut anywhere is an input too; a few cuts are enough here.
        for part in 1..8 {
            body(&bytes[..bytes.len() * part / 8]);
        }
    }
}

#[test]
fn documents() {
    run_all("document", document::run);
}

#[test]
fn transcripts() {
    run_all("transcript", transcript::run);
}

#[test]
fn rubrics() {
    run_all("rubric", rubric::run);
}

#[test]
fn prompts() {
    run_all("prompt", prompt::run);
}
