//! Whether Python parses, beyond what the tree says.
//!
//! tree-sitter is made for editors and forgives: it reads Python 2 prints and mixed tabs without an error.

use std::sync::LazyLock;

use super::code::Python;
use crate::source::Span;

static PYTHON_2: LazyLock<[u16; 2]> = LazyLock::new(|| {
    let grammar: tree_sitter::Language = tree_sitter_python::LANGUAGE.into();
    [
        grammar.id_for_node_kind("print_statement", true),
        grammar.id_for_node_kind("exec_statement", true),
    ]
});

/// The first place that Python 3 would refuse, as a span of the parsed text, and why.
#[must_use]
pub fn syntax_fault(python: Python<'_>) -> Option<(Span, &'static str)> {
    let python_2 = python
        .syntax
        .nodes
        .iter()
        .find(|node| PYTHON_2.contains(&node.kind));
    if let Some(node) = python_2 {
        return Some((node.span(), "is Python 2"));
    }
    if let Some(span) = mixed_tabs(&python.view.text) {
        return Some((span, "mixes tabs and spaces in its indentation"));
    }
    if !python.syntax.tree.root_node().has_error() {
        return None;
    }
    let mut cursor = python.syntax.tree.walk();
    for (number, node) in python.syntax.nodes.iter().enumerate() {
        // 65535 is tree-sitter's own number for an error node; missing ones are empty.
        if node.kind == u16::MAX || node.start == node.end {
            cursor.goto_descendant(number);
            if cursor.node().is_error() || cursor.node().is_missing() {
                return Some((node.span(), "does not parse"));
            }
        }
    }
    Some((Span::new(0, 0), "does not parse"))
}

/// The first line whose indentation Python 3 calls inconsistent with the line before.
fn mixed_tabs(text: &str) -> Option<Span> {
    let mut at = 0;
    let mut before: &str = "";
    for line in text.split_inclusive('\n') {
        let body = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - body.len()];
        if !body.trim().is_empty() {
            let (long, short) = if indent.len() >= before.len() {
                (indent, before)
            } else {
                (before, indent)
            };
            // Both use tabs or spaces, and neither begins with the other.
            if !short.is_empty() && !long.starts_with(short) {
                return Some(Span::new(at, at + line.trim_end().len()));
            }
            before = indent;
        }
        at += line.len();
    }
    None
}
