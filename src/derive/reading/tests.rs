//! What is read as a term, and where it came from.

use super::*;

fn read(rule: &str) -> Reading {
    Reading::new(rule, Idioms::shipped())
}

fn terms(rule: &str) -> Vec<(TermKind, String)> {
    let reading = read(rule);
    let terms = reading.terms_in(Span::new(0, reading.text.len()));
    terms
        .into_iter()
        .map(|(_, t)| (t.kind, t.value.clone()))
        .collect()
}

#[test]
fn quotes_code_and_bold_names_are_terms() {
    assert_eq!(
        terms("**NEVER** say «конечно» or `Sure!`, use **APPROVE** 🙂\r\n"),
        [
            (TermKind::Quoted, "конечно".to_owned()),
            (TermKind::Code, "Sure!".to_owned()),
            (TermKind::Bold, "APPROVE".to_owned()),
        ]
    );
    assert_eq!(terms("файлы (test_*.py) и don't")[0].1, "test_*.py");
}

#[test]
fn a_bare_name_in_snake_case_is_code() {
    let code = |rule: &str| terms(rule).into_iter().map(|t| t.1).collect::<Vec<_>>();
    assert_eq!(code("Use the run_in_terminal tool."), ["run_in_terminal"]);
    assert_eq!(
        code("Вызывайте copilot_getSummary, 🙂 read_file"),
        ["copilot_getSummary", "read_file"]
    );
    for plain in [
        "use snake_case names",
        "src/my_app/x",
        "--dry_run",
        "a foo_bar2",
        "${my_var}",
        "cfg.my_key = x",
        "call my_call(x)",
        "my_dict.getItems",
        "MAX_SIZE",
    ] {
        assert_eq!(code(plain), [""; 0], "{plain}");
    }
}

#[test]
fn amounts_become_ranges_in_any_language() {
    let range = |rule: &str| terms(rule).into_iter().map(|t| t.1).collect::<Vec<_>>();
    assert_eq!(range("under 400 words"), ["< 400"]);
    assert_eq!(range("Не более трёх предложений"), ["<= 3"]);
    assert_eq!(range("höchstens einen Satz"), ["<= 1"]);
    assert_eq!(range("2-3 sentences"), ["2..3"]);
    assert_eq!(range("400字以内"), ["<= 400"]);
    assert_eq!(range("至少两个例子"), [">= 2"]);
    assert_eq!(range("Python 3.8+ and eine Tabelle"), [""; 0]);
}

#[test]
fn languages_are_terms_with_their_code() {
    assert_eq!(
        terms("Отвечайте на русском языке")[0],
        (TermKind::Language, "ru".to_owned())
    );
    assert_eq!(terms("用中文回答")[0].1, "zh");
}

#[test]
fn every_byte_knows_where_it_came_from() {
    let rule = "Пишите **кратко**: и\u{306} «да», 🙂 конец";
    let reading = read(rule);
    let at = reading.text.find("конец").unwrap();
    assert_eq!(reading.origin(at), rule.find("конец").unwrap());
    assert_eq!(reading.origin(reading.text.len()), rule.len());
}
