//! A line of a cases file.

use serde_json::{Map, Value, json};

/// One case: what it is called, what is asked, and what its answers are held to.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    pub(super) id: String,
    /// None where it is not known as plain text.
    pub(super) prompt: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) criteria: Vec<Use>,
}

/// A definition with values for its parameters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Use {
    pub(super) name: String,
    pub(super) with: Map<String, Value>,
}

impl Use {
    /// As a cases file writes it.
    fn criterion(&self) -> Value {
        if self.with.is_empty() {
            json!({ "use": self.name })
        } else {
            json!({ "use": self.name, "with": self.with })
        }
    }

    /// As a check of a rubric writes it.
    pub(super) fn check(&self) -> Value {
        if self.with.is_empty() {
            json!({ "use": self.name })
        } else {
            json!({ "use": { "name": self.name, "with": self.with } })
        }
    }
}

/// The cases as lines of JSON.
pub(super) fn lines(cases: &[Case]) -> String {
    let mut out = String::new();
    for case in cases {
        let mut line = Map::new();
        line.insert("case".to_owned(), json!(case.id));
        if let Some(prompt) = &case.prompt {
            line.insert("prompt".to_owned(), json!(prompt));
        }
        line.insert("tags".to_owned(), json!(case.tags));
        let criteria: Vec<Value> = case.criteria.iter().map(Use::criterion).collect();
        line.insert("criteria".to_owned(), json!(criteria));
        out.push_str(&Value::Object(line).to_string());
        out.push('\n');
    }
    out
}
