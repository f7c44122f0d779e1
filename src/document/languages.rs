//! Tells which human language prose is in, sentence by sentence.
//!
//! Answers about code defeat ordinary identifiers: English terms drown a short Russian sentence. So the
//! script decides first, Latin words in a Cyrillic sentence are terms and do not count, and relatives
//! (ru, uk, be, bg, sr, mk, kk) are told apart by alphabets and by common words, each weighing the less
//! the more languages share it. whatlang's trigrams decide only what this leaves open, and every
//! language that has no word list.

use rustc_hash::FxHashMap;

use super::iso_639::iso_639_1;
use super::mix::{Mix, Told};
use super::prose::Prose;
use super::script::{Counts, Script, is_cyrillic, words};
use super::sentences::sentences;
use crate::source::Span;

/// The word list of one language, as `rubrics/languages/*.yaml` gives it.
#[derive(Debug, Clone)]
pub struct WordList {
    /// ISO 639-1 code.
    pub code: String,
    /// Whether it is written in Cyrillic; otherwise in Latin.
    pub cyrillic: bool,
    /// Its alphabet, lower case.
    pub letters: String,
    /// Common words, lower case.
    pub words: Vec<String>,
}

/// The word lists of all languages, by word.
#[derive(Debug)]
pub struct Languages {
    lists: Vec<WordList>,
    /// The languages that list a word, as bits.
    words: FxHashMap<String, u32>,
    /// The languages that have a letter, as bits.
    alphabets: Vec<u32>,
    cyrillic: u32,
}

/// What a word outside an alphabet costs the language, in words.
const FOREIGN_LETTER: f64 = 1.5;
/// By how many words the best language must lead for a sentence to decide by itself.
const CLEAR_LEAD: f64 = 1.0;
/// Languages less than this behind the best fit as well: any known word weighs more.
const TIE: f64 = 0.5;
/// Least share of known words in Latin text for the word lists to be trusted over trigrams.
const KNOWN_LATIN: f64 = 0.15;
/// A Latin sentence without a common word and with fewer words than this is a list of terms.
const MIN_LATIN_WORDS: usize = 4;
/// Latin and Cyrillic letters lie below this code point, but for rare ones that no alphabet here has.
const ALPHABETS: usize = 0x530;
/// Prose beyond this many bytes is not read: its language is known by then.
const SAMPLE: usize = 32 << 10;

struct Sentence {
    span: Span,
    script: Script,
    letters: usize,
    words: usize,
    scores: Vec<f64>,
}

/// The language of the sentences of one script, taken together.
struct Guess {
    code: String,
    /// Languages that fit about as well.
    others: Vec<String>,
    /// Whether single sentences have no say of their own.
    overrules: bool,
}

impl Languages {
    /// Indexes the lists.
    #[must_use]
    pub fn new(lists: Vec<WordList>) -> Self {
        let mut words: FxHashMap<String, u32> = FxHashMap::default();
        let mut alphabets = vec![0; ALPHABETS];
        let mut cyrillic = 0;
        for (n, list) in lists.iter().enumerate() {
            for word in &list.words {
                *words.entry(word.clone()).or_default() |= 1 << n;
            }
            for letter in list.letters.chars() {
                if let Some(of) = alphabets.get_mut(letter as usize) {
                    *of |= 1 << n;
                }
            }
            cyrillic |= u32::from(list.cyrillic) << n;
        }
        Self {
            lists,
            words,
            alphabets,
            cyrillic,
        }
    }

    /// The languages of `prose`. Inline code is left out; so are quotations, unless there is nothing else:
    /// they are somebody else's words.
    #[must_use]
    pub fn mix(&self, prose: &Prose) -> Mix {
        let text = &prose.view.text[..prose.view.text.floor_char_boundary(SAMPLE)];
        let read = |spans: Vec<Span>| -> Vec<Sentence> {
            let sentence = |span| self.read(text, span, &prose.code);
            spans.into_iter().filter_map(sentence).collect()
        };
        let quoted = |span: &Span| prose.quotes.iter().any(|quote| quote.contains(*span));
        let whole = text.len() == prose.view.text.len();
        let all = if whole {
            prose.sentences().to_vec()
        } else {
            sentences(text)
        };
        let (quotes, own): (Vec<Span>, Vec<Span>) = all.into_iter().partition(quoted);
        let mut read_own = read(own);
        if read_own.is_empty() {
            read_own = read(quotes);
        }
        self.told(text, read_own)
    }

