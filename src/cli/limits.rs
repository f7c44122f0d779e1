//! The bounds on one response, as arguments.

use clap::Args;

use crate::document::Limits;

/// What one response may cost.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Bounds")]
pub(super) struct LimitArguments {
    /// Most bytes of one response with its files; a larger record is invalid.
    #[arg(long = "max-response-bytes", value_name = "N", default_value_t = Limits::default().response_bytes)]
    response_bytes: usize,
    /// Most bytes of one code block that is parsed; checks of a larger one are `error`.
    #[arg(long = "max-code-bytes", value_name = "N", default_value_t = Limits::default().code_bytes)]
    code_bytes: usize,
    /// Most levels of a syntax tree.
    #[arg(long = "max-syntax-depth", value_name = "N", default_value_t = Limits::default().syntax_depth)]
    syntax_depth: usize,
    /// Most steps that parsing one block may take.
    #[arg(long = "max-parse-steps", value_name = "N", default_value_t = Limits::default().parse_steps)]
    parse_steps: usize,
}

impl LimitArguments {
    pub(super) fn limits(self) -> Limits {
        Limits {
            response_bytes: self.response_bytes,
            code_bytes: self.code_bytes,
            syntax_depth: self.syntax_depth,
            parse_steps: self.parse_steps,
        }
    }
}
