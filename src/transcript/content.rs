//! The content of a chat message: a string, or a list of typed blocks.
//!
//! Only what is said counts as text. Thinking, images and tool traffic are left out here; readers that want
//! the tool calls ask for them.

use serde_json::Value;

/// What separates texts that were said apart: with a tool call in between, or in different messages.
pub(super) const PAUSE: &str = "\n\n";

/// The text of a message. Blocks that follow each other directly are one text; others stand apart.
pub(super) fn text(content: &Value) -> String {
    text_of(content, |_| true)
}

/// The text of a message, without the text blocks that `keep` refuses.
pub(super) fn text_of(content: &Value, keep: impl Fn(&str) -> bool) -> String {
    if let Some(whole) = content.as_str() {
        return if keep(whole) {
            whole.to_owned()
        } else {
            String::new()
        };
    }
    let mut text = String::new();
    let mut apart = false;
    for block in blocks(content) {
        let part = text_block(block).filter(|part| keep(part) && !part.trim().is_empty());
        let Some(part) = part else {
            apart = true;
            continue;
        };
        if apart {
            join(&mut text, part);
        } else {
            text.push_str(part);
        }
        apart = false;
    }
    text
}

/// Adds what was said later; nothing is added for silence.
pub(super) fn join(text: &mut String, later: &str) {
    if later.trim().is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str(PAUSE);
    }
    text.push_str(later);
}

/// The blocks of a message; a plain string has none.
pub(super) fn blocks(content: &Value) -> &[Value] {
    content.as_array().map_or(&[], Vec::as_slice)
}

/// The blocks of one type.
pub(super) fn blocks_of<'a>(content: &'a Value, kind: &str) -> impl Iterator<Item = &'a Value> {
    blocks(content)
        .iter()
        .filter(move |block| block["type"] == kind)
}

fn text_block(block: &Value) -> Option<&str> {
    match block["type"].as_str()? {
        "text" | "output_text" | "input_text" => {
            block["text"].as_str().or_else(|| block["content"].as_str())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_string_is_its_own_text() {
        assert_eq!(text(&json!("да\r\n🙂")), "да\r\n🙂");
    }

    #[test]
    fn adjacent_blocks_are_one_text() {
        let content = json!([{"type":"text","text":"Сло"},{"type":"text","text":"во"}]);
        assert_eq!(text(&content), "Слово");
    }

    #[test]
    fn a_tool_call_sets_texts_apart_and_thinking_is_left_out() {
        let content = json!([
            {"type":"thinking","thinking":"hm"},
            {"type":"text","text":"a"},
            {"type":"tool_use","name":"Read"},
            {"type":"text","text":"b"},
        ]);
        assert_eq!(text(&content), "a\n\nb");
    }

    #[test]
    fn anything_else_has_no_text() {
        for content in [
            json!(null),
            json!(1),
            json!({"text":"a"}),
            json!(["a", {"type":1}]),
        ] {
            assert_eq!(text(&content), "");
        }
    }
}