    /// The languages of `text`, of which `code` is left out. When no sentence tells by itself, all of it is
    /// taken for one: comments are short.
    #[must_use]
    pub fn mix_of(&self, text: &str, code: &[Span]) -> Mix {
        let text = &text[..text.floor_char_boundary(SAMPLE)];
        let sentence = |span| self.read(text, span, code);
        let mut read: Vec<Sentence> = sentences(text).into_iter().filter_map(sentence).collect();
        if read.is_empty() {
            read.extend(self.read(text, Span::new(0, text.len()), code));
        }
        self.told(text, read)
    }

    /// Gives each sentence its language.
    fn told(&self, text: &str, mut read: Vec<Sentence>) -> Mix {
        let mut mix = Mix::default();
        for script in [Script::Cyrillic, Script::Latin, Script::Other] {
            let (of_script, rest): (Vec<_>, Vec<_>) =
                read.into_iter().partition(|s| s.script == script);
            read = rest;
            self.decide(text, &of_script, script, &mut mix);
        }
        mix.sentences.sort_by_key(|told| told.span.start);
        mix
    }

    /// Counts the words of one sentence; `None` when it has none to speak of.
    fn read(&self, text: &str, span: Span, code: &[Span]) -> Option<Sentence> {
        let mut scores = vec![0.0; self.lists.len()];
        let mut counts = Counts::default();
        let mut lower = String::new();
        words(text, span, code, |word| {
            counts.add(word);
            self.score(word, &mut lower, &mut scores);
        });
        let latin_known = self.best(&scores, Script::Latin).1;
        let script = counts.script(latin_known)?;
        let (letters, words) = match script {
            Script::Cyrillic => (counts.cyrillic, counts.cyrillic_words),
            Script::Latin => (counts.latin, counts.latin_words),
            Script::Other => (counts.other, 1),
        };
        if script == Script::Latin && latin_known < 1.0 && words < MIN_LATIN_WORDS {
            return None;
        }
        Some(Sentence {
            span,
            script,
            letters,
            words,
            scores,
        })
    }

    fn score(&self, word: &str, lower: &mut String, scores: &mut [f64]) {
        lower.clear();
        let (mut known, mut cyrillic) = (u32::MAX, false);
        for c in word.chars() {
            lowered(c, |c| {
                if matches!(c, '’' | '\'') {
                    lower.push('\'');
                } else {
                    lower.push(c);
                    cyrillic |= is_cyrillic(c);
                    known &= self.alphabets.get(c as usize).copied().unwrap_or(0);
                }
            });
        }
        if let Some(&of) = self.words.get(lower.as_str()) {
            let weight = 0.5 + 1.0 / f64::from(of.count_ones());
            each_bit(of, |n| scores[n] += weight);
        }
        let of_script = if cyrillic {
            self.cyrillic
        } else {
            !self.cyrillic
        };
        let all = u32::MAX >> (32 - self.lists.len());
        each_bit(!known & of_script & all, |n| scores[n] -= FOREIGN_LETTER);
    }

