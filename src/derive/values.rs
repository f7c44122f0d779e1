//! The values of parameters, taken from what a rule quotes, counts or lists.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::idioms::Idioms;
use super::reading::{Term, TermKind};
use super::recogniser::{Slot, Subject};
use crate::rubric::{ParameterType, Source};
use crate::source::Span;

/// A value, and what an id calls it.
pub(super) struct Taken {
    pub(super) value: Value,
    pub(super) name: String,
}

/// A longer item of a list is a sentence; in words.
const MAX_WORDS: usize = 5;

/// The value that `span` of the reading gives a parameter; none when it is not what the parameter takes.
pub(super) fn value_of(
    subject: &Subject<'_>,
    span: Span,
    slot: Slot,
    negated: bool,
    fits: Option<&Regex>,
) -> Option<Taken> {
    let terms: Vec<&Term> = subject
        .reading
        .terms_in(span)
        .into_iter()
        .map(|(_, term)| term)
        .collect();
    let mut values: Vec<String> = match slot.source {
        Source::List => list(subject, span),
        Source::Amount => {
            let range = &terms.first()?.value;
            vec![if negated {
                opposite(range)
            } else {
                range.clone()
            }]
        }
        Source::Words => {
            let worded = terms
                .iter()
                .filter(|term| term.kind != TermKind::Code || reads_as_words(&term.value));
            let whole = worded.filter_map(|term| without_gaps(&term.value));
            whole.map(str::to_owned).collect()
        }
        Source::Code => terms
            .iter()
            .map(|term| bare(&term.value).to_owned())
            .collect(),
        Source::Quoted | Source::Bold | Source::Named | Source::Language | Source::Section => {
            terms.iter().map(|term| term.value.clone()).collect()
        }
    };
    values.retain(|value| !value.is_empty() && fits.is_none_or(|fits| fits.is_match(value)));
    // A single word after a colon is no list.
    if slot.source == Source::List && values.len() < 2 {
        return None;
    }
    let first = values.first()?.clone();
    let name = terms
        .first()
        .map(|term| term.name.clone())
        .filter(|name| !name.is_empty());
    let value = match slot.kind {
        ParameterType::Strings => Value::from(values),
        ParameterType::String
        | ParameterType::Range
        | ParameterType::Relation
        | ParameterType::Any => Value::from(first.clone()),
        ParameterType::Integer => Value::from(
            first
                .trim_start_matches(['<', '>', '=', ' '])
                .parse::<u64>()
                .ok()?,
        ),
    };
    Some(Taken {
        value,
        name: name.unwrap_or(first),
    })
}

/// The terms in `span` that `fits` matches, without what stands before and after them.
pub(super) fn fitting(subject: &Subject<'_>, span: Span, fits: Option<&Regex>) -> Span {
    let terms = subject.reading.terms_in(span);
    let fit = |term: &str| fits.is_none_or(|fits| fits.is_match(bare(term)));
    let fitting = terms.iter().filter(|(_, term)| fit(&term.value));
    let places: Vec<usize> = fitting.map(|(at, _)| *at).collect();
    match (places.first(), places.last()) {
        (Some(first), Some(last)) => Span::new(*first, last + 1),
        _ => span,
    }
}

/// `phrase` as it is said, without the dots that stand for what goes on; none when something is to be filled in
/// between: «Phase [N] is done».
fn without_gaps(phrase: &str) -> Option<&str> {
    static GAP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\[[^\]\n]+\]|\{[^}\n]*\}|<[^>\n]+>|\.\.\.|…|_{3,}")
            .expect("the pattern is constant")
    });
    let said = phrase
        .trim_end_matches(['.', '…'])
        .trim_matches(char::is_whitespace);
    let said = if phrase.ends_with("...") || phrase.ends_with('…') {
        said
    } else {
        phrase
    };
    let gap = GAP.find(said);
    let filled = gap.is_none_or(|gap| gap.len() == said.len());
    (filled && said.chars().any(|c| !c.is_whitespace())).then_some(said)
}

/// The name alone: «never call `eval()`» means it with arguments too, and «`fill(...)`» with any.
fn bare(code: &str) -> &str {
    if let Some((name, _)) = code.split_once("...")
        && name.ends_with('(')
        && name.len() > 4
    {
        return name;
    }
    code.strip_suffix("()").unwrap_or(code)
}

