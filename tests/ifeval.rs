//! Holds `rubrics/ifeval.yaml` to the verdicts of the official checker, and prints every difference.
//!
//! The answers and verdicts lie outside the repository; without them the test says so and passes.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads files and prints its figures"
)]

use std::collections::BTreeMap;
use std::path::Path;

use semper::document::{Document, Input, Lexicon, Limits, Workspace};
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::SourceFile;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// An answer with the official verdicts on each of its instructions.
#[derive(Deserialize)]
struct Row {
    key: u64,
    prompt: String,
    response: String,
    instruction_id_list: Vec<String>,
    kwargs: Vec<Map<String, Value>>,
    strict: Vec<bool>,
    loose: Vec<bool>,
    /// The instructions whose verdict is drawn at random.
    #[serde(default)]
    unstable: Vec<usize>,
}

/// A known difference and why there is one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    key: u64,
    instruction: String,
    right: String,
    reason: String,
}

/// The answers that the official checker wrongly takes for another language than English.
const ENGLISH: &[u64] = &[1843, 202, 2341, 2571, 3456];

/// What scoring needs.
struct Checker {
    catalog: Catalog,
    lexicon: Lexicon,
    workspace: Workspace,
}

impl Checker {
    fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/ifeval.yaml");
        let text = std::fs::read_to_string(path).expect("the definitions are there");
        let source = SourceFile::new("rubrics/ifeval.yaml", text);
        Self {
            catalog: Catalog::new(vec![source]).expect("the definitions are sound"),
            lexicon: load_lexicon(),
            workspace: Workspace::new(Limits::default()),
        }
    }

    /// A rubric of the instructions of `row`, in their order.
    fn rubric(&self, row: &Row) -> Rubric {
        let instructions = row.instruction_id_list.iter().zip(&row.kwargs).enumerate();
        let criteria = instructions.map(|(n, (id, kwargs))| {
            let given = kwargs.iter().filter(|(_, value)| !value.is_null());
            let with: Map<String, Value> = given
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            json!({ "id": format!("i{n}"), "check": { "use": { "name": id, "with": with } } })
        });
        let criteria: Vec<Value> = criteria.collect();
        let rubric = json!({ "semper": 1, "rubric": "case", "criteria": criteria });
        let source = SourceFile::new("case.yaml", rubric.to_string());
        Rubric::compile(&source, None, &self.catalog, &self.lexicon)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", row.key))
    }

    /// The verdict on each instruction, and why.
    fn strict(&self, rubric: &Rubric, prompt: &str, answer: &str) -> Vec<(bool, String)> {
        let input = Input {
            answer,
            prompt: Some(prompt),
            files: &[],
            tools: None,
        };
        let document = Document::new(input, &self.lexicon, &self.workspace);
        let verdicts = rubric.score(&document).verdicts.into_iter();
        let told = verdicts.map(|verdict| {
            let first = verdict.evidence.first();
            let note = first.map_or("", |first| &first.note).to_owned();
            let place = first.and_then(|first| first.place);
            let seen = place.map_or("", |(origin, span)| &document.text(origin)[span.range()]);
            let passes = verdict.verdict == semper::Verdict::Pass;
            (passes, format!("{}{note}", semper::verdict::quote(seen)))
        });
        told.collect()
    }

    /// The same for each instruction that some variant of the answer passes.
    fn loose(&self, rubric: &Rubric, prompt: &str, answer: &str) -> Vec<(bool, String)> {
        let mut best = self.strict(rubric, prompt, answer);
        for variant in variants(answer) {
            if best.iter().all(|(passes, _)| *passes) {
                break;
            }
            let more = self.strict(rubric, prompt, &variant);
            for (best, more) in best.iter_mut().zip(more) {
                if more.0 {
                    *best = more;
                }
            }
        }
        best
    }
}

