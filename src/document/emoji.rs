//! Which characters show as emoji.
//!
//! By the properties of Unicode (UTS 51): what has emoji presentation by default, what a variation
//! selector gives it to, keycaps, flags, and pictographs of the supplementary planes, which fonts colour
//! whatever their default. So `✓`, `©` and digits are text, and a family or a flag is one emoji.

use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use crate::source::Span;

/// Matches a grapheme that shows as an emoji.
static EMOJI: LazyLock<Regex> = LazyLock::new(|| {
    let flag = r"[\x{1f1e6}-\x{1f1ff}]{2}";
    let coloured = r"[\p{Emoji_Presentation}--\x{1f1e6}-\x{1f1ff}]";
    let pictograph = r"[\p{Emoji}&&\x{1f300}-\x{1faff}]";
    let selected = r"[\p{Emoji}--0-9#*]\x{fe0f}";
    let keycap = r"[0-9#*]\x{fe0f}?\x{20e3}";
    let joined = r"\p{Emoji}\x{200d}\p{Emoji}";
    Regex::new(&format!(
        "{flag}|{coloured}|{pictograph}|{selected}|{keycap}|{joined}"
    ))
    .expect("the pattern is fixed")
});

/// Whether `grapheme` shows as an emoji.
#[must_use]
pub fn is_emoji(grapheme: &str) -> bool {
    /// Asks for the look of text.
    const TEXT: char = '\u{fe0e}';
    let plain = grapheme.len() == 1;
    !plain && !grapheme.contains(TEXT) && EMOJI.is_match(grapheme)
}

/// The spans of the emoji in `text`.
#[must_use]
pub fn emoji(text: &str) -> Vec<Span> {
    if !EMOJI.is_match(text) {
        return Vec::new();
    }
    text.grapheme_indices(true)
        .filter(|(_, grapheme)| is_emoji(grapheme))
        .map(|(at, grapheme)| Span::new(at, at + grapheme.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        emoji(text).iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn text_characters_are_emoji_only_when_a_selector_says_so() {
        assert_eq!(found("✓ ✔ ❤ © ® ™ 1 # ↔ ☑ № \u{e9} и\u{306}"), [""; 0]);
        assert_eq!(
            found("✔\u{fe0f} ❤\u{fe0f} ©\u{fe0f}"),
            ["✔\u{fe0f}", "❤\u{fe0f}", "©\u{fe0f}"]
        );
        assert_eq!(found("✅ ❌ ⭐ ✨ 🛠 🌡"), ["✅", "❌", "⭐", "✨", "🛠", "🌡"]);
        assert_eq!(found("⌚\u{fe0e}"), [""; 0]);
    }

    #[test]
    fn flags_families_skin_tones_and_keycaps_are_one_each() {
        assert_eq!(found("🇷🇺🇩🇪"), ["🇷🇺", "🇩🇪"]);
        assert_eq!(found("🇷"), [""; 0]);
        assert_eq!(found("👨‍👩‍👧 👍🏽 ❤‍🔥"), ["👨‍👩‍👧", "👍🏽", "❤‍🔥"]);
        assert_eq!(found("1\u{fe0f}\u{20e3} 2"), ["1\u{fe0f}\u{20e3}"]);
    }
}
