//! Which rule of one prompt is which rule of another: the same first, then those in other words.
//!
//! Best pairs first; each rule is in at most one pair.

use std::collections::HashMap;

use super::likeness::Likeness;

/// Two rules are one in other words when they are at least so alike.
const ALIKE: f64 = 0.5;
/// What standing between the same neighbours adds.
const SAME_PLACE: f64 = 0.15;
/// A rule that is in both prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Its number among the old rules.
    pub old: usize,
    /// Its number among the new rules.
    pub new: usize,
    /// Whether its words are the same.
    pub wording: Wording,
}

/// How two rules of a pair compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// They are equal, white space aside.
    Same,
    /// They are alike.
    Other,
}

/// `text` with every run of white space as one space.
#[must_use]
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pairs of `old` and `new`, in the order of `old`.
#[must_use]
pub fn align(old: &[&str], new: &[&str]) -> Vec<Pair> {
    let mut pairs = same(old, new);
    pairs.sort_by_key(|pair| pair.old);
    let other = reworded(old, new, &pairs);
    pairs.extend(other);
    pairs.sort_by_key(|pair| pair.old);
    pairs
}

/// The pairs that stand in another order: those outside the longest run that keeps its order.
#[must_use]
pub fn moved(pairs: &[Pair]) -> Vec<Pair> {
    // The longest increasing subsequence by patience: `ends[n]` ends the best run of n + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (n, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|end| pairs[*end].new < pair.new);
        before.push(at.checked_sub(1).map(|last| ends[last]));
        if at == ends.len() {
            ends.push(n);
        } else {
            ends[at] = n;
        }
    }
    let mut kept = vec![false; pairs.len()];
    let mut next = ends.last().copied();
    while let Some(n) = next {
        kept[n] = true;
        next = before[n];
    }
    let out = pairs.iter().zip(kept).filter(|(_, kept)| !kept);
    out.map(|(pair, _)| *pair).collect()
}

/// The number of the rule that `quotation` most likely quoted before it changed.
#[must_use]
pub fn nearest(quotation: &str, rules: &[&str]) -> Option<usize> {
    let likeness = Likeness::new(&[quotation], rules);
    // A quotation may be a part of a rule; then what the rule has beside it does not matter.
    let like = |n| likeness.part(0, n).max(likeness.alike(0, n));
    let best = (0..rules.len()).map(|n| (n, like(n)));
    let best = best.filter(|(_, like)| *like >= ALIKE);
    best.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(n, _)| n)
}

/// Pairs of equal rules. Of rules that occur several times, those at the ends are paired first, then in order.
fn same(old: &[&str], new: &[&str]) -> Vec<Pair> {
    let old: Vec<String> = old.iter().map(|text| squeeze(text)).collect();
    let new: Vec<String> = new.iter().map(|text| squeeze(text)).collect();
    let pair = |old, new| Pair {
        old,
        new,
        wording: Wording::Same,
    };
    let least = old.len().min(new.len());
    let head = (0..least).take_while(|n| old[*n] == new[*n]).count();
    let ends = old.iter().rev().zip(new.iter().rev()).take(least - head);
    let tail = ends.take_while(|(old, new)| old == new).count();
    let mut pairs: Vec<Pair> = (0..head).map(|n| pair(n, n)).collect();
    pairs.extend((0..tail).map(|n| pair(old.len() - 1 - n, new.len() - 1 - n)));
    let mut left: HashMap<&str, Vec<usize>> = HashMap::new();
    for (n, text) in new
        .iter()
        .enumerate()
        .take(new.len() - tail)
        .skip(head)
        .rev()
    {
        left.entry(text).or_default().push(n);
    }
    for (n, text) in old.iter().enumerate().take(old.len() - tail).skip(head) {
        let found = left.get_mut(text.as_str()).and_then(Vec::pop);
        pairs.extend(found.map(|found| pair(n, found)));
    }
    pairs
}

/// Pairs of rules that are alike, among those that `pairs` (in the order of the old rules) leave over.
fn reworded(old: &[&str], new: &[&str], pairs: &[Pair]) -> Vec<Pair> {
    let gaps_old = gaps(old.len(), pairs, |pair| (pair.old, pair.new));
    let gaps_new = gaps(new.len(), pairs, |pair| (pair.new, pair.new));
    let mut likeness = Likeness::new(old, new);
    likeness.keep(|n| gaps_new[n].is_some());
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (n, gap) in gaps_old.iter().enumerate() {
        let Some(gap) = gap else { continue };
        for other in likeness.candidates(n) {
            let Some(place) = &gaps_new[other] else {
                continue;
            };
            let bonus = if gap.touches(place) { SAME_PLACE } else { 0.0 };
            let like = likeness.alike(n, other) + bonus;
            if like >= ALIKE {
                scored.push((like, n, other));
            }
        }
    }
    scored.sort_by(|a, b| {
        let near = |pair: &(f64, usize, usize)| pair.1.abs_diff(pair.2);
        b.0.total_cmp(&a.0)
            .then(near(a).cmp(&near(b)))
            .then((a.1, a.2).cmp(&(b.1, b.2)))
    });
    let (mut taken_old, mut taken_new) = (vec![false; old.len()], vec![false; new.len()]);
    let mut out = Vec::new();
    for (_, old, new) in scored {
        if !taken_old[old] && !taken_new[new] {
            (taken_old[old], taken_new[new]) = (true, true);
            let wording = Wording::Other;
            out.push(Pair { old, new, wording });
        }
    }
    out
}

