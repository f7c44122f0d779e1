//! What Markdown becomes, block by block.

use super::*;

fn kinds(text: &str) -> Vec<String> {
    let markdown = Markdown::parse(text);
    let show = |block: &Block<'_>| format!("{:?} {}", block.kind, markdown.text(block));
    markdown.blocks.iter().map(show).collect()
}

#[test]
fn a_tight_item_is_a_paragraph_of_its_own() {
    assert_eq!(
        kinds("- один\n- два\n  - три\n"),
        ["Paragraph один", "Paragraph два", "Paragraph три"]
    );
}

#[test]
fn a_fence_in_a_list_loses_its_indentation() {
    assert_eq!(
        kinds("1. так:\r\n   ```py\r\n   x = 1\r\n     y\r\n   ```\r\n"),
        ["Paragraph так:", "Code(Some(\"py\")) x = 1\n  y\n"]
    );
}

#[test]
fn four_backticks_hold_three_and_an_open_fence_runs_to_the_end() {
    assert_eq!(
        kinds("````md\n```\na\n```\n````"),
        ["Code(Some(\"md\")) ```\na\n```\n"]
    );
    assert_eq!(kinds("~~~\na"), ["Code(Some(\"\")) a"]);
}

#[test]
fn html_keeps_its_text_and_drops_its_tags() {
    assert_eq!(
        kinds("<details>\n<summary>Опасность</summary>\nутечка\n</details>\n"),
        ["Html Опасность\nутечка\n"]
    );
}

#[test]
fn inline_code_is_placed_between_its_ticks_even_over_lines_of_a_quotation() {
    let place = |text: &str| {
        let markdown = Markdown::parse(text);
        let code = markdown.inlines.iter();
        let code = code.filter(|inline| inline.kind == InlineKind::Code);
        code.map(|inline| text[inline.span.range()].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(place("- `тест` и `` a`b `` 🙂"), ["тест", "a`b"]);
    assert_eq!(place("а ``\nтест ``"), ["тест"]);
    assert_eq!(place(">>> `├── a\n>>> `"), ["├── a\n>>> "]);
}

#[test]
fn inline_tags_in_html_part_no_words_and_others_do() {
    assert_eq!(
        kinds("<p>Утечка <b>памяти</b> <i>тут</i></p><p>да</p>\n"),
        ["Html Утечка памяти тут\nда\n"]
    );
}

#[test]
fn html_comments_and_tags_may_run_over_lines() {
    assert_eq!(
        kinds("<!--\nсекрет\n--> да\n<p\n  class=\"x\">a < b 🙂</p>\n"),
        ["Html  да\n", "Html a < b 🙂\n"]
    );
}

#[test]
fn cells_of_a_row_share_a_number() {
    assert_eq!(
        kinds("| a | b |\n|---|---|\n| 1 | 2 |\n"),
        ["Cell(1) a", "Cell(1) b", "Cell(2) 1", "Cell(2) 2"]
    );
}
