//! Criteria and definitions without examples.

use serde_json::Value;

use super::{Subject, id};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path};

/// One for each criterion and definition that has no example, though its check is written in the file.
pub(super) fn findings(subject: &Subject<'_>) -> Diagnostics {
    let mut findings = Diagnostics::new();
    for (criterion, path) in subject.criteria() {
        let check = criterion.get("check").unwrap_or(&Value::Null);
        if !has_examples(criterion) && !is_shown_elsewhere(check, subject) {
            let message = format!("`{}` has no examples", id(criterion));
            let finding = subject.warning(Code::NO_EXAMPLES, message, &path.key("id"));
            findings.push(helped(finding));
        }
    }
    for (name, definition) in subject.definitions.own() {
        if definition.raw.examples.all().next().is_none() {
            let path = Path::root().key("define").key(name);
            let message = format!("`{name}` has no examples");
            let finding = Diagnostic::warning(Code::NO_EXAMPLES, message);
            findings.push(helped(finding.at(subject.place_of_key(&path))));
        }
    }
    findings
}

fn helped(finding: Diagnostic) -> Diagnostic {
    finding.help("add responses that pass and that fail under `examples:`")
}

fn has_examples(criterion: &Value) -> bool {
    let lists = criterion.get("examples").and_then(Value::as_object);
    let mut lists = lists.into_iter().flat_map(|map| map.values());
    lists.any(|list| list.as_array().is_some_and(|list| !list.is_empty()))
}

/// Whether a check needs no examples here: a person decides, or it only uses what has examples of its own.
fn is_shown_elsewhere(check: &Value, subject: &Subject<'_>) -> bool {
    let single = check.as_object().filter(|map| map.len() == 1);
    let Some((name, spec)) = single.and_then(|map| map.iter().next()) else {
        return false;
    };
    match name.as_str() {
        "judge" => true,
        "use" => {
            let used = spec.as_str().or_else(|| spec.get("name")?.as_str());
            let used = used.and_then(|name| subject.definitions.get(name));
            used.is_some_and(|used| used.raw.examples.all().next().is_some())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::linted;

    fn without(text: &str) -> Vec<String> {
        let findings = linted(text);
        let all = findings.iter().filter(|f| f.code.0 == "no-examples");
        all.map(|finding| finding.message.clone()).collect()
    }

    #[test]
    fn a_check_that_is_written_here_needs_examples() {
        let text = "
semper: 1
rubric: r
define:
  bare: { check: { contains: x } }
  shown: { check: { contains: y }, examples: { pass: [y] } }
criteria:
  - { id: own, check: { contains: a } }
  - { id: empty, check: { contains: b }, examples: { pass: [] } }
  - { id: full, check: { contains: c }, examples: { fail: [x] } }
  - { id: asks, check: { judge: 'Ясно?' } }
  - { id: catalog, check: { use: venv } }
  - { id: local, check: { use: shown } }
  - { id: through, check: { use: bare } }
  - { id: built, check: { not: { use: venv } } }
";
        let named = |id| format!("`{id}` has no examples");
        assert_eq!(
            without(text),
            ["own", "empty", "through", "built", "bare"].map(named)
        );
    }
}
