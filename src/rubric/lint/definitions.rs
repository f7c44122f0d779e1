//! Definitions that nothing uses, and parameters that their definition does not use.

use serde_json::Value;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path};
use crate::rubric::digest::collect_uses;

/// One for each definition of the file that no criterion uses, directly or through others.
pub(super) fn unused(subject: &Subject<'_>) -> Diagnostics {
    let mut used: Vec<String> = Vec::new();
    for (criterion, _) in subject.criteria() {
        for part in ["when", "check"] {
            if let Some(check) = criterion.get(part) {
                collect_uses(check, subject.definitions, &mut used);
            }
        }
    }
    let own = subject.definitions.own().keys();
    let unused = own.filter(|name| !used.contains(name));
    let finding = |name: &String| {
        let path = Path::root().key("define").key(name);
        Diagnostic::warning(Code::UNUSED_DEFINITION, format!("nothing uses `{name}`"))
            .at(subject.place_of_key(&path))
    };
    unused.map(finding).collect()
}

/// One for each parameter that stands neither in the check nor in the `when` of its definition.
pub(super) fn parameters(subject: &Subject<'_>) -> Diagnostics {
    let mut findings = Diagnostics::new();
    for (name, definition) in subject.definitions.own() {
        let when = definition.raw.when.as_ref().map(|when| &when.0);
        for parameter in definition.raw.parameters.keys() {
            let placeholder = format!("${{{parameter}}}");
            let escaped = format!("${{{parameter}|escaped}}");
            let mut parts = when.into_iter().chain([&definition.raw.check.0]);
            if !parts.any(|part| mentions(part, &placeholder) || mentions(part, &escaped)) {
                let path = Path::root().key("define").key(name).key("parameters");
                let message = format!("`{name}` does not use its parameter `{parameter}`");
                findings.push(
                    Diagnostic::warning(Code::UNUSED_PARAMETER, message)
                        .at(subject.place_of_key(&path.key(parameter)))
                        .help(format!("write `{placeholder}` where its value belongs")),
                );
            }
        }
    }
    findings
}

fn mentions(value: &Value, placeholder: &str) -> bool {
    match value {
        Value::String(text) => text.contains(placeholder),
        Value::Array(items) => items.iter().any(|item| mentions(item, placeholder)),
        Value::Object(map) => map.values().any(|item| mentions(item, placeholder)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::found;

    #[test]
    fn what_nothing_uses_is_found_through_other_definitions() {
        let text = "
semper: 1
rubric: r
define:
  inner: { check: { contains: x } }
  outer: { check: { all: [{ use: inner }, { contains: y }] } }
  lost: { check: { use: { name: lost-too } } }
  lost-too: { check: { contains: z } }
criteria:
  - { id: a, when: { use: outer }, check: { contains: a } }
";
        assert_eq!(
            found(text),
            [
                "unused-definition at define.lost",
                "unused-definition at define.lost-too"
            ]
        );
    }

    #[test]
    fn a_catalog_is_for_others_but_its_parameters_are_its_own() {
        let text = "
semper: 1
define:
  says:
    parameters: { слово: { type: string }, also: { type: string }, idle: { type: string } }
    when: { contains: 'о ${also}' }
    check: { contains: { any: ['${слово}'] } }
    examples: { pass: [{ with: { слово: да, also: том, idle: x }, response: да о том }] }
";
        assert_eq!(
            found(text),
            ["unused-parameter at define.says.parameters.idle"]
        );
    }
}
