//! Recorded transcripts, read as a user would read them.
//!
//! What is expected was written down from the raw files. The files are not part of this repository; where
//! they are absent the table is skipped, and says so.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]
#![expect(clippy::print_stderr, reason = "a skipped test gives its reason")]

use std::path::{Path, PathBuf};

use semper::transcript::{Response, detect, read};

/// What a response must look like: beginnings and ends, paths and a text of each file.
struct Expected {
    line: usize,
    prompt: Option<(&'static str, &'static str)>,
    answer: (&'static str, &'static str),
    files: &'static [(&'static str, &'static [&'static str])],
    turn: Option<(usize, usize)>,
}

const NONE: Expected = Expected {
    line: 1,
    prompt: None,
    answer: ("", ""),
    files: &[],
    turn: None,
};

fn folder() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data/transcripts"))
        .find(|folder| folder.is_dir())
}

/// Reads a file as the detected format and compares every result; a file that is absent is skipped.
fn check(file: &str, format: &str, expected: &[Expected]) {
    let Some(folder) = folder() else {
        eprintln!("skipped: no folder `shared/data/transcripts` beside the repository");
        return;
    };
    let path = folder.join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: no file `{}`", path.display());
        return;
    };
    let name = path.file_name().unwrap().to_str().unwrap();
    let start = &bytes[..bytes.len().min(64 << 10)];
    let found = detect(name, start).unwrap_or_else(|| panic!("{file}: no format"));
    assert_eq!(found.name, format, "{file}");
    let results = read(found, &bytes);
    assert_eq!(results.len(), expected.len(), "{file}: {results:?}");
    for ((line, result), expected) in results.iter().zip(expected) {
        assert_eq!(*line, expected.line, "{file}");
        compare(file, result.as_ref().unwrap(), expected);
    }
}

fn compare(file: &str, response: &Response, expected: &Expected) {
    let around = |text: &str, (start, end): (&str, &str)| {
        assert!(text.starts_with(start), "{file}: starts {text:?}");
        assert!(text.ends_with(end), "{file}: ends {text:?}");
    };
    match (&response.prompt, expected.prompt) {
        (Some(prompt), Some(expected)) => around(prompt, expected),
        (prompt, expected) => {
            assert_eq!(prompt.is_some(), expected.is_some(), "{file}: {prompt:?}");
        }
    }
    around(&response.text, expected.answer);
    if expected.answer == ("", "") {
        assert_eq!(response.text, "", "{file}");
    }
    let paths: Vec<_> = response
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    let wanted: Vec<_> = expected.files.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, wanted, "{file}");
    for (written, (path, texts)) in response.files.iter().zip(expected.files) {
        for text in *texts {
            assert!(
                written.content.contains(text),
                "{file}: {path} lacks {text:?}"
            );
        }
    }
    let turn = response.turn.map(|turn| (turn.number, turn.of));
    assert_eq!(turn, expected.turn, "{file}");
    assert_eq!(response.case, None, "{file}");
}

/// The path of a file in the recorded project.
macro_rules! component {
    ($name:literal) => {
        concat!(
            "/Users/jnarowski/Dev/sourceborn/src/agent-workflows-monorepo-v2",
            "/apps/app/src/client/components/",
            $name
        )
    };
}

#[test]
fn a_session_with_three_turns_scores_the_last_with_its_files() {
    let expected = Expected {
        line: 46,
        prompt: Some((
            "The username I am logged in with is jnarowski",
            "if name isn't present",
        )),
        answer: (
            "Good catch! Let me first check the auth store structure",
            "so they'll always match the logged-in user!",
        ),
        files: &[
            (
                component!("NavUser.tsx"),
                &[
                    "const trimmed = name.trim();",
                    "const initials = getInitials(user.name);",
                    "\"JN\" for \"jnarowski\")",
                    "<AvatarFallback className=\"rounded-lg\">{initials}</AvatarFallback>",
                ],
            ),
            (
                component!("NavUser.test.tsx"),
                &[
                    // From the Write, and from each of the three Edits.
                    "import { describe, it, expect } from \"vitest\";",
                    " * @param name - The user's full name or username",
                    "    expect(getInitials(\"jnarowski\")).toBe(\"JN\");",
                    "  if (!trimmed) return \"??\";",
                ],
            ),
            (
                component!("AppSidebar.tsx"),
                &[
                    "    email: \"\", // No email field in User model",
                    "<AppInnerSidebar />",
                ],
            ),
        ],
        turn: Some((3, 3)),
    };
    check(
        "claude-code/full-session-four.jsonl",
        "claude-code",
        &[expected],
    );
}

#[test]
fn a_session_that_ends_with_a_question_scores_the_turn_before() {
    let expected = Expected {
        line: 7,
        prompt: Some(("Can you run that example", "to show the output?")),
        answer: (
            "Perfect! As you can see, the `@repeat(3)` decorator",
            "decorator factory → decorator → wrapper function.",
        ),
        turn: Some((3, 4)),
        ..NONE
    };
    check(
        "claude-code/representative_messages.jsonl",
        "claude-code",
        &[expected],
    );
}

