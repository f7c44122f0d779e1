//! An agent prompt, and perhaps a second that follows it: rules, the rubric made of them, and what the edit does.
//!
//! The prompts are parted by U+001E.

use std::cell::LazyCell;
use std::hint::black_box;

use semper::derive::drift::{changes, coverage, summary};
use semper::derive::{derive, revise, to_yaml};
use semper::diagnostic::{Diagnostics, render};
use semper::document::Lexicon;
use semper::prompt::AgentPrompt;
use semper::rubric::{Catalog, Rubric, lint, load_lexicon, quotations};
use semper::source::{SourceFile, Span};
use semper::{Limits, Workspace};

/// What parts two prompts.
const SEPARATOR: char = '\u{1e}';
/// The path of both prompts.
const AGENT: &str = "agents/агент.md";

/// The files of the catalog that are looked at: every run makes all their phrases anew, and of the whole catalog
/// that takes half a second.
const FILES: [&str; 1] = ["/length.yaml"];

struct Bench {
    catalog: Catalog,
    lexicon: Lexicon,
    workspace: Workspace,
}

thread_local! {
    static BENCH: LazyCell<Bench> = const { LazyCell::new(bench) };
}

fn bench() -> Bench {
    let shipped = Catalog::shipped();
    let sources = shipped.sources().iter();
    let wanted = |source: &&SourceFile| FILES.iter().any(|file| source.name.ends_with(file));
    let catalog = Catalog::new(sources.filter(wanted).cloned().collect());
    Bench {
        catalog: catalog.expect("the files stand alone"),
        lexicon: load_lexicon(),
        workspace: Workspace::new(Limits::default()),
    }
}

/// Reads the prompts and derives the rubrics.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (old, new) = match text.split_once(SEPARATOR) {
        Some((old, new)) => (old, Some(new)),
        None => (&*text, None),
    };
    let old = SourceFile::new(AGENT, old);
    let new = new.map(|new| SourceFile::new(AGENT, new));
    BENCH.with(|bench| {
        let before = prompt(&old);
        let rubric = bench.derive(&old, &before);
        if let Some(new) = &new {
            let after = prompt(new);
            bench.edit(&rubric, (&old, &before), (new, &after));
        }
    });
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The prompt; each rule is a part of the text, on its lines, and behind the rule before.
fn prompt(source: &SourceFile) -> AgentPrompt {
    let text: &str = &source.text;
    let prompt = AgentPrompt::read(source);
    assert_eq!(prompt.body.end, text.len());
    let mut last = Span::new(prompt.body.start, prompt.body.start);
    for rule in &prompt.rules {
        assert_eq!(rule.text, text[rule.span.range()]);
        assert_eq!(rule.text.trim(), rule.text);
        assert!(!rule.text.is_empty() && !rule.why.is_empty() && !rule.language.is_empty());
        assert!(
            last.end <= rule.span.start,
            "{last:?} before {:?}",
            rule.span
        );
        assert_eq!(rule.lines.start, line_of(text, rule.span.start));
        assert_eq!(rule.lines.end, line_of(text, rule.span.end));
        last = rule.span;
    }
    prompt
}

impl Bench {
    /// The rubric of a prompt as YAML, which compiles and says of every rule where it stands.
    fn derive(&self, agent: &SourceFile, prompt: &AgentPrompt) -> SourceFile {
        let derived = derive(prompt, AGENT, &self.catalog);
        let source = SourceFile::new("r.yaml", to_yaml(&derived));
        let sources = [source.clone(), agent.clone()];
        let shown = |problems: &Diagnostics| render(problems, &sources);
        let updated = revise(&source, &derived).unwrap_or_else(|p| panic!("{}", shown(&p)));
        assert_eq!(updated.text, *source.text, "what is fresh needs no update");
        if prompt.rules.is_empty() {
            return source;
        }
        match Rubric::compile(&source, Some(agent), &self.catalog, &self.lexicon) {
            Ok(rubric) => assert!(rubric.warnings.is_empty(), "{}", shown(&rubric.warnings)),
            Err(problems) => panic!("{}\n{}", source.text, shown(&problems)),
        }
        lint(&source, &self.catalog, &self.lexicon, &self.workspace)
            .unwrap_or_else(|problems| panic!("{}", shown(&problems)));
        let open = coverage(&source, agent, prompt);
        assert!(open.is_empty(), "{}", shown(&open));
        source
    }

    /// What the edit from one prompt to the next does, and the rubric brought up to date with it.
    fn edit(
        &self,
        rubric: &SourceFile,
        old: (&SourceFile, &AgentPrompt),
        new: (&SourceFile, &AgentPrompt),
    ) {
        let quoted = quotations(rubric);
        let changes = changes(old.1, new.1, &quoted);
        black_box(summary(&changes));
        let told: Diagnostics = changes.iter().map(|c| c.diagnostic(old.0, new.0)).collect();
        black_box(render(&told, &[old.0.clone(), new.0.clone()]));
        let derived = derive(new.1, AGENT, &self.catalog);
        let sources = [rubric.clone(), new.0.clone()];
        let updated = revise(rubric, &derived);
        let updated = updated.unwrap_or_else(|problems| panic!("{}", render(&problems, &sources)));
        let updated = SourceFile::new(rubric.name.clone(), updated.text);
        let compiled = Rubric::compile(&updated, Some(new.0), &self.catalog, &self.lexicon);
        let is_empty = old.1.rules.is_empty() && new.1.rules.is_empty();
        if let (Err(problems), false) = (compiled, is_empty) {
            panic!("{}\n{}", updated.text, render(&problems, &sources));
        }
        let again = revise(&updated, &derived);
        let again = again.unwrap_or_else(|problems| panic!("{}", render(&problems, &sources)));
        assert_eq!(again.text, *updated.text, "an update is done at once");
    }
}
