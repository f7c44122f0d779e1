//! What the words of each language say about rules. The words are data, one file a language in
//! `rubrics/prompts`; this reads and indexes them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::endings::Endings;
use super::norms::Sign;
use super::topic::Topic;

/// The shipped files. The first of a script is what an unknown language of that script is read as.
const FILES: &[&str] = &[
    include_str!("../../rubrics/prompts/en.yaml"),
    include_str!("../../rubrics/prompts/ru.yaml"),
    include_str!("../../rubrics/prompts/de.yaml"),
    include_str!("../../rubrics/prompts/fr.yaml"),
    include_str!("../../rubrics/prompts/es.yaml"),
    include_str!("../../rubrics/prompts/zh.yaml"),
    include_str!("../../rubrics/prompts/ja.yaml"),
    include_str!("../../rubrics/prompts/ko.yaml"),
    include_str!("../../rubrics/prompts/pt.yaml"),
    include_str!("../../rubrics/prompts/uk.yaml"),
];

/// What a phrase says, wherever it stands or at the start of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Cue {
    /// Forbids, at the start of a clause: `never`, `do not`.
    Forbid,
    /// Negates the verb behind it: `не`, `no` of Spanish.
    Not,
    /// Forbids a thing, at the start of a clause: `no` of English, `keine`.
    No,
    /// Prefers or avoids, at the start of a clause.
    Prefer,
    /// A form of a verb that can only be an order.
    Order,
    /// A verb that is an order at the start of a clause.
    Verb,
    /// A word that is an order or a noun at the start of a clause.
    VerbOrNoun,
    /// Stepped over at the start of a clause: `please`, `then`.
    Opener,
    /// Stepped over likewise, and a demand of its own: `always`, `only`.
    Always,
    /// Opens a condition or circumstance, behind which an order may follow: `if`, `for`.
    Condition,
    /// Follows a verb and no noun: `the`, `all`.
    Determiner,
    /// Tells a statement: `is`, `has`.
    Finite,
    /// Demands, anywhere: `must`.
    Must,
    /// Recommends, anywhere: `should`.
    Should,
    /// Forbids, anywhere: `must not`, `is forbidden`.
    Never,
    /// Softens a demand, anywhere: `where possible`.
    Soft,
    /// Permits, anywhere: `you may`, `you need not`.
    Permission,
    /// Says who the agent is, at the start of a sentence.
    Persona,
    /// Tells a fact, at the start of a sentence.
    Fact,
    /// Completes the sentence before, at its own start: `for example`.
    Completes,
    /// Completes the sentence before, at its own end: `instead`.
    CompletesAtEnd,
}

/// How a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Han,
    Kana,
    Hangul,
}

/// Ends of sentences that decide, in languages whose verb comes last.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closings {
    pub(super) must: Vec<String>,
    pub(super) should: Vec<String>,
    pub(super) never: Vec<String>,
    /// What ends a statement.
    pub(super) fact: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawWords {
    language: String,
    #[serde(rename = "name")]
    _name: String,
    script: Script,
    /// Frequent words that tell the language.
    #[serde(default)]
    common: FxHashSet<String>,
    #[serde(default)]
    abbreviations: Vec<String>,
    /// Tags whose content is an example or a record, in lower case.
    #[serde(default)]
    example_tags: Vec<String>,
    phrases: BTreeMap<Cue, Vec<String>>,
    topics: BTreeMap<Topic, Vec<String>>,
    /// Orders at the start of a clause.
    #[serde(default)]
    start_endings: Vec<Endings>,
    /// Orders behind a `not` at the start of a clause.
    #[serde(default)]
    negated_endings: Vec<Endings>,
    /// Orders at the end of a clause.
    #[serde(default)]
    end_endings: Vec<Endings>,
    /// Endings of words that tell what somebody does, at the start of a sentence.
    #[serde(default)]
    third_person: Vec<Endings>,
    #[serde(default)]
    closings: Closings,
    /// What states how answers are.
    #[serde(default)]
    norms: BTreeMap<Sign, Vec<String>>,
    /// Orders wherever they stand.
    #[serde(default)]
    order_endings: Vec<Endings>,
}

/// One language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) code: String,
    pub(super) script: Script,
    pub(super) common: FxHashSet<String>,
    pub(super) start_endings: Vec<Endings>,
    pub(super) negated_endings: Vec<Endings>,
    pub(super) end_endings: Vec<Endings>,
    pub(super) third_person: Vec<Endings>,
    pub(super) closings: Closings,
    cues: Finder<Cue>,
    topics: Finder<Topic>,
    signs: Finder<Sign>,
    /// Orders wherever they stand.
    pub(super) order_endings: Vec<Endings>,
}

/// A phrase that was found; `start..end` are bytes of the normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit<K> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: K,
}

/// All languages.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) languages: Vec<Words>,
    abbreviations: FxHashSet<String>,
    example_tags: FxHashSet<String>,
}

impl Lexicon {
    /// The shipped one, read at first use.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Lexicon> = LazyLock::new(|| {
            let raw = FILES
                .iter()
                .map(|text| serde_yaml::from_str(text).expect("shipped words are tested"));
            Lexicon::new(raw.collect())
        });
        &SHIPPED
    }

    fn new(raw: Vec<RawWords>) -> Self {
        let abbreviations = raw
            .iter()
            .flat_map(|raw| raw.abbreviations.iter().cloned())
            .collect();
        let example_tags = raw
            .iter()
            .flat_map(|raw| raw.example_tags.iter().cloned())
            .collect();
        let languages = raw.into_iter().map(Words::new).collect();
        Self {
            languages,
            abbreviations,
            example_tags,
        }
    }

    /// Whether `word`, in lower case and without its stop, is a short form.
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }

    /// Whether the tag called `name`, in lower case, holds no instructions.
    pub(super) fn is_example_tag(&self, name: &str) -> bool {
        self.example_tags.contains(name)
    }

    /// The language called `code`.
    pub(super) fn language(&self, code: &str) -> Option<&Words> {
        self.languages.iter().find(|words| words.code == code)
    }
}

