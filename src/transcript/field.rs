//! A value of a record that has several names: what it is, and which of the names wins.
//!
//! Records are read straight into these. Text is borrowed from the line where it has no escapes, and what is
//! not text keeps only its kind, which is all a message needs.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A JSON value as far as a record cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field<'a> {
    /// `null`.
    Null,
    /// A string.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i128),
    /// Anything else, by the words for it.
    Other(&'static str),
}

impl Field<'_> {
    /// The words for what this is.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) => "a string",
            Self::Integer(_) => "a number",
            Self::Other(kind) => kind,
        }
    }
}

impl<'de> Deserialize<'de> for Field<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = Field<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Field::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Field::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Null)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Field::Integer(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Field::Integer(number.into()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Field::Other("a number that is not whole"))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Field::Other("a boolean"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Field::Other("an object"))
    }
}

/// The best of several names seen so far: the one that stands first in the list of aliases.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    names: &'static [&'static str],
    best: Option<(usize, Field<'a>)>,
}

impl<'a> Choice<'a> {
    /// No name seen yet.
    pub(super) fn of(names: &'static [&'static str]) -> Self {
        Self { names, best: None }
    }

    /// Considers the value that stands under `names[rank]`; a name given twice is refused.
    pub(super) fn offer(&mut self, rank: usize, field: Field<'a>) -> Result<(), String> {
        match &self.best {
            Some((best, _)) if *best == rank => {
                let name = self.names[rank];
                Err(format!(
                    "`{name}` stands twice in the record: keep one of them"
                ))
            }
            Some((best, _)) if *best < rank => Ok(()),
            Some(_) | None => {
                self.best = Some((rank, field));
                Ok(())
            }
        }
    }

    /// The winning name and its value.
    pub(super) fn take(self) -> Option<(&'static str, Field<'a>)> {
        self.best.map(|(rank, field)| (self.names[rank], field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_escapes_is_borrowed() {
        let field: Field<'_> = serde_json::from_str(r#""да🙂""#).unwrap();
        assert!(matches!(field, Field::Text(Cow::Borrowed("да🙂"))));
    }

    #[test]
    fn a_nested_value_keeps_only_its_kind() {
        let field: Field<'_> = serde_json::from_str(r#"{"a":[1,{"b":null}]}"#).unwrap();
        assert_eq!(field, Field::Other("an object"));
    }

    #[test]
    fn the_first_alias_wins_in_either_order() {
        for order in [[0, 1], [1, 0]] {
            let mut choice = Choice::of(&["response", "answer"]);
            for rank in order {
                choice.offer(rank, Field::Null).unwrap();
            }
            assert_eq!(choice.take().unwrap().0, "response");
        }
    }

    #[test]
    fn a_name_given_twice_is_refused() {
        let mut choice = Choice::of(&["response"]);
        choice.offer(0, Field::Null).unwrap();
        assert!(choice.offer(0, Field::Null).is_err());
    }
}
