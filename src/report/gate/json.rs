//! The comparison for programs. Keys may be added, never renamed.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{GateFormat, GateReport};
use crate::compare::{
    Alone, Comparison, CriterionComparison, Flip, Method, Rate, RepeatRates, Revision, Side,
    Strictness, Test, headline, notes,
};
use crate::policy::{Gated, OnInconclusive};
use crate::report::palette::Palette;
use crate::run::{AgentInfo, CaseRef, EvidenceRecord, Ledger, RubricInfo, RuleInfo, SourceRef};
use crate::verdict::Level;
use crate::words::rounded;

/// The format.
pub(super) static FORMAT: GateFormat = GateFormat {
    name: "json",
    summary: "one JSON object with all numbers and flips",
    write,
};

#[derive(Serialize)]
struct Object<'c> {
    outcome: &'static str,
    headline: String,
    notes: Vec<String>,
    policy: Policy<'c>,
    baseline: SideObject<'c>,
    candidate: SideObject<'c>,
    cases: usize,
    pairs: usize,
    criteria: Vec<Criterion<'c>>,
    /// Criteria that only the candidate's rubric has.
    added: Vec<&'c str>,
    #[serde(serialize_with = "flips")]
    flips: &'c GateReport<'c>,
    /// Cases on one side only.
    #[serde(serialize_with = "missing")]
    missing: &'c Comparison<'c>,
    /// Repeats on one side only, of cases that both sides have.
    #[serde(serialize_with = "unpaired")]
    unpaired: &'c Comparison<'c>,
}

#[derive(Serialize)]
struct Policy<'c> {
    alpha: f64,
    min_effect: f64,
    margin: f64,
    gate: &'c Gated,
    strict: bool,
    exact: bool,
    on_inconclusive: OnInconclusive,
    max_missing: f64,
}

#[derive(Serialize)]
struct SideObject<'c> {
    logs: Vec<&'c str>,
    rubric: &'c RubricInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'c AgentInfo>,
    responses: usize,
    invalid: usize,
    score: Option<f64>,
}

#[derive(Serialize)]
struct Criterion<'c> {
    #[serde(rename = "criterion")]
    id: &'c str,
    level: Level,
    gated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'c RuleInfo>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'static str>,
    pairs: usize,
    cases: usize,
    b: usize,
    c: usize,
    baseline: Option<RateObject>,
    candidate: Option<RateObject>,
    delta: Option<f64>,
    interval: Option<[f64; 2]>,
    /// The lower limit of the two-sided 90 % interval, which the margin is held against.
    lower: Option<f64>,
    p: Option<f64>,
    p_adjusted: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_longer_applies: Option<Silence>,
    lost: Lost,
    detectable_drop: Option<f64>,
    cases_to_decide: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<RepeatRates>,
}

/// A pass rate over the pairs that both sides decided, with its Wilson interval.
#[derive(Serialize)]
struct RateObject {
    rate: f64,
    interval: [f64; 2],
}

#[derive(Serialize)]
struct Silence {
    pairs: usize,
    b: usize,
    c: usize,
    delta: f64,
    interval: Option<[f64; 2]>,
    p: f64,
    p_adjusted: f64,
}

#[derive(Serialize)]
struct Lost {
    na_on_baseline: usize,
    na_on_candidate: usize,
    error_on_baseline: usize,
    error_on_candidate: usize,
}

#[derive(Serialize)]
struct FlipObject<'c> {
    criterion: &'c str,
    case: &'c str,
    repeat: u32,
    /// The index of the criterion in the case, when the case has it of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u32>,
    turn: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<SeenObject<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<SeenObject<'c>>,
}

#[derive(Serialize)]
struct SeenObject<'c> {
    verdict: &'static str,
    source: &'c SourceRef,
    evidence: &'c [EvidenceRecord],
}

#[derive(Serialize)]
struct Missing {
    #[serde(flatten)]
    case: CaseRef,
    /// The side that has it.
    only_on: &'static str,
}

fn write(report: &GateReport<'_>, _: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let comparison = report.comparison;
    let object = Object {
        outcome: comparison.outcome.as_str(),
        headline: headline(comparison),
        notes: notes(comparison),
        policy: policy(comparison),
        baseline: side(comparison.baseline),
        candidate: side(comparison.candidate),
        cases: comparison.pairing.cases(),
        pairs: comparison.pairing.pairs.len(),
        criteria: comparison.criteria.iter().map(criterion).collect(),
        added: comparison.added.iter().map(|id| &**id).collect(),
        flips: report,
        missing: comparison,
        unpaired: comparison,
    };
    serde_json::to_writer_pretty(&mut *out, &object)?;
    out.write_all(b"\n")
}

fn policy<'c>(comparison: &'c Comparison<'_>) -> Policy<'c> {
    let policy = &comparison.policy;
    Policy {
        alpha: policy.alpha,
        min_effect: policy.min_effect,
        margin: policy.margin,
        gate: &policy.gated,
        strict: policy.strictness == Strictness::AnyFailure,
        exact: policy.method == Method::Exact,
        on_inconclusive: policy.on_inconclusive,
        max_missing: policy.max_missing,
    }
}

