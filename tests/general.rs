//! Rubrics derived from prompts of many kinds, held to labelled answers: what carries is the general forms.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads fixtures and prints what it measured"
)]

use std::collections::BTreeMap;

use semper::{
    AgentPrompt, Catalog, Limits, Response, Rubric, Scorer, SourceFile, Verdict, Workspace, derive,
    load_lexicon,
};
use serde_json::Value;

/// Share of the rules that get a check, and of the labels that agree; a little under what is reached.
const COVERED: f64 = 0.60;
const AGREED: f64 = 0.85;

fn read(name: &str) -> String {
    let path = format!("{}/fixtures/general/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn rows(name: &str) -> Vec<Value> {
    let text = read(name);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("fixtures are JSON Lines"))
        .collect()
}

/// The decidable rules of an agent by their key: the line and the text.
fn keys(agent: &str) -> BTreeMap<String, (u64, String)> {
    let rules = rows(&format!("rules-{agent}.jsonl"));
    let decidable: Vec<(u64, &str)> = rules
        .iter()
        .filter(|rule| rule["decidable"] == true)
        .map(|rule| {
            let line = rule["line_start"].as_u64().expect("a rule has a line");
            (line, rule["text"].as_str().expect("a rule has a text"))
        })
        .collect();
    let mut out = BTreeMap::new();
    for (n, (line, text)) in decidable.iter().enumerate() {
        let same = |list: &[(u64, &str)]| list.iter().filter(|(other, _)| other == line).count();
        let letter = if same(&decidable) > 1 {
            char::from(b'a' + u8::try_from(same(&decidable[..n])).expect("few rules share a line"))
                .to_string()
        } else {
            String::new()
        };
        out.insert(format!("L{line}{letter}"), (*line, (*text).to_owned()));
    }
    out
}

/// Rules with a check, rules, labels that agree, labels.
fn of_agent(agent: &str, labels: &[Value]) -> [usize; 4] {
    let catalog = Catalog::shipped();
    let lexicon = load_lexicon();
    let limits = Limits::default();
    let prompt = SourceFile::new("agent.md", read(&format!("agent-{agent}.md")));
    let derived = derive(&AgentPrompt::read(&prompt), "agent.md", &catalog);
    let source = SourceFile::new("derived.yaml", semper::derive::to_yaml(&derived));
    let rubric = Rubric::compile(&source, Some(&prompt), &catalog, &lexicon)
        .unwrap_or_else(|problems| panic!("{agent}: {problems:?}"));
    let scorer = Scorer {
        rubric: &rubric,
        lexicon: &lexicon,
        limits,
        log: None,
    };
    let workspace = Workspace::new(limits);
    let keys = keys(agent);
    let mine = |line: u64, text: &str| -> Vec<&str> {
        let begin = |text: &str| text.chars().take(20).collect::<String>();
        let criteria = derived.criteria.iter().filter(|criterion| {
            let rule = &criterion.rules[0];
            let same = rule.text.contains(&begin(text)) || text.contains(&begin(&rule.text));
            !criterion.is_unchecked() && rule.line as u64 == line && same
        });
        criteria.map(|criterion| criterion.id.as_str()).collect()
    };
    let covered = keys
        .values()
        .filter(|(line, text)| !mine(*line, text).is_empty());
    let mut counts = [covered.count(), keys.len(), 0, 0];
    for variant in ["full", "weak"] {
        for answer in rows(&format!("{agent}-{variant}.jsonl")) {
            let of_answer = |row: &&Value| {
                row["agent"] == agent && row["variant"] == variant && row["id"] == answer["id"]
            };
            let Some(row) = labels.iter().find(of_answer) else {
                continue;
            };
            let text = |key: &str| {
                answer[key]
                    .as_str()
                    .expect("an answer has texts")
                    .to_owned()
            };
            let response = Response {
                text: text("response"),
                prompt: Some(text("prompt")),
                ..Response::default()
            };
            let scored = scorer.score(&response, &workspace);
            let labelled = row["labels"].as_object().expect("labels are a map");
            for (key, wanted) in labelled {
                let (line, text) = &keys[key];
                let ids = mine(*line, text);
                if ids.is_empty() {
                    continue;
                }
                let verdicts = scored
                    .verdicts
                    .iter()
                    .filter(|v| ids.contains(&&*v.criterion));
                let verdicts: Vec<Verdict> = verdicts.map(|v| v.verdict).collect();
                let order = [Verdict::Fail, Verdict::Pass, Verdict::Na];
                let first = order.into_iter().find(|verdict| verdicts.contains(verdict));
                let agrees = first.is_some_and(|verdict| wanted == verdict.as_str());
                counts[2] += usize::from(agrees);
                counts[3] += 1;
            }
        }
    }
    counts
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn derived_rubrics_agree_with_labels() {
    let labels = rows("labels.jsonl");
    let mut sum = [0; 4];
    for agent in [
        "letters",
        "review",
        "nutri",
        "k8s",
        "docja",
        "physique",
        "gobackend",
    ] {
        let counts = of_agent(agent, &labels);
        let [covered, rules, agreed, labelled] = counts;
        println!(
            "{agent}: {covered} of {rules} rules have a check, {agreed} of {labelled} labels agree"
        );
        for (all, one) in sum.iter_mut().zip(counts) {
            *all += one;
        }
    }
    let [covered, rules, agreed, labelled] = sum.map(|n| n as f64);
    println!(
        "all: covered {:.3}, agreed {:.3}",
        covered / rules,
        agreed / labelled
    );
    assert!(covered / rules >= COVERED, "covered {covered} of {rules}");
    assert!(agreed / labelled >= AGREED, "agreed {agreed} of {labelled}");
}
