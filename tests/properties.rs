//! What must hold for any answer: no panic, and every span where its note says.

use proptest::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use semper::document::{
    Document, Folded, Input, Lexicon, Limits, Workspace, fold, paragraphs, sentences, words,
};
use semper::rubric::{Catalog, CriterionVerdict, Rubric, load_lexicon};
use semper::source::SourceFile;
use semper::verdict::Verdict;

/// Pieces of answers; any order of them is an answer.
const PIECES: &[&str] = &[
    "Виртуальное окружение",
    "виртуальное\r\nокружение",
    "виртуальное **окружение**",
    "Виртуальному _окружению_",
    "`виртуальное` «окружение»",
    "virtual environments",
    "\n# test_a.py\n",
    "\n```python\n# test_a.py\n",
    "Виртуальное",
    "окружение",
    "виртуального ",
    "Окружения",
    "и\u{306}",
    "е\u{301}",
    "ё",
    "İ",
    "ẞ",
    "🙂",
    "👨‍👩‍👧",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
    "\r",
    "\u{0}",
    "\u{feff}",
    ". ",
    "! ",
    "…",
    "- ",
    "* ",
    "1. ",
    "   ",
    "    ",
    "\t",
    "> ",
    "# ",
    "### ",
    "**",
    "_",
    "`",
    "``",
    "```",
    "```python\n",
    "```py title=\"test_a.py\"\r\n",
    "````\n",
    "~~~\n",
    "| а | б |\n|---|---|\n",
    "| 1 | окружение |\n",
    "|",
    "<details>",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<br>",
    "&amp;",
    "&#x41;",
    "\\*",
    "[имя]",
    "(http://a.b)",
    "test_a.py",
    "`test_a.py`:\n",
    "# test_a.py\n",
    "├── test_a.py\n",
    "import asyncio\n",
    "time.sleep(1)",
    "async def f():\n",
    "    await g()\n",
    ">>> ",
    "'",
    "\"\"\"",
    "(",
    "❌ Плохо:\n",
    "# плохо\n",
    "virtual ",
    "Environment",
    "environments",
    "$ pip install x\n",
    "{\"a\": 1}",
    "---\n",
    "===\n",
    "[^1]",
    "$$",
    "- [ ] ",
];

const RUBRIC: &str = "
semper: 1
rubric: properties
criteria:
  - { id: contains-prose, check: { contains: виртуальное окружение } }
  - { id: contains-answer, check: { contains: { any: [окружение, environment], in: [answer, code, headings] } } }
  - { id: contains-part, check: { contains: { any: окруж, words: part, in: [first-line, last-line, inline-code, prompt] } } }
  - { id: mentions, check: { mentions: [виртуальное окружение, virtual environment] } }
  - { id: regex, check: { regex: { pattern: '(?s)\\w+.', in: [answer, prose, code] } } }
  - { id: code, check: { code: { kind: [call, await, identifier] } } }
  - { id: blocks, check: { code: { lang: any, blocks: all } } }
  - { id: parses, check: { code: { parses: true } } }
  - { id: file, check: { file: { name: '*.py', count: { what: words, is: '>= 0' } } } }
  - { id: counts, check: { all: [{ count: { what: characters, is: '>= 1' } }, { count: { what: emoji, is: '< 3' } }, { count: { what: bullets, is: '< 3' } }] } }
  - { id: near, check: { near: { find: { mentions: окружение }, unit: paragraph, without: { contains: virtual } } } }
  - { id: language, check: { language: ru } }
";

struct Bench {
    rubric: Rubric,
    lexicon: Lexicon,
}

thread_local! {
    static BENCH: Bench = {
        let lexicon = load_lexicon();
        let catalog = Catalog::new(Vec::new()).expect("it is empty");
        let source = SourceFile::new("r.yaml", RUBRIC);
        let rubric = Rubric::compile(&source, None, &catalog, &lexicon).expect("it is sound");
        Bench { rubric, lexicon }
    };
}

fn answer() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// The words of `text`, folded, with `mark` in place of the marks and tags of emphasis.
fn folded_words(text: &str, mark: &str) -> Vec<String> {
    let marks = regex::Regex::new("(?s)[_*`]|</?b>|<!--.*?-->|<!--?>").expect("a constant pattern");
    let folded = fold(&marks.replace_all(text, mark));
    let spans = words(&folded);
    spans
        .iter()
        .map(|span| folded[span.range()].to_owned())
        .collect()
}

