//! Names of programming languages: aliases made one, file endings, and unlabelled code told apart.

use std::borrow::Cow;
use std::fmt;

/// A language name in its usual form: `python`, never `py` or `Python3`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(Cow<'static, str>);

/// Usual name, then the other names and the file endings it goes by.
const LANGUAGES: &[(&str, &[&str])] = &[
    (
        "python",
        &[
            "py",
            "python3",
            "py3",
            "python2",
            "ipython",
            "ipython3",
            "pycon",
            "pyi",
            "python-repl",
        ],
    ),
    (
        "shell",
        &[
            "sh",
            "bash",
            "zsh",
            "console",
            "shell-session",
            "shellsession",
            "terminal",
            "fish",
            "bat",
            "cmd",
            "powershell",
            "ps1",
            "pwsh",
            "ps",
        ],
    ),
    ("javascript", &["js", "jsx", "mjs", "cjs", "node"]),
    ("typescript", &["ts", "tsx", "mts"]),
    ("rust", &["rs"]),
    ("go", &["golang"]),
    ("json", &["jsonc", "json5", "jsonl"]),
    ("yaml", &["yml"]),
    ("markdown", &["md"]),
    (
        "text",
        &["txt", "plain", "plaintext", "output", "log", "none"],
    ),
    ("csharp", &["cs", "c#"]),
    ("cpp", &["c++", "cc", "cxx", "hpp"]),
    ("docker", &["dockerfile"]),
    ("toml", &[]),
    ("ini", &["cfg", "conf"]),
    (
        "sql",
        &[
            "postgres",
            "postgresql",
            "mysql",
            "sqlite",
            "psql",
            "plpgsql",
        ],
    ),
];

impl Lang {
    /// Python, the language whose syntax trees semper reads.
    pub const PYTHON: Lang = Lang(Cow::Borrowed("python"));

    /// The language that `name` is a name of; an unknown name stands for itself.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let lower = name.to_lowercase();
        for (usual, aliases) in LANGUAGES {
            if *usual == lower || aliases.contains(&lower.as_str()) {
                return Self(Cow::Borrowed(usual));
            }
        }
        Self(Cow::Owned(lower))
    }

    /// The language of the file at `path`, by its ending; none without an ending.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?;
        if name.eq_ignore_ascii_case("dockerfile") {
            return Some(Self::named("docker"));
        }
        let (_, ending) = name.rsplit_once('.')?;
        Some(Self::named(ending))
    }

    /// The usual name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Commands that start a line of a shell session.
const COMMANDS: &[&str] = &[
    "pip",
    "pip3",
    "python",
    "python3",
    "uv",
    "poetry",
    "pytest",
    "npm",
    "npx",
    "docker",
    "git",
    "curl",
    "cd",
    "mkdir",
    "source",
    "export",
    "apt",
    "apt-get",
    "brew",
    "sudo",
    "py-spy",
    "ruff",
    "uvicorn",
    "make",
    "cargo",
    "virtualenv",
    "conda",
    "deactivate",
    "echo",
    "pipx",
];

/// Whether unlabelled text looks like shell commands.
#[must_use]
pub(super) fn looks_like_shell(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_command = |line: &str| {
        let line = line
            .strip_prefix("$ ")
            .or_else(|| line.strip_prefix("% "))
            .unwrap_or(line);
        let word = line.split_whitespace().next().unwrap_or("");
        let rest = line[word.len()..].trim_start();
        let known = COMMANDS.contains(&word) && !rest.starts_with(['=', '(', '.']);
        word.starts_with("./") || (known && (!rest.is_empty() || word.len() > 3))
    };
    lines.next().is_some_and(is_command)
}

/// How many lines of `text` could hardly be anything but Python.
#[must_use]
pub(super) fn python_signs(text: &str) -> usize {
    text.lines()
        .filter(|line| is_python_sign(line.trim()))
        .count()
}

fn is_python_sign(line: &str) -> bool {
    let line = line
        .strip_prefix(">>> ")
        .or_else(|| line.strip_prefix("... "))
        .unwrap_or(line);
    let block = line.ends_with(':') || line.contains(": #");
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if starts(&[
        "async def ",
        "await ",
        "async with ",
        "async for ",
        "@",
        "print(",
        "asyncio.",
        "return await ",
    ]) {
        return line.len() > 3;
    }
    if starts(&["import ", "from "]) {
        let words = line.split_whitespace().count();
        return line.starts_with("import ") && words <= 4 && !line.ends_with(['.', ';'])
            || line.contains(" import ");
    }
    if starts(&[
        "def ", "class ", "with ", "for ", "while ", "if ", "elif ", "else:", "try:", "except",
        "finally:",
    ]) {
        return block || (line.starts_with("def ") && line.contains('('));
    }
    // `name = await f(x)`, `tasks = [f(x) for x in xs]`.
    line.split_once(" = ").is_some_and(|(name, value)| {
        let word = |c: char| {
            c.is_alphanumeric() || matches!(c, '_' | '.' | ',' | ' ' | '(' | ')' | ':' | '[' | ']')
        };
        name.chars().all(word)
            && !value.ends_with(';')
            && (value.starts_with("await ") || value.contains('('))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_one_language() {
        for name in ["py", "Python", "PYTHON3"] {
            assert_eq!(Lang::named(name), Lang::PYTHON);
        }
        assert_eq!(Lang::named("Brainfuck").as_str(), "brainfuck");
        assert_eq!(Lang::of_path("a/тест.py"), Some(Lang::PYTHON));
        assert_eq!(Lang::of_path("Makefile"), None);
    }

    #[test]
    fn commands_are_told_from_python_and_from_diagrams() {
        assert!(looks_like_shell("$ pip install aiohttp\n"));
        assert!(looks_like_shell("# окружение\npython -m venv .venv"));
        assert!(!looks_like_shell("python = find()"));
        assert_eq!(
            python_signs("event loop\n  -> task 🙂\nqueue ----> worker\n"),
            0
        );
        assert_eq!(python_signs("import asyncio\r\nx = await f()\r\n"), 2);
    }
}
