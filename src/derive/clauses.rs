//! A rule cut into clauses, each of which demands, forbids, or says when the rule applies.
//!
//! A negation holds for its clause. What follows «but», «instead of» or a dash is a clause of its own, and so
//! is each half of «X, not Y».

use super::idioms::Idioms;
use super::reading::Reading;
use crate::source::Span;

/// What a clause is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It demands something.
    Demands,
    /// It forbids something.
    Forbids,
    /// It says when the rule applies.
    Condition,
}

/// A part of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clause {
    /// Where it stands in the text of the reading.
    pub(super) span: Span,
    pub(super) role: Role,
    /// The number of the sentence it stands in: a condition holds for its sentence.
    pub(super) sentence: usize,
}

/// Whether the heading above forbids what its items name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// It does.
    Forbids,
    /// It does not.
    Neutral,
}

/// The clauses of a rule, in order; conditions that leave it to the author are left out.
pub(super) fn clauses(reading: &Reading, heading: Heading, idioms: &Idioms) -> Vec<Clause> {
    let text = &reading.text;
    let mut out = Vec::new();
    for (segment, sentence) in segments(text) {
        let mut parts = Vec::new();
        conditions(text, segment, idioms, &mut parts);
        // «(make one if there is none)»: a condition inside brackets is for what stands in them.
        let bracketed = text[..segment.start].ends_with(['(', '（']);
        let leads = parts.first().is_some_and(|part| part.1);
        let sentence = if bracketed && !leads && parts.iter().any(|part| part.1) {
            usize::MAX
        } else {
            sentence
        };
        for (span, is_condition) in parts {
            if is_condition {
                if !idioms.idle.is_match(&text[span.range()]) {
                    out.push(Clause {
                        span,
                        role: Role::Condition,
                        sentence,
                    });
                }
                continue;
            }
            let halves = divided(text, span, idioms);
            for span in halves
                .into_iter()
                .flat_map(|half| negated_tail(text, half, idioms))
            {
                let part = &text[span.range()];
                let twice = idioms.double_negation.is_match(part);
                let negated = idioms.negation.is_match(part) && !twice;
                let by_heading = heading == Heading::Forbids && !twice;
                let role = if negated || by_heading {
                    Role::Forbids
                } else {
                    Role::Demands
                };
                out.push(Clause {
                    span,
                    role,
                    sentence,
                });
            }
        }
    }
    out
}

fn starts_with_term(text: &str) -> bool {
    let text =
        text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '-'));
    text.starts_with(|c| matches!(c, '\u{e000}'..='\u{e004}'))
}

/// The stretches between sentence ends, colons, semicolons, dashes, brackets and line breaks, each with the
/// number of its sentence.
fn segments(text: &str) -> Vec<(Span, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut sentence = 0;
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let spaced = next.is_none_or(char::is_whitespace);
        let before = text[..at].chars().next_back();
        let ends = match c {
            '.' => spaced && !is_abbreviated(&text[start..at]),
            '!' | '?' | ';' => spaced,
            // «Never write: «a», «b»» is one clause.
            ':' => spaced && !starts_with_term(&text[at + 1..]),
            '：' => !starts_with_term(&text[at + c.len_utf8()..]),
            '。' | '！' | '？' | '；' | '\n' | '(' | ')' | '（' | '）' => true,
            '-' | '–' | '—' => {
                let around = spaced && before.is_some_and(char::is_whitespace);
                around && !starts_with_term(&text[at + c.len_utf8()..])
            }
            _ => false,
        };
        if ends {
            out.push((Span::new(start, at), sentence));
            start = at + c.len_utf8();
            sentence += usize::from(!matches!(
                c,
                ':' | '：' | '-' | '–' | '—' | '(' | ')' | '（' | '）'
            ));
        }
    }
    out.push((Span::new(start, text.len()), sentence));
    out.retain(|(span, _)| {
        text[span.range()].chars().any(char::is_alphanumeric) || has_term(&text[span.range()])
    });
    out
}

fn has_term(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{e000}'..='\u{e0ff}'))
}

/// Whether a full stop after `before` ends a single letter, as in «e.g.» and «т.е.».
fn is_abbreviated(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '.')
        .next();
    word.is_some_and(|word| word.chars().count() == 1 && word.chars().all(char::is_alphabetic))
}

/// The parts of a segment in order, and whether each is a condition.
fn conditions(text: &str, segment: Span, idioms: &Idioms, out: &mut Vec<(Span, bool)>) {
    let part = &text[segment.range()];
    let comma = |from: usize| {
        let found = text[from..segment.end].find([',', '，', '、']);
        found.map_or(segment.end, |n| from + n)
    };
    if idioms.condition_start.is_match(part) {
        let end = past_list(text, segment, comma(segment.start), idioms);
        out.push((Span::new(segment.start, end), true));
        if end < segment.end {
            inner(text, Span::new(end, segment.end), idioms, out);
        }
        return;
    }
    if let Some(found) = idioms.condition_end.find(part) {
        let end = segment.start + found.end();
        out.push((Span::new(segment.start, end), true));
        if end < segment.end {
            inner(text, Span::new(end, segment.end), idioms, out);
        }
        return;
    }
    inner(text, segment, idioms, out);
}

/// Where a condition ends that goes on as a list after the comma at `at`: «if it is rude, lewd, or cruel, …».
fn past_list(text: &str, segment: Span, at: usize, idioms: &Idioms) -> usize {
    let mut start = at;
    loop {
        let Some(comma) = text
            .get(start + 1..segment.end)
            .and_then(|rest| rest.find(','))
        else {
            return at;
        };
        let end = start + 1 + comma;
        let item = &text[start + 1..end];
        let joined = idioms
            .conjunctions
            .find(item)
            .is_some_and(|found| found.start() == 0);
        match (item.split_whitespace().count(), joined) {
            (2, true) => return end,
            (1, false) => start = end,
            _ => return at,
        }
    }
}

