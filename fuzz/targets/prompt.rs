//! Any text is an agent prompt: its rules become a rubric that compiles.
#![no_main]

#[path = "../bodies/prompt.rs"]
mod body;

libfuzzer_sys::fuzz_target!(
    // What is made once, for all inputs, is no input that takes too long.
    init: body::run(b""),
    |bytes: &[u8]| body::run(bytes)
);
