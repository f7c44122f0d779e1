//! Tests of conversations.

use serde_json::json;

use super::*;

fn write(turns: &mut Turns, id: &str, path: &str, content: &str) {
    let input = json!({"file_path": path, "content": content});
    turns.call(Some(id), "Write", &input);
}

fn edit(turns: &mut Turns, id: &str, path: &str, old: &str, new: &str) {
    let input = json!({"file_path": path, "old_string": old, "new_string": new});
    turns.call(Some(id), "Edit", &input);
}

fn asked(prompt: &str) -> Turns {
    let mut turns = Turns::default();
    turns.ask(1, prompt.to_owned());
    turns
}

#[test]
fn the_last_answered_turn_is_scored() {
    let mut turns = asked("один");
    turns.answer(2, "a", Some("m"));
    turns.ask(3, "два".to_owned());
    turns.answer(4, "b", None);
    turns.answer(5, "c", None);
    turns.ask(6, "три".to_owned());
    assert!(turns.ends_with_a_question());
    let (line, response) = turns.last_answered().unwrap();
    assert_eq!(line, 3);
    assert_eq!(response.prompt.unwrap(), "два");
    assert_eq!(response.text, "b\n\nc");
    assert_eq!(response.turn, Some(Turn { number: 2, of: 3 }));
}

#[test]
fn nothing_answered_is_nothing() {
    assert!(asked("?").last_answered().is_none());
    assert!(Turns::default().last_answered().is_none());
}

#[test]
fn a_file_of_an_earlier_turn_is_edited_in_a_later_one() {
    let mut turns = asked("1");
    turns.answer(2, "", None);
    write(&mut turns, "a", "t.py", "один");
    write(&mut turns, "b", "other.py", "");
    turns.ask(3, "2".to_owned());
    turns.answer(4, "", None);
    edit(&mut turns, "c", "t.py", "один", "два");
    let (_, response) = turns.last_answered().unwrap();
    let expected = WrittenFile {
        path: "t.py".to_owned(),
        content: "два".to_owned(),
    };
    assert_eq!(response.files, [expected]);
}

#[test]
fn a_refused_write_does_not_count() {
    let mut turns = asked("1");
    turns.answer(2, "", None);
    write(&mut turns, "a", "a", "");
    turns.refuse("a");
    assert!(turns.last_answered().unwrap().1.files.is_empty());
}

#[test]
fn an_interruption_takes_back_what_has_no_result() {
    let mut turns = asked("1");
    turns.answer(2, "", None);
    write(&mut turns, "a", "a", "");
    turns.done("a", None);
    write(&mut turns, "b", "b", "");
    turns.interrupt();
    let (_, response) = turns.last_answered().unwrap();
    assert_eq!(response.files[0].path, "a");
    assert_eq!(response.files.len(), 1);
}

#[test]
fn a_call_told_twice_counts_once() {
    let mut turns = asked("1");
    turns.answer(2, "", None);
    write(&mut turns, "a", "a", "x");
    edit(&mut turns, "b", "a", "x", "xx");
    edit(&mut turns, "b", "a", "x", "xx");
    assert_eq!(turns.last_answered().unwrap().1.files[0].content, "xx");
}

