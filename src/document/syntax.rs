//! Syntax trees as flat lists.
//!
//! tree-sitter parses; the tree is then laid out in preorder, so that descendants are a range, ancestors a
//! chain of indices, and nothing that walks it can recurse. Size, parser steps and depth are bounded:
//! answers are hostile text.

use std::cell::RefCell;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use serde_json::Value;
use tree_sitter::{ParseOptions, Parser, Tree};

use super::limits::Limits;
use crate::source::Span;

/// One node of a [`Syntax`]; its place in the list is its number.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// The grammar's number of the node's kind.
    pub kind: u16,
    /// The grammar's number of the field by which the parent holds it; 0 for none.
    pub field: u16,
    /// Whether the grammar names it; punctuation and keywords are not named.
    pub named: bool,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Its parent's number; its own for the root.
    pub parent: u32,
    /// One past the number of its last descendant.
    pub close: u32,
}

impl Node {
    /// The bytes the node covers.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// A parsed block of code.
#[derive(Debug)]
pub struct Syntax {
    /// The nodes in preorder.
    pub nodes: Vec<Node>,
    /// The tree they came from, for patterns and queries.
    pub tree: Tree,
}

/// Why there is no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSyntax {
    /// The block is larger than the bound, in bytes.
    TooLarge(usize),
    /// The tree is deeper than the bound.
    TooDeep(usize),
    /// The parser needed more steps than the bound.
    TooSlow(usize),
}

impl fmt::Display for NoSyntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(bound) => write!(
                f,
                "the code block is larger than {bound} bytes (`--max-code-bytes`)"
            ),
            Self::TooDeep(bound) => write!(
                f,
                "the code is nested more than {bound} deep (`--max-syntax-depth`)"
            ),
            Self::TooSlow(bound) => write!(
                f,
                "the code took the parser more than {bound} steps (`--max-parse-steps`)"
            ),
        }
    }
}

/// What a thread keeps from response to response.
pub struct Workspace {
    parser: RefCell<Parser>,
    limits: Limits,
}

impl Workspace {
    /// A workspace with a parser of its own.
    ///
    /// # Panics
    /// When the grammar was built for another tree-sitter, which a test rules out.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_python::LANGUAGE.into())
            .expect("the grammar's version is tested");
        Self {
            parser: RefCell::new(parser),
            limits,
        }
    }

    /// The bounds that hold.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Parses Python.
    ///
    /// # Errors
    /// The bound that the text exceeds.
    pub fn parse(&self, text: &str) -> Result<Syntax, NoSyntax> {
        if text.len() > self.limits.code_bytes {
            return Err(NoSyntax::TooLarge(self.limits.code_bytes));
        }
        let tree = self.parse_tree(text)?;
        let nodes = flatten(&tree, self.limits.syntax_depth)?;
        Ok(Syntax { nodes, tree })
    }

    fn parse_tree(&self, text: &str) -> Result<Tree, NoSyntax> {
        let mut parser = self.parser.borrow_mut();
        let bytes = text.as_bytes();
        let mut steps = 0;
        let bound = self.limits.parse_steps;
        let mut progress = |_: &tree_sitter::ParseState| {
            steps += 1;
            if steps > bound {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let tree = parser.parse_with_options(
            &mut |at, _| bytes.get(at..).unwrap_or(&[]),
            None,
            Some(options),
        );
        tree.ok_or_else(|| {
            // A stopped parser would go on with the old text at its next call.
            parser.reset();
            NoSyntax::TooSlow(bound)
        })
    }
}

/// What the grammar says of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It has a name.
    Named,
    /// A token that some parent holds in a field, such as an operator.
    InField,
    /// Any other token: to ask for its field is in vain, and half of all nodes are such.
    Plain,
}

/// The sorts of all kinds by their numbers; asked once, not for every node.
static SORTS: LazyLock<Vec<Sort>> = LazyLock::new(|| {
    let grammar: tree_sitter::Language = tree_sitter_python::LANGUAGE.into();
    let nodes: Vec<Value> =
        serde_json::from_str(tree_sitter_python::NODE_TYPES).expect("the grammar tells its nodes");
    let fields = nodes.iter().filter_map(|node| node["fields"].as_object());
    let types = fields.flat_map(|fields| fields.values().filter_map(|f| f["types"].as_array()));
    let tokens: Vec<&str> = types
        .flatten()
        .filter(|kind| kind["named"] == false)
        .filter_map(|kind| kind["type"].as_str())
        .collect();
    let count = u16::try_from(grammar.node_kind_count()).unwrap_or(u16::MAX);
    let sort = |kind| match grammar.node_kind_for_id(kind) {
        _ if grammar.node_kind_is_named(kind) => Sort::Named,
        Some(name) if tokens.contains(&name) => Sort::InField,
        Some(_) | None => Sort::Plain,
    };
    (0..count).map(sort).collect()
});

/// A node whose children are being laid out.
struct Open {
    number: u32,
    /// Children that are still to come.
    left: u32,
}

