//! Comments of made-up languages, whose syntaxes are like the shipped ones.

use super::*;

fn found<'c>(tokens: &[(&str, &str, Opens)], code: &'c str) -> Vec<&'c str> {
    let mut syntax = CommentSyntax {
        characters: true,
        ..CommentSyntax::default()
    };
    for (open, close, opens) in tokens {
        syntax.add(open, close, *opens);
    }
    let mut table = CommentTable::new(vec!["noqa".into(), "!/".into()]);
    table.add(Lang::PYTHON, syntax);
    let spans = table.find(&Lang::PYTHON, code);
    spans.into_iter().map(|span| &code[span.range()]).collect()
}

const PYTHON: &[(&str, &str, Opens)] = &[
    ("#", "", Opens::Line),
    ("\"", "\"", Opens::String),
    ("\"\"\"", "\"\"\"", Opens::Docstring),
];
const RUST: &[(&str, &str, Opens)] = &[
    ("//", "", Opens::Line),
    ("/*", "*/", Opens::NestedBlock),
    ("\"", "\"", Opens::LongString),
];

#[test]
fn a_marker_inside_a_string_is_none() {
    let code = "x = \"# нет \\\" #\"  # да 🙂 и\u{306}\r\ny = 1\r\n";
    assert_eq!(found(PYTHON, code), ["да 🙂 и\u{306}"]);
}

#[test]
fn a_docstring_stands_where_a_statement_begins() {
    let code = "def f():\n    r\"\"\"Что делает.\n    # и это\n    \"\"\"\n    x = \"\"\"\n# не\n\"\"\"\n    g(\n\"\"\"нет\"\"\")\n";
    assert_eq!(found(PYTHON, code), ["Что делает.\n    # и это"]);
}

#[test]
fn pragmas_and_rules_of_dashes_are_no_comments() {
    assert_eq!(
        found(PYTHON, "#!/bin/x\n# ------\nx = 1  # noqa: E1\n# x"),
        ["x"]
    );
}

#[test]
fn blocks_nest_and_quotes_of_one_character_open_no_string() {
    let code =
        "/// Док\nlet c = '\"'; /* а /* б */ в */ fn f<'a>() {} // г\nlet u = '\\u{2f}'; // д";
    assert_eq!(found(RUST, code), ["Док", "а /* б */ в", "г", "д"]);
}

#[test]
fn what_is_not_closed_ends_with_its_line_or_the_text() {
    assert_eq!(found(PYTHON, "x = \"a\n# да"), ["да"]);
    assert_eq!(found(PYTHON, "\"\"\"a\n# да"), ["да"]);
    assert_eq!(found(RUST, "/* а\nб"), ["а\nб"]);
}

#[test]
fn many_open_strings_take_linear_time() {
    let code = "\"\"\" x\n".repeat(100_001);
    assert!(found(PYTHON, &code).len() > 10_000);
    let code = "/*".repeat(200_000);
    assert!(found(RUST, &code).len() <= 1);
}
