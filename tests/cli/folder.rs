//! A folder to run the program in, and what a run gave.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assert_cmd::assert::OutputAssertExt;
use tempfile::TempDir;

/// Two criteria: every answer says hello; code parses, where the answer has code.
pub(crate) const RUBRIC: &str = "\
semper: 1
rubric: small
criteria:
  - id: greets
    rule: Always say hello
    check: { contains: { any: [hello] } }
  - id: parses
    level: should
    when: { code: { lang: python } }
    check: { code: { lang: python, parses: true } }
  - id: kind
    check: { judge: Is the answer kind? }
";

/// Four answers: both criteria met, one failed, code that does not parse, a greeting.
pub(crate) const ANSWERS: &str = r#"{"id":"a","prompt":"p","response":"hello\n```python\nx = 1\n```\n"}
{"id":"b","prompt":"p","response":"bye"}
{"id":"c","prompt":"p","response":"hello\n```python\ndef (\n```\n"}
{"id":"d","prompt":"p","response":"Hello"}
"#;

/// A temporary folder with `rubric.yaml`.
pub(crate) struct Folder(TempDir);

/// What a run gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    /// A folder with the rubric.
    pub(crate) fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        folder.write("rubric.yaml", RUBRIC);
        folder
    }

    /// A folder with the rubric and `a.jsonl`.
    pub(crate) fn with_answers() -> Self {
        let folder = Self::new();
        folder.write("a.jsonl", ANSWERS);
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    /// The names of all files, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The program, to be run here.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_semper"));
        command
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        ran(&mut self.program(arguments))
    }

    /// Runs `semper score -r rubric.yaml` here.
    pub(crate) fn score(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["score", "-r", "rubric.yaml"], arguments].concat())
    }

    /// The same, with `stdin` on standard input.
    pub(crate) fn score_stdin(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let arguments = [&["score", "-r", "rubric.yaml"], arguments].concat();
        let mut command = assert_cmd::Command::from_std(self.program(&arguments));
        Ran::new(command.write_stdin(stdin).output().unwrap())
    }
}

/// Runs `command`; no run may panic.
pub(crate) fn ran(command: &mut Command) -> Ran {
    Ran::new(command.assert().get_output().clone())
}

impl Ran {
    fn new(output: std::process::Output) -> Self {
        let ran = Self {
            code: output.status.code().expect("the program was not killed"),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("output is UTF-8"),
        };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }

    /// The run ended with `code`.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.out, self.err
        );
        self
    }

    /// Standard output holds `text`.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no `{text}` in:\n{}", self.out);
        self
    }

    /// Standard error holds `text`.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no `{text}` in:\n{}", self.err);
        self
    }
}
