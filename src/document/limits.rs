//! The bounds on one response; each is counted, never timed, so that two runs agree.

/// What one response may cost before a check says `error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one response with its files; a larger record is invalid.
    pub response_bytes: usize,
    /// Bytes of one code block that is parsed into a syntax tree.
    pub code_bytes: usize,
    /// Depth of a syntax tree.
    pub syntax_depth: usize,
    /// Steps of the parser on one block, in units of its progress callback (100 operations).
    pub parse_steps: usize,
}

impl Default for Limits {
    /// 16 MiB of response, 512 KiB a block, trees 1,000 deep, 40,000 steps: a hundred times what real
    /// answers need, and within about a second on the inputs built to be slow.
    fn default() -> Self {
        Self {
            response_bytes: 16 << 20,
            code_bytes: 512 << 10,
            syntax_depth: 1_000,
            parse_steps: 40_000,
        }
    }
}
