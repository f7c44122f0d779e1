//! How a gate decides, as people write it: under `gate:` of a rubric, and as arguments. A run log carries the
//! settings of its rubric, so that a comparison of two logs knows them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::verdict::Level;

/// The settings of the gate; what is not said has its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Gate")]
pub struct GateSettings {
    /// The chance of stopping an unchanged prompt, over all gated criteria together; 0.05 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<f64>,
    /// The smallest drop of a pass rate that counts as a regression, as a share; 0 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_effect: Option<f64>,
    /// The drop of a pass rate that must be ruled out for a criterion to pass, as a share; 0.05 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// Which criteria decide: `must` (the default), `should` (which includes `must`), `may` (all), or a list of ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gated>,
    /// With `true`, any new failure of a gated criterion is a regression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// With `true`, the exact p value decides in place of the mid-p value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<bool>,
    /// Whether a comparison that the data cannot decide passes, with a warning, or fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_inconclusive: Option<OnInconclusive>,
    /// The largest share of cases that may be on one side only; 0.1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_missing: Option<f64>,
}

/// What an inconclusive comparison means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnInconclusive {
    /// The gate opens, with a warning.
    #[default]
    Pass,
    /// The gate stays shut.
    Fail,
}

/// Which criteria decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gated {
    /// Those of this level and above.
    Level(Level),
    /// Those with these ids.
    Ids(Vec<String>),
}

impl Default for Gated {
    fn default() -> Self {
        Self::Level(Level::Must)
    }
}

impl Gated {
    /// Reads `must`, `should`, `may`, or ids with commas between them.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.trim() {
            "must" => Self::Level(Level::Must),
            "should" => Self::Level(Level::Should),
            "may" => Self::Level(Level::May),
            ids => Self::Ids(ids.split(',').map(|id| id.trim().to_owned()).collect()),
        }
    }
}

impl Serialize for Gated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Level(level) => level.serialize(serializer),
            Self::Ids(ids) => ids.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Gated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LevelOrIds;
        impl<'de> Visitor<'de> for LevelOrIds {
            type Value = Gated;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`must`, `should`, `may`, or a list of ids")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Gated, E> {
                Ok(Gated::parse(text))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Gated, A::Error> {
                let mut ids = Vec::new();
                while let Some(id) = seq.next_element()? {
                    ids.push(id);
                }
                Ok(Gated::Ids(ids))
            }
        }
        deserializer.deserialize_any(LevelOrIds)
    }
}

impl JsonSchema for Gated {
    fn schema_name() -> Cow<'static, str> {
        "Gated".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" }, "minItems": 1 }
        ] })
    }
}

/// A setting that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingProblem {
    /// Its key.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
}

impl GateSettings {
    /// These settings, and where they are silent, those of `below`.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            alpha: self.alpha.or(below.alpha),
            min_effect: self.min_effect.or(below.min_effect),
            margin: self.margin.or(below.margin),
            gate: self.gate.or(below.gate),
            strict: self.strict.or(below.strict),
            exact: self.exact.or(below.exact),
            on_inconclusive: self.on_inconclusive.or(below.on_inconclusive),
            max_missing: self.max_missing.or(below.max_missing),
        }
    }

    /// Every value that is out of range, and every id that is not among `criteria`.
    #[must_use]
    pub fn problems<'i>(&self, criteria: impl Iterator<Item = &'i str>) -> Vec<SettingProblem> {
        let mut out = Vec::new();
        let mut within = |key, value: Option<f64>, fits: fn(f64) -> bool, range: &str| {
            if let Some(value) = value.filter(|value| !fits(*value)) {
                let message = format!("`{key}` is {value}; it is {range}");
                out.push(SettingProblem { key, message });
            }
        };
        within(
            "alpha",
            self.alpha,
            |alpha| alpha > 0.0 && alpha <= 0.5,
            "more than 0 and at most 0.5",
        );
        let share = "a share from 0 to below 1";
        within(
            "min-effect",
            self.min_effect,
            |x| (0.0..1.0).contains(&x),
            share,
        );
        within(
            "margin",
            self.margin,
            |margin| margin > 0.0 && margin < 1.0,
            "a share above 0 and below 1",
        );
        within(
            "max-missing",
            self.max_missing,
            |share| (0.0..=1.0).contains(&share),
            "a share from 0 to 1",
        );
        if let Some(Gated::Ids(ids)) = &self.gate {
            if ids.is_empty() {
                let message = "`gate` names no criterion".to_owned();
                out.push(SettingProblem {
                    key: "gate",
                    message,
                });
            }
            let known: Vec<&str> = criteria.collect();
            for id in ids {
                if !known.contains(&id.as_str()) {
                    let message = format!("`gate` names `{id}`, which is no checked criterion");
                    out.push(SettingProblem {
                        key: "gate",
                        message,
                    });
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_and_a_list_of_ids_are_read_and_written_alike() {
        for (text, gated) in [
            (r#""should""#, Gated::Level(Level::Should)),
            (
                r#"["venv","тесты"]"#,
                Gated::Ids(vec!["venv".into(), "тесты".into()]),
            ),
        ] {
            assert_eq!(serde_json::from_str::<Gated>(text).unwrap(), gated);
            assert_eq!(serde_json::to_string(&gated).unwrap(), text);
        }
        assert_eq!(
            Gated::parse("a, b"),
            Gated::Ids(vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn every_value_out_of_range_is_told() {
        let settings = GateSettings {
            alpha: Some(0.0),
            min_effect: Some(f64::NAN),
            margin: Some(0.0),
            gate: Some(Gated::parse("venv,vnev")),
            max_missing: Some(1.5),
            ..GateSettings::default()
        };
        let keys: Vec<_> = settings
            .problems(["venv"].into_iter())
            .iter()
            .map(|p| p.key)
            .collect();
        assert_eq!(
            keys,
            ["alpha", "min-effect", "margin", "max-missing", "gate"]
        );
    }
}
