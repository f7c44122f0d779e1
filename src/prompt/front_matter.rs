//! The head of a prompt between two lines of dashes.
//!
//! Many heads are no valid YAML (a description with colons, quotes and tags), so only the line of the name
//! is read, and the rest is stepped over.

/// Where the body begins, and the name that the head gives.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// The value of `name:`.
    pub(super) name: Option<String>,
    /// The byte after the head and a byte order mark; 0 without either.
    pub(super) end: usize,
}

/// A byte order mark, which may have been written more than once.
const MARK: char = '\u{feff}';

impl FrontMatter {
    /// Reads the head of `text`; one that is never closed is no head.
    pub(super) fn read(text: &str) -> Self {
        let start = text.len() - text.trim_start_matches(MARK).len();
        let body = &text[start..];
        let none = Self {
            name: None,
            end: start,
        };
        let mut lines = body.split_inclusive('\n');
        let mut end = start;
        // Blank lines before the head are forgiven.
        let opening = lines.by_ref().find(|line| {
            end += line.len();
            !line.trim().is_empty()
        });
        if opening.is_none_or(|line| line.trim_end() != "---") {
            return none;
        }
        let mut name = None;
        for line in lines {
            end += line.len();
            if matches!(line.trim_end(), "---" | "...") {
                return Self { name, end };
            }
            name = name.or_else(|| name_in(line));
        }
        none
    }
}

/// The value of a `name:` line at the margin, without quotes and comment.
fn name_in(line: &str) -> Option<String> {
    let value = line.strip_prefix("name:")?.trim();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = match quote {
        Some(quote) => value[1..].split(quote).next().unwrap_or(""),
        None => value.split(" #").next().unwrap_or(""),
    };
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, &str) {
        let head = FrontMatter::read(text);
        (head.name, &text[head.end..])
    }

    #[test]
    fn the_name_is_read_from_a_head_that_is_no_yaml() {
        let text = "---\nname: эксперт\ndescription: при: a: 'b\n---\nТело";
        assert_eq!(read(text), (Some("эксперт".into()), "Тело"));
        let text = "\u{feff}---\r\nname: \"a b\" # c\r\n---\r\n🙂";
        assert_eq!(read(text), (Some("a b".into()), "🙂"));
    }

    #[test]
    fn a_head_that_is_never_closed_is_text() {
        assert_eq!(
            read("---\nname: x\nUse it."),
            (None, "---\nname: x\nUse it.")
        );
        assert_eq!(read("\u{feff}# t"), (None, "# t"));
        assert_eq!(read(""), (None, ""));
    }

    #[test]
    fn a_name_within_another_value_is_not_the_name() {
        let text = "---\ntools:\n  name: inner\nname:\n---\n";
        assert_eq!(read(text), (None, ""));
    }
}
