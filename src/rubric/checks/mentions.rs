//! `mentions`: phrases in any inflected form.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Folded, KeySet, Prose, fold, start_key, words};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::Outcome;
use crate::rubric::phrases::{Demand, Hit, Phrases, Quantifier, Quotations};
use crate::rubric::piece::Piece;
use crate::rubric::scope::Scopes;
use crate::rubric::spec::{Check, CheckSpec, Strings, read};
use crate::source::Span;

/// Demands that phrases occur in any inflected form: «виртуальное окружение» finds «виртуального
/// окружения». Words are compared by their Snowball stems, Russian for Cyrillic and English for Latin
/// letters; a `*` at the end of a word stands for any ending.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Mentions {
    /// At least one of these phrases occurs.
    #[serde(default)]
    any: Option<Strings>,
    /// Every one of these phrases occurs.
    #[serde(default)]
    all: Option<Strings>,
    /// None of these phrases occurs.
    #[serde(default)]
    none: Option<Strings>,
    /// Which part of the response is searched; the prose by default.
    #[serde(default, rename = "in")]
    scope: Scopes,
    /// What a find is, for the evidence: `names a danger`; without it, a failure lists what was looked for.
    #[serde(default)]
    note: Option<String>,
    /// Whether a phrase counts where the answer only quotes it; `count` by default.
    #[serde(default)]
    quotations: Quotations,
    /// The language whose endings are taken off, for all words.
    #[serde(default)]
    language: Option<StemLanguage>,
}

/// The languages that Snowball stems.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum StemLanguage {
    Ar,
    Da,
    De,
    El,
    En,
    Es,
    Fi,
    Fr,
    Hu,
    It,
    Nl,
    No,
    Pt,
    Ro,
    Ru,
    Sv,
    Ta,
    Tr,
}

impl StemLanguage {
    fn algorithm(self) -> Algorithm {
        match self {
            Self::Ar => Algorithm::Arabic,
            Self::Da => Algorithm::Danish,
            Self::De => Algorithm::German,
            Self::El => Algorithm::Greek,
            Self::En => Algorithm::English,
            Self::Es => Algorithm::Spanish,
            Self::Fi => Algorithm::Finnish,
            Self::Fr => Algorithm::French,
            Self::Hu => Algorithm::Hungarian,
            Self::It => Algorithm::Italian,
            Self::Nl => Algorithm::Dutch,
            Self::No => Algorithm::Norwegian,
            Self::Pt => Algorithm::Portuguese,
            Self::Ro => Algorithm::Romanian,
            Self::Ru => Algorithm::Russian,
            Self::Sv => Algorithm::Swedish,
            Self::Ta => Algorithm::Tamil,
            Self::Tr => Algorithm::Turkish,
        }
    }
}

/// Takes the endings off words.
struct Stems {
    cyrillic: Stemmer,
    latin: Stemmer,
    /// Whether Cyrillic words are taken for Russian.
    russian: bool,
}

impl Stems {
    fn new(language: Option<StemLanguage>) -> Self {
        let (cyrillic, latin) = match language {
            Some(language) => (language.algorithm(), language.algorithm()),
            None => (Algorithm::Russian, Algorithm::English),
        };
        Self {
            cyrillic: Stemmer::create(cyrillic),
            latin: Stemmer::create(latin),
            russian: matches!(language, None | Some(StemLanguage::Ru)),
        }
    }

    fn of<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let cyrillic = word
            .chars()
            .next()
            .is_some_and(|c| ('\u{400}'..='\u{52f}').contains(&c));
        let stem = if cyrillic {
            self.cyrillic.stem(word)
        } else {
            self.latin.stem(word)
        };
        if !(cyrillic && self.russian) {
            return stem;
        }
        let kept = verb_root(&stem).len();
        match stem {
            Cow::Borrowed(stem) => Cow::Borrowed(&stem[..kept]),
            Cow::Owned(mut stem) => {
                stem.truncate(kept);
                Cow::Owned(stem)
            }
        }
    }
}

/// Shortest root, in letters, that is left of a verb: «рисовать» must not become «рис».
const MIN_ROOT: usize = 4;

/// The root of a Russian verb in -овать, whose forms Snowball leaves with four different stems:
/// «рекомендовать», «рекомендует», «рекомендуем», «рекомендуешь».
fn verb_root(stem: &str) -> &str {
    let endings = ["ова", "ева", "уеш", "ует", "у"];
    let root = endings.iter().find_map(|ending| stem.strip_suffix(ending));
    root.filter(|root| root.chars().count() >= MIN_ROOT)
        .unwrap_or(stem)
}

/// How one word of a phrase is recognised.
enum Word {
    Stem(String),
    Prefix(String),
}

struct Phrase {
    words: Vec<Word>,
    /// The word that is looked for: the rarest, taken to be the longest.
    anchor: usize,
    /// What every form of the anchor starts with.
    prefix: String,
}

struct Inflected {
    phrases: Vec<Phrase>,
    stems: Stems,
    starts: Starts,
}

/// Which phrases a word can be the anchor of, by its first two letters. Few words are any, and for the others
/// one bit tells.
struct Starts {
    keys: KeySet,
    phrases: FxHashMap<u16, Vec<usize>>,
    /// Phrases whose anchor starts with one letter that is always the same.
    short: Vec<usize>,
}

