//! Draws runs of a baseline and a candidate, and asks several rules whether the candidate is worse.
//!
//! Shared by the simulation, which prints its document, and by the test that holds the document to it.

use semper::compare::statistics::{Confidence, Method, SignFlip, holm};

/// The seed of every part; parts differ by what is added to it.
pub(crate) const SEED: u64 = 20_261_125;
/// Runs for each row of the document, and of those with one criterion and repeats.
pub(crate) const RUNS: u32 = 4000;
pub(crate) const REPEAT_RUNS: u32 = 20_000;
/// Criteria of a comparison, with rates from 0.60 to 0.95.
pub(crate) const CRITERIA: usize = 11;
/// The criterion that drops, where one does: its rate is 0.775.
pub(crate) const MOVED: usize = 5;
const ALPHA: f64 = 0.05;
/// The drop at which the simplest of rules blocks.
const FIVE_POINTS: f64 = 0.05;

/// `SplitMix64` (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    /// The numbers of `seed`.
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to below 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let uniform = (mixed >> 11) as f64 / 9_007_199_254_740_992.0;
        uniform
    }

    /// The chance with which one case passes: some cases are harder. Over cases its mean is `rate`.
    fn case(&mut self, rate: f64) -> f64 {
        self.uniform().powf(1.0 / rate - 1.0)
    }

    /// How many of `repeats` answers pass with `chance`.
    fn passes(&mut self, chance: f64, repeats: u32) -> i64 {
        (0..repeats)
            .map(|_| i64::from(self.uniform() < chance))
            .sum()
    }
}

/// Shares of runs.
pub(crate) struct Shares {
    runs: u32,
    counts: [u32; 4],
}

impl Shares {
    fn new(runs: u32) -> Self {
        Self {
            runs,
            counts: [0; 4],
        }
    }

    fn add(&mut self, found: [bool; 4]) {
        for (count, found) in self.counts.iter_mut().zip(found) {
            *count += u32::from(found);
        }
    }

    /// In the order of the rules.
    pub(crate) fn shares(&self) -> [f64; 4] {
        self.counts
            .map(|count| f64::from(count) / f64::from(self.runs))
    }

    /// A row of a Markdown table.
    pub(crate) fn row(&self, first: &str) -> String {
        let shares = self.shares().map(|share| format!("{share:.3}"));
        format!("| {first} | {} |", shares.join(" | "))
    }
}

/// What became of the cases of one criterion.
#[derive(Default, Clone, Copy)]
struct Flips {
    regressed: u32,
    improved: u32,
    both: u32,
}

/// The rules of the first table, in its order; each says which criteria dropped.
fn rules(criteria: &[Flips; CRITERIA], cases: u32) -> [[bool; CRITERIA]; 4] {
    let p = |method| {
        let p = criteria.map(|of| {
            SignFlip::of_pairs(u64::from(of.regressed), u64::from(of.improved)).p(method)
        });
        let adjusted = holm(&p);
        std::array::from_fn(|at| adjusted[at] <= ALPHA)
    };
    let down = |of: Flips| {
        let delta = f64::from(of.improved) - f64::from(of.regressed);
        delta / f64::from(cases) <= -FIVE_POINTS
    };
    [
        criteria.map(down),
        criteria.map(|of| welch(of, cases)),
        p(Method::Exact),
        p(Method::MidP),
    ]
}

/// Welch's test of two independent samples, one-sided at 5 %.
fn welch(of: Flips, cases: u32) -> bool {
    let n = f64::from(cases);
    let rate = |passes: u32| f64::from(passes) / n;
    let (before, after) = (rate(of.both + of.regressed), rate(of.both + of.improved));
    let [v, w] = [before, after].map(|rate| rate * (1.0 - rate) / (n - 1.0));
    if v + w == 0.0 {
        return after < before;
    }
    let degrees = (v + w).powi(2) * (n - 1.0) / (v * v + w * w);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "degrees of freedom are positive and few"
    )]
    let degrees = degrees.floor() as u64;
    let border = Confidence::NINETY.t(degrees).expect("there are some");
    (after - before) / (v + w).sqrt() <= -border
}

