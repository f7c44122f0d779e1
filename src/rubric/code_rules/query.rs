//! Raw tree-sitter queries: the way out for what the rule language cannot say.

use std::collections::HashMap;
use std::ops::ControlFlow;

use tree_sitter::{QueryCursor, QueryCursorOptions, StreamingIterator};

use super::grammar;
use crate::document::Syntax;

/// Steps of the query cursor's progress callback on one block before it gives up.
const MAX_STEPS: usize = 20_000;
/// Matches in progress; more would be a query that multiplies.
const MATCH_LIMIT: u32 = 1_024;

/// A compiled query; the node captured as `@match`, or else by the first capture, is the match.
pub(super) struct Query {
    query: tree_sitter::Query,
    capture: u32,
}

impl Query {
    /// Compiles `text`.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let query = tree_sitter::Query::new(grammar::language(), text).map_err(|error| {
            format!(
                "the query is wrong at line {}, column {}: {}",
                error.row + 1,
                error.column + 1,
                error.message.trim()
            )
        })?;
        if query.capture_names().is_empty() {
            return Err("the query captures nothing; name a node `@match`".to_owned());
        }
        let capture = query.capture_index_for_name("match").unwrap_or(0);
        Ok(Self { query, capture })
    }

    /// The numbers of the matched nodes, in order; `None` when the budget ran out.
    pub(super) fn run(&self, syntax: &Syntax, text: &str) -> Option<Vec<usize>> {
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(MATCH_LIMIT);
        let mut steps = 0;
        let mut stopped = false;
        let mut progress = |_: &tree_sitter::QueryCursorState| {
            steps += 1;
            stopped = steps > MAX_STEPS;
            if stopped {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = QueryCursorOptions::new().progress_callback(&mut progress);
        let mut found = Vec::new();
        let root = syntax.tree.root_node();
        let mut matches = cursor.matches_with_options(&self.query, root, text.as_bytes(), options);
        while let Some(m) = matches.next() {
            let captures = m.captures().iter().filter(|c| c.index == self.capture);
            found.extend(
                captures.map(|c| (c.node.start_byte(), c.node.end_byte(), c.node.kind_id())),
            );
        }
        drop(matches);
        if stopped || cursor.did_exceed_match_limit() {
            return None;
        }
        let numbers: HashMap<(usize, usize, u16), usize> = syntax
            .nodes
            .iter()
            .enumerate()
            .map(|(n, node)| ((node.start as usize, node.end as usize, node.kind), n))
            .collect();
        let mut found: Vec<usize> = found
            .iter()
            .filter_map(|key| numbers.get(key).copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        Some(found)
    }
}
