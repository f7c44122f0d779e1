//! The rubric as YAML: what became of everything, the definitions that are used, and the criteria.

use serde_json::{Map, Value, json};

use super::row::Row;
use crate::derive::{yaml_comment, yaml_entry};
use crate::verdict::Level;

/// The schema that an editor finds beside the rubric.
const SCHEMA: &str = "rubric.schema.json";

/// A criterion for the answers of all tests.
pub(super) struct Criterion {
    pub(super) id: String,
    pub(super) level: Level,
    pub(super) weight: f64,
    pub(super) check: Value,
}

/// What a rubric is written from.
pub(super) struct Written<'a> {
    pub(super) from: &'a str,
    pub(super) name: &'a str,
    pub(super) rows: &'a [Row],
    pub(super) definitions: Vec<(String, Value)>,
    pub(super) criteria: Vec<Criterion>,
}

impl Written<'_> {
    /// The rubric; one without criteria is a file of definitions for cases.
    pub(super) fn to_yaml(&self) -> String {
        let mut lines = vec![
            format!("# yaml-language-server: $schema={SCHEMA}"),
            "#".to_owned(),
            format!("# Imported from {}.", yaml_comment(self.from)),
        ];
        for row in self.rows {
            let mut line = format!("# - {}, {}: {}", row.place, row.kind, row.outcome());
            for (n, remark) in row.remarks.iter().enumerate() {
                line.push_str(if n == 0 { " (" } else { "; " });
                line.push_str(remark);
            }
            if !row.remarks.is_empty() {
                line.push(')');
            }
            lines.push(format!("# {}", yaml_comment(&line[2..])));
        }
        lines.push("semper: 1".to_owned());
        if !self.criteria.is_empty() {
            yaml_entry("rubric", &json!(self.name), 0, &mut lines);
        }
        if !self.definitions.is_empty() || self.criteria.is_empty() {
            lines.push(String::new());
            lines.extend(definition_lines(&self.definitions));
        }
        if !self.criteria.is_empty() {
            lines.push(String::new());
            let criteria: Value = self.criteria.iter().map(criterion).collect();
            yaml_entry("criteria", &criteria, 0, &mut lines);
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// `define:` with `definitions`.
pub(super) fn definition_lines(definitions: &[(String, Value)]) -> Vec<String> {
    let mut lines = Vec::new();
    let all: Map<String, Value> = definitions.iter().cloned().collect();
    yaml_entry("define", &Value::Object(all), 0, &mut lines);
    lines
}

fn criterion(criterion: &Criterion) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(criterion.id));
    if criterion.level != Level::Must {
        out.insert("level".to_owned(), json!(criterion.level.as_str()));
    }
    if (criterion.weight - 1.0).abs() > f64::EPSILON {
        out.insert("weight".to_owned(), json!(criterion.weight));
    }
    out.insert("check".to_owned(), criterion.check.clone());
    Value::Object(out)
}
