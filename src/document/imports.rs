//! What the imports of a block call things, so that `sp.run` is known as `subprocess.run`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::syntax::Syntax;

/// What names mean: those imported, and those that are variables.
#[derive(Debug, Default, Clone)]
pub struct Imports {
    /// Local name to full dotted name.
    full: FxHashMap<String, String>,
    /// Names that are assigned to, or are parameters.
    variables: FxHashSet<String>,
}

impl Imports {
    /// Reads every import statement, wherever it stands.
    #[must_use]
    pub fn read(syntax: &Syntax, text: &str) -> Self {
        let kinds = Kinds::get();
        let mut imports = Self::default();
        for (n, node) in syntax.nodes.iter().enumerate() {
            if node.kind == kinds.import {
                imports.names(syntax, text, n, "", &kinds);
            } else if node.kind == kinds.import_from {
                let module = syntax.child_by_field(n, kinds.module_field);
                let module = module.map_or("", |module| &text[syntax.nodes[module].span().range()]);
                imports.names(syntax, text, n, module, &kinds);
            } else if node.kind == kinds.identifier && is_bound(syntax, n, &kinds) {
                let name = &text[node.span().range()];
                if !imports.variables.contains(name) {
                    imports.variables.insert(name.to_owned());
                }
            }
        }
        imports
    }

    fn names(
        &mut self,
        syntax: &Syntax,
        text: &str,
        statement: usize,
        module: &str,
        kinds: &Kinds,
    ) {
        let text_of = |n: usize| &text[syntax.nodes[n].span().range()];
        let full = |name: &str| {
            if module.is_empty() {
                name.to_owned()
            } else {
                format!("{module}.{name}")
            }
        };
        for child in syntax.children(statement) {
            let node = syntax.nodes[child];
            if node.field != kinds.name_field {
                continue;
            }
            if node.kind == kinds.aliased {
                let name = syntax.child_by_field(child, kinds.name_field);
                let alias = syntax.child_by_field(child, kinds.alias_field);
                if let (Some(name), Some(alias)) = (name, alias) {
                    self.full
                        .insert(text_of(alias).to_owned(), full(text_of(name)));
                }
            } else if !module.is_empty() {
                self.full
                    .insert(text_of(child).to_owned(), full(text_of(child)));
            }
        }
    }

    /// `dotted` with its first name replaced by what was imported under it.
    #[must_use]
    pub fn resolve(&self, dotted: &str) -> Option<String> {
        if self.full.is_empty() {
            return None;
        }
        let first = first_name(dotted);
        let rest = dotted.get(first.len() + 1..);
        let full = self.full.get(first)?;
        Some(rest.map_or_else(|| full.clone(), |rest| format!("{full}.{rest}")))
    }

    /// Whether the first name of `dotted` is a variable and not imported.
    #[must_use]
    pub fn is_variable(&self, dotted: &str) -> bool {
        let first = first_name(dotted);
        self.variables.contains(first) && !self.full.contains_key(first)
    }

    /// Adds the names of `other` that this does not have.
    pub fn merge(&mut self, other: &Self) {
        #[expect(
            clippy::iter_over_hash_type,
            reason = "a union does not depend on the order"
        )]
        for (name, full) in &other.full {
            self.full
                .entry(name.clone())
                .or_insert_with(|| full.clone());
        }
    }
}

fn first_name(dotted: &str) -> &str {
    let dot = dotted.bytes().position(|byte| byte == b'.');
    &dotted[..dot.unwrap_or(dotted.len())]
}

/// Whether the identifier numbered `n` is given a value where it stands.
fn is_bound(syntax: &Syntax, n: usize, kinds: &Kinds) -> bool {
    let node = syntax.nodes[n];
    let parent = syntax.nodes[node.parent as usize];
    node.field == kinds.left_field
        || parent.kind == kinds.parameters
        || parent.kind == kinds.target
        || (parent.kind == kinds.named && node.field == kinds.name_field)
}

struct Kinds {
    identifier: u16,
    parameters: u16,
    target: u16,
    named: u16,
    left_field: u16,
    import: u16,
    import_from: u16,
    aliased: u16,
    name_field: u16,
    alias_field: u16,
    module_field: u16,
}

impl Kinds {
    fn get() -> Self {
        static KINDS: std::sync::LazyLock<[u16; 11]> = std::sync::LazyLock::new(|| {
            let grammar: tree_sitter::Language = tree_sitter_python::LANGUAGE.into();
            let field = |name: &str| {
                grammar
                    .field_id_for_name(name)
                    .map_or(0, std::num::NonZero::get)
            };
            [
                grammar.id_for_node_kind("import_statement", true),
                grammar.id_for_node_kind("import_from_statement", true),
                grammar.id_for_node_kind("aliased_import", true),
                field("name"),
                field("alias"),
                field("module_name"),
                grammar.id_for_node_kind("identifier", true),
                grammar.id_for_node_kind("parameters", true),
                grammar.id_for_node_kind("as_pattern_target", true),
                grammar.id_for_node_kind("named_expression", true),
                field("left"),
            ]
        });
        let [
            import,
            import_from,
            aliased,
            name_field,
            alias_field,
            module_field,
            identifier,
            parameters,
            target,
            named,
            left_field,
        ] = *KINDS;
        Self {
            identifier,
            parameters,
            target,
            named,
            left_field,
            import,
            import_from,
            aliased,
            name_field,
            alias_field,
            module_field,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, Workspace};

    #[test]
    fn aliases_and_from_imports_are_resolved() {
        let text = "import subprocess as sp, os\nfrom time import sleep as спать, monotonic\n";
        let syntax = Workspace::new(Limits::default()).parse(text).unwrap();
        let imports = Imports::read(&syntax, text);
        assert_eq!(imports.resolve("sp.run").as_deref(), Some("subprocess.run"));
        assert_eq!(imports.resolve("спать").as_deref(), Some("time.sleep"));
        assert_eq!(
            imports.resolve("monotonic").as_deref(),
            Some("time.monotonic")
        );
        assert_eq!(imports.resolve("os.read"), None);
    }
}
