//! Scores one document with a rubric: a pure function.

use std::sync::Arc;

use super::cases::Case;
use super::context::{Context, Shared};
use super::criterion::{Criterion, Rubric};
use super::outcome::{self, Decision, Outcome};
use super::spec::Check;
use super::variants::{Manner, Variant, is_blank, variants};
use crate::document::{Document, Input};
use crate::verdict::{Evidence, Origin, Verdict};

/// The verdict of one criterion on one response.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionVerdict {
    /// The number of the criterion: those of the rubric that a check decides, then the groups of the cases.
    pub row: usize,
    /// The criterion's id; of a criterion that a case has of its own, `use#index`.
    pub criterion: Arc<str>,
    /// Its verdict.
    pub verdict: Verdict,
    /// The reasons, most telling first.
    pub evidence: Vec<Evidence>,
}

/// All verdicts on one response.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// One for each checked criterion, in the order of the rubric, then those of the case.
    pub verdicts: Vec<CriterionVerdict>,
    /// Sum of the weights passed over the sum of the weights decided; `None` when nothing was.
    pub score: Option<f64>,
}

/// A criterion as it is applied: one of the rubric, or one of a case.
struct Applied<'r> {
    row: usize,
    name: &'r Arc<str>,
    weight: f64,
    whens: &'r [Arc<dyn Check>],
    check: &'r dyn Check,
}

impl Rubric {
    /// How many criteria a check decides.
    #[must_use]
    pub fn checked(&self) -> usize {
        let criteria = self.criteria.iter();
        criteria
            .filter(|criterion| !criterion.is_unchecked())
            .count()
    }

    /// Scores `document` with the criteria of the rubric.
    #[must_use]
    pub fn score(&self, document: &Document<'_>) -> Scored {
        self.score_case(document, None)
    }

    /// Scores `document`, an answer to `case`, with the criteria of the rubric and those of the case.
    ///
    /// A blank answer meets no criterion of its case, whatever it asks for.
    #[must_use]
    pub fn score_case(&self, document: &Document<'_>, case: Option<&Case>) -> Scored {
        let shared = Shared::new(document, &self.table);
        let context = Context::new(&shared);
        let applied: Vec<Applied<'_>> = self.applied(case).collect();
        let own = self.checked();
        let blank = case.is_some() && is_blank(document.input.answer);
        let mut verdicts: Vec<CriterionVerdict> = applied
            .iter()
            .map(|criterion| {
                if blank && criterion.row >= own {
                    criterion.verdict(Verdict::Fail, vec![Evidence::absent("the answer is blank")])
                } else {
                    criterion.evaluate(&context)
                }
            })
            .collect();
        match self.manner {
            Manner::Strict => {}
            Manner::Loose => self.try_again(document, &applied, &mut verdicts),
        }
        let (mut passed, mut decided) = (0.0, 0.0);
        for (criterion, verdict) in applied.iter().zip(&verdicts) {
            match verdict.verdict {
                Verdict::Pass => {
                    passed += criterion.weight;
                    decided += criterion.weight;
                }
                Verdict::Fail => decided += criterion.weight,
                Verdict::Na | Verdict::Error => {}
            }
        }
        Scored {
            verdicts,
            score: (decided > 0.0).then(|| passed / decided),
        }
    }

    /// The names of the criteria that an answer to `case` gets verdicts on, with their rows.
    pub fn names<'r>(
        &'r self,
        case: Option<&'r Case>,
    ) -> impl Iterator<Item = (usize, &'r Arc<str>)> {
        self.applied(case)
            .map(|criterion| (criterion.row, criterion.name))
    }

    fn applied<'r>(&'r self, case: Option<&'r Case>) -> impl Iterator<Item = Applied<'r>> {
        let own = self.criteria.iter().filter_map(|criterion| {
            let check = criterion.check.as_deref()?;
            Some((criterion, check))
        });
        let own = own.enumerate().map(|(row, (criterion, check))| Applied {
            row,
            name: &criterion.id,
            weight: criterion.weight,
            whens: &criterion.whens,
            check,
        });
        let cases = self.cases.as_ref().zip(case);
        let first = self.checked();
        let of_case = cases.into_iter().flat_map(move |(cases, case)| {
            case.criteria.iter().map(move |criterion| {
                let demand = cases.demand(criterion);
                Applied {
                    row: first + criterion.group,
                    name: &criterion.name,
                    weight: cases.groups[criterion.group].weight,
                    whens: &demand.whens,
                    check: &*demand.check,
                }
            })
        });
        own.chain(of_case)
    }

    /// Holds the variants of the answer to the criteria that fail; each variant is parsed once, and only when one is
    /// left that it could help.
    fn try_again(
        &self,
        document: &Document<'_>,
        applied: &[Applied<'_>],
        verdicts: &mut [CriterionVerdict],
    ) {
        let mut open: Vec<usize> = (0..verdicts.len())
            .filter(|n| verdicts[*n].verdict == Verdict::Fail)
            .collect();
        if open.is_empty() {
            return;
        }
        for variant in variants(document.input.answer) {
            let input = Input {
                answer: &variant.text,
                ..document.input
            };
            let other = Document::new(input, document.lexicon(), document.workspace());
            let shared = Shared::new(&other, &self.table);
            let context = Context::new(&shared);
            open.retain(|n| {
                let outcome = applied[*n].check.evaluate(&context);
                let passes = outcome.decision == Decision::Pass;
                if passes {
                    let evidence = moved(outcome, &variant);
                    verdicts[*n] = applied[*n].verdict(Verdict::Pass, evidence);
                }
                !passes
            });
            if open.is_empty() {
                return;
            }
        }
    }
}

/// The evidence in a variant as evidence in the answer, after the words that tell which variant it is.
fn moved(outcome: Outcome, variant: &Variant<'_>) -> Vec<Evidence> {
    let rest = outcome.evidence.into_iter().map(|evidence| Evidence {
        place: evidence.place.map(|(origin, span)| match origin {
            Origin::Answer => (origin, variant.original(span)),
            Origin::File(_) | Origin::Prompt => (origin, span),
        }),
        note: evidence.note,
    });
    std::iter::once(Evidence::absent(variant.note))
        .chain(rest)
        .collect()
}

impl Applied<'_> {
    fn verdict(&self, verdict: Verdict, evidence: Vec<Evidence>) -> CriterionVerdict {
        CriterionVerdict {
            row: self.row,
            criterion: self.name.clone(),
            verdict,
            evidence,
        }
    }

    fn evaluate(&self, context: &Context<'_>) -> CriterionVerdict {
        let (verdict, outcome) = decide(self.whens, self.check, context);
        self.verdict(verdict, outcome.evidence)
    }
}

fn decide(
    whens: &[Arc<dyn Check>],
    check: &dyn Check,
    context: &Context<'_>,
) -> (Verdict, Outcome) {
    let applies = outcome::all(whens.iter().map(|when| when.evaluate(context)));
    match applies.decision {
        Decision::Fail => (Verdict::Na, applies),
        Decision::Error => (Verdict::Error, applies),
        Decision::Pass => {
            let outcome = check.evaluate(context);
            (outcome.decision.into(), outcome)
        }
    }
}

impl Criterion {
    /// The verdict; `None` for a criterion that no check decides.
    pub(super) fn evaluate(&self, context: &Context<'_>) -> Option<CriterionVerdict> {
        let (verdict, outcome) = decide(&self.whens, self.check.as_deref()?, context);
        Some(CriterionVerdict {
            row: 0,
            criterion: self.id.clone(),
            verdict,
            evidence: outcome.evidence,
        })
    }
}
