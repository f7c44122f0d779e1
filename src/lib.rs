//! semper checks recorded answers of an agent against the *always* rules of its prompt.
//!
//! A rubric is YAML: criteria, each with the rule it stands for and a check. Scoring one response is a plain
//! function of its text: the same response gets the same verdicts, each with the place that decided it.
//!
//! ```
//! use semper::{Catalog, Limits, Response, Rubric, Scorer, SourceFile, Workspace, load_lexicon};
//!
//! let (catalog, lexicon, limits) = (Catalog::shipped(), load_lexicon(), Limits::default());
//! let yaml = "semper: 1\nrubric: r\ncriteria: [{id: greets, check: {contains: {any: [hello]}}}]";
//! let source = SourceFile::new("r.yaml", yaml);
//! let rubric = Rubric::compile(&source, None, &catalog, &lexicon).expect("the rubric is sound");
//! let scorer = Scorer { rubric: &rubric, lexicon: &lexicon, limits, log: None };
//! let response = Response { text: "Hello, world".into(), ..Response::default() };
//! let scored = scorer.score(&response, &Workspace::new(limits));
//! println!("{}: {}", scored.verdicts[0].criterion, scored.verdicts[0].verdict); // greets: pass
//! # assert_eq!(scored.verdicts[0].verdict, semper::Verdict::Pass);
//! ```
//!
//! Data flows one way: transcript to [`Response`] to [`Document`] to verdicts to [`Run`] to report. Nothing
//! outside [`cli`] reads files, clocks or the environment, and no function keeps threads of its own.

pub mod cli;
pub mod compare;
pub mod derive;
pub mod diagnostic;
pub mod document;
pub mod evaluate;
pub mod import;
pub mod markdown;
pub mod policy;
pub mod prompt;
pub mod report;
pub mod rubric;
pub mod run;
pub mod source;
pub mod transcript;
pub mod verdict;
pub mod words;

pub use compare::statistics::{Clustered, Confidence, Family, Interval, Method, Pairs, SignFlip};
pub use derive::{Derived, DerivedCriterion, derive};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use document::{Document, Lexicon, Limits, Workspace};
pub use evaluate::{Line, RawBody, RawRecord, Scorer, Texts};
pub use prompt::{AgentPrompt, Rule, Strength};
pub use rubric::{Catalog, Criterion, CriterionVerdict, Rubric, Scored, load_lexicon};
pub use run::{Counts, Run, Summary};
pub use source::{SourceFile, Span};
pub use transcript::{Format, Response, WrittenFile};
pub use verdict::{Evidence, Level, Verdict};
