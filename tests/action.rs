//! The action and the hooks: their steps are scripts, run here with the variables that GitHub sets.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "these tests run scripts and read what they wrote"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_yaml::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn yaml(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("{ROOT}/{name}")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// Runs a script of the action in a folder of its own, with these variables besides those of the runner.
fn script(folder: &Path, name: &str, variables: &[(&str, &str)]) -> Output {
    let file = |name: &str| folder.join(name).display().to_string();
    let path = format!(
        "{}:{}",
        folder.join("bin").display(),
        std::env::var("PATH").unwrap()
    );
    Command::new("bash")
        .arg(format!("{ROOT}/action/{name}"))
        .current_dir(ROOT)
        .env_clear()
        .env("PATH", path)
        .env("SEMPER", env!("CARGO_BIN_EXE_semper"))
        .env("RUNNER_TEMP", folder)
        .env("GITHUB_OUTPUT", file("output"))
        .env("GITHUB_STEP_SUMMARY", file("summary.md"))
        .env("GITHUB_REPOSITORY", "team/agents")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_default()
}

const SIDES: [(&str, &str); 3] = [
    ("RUBRIC", "rubrics/async-python-expert.yaml"),
    ("BASELINE", "fixtures/gate/a.jsonl"),
    ("CANDIDATE", "fixtures/gate/b.jsonl"),
];

#[test]
fn every_step_runs_a_script_that_is_there_and_takes_inputs_as_variables() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    assert_eq!(steps.len(), 4);
    for step in steps {
        let run = step["run"].as_str().unwrap();
        // An expression in a script would be replaced by what a stranger wrote.
        assert!(!run.contains("${{"), "{run}");
        if let Some(script) = run.strip_prefix("bash \"$ACTION_PATH/") {
            let script = script.trim_end_matches('"');
            assert!(Path::new(ROOT).join(script).is_file(), "{script}");
        }
    }
}

#[test]
fn a_regression_is_told_everywhere_before_the_job_fails() {
    let folder = TempDir::new().unwrap();
    let ran = script(folder.path(), "gate.sh", &SIDES);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let printed = String::from_utf8(ran.stdout).unwrap();
    assert!(printed.starts_with("::error "), "{printed}");
    let output = read(folder.path(), "output");
    assert!(
        output.contains("outcome=regressed\nexit-code=1\nfolder="),
        "{output}"
    );
    let summary = read(folder.path(), "summary.md");
    assert!(summary.contains("3 criteria regressed: "), "{summary}");
    for report in ["gate.md", "gate.json", "gate.junit.xml", "gate.sarif"] {
        assert!(
            folder.path().join("semper-gate").join(report).is_file(),
            "{report}"
        );
    }
    let variables = [("OUTCOME", "regressed"), ("EXIT_CODE", "1")];
    assert_eq!(
        script(folder.path(), "conclude.sh", &variables)
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn more_arguments_are_words_and_nothing_is_expanded() {
    let folder = TempDir::new().unwrap();
    let mut variables = SIDES.to_vec();
    variables[2].1 = "fixtures/gate/a2.jsonl";
    variables.push(("ARGUMENTS", "--on-inconclusive fail"));
    script(folder.path(), "gate.sh", &variables);
    let output = read(folder.path(), "output");
    assert!(
        output.contains("outcome=inconclusive\nexit-code=3\n"),
        "{output}"
    );

    variables.push(("ARGUMENTS", "$(touch pwned) * `touch pwned`"));
    script(folder.path(), "gate.sh", &variables);
    assert!(!Path::new(ROOT).join("pwned").exists());
}

#[test]
fn what_cannot_run_is_told_and_fails() {
    let folder = TempDir::new().unwrap();
    let mut variables = SIDES.to_vec();
    variables[1].1 = "fixtures/gate/none.jsonl";
    assert!(
        script(folder.path(), "gate.sh", &variables)
            .status
            .success()
    );
    assert!(read(folder.path(), "output").contains("outcome=failed\nexit-code=2\n"));
    assert!(read(folder.path(), "summary.md").contains("could not run (exit code 2)"));
}

/// A `gh` that notes its arguments and the body it is given, and answers a list with `listed`.
fn stand_in(folder: &Path, listed: &str) {
    use std::os::unix::fs::PermissionsExt;
    let program = folder.join("bin/gh");
    std::fs::create_dir_all(folder.join("bin")).unwrap();
    let text = format!(
        "#!/usr/bin/env bash\necho \"$*\" >> {0}/calls\ncase \"$*\" in *--method*) cp {0}/semper-gate/comment.md {0}/sent;; *) printf '%s' '{listed}';; esac\n",
        folder.display()
    );
    std::fs::write(&program, text).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn the_verdict_is_kept_in_one_comment() {
    for (listed, call) in [
        (
            "",
            "api --method POST repos/team/agents/issues/7/comments --field body=@",
        ),
        (
            "41\n",
            "api --method PATCH repos/team/agents/issues/comments/41 --field body=@",
        ),
    ] {
        let folder = TempDir::new().unwrap();
        stand_in(folder.path(), listed);
        script(folder.path(), "gate.sh", &SIDES);
        let reports = folder.path().join("semper-gate");
        // Longer than a comment may be: it is cut between characters.
        let long = format!("{}{}", read(&reports, "gate.md"), "ж".repeat(40_000));
        std::fs::write(reports.join("gate.md"), long).unwrap();
        let variables = [("PULL_REQUEST", "7"), ("FOLDER", reports.to_str().unwrap())];
        let ran = script(folder.path(), "comment.sh", &variables);
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let calls = read(folder.path(), "calls");
        assert!(calls.contains(call), "{calls}");
        let sent = read(folder.path(), "sent");
        assert!(sent.starts_with("<!-- semper gate -->\n"), "{sent:.80}");
        assert!(sent.contains("3 criteria regressed") && sent.len() <= 65_536);
    }
}

#[test]
fn the_hooks_run_commands_that_there_are() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_sequence().unwrap();
    assert_eq!(hooks.len(), 3);
    for hook in hooks {
        let entry = hook["entry"].as_str().unwrap();
        let command = entry.strip_prefix("semper ").unwrap();
        let help = Command::new(env!("CARGO_BIN_EXE_semper"))
            .args([command, "--help"])
            .output();
        assert!(help.unwrap().status.success(), "{entry}");
        if let Some(files) = hook["files"].as_str() {
            let files = regex::Regex::new(files).unwrap();
            assert!(
                files.is_match("rubrics/async-python-expert.yaml"),
                "{entry}"
            );
            assert!(!files.is_match("src/rubric/mod.rs"), "{entry}");
        }
    }
    let run = Command::new(env!("CARGO_BIN_EXE_semper"))
        .current_dir(ROOT)
        .args(["test", "rubrics/async-python-expert.yaml"])
        .output();
    assert!(run.unwrap().status.success());
}
