//! How much prose is in which language.
//!
//! A sentence such as «Да, готово.» is good Russian, Bulgarian and Macedonian. It is kept with all of them,
//! and counts for the one that is asked for: no rule is broken by what cannot be told.

use std::collections::BTreeMap;

use crate::source::Span;

/// The sentences of some prose with their languages.
#[derive(Debug, Clone, Default)]
pub struct Mix {
    /// The sentences whose language could be told, in order.
    pub sentences: Vec<Told>,
}

/// A sentence and its language.
#[derive(Debug, Clone)]
pub struct Told {
    /// Where it is in the view.
    pub span: Span,
    /// How many letters of its script it has.
    pub letters: usize,
    /// The likeliest language.
    pub code: String,
    /// Languages that fit about as well.
    pub others: Vec<String>,
}

impl Told {
    /// Whether the sentence can be taken for one in `code`.
    #[must_use]
    pub fn fits(&self, code: &str) -> bool {
        self.code == code || self.others.iter().any(|other| other == code)
    }
}

impl Mix {
    /// The share of letters in sentences that fit `code`; `None` when nothing could be told.
    #[must_use]
    pub fn share(&self, code: &str) -> Option<f64> {
        let letters = |fits: &dyn Fn(&Told) -> bool| -> usize {
            let told = self.sentences.iter().filter(|told| fits(told));
            told.map(|told| told.letters).sum()
        };
        crate::words::share(letters(&|told| told.fits(code)), letters(&|_| true))
    }

    /// The likeliest language of most letters.
    #[must_use]
    pub fn main(&self) -> Option<&str> {
        let mut letters: BTreeMap<&str, usize> = BTreeMap::new();
        for told in &self.sentences {
            *letters.entry(&told.code).or_default() += told.letters;
        }
        letters
            .into_iter()
            .max_by_key(|(_, letters)| *letters)
            .map(|(code, _)| code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_several_languages_counts_for_each() {
        let told = |letters, code: &str, others: &[&str]| Told {
            span: Span::new(0, 0),
            letters,
            code: code.into(),
            others: others.iter().map(|&other| other.to_owned()).collect(),
        };
        let mix = Mix {
            sentences: vec![told(10, "bg", &["ru"]), told(10, "en", &[])],
        };
        assert_eq!(mix.share("ru"), Some(0.5));
        assert_eq!(mix.share("bg"), Some(0.5));
        assert_eq!(mix.share("uk"), Some(0.0));
        assert_eq!(Mix::default().share("ru"), None);
    }
}