    /// The best language of a script, its score, and its lead over the second.
    fn best(&self, scores: &[f64], script: Script) -> (usize, f64, f64) {
        let (mut best, mut top, mut second) = (0, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (n, list) in self.lists.iter().enumerate() {
            if list.cyrillic == (script == Script::Cyrillic) {
                if scores[n] > top {
                    (best, second, top) = (n, top, scores[n]);
                } else if scores[n] > second {
                    second = scores[n];
                }
            }
        }
        (best, top, top - second)
    }

    /// The codes of the languages of `script` that the word lists leave open: near the best, and without a
    /// letter that they do not have.
    fn open(&self, scores: &[f64], script: Script) -> Vec<String> {
        let (_, top, _) = self.best(scores, script);
        let lists = self.lists.iter().zip(scores);
        let near = lists.filter(|(list, score)| {
            list.cyrillic == (script == Script::Cyrillic) && **score > top - TIE && **score >= 0.0
        });
        match script {
            Script::Cyrillic | Script::Latin => near.map(|(list, _)| list.code.clone()).collect(),
            Script::Other => Vec::new(),
        }
    }

    /// Gives each sentence of one script its language.
    fn decide(&self, text: &str, sentences: &[Sentence], script: Script, mix: &mut Mix) {
        if sentences.is_empty() {
            return;
        }
        let mut total = vec![0.0; self.lists.len()];
        for sentence in sentences {
            for (sum, score) in total.iter_mut().zip(&sentence.scores) {
                *sum += score;
            }
        }
        let whole = self.whole(text, sentences, script, &total);
        for sentence in sentences {
            let (best, top, lead) = self.best(&sentence.scores, script);
            let clear = script != Script::Other && lead >= CLEAR_LEAD && top > 0.0;
            let (code, others) = match &whole {
                Some(whole) if whole.overrules || !clear => {
                    (whole.code.clone(), whole.others.clone())
                }
                _ if clear => (self.lists[best].code.clone(), Vec::new()),
                _ => continue,
            };
            mix.sentences.push(Told {
                span: sentence.span,
                letters: sentence.letters,
                code,
                others,
            });
        }
    }

    /// The language of all sentences of a script together.
    fn whole(
        &self,
        text: &str,
        sentences: &[Sentence],
        script: Script,
        total: &[f64],
    ) -> Option<Guess> {
        let (best, top, lead) = self.best(total, script);
        let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
        #[expect(
            clippy::cast_precision_loss,
            reason = "words of one response are far below 2^52"
        )]
        let known = top / words.max(1) as f64;
        let trusted =
            script == Script::Cyrillic || (script == Script::Latin && known >= KNOWN_LATIN);
        if trusted && lead >= CLEAR_LEAD {
            return Some(Guess {
                code: self.lists[best].code.clone(),
                others: Vec::new(),
                overrules: false,
            });
        }
        let open = self.open(total, script);
        let joined: Vec<&str> = sentences.iter().map(|s| &text[s.span.range()]).collect();
        // Trigrams choose between what the word lists leave open, where those know the words.
        let among = if trusted { &open[..] } else { &[] };
        let (code, reliable) = match trigrams(&joined.join("\n"), script, among) {
            Some(guess) => guess,
            None if top > 0.0 && script != Script::Other => (self.lists[best].code.clone(), false),
            None => return None,
        };
        let sure = reliable && !trusted;
        let others = open.into_iter().filter(|other| *other != code && !sure);
        Some(Guess {
            others: others.collect(),
            code,
            overrules: script == Script::Other || sure,
        })
    }

    /// Whether `code` can be recognised at all.
    #[must_use]
    pub fn knows(&self, code: &str) -> bool {
        self.lists.iter().any(|list| list.code == code)
            || whatlang::Lang::all()
                .iter()
                .any(|lang| iso_639_1(*lang) == code)
    }

    /// Every code that can be recognised, sorted.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let mut all: Vec<String> = self.lists.iter().map(|list| list.code.clone()).collect();
        all.extend(
            whatlang::Lang::all()
                .iter()
                .map(|lang| iso_639_1(*lang).to_owned()),
        );
        all.sort();
        all.dedup();
        all
    }
}

/// whatlang's answer in ISO 639-1, and whether it trusts it; `among` bounds the choice unless it is empty.
fn trigrams(text: &str, script: Script, among: &[String]) -> Option<(String, bool)> {
    use whatlang::{Detector, Lang};
    let cyrillic = [
        Lang::Rus,
        Lang::Ukr,
        Lang::Bel,
        Lang::Bul,
        Lang::Srp,
        Lang::Mkd,
    ];
    let open = |lang: &Lang| among.iter().any(|code| code == iso_639_1(*lang));
    let mut list: Vec<Lang> = match script {
        Script::Cyrillic => cyrillic.to_vec(),
        Script::Latin | Script::Other => Lang::all().to_vec(),
    };
    if list.iter().any(open) {
        list.retain(open);
    }
    let kept = match script {
        // Latin words are terms here; without them the script is plain.
        Script::Cyrillic => text
            .split(|c: char| !is_cyrillic(c))
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        Script::Latin | Script::Other => text.to_owned(),
    };
    let info = Detector::with_allowlist(list).detect(&kept)?;
    Some((iso_639_1(info.lang()).to_owned(), info.is_reliable()))
}

/// Calls `with` for every bit that is set in `bits`.
/// Gives the lower case of `c` to `with`; of the two usual alphabets without a table look-up.
fn lowered(c: char, mut with: impl FnMut(char)) {
    match c {
        'a'..='z' | 'а'..='я' => with(c),
        'A'..='Z' => with(c.to_ascii_lowercase()),
        _ => c.to_lowercase().for_each(with),
    }
}

fn each_bit(mut bits: u32, mut with: impl FnMut(usize)) {
    while bits != 0 {
        with(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
