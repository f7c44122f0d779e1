//! One benchmark per stage of the pipeline, over the recorded answers in `fixtures/gate`.
//!
//! `floor` is what any checker of this kind must do: read the JSON, split the Markdown, parse the Python.
//! `score` is all that semper does to an answer. Quote the ratio of the two, from one run.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads its input")]

use semper::document::{Document, Input, Limits, Workspace};
use semper::markdown::Markdown;
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::SourceFile;
use semper::transcript::{self, Response};

/// The allocator of the program, so that the figures are its own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn lines() -> Vec<u8> {
    let read = |set: &str| {
        std::fs::read(format!("fixtures/gate/{set}.jsonl")).expect("the fixtures are there")
    };
    ["a", "a2", "b"].map(read).concat()
}

fn responses(bytes: &[u8]) -> Vec<Response> {
    let format = transcript::by_name("prompt-response").expect("the format is registered");
    let read = transcript::read(format, bytes).into_iter();
    read.map(|(_, response)| response.expect("the fixtures are valid"))
        .collect()
}

fn input(response: &Response) -> Input<'_> {
    Input {
        answer: &response.text,
        prompt: response.prompt.as_deref(),
        files: &[],
        tools: None,
    }
}

fn rubric() -> Rubric {
    let text =
        std::fs::read_to_string("rubrics/async-python-expert.yaml").expect("the rubric is there");
    let source = SourceFile::new("rubric", text);
    Rubric::compile(&source, None, &Catalog::shipped(), &load_lexicon())
        .expect("the rubric is sound")
}

#[divan::bench]
fn read_json(bencher: divan::Bencher<'_, '_>) {
    let bytes = lines();
    bencher.bench_local(|| responses(&bytes));
}

#[divan::bench]
fn split_markdown(bencher: divan::Bencher<'_, '_>) {
    let all = responses(&lines());
    bencher.bench_local(|| {
        for response in &all {
            divan::black_box(Markdown::parse(&response.text));
        }
    });
}

#[divan::bench]
fn parse_python(bencher: divan::Bencher<'_, '_>) {
    let (all, lexicon) = (responses(&lines()), load_lexicon());
    let workspace = Workspace::new(Limits::default());
    let documents: Vec<Document<'_>> = all
        .iter()
        .map(|r| Document::new(input(r), &lexicon, &workspace))
        .collect();
    let python = || {
        documents
            .iter()
            .flat_map(Document::code)
            .filter(|code| code.lang().as_str() == "python")
    };
    bencher.bench_local(|| {
        for code in python() {
            let _ = divan::black_box(workspace.parse(&code.view.text));
        }
    });
}

#[divan::bench]
fn floor(bencher: divan::Bencher<'_, '_>) {
    let (bytes, lexicon) = (lines(), load_lexicon());
    let workspace = Workspace::new(Limits::default());
    let all = responses(&bytes);
    let documents: Vec<Document<'_>> = all
        .iter()
        .map(|r| Document::new(input(r), &lexicon, &workspace))
        .collect();
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&tree_sitter_python::LANGUAGE.into())
        .expect("the grammar fits");
    bencher.bench_local(|| {
        for response in responses(&bytes) {
            divan::black_box(Markdown::parse(&response.text));
        }
        for code in documents
            .iter()
            .flat_map(Document::code)
            .filter(|code| code.lang().as_str() == "python")
        {
            divan::black_box(parser.parse(&*code.view.text, None));
        }
    });
}

#[divan::bench]
fn make_document(bencher: divan::Bencher<'_, '_>) {
    let (all, lexicon) = (responses(&lines()), load_lexicon());
    let workspace = Workspace::new(Limits::default());
    bencher.bench_local(|| {
        for response in &all {
            divan::black_box(Document::new(input(response), &lexicon, &workspace));
        }
    });
}

#[divan::bench]
fn tell_languages(bencher: divan::Bencher<'_, '_>) {
    let (all, lexicon) = (responses(&lines()), load_lexicon());
    let workspace = Workspace::new(Limits::default());
    bencher
        .with_inputs(|| {
            all.iter()
                .map(|r| Document::new(input(r), &lexicon, &workspace))
                .collect::<Vec<_>>()
        })
        .bench_local_refs(|documents| {
            for document in documents {
                divan::black_box(document.mix());
            }
        });
}

#[divan::bench]
fn score(bencher: divan::Bencher<'_, '_>) {
    let (bytes, lexicon, rubric) = (lines(), load_lexicon(), rubric());
    let workspace = Workspace::new(Limits::default());
    bencher.bench_local(|| {
        for response in responses(&bytes) {
            let document = Document::new(input(&response), &lexicon, &workspace);
            divan::black_box(rubric.score(&document));
        }
    });
}

#[divan::bench]
fn compile_rubric(bencher: divan::Bencher<'_, '_>) {
    bencher.bench_local(rubric);
}
