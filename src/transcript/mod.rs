//! Reads recorded answers in whatever format the user has.
//!
//! A file becomes responses in three steps: [`detect`] looks at its first record, a [`Reader`] turns bytes
//! into [`Response`]s, and whatever cannot be read is named with its line. Everything here is a function of
//! bytes; which files are read, and in which order, is decided by the caller.
//!
//! A new format is one file with a `FORMAT` and one line in [`FORMATS`].

mod anthropic_messages;
mod chatgpt_export;
mod claude_code;
mod codex;
mod codex_exec;
mod content;
mod conversation;
mod each;
mod field;
mod format;
mod gemini_cli;
mod head;
mod inspect;
mod instructions;
mod labels;
mod langfuse;
mod langsmith;
mod line;
mod listed;
mod lm_eval;
mod logged;
mod mapping;
mod markdown;
mod messages;
mod openai_batch;
mod openai_chat;
mod openai_responses;
mod otel_genai;
mod part;
mod patch;
mod prompt_response;
mod promptfoo;
mod reading;
mod record;
mod replay;
mod requested;
mod response;
mod scanner;
mod session;
mod sharegpt;
mod spans;
mod specstory;
mod stream;
mod swe_agent;
mod turns;
mod whole;
mod writes;

pub use format::{
    Format, Located, ReadSeveral, Reader, ZIP, by_name, decode, detect, read, read_with,
};
pub use head::{HEAD, Head, Layout};
pub use inspect::Archive;
pub use line::clean_line;
pub use listed::{Element, Listed};
pub use mapping::{MAPPED, Mapping};
pub use openai_batch::{BatchRequest, batch_request, is_batch_input};
pub use reading::{Answers, ReadRecord, Reading, RecordReader, Which};
pub use response::{Invalid, Response, ToolCall, Turn, WrittenFile, prompt_case};
pub use stream::{Piece, Stream, layout};

/// Every format, in the order of detection: the first that recognises a file reads it.
pub const FORMATS: &[&Format] = &[
    &openai_batch::FORMAT,
    &openai_chat::FORMAT,
    &openai_responses::FORMAT,
    &anthropic_messages::FORMAT,
    &sharegpt::FORMAT,
    &promptfoo::FORMAT,
    &inspect::FORMAT,
    &lm_eval::FORMAT,
    &langfuse::FORMAT,
    &langsmith::FORMAT,
    &otel_genai::FORMAT,
    &prompt_response::FORMAT,
    &messages::FORMAT,
    &claude_code::FORMAT,
    &codex::FORMAT,
    &codex_exec::FORMAT,
    &gemini_cli::FORMAT,
    &swe_agent::FORMAT,
    &chatgpt_export::FORMAT,
    &specstory::FORMAT,
    // By extension only, so it stands last.
    &markdown::FORMAT,
];
