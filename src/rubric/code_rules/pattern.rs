//! Patterns such as `asyncio.run($X)`, matched by ast-grep on the tree that is already there.

use ast_grep_core::language::Language;
use ast_grep_core::matcher::{MatcherExt, PatternBuilder};
use ast_grep_core::tree_sitter::{LanguageExt, StrDoc, TSLanguage};
use ast_grep_core::{AstGrep, Matcher, Pattern, PatternError};
use std::borrow::Cow;

use super::grammar;
use crate::document::Syntax;
use crate::source::Span;

/// Python, as ast-grep wants to know it. `$` cannot stand in Python names, `µ` can.
#[derive(Clone)]
pub(super) struct PythonLanguage;

const EXPANDO: char = 'µ';

impl Language for PythonLanguage {
    fn expando_char(&self) -> char {
        EXPANDO
    }

    fn pre_process_pattern<'q>(&self, query: &'q str) -> Cow<'q, str> {
        let mut out = String::with_capacity(query.len());
        let mut rest = query;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let name = rest[at..].trim_start_matches('$');
            let dollars = rest.len() - at - name.len();
            let is_variable =
                name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') || dollars == 3;
            let with = if is_variable { EXPANDO } else { '$' };
            out.extend(std::iter::repeat_n(with, dollars));
            rest = name;
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    fn kind_to_id(&self, kind: &str) -> u16 {
        grammar::known_kind(kind)
    }

    fn field_to_id(&self, field: &str) -> Option<u16> {
        grammar::field(field).ok()
    }

    fn build_pattern(&self, builder: &PatternBuilder<'_>) -> Result<Pattern, PatternError> {
        builder.build(|src| StrDoc::try_new(src, self.clone()))
    }
}

impl LanguageExt for PythonLanguage {
    fn get_ts_language(&self) -> TSLanguage {
        grammar::language().clone()
    }
}

/// A block as ast-grep sees it.
pub(super) type Root = AstGrep<StrDoc<PythonLanguage>>;

/// Gives the tree of a block to ast-grep, without parsing anew.
pub(super) fn root(syntax: &Syntax, text: &str) -> Root {
    AstGrep::doc(StrDoc {
        src: text.to_owned(),
        lang: PythonLanguage,
        tree: syntax.tree.clone(),
    })
}

/// A compiled pattern.
pub(super) struct CodePattern(Pattern);

impl CodePattern {
    /// Compiles `text`.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let pattern = Pattern::try_new(text, PythonLanguage).map_err(|error| match &error {
            PatternError::NoContent(_) => "the pattern is empty".to_owned(),
            PatternError::MultipleNode(_) => "the pattern is more than one statement".to_owned(),
            PatternError::Parse(_)
            | PatternError::RootMultiMetaVar(_)
            | PatternError::InvalidKind(_)
            | PatternError::NoSelectorInContext { .. } => error.to_string(),
        })?;
        if pattern.has_error() {
            return Err("the pattern is not valid Python".to_owned());
        }
        Ok(Self(pattern))
    }

    /// The kinds at which it can start; `None` when that is any.
    pub(super) fn kinds(&self) -> Option<Vec<u16>> {
        let kinds = self.0.potential_kinds()?;
        Some(
            kinds
                .iter()
                .filter_map(|kind| u16::try_from(kind).ok())
                .collect(),
        )
    }

    /// The names it captures.
    pub(super) fn variables(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .0
            .defined_vars()
            .into_iter()
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }

    /// Whether it matches at node `number`; gives the span and kind of each name in `wanted`.
    pub(super) fn matches(
        &self,
        root: &Root,
        number: usize,
        wanted: &[String],
    ) -> Option<Vec<Option<(Span, u16)>>> {
        let top = root.root();
        let mut cursor = top.get_inner_node().walk();
        cursor.goto_descendant(number);
        let found = self.0.match_node(root.adopt(cursor.node()))?;
        let captured = wanted.iter().map(|name| {
            let node = found.get_env().get_match(name)?;
            Some((Span::from(node.range()), node.kind_id()))
        });
        Some(captured.collect())
    }
}
