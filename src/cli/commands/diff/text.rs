//! The changes for people: one block each, with the words that differ marked as `[-old-]` and `{+new+}`.

use std::fmt::Write as _;

use anstyle::Style;

use super::Sides;
use crate::derive::drift::{Change, ChangeKind, Piece, State, compare, summary};
use crate::prompt::Rule;
use crate::report::{Palette, cell, one_line, quoted_place};

/// Most columns of a place and of a rule.
const PLACE: usize = 80;
const TEXT: usize = 1000;

/// How changed words are marked.
struct Mark {
    open: &'static str,
    close: &'static str,
    style: Style,
}

/// All `changes` and their summary; with `rubric`, the criteria too.
pub(super) fn text(
    changes: &[Change<'_>],
    sides: &Sides<'_>,
    rubric: bool,
    palette: &Palette,
) -> String {
    let mut out = String::new();
    for change in changes {
        block(change, sides, palette, &mut out);
        if let Some(touches) = change.touches() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  {}", one_line(&touches, TEXT));
        }
        out.push('\n');
    }
    let line = summary(changes);
    // Without a rubric it is not known what is touched.
    let shown = match line.split_once(';') {
        Some((counts, _)) if !rubric => counts,
        _ => &line,
    };
    out.push_str(shown);
    out.push('\n');
    out
}

fn block(change: &Change<'_>, sides: &Sides<'_>, palette: &Palette, out: &mut String) {
    let old = |rule: &Rule| quoted_place(&sides.old.name, rule.lines.start, PLACE);
    let new = |rule: &Rule| quoted_place(&sides.new.name, rule.lines.start, PLACE);
    let (bold, off) = (palette.heading, format!("{:#}", palette.heading));
    let name = change.kind.name();
    let removed = Mark {
        open: "[-",
        close: "-]",
        style: palette.bad,
    };
    let added = Mark {
        open: "{+",
        close: "+}",
        style: palette.good,
    };
    let plain = |rule: &Rule| one_line(&rule.text, TEXT);
    // Writing to a string cannot fail.
    let _ = match change.kind {
        ChangeKind::Added(rule) => {
            writeln!(out, "{bold}{name}{off}  {}\n  + {}", new(rule), plain(rule))
        }
        ChangeKind::Removed(rule) => {
            writeln!(out, "{bold}{name}{off}  {}\n  - {}", old(rule), plain(rule))
        }
        ChangeKind::Moved(before, after) => writeln!(
            out,
            "{bold}{name}{off}  {} -> {}\n    {}",
            old(before),
            new(after),
            plain(after)
        ),
        ChangeKind::Reworded(before, after) => {
            let (was, is) = compare(&before.text, &after.text);
            writeln!(
                out,
                "{bold}{name}{off}  {} -> {}\n  - {}\n  + {}",
                old(before),
                new(after),
                marked(&was, &removed),
                marked(&is, &added)
            )
        }
    };
    if let Some((before, after)) = change.kind.strengths() {
        let _ = writeln!(
            out,
            "    strength: {} -> {}",
            before.as_str(),
            after.as_str()
        );
    }
}

fn marked(pieces: &[Piece], mark: &Mark) -> String {
    let mut left = TEXT;
    let mut out = Vec::new();
    for piece in pieces {
        if left == 0 {
            out.push("…".to_owned());
            break;
        }
        let text = cell(&piece.text, left);
        left = left.saturating_sub(unicode_width::UnicodeWidthStr::width(text.as_str()) + 1);
        out.push(match piece.state {
            State::Kept => text,
            State::Changed => {
                let style = mark.style;
                format!("{style}{}{text}{}{style:#}", mark.open, mark.close)
            }
        });
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_rule_is_cut_and_colour_stays_closed() {
        let piece = |text: String, state| Piece { text, state };
        let pieces = [
            piece("ж".repeat(2000), State::Changed),
            piece("x".to_owned(), State::Kept),
        ];
        let mark = Mark {
            open: "[-",
            close: "-]",
            style: Palette::coloured().bad,
        };
        let shown = marked(&pieces, &mark);
        assert!(shown.ends_with("…-]\u{1b}[0m …"), "{shown}");
    }
}
