//! The name and verdicts of every case, for reports that list them all.
//!
//! Answers come case by case, and a report goes criterion by criterion; so the verdicts are kept, one byte
//! each, and the names in one text: two million answers and twenty criteria take about a hundred megabytes.

use crate::verdict::Verdict;

/// All scored answers of a run, in input order.
#[derive(Debug, Clone)]
pub struct Cases {
    criteria: usize,
    names: String,
    answers: Vec<Answer>,
    /// By answer, then by criterion, those of the rubric.
    verdicts: Vec<Verdict>,
    /// The verdicts on criteria of cases.
    own: Vec<Own>,
}

/// A verdict on a criterion that a case has of its own.
#[derive(Debug, Clone, Copy)]
struct Own {
    answer: usize,
    row: usize,
    index: u32,
    verdict: Verdict,
}

#[derive(Debug, Clone, Copy)]
struct Answer {
    /// Where its name stands.
    start: usize,
    end: usize,
    repeat: u32,
}

/// One answer and its verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseVerdict<'c> {
    /// The case, printable.
    pub case: &'c str,
    /// Which answer of the case.
    pub repeat: u32,
    /// The index of the criterion in the case, when the case has it of its own.
    pub index: Option<u32>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Cases {
    /// No answers yet, to be judged by this many criteria.
    pub(super) fn new(criteria: usize) -> Self {
        Self {
            criteria,
            names: String::new(),
            answers: Vec::new(),
            verdicts: Vec::new(),
            own: Vec::new(),
        }
    }

    /// Adds an answer with its verdicts in the order of the criteria.
    pub(super) fn push(
        &mut self,
        case: &str,
        repeat: u32,
        verdicts: impl Iterator<Item = (usize, Option<u32>, Verdict)>,
    ) {
        // Answers of one case often follow each other, and share its name.
        let (start, end) = match self.answers.last() {
            Some(last) if self.name(last) == case => (last.start, last.end),
            Some(_) | None => {
                let start = self.names.len();
                self.names.push_str(case);
                (start, self.names.len())
            }
        };
        self.answers.push(Answer { start, end, repeat });
        let before = self.verdicts.len();
        for (row, index, verdict) in verdicts {
            match index {
                None => self.verdicts.push(verdict),
                Some(index) => self.own.push(Own {
                    answer: self.answers.len() - 1,
                    row,
                    index,
                    verdict,
                }),
            }
        }
        debug_assert_eq!(self.verdicts.len() - before, self.criteria);
    }

    /// Every answer with its verdict by the criterion at `index`.
    pub fn of(&self, index: usize) -> impl Iterator<Item = CaseVerdict<'_>> {
        let of_all = if index < self.criteria {
            &*self.verdicts
        } else {
            &[]
        };
        let verdicts = of_all.iter().skip(index).step_by(self.criteria.max(1));
        let of_all = self
            .answers
            .iter()
            .zip(verdicts)
            .map(|(answer, verdict)| CaseVerdict {
                case: self.name(answer),
                repeat: answer.repeat,
                index: None,
                verdict: *verdict,
            });
        let own = self.own.iter().filter(move |own| own.row == index);
        of_all.chain(own.map(|own| {
            let answer = &self.answers[own.answer];
            CaseVerdict {
                case: self.name(answer),
                repeat: answer.repeat,
                index: Some(own.index),
                verdict: own.verdict,
            }
        }))
    }

    fn name(&self, answer: &Answer) -> &str {
        &self.names[answer.start..answer.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_by_criterion() {
        let all = |of: [Verdict; 2]| of.into_iter().enumerate().map(|(n, v)| (n, None, v));
        let mut cases = Cases::new(2);
        cases.push("да 🙂", 0, all([Verdict::Pass, Verdict::Na]));
        cases.push("да 🙂", 1, all([Verdict::Fail, Verdict::Pass]));
        cases.push("b", 0, all([Verdict::Error, Verdict::Fail]));
        let second: Vec<_> = cases.of(1).map(|c| (c.case, c.repeat, c.verdict)).collect();
        assert_eq!(
            second,
            [
                ("да 🙂", 0, Verdict::Na),
                ("да 🙂", 1, Verdict::Pass),
                ("b", 0, Verdict::Fail)
            ]
        );
        assert_eq!(cases.names, "да 🙂b");
    }
}
