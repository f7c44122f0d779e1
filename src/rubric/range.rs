//! Ranges of counts as rubrics write them: `3`, `>= 3`, `< 100`, `1..5`, `at least 3`.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// How a count is held against a number, in words and in signs; of two that begin alike the longer comes first.
const RELATIONS: &[(&str, Relation)] = &[
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    (">", Relation::MoreThan),
    ("<", Relation::LessThan),
    ("=", Relation::Exactly),
    ("at least ", Relation::AtLeast),
    ("no less than ", Relation::AtLeast),
    ("no fewer than ", Relation::AtLeast),
    ("at most ", Relation::AtMost),
    ("no more than ", Relation::AtMost),
    ("more than ", Relation::MoreThan),
    ("less than ", Relation::LessThan),
    ("fewer than ", Relation::LessThan),
    ("exactly ", Relation::Exactly),
];

#[derive(Debug, Clone, Copy)]
enum Relation {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    Exactly,
}

impl Relation {
    /// The counts that stand so to `n`; none below zero.
    fn to(self, n: usize) -> Option<Range> {
        let (least, most) = match self {
            Self::AtLeast => (n, None),
            Self::AtMost => (0, Some(n)),
            Self::MoreThan => (n.checked_add(1)?, None),
            Self::LessThan => (0, Some(n.checked_sub(1)?)),
            Self::Exactly => (n, Some(n)),
        };
        Some(Range { least, most })
    }
}

/// A closed range of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    least: usize,
    most: Option<usize>,
}

impl Range {
    /// One or more.
    pub(crate) const SOME: Range = Range {
        least: 1,
        most: None,
    };

    pub(crate) fn holds(self, n: usize) -> bool {
        n >= self.least && self.most.is_none_or(|most| n <= most)
    }

    /// Whether `n` and any larger number is within: nothing still unknown can change it.
    pub(crate) fn holds_from(self, n: usize) -> bool {
        n >= self.least && self.most.is_none()
    }

    pub(crate) fn is_below(self, n: usize) -> bool {
        n < self.least
    }

    pub(crate) fn is_above(self, n: usize) -> bool {
        self.most.is_some_and(|most| n > most)
    }

    /// Whether some count is in both ranges.
    pub(crate) fn meets(self, other: Self) -> bool {
        !self.is_above(other.least) && !other.is_above(self.least)
    }

    /// Whether every count is in one of the ranges.
    pub(crate) fn fills_up(self, other: Self) -> bool {
        let follows = |low: Self, high: Self| {
            let next = low.most.map(|most| most.saturating_add(1));
            low.least == 0 && high.most.is_none() && next.is_none_or(|next| high.least <= next)
        };
        follows(self, other) || follows(other, self)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = |s: &str| s.trim().parse::<usize>().ok();
        for (words, relation) in RELATIONS {
            // A relation of letters is followed by a space, which is any number of spaces.
            let said = text.get(..words.len());
            if said.is_some_and(|said| said.eq_ignore_ascii_case(words)) {
                return relation.to(number(&text[words.len()..])?);
            }
        }
        if let Some((least, most)) = text.split_once("..") {
            let (least, most) = (number(least)?, number(most)?);
            return (least <= most).then_some(Self {
                least,
                most: Some(most),
            });
        }
        Relation::Exactly.to(number(text)?)
    }

    /// Whether `text` says how a count is held against a number: `at least`, `<`.
    pub(crate) fn is_relation(text: &str) -> bool {
        let text = text.trim();
        RELATIONS
            .iter()
            .any(|(words, _)| words.trim().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, None) => write!(f, "at least {least}"),
            (0, Some(0)) => f.write_str("none"),
            (0, Some(most)) => write!(f, "at most {most}"),
            (least, Some(most)) if least == most => write!(f, "exactly {least}"),
            (least, Some(most)) => write!(f, "{least} to {most}"),
        }
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RangeVisitor;
        impl Visitor<'_> for RangeVisitor {
            type Value = Range;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a range such as `3`, `>= 3`, `less than 100` or `1..5`")
            }
            fn visit_u64<E: Error>(self, n: u64) -> Result<Range, E> {
                let n = usize::try_from(n).map_err(E::custom)?;
                Ok(Range {
                    least: n,
                    most: Some(n),
                })
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Range, E> {
                Range::parse(text).ok_or_else(|| {
                    E::custom(format!(
                        "`{text}` is no range; write `3`, `>= 3`, `less than 100` or `1..5`"
                    ))
                })
            }
        }
        deserializer.deserialize_any(RangeVisitor)
    }
}

impl JsonSchema for Range {
    fn schema_name() -> Cow<'static, str> {
        "Range".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": r"^\s*(>=|<=|>|<|=|(at least|at most|no less than|no fewer than|no more than|more than|less than|fewer than|exactly) )?\s*\d+\s*$|^\s*\d+\s*\.\.\s*\d+\s*$" }
        ] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let holds = |text: &str| {
            let range = Range::parse(text).unwrap();
            (0..=6).filter(|n| range.holds(*n)).collect::<Vec<_>>()
        };
        assert_eq!(holds("3"), [3]);
        assert_eq!(holds(">= 5"), [5, 6]);
        assert_eq!(holds("<2"), [0, 1]);
        assert_eq!(holds("1..3"), [1, 2, 3]);
        assert_eq!(holds("at least  5"), [5, 6]);
        assert_eq!(holds("Less than 2"), [0, 1]);
        assert_eq!(holds("no more than 1"), holds("at most 1"));
        assert_eq!(holds("more than 4"), holds("no fewer than 5"));
        assert_eq!(holds("exactly 3"), [3]);
        assert!(Range::is_relation("at least") && Range::is_relation(" < "));
        assert!(!Range::is_relation("about") && !Range::is_relation("не меньше"));
        let range = |text: &str| Range::parse(text).unwrap();
        assert!(range("< 3").meets(range("2..5")) && !range("< 3").meets(range("3")));
        assert!(range(">= 3").fills_up(range("<= 2")) && !range("> 3").fills_up(range("<= 2")));
        assert_eq!(Range::parse("< 0"), None);
        assert_eq!(Range::parse("5..1"), None);
        for text in [
            "много",
            "at least",
            "at least много",
            "around 3",
            "мн\u{301}ого 3 🙂",
        ] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }
}
