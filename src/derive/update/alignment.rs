//! Which new rule each old rule became: the same one, a rewording of it, or none.
//!
//! Equal texts are paired first, then what is most alike, best pairs first; no text is paired twice. Likeness is
//! judged by words, so the result is the same for every language and needs no word list.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

/// Words that agree in so many first letters are forms of one word.
const STEM: usize = 5;

/// Two texts are at least this much alike, in thousandths, when one is a rewording of the other.
const ALIKE: u32 = 500;

/// A text that lies within another counts for this much of being the same, in thousandths.
const WITHIN: u32 = 800;

/// Fewer words than this are within many texts by chance.
const FEW_WORDS: usize = 3;

/// So many unpaired texts of each side are compared; prompts have tens of rules, and comparing is quadratic.
const MAX_COMPARED: usize = 1000;

/// So many words of a text are compared.
const MAX_WORDS: usize = 300;

/// What became of an old text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// The new text of this index is the same, white space aside.
    Same(usize),
    /// The new text of this index says it in other words.
    Reworded(usize),
    /// There is none.
    Gone,
}

/// The fates of all old texts, and the new ones that no old one became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alignment {
    /// One for each old text.
    pub old: Vec<Fate>,
    /// The indices of the new texts that are new, in order.
    pub added: Vec<usize>,
}

/// Pairs `old` with `new`: equal texts in order, then rewordings.
#[must_use]
pub(super) fn align(old: &[&str], new: &[&str]) -> Alignment {
    let mut fates = vec![Fate::Gone; old.len()];
    let mut taken = vec![false; new.len()];
    let mut same: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, text) in new.iter().enumerate().rev() {
        same.entry(squeezed(text)).or_default().push(n);
    }
    for (fate, text) in fates.iter_mut().zip(old) {
        if let Some(n) = same.get_mut(&squeezed(text)).and_then(Vec::pop) {
            *fate = Fate::Same(n);
            taken[n] = true;
        }
    }
    for (o, n) in rewordings(old, &fates, new, &taken) {
        if fates[o] == Fate::Gone && !taken[n] {
            fates[o] = Fate::Reworded(n);
            taken[n] = true;
        }
    }
    let added = (0..new.len()).filter(|&n| !taken[n]).collect();
    Alignment { old: fates, added }
}

/// `text` without white space.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// All pairs that are alike, best first; of equal ones the first.
fn rewordings(old: &[&str], fates: &[Fate], new: &[&str], taken: &[bool]) -> Vec<(usize, usize)> {
    let olds = (0..old.len()).filter(|&o| fates[o] == Fate::Gone);
    let news = (0..new.len()).filter(|&n| !taken[n]);
    let olds: Vec<(usize, Words)> = olds
        .take(MAX_COMPARED)
        .map(|o| (o, Words::of(old[o])))
        .collect();
    let news: Vec<(usize, Words)> = news
        .take(MAX_COMPARED)
        .map(|n| (n, Words::of(new[n])))
        .collect();
    let mut pairs = Vec::new();
    for (o, a) in &olds {
        for (n, b) in &news {
            let alike = a.likeness(b);
            if alike >= ALIKE {
                pairs.push((u32::MAX - alike, *o, *n));
            }
        }
    }
    pairs.sort_unstable();
    pairs.into_iter().map(|(_, o, n)| (o, n)).collect()
}

/// The words of a text: their stems, sorted, each with its weight.
struct Words(Vec<(String, u32)>);

impl Words {
    fn of(text: &str) -> Self {
        let mut words: Vec<(String, u32)> = text
            .unicode_words()
            .take(MAX_WORDS)
            .map(|word| {
                let lower = word.to_lowercase();
                let length = lower.chars().count();
                // Short words are the same in most sentences.
                let weight = u32::try_from(length.min(10)).unwrap_or(10);
                (lower.chars().take(STEM).collect(), weight)
            })
            .collect();
        words.sort_unstable();
        Self(words)
    }

    fn weight(&self) -> u32 {
        self.0.iter().map(|(_, weight)| weight).sum()
    }

    fn likeness(&self, other: &Self) -> u32 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0;
        while let (Some((left, weight)), Some((right, other))) = (a.peek(), b.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    // Forms of one word may differ in length.
                    common += weight.min(other);
                    a.next();
                    b.next();
                }
            }
        }
        let (mine, others) = (self.weight(), other.weight());
        if common == 0 {
            return 0;
        }
        let dice = 2 * common * 1000 / (mine + others);
        let fewest = self.0.len().min(other.0.len());
        if fewest < FEW_WORDS {
            return dice;
        }
        dice.max(common * WITHIN / mine.min(others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_paired_in_order_whatever_their_white_space() {
        let found = align(
            &["Да  будет\r\nтест", "x", "x"],
            &["x", "Да будет тест", "x"],
        );
        assert_eq!(found.old, [Fate::Same(1), Fate::Same(0), Fate::Same(2)]);
        assert!(found.added.is_empty());
    }

    #[test]
    fn the_most_alike_are_paired_and_each_once() {
        let old = [
            "Always answer in Russian, clearly and with examples",
            "Use a virtual environment for all projects",
        ];
        let new = [
            "Use virtual environments for every Python project",
            "Always answer in Russian, briefly",
            "Always answer in Russian, clearly, with short examples",
        ];
        let found = align(&old, &new);
        assert_eq!(found.old, [Fate::Reworded(2), Fate::Reworded(0)]);
        assert_eq!(found.added, [1]);
    }

    #[test]
    fn inflected_and_shortened_rules_are_rewordings_and_others_are_not() {
        let alike = |a, b| Words::of(a).likeness(&Words::of(b)) >= ALIKE;
        assert!(alike(
            "Используйте виртуальное окружение для всех проектов",
            "Используй виртуальные окружения для любого проекта"
        ));
        assert!(alike(
            "предоставляя четкие объяснения и практические примеры кода",
            "Предоставляйте примеры кода и объяснения"
        ));
        assert!(!alike("Use async queues", "Use venv for tests"));
        assert!(!alike(
            "Предупреждайте о потенциальных проблемах",
            "Объясняйте выбор паттернов и их преимущества"
        ));
        assert!(!alike("", ""));
        assert!(alike(
            "总是用中文回答用户的问题",
            "用中文回答用户的所有问题"
        ));
    }

    #[test]
    fn many_texts_are_aligned_soon() {
        let texts: Vec<String> = (0..20_000).map(|n| format!("rule {n} {n} {n}")).collect();
        let old: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = align(&old[..10_000], &old[10_000..]);
        assert_eq!(found.old.len(), 10_000);
    }
}
