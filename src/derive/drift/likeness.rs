//! How alike the rules of two prompts are, by the words they share.
//!
//! A word counts the more the fewer rules have it, so that «всегда» and `never` make nothing alike.

use std::collections::HashMap;

use crate::document::{fold, words};

/// How many rules of the other prompt a rule is held against; those that share its rarest words come first.
/// Without a bound, two prompts of the same words in ten thousand rules would take a hundred million comparisons.
const MAX_CANDIDATES: usize = 100;
/// Words are one when they begin with the same letters, so that endings do not matter.
const STEM: usize = 6;

/// The rules of two prompts as bags of weighted words.
pub(super) struct Likeness {
    old: Vec<Bag>,
    new: Vec<Bag>,
    /// What each word counts.
    weights: Vec<f64>,
    /// The new rules that have each word.
    having: Vec<Vec<usize>>,
}

/// The words of a rule by their numbers, in order, with how often they occur.
struct Bag {
    words: Vec<(usize, u32)>,
    weight: f64,
}

impl Likeness {
    /// Reads the words of all rules.
    pub(super) fn new(old: &[&str], new: &[&str]) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut old: Vec<Bag> = old.iter().map(|text| bag(text, &mut numbers)).collect();
        let mut new: Vec<Bag> = new.iter().map(|text| bag(text, &mut numbers)).collect();
        let mut counts = vec![(0_usize, 0_usize); numbers.len()];
        let mut having = vec![Vec::new(); numbers.len()];
        for (word, _) in old.iter().flat_map(|bag| &bag.words) {
            counts[*word].0 += 1;
        }
        for (n, bag) in new.iter().enumerate() {
            for (word, _) in &bag.words {
                counts[*word].1 += 1;
                having[*word].push(n);
            }
        }
        let rules = old.len().max(new.len());
        // By the side that has it more often, or a word of one rule that stays would count less than one that goes.
        let weight = |(old, new): &(usize, usize)| ratio(rules, *old.max(new)).ln_1p();
        let weights: Vec<f64> = counts.iter().map(weight).collect();
        for bag in old.iter_mut().chain(&mut new) {
            let all = bag.words.iter();
            bag.weight = all.map(|(word, n)| f64::from(*n) * weights[*word]).sum();
        }
        Self {
            old,
            new,
            weights,
            having,
        }
    }

    /// From now on only new rules for which `open` holds are candidates; all count for what words weigh.
    pub(super) fn keep(&mut self, open: impl Fn(usize) -> bool) {
        for rules in &mut self.having {
            rules.retain(|n| open(*n));
        }
    }

    /// The numbers of the new rules that share words with an old one, as many as are compared.
    pub(super) fn candidates(&self, old: usize) -> Vec<usize> {
        let words = self.old[old].words.iter();
        let mut lists: Vec<&Vec<usize>> = words.map(|(word, _)| &self.having[*word]).collect();
        lists.sort_by_key(|list| list.len());
        let few = lists.into_iter().flatten().take(MAX_CANDIDATES);
        let mut found: Vec<usize> = few.copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How alike two rules are, from 0 to 1.
    pub(super) fn alike(&self, old: usize, new: usize) -> f64 {
        let all = self.old[old].weight + self.new[new].weight;
        if all > 0.0 {
            2.0 * self.shared(old, new) / all
        } else {
            0.0
        }
    }

    /// Which part of an old rule of several words is in a new one, from 0 to 1.
    pub(super) fn part(&self, old: usize, new: usize) -> f64 {
        let bag = &self.old[old];
        if bag.words.len() > 1 {
            self.shared(old, new) / bag.weight
        } else {
            0.0
        }
    }

    fn shared(&self, old: usize, new: usize) -> f64 {
        let (mut a, mut b) = (&self.old[old].words[..], &self.new[new].words[..]);
        let mut sum = 0.0;
        while let ([(word, n), rest_a @ ..], [(other, m), rest_b @ ..]) = (a, b) {
            if word == other {
                sum += f64::from(*n.min(m)) * self.weights[*word];
            }
            if word <= other {
                a = rest_a;
            }
            if other <= word {
                b = rest_b;
            }
        }
        sum
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of rules are far below 2^52"
)]
fn ratio(all: usize, some: usize) -> f64 {
    all as f64 / some.max(1) as f64
}

fn bag(text: &str, numbers: &mut HashMap<String, usize>) -> Bag {
    let folded = fold(text);
    let mut found: Vec<usize> = Vec::new();
    let mut add = |word: String| {
        let next = numbers.len();
        found.push(*numbers.entry(word).or_insert(next));
    };
    for span in words(&folded) {
        let word = &folded[span.range()];
        if word.chars().any(is_unspaced) {
            let letters: Vec<char> = word.chars().collect();
            for pair in letters.windows(letters.len().min(2)) {
                add(pair.iter().collect());
            }
        } else {
            add(word.chars().take(STEM).collect());
        }
    }
    found.sort_unstable();
    let mut words: Vec<(usize, u32)> = Vec::new();
    for word in found {
        match words.last_mut() {
            Some((last, n)) if *last == word => *n += 1,
            _ => words.push((word, 1)),
        }
    }
    Bag { words, weight: 0.0 }
}

/// Whether `c` belongs to a script that puts no spaces between words: Thai, kana, Han.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_all_rules_share_count_little() {
        let old = ["never use pickle", "never use eval", "never use md5"];
        let likeness = Likeness::new(&old, &["never use telnet", "pickle, never"]);
        assert!(likeness.alike(0, 0) < likeness.alike(0, 1));
        assert_eq!(likeness.candidates(0), [0, 1]);
    }

    #[test]
    fn nothing_is_like_a_text_without_words() {
        let likeness = Likeness::new(&["🙂", ""], &["🙂"]);
        assert!(likeness.alike(0, 0).abs() < f64::EPSILON);
        assert!(likeness.part(1, 0).abs() < f64::EPSILON);
    }
}
