//! Reads an agent prompt and finds its rules: what it demands of every answer.
//!
//! Lines become an outline of items and paragraphs under labels; each sentence is read for orders, modals and
//! prohibitions; what its labels and neighbours say decides with it. What words mean is data, one file a
//! language in `rubrics/prompts`. Reading is linear in the text, pure, and never fails.

mod agent_prompt;
mod endings;
mod extract;
mod fences;
mod front_matter;
mod label_line;
mod labels;
mod language;
mod marker;
mod normal;
mod norms;
mod orders;
mod outline;
mod reading;
mod reason;
mod rows;
mod rule;
mod sections;
mod sentences;
mod shape;
mod topic;
mod weigh;
mod words;

pub use agent_prompt::AgentPrompt;
pub use rule::{Lines, Rule, Strength};
