//! Which words of a text changed.

use std::ops::Range;

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its words, a space between each two.
    pub text: String,
    /// Whether the other text has them too, in the same order.
    pub state: State,
}

/// Whether words are in both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// They are.
    Kept,
    /// They are in one only.
    Changed,
}

/// Above so many comparisons everything between the first and the last changed word counts as changed.
const MAX_WORK: usize = 1 << 20;

/// A word of so many letters is common by chance.
const CHANCE: usize = 3;

/// `old` and `new` as pieces that the other has or has not.
#[must_use]
pub fn compare(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let old: Vec<&str> = old.split_whitespace().collect();
    let new: Vec<&str> = new.split_whitespace().collect();
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let ends = old.iter().rev().zip(new.iter().rev());
    let room = old.len().min(new.len()) - head;
    let tail = ends.take(room).take_while(|(a, b)| a == b).count();
    let middle_old = head..old.len() - tail;
    let middle_new = head..new.len() - tail;
    let (mut kept_old, mut kept_new) = (vec![true; old.len()], vec![true; new.len()]);
    kept_old[middle_old.clone()].fill(false);
    kept_new[middle_new.clone()].fill(false);
    let pairs = common(&old, middle_old, &new, middle_new);
    // A short word alone, «и» or `the`, is common by chance and breaks what changed into pieces.
    let joins = |n: usize, by: usize| {
        let next = pairs.get(n).zip(pairs.get(by));
        next.is_some_and(|(one, other)| {
            one.0.abs_diff(other.0) == 1 && one.1.abs_diff(other.1) == 1
        })
    };
    for (n, (a, b)) in pairs.iter().enumerate() {
        let short = old[*a].chars().count() <= CHANCE;
        if !short || joins(n, n.wrapping_sub(1)) || joins(n, n + 1) {
            (kept_old[*a], kept_new[*b]) = (true, true);
        }
    }
    (pieces(&old, &kept_old), pieces(&new, &kept_new))
}

/// The longest common subsequence of two ranges of words, as pairs of their numbers.
fn common(
    old: &[&str],
    of_old: Range<usize>,
    new: &[&str],
    of_new: Range<usize>,
) -> Vec<(usize, usize)> {
    let (a, b) = (&old[of_old.clone()], &new[of_new.clone()]);
    if a.len().saturating_mul(b.len()) > MAX_WORK {
        return Vec::new();
    }
    // lengths[i][j]: the longest of a[i..] and b[j..].
    let width = b.len() + 1;
    let mut lengths = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i * width + j] = if a[i] == b[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            out.push((of_old.start + i, of_new.start + j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

fn pieces(words: &[&str], kept: &[bool]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (word, kept) in words.iter().zip(kept) {
        let state = if *kept { State::Kept } else { State::Changed };
        match out.last_mut() {
            Some(last) if last.state == state => {
                last.text.push(' ');
                last.text.push_str(word);
            }
            _ => out.push(Piece {
                text: (*word).to_owned(),
                state,
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        let piece = |piece: &Piece| match piece.state {
            State::Kept => piece.text.clone(),
            State::Changed => format!("[{}]", piece.text),
        };
        pieces.iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn changed_words_are_marked_between_those_that_stay() {
        let (old, new) = compare(
            "Пишите длинные тесты  для кода 🙂",
            "Пишите тесты для\r\nвсего кода 🙂",
        );
        assert_eq!(marked(&old), "Пишите [длинные] тесты для кода 🙂");
        assert_eq!(marked(&new), "Пишите тесты для [всего] кода 🙂");
    }

    #[test]
    fn a_short_word_alone_keeps_nothing_apart() {
        let (old, new) = compare("Пишите долго и подробно 🙂", "Пишите кратко и ясно 🙂");
        assert_eq!(marked(&old), "Пишите [долго и подробно] 🙂");
        assert_eq!(marked(&new), "Пишите [кратко и ясно] 🙂");
    }

    #[test]
    fn texts_without_a_common_word_and_empty_ones_are_whole() {
        let (old, new) = compare("a b", "c");
        assert_eq!((marked(&old), marked(&new)), ("[a b]".into(), "[c]".into()));
        let (old, new) = compare("", "c");
        assert_eq!((old.len(), marked(&new)), (0, "[c]".into()));
    }

    #[test]
    fn huge_texts_are_marked_as_a_whole() {
        let old = "a ".repeat(20_000) + "x";
        let new = "b ".repeat(20_000) + "x";
        let (old, _) = compare(&old, &new);
        assert_eq!(old.len(), 2);
        assert_eq!(old[1].state, State::Kept);
    }
}
