//! Each format, and what it says of files that are broken: a new format without a twin fails here.

#[path = "support/twins.rs"]
mod twins;

use semper::transcript::{FORMATS, Response, by_name, detect, read};
use serde_json::{Value, json};

use twins::{Cut, TWINS, Twin, WRONG, Wrong};

fn read_as(twin: &Twin, bytes: &[u8]) -> Vec<(usize, Result<Response, String>)> {
    read(by_name(twin.format).unwrap(), bytes)
}

#[test]
fn every_format_has_a_twin_that_is_recognised_and_read() {
    let names: Vec<&str> = TWINS.iter().map(|twin| twin.format).collect();
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names, formats);
    for twin in TWINS {
        let found = detect("a.md", twin.good.as_bytes()).map(|format| format.name);
        assert_eq!(found, Some(twin.format));
        let read = read_as(twin, twin.good.as_bytes());
        assert_eq!(read.len(), 1, "{}", twin.format);
        assert_eq!(read[0].1.as_ref().unwrap().text.trim(), "hello");
    }
}

#[test]
fn what_is_hostile_is_told_once_and_at_its_line() {
    for twin in TWINS {
        for (what, hostile) in twin.told() {
            let read = read_as(twin, &hostile);
            let shown = format!("{} {what}: {read:?}", twin.format);
            let lines = hostile.split(|byte| *byte == b'\n').count();
            let mut told = read.iter().filter(|(_, read)| read.is_err());
            let (line, reason) = told.next().expect(&shown);
            assert!((1..=lines).contains(line), "{shown}");
            assert!(reason.as_ref().unwrap_err().len() > 20, "{shown}");
            assert!(told.count() <= 1, "{shown}");
            assert!(!format!("{read:?}").contains("\"hello\""), "{shown}");
        }
    }
}

#[test]
fn what_is_read_all_the_same_is_never_taken_for_the_whole_answer() {
    for twin in TWINS {
        if twin.cut == Cut::Read {
            let end = twin.good.rfind("hello").unwrap() + 3;
            let read = read_as(twin, &twin.good.as_bytes()[..end]);
            assert_eq!(read[0].1.as_ref().unwrap().text.trim(), "hel");
            continue;
        }
        let expected = match twin.wrong {
            Wrong::Told => continue,
            Wrong::LeftOut => "",
            Wrong::Json => WRONG,
        };
        let read = read_as(twin, &twin.with(WRONG.as_bytes()));
        assert_eq!(
            read[0].1.as_ref().unwrap().text,
            expected,
            "{}",
            twin.format
        );
    }
}

/// The places of all values within a value.
fn places(value: &Value) -> Vec<String> {
    let mut open = vec![(String::new(), value)];
    let mut found = Vec::new();
    while let Some((at, value)) = open.pop() {
        let members = value.as_object().into_iter().flatten();
        open.extend(members.map(|(name, value)| (format!("{at}/{name}"), value)));
        let elements = value.as_array().into_iter().flatten().enumerate();
        open.extend(elements.map(|(index, value)| (format!("{at}/{index}"), value)));
        found.push(at);
    }
    found
}

#[test]
fn wrong_types_at_every_place_never_panic_and_leave_other_records_whole() {
    let odd = [
        json!(null),
        json!(-1.5e300),
        json!("я 🙂"),
        json!([[], 7]),
        json!({"text": {}}),
    ];
    for twin in TWINS {
        let Ok(good) = serde_json::from_str::<Value>(twin.good) else {
            continue;
        };
        for place in places(&good) {
            for odd in &odd {
                let mut record = good.clone();
                *record.pointer_mut(&place).unwrap() = odd.clone();
                let pair = format!("{record}\n{}\n", twin.good);
                let _ = detect("a", pair.as_bytes());
                let read = read_as(twin, pair.as_bytes());
                let by_line = !["gemini-cli", "swe-agent", "chatgpt-export"].contains(&twin.format);
                let whole = |(line, read): &(usize, Result<Response, String>)| {
                    *line == 2 && read.as_ref().is_ok_and(|read| read.text == "hello")
                };
                let same = twin.format == "lm-eval" || twin.format == "langsmith";
                assert!(
                    !by_line || same || read.iter().any(whole),
                    "{pair}: {read:?}"
                );
            }
        }
    }
}
