//! Measures how well sentences are told apart by language, and holds the figures.
//!
//! 30 sentences a language, hand-written: plain ones, technical ones full of English terms, and very short
//! ones, of which a few hold nothing telling. Each is read alone, as the whole prose of an answer, which is the
//! hardest case. `cargo test --test language -- --nocapture` prints the table.
#![expect(clippy::disallowed_methods, reason = "a test may read files")]
#![expect(clippy::print_stdout, reason = "the table is the point")]

use semper::document::{Document, Input, Lexicon, Limits, Mix, Workspace};
use semper::rubric::load_lexicon;

/// What is held of a language.
struct Language {
    code: &'static str,
    /// Its code in whatlang.
    whatlang: &'static str,
    /// The least number of its 30 sentences whose likeliest language is right.
    likeliest: usize,
    /// The most of the 210 sentences in other languages that may count for it.
    foreign: usize,
}

const fn language(
    code: &'static str,
    whatlang: &'static str,
    likeliest: usize,
    foreign: usize,
) -> Language {
    Language {
        code,
        whatlang,
        likeliest,
        foreign,
    }
}

/// The bounds lie one beside what was measured, but the floors never under 27.
const LANGUAGES: &[Language] = &[
    language("ru", "rus", 27, 8),
    language("uk", "ukr", 27, 6),
    language("be", "bel", 29, 3),
    language("bg", "bul", 28, 7),
    language("sr", "srp", 29, 3),
    language("mk", "mkd", 29, 3),
    language("kk", "kaz", 28, 1),
    language("en", "eng", 28, 1),
];

fn sentences(code: &str) -> Vec<String> {
    let path = format!(
        "{}/tests/data/language/{code}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("the data is part of the repository");
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(str::to_owned).collect()
}

/// Whether most of `mix` counts for `code`.
fn fits(mix: &Mix, code: &str) -> bool {
    mix.share(code).is_some_and(|share| share >= 0.5)
}

fn mixes(sentences: &[String], lexicon: &Lexicon, workspace: &Workspace) -> Vec<Mix> {
    let read = |answer: &String| {
        let input = Input {
            answer,
            prompt: None,
            files: &[],
            tools: None,
        };
        Document::new(input, lexicon, workspace).mix().clone()
    };
    sentences.iter().map(read).collect()
}

#[test]
fn sentences_are_told_by_language() {
    let lexicon = load_lexicon();
    let workspace = Workspace::new(Limits::default());
    let texts: Vec<Vec<String>> = LANGUAGES.iter().map(|of| sentences(of.code)).collect();
    let read: Vec<Vec<Mix>> = texts
        .iter()
        .map(|texts| mixes(texts, &lexicon, &workspace))
        .collect();
    let mut wrong = Vec::new();
    println!("language  likeliest  fits  foreign  whatlang");
    for (n, of) in LANGUAGES.iter().enumerate() {
        assert_eq!(texts[n].len(), 30, "{}", of.code);
        for (other, mixes) in read.iter().enumerate().filter(|(other, _)| *other != n) {
            for (text, mix) in texts[other].iter().zip(mixes) {
                if fits(mix, of.code) {
                    println!("  {} counts for {}: {text}", LANGUAGES[other].code, of.code);
                }
            }
        }
        for (text, mix) in texts[n].iter().zip(&read[n]) {
            if mix.main() != Some(of.code) {
                println!("  {} taken for {:?}: {text}", of.code, mix.main());
            }
        }
        let likeliest = read[n].iter().filter(|mix| mix.main() == Some(of.code));
        let likeliest = likeliest.count();
        let own = read[n].iter().filter(|mix| fits(mix, of.code)).count();
        let others = read.iter().enumerate().filter(|(other, _)| *other != n);
        let foreign = others.flat_map(|(_, mixes)| mixes);
        let foreign = foreign.filter(|mix| fits(mix, of.code)).count();
        let alone = |text: &&String| {
            whatlang::detect_lang(text).is_some_and(|lang| lang.code() == of.whatlang)
        };
        let alone = texts[n].iter().filter(alone).count();
        println!(
            "{:8}  {likeliest:9}  {own:4}  {foreign:7}  {alone:8}",
            of.code
        );
        if likeliest < of.likeliest || own < 29 || foreign > of.foreign {
            wrong.push(of.code);
        }
    }
    assert!(wrong.is_empty(), "worse than before: {wrong:?}");
}
