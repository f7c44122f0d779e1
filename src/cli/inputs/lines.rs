//! Lines of a stream, each bounded: what is too long is passed over without being held.

use std::io::{self, BufRead, Read};

/// What came next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line with its line break, if it has one.
    Whole(Vec<u8>),
    /// A line of more bytes than the bound.
    TooLong,
    /// Nothing.
    End,
}

/// The next line of `reader`, of at most `bound` bytes.
pub(super) fn next(reader: &mut impl BufRead, bound: usize) -> io::Result<Line> {
    let mut line = Vec::new();
    // One byte more than may be: a line break does not count.
    let most = (bound as u64).saturating_add(1);
    let read = reader.by_ref().take(most).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if line.len() > bound && line.last() != Some(&b'\n') {
        drop(line);
        reader.skip_until(b'\n')?;
        return Ok(Line::TooLong);
    }
    Ok(Line::Whole(line))
}

/// Whether `line` holds nothing but white space and a byte order mark.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(line)
        .trim_ascii()
        .is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut text: &[u8], bound: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        loop {
            match next(&mut text, bound).unwrap() {
                Line::End => return lines,
                line @ (Line::Whole(_) | Line::TooLong) => lines.push(line),
            }
        }
    }

    #[test]
    fn a_line_over_the_bound_is_one_line() {
        let lines = all(b"abc\nabcd\nabcdefghij\n\nab", 3);
        let whole = |text: &[u8]| Line::Whole(text.to_vec());
        assert_eq!(
            lines,
            [
                whole(b"abc\n"),
                Line::TooLong,
                Line::TooLong,
                whole(b"\n"),
                whole(b"ab")
            ]
        );
    }

    #[test]
    fn a_byte_order_mark_alone_is_blank() {
        assert!(is_blank("\u{feff}\r\n".as_bytes()));
        assert!(!is_blank(b"{}"));
    }
}
