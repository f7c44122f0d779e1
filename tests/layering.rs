//! Holds the modules to the order in which data flows: imports point down only.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]

use std::path::{Path, PathBuf};

/// Each module at the top of the crate, and the others that it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("words", &[]),
    ("source", &[]),
    ("verdict", &["source"]),
    ("policy", &["verdict"]),
    ("markdown", &["source"]),
    ("diagnostic", &["source", "verdict"]),
    ("prompt", &["source", "diagnostic", "markdown", "words"]),
    (
        "transcript",
        &["source", "diagnostic", "markdown", "verdict", "words"],
    ),
    (
        "document",
        &["source", "diagnostic", "markdown", "verdict", "words"],
    ),
    (
        "rubric",
        &[
            "source",
            "diagnostic",
            "markdown",
            "verdict",
            "document",
            "policy",
            "words",
        ],
    ),
    // Old logs outlive rubrics.
    (
        "run",
        &["source", "diagnostic", "verdict", "policy", "words"],
    ),
    (
        "compare",
        &["source", "diagnostic", "verdict", "policy", "run", "words"],
    ),
    (
        "report",
        &[
            "source",
            "diagnostic",
            "verdict",
            "policy",
            "run",
            "compare",
            "words",
        ],
    ),
    (
        "derive",
        &[
            "source",
            "diagnostic",
            "markdown",
            "verdict",
            "prompt",
            "document",
            "rubric",
            "words",
        ],
    ),
    (
        "import",
        &[
            "source",
            "diagnostic",
            "verdict",
            "document",
            "rubric",
            "derive",
            "words",
        ],
    ),
    (
        "evaluate",
        &[
            "source",
            "diagnostic",
            "markdown",
            "verdict",
            "transcript",
            "document",
            "rubric",
            "run",
            "words",
        ],
    ),
    (
        "cli",
        &[
            "source",
            "diagnostic",
            "markdown",
            "verdict",
            "prompt",
            "transcript",
            "document",
            "rubric",
            "derive",
            "import",
            "evaluate",
            "policy",
            "run",
            "compare",
            "report",
            "words",
        ],
    ),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// The names that stand behind `crate::` in `line`, those of a list in braces included.
fn imported(line: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = Vec::new();
    for (at, found) in line.match_indices("crate::") {
        let rest = &line[at + found.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let names = list.split(['}', ',']).map(str::trim);
            out.extend(names.filter_map(|name| name.split("::").next()));
        } else {
            out.extend(rest.split(|c| !is_name(c)).next());
        }
    }
    // A capital is an item of the crate root, which re-exports what is below.
    out.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    out
}

/// How many modules up the path in `line` goes.
fn steps_up(line: &str) -> usize {
    let chain = |at: usize| {
        line[at..]
            .split("super::")
            .take_while(|between| between.is_empty())
    };
    let chains = line
        .match_indices("super::")
        .map(|(at, _)| chain(at).count());
    chains.max().unwrap_or(0)
}

#[test]
fn imports_point_down_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "the sources are found");
    let mut wrong = Vec::new();
    for file in files {
        let inner = file.strip_prefix(&root).expect("it lies under the root");
        let mut modules: Vec<String> = inner
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        modules.retain(|name| name != "mod");
        let top = modules[0].clone();
        if top == "lib" || top == "main" {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == top) else {
            wrong.push(format!("`{top}` is not in the table"));
            continue;
        };
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let mut tests = 0;
        for (n, line) in text.lines().enumerate() {
            tests += usize::from(line.starts_with("mod tests"));
            if line.trim_start().starts_with("//") {
                continue;
            }
            let up = imported(line)
                .into_iter()
                .filter(|name| *name != top && !allowed.contains(name));
            let place = format!("{}:{}", inner.display(), n + 1);
            wrong.extend(up.map(|name| format!("{place}: `{top}` imports `{name}`")));
            if steps_up(line) >= modules.len() + tests {
                wrong.push(format!("{place}: `super` leads out of `{top}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_has_no_circle() {
    for (n, (name, below)) in MAY_IMPORT.iter().enumerate() {
        for other in *below {
            let at = MAY_IMPORT.iter().position(|(of, _)| of == other);
            assert!(at.is_some_and(|at| at < n), "`{name}` before `{other}`");
        }
    }
}

#[test]
fn lists_in_braces_are_read() {
    assert_eq!(
        imported("use crate::{run::Run, words}; crate::cli::x()"),
        ["run", "words", "cli"]
    );
}
