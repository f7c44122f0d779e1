//! Criteria that are another one over again, and ids that readers take for one.

use std::collections::BTreeMap;

use super::canon::{Canon, strings};
use super::{Subject, id};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Path};
use crate::document::fold;

/// What makes two criteria one: when they apply, what they demand, and the rules they stand for.
type Identity = (Option<Canon>, Option<Canon>, Vec<String>);

/// Copies, and ids and names that differ only in case.
pub(super) fn findings(subject: &Subject<'_>) -> Diagnostics {
    let mut findings = Diagnostics::new();
    let mut seen: BTreeMap<Identity, &str> = BTreeMap::new();
    let mut ids: BTreeMap<String, &str> = BTreeMap::new();
    for (criterion, path) in subject.criteria() {
        let id = id(criterion);
        let check = |key| criterion.get(key).map(Canon::of);
        let rules = criterion.get("rule").map(strings).unwrap_or_default();
        let squeezed = rules.iter().map(|rule| rule.split_whitespace().collect());
        let identity = (check("when"), check("check"), squeezed.collect());
        match seen.get(&identity) {
            Some(other) => {
                let message = format!("`{id}` demands the same as `{other}`");
                let path = path.key("check");
                findings.push(subject.warning(Code::DUPLICATE_CRITERION, message, &path));
            }
            None => {
                seen.insert(identity, id);
            }
        }
        match ids.get(&fold(id)) {
            Some(other) => {
                let message = format!("`{id}` and `{other}` differ only in case");
                let path = path.key("id");
                findings.push(subject.warning(Code::SIMILAR_ID, message, &path));
            }
            None => {
                ids.insert(fold(id), id);
            }
        }
    }
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for name in subject.definitions.own().keys() {
        if let Some(other) = names.insert(fold(name), name) {
            let path = Path::root().key("define").key(name);
            let message = format!("`{name}` and `{other}` differ only in case");
            let finding = Diagnostic::warning(Code::SIMILAR_ID, message);
            findings.push(finding.at(subject.place_of_key(&path)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::found;

    fn rubric(second: &str) -> Vec<String> {
        found(&format!(
            "semper: 1\nrubric: r\ncriteria:\n  - {{ id: a, rule: Пишите тесты, check: {{ contains: тест }} }}\n  - {second}\n"
        ))
    }

    #[test]
    fn a_copy_of_a_criterion_is_found() {
        assert_eq!(
            rubric(
                "{ id: b, level: may, rule: 'Пишите  тесты', check: { contains: { any: [Тест] } } }"
            ),
            ["duplicate-criterion at criteria[1].check"]
        );
        assert_eq!(
            rubric("{ id: b, rule: Иначе, check: { contains: тест } }").len(),
            0
        );
        assert_eq!(
            rubric("{ id: b, rule: Пишите тесты, when: { use: venv }, check: { contains: тест } }")
                .len(),
            0
        );
    }

    #[test]
    fn ids_that_differ_in_case_are_found() {
        assert_eq!(
            rubric("{ id: A, check: { contains: x } }"),
            ["similar-id at criteria[1].id"]
        );
        assert_eq!(rubric("{ id: ab, check: { contains: x } }").len(), 0);
    }
}
