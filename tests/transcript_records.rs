//! Recorded files of API and evaluation formats, read as a user would read them.
//!
//! What is expected was written down from the raw files. The files are not part of this repository; where
//! they are absent the tables are skipped, and say so.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]
#![expect(clippy::print_stderr, reason = "a skipped test gives its reason")]

#[path = "support/recorded.rs"]
mod recorded;

use std::path::Path;

use recorded::folder;
use semper::transcript::{Response, detect, read};

/// What a response must look like: beginnings and ends.
#[derive(Clone, Copy)]
struct Expected {
    line: usize,
    case: Option<&'static str>,
    repeat: Option<u32>,
    prompt: Option<&'static str>,
    answer: (&'static str, &'static str),
    tools: Option<&'static [(&'static str, &'static str)]>,
    model: Option<&'static str>,
}

const NONE: Expected = Expected {
    line: 1,
    case: None,
    repeat: None,
    prompt: None,
    answer: ("", ""),
    tools: Some(&[]),
    model: None,
};

/// The name of the format of a recorded file.
fn format_of(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    let name = path.file_name().unwrap().to_str().unwrap();
    detect(name, &bytes[..bytes.len().min(64 << 10)]).map(|format| format.name)
}

fn check(file: &str, format: &str, expected: &[Expected]) {
    let Some(path) = folder().map(|folder| folder.join(file)) else {
        return;
    };
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: no file `{}`", path.display());
        return;
    };
    assert_eq!(format_of(&path, &bytes), Some(format), "{file}");
    let format = semper::transcript::by_name(format).unwrap();
    let results = read(format, &bytes);
    assert_eq!(results.len(), expected.len(), "{file}: {results:?}");
    for ((line, result), expected) in results.iter().zip(expected) {
        assert_eq!(*line, expected.line, "{file}");
        compare(file, result.as_ref().unwrap(), expected);
    }
}

fn compare(file: &str, response: &Response, expected: &Expected) {
    let text = &response.text;
    let (start, end) = expected.answer;
    assert!(
        text.starts_with(start) && text.ends_with(end),
        "{file}: {text:?}"
    );
    if expected.answer == ("", "") {
        assert_eq!(text, "", "{file}");
    }
    match (&response.prompt, expected.prompt) {
        (Some(prompt), Some(start)) => assert!(prompt.starts_with(start), "{file}: {prompt:?}"),
        (prompt, start) => assert_eq!(prompt.as_deref(), start, "{file}"),
    }
    assert_eq!(response.case.as_deref(), expected.case, "{file}");
    assert_eq!(response.repeat, expected.repeat, "{file}");
    assert_eq!(response.model.as_deref(), expected.model, "{file}");
    let calls = response.tool_calls.as_ref().map(|calls| {
        let calls = calls.iter();
        calls
            .map(|call| (call.name.as_str(), call.arguments.as_str()))
            .collect::<Vec<_>>()
    });
    assert_eq!(calls.as_deref(), expected.tools, "{file}");
    assert!(response.files.is_empty(), "{file}: {:?}", response.files);
}

#[test]
fn responses_of_apis() {
    let chat = Expected {
        answer: (
            "Why did Opentelemetry break up with Tracing?",
            "handle the baggage!",
        ),
        model: Some("gpt-3.5-turbo-0125"),
        ..NONE
    };
    check("openai-chat/chat.response.json", "openai-chat", &[chat]);
    let reasoning = Expected {
        answer: (
            "3\n\nThere are three 'r' letters",
            "(positions 3, 8, and 9).",
        ),
        model: Some("gpt-5-nano-2025-08-07"),
        ..NONE
    };
    check(
        "openai-chat/chat_reasoning.response.json",
        "openai-chat",
        &[reasoning],
    );
    let responses = Expected {
        answer: (
            "The capital of France is Paris.",
            "The capital of France is Paris.",
        ),
        model: Some("gpt-4.1-nano-2025-04-14"),
        ..NONE
    };
    check(
        "openai-responses/responses.response.json",
        "openai-responses",
        &[responses],
    );
    let batch = Expected {
        case: Some("request-2"),
        answer: ("2 + 2 equals 4.", "2 + 2 equals 4."),
        model: Some("gpt-4o-mini"),
        ..NONE
    };
    check("openai-batch/batch_output.jsonl", "openai-batch", &[batch]);
    let thinking = Expected {
        answer: (
            "The letter 'r' appears 3 times",
            "in the word \"strawberry\".",
        ),
        model: Some("claude-3-7-sonnet-20250219"),
        ..NONE
    };
    check(
        "anthropic-messages/thinking.response.json",
        "anthropic-messages",
        &[thinking],
    );
}

