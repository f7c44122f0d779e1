//! Sets of dotted names, such as `time.sleep` and `requests.*`.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

/// A dotted name that was asked for, told once for all rules.
pub(super) struct Named<'t> {
    text: Cow<'t, str>,
    bit: u64,
}

impl<'t> Named<'t> {
    pub(super) fn new(text: Cow<'t, str>) -> Self {
        Self {
            bit: bit_of(&text),
            text,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Dotted names, some with `*`.
pub(super) struct Names {
    exact: FxHashSet<String>,
    /// The bits of the exact names: most names have none of them.
    bits: u64,
    /// What stands between the `*` of the others.
    open: Vec<Vec<String>>,
}

impl Names {
    pub(super) fn new(names: &[String]) -> Self {
        let (open, exact): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| name.contains('*'));
        let pieces = |name: &String| name.split('*').map(str::to_owned).collect();
        Self {
            bits: exact.iter().fold(0, |bits, name| bits | bit_of(name)),
            exact: exact.into_iter().cloned().collect(),
            open: open.into_iter().map(pieces).collect(),
        }
    }

    /// Whether `name` is one of them. What starts with a variable is only what a leading `*` stands for, as a local
    /// `requests` is not the library.
    pub(super) fn has(&self, name: &Named<'_>, is_variable: impl Fn() -> bool) -> bool {
        let exact = self.bits & name.bit != 0 && self.exact.contains(&*name.text);
        let mut open = self.open.iter().filter(|pieces| fits(pieces, &name.text));
        let free = |pieces: &Vec<String>| pieces[0].is_empty() || pieces[0].starts_with("self.");
        (exact && !is_variable()) || open.any(|pieces| free(pieces) || !is_variable())
    }
}

/// One of 64 bits, by the length of a name and its last letter.
fn bit_of(name: &str) -> u64 {
    let last = name.bytes().next_back().unwrap_or(0);
    1 << ((name.len() as u64 * 7 + u64::from(last)) % 64)
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
        let has = |name: &str, is_variable| names.has(&Named::new(name.into()), || is_variable);
        for name in [
            "time.sleep",
            "requests.get",
            "мок.assert_awaited_once",
            "self._thread.join",
        ] {
            assert!(has(name, false), "{name}");
        }
        assert!(!has("requests.get", true));
        assert!(has("thread.join", true));
        assert!(!has("asyncio.sleep", false));
    }
}
