//! Exit codes, and the error that carries one. The codes are public: a change is announced as breaking.

use std::process::ExitCode;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::SourceFile;

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing failed that was asked for; also when some records were invalid.
    Passed,
    /// 1: violations of what was asked for, regressions, failing examples.
    Failed,
    /// 2: could not run: arguments, rubric, unreadable input, undecided criteria under a demand.
    CouldNotRun,
    /// 3: inconclusive, where the policy says that this fails.
    Inconclusive,
    /// 4: nothing to evaluate, or runs that cannot be compared.
    Nothing,
    /// 101: a bug of semper; the code of a Rust panic.
    Bug,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::CouldNotRun => 2,
            Self::Inconclusive => 3,
            Self::Nothing => 4,
            Self::Bug => 101,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What ends a command early: problems to show, the files they point into, and the exit code.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) exit: Exit,
    pub(super) problems: Diagnostics,
    pub(super) sources: Vec<SourceFile>,
}

impl Stop {
    /// The command could not run; `sources` are the files that `problems` may point into.
    pub(super) fn new(problems: Diagnostics, sources: Vec<SourceFile>) -> Self {
        Self {
            exit: Exit::CouldNotRun,
            problems,
            sources,
        }
    }

    /// There was nothing to evaluate.
    pub(super) fn nothing(message: &str) -> Self {
        let problem = Diagnostic::error(Code::NOTHING, message)
            .help("`semper inspect FILE` shows how a file is read");
        Self {
            exit: Exit::Nothing,
            ..problem.into()
        }
    }
}

impl From<Diagnostics> for Stop {
    fn from(problems: Diagnostics) -> Self {
        Self::new(problems, Vec::new())
    }
}

impl From<Diagnostic> for Stop {
    fn from(problem: Diagnostic) -> Self {
        Diagnostics::from(problem).into()
    }
}
