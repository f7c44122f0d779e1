//! Which texts a regular expression matches at all.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// How far a pattern reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// It matches every text.
    Every,
    /// It matches none.
    None,
    /// It matches some, as far as can be told.
    Some,
}

impl Reach {
    /// How far `pattern` reaches; one that does not parse is told when the rubric is compiled.
    pub(super) fn of(pattern: &str) -> Self {
        let Ok(hir) = regex_syntax::parse(pattern) else {
            return Self::Some;
        };
        if is_impossible(&hir) {
            Self::None
        } else if may_be_empty(&hir) && holds_at_an_end(&hir) {
            Self::Every
        } else {
            Self::Some
        }
    }
}

/// Whether a pattern cannot match at all. The parser bounds the depth, here and below.
fn is_impossible(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => class.ranges().is_empty(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().is_empty(),
        HirKind::Repetition(repetition) => repetition.min > 0 && is_impossible(&repetition.sub),
        HirKind::Capture(capture) => is_impossible(&capture.sub),
        HirKind::Concat(parts) => parts.iter().any(is_impossible),
        HirKind::Alternation(parts) => parts.iter().all(is_impossible),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Look(_) => false,
    }
}

/// Whether a pattern can match the empty string, where what it looks at is as it wants.
fn may_be_empty(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(_) | HirKind::Class(_) => false,
        HirKind::Repetition(repetition) => repetition.min == 0 || may_be_empty(&repetition.sub),
        HirKind::Capture(capture) => may_be_empty(&capture.sub),
        HirKind::Concat(parts) => parts.iter().all(may_be_empty),
        HirKind::Alternation(parts) => parts.iter().any(may_be_empty),
    }
}

/// Whether everything that a pattern looks at around itself is met at the start of any text, or at its end.
fn holds_at_an_end(hir: &Hir) -> bool {
    let is_start = |look| matches!(look, Look::Start | Look::StartLF | Look::StartCRLF);
    let is_end = |look| matches!(look, Look::End | Look::EndLF | Look::EndCRLF);
    let looks = hir.properties().look_set();
    looks.iter().all(is_start) || looks.iter().all(is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_the_empty_string_anywhere_reaches_every_text() {
        for pattern in [
            "a*",
            "a|",
            "|тест",
            "(?:a|b)?",
            "^",
            "$",
            r"(?m)^\s*",
            "(?i)()",
        ] {
            assert_eq!(Reach::of(pattern), Reach::Every, "{pattern}");
        }
        // The empty text only, or a place that not every text has.
        for pattern in ["^$", r"\b", r"^\s*$", "a*b", "x(?:a|)", r"\B", "("] {
            assert_eq!(Reach::of(pattern), Reach::Some, "{pattern}");
        }
    }

    #[test]
    fn an_empty_class_reaches_nothing() {
        assert_eq!(Reach::of(r"[^\s\S]"), Reach::None);
        assert_eq!(Reach::of(r"[^\s\S]?"), Reach::Every);
        assert_eq!(Reach::of("[a&&b]x"), Reach::None);
    }
}
