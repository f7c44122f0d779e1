//! `all`, `any` and `at-least`: branches that decide alone, decide nothing, stand twice or exclude each other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::canon::{Canon, range, sorted};
use super::constant::Inspector;
use super::truth::Truth;
use crate::diagnostic::{Code, Path};
use crate::rubric::range::Range;

/// The lists that pass by all or by one of their branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    All,
    Any,
}

impl List {
    /// What one branch needs to be to decide alone; the whole then is the same.
    fn decisive(self) -> Truth {
        match self {
            Self::All => Truth::Never,
            Self::Any => Truth::Always,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
        }
    }

    fn decided(self) -> (Code, &'static str) {
        match self {
            Self::All => (Code::ALL_NEVER_PASSES, "so `all` never does"),
            Self::Any => (Code::ANY_ALWAYS_PASSES, "so `any` always does"),
        }
    }

    /// The code for two branches that exclude each other, or leave nothing out.
    fn opposed(self) -> Code {
        match self {
            Self::All => Code::CONTRADICTION,
            Self::Any => Code::TAUTOLOGY,
        }
    }
}

/// The items of a list of checks.
pub(super) fn items(spec: &Value) -> &[Value] {
    spec.as_array().map_or(&[], Vec::as_slice)
}

impl Inspector<'_> {
    pub(super) fn all(&mut self, spec: &Value, path: &Path) -> Truth {
        self.list(List::All, items(spec), path)
    }

    pub(super) fn any(&mut self, spec: &Value, path: &Path) -> Truth {
        self.list(List::Any, items(spec), path)
    }

    fn list(&mut self, list: List, branches: &[Value], path: &Path) -> Truth {
        let truths: Vec<Truth> = branches
            .iter()
            .enumerate()
            .map(|(n, branch)| self.check(branch, &path.index(n)))
            .collect();
        let decisive = list.decisive();
        let alone = truths.len() == 1;
        for (n, truth) in truths.iter().enumerate() {
            let Some(verb) = truth.verb().filter(|_| !alone) else {
                continue;
            };
            if *truth == decisive {
                let (code, whole) = list.decided();
                self.error(code, format!("this branch {verb}, {whole}"), &path.index(n));
            } else {
                let message = format!(
                    "this branch {verb} and decides nothing in `{}`",
                    list.name()
                );
                self.warning(Code::IDLE_BRANCH, message, &path.index(n));
            }
        }
        if truths.contains(&decisive) {
            return decisive;
        }
        if truths.iter().all(|truth| *truth == decisive.inverse()) {
            return decisive.inverse();
        }
        self.twice(branches, path, |inspector, path| {
            let message = "this branch stands in the list before, and decides nothing here";
            inspector.warning(Code::DUPLICATE_BRANCH, message, path);
        });
        let opposed = self.opposed(list, branches, path)
            || self.ranges(list, branches, path)
            || (list == List::All && self.phrase_conflicts(branches, path));
        if opposed { decisive } else { Truth::Depends }
    }

    pub(super) fn at_least(&mut self, spec: &Value, path: &Path) -> Truth {
        let branches = items(spec.get("of").unwrap_or(&Value::Null));
        let n = spec.get("n").and_then(Value::as_u64);
        let path_of = path.key("of");
        let truths: Vec<Truth> = branches
            .iter()
            .enumerate()
            .map(|(n, branch)| self.check(branch, &path_of.index(n)))
            .collect();
        self.twice(branches, &path_of, |inspector, path| {
            let message = "this branch stands in the list before, and counts twice";
            inspector.error(Code::DUPLICATE_BRANCH, message, path);
        });
        let count = |wanted| truths.iter().filter(|truth| **truth == wanted).count() as u64;
        let (always, depends) = (count(Truth::Always), count(Truth::Depends));
        // Where all depend, compiling tells of a number that cannot be reached; a parameter may give it.
        let Some(n) = n.filter(|_| truths.iter().any(|truth| *truth != Truth::Depends)) else {
            return Truth::Depends;
        };
        let truth = if n <= always {
            Truth::Always
        } else if n > always + depends {
            Truth::Never
        } else {
            Truth::Depends
        };
        if let Some(verb) = truth.verb() {
            let message = format!("`at-least` {verb}, whatever the other branches say");
            self.error(Code::AT_LEAST_CONSTANT, message, path);
        }
        truth
    }

    /// Tells of every branch that was there before.
    fn twice(&mut self, branches: &[Value], path: &Path, tell: impl Fn(&mut Self, &Path)) {
        let mut seen: BTreeSet<Canon> = BTreeSet::new();
        for (n, branch) in branches.iter().enumerate() {
            if !seen.insert(Canon::of(branch)) {
                tell(self, &path.index(n));
            }
        }
    }

    /// Whether one branch negates another.
    fn opposed(&mut self, list: List, branches: &[Value], path: &Path) -> bool {
        let mut seen: Vec<Canon> = Vec::new();
        let mut found = false;
        for (n, branch) in branches.iter().enumerate() {
            let canon = Canon::of(branch);
            if let Some(other) = seen.iter().position(|other| *other == canon.inverse()) {
                let message = match list {
                    List::All => format!(
                        "this branch is the negation of branch {}, so `all` never passes",
                        other + 1
                    ),
                    List::Any => format!(
                        "this branch is the negation of branch {}, so `any` always passes",
                        other + 1
                    ),
                };
                self.error(list.opposed(), message, &path.index(n));
                found = true;
            }
            seen.push(canon);
        }
        found
    }

    /// Whether two counts of the same exclude each other, or leave no count out.
    fn ranges(&mut self, list: List, branches: &[Value], path: &Path) -> bool {
        let mut seen: BTreeMap<String, Vec<Range>> = BTreeMap::new();
        let mut found = false;
        for (n, branch) in branches.iter().enumerate() {
            let Some(spec) = branch.get("count").and_then(Value::as_object) else {
                continue;
            };
            let Some(is) = spec.get("is").and_then(range) else {
                continue;
            };
            let mut what = spec.clone();
            what.remove("is");
            let others = seen.entry(sorted(&what.into()).to_string()).or_default();
            let clash = others.iter().find(|other| match list {
                List::All => !other.meets(is),
                List::Any => other.fills_up(is),
            });
            if let Some(other) = clash {
                let message = match list {
                    List::All => format!("{is} cannot be where {other} is demanded too"),
                    List::Any => format!("{is} or {other} is any number"),
                };
                self.error(
                    list.opposed(),
                    message,
                    &path.index(n).key("count").key("is"),
                );
                found = true;
            }
            others.push(is);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::rubric::lint::testing::of_check;

    const NOTHING: [&str; 0] = [];

    #[test]
    fn any_with_a_branch_that_always_passes() {
        assert_eq!(
            of_check("{ any: [{ contains: a }, { count: { what: words, is: '>= 0' } }] }"),
            [
                "range-fits-all at check.any[1].count.is",
                "any-always-passes at check.any[1]"
            ]
        );
        assert_eq!(
            of_check("{ any: [{ contains: a }, { count: { what: words, is: '>= 1' } }] }"),
            NOTHING
        );
    }

    #[test]
    fn all_with_a_branch_that_never_passes() {
        assert_eq!(
            of_check("{ all: [{ regex: '[^\\s\\S]' }, { contains: a }] }"),
            [
                "regex-matches-nothing at check.all[0].regex.pattern",
                "all-never-passes at check.all[0]"
            ]
        );
        assert_eq!(
            of_check("{ all: [{ contains: a }, { regex: 'a*' }] }"),
            [
                "regex-matches-empty at check.all[1].regex.pattern",
                "idle-branch at check.all[1]"
            ]
        );
    }

    #[test]
    fn at_least_that_cannot_fail_or_cannot_pass() {
        let always = "{ regex: 'a*' }";
        let all = of_check(&format!(
            "{{ at-least: {{ n: 1, of: [{always}, {{ contains: b }}] }} }}"
        ));
        assert_eq!(all[1], "at-least-constant at check.at-least");
        let all = of_check(&format!(
            "{{ at-least: {{ n: 2, of: [{{ not: {always} }}, {{ contains: b }}] }} }}"
        ));
        assert_eq!(all.last().unwrap(), "at-least-constant at check.at-least");
        let all = of_check(&format!(
            "{{ at-least: {{ n: 2, of: [{always}, {{ contains: b }}] }} }}"
        ));
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(
            of_check("{ at-least: { n: 1, of: [{ contains: a }, { contains: A }] } }"),
            ["duplicate-branch at check.at-least.of[1]"]
        );
    }

    #[test]
    fn a_branch_that_stands_twice() {
        assert_eq!(
            of_check("{ any: [{ contains: a }, { contains: b }, { contains: { any: [A] } }] }"),
            ["duplicate-branch at check.any[2]"]
        );
        assert_eq!(
            of_check("{ any: [{ contains: a }, { contains: { any: a, in: code } }] }"),
            NOTHING
        );
    }

    #[test]
    fn branches_that_negate_each_other() {
        assert_eq!(
            of_check("{ all: [{ use: venv }, { not: { use: venv } }] }"),
            ["contradiction at check.all[1]"]
        );
        assert_eq!(
            of_check("{ any: [{ contains: { none: да } }, { contains: Да }] }"),
            ["tautology at check.any[1]"]
        );
        assert_eq!(
            of_check("{ all: [{ use: venv }, { not: { use: warns } }] }"),
            NOTHING
        );
    }

    #[test]
    fn counts_that_exclude_each_other() {
        let count = |list: &str, a: &str, b: &str| {
            let one = |is| format!("{{ count: {{ what: words, is: '{is}' }} }}");
            of_check(&format!("{{ {list}: [{}, {}] }}", one(a), one(b)))
        };
        assert_eq!(
            count("all", "< 10", ">= 20"),
            ["contradiction at check.all[1].count.is"]
        );
        assert_eq!(count("all", "< 10", ">= 9"), NOTHING);
        assert_eq!(
            count("any", "< 10", ">= 10"),
            ["tautology at check.any[1].count.is"]
        );
        assert_eq!(count("any", "< 10", ">= 11"), NOTHING);
    }
}
