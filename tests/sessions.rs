//! Recorded sessions of agents, read as a user would read them.
//!
//! What is expected was written down from the raw files. The files are not part of this repository; where
//! they are absent the table is skipped, and says so.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]
#![expect(clippy::print_stderr, reason = "a skipped test gives its reason")]

use std::fmt::Write;
#[path = "support/recorded.rs"]
mod recorded;

use recorded::folder;
use semper::transcript::{Located, Response, detect, read};
use sha2::{Digest, Sha256};

/// What a session must look like.
struct Expected {
    line: usize,
    /// How the prompt begins and ends.
    prompt: Option<(&'static str, &'static str)>,
    /// How the answer begins and ends.
    answer: (&'static str, &'static str),
    files: &'static [(&'static str, Text)],
    /// Tools in the order of calls, with how often each is called in a row.
    tools: &'static [(&'static str, usize)],
    model: Option<&'static str>,
    turn: (usize, usize),
}

/// What a file holds.
enum Text {
    Is(&'static str),
    /// The SHA-256 of the text.
    Digest(&'static str),
    /// How it begins, and what else is in it.
    Has(&'static str, &'static [&'static str]),
}

const NONE: Expected = Expected {
    line: 1,
    prompt: None,
    answer: ("", ""),
    files: &[],
    tools: &[],
    model: None,
    turn: (1, 1),
};

/// The detected format of a file and its results; a file that is absent is skipped.
fn results(file: &str) -> Option<(&'static str, Vec<Located>)> {
    let path = folder()?.join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: no file `{}`", path.display());
        return None;
    };
    let start = &bytes[..bytes.len().min(64 << 10)];
    let found = detect(file, start).unwrap_or_else(|| panic!("{file}: no format"));
    Some((found.name, read(found, &bytes)))
}

fn check(file: &str, format: &str, expected: &Expected) {
    let Some((name, results)) = results(file) else {
        return;
    };
    assert_eq!(name, format, "{file}");
    assert_eq!(results.len(), 1, "{file}: {results:?}");
    assert_eq!(results[0].0, expected.line, "{file}");
    compare(file, results[0].1.as_ref().unwrap(), expected);
}

fn compare(file: &str, response: &Response, expected: &Expected) {
    let around = |text: &str, (start, end): (&str, &str)| {
        assert!(text.starts_with(start), "{file}: starts {text:?}");
        assert!(text.ends_with(end), "{file}: ends {text:?}");
        assert!(!start.is_empty() || text.is_empty(), "{file}: is {text:?}");
    };
    assert_eq!(
        response.prompt.is_some(),
        expected.prompt.is_some(),
        "{file}"
    );
    if let (Some(prompt), Some(expected)) = (&response.prompt, expected.prompt) {
        around(prompt, expected);
    }
    around(&response.text, expected.answer);
    let paths: Vec<_> = response.files.iter().map(|f| f.path.as_str()).collect();
    let wanted: Vec<_> = expected.files.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, wanted, "{file}");
    for (written, (path, text)) in response.files.iter().zip(expected.files) {
        let content = written.content.as_str();
        match text {
            Text::Is(text) => assert_eq!(content, *text, "{file}: {path}"),
            Text::Digest(digest) => assert_eq!(sha256(content), *digest, "{file}: {path}"),
            Text::Has(start, texts) => {
                assert!(content.starts_with(start), "{file}: {path}: {content}");
                for text in *texts {
                    assert!(content.contains(text), "{file}: {path} lacks {text:?}");
                }
            }
        }
    }
    let mut tools: Vec<(&str, usize)> = Vec::new();
    for call in response.tool_calls.as_ref().unwrap() {
        match tools.last_mut().filter(|(name, _)| *name == call.name) {
            Some((_, count)) => *count += 1,
            None => tools.push((&call.name, 1)),
        }
    }
    assert_eq!(tools, expected.tools, "{file}");
    assert_eq!(response.model.as_deref(), expected.model, "{file}");
    let turn = response.turn.map(|turn| (turn.number, turn.of));
    assert_eq!(turn, Some(expected.turn), "{file}");
    assert_eq!(response.case, None, "{file}");
}

fn sha256(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text) {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

/// The formats whose files are sessions.
const SESSIONS: &[&str] = &[
    "claude-code",
    "codex",
    "codex-exec",
    "gemini-cli",
    "swe-agent",
    "chatgpt-export",
    "specstory",
];

#[test]
fn every_recorded_session_is_of_its_format_and_nothing_else_is_a_session() {
    let Some(folder) = folder() else { return };
    let mut seen = 0;
    for group in std::fs::read_dir(&folder).unwrap() {
        let group = group.unwrap().path();
        if !group.is_dir() {
            continue;
        }
        let of_group = group.file_name().unwrap().to_str().unwrap();
        for file in std::fs::read_dir(&group).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let start = &bytes[..bytes.len().min(64 << 10)];
            // The extension must not matter.
            let found = detect("recorded", start).map(|format| format.name);
            let name = path.file_name().unwrap().to_str().unwrap();
            if SESSIONS.contains(&of_group) {
                let exec = name.starts_with("exec-");
                let expected = if exec { "codex-exec" } else { of_group };
                assert_eq!(found, Some(expected), "{}", path.display());
                seen += 1;
            } else {
                let session = found.filter(|name| SESSIONS.contains(name));
                assert_eq!(session, None, "{}", path.display());
            }
        }
    }
    assert!(seen >= 14, "{seen}");
}

#[test]
fn a_codex_patch_inside_a_shell_call_adds_its_file() {
    let expected = Expected {
        line: 4,
        prompt: Some((
            "Updating a team to assign a lead or chan",
            "Can we simplify this and speed it up?",
        )),
        files: &[
            (
                // Never shown as a whole: what its patch says of it is known.
                "apps/spectora-labs/src/domain/teams/services/getTeamsWithStats.ts",
                Text::Has(
                    "    const teamsWithStats: TeamWithStats[] = teams.map(team => {\n",
                    &[
                        "      const activeMembers = mapSharedMembersToTeamMembers(sharedMembers);\n",
                        "export async function getTeamWithStats({\n",
                    ],
                ),
            ),
            (
                "apps/spectora-labs/src/app/api/teams/[id]/route.ts",
                Text::Digest("2916ee5121be5ce3f551f8682111ade3e7e316de6ede48919b212775c1388bb1"),
            ),
        ],
        tools: &[("shell", 23), ("update_plan", 1), ("shell", 2)],
        model: Some("gpt-5-codex"),
        ..NONE
    };
    let file = "codex/rollout-2025-09-24-excerpt-apply_patch.jsonl";
    check(file, "codex", &expected);
}

#[test]
fn a_codex_stream_has_its_answer_and_the_path_of_its_file() {
    let answer = "Created `hello.txt` containing `Hello from Codex`.";
    let expected = Expected {
        line: 2,
        answer: (answer, answer),
        files: &[("/private/tmp/codex-research-test/hello.txt", Text::Is(""))],
        tools: &[("file_change", 1)],
        ..NONE
    };
    check("codex/exec-json-stream-3.jsonl", "codex-exec", &expected);
}

#[test]
fn a_gemini_answer_of_one_word_has_its_file() {
    let expected = Expected {
        prompt: Some((
            "Create a new file at /tmp/gemini-test/cr",
            "with the content 'Hello from Gemini CLI'\n\n\n",
        )),
        answer: ("Done.", "Done."),
        files: &[(
            "/tmp/gemini-test/created.txt",
            Text::Is("Hello from Gemini CLI"),
        )],
        tools: &[("write_file", 1)],
        model: Some("gemini-2.5-pro"),
        ..NONE
    };
    let file = "gemini-cli/session-2025-10-29T10-36-f96c76b0.json";
    check(file, "gemini-cli", &expected);
}

#[test]
fn a_trajectory_and_a_demonstration_have_the_patched_file() {
    let prompt = (
        "We're currently solving the following is",
        "(Current directory: /SWE-agent__test-repo)\nbash-$",
    );
    let expected = Expected {
        prompt: Some(prompt),
        answer: (
            "The script `missing_colon.py` ran succes",
            "submit the changes to finalize the fix.",
        ),
        files: &[(
            "tests/missing_colon.py",
            Text::Is(
                "#!/usr/bin/env python3\n\n\ndef division(a: float, b: float) -> float:\n    return a/b\n\n\n",
            ),
        )],
        tools: &[
            ("find_file", 1),
            ("open", 1),
            ("edit", 1),
            ("bash", 1),
            ("submit", 1),
        ],
        model: Some("gpt-4o"),
        ..NONE
    };
    let file = "swe-agent/6e44b9__sweagenttestrepo-1c2844.traj";
    check(file, "swe-agent", &expected);
    let demonstration = Expected {
        answer: (
            "The script ran successfully, printing th",
            "let's submit our changes.",
        ),
        model: None,
        ..expected
    };
    let file = "swe-agent/function_calling_simple.traj";
    check(file, "swe-agent", &demonstration);
}

#[test]
fn the_path_through_an_exported_tree_is_scored() {
    let expected = Expected {
        prompt: Some((
            "How do I write a function in JavaScript?",
            "How do I write a function in JavaScript?",
        )),
        answer: (
            "Here's how to write a function in JavaSc",
            "const greet = (name) => `Hello, ${name}!`;\n```",
        ),
        model: Some("gpt-4"),
        turn: (2, 2),
        ..NONE
    };
    let file = "chatgpt-export/example-conversation.json";
    // The list begins on the first line, its conversation on the second.
    check(
        file,
        "chatgpt-export",
        &Expected {
            line: 2,
            ..expected
        },
    );
    let single = Expected {
        prompt: Some((
            "Use conversation_id as the stable extern",
            "conversation_id as the stable external id.",
        )),
        answer: (
            "Confirmed.",
            "should prefer conversation_id when id is absent.",
        ),
        model: Some("gpt-4o"),
        ..NONE
    };
    let file = "chatgpt-export/conv-conversation-id.json";
    check(file, "chatgpt-export", &single);
    let Some((name, results)) = results("chatgpt-export/conv-multipart.json") else {
        return;
    };
    assert_eq!(name, "chatgpt-export");
    assert!(results[0].1.as_ref().unwrap_err().contains("no answer"));
}

#[test]
fn the_last_turn_of_a_saved_session_is_scored() {
    let expected = Expected {
        line: 45,
        prompt: Some(("ok lets write a commit", "ok lets write a commit")),
        answer: ("Committed.", "Committed."),
        tools: &[("Bash", 1)],
        model: Some("claude-opus-4-6"),
        turn: (2, 2),
        ..NONE
    };
    let file = "specstory/2026-05-01_10-00-00Z-can-we-run-a.md";
    check(file, "specstory", &expected);
}

#[test]
fn one_write_and_three_edits_are_replayed() {
    let Some((_, results)) = results("claude-code/full-session-four.jsonl") else {
        return;
    };
    let response = results[0].1.as_ref().unwrap();
    let name = "NavUser.test.tsx";
    let file = response.files.iter().find(|file| file.path.ends_with(name));
    let digest = "c6499f0ca1542d272a64add50b0b3efa5638d33a85cb6e5781c0f53cd3ccc1de";
    assert_eq!(sha256(&file.unwrap().content), digest);
    let model = "claude-sonnet-4-5-20250929";
    assert_eq!(response.model.as_deref(), Some(model));
    let calls = response.tool_calls.as_ref().unwrap();
    let names: Vec<_> = calls.iter().map(|call| call.name.as_str()).collect();
    let expected = [
        "Glob", "Read", "Edit", "Glob", "Read", "Edit", "Read", "Edit", "Edit", "Edit", "Bash",
        "Edit", "Edit", "Bash", "Read",
    ];
    assert_eq!(names, expected);
}
