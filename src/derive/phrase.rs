//! Phrases as the YAML of wordings and of `asked` writes them: read, turned into regular expressions, and
//! compiled when a text first has one of the words they need.
//!
//! `*` ends a word however it goes on, `(a|b)` are alternatives, `[a]` may be left out, ` .. ` skips a few
//! words, `{name}` is a slot that the caller fills. Words are whole words, but not in scripts that write
//! none apart.

use std::iter::Peekable;
use std::str::Chars;
use std::sync::OnceLock;

use regex::Regex;

use crate::document::{fold, is_unspaced};

/// What separates the words of a phrase in running text.
const GAP: &str = r"[\s_/\-]+";
/// The same beside a script that puts no space between words.
const LOOSE_GAP: &str = r"[\s_/\-]*";
/// What ` .. ` skips: no clause is long.
const SKIP: &str = r"[^\n]*?";
/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 8;

/// A slot of a phrase: the pattern that fills it, and the texts one of which each filling has.
pub(super) struct Filling {
    pub(super) pattern: String,
    pub(super) needles: Vec<String>,
}

/// A phrase that is compiled when it may fit.
#[derive(Debug)]
pub(super) struct Phrase {
    pattern: String,
    /// The texts one of which is in whatever the phrase fits; none when that is not known.
    needles: Vec<String>,
    compiled: OnceLock<Option<Regex>>,
}

/// A part of a phrase.
#[derive(Debug)]
enum Part {
    /// A run of characters without a space.
    Text(String),
    Star,
    Space,
    Skip,
    /// Alternatives, and whether they may be left out.
    Group(Vec<Vec<Part>>, Presence),
    Slot(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
}

impl Phrase {
    /// Reads `phrase`; `slot` fills each `{name}`.
    ///
    /// # Errors
    /// A sentence about the first thing in the phrase that makes no sense.
    pub(super) fn new(
        phrase: &str,
        slot: &dyn Fn(&str) -> Option<Filling>,
    ) -> Result<Self, String> {
        let parts = parse(phrase)?;
        let mut writer = Writer::default();
        writer
            .write(&parts, slot)
            .map_err(|error| format!("`{phrase}`: {error}"))?;
        Ok(Self {
            pattern: writer.out,
            needles: needles(&parts, slot).unwrap_or_default(),
            compiled: OnceLock::new(),
        })
    }

    /// The pattern, when `text` has what it needs.
    pub(super) fn for_text(&self, text: &str) -> Option<&Regex> {
        let needed =
            self.needles.is_empty() || self.needles.iter().any(|needle| text.contains(needle));
        if !needed {
            return None;
        }
        self.compiled
            .get_or_init(|| Regex::new(&self.pattern).ok())
            .as_ref()
    }

    /// Whether it fits somewhere in `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.for_text(text)
            .is_some_and(|pattern| pattern.is_match(text))
    }

    /// Compiles it now, as tests of shipped phrases do.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    #[cfg(test)]
    pub(super) fn check(&self) -> Result<(), String> {
        Regex::new(&self.pattern)
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

/// The regular expression of `phrase`; `slot` gives that of each `{name}`.
///
/// # Errors
/// A sentence about the first thing in the phrase that makes no sense.
pub(super) fn to_regex(
    phrase: &str,
    slot: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let filling = |name: &str| {
        let pattern = slot(name)?;
        Some(Filling {
            pattern,
            needles: Vec::new(),
        })
    };
    Phrase::new(phrase, &filling).map(|phrase| phrase.pattern)
}

fn parse(phrase: &str) -> Result<Vec<Part>, String> {
    let folded = fold(phrase);
    let mut chars = folded.chars().peekable();
    let mut alternatives = sequence(&mut chars, 0)?;
    if chars.next().is_some() {
        return Err(format!("a bracket of `{phrase}` closes nothing"));
    }
    Ok(if alternatives.len() == 1 {
        alternatives.remove(0)
    } else {
        vec![Part::Group(alternatives, Presence::Required)]
    })
}

/// The alternatives up to the bracket that closes them, which is left.
fn sequence(chars: &mut Peekable<Chars<'_>>, depth: usize) -> Result<Vec<Vec<Part>>, String> {
    if depth > MAX_DEPTH {
        return Err("brackets are nested too deep".to_owned());
    }
    let mut out = vec![Vec::new()];
    while let Some(&c) = chars.peek() {
        if matches!(c, ')' | ']') {
            break;
        }
        chars.next();
        let part = match c {
            '|' => {
                out.push(Vec::new());
                continue;
            }
            '(' | '[' => {
                let inner = sequence(chars, depth + 1)?;
                let (close, presence) = if c == '(' {
                    (')', Presence::Required)
                } else {
                    (']', Presence::Optional)
                };
                if chars.next() != Some(close) {
                    return Err(format!("`{c}` is not closed"));
                }
                Part::Group(inner, presence)
            }
            '{' => {
                let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                Part::Slot(name)
            }
            '*' => Part::Star,
            ' ' => {
                let mut ahead = chars.clone();
                if ahead.next() == Some('.') && ahead.next() == Some('.') {
                    chars.nth(1);
                    chars.next_if_eq(&' ');
                    Part::Skip
                } else {
                    Part::Space
                }
            }
            c => {
                let mut text = String::from(c);
                while let Some(c) = chars.next_if(|c| !"()[]{}|* ".contains(*c)) {
                    text.push(c);
                }
                Part::Text(text)
            }
        };
        if let Some(last) = out.last_mut() {
            last.push(part);
        }
    }
    Ok(out)
}

/// The texts one of which is in whatever `parts` fit; none when that cannot be told.
fn needles(parts: &[Part], slot: &dyn Fn(&str) -> Option<Filling>) -> Option<Vec<String>> {
    let of_part = |part: &Part| match part {
        Part::Text(text) => {
            // An apostrophe is written in two ways.
            let longest = text.split(['\'', '’']).max_by_key(|piece| piece.len())?;
            (!longest.is_empty()).then(|| vec![longest.to_owned()])
        }
        Part::Group(alternatives, Presence::Required) => {
            let each: Option<Vec<Vec<String>>> = alternatives
                .iter()
                .map(|parts| needles(parts, slot))
                .collect();
            each.map(|each| each.concat())
        }
        Part::Slot(name) => slot(name)
            .map(|filling| filling.needles)
            .filter(|list| !list.is_empty()),
        Part::Group(_, Presence::Optional) | Part::Star | Part::Space | Part::Skip => None,
    };
    // The part whose shortest needle is the longest tells most.
    let shortest = |list: &Vec<String>| list.iter().map(String::len).min().unwrap_or(0);
    parts.iter().filter_map(of_part).max_by_key(shortest)
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Whether the last thing written is a letter of a word that has borders.
    in_word: bool,
    /// Whether the last letter is of a script that puts no space between words.
    unspaced: bool,
}

impl Writer {
    fn write(
        &mut self,
        parts: &[Part],
        slot: &dyn Fn(&str) -> Option<Filling>,
    ) -> Result<(), String> {
        let mut parts = parts.iter().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Text(text) => text.chars().for_each(|c| self.literal(c)),
                Part::Star => {
                    self.in_word = false;
                    self.out.push_str(r"\w*");
                }
                Part::Space => {
                    self.end_word();
                    let next = parts.peek().and_then(|part| first_char(part));
                    let loose = self.unspaced || next.is_some_and(is_unspaced);
                    self.out.push_str(if loose { LOOSE_GAP } else { GAP });
                }
                Part::Skip => {
                    self.end_word();
                    self.out.push_str(SKIP);
                }
                Part::Slot(name) => {
                    self.end_word();
                    let filled = slot(name).ok_or_else(|| format!("there is no slot `{name}`"))?;
                    self.out.push_str(&filled.pattern);
                }
                Part::Group(alternatives, presence) => {
                    self.end_word();
                    let optional = *presence == Presence::Optional;
                    self.out.push_str(if optional { "(?:(?:" } else { "(?:" });
                    for (n, parts) in alternatives.iter().enumerate() {
                        if n > 0 {
                            self.out.push('|');
                        }
                        self.write(parts, slot)?;
                    }
                    self.out.push(')');
                    if optional {
                        // The space after a word that is left out is left out with it.
                        if parts.next_if(|part| matches!(part, Part::Space)).is_some() {
                            self.out
                                .push_str(if self.unspaced { LOOSE_GAP } else { GAP });
                        }
                        self.out.push_str(")?");
                    }
                }
            }
        }
        self.end_word();
        Ok(())
    }
}

