//! Sets of dotted names, such as `time.sleep` and `requests.*`.

use rustc_hash::FxHashSet;

/// Dotted names, some with `*`.
pub(super) struct Names {
    exact: FxHashSet<String>,
    /// The last parts of the exact names.
    last: FxHashSet<String>,
    /// What stands between the `*` of the others.
    open: Vec<Vec<String>>,
}

impl Names {
    pub(super) fn new(names: &[String]) -> Self {
        let (open, exact): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| name.contains('*'));
        let pieces = |name: &String| name.split('*').map(str::to_owned).collect();
        Self {
            last: exact
                .iter()
                .map(|name| last_part(name).to_owned())
                .collect(),
            exact: exact.into_iter().cloned().collect(),
            open: open.into_iter().map(pieces).collect(),
        }
    }

    /// Whether a name that ends as `text` does could be one of them, imports not renamed.
    pub(super) fn may_have(&self, text: &str) -> bool {
        let open = |pieces: &Vec<String>| {
            pieces
                .last()
                .is_some_and(|end| text.ends_with(end.as_str()))
        };
        self.last.contains(last_part(text)) || self.open.iter().any(open)
    }

    /// Whether `name` is one of them. The name of a variable is only what a leading `*` stands for: a local
    /// `requests` is not the library.
    pub(super) fn has(&self, name: &str, is_variable: bool) -> bool {
        (!is_variable && self.exact.contains(name))
            || self.open.iter().any(|pieces| {
                let free = pieces[0].is_empty() || pieces[0].starts_with("self.");
                (!is_variable || free) && fits(pieces, name)
            })
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim()
}

/// Whether `name` consists of `pieces` with anything between them.
pub(crate) fn fits(pieces: &[String], name: &str) -> bool {
    let [first, middle @ .., last] = pieces else {
        return false;
    };
    let Some(mut rest) = name
        .strip_prefix(first.as_str())
        .and_then(|rest| rest.strip_suffix(last.as_str()))
    else {
        return false;
    };
    middle.iter().all(|piece| {
        let found = rest.find(piece.as_str());
        rest = &rest[found.map_or(0, |at| at + piece.len())..];
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_a_variable_is_no_library() {
        let names = Names::new(
            &[
                "time.sleep",
                "requests.*",
                "*.assert_awaited*",
                "*thread.join",
            ]
            .map(str::to_owned),
        );
        for name in [
            "time.sleep",
            "requests.get",
            "мок.assert_awaited_once",
            "self._thread.join",
        ] {
            assert!(names.has(name, false), "{name}");
            assert!(names.may_have(name), "{name}");
        }
        assert!(!names.has("requests.get", true));
        assert!(names.has("thread.join", true));
        assert!(!names.has("asyncio.sleep", false));
    }
}
