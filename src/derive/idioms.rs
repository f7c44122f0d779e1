//! How prompts word things, whatever the demand: `rubrics/idioms.yaml`, compiled.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::phrase::to_regex;

/// The shipped file.
const IDIOMS: &str = include_str!("../../rubrics/idioms.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawIdioms {
    languages: Vec<RawLanguage>,
    numbers: Vec<RawNumber>,
    articles: RawNumber,
    amounts: Vec<RawAmount>,
    negation: Vec<String>,
    double_negation: Vec<String>,
    dividers: Vec<String>,
    conditions: RawConditions,
    quantifiers: Vec<String>,
    each: Vec<String>,
    wholes: Vec<String>,
    conjunctions: RawConjunctions,
    idle: Vec<String>,
    emphasis: Vec<String>,
    steps: Vec<String>,
    styles: Vec<String>,
    common: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLanguage {
    code: String,
    name: String,
    forms: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    n: u64,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAmount {
    range: String,
    forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConjunctions {
    spaced: Vec<String>,
    unspaced: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConditions {
    before: Vec<String>,
    inside: Vec<String>,
    after: Vec<String>,
    start: Vec<String>,
}

/// The wordings, ready to be looked for in folded text.
pub(super) struct Idioms {
    /// Names of languages: the pattern, the code, the name that ids use.
    pub(super) languages: Vec<(Regex, String, String)>,
    pub(super) amounts: Vec<Amount>,
    numbers: Vec<(String, u64)>,
    pub(super) negation: Regex,
    pub(super) double_negation: Regex,
    pub(super) dividers: Regex,
    /// What a clause begins with that is a condition, and what ends one.
    pub(super) condition_start: Regex,
    pub(super) condition_inside: Regex,
    pub(super) condition_end: Regex,
    pub(super) quantifiers: Regex,
    pub(super) each: Regex,
    pub(super) wholes: Regex,
    pub(super) conjunctions: Regex,
    pub(super) idle: Regex,
    pub(super) emphasis: Regex,
    /// Steps of the work, each of which has answers of its own.
    pub(super) steps: Regex,
    pub(super) styles: Regex,
    pub(super) common: Regex,
}

/// A way to say how many.
pub(super) struct Amount {
    /// Has the groups `n` and, for two ends, `m`.
    pub(super) pattern: Regex,
    /// The range it stands for, with `{n}` and `{m}`.
    pub(super) range: String,
    /// Whether it is a number alone, which may also be part of a name.
    pub(super) bare: bool,
}

impl Idioms {
    /// The shipped wordings.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Idioms> =
            LazyLock::new(|| Idioms::read(IDIOMS).expect("the shipped wordings are tested"));
        &SHIPPED
    }

    fn read(yaml: &str) -> Result<Self, String> {
        let raw: RawIdioms = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
        let plain = words_of(&raw.numbers);
        let all = words_of(&[raw.numbers, vec![raw.articles]].concat());
        let alternatives = |numbers: &[(String, u64)]| {
            let words: Vec<&str> = numbers.iter().map(|(word, _)| word.as_str()).collect();
            to_regex(&words.join("|"), &|_| None)
        };
        let (plain, words) = (alternatives(&plain)?, alternatives(&all)?);
        let digits = r"[0-9０-９]{1,3}(?:[  ,.’'][0-9]{3})+|[0-9０-９]{1,7}";
        let slot = |name: &str| match name {
            "n" | "m" => Some(format!(r"(?P<{name}>\b{{start-half}}(?:{digits})|{words})")),
            "k" => Some(format!(r"(?P<n>\b{{start-half}}(?:{digits})|{plain})")),
            // Words of the same clause: «3 phrases au maximum», 「400字以内」.
            "u" => Some(r"(?P<u>[^\d.,;:!?。、，\n\u{e000}-\u{f8ff}]{0,20}?)".to_owned()),
            _ => None,
        };
        let any = |phrases: &[String]| -> Result<Regex, String> {
            let parts: Result<Vec<String>, String> = phrases
                .iter()
                .map(|phrase| to_regex(phrase, &|_| None))
                .collect();
            regex(&parts?.join("|"))
        };
        let mut amounts = Vec::new();
        for amount in &raw.amounts {
            for form in &amount.forms {
                amounts.push(Amount {
                    pattern: regex(&to_regex(form, &slot)?)?,
                    range: amount.range.clone(),
                    bare: form == "{k}",
                });
            }
        }
        let mut languages = Vec::new();
        for language in raw.languages {
            languages.push((any(&language.forms)?, language.code, language.name));
        }
        let start = [raw.conditions.before, raw.conditions.start].concat();
        let start = start
            .iter()
            .map(|phrase| to_regex(phrase, &|_| None))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            languages,
            amounts,
            numbers: all,
            negation: any(&raw.negation)?,
            double_negation: any(&raw.double_negation)?,
            dividers: any(&raw.dividers)?,
            condition_start: regex(&format!("^[^\\w\u{e000}-\u{f8ff}]*(?:{})", start.join("|")))?,
            condition_inside: any(&raw.conditions.inside)?,
            condition_end: any(&raw.conditions.after)?,
            quantifiers: any(&raw.quantifiers)?,
            each: any(&raw.each)?,
            wholes: any(&raw.wholes)?,
            conjunctions: regex(&format!(
                r"(?i)(?:^|\s+)(?:{})\s+|{}",
                raw.conjunctions.spaced.join("|"),
                raw.conjunctions.unspaced.join("|")
            ))?,
            idle: any(&raw.idle)?,
            emphasis: any(&raw.emphasis)?,
            steps: any(&raw.steps)?,
            styles: any(&raw.styles)?,
            common: any(&raw.common)?,
        })
    }

    /// The number that `text` writes in digits or as a word.
    pub(super) fn number(&self, text: &str) -> Option<u64> {
        let digits: String = text
            .chars()
            .filter_map(|c| match c {
                '0'..='9' => Some(c),
                '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
                _ => None,
            })
            .collect();
        if digits.is_empty() {
            let word = self.numbers.iter().find(|(word, _)| word == text);
            return word.map(|(_, n)| *n);
        }
        digits.parse().ok()
    }
}

/// The words with their numbers, the longest first: `einen` is not `eine`.
fn words_of(numbers: &[RawNumber]) -> Vec<(String, u64)> {
    let of_one = |number: &RawNumber| {
        let n = number.n;
        number
            .words
            .iter()
            .map(move |word| (word.clone(), n))
            .collect::<Vec<_>>()
    };
    let mut out: Vec<(String, u64)> = numbers.iter().flat_map(of_one).collect();
    out.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
    out
}

fn regex(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_wordings_are_sound() {
        let idioms = Idioms::read(IDIOMS).unwrap();
        assert_eq!(idioms.number("трех"), Some(3));
        assert_eq!(idioms.number("1 000"), Some(1000));
        assert_eq!(idioms.number("４"), Some(4));
        assert!(idioms.negation.is_match("никогда не пишите"));
        assert!(!idioms.negation.is_match("note the nothingness"));
        assert!(idioms.condition_start.is_match("если видишь ошибку"));
    }
}
