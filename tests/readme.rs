//! The commands of the README do what it says: each `$ semper ..` in it is run, and what it prints is compared.
#![expect(clippy::disallowed_methods, reason = "a test reads the README")]

use assert_cmd::Command;

/// A command of the README and the output under it.
struct Shown {
    arguments: Vec<String>,
    output: String,
}

fn shown(readme: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line.strip_prefix("$ ")) {
            (false, _) => inside = line == "```console",
            (true, _) if line == "```" => inside = false,
            (true, Some(command)) => {
                let command = command
                    .strip_prefix("cargo run --release -- ")
                    .or_else(|| command.strip_prefix("semper "));
                let arguments = command
                    .expect("console blocks show semper")
                    .split_whitespace();
                all.push(Shown {
                    arguments: arguments.map(str::to_owned).collect(),
                    output: String::new(),
                });
            }
            (true, None) => {
                if let Some(last) = all.last_mut() {
                    last.output.push_str(line);
                    last.output.push('\n');
                }
            }
        }
    }
    all
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).expect("there is a README");
    let all = shown(&readme);
    assert!(all.len() >= 4, "the README shows commands");
    for Shown { arguments, output } in all {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("semper"));
        let run = command
            .current_dir(root)
            .args(&arguments)
            .output()
            .expect("semper runs");
        let printed = String::from_utf8(run.stdout).expect("output is UTF-8");
        // `...` stands for lines left out.
        let mut rest = printed.as_str();
        for part in output.split("...\n") {
            let part = part.trim_end();
            let at = rest.find(part);
            let at = at.unwrap_or_else(|| {
                panic!(
                    "`semper {}` printed\n{printed}\nand not\n{part}",
                    arguments.join(" ")
                )
            });
            rest = &rest[at + part.len()..];
        }
    }
}
