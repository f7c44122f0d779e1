//! A part of a text that arrives in chunks: held until it ends, or counted when it is too long.

/// A part that may be open.
#[derive(Debug, Default)]
pub(super) struct Part {
    bytes: Vec<u8>,
    /// Where in the chunk begins what is not held yet.
    from: usize,
    state: State,
    /// The line of its first byte.
    pub(super) line: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Closed,
    Open,
    /// It has more bytes than the bound, and none is held.
    TooLong,
}

impl Part {
    /// Whether it has begun.
    pub(super) fn is_open(&self) -> bool {
        self.state != State::Closed
    }

    /// It begins at `at` in the chunk.
    pub(super) fn begin(&mut self, at: usize, line: usize) {
        self.bytes = Vec::new();
        self.from = at;
        self.line = line;
        self.state = State::Open;
    }

    /// Nothing more is held of it.
    pub(super) fn forget(&mut self) {
        self.bytes = Vec::new();
        self.state = State::Closed;
    }

    /// The chunk ends, and the part goes on.
    pub(super) fn carry(&mut self, chunk: &[u8], bound: usize) {
        self.hold(&chunk[self.from.min(chunk.len())..], bound);
        self.from = 0;
    }

    fn hold(&mut self, more: &[u8], bound: usize) {
        if self.state == State::Open {
            if self.bytes.len().saturating_add(more.len()) > bound {
                self.bytes = Vec::new();
                self.state = State::TooLong;
            } else {
                self.bytes.extend_from_slice(more);
            }
        }
    }

    /// It ends before `at` in the chunk: its bytes, or `None` when they are more than `bound`.
    pub(super) fn end(&mut self, chunk: &[u8], at: usize, bound: usize) -> Option<Vec<u8>> {
        self.hold(&chunk[self.from.min(at)..at], bound);
        let whole = self.state == State::Open;
        self.state = State::Closed;
        let mut bytes = std::mem::take(&mut self.bytes);
        let length = bytes.trim_ascii_end().len();
        bytes.truncate(length);
        whole.then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_over_the_bound_is_not_held() {
        let mut part = Part::default();
        for (bound, held) in [(7, Some(b"cdef12".to_vec())), (6, None)] {
            part.begin(2, 1);
            part.carry(b"abcdef", bound);
            assert!(part.is_open());
            assert_eq!(part.end(b"12 34", 3, bound), held);
            assert!(!part.is_open());
        }
    }
}
