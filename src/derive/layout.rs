//! Values as YAML lines that a person wants to keep: flow style while it is short, block style beyond.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::scalar::{Context, needs_escape, scalar};

/// No line is wider, where it can be broken.
const WIDTH: usize = 110;

/// Writes `key: value` at `indent`.
pub(crate) fn entry(key: &str, value: &Value, indent: usize, out: &mut Vec<String>) {
    let head = format!("{}{}:", spaces(indent), scalar(key, Context::Block));
    match value {
        Value::String(string) => text(&head, string, indent, out),
        Value::Object(map) if !fits(&head, value) && !map.is_empty() => {
            out.push(head);
            for (key, value) in map {
                entry(key, value, indent + 2, out);
            }
        }
        Value::Array(items) if !fits(&head, value) && !items.is_empty() => {
            out.push(head);
            for value in items {
                item(value, indent + 2, out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Array(_) => {
            out.push(format!("{head} {}", flow(value)));
        }
    }
}

/// Writes `- value` at `indent`.
fn item(value: &Value, indent: usize, out: &mut Vec<String>) {
    let head = format!("{}-", spaces(indent));
    let mut lines = Vec::new();
    match value {
        Value::String(string) => return text(&head, string, indent, out),
        Value::Object(map) if !fits(&head, value) => {
            for (key, value) in map {
                entry(key, value, indent + 2, &mut lines);
            }
        }
        Value::Array(items) if !fits(&head, value) => {
            for value in items {
                item(value, indent + 2, &mut lines);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Array(_) => {}
    }
    match lines.first_mut() {
        Some(first) => *first = format!("{head} {}", first.trim_start()),
        None => lines.push(format!("{head} {}", flow(value))),
    }
    out.append(&mut lines);
}

/// Writes the string `string` behind `head`: on its line, or as a block below.
fn text(head: &str, string: &str, indent: usize, out: &mut Vec<String>) {
    let pad = spaces(indent + 2);
    if is_literal(string) {
        let body = string.strip_suffix('\n');
        out.push(format!(
            "{head} {}",
            if body.is_some() { "|" } else { "|-" }
        ));
        for line in body.unwrap_or(string).split('\n') {
            let pad = if line.is_empty() { "" } else { &pad };
            out.push(format!("{pad}{line}"));
        }
        return;
    }
    let one = scalar(string, Context::Block);
    let folded = (head.width() + 1 + one.width() > WIDTH)
        .then(|| fold(string, WIDTH.saturating_sub(pad.len())))
        .flatten();
    match folded {
        Some(lines) => {
            out.push(format!("{head} >-"));
            out.extend(lines.iter().map(|line| format!("{pad}{line}")));
        }
        None => out.push(format!("{head} {one}")),
    }
}

/// Whether `string` has several lines and stands in a literal block as it is.
fn is_literal(string: &str) -> bool {
    let starts_with_text = !string.starts_with(char::is_whitespace);
    string.contains('\n')
        && starts_with_text
        && !string.ends_with("\n\n")
        && string
            .split('\n')
            .all(|line| line.trim_end() == line && !line.chars().any(needs_escape))
}

/// The lines of a folded block that reads as `string`; none where a fold would change it.
fn fold(string: &str, width: usize) -> Option<Vec<&str>> {
    if string.chars().any(needs_escape) || string.trim() != string || string.contains("  ") {
        return None;
    }
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, word) in words(string) {
        let more = at + word.len();
        if end > start && string[start..more].width() > width {
            lines.push(&string[start..end]);
            start = at;
        }
        end = more;
    }
    lines.push(&string[start..end]);
    (lines.len() > 1).then_some(lines)
}

/// The parts between single spaces, each with its offset.
fn words(string: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    string.split(' ').map(move |word| {
        let here = at;
        at += word.len() + 1;
        (here, word)
    })
}

/// Whether `value` fits behind `head` in flow style.
fn fits(head: &str, value: &Value) -> bool {
    let written = flow(value);
    !has_lines(value) && head.width() + 1 + written.width() <= WIDTH
}

/// Whether a string of `value` has several lines, which only a block shows as such.
fn has_lines(value: &Value) -> bool {
    match value {
        Value::String(string) => string.contains('\n'),
        Value::Array(items) => items.iter().any(has_lines),
        Value::Object(map) => map.values().any(has_lines),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// `value` in flow style.
fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(string) => scalar(string, Context::Flow),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", scalar(key, Context::Flow), flow(value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(value: &Value) -> String {
        let mut lines = Vec::new();
        entry("check", value, 4, &mut lines);
        lines.join("\n")
    }

    #[test]
    fn what_is_short_is_in_flow_style() {
        let value = json!({ "use": { "name": "in-language", "with": { "language": "ru" } } });
        assert_eq!(
            written(&value),
            "    check: { use: { name: in-language, with: { language: ru } } }"
        );
        assert_eq!(written(&json!([])), "    check: []");
    }

    #[test]
    fn what_is_long_is_broken_where_it_has_to_be() {
        let value = json!({ "all": [
            { "mentions": { "any": ["виртуальное окружение", "виртуальная среда", "venv"], "in": "prose" } },
            { "count": { "what": "words", "is": ">= 3" } }, "x", {},
        ] });
        let expected = "    check:
      all:
        - { mentions: { any: [виртуальное окружение, виртуальная среда, venv], in: prose } }
        - { count: { what: words, is: \">= 3\" } }
        - x
        - {}";
        assert_eq!(written(&value), expected);
    }

    #[test]
    fn long_text_is_folded_and_lines_are_kept() {
        let long = json!("слово ".repeat(30).trim());
        let text = written(&long);
        assert!(
            text.starts_with("    check: >-\n      слово слово"),
            "{text}"
        );
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert_eq!(
            written(&json!("a\n\n  б\n")),
            "    check: |\n      a\n\n        б"
        );
        assert_eq!(written(&json!("a\nb")), "    check: |-\n      a\n      b");
    }
}