#[test]
fn conversations_of_a_data_set() {
    let record = |line, case, prompt, answer| Expected {
        line,
        case: Some(case),
        prompt: Some(prompt),
        answer,
        tools: None,
        ..NONE
    };
    let nice = "Have a nice day!";
    let vicuna = (
        "My name is Vicuna, and I'm",
        "Large Model Systems Organization (LMSYS).",
    );
    let goodbye = ("Goodbye! If you have any more", "don't hesitate to ask.");
    let expected = [
        record(2, "identity_0", nice, ("You too!", "You too!")),
        record(23, "identity_1", "Who are you?", vicuna),
        record(36, "identity_2", "Goodbye", goodbye),
        record(65, "identity_3", nice, ("You too!", "You too!")),
    ];
    check(
        "sharegpt/dummy_conversation.head4.json",
        "sharegpt",
        &expected,
    );
}

#[test]
fn results_of_evaluations() {
    let texts = [
        "plain async with",
        "jinja {{ user.name }} and {{ 7*6 }} end",
        "block {% if x %}A{% endif %} end",
        "comment {# secret note #} end",
        "bad {% frobnicate %} end",
        "fstring f\"{{i}}\" and {name}",
        "file:///home/user/project",
        "env {{ env.HOME }}",
    ];
    let cases = ["0", "1", "2", "3", "4", "5", "6", "7"];
    let lines = (56..).step_by(127);
    let expected = texts.iter().zip(cases).zip(lines);
    let expected = expected.map(|((text, case), line)| Expected {
        line,
        case: Some(case),
        prompt: Some("x"),
        answer: (text, text),
        tools: None,
        model: Some("echo"),
        ..NONE
    });
    let expected: Vec<_> = expected.collect();
    check("promptfoo/po_out.json", "promptfoo", &expected);

    let documents = [
        ("0", 1, "Write a 300+ word summary of the wikipedia page"),
        ("1", 2, "I am planning a trip to Japan, and I would"),
        ("2", 3, "Write a resume for a fresh high school graduate"),
    ];
    let expected = documents.iter().flat_map(|(case, line, prompt)| {
        [0, 1].map(|repeat| Expected {
            line: *line,
            case: Some(case),
            repeat: Some(repeat),
            prompt: Some(prompt),
            answer: ("lol", "lol"),
            tools: None,
            ..NONE
        })
    });
    let expected: Vec<_> = expected.collect();
    let file = "lm-eval/samples_ifeval_local_2026-11-23T13-19-02.586224.jsonl";
    check(file, "lm-eval", &expected);
}

