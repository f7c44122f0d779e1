//! Any text is an answer: it becomes a document whose every span holds, and is scored.
#![no_main]

#[path = "../bodies/document.rs"]
mod body;

libfuzzer_sys::fuzz_target!(
    // What is made once, for all inputs, is no input that takes too long.
    init: body::run(b""),
    |bytes: &[u8]| body::run(bytes)
);