/// The paired rules, by their new number, right before and after a rule that is in no pair.
#[derive(Debug, Clone)]
struct Gap {
    before: Option<usize>,
    after: Option<usize>,
}

impl Gap {
    fn touches(&self, other: &Self) -> bool {
        self.before == other.before || self.after == other.after
    }
}

/// The gap of each of `count` rules; `None` for one that is in a pair.
fn gaps(count: usize, pairs: &[Pair], of: impl Fn(&Pair) -> (usize, usize)) -> Vec<Option<Gap>> {
    let mut paired: Vec<Option<usize>> = vec![None; count];
    for pair in pairs {
        let (at, new) = of(pair);
        paired[at] = Some(new);
    }
    let mut gaps: Vec<Option<Gap>> = Vec::with_capacity(count);
    let mut last = None;
    for new in &paired {
        last = new.or(last);
        let (before, after) = (last, None);
        gaps.push(new.is_none().then_some(Gap { before, after }));
    }
    let mut next = None;
    for (gap, new) in gaps.iter_mut().zip(&paired).rev() {
        next = new.or(next);
        if let Some(gap) = gap {
            gap.after = next;
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use Wording::{Other, Same};

    fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize, Wording)> {
        let pairs = align(old, new);
        pairs.iter().map(|p| (p.old, p.new, p.wording)).collect()
    }

    #[test]
    fn equal_rules_are_paired_before_alike_ones() {
        let old = [
            "Пишите тесты для кода",
            "Пишите тесты  для\r\nвсего кода 🙂",
        ];
        let new = [
            "Пишите тесты для всего кода 🙂",
            "Пишите короткие тесты для кода",
        ];
        assert_eq!(pairs(&old, &new), [(0, 1, Other), (1, 0, Same)]);
    }

    #[test]
    fn common_words_make_nothing_alike() {
        let never = |names: [&'static str; 4]| names.map(|name| format!("Never use {name}"));
        let old = never(["eval", "pickle", "exec", "md5"]);
        let new = never(["eval", "exec", "md5", "telnet"]);
        let (old, new) = (old.each_ref().map(|s| &**s), new.each_ref().map(|s| &**s));
        assert_eq!(pairs(&old, &new).len(), 3);
        // Two that are alike in all but one of many words are one.
        let old = ["Explain the choice of each pattern and its cost"];
        let new = ["Explain the choice of each library and its cost"];
        assert_eq!(pairs(&old, &new), [(0, 0, Other)]);
    }

    #[test]
    fn the_last_rule_of_a_prompt_is_known_by_its_place() {
        let old = [
            "Пишите тесты",
            "Отвечайте на русском языке, подробно объясняя решения и приводя большие примеры кода.",
        ];
        let new = [
            "Пишите тесты",
            "Отвечайте на русском языке, кратко и по делу.",
        ];
        assert_eq!(pairs(&old, &new), [(0, 0, Same), (1, 1, Other)]);
    }

    #[test]
    fn endings_and_scripts_without_spaces_are_compared() {
        assert_eq!(
            pairs(
                &["Создавайте виртуальное окружение"],
                &["Создайте виртуальные окружения"]
            )
            .len(),
            1
        );
        assert_eq!(
            pairs(
                &["必ず日本語で答えてください"],
                &["必ず日本語で短く答えてください"]
            )
            .len(),
            1
        );
        assert_eq!(
            pairs(&["必ず日本語で答えてください"], &["テストを書く"]).len(),
            0
        );
    }

    #[test]
    fn a_rule_is_in_at_most_one_pair() {
        let old = ["Write tests for all code", "Write tests for all new code"];
        assert_eq!(pairs(&old, &["Write tests for all old code"]).len(), 1);
        assert_eq!(pairs(&[], &["a"]), []);
        assert_eq!(pairs(&["a"], &[]), []);
        assert_eq!(pairs(&["🙂"], &["🙃"]), []);
    }

    #[test]
    fn of_equal_rules_the_ends_are_paired_first() {
        assert_eq!(
            pairs(&["a", "b", "a"], &["b", "a"]),
            [(1, 0, Same), (2, 1, Same)]
        );
    }

    #[test]
    fn a_shift_moves_nothing_and_a_swap_moves_one() {
        let shifted = align(&["a", "b", "c"], &["x", "y", "a", "b", "c"]);
        assert!(moved(&shifted).is_empty());
        let swapped = align(&["a", "b", "c", "d"], &["d", "a", "b", "c"]);
        let moved: Vec<usize> = moved(&swapped).iter().map(|pair| pair.old).collect();
        assert_eq!(moved, [3]);
    }

    #[test]
    fn the_nearest_rule_of_a_quotation_may_say_more() {
        let rules = [
            "Пишите тесты",
            "Отвечайте кратко, приводите примеры кода на Python",
        ];
        assert_eq!(nearest("практические примеры кода", &rules), Some(1));
        assert_eq!(nearest("Предупреждайте об утечках", &rules), None);
        assert_eq!(nearest("", &rules), None);
    }

    #[test]
    fn ten_thousand_rules_of_the_same_words_are_quick() {
        let rules = |end: &str| -> Vec<String> {
            (0..10_000)
                .map(|n| format!("always use the tool {n}{end}"))
                .collect()
        };
        let (old, new) = (rules("a"), rules("b"));
        let old: Vec<&str> = old.iter().map(String::as_str).collect();
        let new: Vec<&str> = new.iter().map(String::as_str).collect();
        assert!(align(&old, &new).len() <= 10_000);
    }
}