impl Words {
    fn new(raw: RawWords) -> Self {
        let spaced = !matches!(raw.script, Script::Han | Script::Kana);
        let mut phrases = raw.phrases;
        // A word that may be a noun is none of the plain verbs.
        let nouns: FxHashSet<String> = phrases
            .get(&Cue::VerbOrNoun)
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        if let Some(verbs) = phrases.get_mut(&Cue::Verb) {
            verbs.retain(|verb| !nouns.contains(verb));
        }
        Self {
            code: raw.language,
            script: raw.script,
            common: raw.common,
            start_endings: raw.start_endings,
            negated_endings: raw.negated_endings,
            end_endings: raw.end_endings,
            third_person: raw.third_person,
            closings: raw.closings,
            cues: Finder::new(phrases, spaced),
            topics: Finder::new(raw.topics, spaced),
            signs: Finder::new(raw.norms, spaced),
            order_endings: raw.order_endings,
        }
    }

    /// The cues in `normal`, by place, the longest first.
    pub(super) fn cues(&self, normal: &str) -> Vec<Hit<Cue>> {
        self.cues.find(normal)
    }

    /// The signs of a statement of norm in `normal`, by place, the longest first.
    pub(super) fn signs(&self, normal: &str) -> Vec<Hit<Sign>> {
        self.signs.find(normal)
    }

    /// The topics that `normal`, a label, names.
    pub(super) fn topics(&self, normal: &str) -> Vec<Hit<Topic>> {
        self.topics.find(normal)
    }
}

/// What a pattern means.
#[derive(Debug, Clone, Copy)]
struct Pattern<K> {
    kind: K,
    /// Spaces before and behind it that are not part of it.
    before: usize,
    after: usize,
    /// Whether it must be all that is said.
    whole: bool,
}

/// Finds phrases, as whole words where words have spaces between them; `*` stands for the rest of a word, and
/// `=` in front for nothing else being said.
#[derive(Debug)]
struct Finder<K> {
    automaton: AhoCorasick,
    /// What is known of each pattern.
    kinds: Vec<Pattern<K>>,
}

impl<K: Copy + Ord> Finder<K> {
    fn new(phrases: BTreeMap<K, Vec<String>>, spaced: bool) -> Self {
        let (mut patterns, mut kinds) = (Vec::new(), Vec::new());
        for (kind, list) in phrases {
            for phrase in list {
                let all = phrase.strip_prefix('=');
                let bare = all.unwrap_or(&phrase);
                let beginning = bare.strip_suffix('*');
                let bare = beginning.unwrap_or(bare);
                let ending = bare.strip_prefix('*');
                let bare = ending.unwrap_or(bare);
                let unspaced = !spaced && !bare.is_ascii();
                let before = usize::from(!unspaced && ending.is_none());
                let after = usize::from(!unspaced && beginning.is_none());
                patterns.push(format!("{}{bare}{}", &" "[..before], &" "[..after]));
                kinds.push(Pattern {
                    kind,
                    before,
                    after,
                    whole: all.is_some(),
                });
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns);
        Self {
            automaton: automaton.expect("shipped words are tested"),
            kinds,
        }
    }

    fn find(&self, normal: &str) -> Vec<Hit<K>> {
        let found = self.automaton.find_overlapping_iter(normal);
        let mut hits: Vec<Hit<K>> = found
            .filter_map(|found| {
                let pattern = self.kinds[found.pattern().as_usize()];
                let (start, end) = (found.start() + pattern.before, found.end() - pattern.after);
                let kind = pattern.kind;
                let said = end > start && (!pattern.whole || is_all(normal, start, end));
                said.then_some(Hit { start, end, kind })
            })
            .collect();
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.kind));
        hits
    }
}

/// Whether nothing but marks stands around `start..end`.
fn is_all(normal: &str, start: usize, end: usize) -> bool {
    let around = [&normal[..start], &normal[end..]];
    around
        .iter()
        .all(|rest| !rest.contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_words_are_sound() {
        let lexicon = Lexicon::shipped();
        assert_eq!(lexicon.languages.len(), FILES.len());
        for text in FILES {
            let raw: RawWords = serde_yaml::from_str(text).unwrap();
            for list in (raw.phrases.values())
                .chain(raw.topics.values())
                .chain(raw.norms.values())
            {
                for phrase in list {
                    assert_eq!(*phrase, phrase.to_lowercase(), "{}", raw.language);
                    assert!(
                        !phrase.trim_matches(['*', ' ']).is_empty(),
                        "{}",
                        raw.language
                    );
                    assert!(
                        !phrase.contains("  ") && phrase.trim() == phrase,
                        "`{phrase}`"
                    );
                }
            }
            assert!(
                raw.topics.contains_key(&Topic::Prohibition),
                "{}",
                raw.language
            );
        }
    }

    #[test]
    fn phrases_are_whole_words_unless_a_star_ends_them() {
        let words = Lexicon::shipped().language("ru").unwrap();
        let has = |normal: &str, cue| words.cues(normal).iter().any(|hit| hit.kind == cue);
        assert!(has(" запрещено ", Cue::Never));
        assert!(has(" e\u{301} нельзя 🙂 ", Cue::Never));
        assert!(!has(" ненельзя ", Cue::Never));
    }
}