impl Starts {
    fn new(phrases: &[Phrase]) -> Self {
        let mut by_key: FxHashMap<u16, Vec<usize>> = FxHashMap::default();
        let mut keys = Vec::new();
        let mut short = Vec::new();
        for (number, phrase) in phrases.iter().enumerate() {
            if phrase.prefix.chars().nth(1).is_none() {
                short.push(number);
                continue;
            }
            let key = start_key(&phrase.prefix);
            keys.push(key);
            by_key.entry(key).or_default().push(number);
        }
        Self {
            keys: keys.into_iter().collect(),
            phrases: by_key,
            short,
        }
    }

    /// The phrases that a word with `key` may be the anchor of.
    fn of(&self, key: u16) -> impl Iterator<Item = usize> + '_ {
        let known = self.keys.has(key);
        let phrases = known.then(|| self.phrases.get(&key)).flatten();
        phrases.into_iter().flatten().chain(&self.short).copied()
    }

    /// Whether some phrase may stand in `prose`.
    fn may_be_in(&self, prose: &Prose) -> bool {
        !self.short.is_empty() || self.keys.meets(prose.key_set())
    }
}

impl CheckSpec for Mentions {
    const NAME: &'static str = "mentions";
    const EXAMPLE: &'static str = "mentions: [виртуальное окружение, virtual environment]";
    const SHORTHAND: Option<&'static str> = Some("any");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let demand = Demand::new(at, self.any, self.all, self.none)?.noted(self.note);
        let stems = Stems::new(self.language);
        let mut problems = Diagnostics::new();
        let mut phrases = Vec::new();
        for phrase in &demand.phrases {
            match Phrase::new(phrase, &stems) {
                Some(compiled) => phrases.push(compiled),
                None => {
                    let problem = at.error(Code::BAD_VALUE, format!("`{phrase}` has no word"));
                    problems.push(problem.help("use `contains` for marks and symbols"));
                }
            }
        }
        let finder = Inflected {
            starts: Starts::new(&phrases),
            phrases,
            stems,
        };
        problems.or(Box::new(Quantifier {
            demand,
            scope: self.scope,
            quotations: self.quotations,
            finder,
        }))
    }
}

impl Phrase {
    /// The compiled phrase; `None` when it has no word.
    fn new(phrase: &str, stems: &Stems) -> Option<Self> {
        let folded = fold(phrase);
        let spans = words(&folded);
        let mut compiled = Vec::new();
        let mut prefixes: Vec<String> = Vec::new();
        for span in &spans {
            let word = &folded[span.range()];
            if folded[span.end..].starts_with('*') {
                prefixes.push(word.to_owned());
                compiled.push(Word::Prefix(word.to_owned()));
            } else {
                let stem = stems.of(word);
                prefixes.push(common_prefix(&stem, word));
                compiled.push(Word::Stem(stem.into_owned()));
            }
        }
        let anchor = (0..prefixes.len()).max_by_key(|n| prefixes[*n].len())?;
        let prefix = prefixes.swap_remove(anchor);
        Some(Self {
            words: compiled,
            anchor,
            prefix,
        })
    }
}

/// What a word and its stem begin with, less a letter that an ending may change: «окн» for «окно».
fn common_prefix(stem: &str, word: &str) -> String {
    let same = stem
        .chars()
        .zip(word.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let changed = same < stem.chars().count();
    let keep = if changed {
        same.saturating_sub(1).max(1)
    } else {
        same
    };
    word.chars().take(keep).collect()
}

impl Phrases for Inflected {
    fn find(&self, piece: &Piece<'_>, hits: &mut Vec<Hit>) {
        if piece
            .prose
            .is_some_and(|prose| !self.starts.may_be_in(prose))
        {
            return;
        }
        let folded = piece.folded();
        let words = piece.words(&folded);
        let region = Span::new(
            folded.offset_of(piece.region.start),
            folded.offset_of(piece.region.end),
        );
        let keys = piece.keys(&folded, &words);
        let first = words.partition_point(|word| word.start < region.start);
        for (at, key) in keys.iter().enumerate().skip(first) {
            let word = words[at];
            if word.start >= region.end {
                break;
            }
            for number in self.starts.of(*key) {
                if folded.text[word.start..].starts_with(&self.phrases[number].prefix)
                    && let Some(span) = self.at(&folded, &words, number, at)
                    && region.contains(span)
                {
                    let place = piece.locate(folded.locate(span));
                    hits.push(Hit {
                        phrase: number,
                        place,
                    });
                }
            }
        }
    }
}

impl Inflected {
    /// The span of phrase `number` if its anchor is word `at`.
    fn at(&self, folded: &Folded, words: &[Span], number: usize, at: usize) -> Option<Span> {
        let phrase = &self.phrases[number];
        let first = at.checked_sub(phrase.anchor)?;
        let found = words.get(first..first + phrase.words.len())?;
        let text = &folded.text;
        let joined = found
            .windows(2)
            .all(|pair| is_joint(&text[pair[0].end..pair[1].start]));
        let same = joined
            && phrase.words.iter().zip(found).all(|(word, span)| {
                let seen = &text[span.range()];
                match word {
                    Word::Prefix(prefix) => seen.starts_with(prefix),
                    Word::Stem(stem) => seen == stem || self.stems.of(seen) == *stem,
                }
            });
        same.then(|| Span::new(found[0].start, found[found.len() - 1].end))
    }
}

/// The longest text between two words of one phrase, in bytes.
const MAX_JOINT: usize = 4;

/// Whether what stands between two words lets them be one phrase: a space, a hyphen, quotes, a dot in a name.
fn is_joint(between: &str) -> bool {
    let ends = |c: char| matches!(c, '\n' | '!' | '?' | ';' | ':' | ',');
    between.len() <= MAX_JOINT && !between.contains(ends) && !between.starts_with(". ")
}

impl Check for Quantifier<Inflected> {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        self.decide(context)
    }
}
