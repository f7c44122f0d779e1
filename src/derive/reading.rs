//! A rule as recognisers read it: folded text in which what is quoted, in back-ticks or bold, names of
//! languages and amounts are single marks, so that a pattern can ask for «a quoted phrase» or «so many».
//!
//! Every byte of the text knows the byte of the rule it came from.

use std::sync::LazyLock;

use regex::Regex;

use super::idioms::Idioms;
use crate::document::{Folded, fold, is_unspaced, is_word};
use crate::source::Span;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TermKind {
    /// A phrase between quotation marks.
    Quoted,
    /// Code between back-ticks, a bare file pattern, or a bare name in snake case.
    Code,
    /// A short bold phrase.
    Bold,
    /// The name of a language.
    Language,
    /// A number, or an amount such as `at most 3`.
    Amount,
}

/// A marked part of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) kind: TermKind,
    /// What stands between the marks; the code of a language; the range of an amount.
    pub(super) value: String,
    /// The name of a language that ids use.
    pub(super) name: String,
}

/// A rule, ready for recognisers.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// The folded text with its marks.
    pub(super) text: String,
    /// For each byte of the text, the byte of the rule.
    map: Vec<usize>,
    pub(super) terms: Vec<Term>,
    /// The length of the rule.
    end: usize,
}

/// The first character of a mark tells its kind, the second its number.
const NUMBERS: u32 = 0xe100;
const MAX_TERMS: u32 = 1000;
/// A longer bold phrase is emphasis; in characters.
const MAX_NAME: usize = 40;

/// The groups that hold what stands between quotation marks.
const QUOTES: &[&str] = &["q1", "q2", "q3", "q4", "q5", "q6", "q7"];

impl TermKind {
    /// The character that begins a mark of this kind.
    pub(super) fn mark(self) -> char {
        match self {
            Self::Quoted => '\u{e000}',
            Self::Code => '\u{e001}',
            Self::Bold => '\u{e002}',
            Self::Language => '\u{e003}',
            Self::Amount => '\u{e004}',
        }
    }
}

impl Reading {
    /// Reads the text of a rule.
    pub(super) fn new(rule: &str, idioms: &Idioms) -> Self {
        let mut reading = Self {
            end: rule.len(),
            ..Self::default()
        };
        reading.markup(rule, idioms);
        reading.languages(idioms);
        reading.amounts(idioms);
        reading
    }

    /// The byte of the rule that byte `at` of the text stands for.
    pub(super) fn origin(&self, at: usize) -> usize {
        match self.map.get(at) {
            Some(origin) => *origin,
            None => self.end,
        }
    }

    /// The terms whose marks stand in `span` of the text, in order.
    pub(super) fn terms_in(&self, span: Span) -> Vec<(usize, &Term)> {
        let mut out = Vec::new();
        for (at, c) in self.text[span.range()].char_indices() {
            let number = u32::from(c).checked_sub(NUMBERS).map(|n| n as usize);
            let is_mark = u32::from(c) <= 0xf8ff;
            if let Some(term) = number.filter(|_| is_mark).and_then(|n| self.terms.get(n)) {
                out.push((span.start + at, term));
            }
        }
        out
    }

    fn push_text(&mut self, rule: &str, span: Span) {
        let folded = Folded::new(&rule[span.range()]);
        for (at, c) in folded.text.char_indices() {
            // The characters of marks mean nothing in a rule.
            if matches!(c, '\u{e000}'..='\u{f8ff}') {
                continue;
            }
            let origin = span.start + folded.locate(Span::new(at, at + c.len_utf8())).start;
            self.text.push(c);
            self.map.resize(self.text.len(), origin);
        }
    }

    fn push_term(&mut self, term: Term, origin: usize) {
        let Some(number) = u32::try_from(self.terms.len())
            .ok()
            .filter(|number| *number < MAX_TERMS)
            .and_then(|number| char::from_u32(NUMBERS + number))
        else {
            return;
        };
        self.text.push(term.kind.mark());
        self.text.push(number);
        self.map.resize(self.text.len(), origin);
        self.terms.push(term);
    }

