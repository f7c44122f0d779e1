//! Turns and system prompts of recorded transcripts.
//!
//! What is expected was written down from the raw files. The files are not part of this repository; where
//! they are absent the table is skipped, and says so.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]
#![expect(clippy::print_stderr, reason = "a skipped test gives its reason")]

#[path = "support/recorded.rs"]
mod recorded;

use recorded::folder;
use semper::transcript::{Reading, Response, detect, read_with};

/// The answers of a file with their lines; a file that is absent is skipped.
fn answers(file: &str, turns: &str) -> Option<Vec<(usize, Result<Response, String>)>> {
    let path = folder()?.join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: no file `{}`", path.display());
        return None;
    };
    let start = &bytes[..bytes.len().min(64 << 10)];
    let format = detect(file, start).unwrap_or_else(|| panic!("{file}: no format"));
    let turns = turns.parse().unwrap();
    Some(read_with(format, &bytes, &Reading { turns, map: None }))
}

/// A turn: its line, number, how the prompt begins, and how many calls and files it has.
type Told<'a> = (usize, usize, &'a str, usize, usize);

const SESSION: &str = "claude-code/full-session-four.jsonl";
const TURNS: [Told<'_>; 3] = [
    (6, 1, "Can you add the first two initials", 11, 2),
    (40, 2, "does it get the logged in user", 1, 0),
    (46, 3, "The username I am logged in with", 15, 3),
];

fn holds(
    found: &(usize, Result<Response, String>),
    (line, number, prompt, calls, files): Told<'_>,
) {
    let response = found.1.as_ref().unwrap();
    let turn = response.turn.unwrap();
    assert_eq!((found.0, turn.number, turn.of), (line, number, 3));
    assert!(response.prompt.as_ref().unwrap().starts_with(prompt));
    assert_eq!(
        response.tool_calls.as_ref().unwrap().len(),
        calls,
        "{prompt}"
    );
    assert_eq!(response.files.len(), files, "{prompt}");
    assert_eq!((&response.case, &response.system), (&None, &None));
}

#[test]
fn all_turns_of_a_session_are_read_or_one() {
    let Some(all) = answers(SESSION, "all") else {
        return;
    };
    assert_eq!(all.len(), TURNS.len());
    for (found, told) in all.iter().zip(TURNS) {
        holds(found, told);
    }
    for (number, told) in ["1", "2", "3"].into_iter().zip(TURNS) {
        let one = answers(SESSION, number).unwrap();
        assert_eq!(one.len(), 1);
        holds(&one[0], told);
    }
    assert_eq!(answers(SESSION, "last"), answers(SESSION, "3"));
    let beyond = answers(SESSION, "4").unwrap();
    let reason = beyond[0].1.as_ref().unwrap_err();
    assert!(reason.contains("the conversation has 3 turns"), "{reason}");
}

#[test]
fn all_turns_of_a_list_of_conversations_are_read() {
    let Some(all) = answers("sharegpt/dummy_conversation.head4.json", "all") else {
        return;
    };
    let cases: Vec<_> = all
        .iter()
        .map(|(_, read)| read.as_ref().unwrap().case.clone().unwrap())
        .collect();
    let wanted = [(0, 2), (1, 1), (2, 3), (3, 2)];
    let wanted: Vec<_> = wanted
        .iter()
        .flat_map(|(id, of)| (1..=*of).map(move |n| format!("identity_{id}/turn{n}")))
        .collect();
    assert_eq!(cases, wanted);
}

#[test]
fn the_digest_of_a_system_prompt_is_that_of_its_text() {
    let told = [
        (
            "inspect-ai/log_formats.json",
            "sha256:21d425fb68e9885a85f24cdcd00d469084b9ad324b0d92c9752245809d41e16b",
        ),
        (
            "swe-agent/function_calling_simple.traj",
            "sha256:85ebc3a5a79eaad59acc8e535cab24ce6f7ef11826f77ea8de00866919d262a6",
        ),
        (
            "otel-genai/examples-llm-calls.values.jsonl",
            "sha256:1356fd65a65afcf708517d08f629bd36e5473ef362057e15a568e18a38c1f16b",
        ),
    ];
    for (file, digest) in told {
        let Some(all) = answers(file, "last") else {
            return;
        };
        let first = all[0].1.as_ref().unwrap();
        assert_eq!(first.system.as_deref(), Some(digest), "{file}");
    }
}
