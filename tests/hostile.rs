//! Text that is built to be slow costs the checks of form no more than other text: they take linear time.
//!
//! Nothing is timed here; a quadratic step would make these tests take minutes.
use semper::document::{Document, Input, Limits, Workspace};
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::SourceFile;

/// Every check of form, and every part, within every unit.
fn rubric() -> String {
    let mut out = "semper: 1\nrubric: r\ncriteria:\n".to_owned();
    let mut add = |check: &str| {
        let id = out.lines().count();
        out.push_str("  - { id: c");
        out.push_str(&id.to_string());
        out.push_str(", check: ");
        out.push_str(check);
        out.push_str(" }\n");
    };
    let parts = [
        "prose",
        "title",
        "'section:x'",
        "list-items",
        "tables",
        "bold",
        "comments",
    ];
    let checks = [
        "sections: { all: [x, y], order: given }",
        "table: { columns: [x] }",
        "fences: { labelled: true, lang: [python] }",
        "count: { what: words, is: 0, without: [tables, links, lists, quotes] }",
        "count: { what: bullets, is: 7 }",
        "starts-with: { any: [щ, '**щ'], markup: bold }",
        "ends-with: { any: щ }",
        "code: { kind: module }",
    ];
    for check in checks {
        add(&format!("{{ {check} }}"));
    }
    for part in parts {
        add(&format!("{{ contains: {{ any: щ, in: {part} }} }}"));
        add(&format!("{{ language: {{ is: en, in: {part} }} }}"));
    }
    let units = [
        "item",
        "sentence",
        "paragraph",
        "section",
        "heading",
        "line",
        "table-row",
        "code-block",
    ];
    for unit in units {
        for check in checks {
            // What no unit passes every unit is asked for.
            add(&format!(
                "{{ each: {{ unit: {unit}, check: {{ not: {{ {check} }} }}, at-least: 1% }} }}"
            ));
        }
        for part in parts {
            let check = format!("not: {{ contains: {{ any: щ, in: {part} }} }}");
            add(&format!(
                "{{ each: {{ unit: {unit}, check: {{ {check} }} }} }}"
            ));
        }
    }
    out
}

fn score(name: &str, answer: &str) {
    let lexicon = load_lexicon();
    let workspace = Workspace::new(Limits::default());
    let source = SourceFile::new("rubric", rubric());
    let catalog = Catalog::new(Vec::new()).expect("it is empty");
    let rubric = Rubric::compile(&source, None, &catalog, &lexicon).expect("the rubric is sound");
    let input = Input {
        answer,
        prompt: Some("x"),
        files: &[],
        tools: None,
    };
    let document = Document::new(input, &lexicon, &workspace);
    let scored = rubric.score(&document);
    assert!(
        scored.verdicts.len() > 100,
        "{name}: every criterion is decided"
    );
}

#[test]
fn many_headings_and_labels() {
    score("headings", &"# x\n".repeat(3_750));
    score("levels", &"# x\n## x\n### y\n".repeat(1_250));
    score("bold lines", &"**x**\n\n".repeat(2_500));
    score("labels", &"x: y\n".repeat(2_500));
}

#[test]
fn long_lines() {
    score("words", &"слово x ".repeat(5_000));
    score("marks", &"#".repeat(25_000));
    score("stars", &"*".repeat(25_000));
    score("questions", &"x? ".repeat(5_000));
    score("emoji", &"🇷".repeat(5_000));
}

#[test]
fn many_items_and_deep_lists() {
    score("bullets", &"- **x** `y`\n".repeat(2_500));
    let deep = (0..500).map(|n| "  ".repeat(n) + "- x\n");
    let deep = deep.collect::<String>();
    score("deep", &deep);
    score("quotes", &"> ".repeat(500));
    score("quoted", &"> x\n\n".repeat(2_500));
}

#[test]
fn many_tables_and_blocks() {
    score(
        "rows",
        &format!("| x |\n|---|\n{}", "| y |\n".repeat(2_500)),
    );
    score("tables", &"| x |\n|---|\n| y |\n\n".repeat(1_250));
    score("fences", &"```c\nx\n```\n".repeat(1_250));
    score("sections", &"# x\n```c\n// x\n```\n".repeat(1_250));
    score(
        "comments",
        &format!("```rust\n{}\n```", "/*'\"".repeat(2_500)),
    );
}