    /// Takes the markup off `rule`, and what it marks out as terms.
    fn markup(&mut self, rule: &str, idioms: &Idioms) {
        static MARKED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(concat!(
                r"(?P<code>``[^\n]+?``|`[^`\n]+`)",
                r"|(?P<bold>\*\*[^*\n]+\*\*|__[^_\n]+__)",
                r"|«(?P<q1>[^«»\n]{1,200})»|“(?P<q2>[^“”\n]{1,200})”|„(?P<q3>[^„“”\n]{1,200})[“”]",
                r"|「(?P<q4>[^「」\n]{1,200})」|『(?P<q5>[^『』\n]{1,200})』",
                "|\"(?P<q6>[^\"\\n]{1,200})\"",
                r"|(?:^|[\s(,:])['‘](?P<q7>[^'‘’\n]{2,80})['’](?:[\s).,;:!?]|$)",
                r"|\[(?P<link>[^\]\n]+)\]\([^)\n]*\)",
                r"|(?P<tag></?[a-z][a-z0-9_-]*>|【[^】\n]{1,40}】)",
                r"|(?P<glob>[\w./-]*\*+[\w*/.-]*\.\w{1,6}|[\w-]*[_/][\w/.-]*\.[a-z]{1,5}\b",
                r"|\b[\w-]+\.(?:md|json|ya?ml|toml|txt|lock)\b)",
                r"|(?P<snake>\b[a-z]+(?:_[A-Za-z]+)+\b)",
                r"|(?P<stars>\*+)",
            ))
            .expect("the pattern is constant")
        });
        let mut at = 0;
        while let Some(found) = MARKED.captures_at(rule, at) {
            let whole = found.get(0).expect("a match has a whole");
            let group = |name| found.name(name).map(of_match);
            let mut end = whole.end();
            if let Some(code) = group("code").or(group("glob")).or(group("tag")) {
                self.push_text(rule, Span::new(at, code.start));
                let value = rule[code.range()].trim_matches('`').trim();
                self.push_term(term(TermKind::Code, value), code.start);
            } else if let Some(bold) = group("bold") {
                let inner = Span::new(bold.start + 2, bold.end - 2);
                self.push_text(rule, Span::new(at, bold.start));
                if is_name(
                    &rule[..bold.start],
                    &rule[inner.range()],
                    &rule[bold.end..],
                    idioms,
                ) {
                    self.push_term(term(TermKind::Bold, rule[inner.range()].trim()), bold.start);
                } else {
                    let mut reading = Self::default();
                    reading.markup(&rule[inner.range()], idioms);
                    self.append(reading, inner.start);
                }
            } else if let Some(link) = group("link") {
                self.push_text(rule, Span::new(at, whole.start()));
                let mut reading = Self::default();
                reading.markup(&rule[link.range()], idioms);
                self.append(reading, link.start);
            } else if let Some(stars) = group("stars") {
                self.push_text(rule, Span::new(at, stars.start));
            } else if let Some(quoted) = QUOTES.iter().find_map(|name| group(name)) {
                let lead = rule[whole.start()..quoted.start].chars().next_back();
                let open = quoted.start - lead.map_or(0, char::len_utf8);
                self.push_text(rule, Span::new(at, open));
                self.push_term(term(TermKind::Quoted, rule[quoted.range()].trim()), open);
                let close = rule[quoted.end..].chars().next().map_or(0, char::len_utf8);
                end = quoted.end + close;
            } else if let Some(name) = group("snake") {
                if is_bare_name(rule, name, idioms) {
                    self.push_text(rule, Span::new(at, name.start));
                    self.push_term(term(TermKind::Code, &rule[name.range()]), name.start);
                } else {
                    self.push_text(rule, Span::new(at, name.end));
                }
            }
            at = end;
        }
        self.push_text(rule, Span::new(at, rule.len()));
    }

    fn append(&mut self, other: Self, origin: usize) {
        let mut terms = other.terms.into_iter();
        let mut mark = false;
        for (at, c) in other.text.char_indices() {
            match c {
                '\u{e000}'..='\u{e0ff}' => mark = true,
                _ if mark => {
                    mark = false;
                    if let Some(term) = terms.next() {
                        self.push_term(term, origin + other.map[at]);
                    }
                }
                _ => {
                    self.text.push(c);
                    self.map.resize(self.text.len(), origin + other.map[at]);
                }
            }
        }
    }

    fn languages(&mut self, idioms: &Idioms) {
        for (pattern, code, name) in &idioms.languages {
            let language = Term {
                kind: TermKind::Language,
                value: code.clone(),
                name: name.clone(),
            };
            self.replace(pattern, |_, _| Some(language.clone()));
        }
    }

    fn amounts(&mut self, idioms: &Idioms) {
        for amount in &idioms.amounts {
            self.replace(&amount.pattern, |found, text| {
                let number = |name| found.name(name).and_then(|m| idioms.number(m.as_str()));
                let n = number("n")?;
                let range = amount.range.replace("{n}", &n.to_string());
                let range = match number("m") {
                    Some(m) if n <= m => range.replace("{m}", &m.to_string()),
                    Some(_) => return None,
                    None => range,
                };
                let whole = found.get(0).map(of_match)?;
                let amount = !amount.bare || stands_alone(text, whole);
                amount.then(|| term(TermKind::Amount, &range))
            });
        }
    }

    /// Puts a mark in place of every match for which `make` gives a term.
    fn replace(
        &mut self,
        pattern: &Regex,
        make: impl Fn(&regex::Captures<'_>, &str) -> Option<Term>,
    ) {
        let text = std::mem::take(&mut self.text);
        let map = std::mem::take(&mut self.map);
        let mut copied = 0;
        for found in pattern.captures_iter(&text) {
            let whole = of_match(found.get(0).expect("a match has a whole"));
            if let Some(term) = make(&found, &text) {
                self.text.push_str(&text[copied..whole.start]);
                self.map.extend(&map[copied..whole.start]);
                self.push_term(term, map.get(whole.start).copied().unwrap_or(0));
                // The unit within an amount stays: 「400字以内」.
                if let Some(unit) = found.name("u").map(of_match) {
                    self.text.push_str(&text[unit.range()]);
                    self.map.extend(&map[unit.range()]);
                }
                copied = whole.end;
            }
        }
        self.text.push_str(&text[copied..]);
        self.map.extend(&map[copied..]);
    }
}

