//! Loads the word lists that ship with semper.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::{Languages, Lexicon, Phrases, WordList};

/// The shipped word lists: one file a language, and one of markers.
const LANGUAGES: &[&str] = &[
    include_str!("../../rubrics/languages/be.yaml"),
    include_str!("../../rubrics/languages/bg.yaml"),
    include_str!("../../rubrics/languages/de.yaml"),
    include_str!("../../rubrics/languages/en.yaml"),
    include_str!("../../rubrics/languages/es.yaml"),
    include_str!("../../rubrics/languages/fr.yaml"),
    include_str!("../../rubrics/languages/kk.yaml"),
    include_str!("../../rubrics/languages/mk.yaml"),
    include_str!("../../rubrics/languages/ru.yaml"),
    include_str!("../../rubrics/languages/sr.yaml"),
    include_str!("../../rubrics/languages/uk.yaml"),
];
const MARKERS: &str = include_str!("../../rubrics/markers.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLanguage {
    language: String,
    #[serde(rename = "name")]
    _name: String,
    script: String,
    letters: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawMarkers {
    bad_example: Vec<String>,
    good_example: Vec<String>,
}

/// The shipped lexicon, for what is read before anyone passes one.
pub(super) fn shipped() -> &'static Lexicon {
    static SHIPPED: LazyLock<Lexicon> = LazyLock::new(load);
    &SHIPPED
}

/// The shipped lexicon.
///
/// # Panics
/// When a shipped file is broken, which a test rules out.
#[must_use]
pub fn load() -> Lexicon {
    let lists = LANGUAGES.iter().map(|text| {
        let raw: RawLanguage = serde_yaml::from_str(text).expect("shipped word lists are tested");
        WordList {
            code: raw.language,
            cyrillic: raw.script == "Cyrillic",
            letters: raw.letters,
            words: raw.words,
        }
    });
    let markers: RawMarkers = serde_yaml::from_str(MARKERS).expect("shipped markers are tested");
    let phrases = |list: &[String]| Phrases::new(list).expect("shipped markers are tested");
    Lexicon {
        bad: phrases(&markers.bad_example),
        good: phrases(&markers.good_example),
        languages: Languages::new(lists.collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_are_sound() {
        let lexicon = load();
        for code in ["ru", "uk", "be", "bg", "sr", "mk", "kk", "en"] {
            assert!(lexicon.languages.knows(code), "{code}");
        }
        assert!(lexicon.bad.find("❌ Так делать не надо").is_some());
    }
}