#[test]
fn calls_of_the_scored_turn_are_told_once_and_in_order() {
    let mut turns = asked("раз");
    turns.answer(2, "", None);
    turns.call(Some("a"), "Чтение", &json!({}));
    turns.ask(3, "два 🙂".to_owned());
    turns.answer(4, "", None);
    turns.call(Some("b"), "Grep", &json!({"pattern": "да"}));
    turns.call(Some("b"), "Grep", &json!({"pattern": "да"}));
    turns.call(Some("c"), "Read", &json!({}));
    turns.refuse("c");
    turns.call(Some("d"), "", &json!({}));
    let calls = turns.last_answered().unwrap().1.tool_calls.unwrap();
    let names: Vec<_> = calls.iter().map(|call| call.name.as_str()).collect();
    assert_eq!(names, ["Grep", "Read"]);
    assert_eq!(calls[0].arguments, r#"{"pattern":"да"}"#);
}

fn all(turns: Turns) -> Vec<(usize, Response)> {
    turns.read(Which::All, "none").unwrap()
}

#[test]
fn every_answered_turn_is_as_it_stood_then() {
    let mut turns = asked("1");
    turns.instruct("Ты");
    turns.answer(2, "раз", Some("m"));
    write(&mut turns, "a", "t.py", "один");
    write(&mut turns, "b", "other.py", "");
    turns.ask(3, "без ответа".to_owned());
    turns.ask(4, "3 🙂".to_owned());
    turns.answer(5, "", None);
    edit(&mut turns, "c", "t.py", "один", "два");
    write(&mut turns, "d", "no.py", "");
    turns.refuse("d");
    turns.ask(6, "4".to_owned());
    turns.instruct("теперь иначе");
    turns.answer(7, "и\u{306}", None);
    let read = all(turns);
    let numbers: Vec<_> = read
        .iter()
        .map(|(line, r)| (*line, r.turn.unwrap()))
        .collect();
    let of = 4;
    let number = |number| Turn { number, of };
    assert_eq!(numbers, [(1, number(1)), (4, number(3)), (6, number(4))]);
    let files = |n: usize| {
        let files = read[n].1.files.iter();
        let pairs = files.map(|f| (f.path.as_str(), f.content.as_str()));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(files(0), [("t.py", "один"), ("other.py", "")]);
    assert_eq!(files(1), [("t.py", "два")]);
    assert_eq!(files(2), []);
    let calls: Vec<_> = read
        .iter()
        .map(|(_, r)| r.tool_calls.as_ref().unwrap().len())
        .collect();
    assert_eq!(calls, [2, 2, 0]);
    assert_eq!(read[0].1.system, read[1].1.system);
    assert_ne!(read[0].1.system, read[2].1.system);
    assert!(read[0].1.system.as_ref().unwrap().starts_with("sha256:"));
}

#[test]
fn the_last_of_all_turns_is_the_last_turn() {
    let told = || {
        let mut turns = asked("1");
        turns.answer(2, "", None);
        write(&mut turns, "a", "a", "x");
        turns.ask(3, "2".to_owned());
        turns.answer(4, "", None);
        write(&mut turns, "b", "b", "y");
        write(&mut turns, "c", "a", "z");
        turns
    };
    let last = told().last_answered();
    assert_eq!(all(told()).pop(), last);
    let second = Which::Number(2.try_into().unwrap());
    assert_eq!(told().read(second, "").unwrap().pop(), last);
}

#[test]
fn a_turn_without_an_answer_is_refused() {
    let number = |n: usize| Which::Number(n.try_into().unwrap());
    let told = || {
        let mut turns = asked("1");
        turns.answer(2, "a", None);
        turns.ask(3, "2".to_owned());
        turns
    };
    assert!(told().read(number(1), "none").is_ok());
    let reason = |which| told().read(which, "none").unwrap_err();
    assert!(reason(number(2)).contains("turn 2 of 2 has no answer"));
    assert!(reason(number(3)).contains("the conversation has 2 turns"));
    assert_eq!(asked("1").read(Which::All, "none"), Err("none".to_owned()));
    assert_eq!(
        Turns::default().read(number(1), "none"),
        Err("none".to_owned())
    );
}

#[test]
fn many_turns_are_read_in_one_pass() {
    let mut turns = Turns::default();
    for n in 0..30_000 {
        turns.ask(n, String::new());
        turns.instruct("й");
        turns.answer(n, "a", None);
        write(&mut turns, &format!("id{n}"), &format!("f{n}"), "x");
    }
    let read = all(turns);
    assert_eq!(read.len(), 30_000);
    assert_eq!(read[29_999].1.files.len(), 1);
}

#[test]
fn copies_of_a_large_file_are_bounded() {
    let mut turns = Turns::default();
    for n in 0..3 {
        turns.ask(n, String::new());
        turns.answer(n, "a", None);
        write(&mut turns, &format!("id{n}"), "t.py", "1234567890");
    }
    assert!(turns.files_by_turn(30).is_ok());
    let reason = turns.files_by_turn(29).unwrap_err();
    assert!(reason.contains("`--turn N`"), "{reason}");
}