/// The share of runs in which each rule finds a drop: of any criterion when `drop` is 0, and otherwise of the one
/// criterion that does drop by so much.
pub(crate) fn one_answer(cases: u32, drop: f64, runs: u32) -> Shares {
    let mut random = Random::new(SEED + u64::from(cases));
    let mut found = Shares::new(runs);
    for _ in 0..runs {
        let mut rate = 0.60;
        let mut criteria = [Flips::default(); CRITERIA];
        for (at, criterion) in criteria.iter_mut().enumerate() {
            // The candidate keeps this share of the chance of each case.
            let kept = if at == MOVED { 1.0 - drop / rate } else { 1.0 };
            for _ in 0..cases {
                let chance = random.case(rate);
                let (before, after) = (random.uniform() < chance, random.uniform() < chance * kept);
                match (before, after) {
                    (true, true) => criterion.both += 1,
                    (true, false) => criterion.regressed += 1,
                    (false, true) => criterion.improved += 1,
                    (false, false) => {}
                }
            }
            rate += 0.035;
        }
        let names = |called: [bool; CRITERIA]| {
            if drop > 0.0 {
                called[MOVED]
            } else {
                called.contains(&true)
            }
        };
        found.add(rules(&criteria, cases).map(names));
    }
    found
}

/// What happens to the chance of a case between baseline and candidate.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    /// Nothing.
    None,
    /// It is drawn anew: the prompt changed which cases are hard, and not how many pass.
    Redrawn,
    /// It loses this much on average.
    Drop(f64),
}

/// How many answers a case has on the baseline and on the candidate.
#[derive(Clone, Copy)]
pub(crate) enum Repeats {
    /// The same numbers for every case.
    Sides(u32, u32),
    /// As many on both sides, from 1 to 5, drawn for each case.
    Mixed,
}

impl Repeats {
    /// A multiple of all numbers that may occur.
    fn common(self) -> u32 {
        match self {
            Self::Sides(before, after) => before * after,
            Self::Mixed => 60,
        }
    }

    fn draw(self, random: &mut Random) -> (u32, u32) {
        match self {
            Self::Sides(before, after) => (before, after),
            Self::Mixed => {
                let more = (1..5).map(|_| u32::from(random.uniform() < 0.5));
                let size = 1 + more.sum::<u32>();
                (size, size)
            }
        }
    }
}

/// The share of runs in which one criterion with a rate of 0.8 is called regressed at 5 %: McNemar's test (mid-p) on
/// pairs by number of repeat, the same by its exact p, and the sign-flip test over all answers of a case, exact and mid-p.
pub(crate) fn repeated(cases: u32, repeats: Repeats, change: Change, runs: u32) -> Shares {
    const RATE: f64 = 0.8;
    let mut random = Random::new(SEED + u64::from(1000 * repeats.common() + cases));
    let mut found = Shares::new(runs);
    for _ in 0..runs {
        let (mut regressed, mut improved) = (0, 0);
        let mut differences = Vec::new();
        for _ in 0..cases {
            let chance = random.case(RATE);
            let moved = match change {
                Change::None => chance,
                Change::Redrawn => random.case(RATE),
                Change::Drop(drop) => chance * (1.0 - drop / RATE),
            };
            let (before, after) = repeats.draw(&mut random);
            let mut passes = [0, 0];
            for repeat in 0..before.max(after) {
                let one = (repeat < before).then(|| random.passes(chance, 1));
                let other = (repeat < after).then(|| random.passes(moved, 1));
                passes[0] += one.unwrap_or(0);
                passes[1] += other.unwrap_or(0);
                regressed += u64::from((one, other) == (Some(1), Some(0)));
                improved += u64::from((one, other) == (Some(0), Some(1)));
            }
            // Rates over different numbers become whole by a common multiple.
            let scaled =
                |passes: i64, of: u32| passes * i64::from(repeats.common()) / i64::from(of);
            differences.push(scaled(passes[1], after) - scaled(passes[0], before));
        }
        let (pairs, flips) = (
            SignFlip::of_pairs(regressed, improved),
            SignFlip::of(differences),
        );
        found.add([pairs.mid_p, pairs.exact, flips.exact, flips.mid_p].map(|p| p <= ALPHA));
    }
    found
}