impl Writer {
    fn literal(&mut self, c: char) {
        let bordered = (c.is_alphanumeric() || c == '_') && !is_unspaced(c);
        if bordered && !self.in_word {
            self.out.push_str(r"\b{start-half}");
        }
        if !bordered {
            self.end_word();
        }
        self.in_word = bordered;
        self.unspaced = is_unspaced(c);
        if matches!(c, '\'' | '’') {
            self.out.push_str("['’]");
        } else {
            self.out
                .push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
        }
    }

    fn end_word(&mut self) {
        if self.in_word {
            self.out.push_str(r"\b{end-half}");
        }
        self.in_word = false;
    }
}

fn first_char(part: &Part) -> Option<char> {
    match part {
        Part::Text(text) => text.chars().next(),
        Part::Group(alternatives, _) => first_char(alternatives.first()?.first()?),
        Part::Slot(_) | Part::Star | Part::Space | Part::Skip => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(phrase: &str) -> Phrase {
        let slot = |name: &str| {
            (name == "n").then(|| Filling {
                pattern: r"\d+".to_owned(),
                needles: Vec::new(),
            })
        };
        let phrase = Phrase::new(phrase, &slot).unwrap();
        phrase.check().unwrap();
        phrase
    }

    fn fits(phrase: &str, text: &str) -> bool {
        read(phrase).is_match(text)
    }

    #[test]
    fn words_are_whole_and_a_star_lets_them_go_on() {
        assert!(fits("тестов* файл*", "создайте тестовые файлы"));
        assert!(!fits("test", "latest"));
        assert!(fits("type hint*", "use type-hints"));
    }

    #[test]
    fn a_part_may_be_left_out_with_its_space() {
        assert!(fits("keep [the|all] answers short", "keep answers short"));
        assert!(fits(
            "keep [the|all] answers short",
            "keep all answers short"
        ));
        assert!(!fits("keep [the] answers", "keepanswers"));
    }

    #[test]
    fn words_are_skipped_and_scripts_without_spaces_have_no_borders() {
        assert!(fits(
            "answer .. in (french|german)",
            "answer every question in german"
        ));
        assert!(fits("中文", "请用中文回答"));
        assert!(fits("{n} 字", "400字"));
    }

    #[test]
    fn a_text_without_the_needed_words_is_not_searched() {
        let phrase = read("(don't|never) .. block* [the] loop");
        assert_eq!(phrase.needles, ["block"]);
        assert!(phrase.for_text("never wait").is_none());
        assert!(phrase.is_match("never ever blocking loop"));
        assert!(read("don’t").is_match("don't"));
    }

    #[test]
    fn what_is_not_closed_is_an_error() {
        for phrase in ["(a", "a]", "[a", "{a}", "((((((((((a))))))))))"] {
            assert!(Phrase::new(phrase, &|_| None).is_err(), "{phrase}");
        }
    }
}
