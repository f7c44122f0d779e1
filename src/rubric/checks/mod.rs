//! The checks, one file each, and their registry.

mod code;
mod combine;
mod contains;
mod count;
mod file;
mod judge;
mod language;
mod mentions;
mod near;
mod regex;
mod use_entry;

pub(crate) use file::{glob, glob_fits};
pub(crate) use judge::Judge;

use super::spec::{Kind, kind};

/// Every check, in the order of the reference.
pub(crate) const KINDS: &[Kind] = &[
    kind::<contains::Contains>(),
    kind::<mentions::Mentions>(),
    kind::<regex::RegexCheck>(),
    kind::<count::Count>(),
    kind::<language::Language>(),
    kind::<file::File>(),
    kind::<code::CodeCheck>(),
    kind::<near::Near>(),
    kind::<combine::All>(),
    kind::<combine::Any>(),
    kind::<combine::Not>(),
    kind::<combine::AtLeast>(),
    kind::<use_entry::Use>(),
    kind::<judge::Judge>(),
];
