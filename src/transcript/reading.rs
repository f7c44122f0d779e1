//! What a reader is told and what it gives: which turns are read of a conversation, and one or more answers.
//!
//! A record holds one answer, except where all turns of a conversation are read or an API was asked for
//! several answers. One answer costs no list.

use std::num::NonZeroUsize;
use std::str::FromStr;
use std::sync::Arc;

use super::mapping::Mapping;
use super::response::{Response, Turn};

/// Which turns of a conversation are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// The last that was answered.
    #[default]
    Last,
    /// Every one that was answered.
    All,
    /// The one with this number, from 1.
    Number(NonZeroUsize),
}

impl Which {
    /// The case of one turn of a conversation that has an id: when all turns are read, each is a case.
    pub(super) fn case(self, id: String, turn: Option<Turn>) -> String {
        match (self, turn) {
            (Self::All, Some(turn)) => format!("{id}/turn{}", turn.number),
            (Self::All, None) | (Self::Last | Self::Number(_), _) => id,
        }
    }
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "last" => Ok(Self::Last),
            "all" => Ok(Self::All),
            number => number.parse().map(Self::Number).map_err(|_| {
                "give `last`, `all`, or the number of a turn, counted from 1".to_owned()
            }),
        }
    }
}

/// What readers are told.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Which turns are read.
    pub turns: Which,
    /// Where records of an unknown shape have what is read.
    pub map: Option<Arc<Mapping>>,
}

impl Reading {
    /// A record with one answer and no turns: the answer is its first turn.
    ///
    /// # Errors
    /// When another turn is asked for.
    pub fn single(&self, response: Response) -> Result<Response, String> {
        match self.turns {
            Which::Number(number) if response.turn.is_none() && number.get() > 1 => Err(format!(
                "turn {number} was asked for, and the record has one answer: that is turn 1"
            )),
            Which::Last | Which::All | Which::Number(_) => Ok(response),
        }
    }
}

/// The answers of a record, of which there is at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    first: Response,
    rest: Vec<Response>,
}

impl From<Response> for Answers {
    fn from(first: Response) -> Self {
        let rest = Vec::new();
        Self { first, rest }
    }
}

impl Answers {
    /// All of `responses`; `None` when there are none.
    pub(super) fn several(responses: impl IntoIterator<Item = Response>) -> Option<Self> {
        let mut responses = responses.into_iter();
        let first = responses.next()?;
        let rest = responses.collect();
        Some(Self { first, rest })
    }

    /// The answers, each changed by `change`.
    pub(super) fn map(self, mut change: impl FnMut(Response) -> Response) -> Self {
        let first = change(self.first);
        let rest = self.rest.into_iter().map(change).collect();
        Self { first, rest }
    }

    /// The answers, to be read.
    pub fn iter(&self) -> impl Iterator<Item = &Response> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// The answers, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Response> {
        std::iter::once(&mut self.first).chain(&mut self.rest)
    }
}

impl IntoIterator for Answers {
    type Item = Response;
    type IntoIter = std::iter::Chain<std::iter::Once<Response>, std::vec::IntoIter<Response>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.first).chain(self.rest)
    }
}

/// How a format reads one record.
pub type ReadRecord = fn(&[u8], &Reading) -> Result<Answers, String>;

/// A reader of records and what it is told.
#[derive(Debug, Clone)]
pub struct RecordReader {
    read: ReadRecord,
    reading: Reading,
}

impl RecordReader {
    /// Reads with `read`, as `reading` tells.
    #[must_use]
    pub fn new(read: ReadRecord, reading: &Reading) -> Self {
        let reading = reading.clone();
        Self { read, reading }
    }

    /// The answers of a record.
    ///
    /// # Errors
    /// What the record lacks, and how to mend it.
    pub fn read(&self, record: &[u8]) -> Result<Answers, String> {
        let answers = (self.read)(record, &self.reading)?;
        if answers.rest.is_empty() {
            return self.reading.single(answers.first).map(Answers::from);
        }
        Ok(answers)
    }
}

/// The first answer that `read` gives of a record.
#[cfg(test)]
pub(super) fn first_answer(read: ReadRecord, record: &[u8]) -> Result<Response, String> {
    let answers = read(record, &Reading::default())?;
    Ok(answers.first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_told_by_a_word_or_a_number_from_1() {
        let number = |n| Which::Number(NonZeroUsize::new(n).unwrap());
        assert_eq!("last".parse(), Ok(Which::Last));
        assert_eq!("all".parse(), Ok(Which::All));
        assert_eq!("12".parse(), Ok(number(12)));
        for wrong in [
            "",
            "0",
            "-1",
            "1.5",
            "ALL",
            "первый",
            "99999999999999999999",
        ] {
            let reason = wrong.parse::<Which>().unwrap_err();
            assert!(reason.contains("counted from 1"), "{wrong}");
        }
    }

    #[test]
    fn one_answer_is_turn_1() {
        let reading = |turns: &str| Reading {
            turns: turns.parse().unwrap(),
            map: None,
        };
        for turns in ["last", "all", "1"] {
            assert!(reading(turns).single(Response::default()).is_ok());
        }
        let reason = reading("2").single(Response::default()).unwrap_err();
        assert!(reason.contains("turn 2") && reason.contains("one answer"));
    }
}