/// Whether the words of `text` begin and end with those of `phrase` and hold the rest in order. Marks may stand
/// between words or inside one.
fn holds(text: &str, phrase: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    let phrase = folded_words(phrase, "");
    let fits = |text: Vec<String>| {
        let mut rest = phrase.iter().peekable();
        for word in &text {
            rest.next_if(|wanted| same(word, wanted));
        }
        let ends =
            |a: Option<&String>, b: Option<&String>| a.zip(b).is_some_and(|(a, b)| same(a, b));
        rest.peek().is_none()
            && ends(text.first(), phrase.first())
            && ends(text.last(), phrase.last())
    };
    ["", " "].iter().any(|mark| fits(folded_words(text, mark)))
}

fn same_stem(one: &str, other: &str) -> bool {
    [Algorithm::Russian, Algorithm::English]
        .into_iter()
        .map(Stemmer::create)
        .any(|stemmer| stemmer.stem(one) == stemmer.stem(other))
}

fn check(verdict: &CriterionVerdict, document: &Document<'_>) -> Result<(), TestCaseError> {
    let id = &*verdict.criterion;
    prop_assert!(!verdict.evidence.is_empty(), "{id}: no evidence");
    for evidence in &verdict.evidence {
        let Some((origin, span)) = evidence.place else {
            prop_assert!(!evidence.note.is_empty(), "{id}: an empty note");
            continue;
        };
        let seen = document.text(origin).get(span.range());
        prop_assert!(seen.is_some(), "{id}: {span:?} cuts a character");
        let seen = seen.unwrap_or("");
        // Inline code over several lines of a container is placed as a whole.
        let is_rough = seen.contains('\n') && document.input.answer.contains('`');
        if verdict.verdict != Verdict::Pass || is_rough {
            continue;
        }
        let told =
            match id {
                "contains-prose" => holds(seen, "виртуальное окружение", |a, b| a == b),
                "contains-answer" => ["окружение", "environment"].contains(&&*fold(seen)),
                "contains-part" => fold(seen) == "окруж",
                "mentions" => ["виртуальное окружение", "virtual environment"]
                    .iter()
                    .any(|phrase| holds(seen, phrase, same_stem)),
                "code" | "regex" => !seen.is_empty(),
                "file" => {
                    !evidence.note.contains("names the file")
                        || seen.contains("test_a.py")
                        || seen.contains(".py")
                }
                _ => true,
            };
        prop_assert!(told, "{id}: {seen:?} {}", evidence.note);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_is_scored_and_every_span_is_sound(text in answer(), prompt in answer(), file in answer()) {
        BENCH.with(|bench| {
            let workspace = Workspace::new(Limits::default());
            let files = [("src/test_a.py", file.as_str())];
            let input = Input { answer: &text, prompt: Some(&prompt), files: &files, tools: None };
            let document = Document::new(input, &bench.lexicon, &workspace);
            for verdict in &bench.rubric.score(&document).verdicts {
                check(verdict, &document)?;
            }
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn sentences_and_paragraphs_lie_in_order_inside_the_text(text in answer()) {
        for spans in [sentences(&text), paragraphs(&text)] {
            let mut end = 0;
            for span in spans {
                prop_assert!(span.start >= end && span.end > span.start);
                let part = text.get(span.range());
                prop_assert!(part.is_some_and(|part| part == part.trim()), "{part:?}");
                end = span.end;
            }
        }
    }

    #[test]
    fn the_blocks_of_an_answer_lie_inside_it(text in answer()) {
        BENCH.with(|bench| {
            let workspace = Workspace::new(Limits::default());
            let input = Input { answer: &text, prompt: None, files: &[], tools: None };
            let document = Document::new(input, &bench.lexicon, &workspace);
            let prose = document.prose();
            for span in prose.sentences().iter().chain(prose.sections()).chain(&prose.code) {
                prop_assert!(prose.view.text.get(span.range()).is_some());
                prop_assert!(text.get(prose.view.locate(*span).range()).is_some());
            }
            for code in document.code() {
                prop_assert!(text.get(code.block.range()).is_some());
            }
            for file in document.files() {
                let code = &document.code()[file.code].view.text;
                prop_assert!(code.get(file.part.range()).is_some());
            }
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn a_folded_word_comes_from_the_text_that_folds_to_it(text in answer()) {
        let folded = Folded::new(&text);
        for span in words(&folded.text) {
            let source = folded.locate(span);
            let original = text.get(source.range());
            prop_assert!(original.is_some(), "{source:?} cuts a character");
            // A mark on something that is no letter, as in «®\u{f9d}», brings its base with it.
            let again = fold(original.unwrap_or(""));
            prop_assert!(again.contains(&folded.text[span.range()]), "{again:?}");
            prop_assert!(folded.offset_of(source.start) <= span.start);
            prop_assert!(folded.offset_of(source.end) >= span.end);
        }
    }
}
