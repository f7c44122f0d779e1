//! Keys of words: a quick look at how a word begins, before it is compared.

/// A small number that words with the same first two letters share.
#[must_use]
pub fn start_key(word: &str) -> u16 {
    let mut chars = word.chars();
    let mut next = || chars.next().map_or(0, u32::from);
    let (first, second) = (next(), next());
    // Spreads the two over the bits that are kept (Knuth, multiplicative hashing).
    let mixed = first.wrapping_mul(0x9e37_79b1) ^ second.wrapping_mul(0x85eb_ca6b);
    (mixed >> 16) as u16 % START_KEYS
}

/// How many different [`start_key`]s there are.
const START_KEYS: u16 = 4096;

/// A set of keys.
#[derive(Debug, Clone)]
pub struct KeySet {
    bits: Box<[u64; START_KEYS as usize / 64]>,
}

impl FromIterator<u16> for KeySet {
    fn from_iter<I: IntoIterator<Item = u16>>(keys: I) -> Self {
        let mut bits = Box::new([0; START_KEYS as usize / 64]);
        for key in keys {
            bits[usize::from(key) / 64] |= 1 << (key % 64);
        }
        Self { bits }
    }
}

impl KeySet {
    /// Whether `key` is in it.
    #[must_use]
    pub fn has(&self, key: u16) -> bool {
        self.bits[usize::from(key) / 64] >> (key % 64) & 1 == 1
    }

    /// Whether some key is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let both = self.bits.iter().zip(other.bits.iter());
        both.fold(0, |met, (one, other)| met | one & other) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_meet_where_they_share_a_key() {
        let set = |words: &[&str]| -> KeySet { words.iter().map(|word| start_key(word)).collect() };
        let words = set(&["окружение", "venv", "🙂"]);
        assert!(words.has(start_key("окно")));
        assert!(!words.has(start_key("дом")));
        assert!(words.meets(&set(&["дом", "vendor"])));
        assert!(!words.meets(&set(&["дом"])));
    }
}
