//! An answer, its prompt and a written file become a document; everything in it is asked for, and scored.
//!
//! The three texts stand one after the other, parted by U+001E; the first line of the file is its path.

use std::cell::LazyCell;
use std::hint::black_box;

use semper::document::{
    Code, Cover, Document, Folded, Input, Lexicon, Limits, Node, Prose, Stretch, View, Workspace,
    emoji, paragraphs, quoted, sentences, syntax_fault, words,
};
use semper::rubric::{Catalog, Rubric, load_lexicon};
use semper::source::{SourceFile, Span};
use semper::verdict::{Origin, quote};

/// What parts the texts of an input.
const SEPARATOR: char = '\u{1e}';
/// The rubrics that score every input: one as people write them, one with every check and part.
const RUBRICS: [(&str, &str); 2] = [
    (
        "async-python-expert.yaml",
        include_str!("../../rubrics/async-python-expert.yaml"),
    ),
    ("every-check.yaml", include_str!("every-check.yaml")),
];
const COVERS: [Cover; 7] = [
    Cover::Tables,
    Cover::Headings,
    Cover::Lists,
    Cover::Links,
    Cover::Quotes,
    Cover::InlineCode,
    Cover::Code,
];

struct Bench {
    lexicon: Lexicon,
    rubrics: Vec<Rubric>,
    workspace: Workspace,
}

thread_local! {
    static BENCH: LazyCell<Bench> = const { LazyCell::new(bench) };
}

fn bench() -> Bench {
    let (catalog, lexicon) = (Catalog::shipped(), load_lexicon());
    let compile = |(name, text): (&str, &str)| {
        let source = SourceFile::new(name, text);
        Rubric::compile(&source, None, &catalog, &lexicon).expect("the rubric is sound")
    };
    let rubrics = RUBRICS.map(compile).into();
    let workspace = Workspace::new(Limits::default());
    Bench {
        lexicon,
        rubrics,
        workspace,
    }
}

/// Makes the document and holds it to what must be true of any.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut texts = text.splitn(3, SEPARATOR);
    let answer = texts.next().unwrap_or("");
    let prompt = texts.next();
    let written = texts.next().and_then(|file| file.split_once('\n'));
    let calls = written.map(|(path, content)| (path.trim(), content));
    BENCH.with(|bench| {
        let input = Input {
            answer,
            prompt,
            files: calls.as_slice(),
            tools: prompt.map(|_| calls.as_slice()),
        };
        let document = Document::new(input, &bench.lexicon, &bench.workspace);
        blocks(&document);
        prose(document.prose(), answer);
        prose(document.prompt_prose(), prompt.unwrap_or(""));
        units(&document);
        code(&document, bench);
        plain(answer);
        for rubric in &bench.rubrics {
            score(rubric, &document);
        }
    });
}

/// The text at `span`, which must lie in `text` and cut no character.
fn part<'t>(text: &'t str, span: Span, what: &str) -> &'t str {
    let found = text.get(span.range());
    found.unwrap_or_else(|| panic!("{what}: {span:?} of {} bytes", text.len()))
}

fn parts(text: &str, spans: &[Span], what: &str) {
    for span in spans {
        part(text, *span, what);
    }
}

/// Spans that lie in order and apart.
fn apart(text: &str, spans: &[Span], what: &str) {
    parts(text, spans, what);
    let in_order = |pair: &[Span]| pair[0].end <= pair[1].start;
    assert!(spans.windows(2).all(in_order), "{what}: {spans:?}");
}

fn blocks(document: &Document<'_>) {
    let (markdown, answer) = (&document.markdown, document.input.answer);
    for block in &markdown.blocks {
        part(answer, block.span, "a block");
        for piece in markdown.pieces(block) {
            part(answer, piece.span, "an inline");
        }
        assert!(block.item.is_none_or(|item| item < markdown.items.len()));
    }
    let items: Vec<Span> = markdown.items.iter().map(|item| item.span).collect();
    parts(answer, &items, "an item");
    parts(answer, &markdown.tables, "a table");
    parts(answer, &markdown.links, "a link");
    parts(answer, &markdown.highlights, "a highlight");
    parts(answer, &markdown.bold, "a bold span");
}

/// Every word of a view comes from a part of `source`.
fn view(view: &View<'_>, spans: &[Span], source: &str, what: &str) {
    for span in spans {
        part(&view.text, *span, what);
        part(source, view.locate(*span), what);
    }
    let whole = Span::new(0, view.text.len());
    part(source, view.locate(whole), what);
}