fn side(ledger: &Ledger) -> SideObject<'_> {
    SideObject {
        logs: ledger.logs().iter().map(|log| &*log.name).collect(),
        rubric: &ledger.header().rubric,
        agent: ledger.header().agent.as_ref(),
        responses: ledger.len(),
        invalid: ledger.invalid().len(),
        score: ledger.mean_score(),
    }
}

fn criterion(row: &CriterionComparison) -> Criterion<'_> {
    let passing = &row.tally.passing;
    let rate = |Rate { rate, interval }: Rate| RateObject {
        rate: short(rate),
        interval: interval.map(short),
    };
    let rates = row.rate_intervals().map(|rates| rates.map(rate));
    let (before, after) = rates.map(|[before, after]| (before, after)).unzip();
    let lost = row.tally.lost;
    let test = row.test.as_ref();
    Criterion {
        id: &row.id,
        level: row.level,
        gated: row.gated,
        rule: row.rule.as_ref(),
        outcome: row.outcome.as_str(),
        cause: row.cause.map(crate::compare::Cause::as_str),
        revision: match row.revision {
            Revision::Kept => None,
            Revision::Removed => Some("removed"),
            Revision::Weakened { .. } => Some("weakened"),
            Revision::Changed => Some("changed"),
        },
        pairs: passing.pairs,
        cases: passing.clusters.cases(),
        b: passing.lost,
        c: passing.gained,
        baseline: before,
        candidate: after,
        delta: test.map(|test| short(test.delta)),
        interval: test
            .and_then(|test| test.interval)
            .map(|ends| ends.map(short)),
        lower: test.and_then(|test| test.lower).map(short),
        p: test.map(|test| short(test.p)),
        p_adjusted: test.map(|test| short(test.p_adjusted)),
        no_longer_applies: row.silence.as_ref().map(|test| silence(row, test)),
        lost: Lost {
            na_on_baseline: lost.na_on_baseline,
            na_on_candidate: lost.na_on_candidate,
            error_on_baseline: lost.error_on_baseline,
            error_on_candidate: lost.error_on_candidate,
        },
        detectable_drop: row.detectable_drop.map(rounded),
        cases_to_decide: row.cases_to_decide,
        repeats: row.repeats,
    }
}

fn silence(row: &CriterionComparison, test: &Test) -> Silence {
    let applicable = &row.tally.applicable;
    Silence {
        pairs: applicable.pairs,
        b: applicable.lost,
        c: applicable.gained,
        delta: short(test.delta),
        interval: test.interval.map(|ends| ends.map(short)),
        p: short(test.p),
        p_adjusted: short(test.p_adjusted),
    }
}

fn flip<'c>(report: &GateReport<'c>, flip: &'c Flip) -> FlipObject<'c> {
    let comparison = report.comparison;
    let criterion = &comparison.criteria[flip.criterion];
    let seen = |side| {
        let seen = report
            .excerpts
            .seen(side, flip.pair, &criterion.id, flip.index)?;
        Some(SeenObject {
            verdict: seen.verdict.as_str(),
            source: seen.source,
            evidence: seen.evidence,
        })
    };
    let row = flip.pair.baseline as usize;
    FlipObject {
        criterion: &criterion.id,
        case: comparison.baseline.case(row),
        repeat: comparison.baseline.repeat(row),
        index: flip.index,
        turn: flip.turn.as_str(),
        baseline: seen(Side::Baseline),
        candidate: seen(Side::Candidate),
    }
}

// There may be millions, so the lists are written one by one.
fn flips<S: Serializer>(report: &GateReport<'_>, out: S) -> Result<S::Ok, S::Error> {
    let all = report.comparison.flips.iter();
    out.collect_seq(all.map(|turned| flip(report, turned)))
}

fn missing<S: Serializer>(comparison: &Comparison<'_>, out: S) -> Result<S::Ok, S::Error> {
    alone(comparison, |alone| &alone.cases, out)
}

fn unpaired<S: Serializer>(comparison: &Comparison<'_>, out: S) -> Result<S::Ok, S::Error> {
    alone(comparison, |alone| &alone.repeats, out)
}

fn alone<S: Serializer>(
    comparison: &Comparison<'_>,
    rows: fn(&Alone) -> &Vec<u32>,
    out: S,
) -> Result<S::Ok, S::Error> {
    let sides = [
        (Side::Baseline, &comparison.pairing.baseline),
        (Side::Candidate, &comparison.pairing.candidate),
    ];
    out.collect_seq(sides.iter().flat_map(|(side, alone)| {
        rows(alone).iter().map(|row| Missing {
            case: comparison.name(*side, *row),
            only_on: side.as_str(),
        })
    }))
}

/// Nine decimals are what the reference values are held to; more would only show the arithmetic.
fn short(number: f64) -> f64 {
    let rounded = (number * 1e9).round() / 1e9;
    // A minus before a zero says nothing.
    if rounded == 0.0 {
        number.abs().min(0.0)
    } else {
        rounded
    }
}
