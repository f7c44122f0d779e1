//! What an update did to an entry of a rubric, for the person who reads along.

use std::fmt;

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new, like its rule.
    Added,
    /// It was as semper wrote it, and its rule is gone.
    Removed,
    /// Its rule is gone.
    Gone,
    /// Its rule has other words now.
    Reworded,
    /// Its rule is there again as it is quoted.
    Back,
    /// Its rule has another place in the order of the prompt.
    Moved,
}

/// One change to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The id of the criterion, or the rule that is out of scope.
    pub name: String,
    /// What the rule says now, where it was reworded.
    pub now: Option<String>,
}

impl ChangeKind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Gone => "gone",
            Self::Reworded => "reworded",
            Self::Back => "back",
            Self::Moved => "moved",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.name)?;
        match &self.now {
            Some(now) => write!(f, ", now \"{now}\""),
            None => Ok(()),
        }
    }
}
