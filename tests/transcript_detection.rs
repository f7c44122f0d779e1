//! Every recorded file is taken for what it is, and for nothing else.
//!
//! The files are not part of this repository; where they are absent the test is skipped, and says so.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]
#![expect(clippy::print_stderr, reason = "a skipped test gives its reason")]

#[path = "support/recorded.rs"]
mod recorded;

use std::path::Path;

use recorded::folder;
use semper::transcript::detect;

/// The name of the format of a recorded file.
fn format_of(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    let name = path.file_name().unwrap().to_str().unwrap();
    detect(name, &bytes[..bytes.len().min(64 << 10)]).map(|format| format.name)
}

/// Folders of recorded files, and the format of what is in them; requests are of none.
const FOLDERS: &[(&str, &str)] = &[
    ("anthropic-messages", "anthropic-messages"),
    ("claude-code", "claude-code"),
    ("inspect-ai", "inspect"),
    ("langfuse", "langfuse"),
    ("langsmith", "langsmith"),
    ("lm-eval", "lm-eval"),
    ("messages-jsonl", "messages"),
    ("openai-batch", "openai-batch"),
    ("openai-chat", "openai-chat"),
    ("openai-responses", "openai-responses"),
    ("otel-genai", "otel-genai"),
    ("prompt-response", "prompt-response"),
    ("promptfoo", "promptfoo"),
    ("sharegpt", "sharegpt"),
];

#[test]
fn every_recorded_file_is_of_its_own_format() {
    let Some(folder) = folder() else {
        return;
    };
    for entry in walkdir::WalkDir::new(&folder).min_depth(2) {
        let entry = entry.unwrap();
        let name = entry.file_name().to_str().unwrap();
        let kind = entry.path().parent().unwrap().file_name().unwrap();
        let wanted = FOLDERS.iter().find(|(folder, _)| kind == *folder);
        let found = format_of(entry.path(), &std::fs::read(entry.path()).unwrap());
        match wanted {
            _ if name.contains(".request.") || name == "batch_input.jsonl" => {
                assert_eq!(found, None, "{name}");
            }
            Some((_, format)) => assert_eq!(found, Some(*format), "{name}"),
            // Formats of sessions, which have a test of their own.
            None => assert!(
                FOLDERS.iter().all(|(_, format)| found != Some(*format)),
                "{name}: {found:?}"
            ),
        }
    }
}
