//! What a rubric quotes of its agent prompt: read from the raw values, so that a broken criterion hides none.

use serde_json::Value;

use super::raw;
use crate::diagnostic::Path;
use crate::source::SourceFile;

/// A rule as a rubric quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The text, as written.
    pub text: String,
    /// Where it stands in the rubric.
    pub path: Path,
    /// Who quotes it.
    pub by: QuotedBy,
}

/// What quotes a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuotedBy {
    /// The criterion of this id.
    Criterion(String),
    /// The list of rules that no answer can show.
    OutOfScope,
}

/// All quotations of the rubric in `source`, in order; none when its YAML is broken, which compiling tells.
#[must_use]
pub fn quotations(source: &SourceFile) -> Vec<Quotation> {
    let Ok(value) = raw::read(source) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (n, criterion) in list(&value, "criteria").iter().enumerate() {
        let id = criterion.get("id").and_then(Value::as_str);
        let by = QuotedBy::Criterion(id.unwrap_or_default().to_owned());
        let path = Path::root().key("criteria").index(n).key("rule");
        collect(criterion.get("rule"), &path, &by, &mut out);
    }
    for (n, entry) in list(&value, "out-of-scope").iter().enumerate() {
        let path = Path::root().key("out-of-scope").index(n).key("rule");
        collect(entry.get("rule"), &path, &QuotedBy::OutOfScope, &mut out);
    }
    out
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    let list = value.get(key).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// The quotations of a `rule:`, which is one text or a list of them.
fn collect(rule: Option<&Value>, path: &Path, by: &QuotedBy, out: &mut Vec<Quotation>) {
    let mut add = |text: &str, path: Path| {
        // What is empty would stand in every rule; compiling tells of it.
        if !text.trim().is_empty() {
            out.push(Quotation {
                text: text.to_owned(),
                path,
                by: by.clone(),
            });
        }
    };
    match rule {
        Some(Value::String(text)) => add(text, path.clone()),
        Some(Value::Array(texts)) => {
            for (n, text) in texts.iter().enumerate() {
                if let Some(text) = text.as_str() {
                    add(text, path.index(n));
                }
            }
        }
        None | Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_one_text_or_a_list_and_may_be_out_of_scope() {
        let text = "criteria:\n  - {id: a, rule: Да}\n  - {id: b, rule: [Раз, '', Два]}\n  - {id: c}\nout-of-scope:\n  - {rule: 'Нет 🙂', why: x}\n";
        let found = quotations(&SourceFile::new("r.yaml", text));
        let shown: Vec<_> = found
            .iter()
            .map(|q| (q.text.as_str(), q.path.to_string()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Да", "criteria[0].rule".to_owned()),
                ("Раз", "criteria[1].rule[0]".to_owned()),
                ("Два", "criteria[1].rule[2]".to_owned()),
                ("Нет 🙂", "out-of-scope[0].rule".to_owned()),
            ]
        );
        assert_eq!(found[3].by, QuotedBy::OutOfScope);
        assert!(quotations(&SourceFile::new("r.yaml", "a: [")).is_empty());
    }
}
