//! Lists of phrases: a phrase that stands twice, and one that is demanded and forbidden at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::canon::{sorted, strings};
use super::constant::Inspector;
use super::truth::Truth;
use crate::diagnostic::{Code, Path};
use crate::document::fold;
use crate::verdict::quote;

/// How many of a list of phrases must occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Any,
    All,
    None,
}

/// A list of phrases in a rubric.
struct Phrases {
    how: How,
    /// How they are looked for: everything that tells two searches apart.
    search: String,
    /// Each with its path, as it is compared.
    list: Vec<(String, Path)>,
}

/// The phrases of a `contains` or `mentions`.
fn phrases(name: &str, spec: &Value, path: &Path) -> Option<Phrases> {
    let mut how = (How::Any, "any");
    let mut search = spec.as_object().cloned().unwrap_or_default();
    for (named, key) in [(How::All, "all"), (How::None, "none"), (How::Any, "any")] {
        if search.remove(key).is_some() {
            how = (named, key);
        }
    }
    search.remove("note");
    let exact = search.get("case").and_then(Value::as_str) == Some("exact");
    let list = spec.as_object().map_or(Some(spec), |map| map.get(how.1))?;
    let path = path.key(how.1);
    let one = list.is_string();
    let list = strings(list).into_iter().enumerate().map(|(n, phrase)| {
        let compared = if exact { phrase } else { fold(&phrase) };
        let path = if one { path.clone() } else { path.index(n) };
        (compared, path)
    });
    Some(Phrases {
        how: how.0,
        search: format!("{name} {}", sorted(&search.into())),
        list: list.collect(),
    })
}

/// The phrases of a branch; those of a `not` are forbidden.
fn of_branch(branch: &Value, path: &Path) -> Option<Phrases> {
    let (name, spec) = branch.as_object()?.iter().next()?;
    let path = path.key(name);
    match name.as_str() {
        "contains" | "mentions" => phrases(name, spec, &path),
        "not" => {
            let inner = of_branch(spec, &path)?;
            let how = match inner.how {
                How::Any => How::None,
                How::None => How::Any,
                // Not all of several: any of them may still occur.
                How::All => return None,
            };
            Some(Phrases { how, ..inner })
        }
        _ => None,
    }
}

impl Inspector<'_> {
    pub(super) fn phrases(&mut self, spec: &Value, path: &Path) -> Truth {
        let list = phrases("", spec, path).map(|phrases| phrases.list);
        let mut seen = BTreeSet::new();
        for (phrase, path) in list.into_iter().flatten() {
            if seen.contains(&phrase) {
                let message = format!("the phrase {} stands in the list before", quote(&phrase));
                self.warning(Code::DUPLICATE_BRANCH, message, &path);
            }
            seen.insert(phrase);
        }
        Truth::Depends
    }

    /// Tells of phrases of an `all` that one branch demands and another forbids; whether that leaves no answer.
    pub(super) fn phrase_conflicts(&mut self, branches: &[Value], path: &Path) -> bool {
        let branches = branches.iter().enumerate();
        let lists: Vec<Phrases> = branches
            .filter_map(|(n, branch)| of_branch(branch, &path.index(n)))
            .collect();
        let mut forbidden: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for list in lists.iter().filter(|list| list.how == How::None) {
            let phrases = list.list.iter().map(|(phrase, _)| phrase.as_str());
            forbidden.entry(&list.search).or_default().extend(phrases);
        }
        let mut never = false;
        for list in lists.iter().filter(|list| list.how != How::None) {
            let Some(forbidden) = forbidden.get(list.search.as_str()) else {
                continue;
            };
            let both = list.list.iter();
            let both: Vec<_> = both
                .filter(|(phrase, _)| forbidden.contains(&**phrase))
                .collect();
            let all = list.how == How::All || both.len() == list.list.len();
            never |= all && !both.is_empty();
            for (phrase, path) in both {
                let message = format!("{} is demanded here and forbidden beside", quote(phrase));
                if all {
                    self.error(Code::PHRASE_CONFLICT, message, path);
                } else {
                    self.warning(Code::PHRASE_CONFLICT, message, path);
                }
            }
        }
        never
    }
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::of_check;

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_phrase_that_stands_twice() {
        assert_eq!(
            of_check("{ contains: [да, нет, Да] }"),
            ["duplicate-branch at check.contains.any[2]"]
        );
        assert_eq!(
            of_check("{ contains: { any: [да, Да], case: exact } }"),
            NOTHING
        );
    }

    #[test]
    fn a_phrase_that_is_demanded_and_forbidden() {
        assert_eq!(
            of_check("{ all: [{ contains: { all: [a, Тест] } }, { contains: { none: [тест] } }] }"),
            ["phrase-conflict at check.all[0].contains.all[1]"]
        );
        assert_eq!(
            of_check("{ all: [{ contains: [a, b] }, { not: { contains: [b, c] } }] }"),
            ["phrase-conflict at check.all[0].contains.any[1]"]
        );
        // Another part of the answer is another matter.
        assert_eq!(
            of_check("{ all: [{ contains: a }, { contains: { none: a, in: code } }] }"),
            NOTHING
        );
        assert_eq!(
            of_check("{ any: [{ contains: [a, b] }, { contains: { none: b } }] }"),
            NOTHING
        );
    }
}