fn of_match(found: regex::Match<'_>) -> Span {
    Span::new(found.start(), found.end())
}

fn term(kind: TermKind, value: &str) -> Term {
    Term {
        kind,
        value: value.to_owned(),
        name: String::new(),
    }
}

/// Whether a bold phrase is the name of something, not the label of the rule or an emphasis; `before` and
/// `after` are what stands around it.
fn is_name(before: &str, bold: &str, after: &str, idioms: &Idioms) -> bool {
    let folded = fold(bold);
    let first = !before.contains(char::is_alphanumeric);
    let label = bold.trim_end().ends_with([':', '：', '.', '!', '?'])
        || after.trim_start().starts_with([':', '：', '-', '–', '—']);
    // In a list of bold names, even «DO NOT SHIP» is one.
    let listed = after.trim_start().starts_with("/ **") || before.trim_end().ends_with("** /");
    if listed {
        return true;
    }
    // «**Update `docs/a.md`**» is an emphasis.
    let inner = bold.trim().trim_matches('`');
    let sentence = bold.trim_end().ends_with(['.', '!']) || inner.contains('`');
    let named = !(sentence || first && label);
    let stressed = idioms.emphasis.is_match(&folded) || idioms.negation.is_match(&folded);
    named && !stressed && bold.chars().count() <= MAX_NAME
}

/// Whether the word in snake case at `span` stands for itself: it is no part of a path, an address, an option or
/// an expression, and no word for a way to write names.
fn is_bare_name(rule: &str, span: Span, idioms: &Idioms) -> bool {
    let before = rule[..span.start].chars().next_back();
    let mut after = rule[span.end..].chars();
    let next = after.next();
    let goes_on = next == Some('.') && after.next().is_some_and(is_word);
    !before.is_some_and(|c| "/\\.-$@#%<{[=&?+~".contains(c))
        && !next.is_some_and(|c| "/\\-=@({[<>]}*".contains(c))
        && !goes_on
        && !idioms.styles.is_match(&rule[span.range()])
}

/// Whether the number at `span` is no part of a name, version, percentage or date.
fn stands_alone(text: &str, span: Span) -> bool {
    let before = text[..span.start].chars().next_back();
    let mut after = text[span.end..].chars();
    let next = after.next();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let joined_before = |c: char| ".,-/#$€:".contains(c) || is_letter(c);
    let joined_after = |c: char| "%+/:°".contains(c) || is_letter(c);
    let joined = before.is_some_and(joined_before) || next.is_some_and(joined_after);
    let fraction = matches!(next, Some('.' | ',')) && digit(after.next());
    !(joined || fraction)
}

/// Whether `c` is a letter of a script that puts spaces between words.
fn is_letter(c: char) -> bool {
    is_word(c) && !is_unspaced(c)
}

#[cfg(test)]
mod tests;