/// The seven variants of an answer that a loose verdict allows beside itself, blank ones left out.
fn variants(answer: &str) -> Vec<String> {
    let lines: Vec<&str> = answer.split('\n').collect();
    let cut = |from: usize, to: usize| {
        let kept = lines.get(from..to.max(from)).unwrap_or(&[]);
        kept.join("\n").trim().to_owned()
    };
    let all = lines.len();
    let mut variants = vec![
        answer.to_owned(),
        cut(1, all),
        cut(0, all - 1),
        cut(1, all - 1),
    ];
    let plain: Vec<String> = variants.iter().map(|text| text.replace('*', "")).collect();
    variants.remove(0);
    variants.extend(plain);
    variants.retain(|text| !text.trim().is_empty());
    variants
}

/// How many verdicts were compared and how many were the same, by instruction.
#[derive(Default)]
struct Tally {
    same: BTreeMap<String, [usize; 2]>,
    unknown: usize,
}

impl Tally {
    fn rate(&self) -> f64 {
        let sum = |n: usize| self.same.values().map(|counts| counts[n]).sum::<usize>();
        let (same, all) = (sum(0), sum(1));
        f64::from(u32::try_from(same).unwrap()) / f64::from(u32::try_from(all).unwrap())
    }

    fn compare(&mut self, row: &Row, mode: &str, got: &[(bool, String)], known: &[Known]) {
        let wanted = if mode == "strict" {
            &row.strict
        } else {
            &row.loose
        };
        for (n, id) in row.instruction_id_list.iter().enumerate() {
            if row.unstable.contains(&n) {
                continue;
            }
            let (passes, why) = &got[n];
            let is_english = id.starts_with("change_case:english") && ENGLISH.contains(&row.key);
            let same = *passes == wanted[n] || is_english && *passes;
            let counts = self.same.entry(id.clone()).or_default();
            counts[0] += usize::from(same);
            counts[1] += 1;
            if same {
                continue;
            }
            let reason = known
                .iter()
                .find(|known| known.key == row.key && known.instruction == *id);
            let told = match reason {
                Some(known) => format!("right: {}: {}", known.right, known.reason),
                None => "no reason is known".to_owned(),
            };
            self.unknown += usize::from(reason.is_none());
            let verdict = if *passes { "passes" } else { "fails" };
            println!("{mode} {} {id}: {verdict} here ({why}); {told}", row.key);
        }
    }

    fn print(&self, mode: &str) {
        for (id, [same, all]) in self.same.iter().filter(|(_, [same, all])| same < all) {
            println!("{mode} {id}: {same} of {all}");
        }
        println!("{mode}: {:.4} of all verdicts agree", self.rate());
    }
}

#[test]
fn the_definitions_decide_as_the_official_checker_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = root.join("../shared/data/ifeval/golden.jsonl");
    let Ok(text) = std::fs::read_to_string(&golden) else {
        println!("skipped: there is no {}", golden.display());
        return;
    };
    let known = std::fs::read_to_string(root.join("tests/data/ifeval-differences.yaml"));
    let known: Vec<Known> =
        serde_yaml::from_str(&known.expect("the list is there")).expect("the list is sound");
    let checker = Checker::new();
    let (mut strict, mut loose) = (Tally::default(), Tally::default());
    for line in text.lines() {
        let row: Row = serde_json::from_str(line).expect("a row");
        let rubric = checker.rubric(&row);
        let got = checker.strict(&rubric, &row.prompt, &row.response);
        strict.compare(&row, "strict", &got, &known);
        let got = checker.loose(&rubric, &row.prompt, &row.response);
        loose.compare(&row, "loose", &got, &known);
    }
    strict.print("strict");
    loose.print("loose");
    assert!(strict.rate() >= 0.995, "strict: {}", strict.rate());
    assert!(loose.rate() >= 0.99, "loose: {}", loose.rate());
    let unknown = strict.unknown + loose.unknown;
    assert_eq!(
        unknown, 0,
        "differences that tests/data/ifeval-differences.yaml does not list"
    );
}

#[test]
fn a_loose_verdict_looks_past_the_first_and_the_last_line_and_asterisks() {
    let found = variants("Вот 🙂:\n**да**\nвсё");
    let wanted = [
        "**да**\nвсё",
        "Вот 🙂:\n**да**",
        "**да**",
        "Вот 🙂:\nда\nвсё",
        "да\nвсё",
        "Вот 🙂:\nда",
        "да",
    ];
    assert_eq!(found, wanted);
    assert!(variants("*").is_empty());
}
