//! Loads the word lists that ship with semper.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::{
    CommentSyntax, CommentTable, Lang, Languages, Lexicon, Opens, Phrases, WordList,
};

/// The shipped word lists: one file a language, and one of markers.
const LANGUAGES: &[&str] = &[
    include_str!("../../rubrics/languages/be.yaml"),
    include_str!("../../rubrics/languages/bg.yaml"),
    include_str!("../../rubrics/languages/de.yaml"),
    include_str!("../../rubrics/languages/en.yaml"),
    include_str!("../../rubrics/languages/es.yaml"),
    include_str!("../../rubrics/languages/fr.yaml"),
    include_str!("../../rubrics/languages/it.yaml"),
    include_str!("../../rubrics/languages/kk.yaml"),
    include_str!("../../rubrics/languages/mk.yaml"),
    include_str!("../../rubrics/languages/pt.yaml"),
    include_str!("../../rubrics/languages/ru.yaml"),
    include_str!("../../rubrics/languages/sr.yaml"),
    include_str!("../../rubrics/languages/sw.yaml"),
    include_str!("../../rubrics/languages/uk.yaml"),
];
const MARKERS: &str = include_str!("../../rubrics/markers.yaml");
const COMMENTS: &str = include_str!("../../rubrics/comments.yaml");

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawComments {
    syntaxes: Vec<RawSyntax>,
    pragmas: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawSyntax {
    languages: Vec<String>,
    line: Vec<String>,
    spaced: bool,
    block: Vec<(String, String)>,
    nested: bool,
    strings: Vec<String>,
    long_strings: Vec<String>,
    raw_strings: Vec<(String, String)>,
    docstrings: Vec<String>,
    characters: bool,
}

impl RawSyntax {
    fn compile(&self) -> CommentSyntax {
        let mut syntax = CommentSyntax::default();
        syntax.spaced = self.spaced;
        syntax.characters = self.characters;
        for open in &self.line {
            syntax.add(open, "", Opens::Line);
        }
        let block = if self.nested {
            Opens::NestedBlock
        } else {
            Opens::Block
        };
        let lists = [
            (&self.strings, Opens::String),
            (&self.long_strings, Opens::LongString),
            (&self.docstrings, Opens::Docstring),
        ];
        for (list, opens) in lists {
            for delimiter in list {
                syntax.add(delimiter, delimiter, opens);
            }
        }
        for (pairs, opens) in [(&self.block, block), (&self.raw_strings, Opens::RawString)] {
            for (open, close) in pairs {
                syntax.add(open, close, opens);
            }
        }
        syntax
    }
}

fn comments() -> CommentTable {
    let raw: RawComments =
        serde_yaml::from_str(COMMENTS).expect("shipped comment syntaxes are tested");
    let mut table = CommentTable::new(raw.pragmas);
    for syntax in &raw.syntaxes {
        for language in &syntax.languages {
            table.add(Lang::named(language), syntax.compile());
        }
    }
    table
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
        comments: comments(),
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
        for lang in ["python", "bash", "tsx", "rs", "go", "sql", "yml", "jsonc"] {
            assert!(lexicon.comments.knows(&Lang::named(lang)), "{lang}");
        }
    }
}
