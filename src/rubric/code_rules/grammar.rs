//! The names of the Python grammar: node kinds and fields.

use std::sync::LazyLock;

use tree_sitter::Language;

use crate::diagnostic::did_you_mean;

static GRAMMAR: LazyLock<Language> = LazyLock::new(|| tree_sitter_python::LANGUAGE.into());

/// The grammar itself.
pub(super) fn language() -> &'static Language {
    &GRAMMAR
}

/// The numbers of the kinds called `name`; a keyword and a node may share a name.
pub(super) fn kinds(name: &str) -> Result<Vec<u16>, Option<String>> {
    let count = u16::try_from(GRAMMAR.node_kind_count()).unwrap_or(u16::MAX);
    let all = || (0..count).filter(|id| GRAMMAR.node_kind_is_visible(*id));
    let found: Vec<u16> = all()
        .filter(|id| GRAMMAR.node_kind_for_id(*id) == Some(name))
        .collect();
    if found.is_empty() {
        return Err(did_you_mean(
            name,
            all().filter_map(|id| GRAMMAR.node_kind_for_id(id)),
        ));
    }
    Ok(found)
}

/// The number of the field called `name`.
pub(super) fn field(name: &str) -> Result<u16, Option<String>> {
    let id = GRAMMAR.field_id_for_name(name).map(std::num::NonZero::get);
    id.ok_or_else(|| {
        let count = u16::try_from(GRAMMAR.field_count()).unwrap_or(u16::MAX);
        did_you_mean(
            name,
            (1..=count).filter_map(|id| GRAMMAR.field_name_for_id(id)),
        )
    })
}

/// The number of a field that every version of the grammar has.
pub(super) fn known_field(name: &str) -> u16 {
    GRAMMAR
        .field_id_for_name(name)
        .map_or(0, std::num::NonZero::get)
}

/// The number of a named kind that every version of the grammar has.
pub(super) fn known_kind(name: &str) -> u16 {
    GRAMMAR.id_for_node_kind(name, true)
}
