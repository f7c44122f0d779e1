//! Any text is a rubric: it compiles and scores, or is told what is wrong.
#![no_main]

#[path = "../bodies/rubric.rs"]
mod body;

libfuzzer_sys::fuzz_target!(
    // What is made once, for all inputs, is no input that takes too long.
    init: body::run(b""),
    |bytes: &[u8]| body::run(bytes)
);
