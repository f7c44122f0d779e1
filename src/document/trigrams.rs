//! whatlang's guesses, for what the word lists leave open and for languages that have none.

use super::languages::{Script, is_cyrillic};

/// whatlang's answer in ISO 639-1, and whether it trusts it; `among` bounds the choice unless it is empty.
pub(super) fn trigrams(text: &str, script: Script, among: &[String]) -> Option<(String, bool)> {
    use whatlang::{Detector, Lang};
    let cyrillic = [
        Lang::Rus,
        Lang::Ukr,
        Lang::Bel,
        Lang::Bul,
        Lang::Srp,
        Lang::Mkd,
    ];
    let open = |lang: &Lang| among.iter().any(|code| code == iso_639_1(*lang));
    let mut list: Vec<Lang> = match script {
        Script::Cyrillic => cyrillic.to_vec(),
        Script::Latin | Script::Other => Lang::all().to_vec(),
    };
    if list.iter().any(open) {
        list.retain(open);
    }
    let kept = match script {
        // Latin words are terms here; without them the script is plain.
        Script::Cyrillic => text
            .split(|c: char| !is_cyrillic(c))
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        Script::Latin | Script::Other => text.to_owned(),
    };
    let info = Detector::with_allowlist(list).detect(&kept)?;
    Some((iso_639_1(info.lang()).to_owned(), info.is_reliable()))
}

/// ISO 639-3, which whatlang speaks, to ISO 639-1; what has no short code keeps the long one.
pub(super) fn iso_639_1(lang: whatlang::Lang) -> &'static str {
    const CODES: &[(&str, &str)] = &[
        ("epo", "eo"),
        ("eng", "en"),
        ("rus", "ru"),
        ("cmn", "zh"),
        ("spa", "es"),
        ("por", "pt"),
        ("ita", "it"),
        ("ben", "bn"),
        ("fra", "fr"),
        ("deu", "de"),
        ("ukr", "uk"),
        ("kat", "ka"),
        ("ara", "ar"),
        ("hin", "hi"),
        ("jpn", "ja"),
        ("heb", "he"),
        ("yid", "yi"),
        ("pol", "pl"),
        ("amh", "am"),
        ("jav", "jv"),
        ("kor", "ko"),
        ("nob", "no"),
        ("dan", "da"),
        ("swe", "sv"),
        ("fin", "fi"),
        ("tur", "tr"),
        ("nld", "nl"),
        ("hun", "hu"),
        ("ces", "cs"),
        ("ell", "el"),
        ("bul", "bg"),
        ("bel", "be"),
        ("mar", "mr"),
        ("kan", "kn"),
        ("ron", "ro"),
        ("slv", "sl"),
        ("hrv", "hr"),
        ("srp", "sr"),
        ("mkd", "mk"),
        ("lit", "lt"),
        ("lav", "lv"),
        ("est", "et"),
        ("tam", "ta"),
        ("vie", "vi"),
        ("urd", "ur"),
        ("tha", "th"),
        ("guj", "gu"),
        ("uzb", "uz"),
        ("pan", "pa"),
        ("aze", "az"),
        ("ind", "id"),
        ("tel", "te"),
        ("pes", "fa"),
        ("mal", "ml"),
        ("ori", "or"),
        ("mya", "my"),
        ("nep", "ne"),
        ("sin", "si"),
        ("khm", "km"),
        ("tuk", "tk"),
        ("aka", "ak"),
        ("zul", "zu"),
        ("sna", "sn"),
        ("afr", "af"),
        ("lat", "la"),
        ("slk", "sk"),
        ("cat", "ca"),
        ("tgl", "tl"),
        ("hye", "hy"),
        ("cym", "cy"),
    ];
    let code = lang.code();
    CODES
        .iter()
        .find(|(long, _)| *long == code)
        .map_or(code, |(_, short)| short)
}
