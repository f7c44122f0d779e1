//! A text file as one answer, as it stands.
//!
//! Nothing is taken out of it: a front matter is text like any other. Only the extension tells such a file
//! from others, so this format is asked last.

use super::format::{Format, Located, Reader};
use super::head::Head;
use super::reading::Reading;
use super::response::Response;
use crate::source::line_column;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "markdown",
    summary: "a .md, .markdown or .txt file that is one answer",
    detect,
    reader: Reader::Whole(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.has_extension(&["md", "markdown", "txt"])
}

fn read(text: &str, _: &Reading) -> Vec<Located> {
    if let Some(offset) = text.find('\0') {
        let reason = "the file holds a NUL byte: it is damaged or not a text file";
        let line = line_column(text, offset).line;
        return vec![(line, Err(reason.to_owned()))];
    }
    let response = Response {
        text: text.to_owned(),
        ..Response::default()
    };
    vec![(1, Ok(response))]
}

#[cfg(test)]
mod tests {
    use super::super::format::read as read_bytes;
    use super::*;

    fn read(text: &str) -> Vec<Located> {
        super::read(text, &Reading::default())
    }

    #[test]
    fn the_file_is_the_answer_to_the_byte() {
        let text = "---\ntitle: а\n---\r\n# Ответ 🙂\r\n\n";
        let (line, response) = read(text).remove(0);
        assert_eq!(line, 1);
        assert_eq!(response.unwrap().text, text);
    }

    #[test]
    fn an_empty_file_is_an_empty_answer() {
        assert_eq!(read("")[0].1.as_ref().unwrap().text, "");
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_answer() {
        let responses = read_bytes(&FORMAT, "\u{feff}да".as_bytes());
        assert_eq!(responses[0].1.as_ref().unwrap().text, "да");
    }

    #[test]
    fn a_binary_file_is_refused() {
        let responses = read_bytes(&FORMAT, b"PK\x03\x04\n\0");
        assert_eq!(responses[0].0, 2);
        assert!(responses[0].1.as_ref().unwrap_err().contains("NUL byte"));
    }
}
