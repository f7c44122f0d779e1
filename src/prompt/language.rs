//! Which language a line is in: by its script, and among the languages of one script by frequent words.

use super::normal::{Normal, TokenKind, is_ideograph, is_kana};
use super::words::{Lexicon, Script};

/// Letters of a line by script.
#[derive(Debug, Default)]
struct Letters {
    latin: usize,
    cyrillic: usize,
    ideographs: usize,
    kana: usize,
    hangul: usize,
    /// Letters of Ukrainian that Russian lacks.
    ukrainian: usize,
}

/// How much of a huge text is looked at.
const REACH: usize = 200_000;

impl Letters {
    fn of(text: &str) -> Self {
        let mut out = Self::default();
        let mut code = false;
        for c in text.chars().take(REACH) {
            match c {
                '`' => code = !code,
                '\n' => code = false,
                _ if code => {}
                'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => {
                    out.ukrainian += 1;
                    out.cyrillic += 1;
                }
                '\u{400}'..='\u{52f}' => out.cyrillic += 1,
                '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => out.hangul += 1,
                c if is_kana(c) => out.kana += 1,
                c if is_ideograph(c) => out.ideographs += 1,
                c if c.is_alphabetic() => out.latin += 1,
                _ => {}
            }
        }
        out
    }

    /// The script of the line; names in Latin letters are common in every language.
    fn script(&self) -> Script {
        let wide = self.ideographs + self.kana;
        // An ideograph or a syllable says as much as two or three letters.
        if wide * 5 > self.latin + self.cyrillic && wide > 0 {
            if self.kana * 8 > self.ideographs {
                Script::Kana
            } else {
                Script::Han
            }
        } else if self.hangul * 4 > self.latin && self.hangul > 0 {
            Script::Hangul
        } else if self.cyrillic * 3 > self.latin && self.cyrillic > 0 {
            Script::Cyrillic
        } else {
            Script::Latin
        }
    }
}

/// The code of the language of `text`, where `main` is the language around it.
pub(super) fn language_of(text: &str, lexicon: &Lexicon, main: &str) -> String {
    let letters = Letters::of(text);
    let script = letters.script();
    let alike = lexicon
        .languages
        .iter()
        .filter(|words| words.script == script);
    let main = lexicon
        .language(main)
        .filter(|words| words.script == script);
    let home = match (script, main) {
        // Headings of Japanese are often ideographs only.
        (Script::Han, _)
            if lexicon.language("ja").is_some() && self::is_japanese(main, letters.kana) =>
        {
            "ja"
        }
        (Script::Cyrillic, _) if letters.ukrainian * 25 > letters.cyrillic => "uk",
        (_, Some(main)) => &main.code,
        (Script::Latin, None) => "en",
        (Script::Cyrillic, None) => "ru",
        (Script::Han, None) => "zh",
        (Script::Kana, None) => "ja",
        (Script::Hangul, None) => "ko",
    };
    let end = text
        .char_indices()
        .nth(REACH)
        .map_or(text.len(), |(at, _)| at);
    let normal = Normal::new(&text[..end]);
    let words = normal
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word);
    let words: Vec<&str> = words.map(|token| normal.word(*token)).collect();
    let count = |code: &str| {
        let common = lexicon.language(code).map(|language| &language.common);
        common.map_or(0, |common| {
            words.iter().filter(|word| common.contains(**word)).count()
        })
    };
    let (mut best, mut most) = (home, count(home) + 1);
    for language in alike {
        let found = count(&language.code);
        if found > most {
            (best, most) = (&language.code, found);
        }
    }
    best.to_owned()
}

fn is_japanese(main: Option<&super::words::Words>, kana: usize) -> bool {
    kana > 0 && main.is_some_and(|main| main.code == "ja")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, main: &str) -> String {
        language_of(text, Lexicon::shipped(), main)
    }

    #[test]
    fn the_script_decides_first() {
        assert_eq!(of("Используйте Python и asyncio в проектах", "en"), "ru");
        assert_eq!(of("使用 `Write` 工具", "en"), "zh");
        assert_eq!(of("日本語で回答してください 🙂", "en"), "ja");
        assert_eq!(of("Use it", "ru"), "en");
    }

    #[test]
    fn frequent_words_decide_within_a_script() {
        assert_eq!(
            of("Verwende nicht die alten Namen und die Dateien", "en"),
            "de"
        );
        assert_eq!(
            of("Ne pas utiliser les anciens noms dans le code", "en"),
            "fr"
        );
        assert_eq!(
            of("No uses los nombres de la lista para el código", "en"),
            "es"
        );
        assert_eq!(of("Cleanup", "de"), "de");
    }
}