/// A part that may end in a condition: «add a section whenever you …».
fn inner(text: &str, span: Span, idioms: &Idioms, out: &mut Vec<(Span, bool)>) {
    match idioms.condition_inside.find(&text[span.range()]) {
        Some(found) if found.start() > 0 => {
            let at = span.start + found.start();
            out.push((Span::new(span.start, at), false));
            out.push((Span::new(at, span.end), true));
        }
        _ => out.push((span, false)),
    }
}

/// `span` cut at the comma that a negation follows: «the first line is `a` or `b`, before it there is nothing».
fn negated_tail(text: &str, span: Span, idioms: &Idioms) -> Vec<Span> {
    let part = &text[span.range()];
    let cut = idioms.negation.find(part).and_then(|negation| {
        let at = part[..negation.start()].rfind([',', '，'])?;
        let head_has_words = part[..at].split_whitespace().count() > 1;
        (head_has_words && !has_term(&part[at..negation.start()])).then_some(span.start + at)
    });
    match cut {
        Some(at) => vec![Span::new(span.start, at), Span::new(at, span.end)],
        None => vec![span],
    }
}

/// `span` cut before every divider.
fn divided(text: &str, span: Span, idioms: &Idioms) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    for found in idioms.dividers.find_iter(&text[span.range()]) {
        let at = span.start + found.start();
        // 「A」、「B」 is a list.
        let in_list = found.as_str() == "、"
            && text[at..]
                .chars()
                .nth(1)
                .is_some_and(|c| matches!(c, '\u{e000}'..='\u{e0ff}'));
        if at > start && !in_list {
            out.push(Span::new(start, at));
            start = at;
        }
    }
    out.push(Span::new(start, span.end));
    let opposed = |half: Span| match between_terms(&text[half.range()], idioms) {
        Some(at) => vec![
            Span::new(half.start, half.start + at),
            Span::new(half.start + at, half.end),
        ],
        None => vec![half],
    };
    out.into_iter().flat_map(opposed).collect()
}

/// Where the negation begins that stands alone between two terms: «“A” not “B”» demands the one, forbids the other.
fn between_terms(text: &str, idioms: &Idioms) -> Option<usize> {
    // After another negation it goes on with a list: «no “A” ni “B”».
    let negation = idioms.negation.find(text)?;
    let before = text[..negation.start()].trim_end();
    let ends = before.ends_with(|c| matches!(c, '\u{e100}'..='\u{f8ff}'));
    (ends && starts_with_term(&text[negation.end()..])).then_some(negation.start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(rule: &str) -> Vec<(Role, String)> {
        let idioms = Idioms::shipped();
        let reading = Reading::new(rule, idioms);
        let clauses = clauses(&reading, Heading::Neutral, idioms);
        let text = |c: &Clause| {
            reading.text[c.span.range()]
                .trim_matches([' ', ',', ':'])
                .to_owned()
        };
        clauses.iter().map(|c| (c.role, text(c))).collect()
    }

    #[test]
    fn each_half_has_its_own_negation() {
        let roles = roles("Use pathlib instead of os.path, not strings");
        assert_eq!(roles[0], (Role::Demands, "use pathlib".to_owned()));
        assert_eq!(roles[1].0, Role::Forbids);
        assert_eq!(roles[2].0, Role::Forbids);
    }

    #[test]
    fn a_condition_leads_or_follows() {
        let first = roles("Если видишь ошибку, читай логи 🙂");
        assert_eq!(first[0], (Role::Condition, "если видишь ошибку".to_owned()));
        assert_eq!(first[1].0, Role::Demands);
        let last = roles("Add a section whenever you propose DDL");
        assert_eq!(last[1].0, Role::Condition);
        assert_eq!(roles("Offer alternatives when appropriate").len(), 1);
    }

    #[test]
    fn of_two_terms_the_second_is_forbidden() {
        let roles = roles("Say «войти» not «залогиниться» 🙂");
        assert_eq!(roles[0].0, Role::Demands);
        assert_eq!(roles[1].0, Role::Forbids);
        assert!(roles[1].1.starts_with("not"));
        let list = self::roles("No uses «milagro» ni «detox»");
        assert_eq!(list.len(), 1, "{list:?}");
    }

    #[test]
    fn a_condition_may_hold_a_list_or_stand_in_brackets() {
        let list = roles("If it is rude, lewd, or cruel, only warn");
        assert_eq!(list[0].1, "if it is rude, lewd, or cruel");
        assert_eq!(roles("If unsure, stop, then ask")[0].1, "if unsure");
        let idioms = Idioms::shipped();
        let reading = Reading::new("Add an entry (make the file if it is gone)", idioms);
        let all = clauses(&reading, Heading::Neutral, idioms);
        let condition = all.iter().find(|c| c.role == Role::Condition).unwrap();
        assert_ne!(condition.sentence, all[0].sentence);
    }

    #[test]
    fn to_forbid_forgetting_is_to_demand() {
        assert_eq!(roles("Do not forget to add tests")[0].0, Role::Demands);
        assert_eq!(roles("Не забывайте о тестах")[0].0, Role::Demands);
        assert_eq!(roles("絵文字は使わないでください")[0].0, Role::Forbids);
    }

    #[test]
    fn a_colon_carries_the_negation_to_a_list() {
        let roles = roles("Never write: «конечно», «разумеется»\r\n");
        assert!(roles.iter().all(|(role, _)| *role == Role::Forbids));
    }
}
