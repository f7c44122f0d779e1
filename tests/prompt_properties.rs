//! What must hold for any agent prompt: no panic, and every rule where it says.

use proptest::prelude::*;
use semper::prompt::AgentPrompt;
use semper::source::{SourceFile, Span};

/// Pieces of prompts; any order of them is a prompt.
const PIECES: &[&str] = &[
    "Always ",
    "never ",
    "Do not ",
    "Use the tool",
    "must ",
    "should ",
    "where possible",
    "You can ",
    "if it fails, ",
    "Всегда",
    "НЕ удаляй",
    "Используйте ",
    "при ошибке ",
    "по возможности ",
    "и\u{306}",
    "е\u{301}",
    "ё",
    "İ",
    "ẞ",
    "Keine ",
    "verwenden",
    "Nicht ",
    "N'utilise pas ",
    "toujours ",
    "No uses ",
    "siempre ",
    "使用工具",
    "不要猜测",
    "如果失败，",
    "日本語にしてください",
    "しないこと",
    "사용하세요",
    "🙂",
    "👨‍👩‍👧",
    "❌ ",
    "⛔",
    "→ ",
    " -> ",
    " — ",
    " - ",
    ": ",
    "：",
    "; ",
    ", ",
    "，",
    "# ",
    "## Rules",
    "### Примеры",
    "Never:",
    "**Always:**",
    "**",
    "*",
    "_",
    "`",
    "``",
    "```",
    "```py\n",
    "````md\n",
    "~~~",
    "- ",
    "* ",
    "+ ",
    "• ",
    "1. ",
    "12) ",
    "a) ",
    "1、",
    "- [ ] ",
    "> ",
    ">",
    "| a | b |",
    "<rules>",
    "</rules>",
    "<example>",
    "</example>",
    "<",
    ">x",
    "<!--",
    "-->",
    "---",
    "---\n",
    "name: x\n",
    "===",
    "═══",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "  ",
    "    ",
    "\t",
    "\u{a0}",
    "\u{3000}",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    ". ",
    "! ",
    "? ",
    "…",
    "。",
    "！",
    "\"",
    "“",
    "”",
    "«",
    "»",
    "(",
    ")",
    "（",
    "'",
    "’",
    "e.g. ",
    "instead.",
    "For example, ",
    "\\",
    "{",
    "}",
    ";",
    "=",
    "For each: ",
];

fn prompt() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let prompt = AgentPrompt::read(&SourceFile::new("p.md", text));
    prop_assert!(prompt.body.end == text.len() && prompt.body.start <= text.len());
    let mut last = Span::new(prompt.body.start, prompt.body.start);
    for rule in &prompt.rules {
        prop_assert_eq!(&rule.text, &text[rule.span.range()]);
        prop_assert_eq!(rule.text.trim(), &rule.text);
        prop_assert!(!rule.text.is_empty() && !rule.why.is_empty() && !rule.language.is_empty());
        prop_assert!(
            last.end <= rule.span.start,
            "{:?} before {:?}",
            last,
            rule.span
        );
        prop_assert_eq!(rule.lines.start, line_of(text, rule.span.start));
        prop_assert_eq!(rule.lines.end, line_of(text, rule.span.end));
        last = rule.span;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_of_pieces_is_a_prompt(text in prompt()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_a_prompt(text in any::<String>()) {
        check(&text)?;
    }
}

#[test]
fn long_lines_and_deep_lists_are_read() {
    let long = 40_000;
    let texts = [
        "Use it, ".repeat(long / 8),
        "Use it. ".repeat(long / 8),
        "if a: ".repeat(long / 6),
        "- ".repeat(long / 2),
        "> ".repeat(long / 2),
        "`".repeat(long),
        "\"a ".repeat(long / 3),
        "(((a ".repeat(long / 5),
        "```\n".repeat(long / 4),
        "```md\n```sh\n".repeat(long / 12),
        "<a>\n".repeat(long / 4),
        "</a>\n<b>\n".repeat(long / 9),
        "Rules:\n".repeat(long / 7),
        "Rules:\n\n- Use the tool\n".repeat(long / 23),
        "**Use the tool now**\n".repeat(long / 21),
        "**Always use:**\n- a\n\n".repeat(long / 21),
        "e\u{301}".repeat(long / 3),
        "使用工具".repeat(long / 12),
        "nicht verwenden ".repeat(long / 16),
        (0..280).map(|n| " ".repeat(n) + "- Use it\n").collect(),
        (0..280).map(|n| "`".repeat(283 - n) + "\n").collect(),
    ];
    for text in texts {
        check(&text[..text.floor_char_boundary(long)]).expect("it holds");
    }
}
