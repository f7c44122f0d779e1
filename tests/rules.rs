//! Holds the extraction of rules to hand-labelled prompts, where they are there, and prints the figures.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads data and prints its figures"
)]

use std::path::{Path, PathBuf};

use semper::prompt::{AgentPrompt, Rule};
use semper::source::SourceFile;
use serde_json::Value;

/// The folder of labelled prompts; it is not part of the package.
fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/agents");
    let there = path.join("labels.jsonl").exists();
    if !there {
        println!("skipped: there is no {}", path.display());
    }
    there.then_some(path)
}

fn read(path: &Path) -> AgentPrompt {
    let text = std::fs::read_to_string(path).expect("a prompt is text");
    AgentPrompt::read(&SourceFile::new(path.to_string_lossy(), text))
}

fn letters(text: &str) -> Vec<char> {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.filter(|c| c.is_alphanumeric()).collect()
}

fn holds(whole: &[char], part: &[char]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|window| window == part)
}

/// The share of the shorter text that is in the other, by the longest common run.
fn overlap(a: &str, b: &str) -> f64 {
    let (a, b) = (letters(a), letters(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    if holds(&long, &short) {
        return 1.0;
    }
    let mut best = 0;
    for start in (0..short.len()).step_by((short.len() / 64).max(1)) {
        let rest = &short[start..];
        let (mut low, mut high) = (0, rest.len());
        while low < high {
            let middle = (low + high).div_ceil(2);
            if holds(&long, &rest[..middle]) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        best = best.max(low);
    }
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    let share = best as f64 / short.len() as f64;
    share
}

fn number(label: &Value, key: &str) -> usize {
    let number = label[key].as_u64().and_then(|n| usize::try_from(n).ok());
    number.expect("a line")
}

/// Each label with the rule that matches it.
fn matches<'r>(labels: &[Value], rules: &'r [Rule]) -> Vec<Option<&'r Rule>> {
    let mut used = vec![false; rules.len()];
    let pairs = labels.iter().map(|label| {
        let mut best: Option<(f64, usize)> = None;
        for (n, rule) in rules.iter().enumerate() {
            let apart = rule.lines.start > number(label, "line_end")
                || rule.lines.end < number(label, "line_start");
            if used[n] || apart {
                continue;
            }
            let share = overlap(&rule.text, label["text"].as_str().expect("a text"));
            if share >= 0.5 && best.is_none_or(|(best, _)| share > best) {
                best = Some((share, n));
            }
        }
        best.map(|(_, n)| {
            used[n] = true;
            &rules[n]
        })
    });
    pairs.collect()
}

#[test]
fn labelled_rules_are_found_with_their_strength() {
    let Some(data) = data() else { return };
    let rows = std::fs::read_to_string(data.join("labels.jsonl")).expect("the labels are there");
    let (mut hits, mut extra, mut missed, mut strong) = (0, 0, 0, 0);
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("a row is JSON");
        let file = row["file"].as_str().expect("a file");
        let prompt = read(&data.join("files").join(file));
        let labels = row["rules"].as_array().expect("rules");
        let found = matches(labels, &prompt.rules);
        extra += prompt.rules.len() - found.iter().flatten().count();
        // Borderline labels count neither way.
        let clear = labels.iter().zip(found);
        for (label, rule) in clear.filter(|(label, _)| label["borderline"] != true) {
            match rule {
                Some(rule) => {
                    hits += 1;
                    strong += usize::from(label["strength"] == rule.strength.as_str());
                }
                None => {
                    missed += 1;
                    println!("missed in {file}: {}", label["text"]);
                }
            }
        }
    }
    println!("{hits} found, {extra} extra, {missed} missed; strength of {strong} right");
    assert!(2 * hits * 100 >= 95 * (2 * hits + extra + missed), "F1");
    assert!(strong * 100 >= 95 * hits, "strength");
}

#[test]
fn the_asyncio_expert_has_twelve_rules() {
    let Some(data) = data() else { return };
    let prompt = read(&data.join("files/seed__async-python-expert.md"));
    let lines: Vec<usize> = prompt.rules.iter().map(|rule| rule.lines.start).collect();
    assert_eq!(lines, [20, 21, 22, 23, 24, 27, 28, 29, 30, 31, 32, 34]);
    assert!(
        prompt
            .rules
            .iter()
            .all(|rule| rule.lines.start == rule.lines.end)
    );
    assert_eq!(prompt.language, "ru");
    assert_eq!(prompt.name.as_deref(), Some("async-python-expert"));
}

#[test]
fn every_prompt_of_the_folder_is_read() {
    let Some(data) = data() else { return };
    let folder = std::fs::read_dir(data.join("files")).expect("the folder is there");
    let prompts: Vec<AgentPrompt> = folder
        .map(|entry| read(&entry.expect("it can be listed").path()))
        .collect();
    let rules: usize = prompts.iter().map(|prompt| prompt.rules.len()).sum();
    println!("{} prompts, {rules} rules", prompts.len());
    assert!(prompts.len() >= 103);
    assert!(rules > prompts.len());
}
