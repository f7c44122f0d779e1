//! `table`: a table with given columns and so many rows.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Rows, Stretch, inside, plain_name};
use crate::rubric::compile::At;
use crate::rubric::context::Context;
use crate::rubric::outcome::{MAX_EVIDENCE, Outcome};
use crate::rubric::range::Range;
use crate::rubric::spec::{Check, CheckSpec, Strings, non_empty, read};
use crate::source::Span;
use crate::verdict::{Evidence, Origin};
use crate::words::counted;

/// Demands a table: any, or one with columns of these names and so many rows below its head. There may be other
/// columns and other tables. Case, numbering and emoji in the head do not count.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Table {
    /// The names of columns that one table must have.
    #[serde(default)]
    columns: Option<Strings>,
    /// Whether they must come in the order given; `given` by default.
    #[serde(default)]
    order: Order,
    /// How many rows it must have below its head.
    #[serde(default)]
    rows: Option<Range>,
}

/// In which order columns come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Order {
    /// As they are listed.
    #[default]
    Given,
    /// In any.
    Any,
}

struct Tabular {
    columns: Vec<String>,
    folded: Vec<String>,
    order: Order,
    rows: Option<Range>,
}

impl CheckSpec for Table {
    const NAME: &'static str = "table";
    const EXAMPLE: &'static str = "table: { columns: [Option, Pros, Cons], rows: \">= 2\" }";
    const SHORTHAND: Option<&'static str> = Some("columns");

    fn read(value: Value, at: &At<'_>) -> Result<Self, Diagnostics> {
        read(value, at, Self::SHORTHAND, &[])
    }

    fn compile(self, at: &At<'_>) -> Result<Box<dyn Check>, Diagnostics> {
        let columns = match self.columns {
            Some(columns) => non_empty(&at.key("columns"), columns)?,
            None => Vec::new(),
        };
        let folded: Vec<String> = columns.iter().map(|name| plain_name(name)).collect();
        if let Some(n) = folded.iter().position(String::is_empty) {
            let problem = format!("`{}` has no word", columns[n]);
            return Err(at.key("columns").error(Code::EMPTY, problem).into());
        }
        Ok(Box::new(Tabular {
            columns,
            folded,
            order: self.order,
            rows: self.rows,
        }))
    }
}

impl Tabular {
    /// What is wrong with the columns of a table, if anything.
    fn columns_fault(&self, head: &[String]) -> Option<String> {
        let mut from = 0;
        for (name, folded) in self.columns.iter().zip(&self.folded) {
            let there = head.iter().position(|cell| cell == folded);
            let behind = head[from..].iter().position(|cell| cell == folded);
            match (self.order, there, behind) {
                (_, None, _) => return Some(format!("has no column `{name}`")),
                (Order::Given, Some(_), None) => {
                    return Some(format!("has the column `{name}` out of order"));
                }
                (Order::Given, Some(_), Some(at)) => from += at + 1,
                (Order::Any, Some(_), _) => {}
            }
        }
        None
    }
}

impl Check for Tabular {
    fn evaluate(&self, context: &Context<'_>) -> Outcome {
        if context.focused_code().is_some() {
            return Outcome::absent("code has no tables");
        }
        let document = context.document();
        let focus = context.stretch().unwrap_or_else(|| document.whole());
        let text = &document.prose().view.text;
        let cell = |cell: &Stretch| plain_name(&text[cell.text.range()]);
        let mut failed = Vec::new();
        let spans = &document.markdown.tables;
        let cells = |rows: &Rows| {
            let first = rows[0][0].source;
            let last = rows.last().and_then(|row| row.last());
            Span::new(first.start, last.map_or(first.end, |cell| cell.source.end))
        };
        for rows in inside(document.tables(), focus.source, cells) {
            let (head, body) = (&rows[0], &rows[1..]);
            let at = spans.partition_point(|span| span.end <= head[0].source.start);
            let Some(span) = spans.get(at) else {
                continue;
            };
            let head: Vec<String> = head.iter().map(cell).collect();
            let fault = self.columns_fault(&head).or_else(|| {
                let rows = self.rows.filter(|rows| !rows.holds(body.len()))?;
                Some(format!(
                    "has {}, {rows} wanted",
                    counted(body.len(), "row", "rows")
                ))
            });
            match fault {
                None => {
                    let note = format!(" is a table with {}", counted(body.len(), "row", "rows"));
                    return Outcome::pass(vec![Evidence::found(Origin::Answer, *span, note)]);
                }
                Some(fault) if failed.len() < MAX_EVIDENCE => {
                    failed.push(Evidence::found(Origin::Answer, *span, format!(" {fault}")));
                }
                Some(_) => {}
            }
        }
        if failed.is_empty() {
            return Outcome::absent("there is no table");
        }
        Outcome::fail(failed)
    }
}