/// Whether code between back-ticks is a phrase of some language: words with spaces, or other than English.
fn reads_as_words(code: &str) -> bool {
    let plain = code
        .chars()
        .all(|c| c.is_alphanumeric() || c.is_whitespace() || ",.:!?'’…-—–«»\"".contains(c));
    let several = code.split_whitespace().count() > 1 || code.ends_with(':');
    plain && (several || !code.is_ascii()) && code.chars().any(char::is_alphabetic)
}

/// What is allowed where `range` is forbidden.
fn opposite(range: &str) -> String {
    for (sign, other) in [("<=", ">"), (">=", "<"), ("<", ">="), (">", "<=")] {
        if let Some(n) = range.strip_prefix(sign) {
            // «Never exceed 400» is read as `<= 400` already.
            return if sign.starts_with('<') {
                range.to_owned()
            } else {
                format!("{other}{n}")
            };
        }
    }
    range.to_owned()
}

/// The items of a list in words: what is quoted if anything is, else what stands between commas.
fn list(subject: &Subject<'_>, span: Span) -> Vec<String> {
    let named = subject.reading.terms_in(span);
    let quoted: Vec<String> = named
        .iter()
        .filter(|(_, term)| !matches!(term.kind, TermKind::Language | TermKind::Amount))
        .map(|(_, term)| term.value.clone())
        .collect();
    if quoted.len() > 1 {
        return quoted;
    }
    let source =
        &subject.rule[subject.reading.origin(span.start)..subject.reading.origin(span.end)];
    let mut out: Vec<String> = Vec::new();
    let first_is_capital = source.trim_start().starts_with(char::is_uppercase);
    for part in source.split([',', '、', '，', '/', '|', '→', '\n']) {
        let items = split_last(part, subject.idioms);
        let last = items.len() > 1;
        for (n, item) in items.into_iter().enumerate() {
            let item =
                item.trim_matches(|c: char| c.is_whitespace() || "*`\"'«»“”„.()".contains(c));
            if item.is_empty() {
                continue;
            }
            // «Severity, Fix, worst first»: what goes on in small letters is no item, unless «and» leads to it.
            let small = first_is_capital && n == 0 && item.starts_with(char::is_lowercase);
            if small || item.split_whitespace().count() > MAX_WORDS {
                return out;
            }
            out.push(item.to_owned());
        }
        if last {
            break;
        }
    }
    out
}

/// «a and b» in two; «and b» without the word in front.
fn split_last<'t>(part: &'t str, idioms: &Idioms) -> Vec<&'t str> {
    idioms.conjunctions.split(part).collect()
}

/// What fits a slot: marks of a kind, with little between them; and the marks.
pub(super) fn slot_pattern(source: Source) -> (String, Vec<String>) {
    let kinds: &[TermKind] = match source {
        Source::Quoted => &[TermKind::Quoted],
        Source::Code => &[TermKind::Code],
        Source::Bold => &[TermKind::Bold],
        Source::Named | Source::Words => &[TermKind::Quoted, TermKind::Code, TermKind::Bold],
        Source::Language => &[TermKind::Language],
        Source::Amount => &[TermKind::Amount],
        // No phrase has a slot for it: what the rule is about stands before the phrase.
        Source::Section => return (String::new(), Vec::new()),
        Source::List => return ("[^\\n]+".to_owned(), Vec::new()),
    };
    let marks: String = kinds.iter().map(|kind| kind.mark()).collect();
    let one = format!("[{marks}][\u{e100}-\u{f8ff}]");
    // «`a` for `b`» names one thing that is meant, «`a` or `b`» two.
    let between = if source == Source::Code {
        r"[\s,;/、，+&]*(?:(?:and|or|nor|и|или|ни|und|oder|noch|et|ou|ni|y|o|和|或|と|や)\s*)?"
    } else {
        "[^\u{e000}-\u{f8ff}.\\n]{0,16}?"
    };
    let pattern = format!("{one}(?:{between}{one})*");
    (
        pattern,
        kinds.iter().map(|kind| kind.mark().to_string()).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_filled_in_is_no_phrase() {
        assert_eq!(without_gaps("Фаза [N] готова."), None);
        assert_eq!(without_gaps("Hello, {name} 🙂"), None);
        assert_eq!(without_gaps("it now supports..."), Some("it now supports"));
        assert_eq!(without_gaps("[nit]"), Some("[nit]"));
        assert_eq!(without_gaps("Готово."), Some("Готово."));
        assert_eq!(without_gaps("..."), None);
    }

    #[test]
    fn arguments_are_left_out_of_code() {
        assert_eq!(bare("push_all(&text(...))"), "push_all(&text(");
        assert_eq!(bare("eval()"), "eval");
        assert_eq!(bare("..."), "...");
    }
}
