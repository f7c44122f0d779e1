//! The checks, one file each, and their registry.

mod code;
mod combine;
mod contains;
mod count;
mod each;
mod edges;
mod fences;
mod file;
mod json;
mod judge;
mod language;
mod letter_case;
mod mentions;
mod near;
mod regex;
mod sections;
mod split;
mod table;
mod tool_call;
mod use_entry;
mod within;

pub(crate) use file::{glob, glob_fits};
pub(crate) use judge::Judge;

use super::spec::{Kind, kind};

/// Every check, in the order of the reference.
pub(crate) const KINDS: &[Kind] = &[
    kind::<contains::Contains>(),
    kind::<mentions::Mentions>(),
    kind::<regex::RegexCheck>(),
    kind::<count::Count>(),
    kind::<letter_case::LetterCase>(),
    kind::<language::Language>(),
    kind::<file::File>(),
    kind::<code::CodeCheck>(),
    kind::<edges::StartsWith>(),
    kind::<edges::EndsWith>(),
    kind::<split::Split>(),
    kind::<json::Json>(),
    kind::<sections::Sections>(),
    kind::<table::Table>(),
    kind::<fences::Fences>(),
    kind::<near::Near>(),
    kind::<within::Within>(),
    kind::<each::Each>(),
    kind::<tool_call::ToolCall>(),
    kind::<combine::All>(),
    kind::<combine::Any>(),
    kind::<combine::Not>(),
    kind::<combine::AtLeast>(),
    kind::<use_entry::Use>(),
    kind::<judge::Judge>(),
];
