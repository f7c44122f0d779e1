//! Any bytes are a transcript: every format reads them, well or with a reason.
#![no_main]

#[path = "../bodies/transcript.rs"]
mod body;

libfuzzer_sys::fuzz_target!(
    // What is made once, for all inputs, is no input that takes too long.
    init: body::run(b""),
    |bytes: &[u8]| body::run(bytes)
);