/// The nodes of `tree` in preorder.
///
/// The cursor's moves are a third of the cost of parsing, and those that fail cost as much as those that lead
/// somewhere. How many children a node has is known, so none is tried in vain.
fn flatten(tree: &Tree, max_depth: usize) -> Result<Vec<Node>, NoSyntax> {
    let mut cursor = tree.walk();
    let mut nodes: Vec<Node> = Vec::with_capacity(tree.root_node().descendant_count());
    let mut open: Vec<Open> = Vec::new();
    loop {
        let node = cursor.node();
        let kind = node.kind_id();
        let sort = SORTS.get(usize::from(kind)).copied();
        let sort = sort.unwrap_or(Sort::Named);
        let number = to_u32(nodes.len());
        nodes.push(Node {
            kind,
            field: match sort {
                Sort::Plain => 0,
                Sort::Named | Sort::InField => cursor.field_id().map_or(0, std::num::NonZero::get),
            },
            named: sort == Sort::Named,
            start: to_u32(node.start_byte()),
            end: to_u32(node.end_byte()),
            parent: open.last().map_or(number, |open| open.number),
            close: number + 1,
        });
        let children = node.child_count();
        if children > 0 && cursor.goto_first_child() {
            let left = children - 1;
            open.push(Open { number, left });
            if open.len() > max_depth {
                return Err(NoSyntax::TooDeep(max_depth));
            }
            continue;
        }
        loop {
            let Some(parent) = open.last_mut() else {
                return Ok(nodes);
            };
            if parent.left > 0 && cursor.goto_next_sibling() {
                parent.left -= 1;
                break;
            }
            nodes[parent.number as usize].close = to_u32(nodes.len());
            open.pop();
            cursor.goto_parent();
        }
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).expect("blocks are bounded far below 4 GiB")
}

impl Syntax {
    /// The numbers of all descendants of `node`, in preorder.
    #[must_use]
    pub fn descendants(&self, node: usize) -> std::ops::Range<usize> {
        node + 1..self.nodes[node].close as usize
    }

    /// The numbers of the children of `node`, in order.
    pub fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[node].close as usize;
        let mut next = node + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.nodes[child].close as usize;
                child
            })
        })
    }

    /// The child of `node` in `field`.
    #[must_use]
    pub fn child_by_field(&self, node: usize, field: u16) -> Option<usize> {
        self.children(node)
            .find(|&child| self.nodes[child].field == field)
    }

    /// The numbers of the ancestors of `node`, nearest first.
    pub fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = node;
        std::iter::from_fn(move || {
            let parent = self.nodes[at].parent as usize;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Syntax, NoSyntax> {
        Workspace::new(Limits::default()).parse(text)
    }

    #[test]
    fn descendants_are_a_range_and_ancestors_a_chain() {
        let syntax = parse("async def f():\n    await g()\n").unwrap();
        assert_eq!(syntax.descendants(0).end, syntax.nodes.len());
        let last = syntax.nodes.len() - 1;
        assert_eq!(syntax.ancestors(last).last(), Some(0));
        for node in 0..syntax.nodes.len() {
            for child in syntax.children(node) {
                assert_eq!(syntax.nodes[child].parent as usize, node);
            }
        }
    }

    #[test]
    fn every_node_has_the_field_that_the_tree_gives_it() {
        let text = "x: int = -a + (not b) is not c\nasync with a as b, c:\n    y += 1; d @= e[1:2]\n\
            @f\ndef g(*, h=1) -> i: return {**j, 'и\u{306}': lambda k: k}\nfor l in m: pass\nelse: ((\n";
        let syntax = parse(text).unwrap();
        let mut cursor = syntax.tree.walk();
        for (number, node) in syntax.nodes.iter().enumerate() {
            cursor.goto_descendant(number);
            let field = cursor.field_id().map_or(0, std::num::NonZero::get);
            assert_eq!(node.field, field, "{:?}", cursor.node());
            assert_eq!(node.named, cursor.node().is_named(), "{:?}", cursor.node());
        }
        let tokens = syntax.nodes.iter().filter(|node| !node.named);
        assert!(tokens.into_iter().any(|node| node.field != 0));
    }

    #[test]
    fn hostile_code_ends_as_a_reason() {
        let limits = Limits::default();
        let deep = "(".repeat(100_000) + &")".repeat(100_000);
        assert_eq!(
            parse(&deep).err(),
            Some(NoSyntax::TooDeep(limits.syntax_depth))
        );
        let chain = "x = ".to_owned() + &"a + ".repeat(100_000);
        assert_eq!(
            parse(&chain).err(),
            Some(NoSyntax::TooDeep(limits.syntax_depth))
        );
        let long = "x = ".to_owned() + &"a + ".repeat(1_250_000);
        assert_eq!(
            parse(&long).err(),
            Some(NoSyntax::TooLarge(limits.code_bytes))
        );
    }

    #[test]
    fn quotes_without_end_are_read_within_the_bounds() {
        let quotes = "'\"".repeat(250_000);
        let syntax = parse(&quotes).unwrap();
        assert_eq!(syntax.nodes[0].end as usize, quotes.len());
        assert!(syntax.tree.root_node().has_error());
    }

    #[test]
    fn a_parser_that_was_stopped_reads_the_next_block_anew() {
        let workspace = Workspace::new(Limits {
            parse_steps: 3,
            ..Limits::default()
        });
        assert!(workspace.parse(&"f(x)\n".repeat(10_000)).is_err());
        let next = workspace.parse("x = 1\n").unwrap();
        assert_eq!(next.nodes[0].end, 6);
    }
}
