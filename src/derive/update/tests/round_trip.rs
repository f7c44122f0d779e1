//! Any prompt, any edits: updating twice changes nothing more, and going back gives the file back.

use super::*;

/// Rules of which some are rewordings of others.
const RULES: &[&str] = &[
    "ВСЕГДА создавайте тестовые файлы (test_*.py) для асинхронных функций",
    "Создавайте тестовые файлы для всех асинхронных функций",
    "Используйте виртуальное окружение (venv) для всех проектов",
    "Используйте виртуальное окружение",
    "Объясняйте выбор паттернов: почему именно они?",
    "Always answer in Russian, clearly and with examples",
    "Always answer in Russian, briefly",
    "Never block the event loop",
    "Never block the event loop with time.sleep",
    "Prefer `async with` # and close sessions",
    "Git commits are small",
    "Git commits are small and signed",
    "Git branches are short-lived",
    "Be kind 🙂",
    "Name things well?",
];

/// What a person does to a criterion, as its text.
const EDITS: usize = 12;

fn edited(block: &str, edit: usize, n: usize, gap: &str) -> String {
    let lines: Vec<&str> = block.lines().collect();
    let rule = lines
        .iter()
        .find(|line| line.trim_start().starts_with("rule:"))
        .unwrap_or(&"");
    match edit {
        0 => block.replacen("  - id", "  #\tпочему так\n  - id", 1),
        1 => format!("  # above\n{block}"),
        2 => format!(
            "{block}    weight: 2\n    examples:\n      pass:\n        - |\n          # да\n\n          текст 🙂\n"
        ),
        3 => format!("{block}    # deeper: 1\n"),
        4 => block.replacen("- id: ", "- id: own-", 1),
        5 => format!("{block}{gap}  - id: mine-{n} # own\n    check: {{ judge: \"{n}?\" }}\n"),
        6 => format!("  # ---- part {n} ----\n\n{block}"),
        7 => block
            .split_inclusive('\n')
            .filter(|line| !line.contains("# semper:"))
            .collect(),
        8 => block.replacen(rule, &format!("{rule} "), 1),
        9 => String::new(),
        10 => format!(
            "{block}{gap}  - {{id: flow-{n}, rule: 'Something else entirely {n}', check: {{judge: x}}}}\n"
        ),
        _ => {
            // Quotes a part of the rule, as a list.
            let text = rule.trim_start().trim_start_matches("rule:").trim();
            let words: Vec<&str> = text.trim_matches(['"', '\'']).split(' ').take(3).collect();
            block.replacen(
                rule,
                &format!("    rule:\n      - '{}'", words.join(" ")),
                1,
            )
        }
    }
}

#[derive(Debug, Clone)]
struct Edits {
    order: Vec<(usize, usize)>,
    crlf: bool,
    top: bool,
    gap: bool,
    tail: usize,
}

fn edits() -> impl Strategy<Value = Edits> {
    let order = prop::collection::vec((0..EDITS + 8, 0..4_usize), RULES.len() + 2);
    (
        order,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        0..4_usize,
    )
        .prop_map(|(order, crlf, top, gap, tail)| Edits {
            order,
            crlf,
            top,
            gap,
            tail,
        })
}

/// The rubric of `rules` after a person has edited it.
fn by_hand(rules: &[&str], edits: &Edits) -> String {
    let gap = if edits.gap { "\n" } else { "" };
    let fresh = to_yaml(&derived(rules));
    let (head, rest) = fresh.split_once("criteria:\n").unwrap();
    let (criteria, out) = rest.split_once("\nout-of-scope:\n").unwrap_or((rest, ""));
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for (n, block) in criteria.trim_end().split("\n\n").enumerate() {
        let (edit, place) = edits.order[n];
        let block = format!("{block}\n");
        let text = if edit < EDITS {
            edited(&block, edit, n, gap)
        } else {
            block
        };
        if !text.is_empty() {
            blocks.push((n * 2 + place * 3 * usize::from(place == 3), text));
        }
    }
    if blocks.is_empty() {
        blocks.push((0, "  - id: only\n    check: { judge: x }\n".to_owned()));
    }
    blocks.sort_by_key(|(place, _)| *place);
    let blocks: Vec<String> = blocks.into_iter().map(|(_, text)| text).collect();
    let top = if edits.top {
        "\n  - id: top\n    check: { judge: top }\n"
    } else {
        ""
    };
    let out = if out.is_empty() {
        String::new()
    } else {
        format!("\nout-of-scope:\n{out}")
    };
    let tail = ["", "\n# the end\n", "\ndefine: {}\n", "    # deeper\n"][edits.tail];
    let above = if edits.top { gap } else { "" };
    let blocks = blocks.join(gap);
    let text = format!("{head}criteria:\n{top}{above}{blocks}{out}{tail}");
    if edits.crlf {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

fn prompt() -> impl Strategy<Value = Vec<&'static str>> {
    let all = Just(RULES.to_vec()).prop_shuffle();
    (all, 1..RULES.len()).prop_map(|(mut rules, count)| {
        rules.truncate(count);
        // A prompt has something that can be checked.
        if rules.iter().all(|rule| rule.starts_with("Git")) {
            rules.push("Be kind 🙂");
        }
        rules
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_comes_back_with_its_prompt(a in prompt(), b in prompt(), edits in edits()) {
        let written = by_hand(&a, &edits);
        let file = updated(&written, &a);
        prop_assert_eq!(&updated(&file, &a), &file, "not settled:\n{}", written);
        let other = updated(&file, &b);
        prop_assert_eq!(&updated(&other, &b), &other, "not settled");
        prop_assert_eq!(updated(&other, &a), file, "by way of\n{}", other);
        // Nothing that a person wrote is lost.
        for line in written.lines().filter(|line| !line.contains("# semper:") && !line.trim().is_empty()) {
            let is_out = line.contains("Git ") || line.contains("why:") || line.contains("out-of-scope");
            prop_assert!(is_out || other.contains(line), "lost {}", line);
        }
    }

    #[test]
    fn every_id_is_there_once(a in prompt(), b in prompt(), edits in edits()) {
        let other = updated(&updated(&by_hand(&a, &edits), &a), &b);
        let mut ids = ids(&other);
        let count = ids.len();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), count, "{}", other);
    }

    #[test]
    fn an_edited_file_that_is_current_stays_as_it_is(a in prompt(), edits in edits()) {
        // Without edits that take the rule or its mark away, and in the order of the prompt.
        let order = edits.order.iter().map(|&(edit, _)| (if [7, 9, 10, 11].contains(&edit) { 3 } else { edit }, 0));
        let edits = Edits { order: order.collect(), ..edits };
        let written = by_hand(&a, &edits);
        prop_assert_eq!(updated(&written, &a), written);
    }
}
