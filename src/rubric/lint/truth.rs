//! What is known of a check before any answer is read.

/// Whether a check always passes, never does, or depends on the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Always,
    Never,
    Depends,
}

impl Truth {
    pub(super) fn inverse(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Depends => Self::Depends,
        }
    }

    /// `always passes` or `never passes`; nothing for what depends.
    pub(super) fn verb(self) -> Option<&'static str> {
        match self {
            Self::Always => Some("always passes"),
            Self::Never => Some("never passes"),
            Self::Depends => None,
        }
    }

    pub(super) fn known(truth: bool) -> Self {
        if truth { Self::Always } else { Self::Never }
    }
}
