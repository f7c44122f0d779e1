//! Which lines are fenced code.
//!
//! A fence that is never closed hides nothing but itself. In a fence for Markdown or plain text, an inner opening
//! fence of the same length is counted, since templates are often nested without a longer fence.

use super::rows::Row;

/// The fenced lines of a text.
#[derive(Debug)]
pub(super) struct Fences {
    lines: Vec<FenceLine>,
}

/// What a line is to fences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FenceLine {
    /// Outside of all fences.
    Outside,
    /// A fence, or code inside one.
    Code,
    /// Inside a fence that names no language.
    Plain,
}

/// A line that may open or close a fence.
#[derive(Debug, Clone, Copy)]
struct Fence<'t> {
    row: usize,
    mark: char,
    len: usize,
    info: &'t str,
}

impl Fences {
    /// Finds the fences among `rows` of `text`.
    pub(super) fn find(text: &str, rows: &[Row]) -> Self {
        let numbered = rows.iter().enumerate();
        let fences: Vec<Fence<'_>> = numbered
            .filter_map(|(n, row)| fence(&text[row.span.range()], n))
            .collect();
        let mut lines = vec![FenceLine::Outside; rows.len()];
        // What no later line closes, by mark: a fence of that length or more has no end.
        let mut endless = [usize::MAX; 2];
        let mut n = 0;
        while n < fences.len() {
            let open = fences[n];
            let slot = &mut endless[usize::from(open.mark == '~')];
            lines[open.row] = FenceLine::Code;
            let close = (open.len < *slot).then(|| closing(&fences, n)).flatten();
            match close {
                Some(close) => {
                    let inside = if open.info.is_empty() {
                        FenceLine::Plain
                    } else {
                        FenceLine::Code
                    };
                    let last = fences[close].row;
                    lines[open.row + 1..last].fill(inside);
                    lines[last] = FenceLine::Code;
                    n = close + 1;
                }
                None => {
                    *slot = open.len.min(*slot);
                    n += 1;
                }
            }
        }
        Self { lines }
    }

    /// What line `row` is.
    pub(super) fn line(&self, row: usize) -> FenceLine {
        self.lines[row]
    }
}

fn fence(line: &str, row: usize) -> Option<Fence<'_>> {
    let line = line.trim_start_matches([' ', '\t', '>']);
    // A fence may open right behind a list marker.
    let line = line.strip_prefix("- ").unwrap_or(line);
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let len = line.bytes().take_while(|&b| b == mark as u8).count();
    let info = line[len..].trim();
    (len >= 3 && !info.contains('`')).then_some(Fence {
        row,
        mark,
        len,
        info,
    })
}

/// How many fences ahead the end of a nested template is looked for.
const REACH: usize = 2000;

/// The fence that closes the one at `open`.
fn closing(fences: &[Fence<'_>], open: usize) -> Option<usize> {
    let first = fences[open];
    let nests = matches!(first.info, "markdown" | "md" | "mdx" | "text" | "txt");
    let (mut depth, mut simple) = (1_usize, None);
    for (n, fence) in fences.iter().enumerate().skip(open + 1) {
        if fence.mark != first.mark || fence.len < first.len {
            continue;
        }
        if !fence.info.is_empty() {
            depth += 1;
            continue;
        }
        simple = simple.or(Some(n));
        depth -= 1;
        if depth == 0 || !nests {
            return Some(n);
        }
        if n > open + REACH {
            break;
        }
    }
    simple
}

#[cfg(test)]
mod tests {
    use super::super::rows::{RowKind, rows};
    use super::super::words::Lexicon;

    fn covered(text: &str) -> String {
        let kind = |kind: &RowKind| {
            let hidden = *kind == RowKind::Skipped;
            let plain = *kind == RowKind::Fenced;
            if hidden {
                'c'
            } else if plain {
                'f'
            } else {
                '.'
            }
        };
        rows(text, 0, Lexicon::shipped())
            .iter()
            .map(|row| kind(&row.kind))
            .collect()
    }

    #[test]
    fn a_fence_hides_its_lines() {
        assert_eq!(covered("a\n```py\nx\n```\nb"), ".ccc.");
        assert_eq!(covered("````\n```\n````\r\nb"), "cfc.");
        assert_eq!(covered("- ```\n  x\n  ```\n~~~\nю\n~~~"), "cfccfc");
    }

    #[test]
    fn a_fence_without_end_hides_only_itself() {
        assert_eq!(covered("```py\nx\ny"), "c..");
        assert_eq!(covered("~~~\nx\n```\ny\n```"), "c.cfc");
    }

    #[test]
    fn templates_may_hold_fences_of_the_same_length() {
        assert_eq!(
            covered("```markdown\na\n```sh\nb\n```\nc\n```\nd"),
            "ccccccc."
        );
    }
}
