//! A text that must not outgrow a bound and is cut only between whole pieces.

use super::escape::html;
use crate::words::counted;

/// GitHub takes comments of up to 65,536 characters; bytes are never fewer.
pub const COMMENT_BYTES: usize = 65_536;

/// A text in the making.
#[derive(Debug)]
pub struct Page {
    text: String,
    limit: usize,
}

/// What stands around the rows of a list or table.
pub struct Frame<'f> {
    /// What comes before the rows.
    pub opening: &'f str,
    /// What comes after this many rows, with a line about those that are left out.
    pub closing: &'f dyn Fn(usize) -> String,
}

impl Page {
    /// An empty page of at most `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
        }
    }

    /// How many bytes are free.
    #[must_use]
    pub fn room(&self) -> usize {
        self.limit.saturating_sub(self.text.len())
    }

    /// Adds `piece`, whole or not at all; says whether it fitted.
    pub fn add(&mut self, piece: &str) -> bool {
        let fits = piece.len() <= self.room();
        if fits {
            self.text.push_str(piece);
        }
        fits
    }

    /// Adds rows in their frame, as many as fit into `budget` bytes; says how many did.
    ///
    /// Where not even the frame fits, or only the frame of rows that are there, nothing is added.
    pub fn add_rows(
        &mut self,
        frame: &Frame<'_>,
        rows: impl IntoIterator<Item = String>,
        budget: usize,
    ) -> usize {
        let rows = rows.into_iter();
        // Fewer rows mean more to say of what is left out, so no other closing is longer.
        let closing = (frame.closing)(0).len();
        let budget = budget.min(self.room());
        let Some(mut room) = budget.checked_sub(frame.opening.len() + closing) else {
            return 0;
        };
        let before = self.text.len();
        self.text.push_str(frame.opening);
        let mut shown = 0;
        let mut any = false;
        for row in rows {
            any = true;
            if row.len() > room {
                break;
            }
            room -= row.len();
            self.text.push_str(&row);
            shown += 1;
        }
        if any && shown == 0 {
            self.text.truncate(before);
            return 0;
        }
        self.text.push_str(&(frame.closing)(shown));
        shown
    }

    /// The text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}

/// The opening of a `<details>` with `name` in its summary; both are quoted.
#[must_use]
pub fn details(name: &str, rest: &str) -> String {
    format!(
        "<details><summary><code>{}</code>: {}</summary>\n\n",
        html(name),
        html(rest)
    )
}

/// The end of a `<details>`.
pub const DETAILS_END: &str = "\n</details>\n\n";

/// The last line of a report that leaves something out: how much of what, and what has it all. Nothing when all is
/// there. Each part is a number with its noun, for one and for many.
pub(super) fn left_out(parts: &[(usize, &str, &str)], all: &str) -> String {
    let told = parts.iter().filter(|(n, ..)| *n > 0);
    let told: Vec<String> = told.map(|(n, one, many)| counted(*n, one, many)).collect();
    match told.as_slice() {
        [] => String::new(),
        told => format!(
            "\nLeft out here, so that it fits a comment: {}. {all}\n",
            told.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(page: &mut Page, n: usize, budget: usize) -> usize {
        let closing = |shown: usize| match n - shown {
            0 => "]".to_owned(),
            left => format!("{left}..]"),
        };
        let frame = Frame {
            opening: "[",
            closing: &closing,
        };
        page.add_rows(&frame, (0..n).map(|_| "ж".to_owned()), budget)
    }

    #[test]
    fn rows_are_cut_whole_and_the_rest_is_told() {
        let mut page = Page::new(100);
        assert_eq!(rows(&mut page, 3, 100), 3);
        assert_eq!(rows(&mut page, 30, 12), 3);
        assert_eq!(page.into_text(), "[жжж][жжж27..]");
    }

    #[test]
    fn what_does_not_fit_leaves_no_trace() {
        let mut page = Page::new(8);
        assert!(page.add("1234"));
        assert!(!page.add("12345"));
        assert_eq!(rows(&mut page, 30, 100), 0);
        assert_eq!(page.room(), 4);
        assert_eq!(page.into_text(), "1234");
    }

    #[test]
    fn details_quote_what_they_hold() {
        assert_eq!(
            details("</code>", "1 & 2"),
            "<details><summary><code>&lt;/code&gt;</code>: 1 &amp; 2</summary>\n\n"
        );
    }
}
