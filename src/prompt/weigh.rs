//! Which sentence of an item decides, how strongly it puts it, and why.

use crate::source::Span;

use super::labels::Heading;
use super::reading::Reading;
use super::reason::shorten;
use super::rule::Strength;
use super::topic::Topic;

/// From this force on a sentence decides how strongly an item is put.
const DECIDES: i32 = 60;
/// Below this weight it is not the sentence that makes a rule.
const WEAK: i32 = 40;

/// How strongly an item is put, and whether only the heading says so.
pub(super) fn strength_of(
    heading: Option<&Heading>,
    sentences: &[(Span, Reading)],
) -> (Strength, bool) {
    let forbids = heading.is_some_and(|heading| heading.effective == Topic::Prohibition);
    let decided = sentences
        .iter()
        .find(|(_, reading)| reading.force >= DECIDES && reading.strength.is_some());
    let said = decided.or_else(|| {
        sentences
            .iter()
            .find(|(_, reading)| reading.strength.is_some())
    });
    let said = said.and_then(|(_, reading)| reading.strength);
    match said {
        Some(Strength::Never) => (Strength::Never, false),
        _ if forbids => (Strength::Never, true),
        Some(strength) => (strength, false),
        None => (Strength::Must, false),
    }
}

/// Why it is a rule.
pub(super) fn reason(
    reading: &Reading,
    best: i32,
    heading: Option<&Heading>,
    by_heading: bool,
) -> String {
    let under = heading.filter(|heading| heading.prior > 0);
    match under {
        Some(heading) if by_heading => {
            format!("forbidden by the heading `{}`", shorten(&heading.text))
        }
        Some(heading) if best < WEAK => format!(
            "noun phrase under the telling heading `{}`",
            shorten(&heading.text)
        ),
        _ if best < WEAK => "stands among orders".to_owned(),
        _ => reading.why.clone(),
    }
}

/// The strongest of `sentences`, where later ones count less.
pub(super) fn best(sentences: &[(Span, Reading)]) -> Option<(i32, &Reading)> {
    let weighed = sentences.iter().enumerate().map(|(n, (_, reading))| {
        let later = n > 0 && reading.force > 0;
        (
            if later {
                reading.force * 9 / 10
            } else {
                reading.force
            },
            reading,
        )
    });
    weighed.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::super::words::Lexicon;
    use super::*;

    fn sentences(texts: &[&str]) -> Vec<(Span, Reading)> {
        let words = Lexicon::shipped().language("ru").expect("it is shipped");
        let read = |text: &&str| (Span::new(0, text.len()), words.read(text));
        texts.iter().map(read).collect()
    }

    #[test]
    fn the_first_sentence_that_decides_gives_the_strength() {
        let list = sentences(&["Ошибки 🙂.", "Избегай копий.", "НЕ удаляй."]);
        assert_eq!(strength_of(None, &list), (Strength::Should, false));
        assert_eq!(
            best(&list).map(|(_, reading)| reading.strength),
            Some(Some(Strength::Never))
        );
    }

    #[test]
    fn a_heading_forbids_what_does_not_forbid_itself() {
        let heading = Heading {
            text: "Запрещено".into(),
            effective: Topic::Prohibition,
            prior: Topic::Prohibition.prior(),
        };
        let list = sentences(&["Удалять файлы"]);
        assert_eq!(strength_of(Some(&heading), &list), (Strength::Never, true));
        assert_eq!(
            reason(&list[0].1, 0, Some(&heading), true),
            "forbidden by the heading `Запрещено`"
        );
    }
}
