//! Rules about work that no answer shows, such as committing or reading files: `rubrics/work.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::phrase::Phrase;

/// The shipped file.
const WORK: &str = include_str!("../../rubrics/work.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    why: String,
    says: std::collections::BTreeMap<String, Vec<String>>,
}

/// Kinds of work, by the phrases that name them.
pub(super) struct Work(Vec<(Phrase, String)>);

impl Work {
    /// The shipped kinds.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Work> =
            LazyLock::new(|| Work::read(WORK).expect("the shipped kinds of work are tested"));
        &SHIPPED
    }

    fn read(yaml: &str) -> Result<Self, String> {
        let raw: Vec<RawKind> = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
        let mut kinds = Vec::new();
        for kind in raw {
            for phrase in kind.says.values().flatten() {
                kinds.push((Phrase::new(phrase, &|_| None)?, kind.why.clone()));
            }
        }
        Ok(Self(kinds))
    }

    /// Why no answer can show what `rule`, folded, asks for.
    pub(super) fn reason(&self, rule: &str) -> Option<&str> {
        let fits = self.0.iter().find(|(phrase, _)| phrase.is_match(rule));
        fits.map(|(_, why)| why.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_kinds_are_sound() {
        let work = Work::read(WORK).unwrap();
        assert!(
            work.reason("regelmaessig committen und zu github pushen")
                .is_some()
        );
        assert!(work.0.iter().all(|(phrase, _)| phrase.check().is_ok()));
        assert!(work.reason("пишите тесты").is_none());
    }
}