#[test]
fn logs_of_inspect() {
    let popularity = Expected {
        case: Some("1"),
        repeat: Some(1),
        prompt: Some("Is the following statement something you"),
        answer: ("No", "No"),
        model: Some("llama3.1"),
        ..NONE
    };
    let in_document = Expected {
        line: 99,
        ..popularity
    };
    check("inspect-ai/log_formats.json", "inspect", &[in_document]);
    check("inspect-ai/log_formats.eval", "inspect", &[popularity]);
    let guess = Expected {
        case: Some("0"),
        repeat: Some(1),
        prompt: Some("Guess the number"),
        answer: ("done", "done"),
        tools: Some(&[("bash", r#"{"cmd":"ls"}"#); 5]),
        model: Some("hardcoded"),
        ..NONE
    };
    let same = Expected { ..guess };
    check(
        "inspect-ai/log_message_deduplication.eval",
        "inspect",
        &[same],
    );
}

#[test]
fn traces_of_runs() {
    let hello = Expected {
        prompt: Some("Say 'Hello World!'"),
        answer: ("Hello World!", "Hello World!"),
        model: Some("gpt-4o"),
        ..NONE
    };
    check(
        "langfuse/autogen-2025-06-06.trace.json",
        "langfuse",
        &[hello],
    );
    let search = Expected {
        prompt: Some("Search the web for 'example' and summarize."),
        answer: (
            "The search for \"example\" primarily leads",
            "website might look or function.",
        ),
        tools: Some(&[("Web-Search", r#"{"query":"example"}"#)]),
        model: Some("gpt-4o-2024-08-06"),
        ..NONE
    };
    check(
        "langfuse/langgraph-python-2025-08-22.trace.json",
        "langfuse",
        &[search],
    );
    let howdy = Expected {
        prompt: Some("howdy"),
        answer: ("Howdy! How can I assist you today?", "today?"),
        model: Some("gpt-4o-mini-2024-07-18"),
        ..NONE
    };
    check(
        "langsmith/langsmith_js_wrap_openai_default.json",
        "langsmith",
        &[howdy],
    );
    let script = Expected {
        prompt: Some("Write a bash script that takes a matrix"),
        answer: (
            "Certainly! Below is a **Bash script** that takes a matrix re",
            "based on your specific needs!",
        ),
        model: Some("o1-mini-2024-09-12"),
        ..NONE
    };
    check(
        "langsmith/langsmith_py_wrap_openai_reasoning.json",
        "langsmith",
        &[script],
    );
}

#[test]
fn model_calls_of_telemetry() {
    let joke = "Tell me a joke about OpenTelemetry";
    let party = (" Why did the developer bring", "how to trace the fun!");
    let call = |line, prompt, answer, tools| Expected {
        line,
        prompt: Some(prompt),
        answer,
        tools: Some(tools),
        ..NONE
    };
    let code: &[_] = &[("code_interpreter", CODE)];
    let expected = [
        call(2, joke, party, &[]),
        call(4, joke, party, &[]),
        call(
            7,
            "Weather in Paris?",
            ("", ""),
            &[("get_weather", r#"{"location":"Paris"}"#)],
        ),
        call(
            10,
            "Weather in Paris?",
            (
                "The weather in Paris is currently rainy",
                "temperature of 57°F.",
            ),
            &[("get_weather", r#"{"location":"Paris"}"#)],
        ),
        call(
            13,
            joke,
            ("I'm sorry, but I can't", "assist with that"),
            &[],
        ),
        call(15, joke, party, &[]),
        call(
            17,
            "Write Python code that generates a random",
            (
                "The generated random number is **89**",
                "squaring it is **7921**",
            ),
            code,
        ),
        call(19, joke, party, &[]),
        call(
            19,
            joke,
            (
                " Why did OpenTelemetry get promoted?",
                "great span of control!",
            ),
            &[],
        ),
    ];
    check(
        "otel-genai/examples-llm-calls.values.jsonl",
        "otel-genai",
        &expected,
    );
}

/// The arguments of the one call of a tool that the service itself runs.
const CODE: &str = concat!(
    r#"{"type":"code_interpreter","code":"import random\n\n# Generate a random number\n"#,
    r"random_number = random.randint(1, 100)\n\n# Execute some operation with the random number (e.g., squaring it)\n",
    r#"result = random_number ** 2\n\nrandom_number, result","#,
    r#""container_id":"cntr_690bdbfed8688190884efd4c7ae6435b0db1f006442e8941"}"#
);
