//! Text is compiled as a rubric; what is wrong with it is drawn, and what is sound scores a fixed answer.

use std::cell::LazyCell;
use std::hint::black_box;

use semper::derive::drift::coverage;
use semper::derive::{Derived, derive, revise};
use semper::diagnostic::render;
use semper::document::{Document, Input, Lexicon, Limits, Workspace};
use semper::prompt::AgentPrompt;
use semper::rubric::{
    Catalog, Rubric, is_rubric, lint, load_lexicon, named_agent, quotations, run_examples,
};
use semper::source::SourceFile;
use semper::{Diagnostics, Verdict};

const PROMPT: &str = "---\nname: эксперт\n---\n# Rules\n\n- Always write tests in `test_*.py`\r\n- ВСЕГДА отвечай по-русски 🙂\n- Never use `time.sleep`\n";
const ANSWER: &str = "# Ответ 🙂\r\n\r\nСначала **виртуальное окружение** и чита\u{301}йте и\u{306}.\n\n- [ ] `pip install x`\n- два\n\n| а | б |\n|---|---|\n| 1 | 2 |\n\n`test_a.py`:\n```python\nimport asyncio\n\n\nasync def test_a():  # плохо\n    await asyncio.sleep(1)\n```\n\n> Use it, e.g. now!\n";
const FILES: [(&str, &str); 1] = [("src/a.py", "import time\n\ntime.sleep(1)\n")];
const TOOLS: [(&str, &str); 1] = [("Write", r#"{"file_path":"src/a.py"}"#)];

struct Bench {
    catalog: Catalog,
    lexicon: Lexicon,
    workspace: Workspace,
    agent: SourceFile,
    prompt: AgentPrompt,
    derived: Derived,
}

thread_local! {
    static BENCH: LazyCell<Bench> = const { LazyCell::new(bench) };
}

fn bench() -> Bench {
    let catalog = Catalog::shipped();
    let agent = SourceFile::new("agent.md", PROMPT);
    let prompt = AgentPrompt::read(&agent);
    let derived = derive(&prompt, "agent.md", &catalog);
    Bench {
        catalog,
        lexicon: load_lexicon(),
        workspace: Workspace::new(Limits::default()),
        agent,
        prompt,
        derived,
    }
}

/// Reads the rubric in every way there is.
pub(crate) fn run(bytes: &[u8]) {
    let source = SourceFile::new("r.yaml", String::from_utf8_lossy(bytes));
    BENCH.with(|bench| bench.read(&source));
}

impl Bench {
    fn read(&self, source: &SourceFile) {
        black_box((named_agent(source), is_rubric(source), quotations(source)));
        let sources = [source.clone(), self.agent.clone()];
        let drawn = |problems: &Diagnostics| draw(problems, &sources);
        match Rubric::compile(source, Some(&self.agent), &self.catalog, &self.lexicon) {
            Ok(rubric) => {
                drawn(&rubric.warnings);
                self.score(&rubric);
            }
            Err(problems) => {
                assert!(!problems.is_empty(), "it is refused without a reason");
                drawn(&problems);
            }
        }
        match run_examples(source, &self.catalog, &self.lexicon, &self.workspace) {
            Ok(report) => drawn(&report.wrong),
            Err(problems) => drawn(&problems),
        }
        match lint(source, &self.catalog, &self.lexicon, &self.workspace) {
            Ok(problems) | Err(problems) => drawn(&problems),
        }
        drawn(&coverage(source, &self.agent, &self.prompt));
        match revise(source, &self.derived) {
            Ok(updated) => self.again(source, &updated.text),
            Err(problems) => drawn(&problems),
        }
    }

    /// An update of what was updated changes nothing.
    fn again(&self, source: &SourceFile, text: &str) {
        let updated = SourceFile::new(source.name.clone(), text);
        let again = revise(&updated, &self.derived).expect("it was readable before");
        assert_eq!(again.text, text, "an update is done at once");
    }

    fn score(&self, rubric: &Rubric) {
        let input = Input {
            answer: ANSWER,
            prompt: Some(PROMPT),
            files: &FILES,
            tools: Some(&TOOLS),
        };
        let document = Document::new(input, &self.lexicon, &self.workspace);
        let scored = rubric.score(&document);
        let checked = rubric.criteria.iter().filter(|c| !c.is_unchecked()).count();
        assert_eq!(scored.verdicts.len(), checked);
        for verdict in &scored.verdicts {
            let id = &verdict.criterion;
            assert!(!verdict.evidence.is_empty(), "{id}: no evidence");
            for (origin, span) in verdict.evidence.iter().filter_map(|e| e.place) {
                let seen = document.text(origin).get(span.range());
                assert!(seen.is_some(), "{id}: {span:?} is no part of the text");
            }
        }
        let decided = |v: &Verdict| matches!(v, Verdict::Pass | Verdict::Fail);
        let any = scored.verdicts.iter().any(|v| decided(&v.verdict));
        assert_eq!(scored.score.is_some(), any, "what is decided has a score");
    }
}

fn draw(problems: &Diagnostics, sources: &[SourceFile]) {
    let drawn = render(problems, sources);
    let plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
    assert!(drawn.chars().all(plain), "a control is shown: {drawn:?}");
    for problem in problems {
        assert!(!problem.message.trim().is_empty(), "an empty message");
    }
}