fn prose(prose: &Prose, source: &str) {
    let text = &prose.view.text;
    let headings: Vec<Span> = prose.headings.iter().map(|(span, _)| *span).collect();
    view(&prose.view, &prose.code, source, "inline code");
    view(&prose.view, &prose.quotes, source, "a quotation");
    view(&prose.view, &headings, source, "a heading");
    view(&prose.view, &prose.bold, source, "bold prose");
    view(&prose.view, &prose.blocks, source, "a block of prose");
    view(&prose.view, prose.sections(), source, "a section");
    view(&prose.view, prose.sentences(), source, "a sentence");
    view(&prose.view, prose.paragraphs(), source, "a paragraph");
    apart(text, prose.sentences(), "sentences");
    apart(text, prose.paragraphs(), "paragraphs");
    assert!(prose.breaks.iter().all(|at| text.is_char_boundary(*at)));
    assert_eq!(prose.words().len(), prose.keys().len());
    let folded = prose.folded();
    apart(&folded.text, prose.words(), "words");
    for word in prose.words() {
        let word = folded.locate(*word);
        part(text, word, "a word");
        part(source, prose.view.locate(word), "a word of the source");
    }
}

fn units(document: &Document<'_>) {
    let (text, answer) = (&document.prose().view.text, document.input.answer);
    let stretch = |stretch: Stretch| {
        part(text, stretch.text, "the text of a unit");
        part(answer, stretch.source, "the source of a unit");
    };
    stretch(document.whole());
    for item in document.items() {
        stretch(item.stretch);
    }
    for row in document.tables().iter().flatten() {
        row.iter().copied().for_each(stretch);
    }
    document.headings().into_iter().for_each(stretch);
    document.sections().into_iter().for_each(stretch);
    document.lines().into_iter().for_each(stretch);
    for label in document.outline() {
        stretch(document.named_by(label));
    }
    for sentence in document.prose().sentences() {
        stretch(document.stretch_to_next(*sentence));
    }
    for cover in COVERS {
        apart(answer, document.cover(cover), "a cover");
    }
    black_box((document.mix().main(), document.prompt_mix().main()));
}

fn code(document: &Document<'_>, bench: &Bench) {
    for code in document.code() {
        let source = document.text(code.view.origin);
        part(source, code.block, "a block of code");
        view(&code.view, code.bad(), source, "bad code");
        let comments = code.comments(&bench.lexicon.comments);
        view(&code.view, comments, source, "a comment");
        for line in code.view.text.lines() {
            black_box(quote(line));
        }
        syntax(code, source, &bench.workspace);
    }
    black_box(document.imports().resolve("x"));
    for file in document.files() {
        let code = &document.code()[file.code];
        let source = document.text(code.view.origin);
        view(&code.view, &[file.part], source, "the part of a file");
        if let Some((origin, span)) = file.named_at {
            part(document.text(origin), span, "the name of a file");
        }
    }
}

fn syntax(code: &Code<'_>, source: &str, workspace: &Workspace) {
    let Ok(python) = code.python(workspace) else {
        return;
    };
    let nodes: Vec<Span> = python.syntax.nodes.iter().map(Node::span).collect();
    view(python.view, &nodes, source, "a node");
    if let Some((span, what)) = syntax_fault(python) {
        view(python.view, &[span], source, what);
    }
    for (number, node) in python.syntax.nodes.iter().enumerate() {
        assert!((node.close as usize) > number && node.parent as usize <= number);
    }
}

/// What is found in a text that is no document.
fn plain(text: &str) {
    apart(text, &sentences(text), "sentences of a text");
    apart(text, &paragraphs(text), "paragraphs of a text");
    apart(text, &emoji(text), "emoji");
    parts(text, &quoted(text), "a quotation of a text");
    let folded = Folded::new(text);
    for word in words(&folded.text) {
        part(text, folded.locate(word), "a word of a text");
    }
}

fn score(rubric: &Rubric, document: &Document<'_>) {
    let scored = rubric.score(document);
    assert!(
        scored
            .score
            .is_none_or(|score| (0.0..=1.0).contains(&score))
    );
    for verdict in &scored.verdicts {
        let id = &verdict.criterion;
        assert!(!verdict.evidence.is_empty(), "{id}: no evidence");
        for evidence in &verdict.evidence {
            let Some((origin, span)) = evidence.place else {
                assert!(!evidence.note.is_empty(), "{id}: an empty note");
                continue;
            };
            black_box(quote(part(document.text(origin), span, id)));
            assert!(!matches!(origin, Origin::File(n) if n >= document.input.files.len()));
        }
    }
}
