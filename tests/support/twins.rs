//! A small file of each format, and what becomes of it when it is broken.

/// A small file of a format, whose answer is `hello`.
pub(crate) struct Twin {
    pub(crate) format: &'static str,
    pub(crate) good: &'static str,
    /// What stands for the answer, as a JSON string or as text.
    pub(crate) answer: &'static str,
    pub(crate) cut: Cut,
    pub(crate) wrong: Wrong,
}

/// What becomes of a file that is cut off within its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It is told.
    Told,
    /// It is read as far as it goes.
    Read,
}

/// What becomes of an answer that is no string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is told.
    Told,
    /// It is left out as a part of a kind that is not known, and the answer is empty.
    LeftOut,
    /// It is an answer, as JSON.
    Json,
}

/// An answer that is no string.
pub(crate) const WRONG: &str = "{\"no\":[7]}";

const fn twin(format: &'static str, good: &'static str) -> Twin {
    Twin {
        format,
        good,
        answer: "\"hello\"",
        cut: Cut::Told,
        wrong: Wrong::Told,
    }
}

/// A format whose answers are blocks.
const fn blocks(format: &'static str, good: &'static str) -> Twin {
    Twin {
        wrong: Wrong::LeftOut,
        ..twin(format, good)
    }
}

/// A format whose answers may be any JSON.
const fn any_json(format: &'static str, good: &'static str) -> Twin {
    Twin {
        wrong: Wrong::Json,
        ..twin(format, good)
    }
}

pub(crate) const TWINS: &[Twin] = &[
    twin(
        "openai-batch",
        r#"{"id":"b","custom_id":"1","response":{"status_code":200,"body":{"object":"chat.completion","choices":[{"message":{"role":"assistant","content":"hello"}}]}},"error":null}"#,
    ),
    twin(
        "openai-chat",
        r#"{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"}}]}"#,
    ),
    blocks(
        "openai-responses",
        r#"{"id":"r","object":"response","model":"m","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}]}"#,
    ),
    blocks(
        "anthropic-messages",
        r#"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hello"}]}"#,
    ),
    twin(
        "sharegpt",
        r#"{"id":"s","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"hello"}]}"#,
    ),
    any_json(
        "promptfoo",
        r#"{"evalId":"e","results":{"version":3,"results":[{"testIdx":0,"promptIdx":0,"prompt":{"raw":"q"},"response":{"output":"hello"}}]}}"#,
    ),
    blocks(
        "inspect",
        r#"{"version":2,"status":"success","eval":{"model":"m"},"samples":[{"id":1,"input":"q","output":{"choices":[{"message":{"role":"assistant","content":"hello"}}]}}]}"#,
    ),
    twin(
        "lm-eval",
        r#"{"doc_id":0,"arguments":{"gen_args_0":{"arg_0":"q"}},"resps":[["hello"]],"filter":"none"}"#,
    ),
    any_json(
        "langfuse",
        r#"{"trace":{"id":"t","input":"q","output":"hello"},"observations":[]}"#,
    ),
    any_json(
        "langsmith",
        r#"{"id":"r","trace_id":"r","dotted_order":"1","run_type":"llm","inputs":{"messages":[{"role":"user","content":"q"}]},"outputs":{"choices":[{"message":{"role":"assistant","content":"hello"}}]}}"#,
    ),
    blocks(
        "otel-genai",
        r#"{"name":"chat","attributes":{"gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":"hello"}]}]}}"#,
    ),
    twin("prompt-response", r#"{"prompt":"q","response":"hello"}"#),
    twin(
        "messages",
        r#"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"hello"}]}"#,
    ),
    blocks(
        "claude-code",
        "{\"type\":\"user\",\"sessionId\":\"s\",\"message\":{\"role\":\"user\",\"content\":\"q\"}}\n{\"type\":\"assistant\",\"sessionId\":\"s\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}}",
    ),
    blocks(
        "codex",
        "{\"timestamp\":\"t\",\"type\":\"session_meta\",\"payload\":{\"id\":\"i\"}}\n{\"timestamp\":\"t\",\"type\":\"event_msg\",\"payload\":{\"type\":\"user_message\",\"message\":\"q\"}}\n{\"timestamp\":\"t\",\"type\":\"response_item\",\"payload\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"hello\"}]}}",
    ),
    blocks(
        "codex-exec",
        "{\"type\":\"thread.started\",\"thread_id\":\"t\"}\n{\"type\":\"turn.started\"}\n{\"type\":\"item.completed\",\"item\":{\"id\":\"1\",\"type\":\"agent_message\",\"text\":\"hello\"}}",
    ),
    blocks(
        "gemini-cli",
        r#"{"sessionId":"s","messages":[{"type":"user","content":"q"},{"type":"gemini","content":"hello","model":"g"}]}"#,
    ),
    blocks(
        "swe-agent",
        r#"{"trajectory":[{"action":"","observation":"","thought":"hello","response":""}],"history":[{"role":"user","content":"q"}],"info":{}}"#,
    ),
    blocks(
        "chatgpt-export",
        r#"[{"title":"t","current_node":"2","mapping":{"1":{"parent":null,"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["q"]}}},"2":{"parent":"1","message":{"author":{"role":"assistant"},"recipient":"all","content":{"content_type":"text","parts":["hello"]}}}}}]"#,
    ),
    Twin {
        format: "specstory",
        good: "<!-- Generated by SpecStory, Markdown v2.1.0 -->\n\n_**User (2026-05-01 10:00:00Z)**_\n\nq\n\n_**Agent (m 2026-05-01 10:00:05Z)**_\n\nhello\n",
        answer: "hello",
        cut: Cut::Read,
        wrong: Wrong::LeftOut,
    },
    Twin {
        format: "markdown",
        good: "hello\n",
        answer: "hello",
        cut: Cut::Read,
        wrong: Wrong::LeftOut,
    },
];

impl Twin {
    /// The file with something else for the answer.
    pub(crate) fn with(&self, other: &[u8]) -> Vec<u8> {
        let (before, after) = self
            .good
            .rsplit_once(self.answer)
            .expect("it has the answer");
        [before.as_bytes(), other, after.as_bytes()].concat()
    }

    /// The hostile twins whose trouble is told, and what each is.
    pub(crate) fn told(&self) -> Vec<(&'static str, Vec<u8>)> {
        let end = self.good.rfind("hello").expect("it has the answer") + 3;
        let mut told = vec![("no-text", self.with(b"\xff"))];
        if self.cut == Cut::Told {
            told.push(("cut", self.good.as_bytes()[..end].to_vec()));
        }
        if self.is_json() {
            let deep = "[".repeat(100_000);
            let closed = deep.clone() + &"]".repeat(100_000);
            told.push(("deep", self.with(closed.as_bytes())));
            told.push(("deep-and-open", self.with(deep.as_bytes())));
        }
        if self.wrong == Wrong::Told {
            told.push(("wrong-type", self.with(WRONG.as_bytes())));
        }
        told
    }

    fn is_json(&self) -> bool {
        self.answer.starts_with('"')
    }
}
