//! What a gate asks for: the settings with their defaults.

use super::statistics::Method;
use crate::policy::{GateSettings, Gated, OnInconclusive};
use crate::verdict::Level;

/// The default of `alpha`: the chance of stopping an unchanged prompt, over all gated criteria.
pub const ALPHA: f64 = 0.05;
/// The default of `margin`: with no change at all, 52 cases rule out a drop of five points.
pub const MARGIN: f64 = 0.05;
/// The default of `max-missing`.
pub const MAX_MISSING: f64 = 0.1;

/// What counts as a regression of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// A drop that chance does not explain.
    Significant,
    /// Any new failure.
    AnyFailure,
}

/// Whether a rubric may ask for less than the baseline's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RubricChange {
    /// Each removed or weakened criterion is a regression.
    Refused,
    /// The author means it.
    Allowed,
}

/// Everything that a gate decides by.
#[derive(Debug, Clone, PartialEq)]
pub struct GatePolicy {
    /// The family-wise level of the tests.
    pub alpha: f64,
    /// The smallest drop that counts, as a share.
    pub min_effect: f64,
    /// The drop that must be ruled out, as a share.
    pub margin: f64,
    /// Which criteria decide.
    pub gated: Gated,
    /// What counts as a regression.
    pub strictness: Strictness,
    /// Which p value decides.
    pub method: Method,
    /// What an inconclusive comparison means.
    pub on_inconclusive: OnInconclusive,
    /// The largest share of cases that may be on one side only.
    pub max_missing: f64,
    /// Whether criteria may be removed or weakened.
    pub rubric_change: RubricChange,
}

impl GatePolicy {
    /// The policy of `settings`, which were found sound.
    #[must_use]
    pub fn new(settings: GateSettings, rubric_change: RubricChange) -> Self {
        let strict = settings.strict.unwrap_or_default();
        let exact = settings.exact.unwrap_or_default();
        Self {
            alpha: settings.alpha.unwrap_or(ALPHA),
            min_effect: settings.min_effect.unwrap_or(0.0),
            margin: settings.margin.unwrap_or(MARGIN),
            gated: settings.gate.unwrap_or_default(),
            strictness: if strict {
                Strictness::AnyFailure
            } else {
                Strictness::Significant
            },
            method: if exact { Method::Exact } else { Method::MidP },
            on_inconclusive: settings.on_inconclusive.unwrap_or_default(),
            max_missing: settings.max_missing.unwrap_or(MAX_MISSING),
            rubric_change,
        }
    }

    /// Whether a criterion decides.
    #[must_use]
    pub fn gates(&self, id: &str, level: Level) -> bool {
        match &self.gated {
            Gated::Level(lowest) => level >= *lowest,
            Gated::Ids(ids) => ids.iter().any(|gated| gated == id),
        }
    }
}

impl Default for GatePolicy {
    fn default() -> Self {
        Self::new(GateSettings::default(), RubricChange::Refused)
    }
}