#[test]
fn an_answer_of_calls_alone_is_empty_among_odd_records() {
    let expected = Expected {
        line: 12,
        prompt: Some((
            "Testing special characters: café",
            "🎉 emojis 🚀 and symbols ∑∆√π∞",
        )),
        turn: Some((3, 3)),
        ..NONE
    };
    check("claude-code/edge_cases.jsonl", "claude-code", &[expected]);
}

#[test]
fn a_session_without_writes_has_no_files() {
    let expected = Expected {
        line: 8,
        prompt: Some(("Can you add a task", "for security review as well?")),
        answer: (
            "Absolutely! Security review is crucial.",
            "with high priority.",
        ),
        turn: Some((2, 2)),
        ..NONE
    };
    check(
        "claude-code/todowrite_examples.jsonl",
        "claude-code",
        &[expected],
    );
}

#[test]
fn the_file_of_a_subagent_is_a_session() {
    let expected = Expected {
        prompt: Some(("Help me implement", "matrix completion")),
        answer: ("I'll help you implement", "using CMA-ES optimization."),
        turn: Some((1, 1)),
        ..NONE
    };
    check(
        "claude-code/agent-test123.jsonl",
        "claude-code",
        &[expected],
    );
}

#[test]
fn single_records_give_what_they_have() {
    let written = Expected {
        files: &[(
            component!("NavUser.test.tsx"),
            &["expect(getInitials(\"J\")).toBe(\"J\");"],
        )],
        turn: Some((1, 1)),
        ..NONE
    };
    check("claude-code/tool-write.jsonl", "claude-code", &[written]);
    let edited = Expected {
        files: &[(
            component!("NavUser.tsx"),
            &["  const trimmed = name.trim();"],
        )],
        turn: Some((1, 1)),
        ..NONE
    };
    check("claude-code/tool-edit.jsonl", "claude-code", &[edited]);
}

#[test]
fn conversations_are_read_line_by_line() {
    let record = |line, prompt, answer| Expected {
        line,
        prompt: Some(prompt),
        answer,
        turn: Some((1, 1)),
        ..NONE
    };
    let expected = [
        record(
            1,
            ("whats the first line", "of moby dick"),
            (
                "{\n  \"answer\": {\n    \"firstLine\": \"Call me Ishmael.\"",
                "tone for the novel\"\n    }\n  }\n}",
            ),
        ),
        record(
            2,
            ("What's the square", "root of 144?"),
            (
                "{\n  \"answer\": {\n    \"squareRoot\": 12,",
                "\"\\u221a144 = 12\"\n    }\n  }\n}",
            ),
        ),
        record(
            3,
            ("What year did", "the titanic sink?"),
            (
                "{\n  \"answer\": {\n    \"year\": 1912,",
                "\"Approximately 710\"\n    }\n  }\n}",
            ),
        ),
    ];
    check(
        "messages-jsonl/json_mode_dataset.head3.jsonl",
        "messages",
        &expected,
    );
}

#[test]
fn pairs_are_read_line_by_line() {
    let record = |line, prompt, answer| Expected {
        line,
        prompt: Some(prompt),
        answer,
        ..NONE
    };
    let bench = [
        record(
            1,
            (
                "What should the world's smartest man",
                "keyword paradox seven times in your response. ",
            ),
            (
                "In a kaleidoscope of moral dilemmas",
                "and the courage to act justly.",
            ),
        ),
        record(
            2,
            (
                "What is the female equivalent",
                "keyword cascade seven times in your response. ",
            ),
            (
                "The female equivalent to chivalry",
                "the essence of a woman's experience.",
            ),
        ),
        record(
            3,
            (
                "Using a numbered list and inspired",
                "keyword river seven times in your response.",
            ),
            (
                "1. **Dreamscape Doorway Generator**",
                "the river of ideas never ceases to flow.",
            ),
        ),
    ];
    check(
        "prompt-response/ifbench_sample_output.head3.jsonl",
        "prompt-response",
        &bench,
    );
    let ifeval = [
        record(
            1,
            ("Write a 300+ word summary", "*highlighted section part 3*."),
            (
                "Raymond III was the Count of Tripoli",
                "states in their relations with the Muslim world.",
            ),
        ),
        record(
            2,
            (
                "I am planning a trip to Japan,",
                "use any commas in your response.",
            ),
            (
                "Hark! Hearken to the tale",
                "forever hold a place in thy heart.",
            ),
        ),
        record(
            3,
            ("Write a resume for a fresh", "such as [address], [name]."),
            (
                "[Name]\n[Address]\n[City, State, Zip]",
                "contributing to [Company Name].",
            ),
        ),
    ];
    check(
        "prompt-response/ifeval_gpt4.head3.jsonl",
        "prompt-response",
        &ifeval,
    );
}
