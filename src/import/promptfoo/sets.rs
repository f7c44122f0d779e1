//! Sets of assertions: all of them, or a share of them.

use serde_json::{Value, json};

use super::config::Assertion;

/// How much of a set must pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Threshold {
    /// All of it.
    All,
    /// A share of its weight.
    Share(f64),
    /// Nothing.
    Silent,
}

/// A set as written.
pub(super) struct Set {
    pub(super) members: Vec<Assertion>,
    pub(super) threshold: Threshold,
    /// Whether its members weigh the same.
    is_even: bool,
}

impl Set {
    pub(super) fn of(assertion: &Assertion) -> Self {
        let path = assertion.path.key("assert");
        let list = assertion.value["assert"].as_array().into_iter().flatten();
        let member = |(n, value): (usize, &Value)| Assertion {
            path: path.index(n),
            value: value.clone(),
        };
        let members: Vec<Assertion> = list.enumerate().map(member).collect();
        let weights = members
            .iter()
            .map(|member| member.value["weight"].as_f64().unwrap_or(1.0));
        let weights: Vec<f64> = weights.collect();
        Self {
            threshold: match assertion.value["threshold"].as_f64() {
                None => Threshold::All,
                Some(share) if share > 0.0 => Threshold::Share(share),
                Some(_) => Threshold::Silent,
            },
            is_even: weights
                .windows(2)
                .all(|two| (two[0] - two[1]).abs() < f64::EPSILON),
            members,
        }
    }

    /// The check of those members that were taken over, and how it differs; `refused` were not.
    pub(super) fn check(
        &self,
        checks: &[Value],
        refused: usize,
    ) -> Result<(Value, Vec<String>), String> {
        let total = checks.len() + refused;
        if checks.is_empty() {
            return Err("none of its assertions is taken over".to_owned());
        }
        let Threshold::Share(share) = self.threshold else {
            if self.threshold == Threshold::Silent {
                return Err("with `threshold: 0` it never fails there".to_owned());
            }
            let remark =
                (refused > 0).then(|| "without the assertions that are refused".to_owned());
            return Ok((json!({ "all": checks }), remark.into_iter().collect()));
        };
        if refused > 0 {
            return Err("its threshold counts assertions that are refused".to_owned());
        }
        if !self.is_even {
            return Err("its threshold counts assertions of different weights".to_owned());
        }
        let needed = (1..=total).find(|needed| reaches(*needed, total, share));
        match needed {
            None => Err("its threshold cannot be reached".to_owned()),
            Some(n) if n == total => Ok((json!({ "all": checks }), Vec::new())),
            Some(n) => Ok((json!({ "at-least": { "n": n, "of": checks } }), Vec::new())),
        }
    }
}

/// Whether `needed` of `total` are the share, as floating point has it there.
#[expect(clippy::cast_precision_loss, reason = "sets are short")]
fn reaches(needed: usize, total: usize, share: f64) -> bool {
    needed as f64 / total as f64 >= share
}

/// The definitions for sets of cases, by their names.
pub(super) fn definitions(sets: &[Value]) -> Vec<(String, Value)> {
    let definition = |(n, check): (usize, &Value)| {
        let definition = json!({ "about": "A set of assertions.", "check": check });
        (format!("assert-set-{}", n + 1), definition)
    };
    sets.iter().enumerate().map(definition).collect()
}
