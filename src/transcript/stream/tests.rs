//! What is found in a text does not depend on how it arrives, and broken records are alone in their trouble.

use std::fmt::Write;

use proptest::prelude::*;

use super::super::response::Response;
use super::*;

static LISTED: Listed = Listed {
    path: &["results", "list"],
    beside: &["eval"],
    read: |bytes, beside| {
        Ok(Response {
            text: String::from_utf8_lossy(bytes).into_owned(),
            model: beside.member("eval").as_str().map(str::to_owned),
            ..Response::default()
        })
    },
    alone: |bytes, _| Err(format!("alone: {}", String::from_utf8_lossy(bytes))),
    empty: |_| "it is empty".to_owned(),
};

/// A reader that gives at most so many bytes at once.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.1.min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

type Told = (usize, Result<String, String>);

fn told(text: &str, layout: Layout, chunk: usize, bound: usize) -> Vec<Told> {
    let stream = Stream::new(Slow(text.as_bytes(), chunk), layout, Some(&LISTED), bound);
    let read = |piece: &Piece| match piece {
        Piece::Alone(bytes) => Ok(format!("alone {}", String::from_utf8_lossy(bytes))),
        Piece::Element(..) | Piece::Invalid(_) | Piece::Unreadable(_) => {
            let reading = Reading::default();
            let answers = piece.read(&RecordReader::new(LISTED.alone, &reading), &reading)?;
            let response = answers.into_iter().next().unwrap();
            Ok(format!(
                "{}{}",
                response.text,
                response.model.unwrap_or_default()
            ))
        }
    };
    stream.map(|(line, piece)| (line, read(&piece))).collect()
}

/// The records of a text, as it lies, and `!` for what is none.
fn found(text: &str) -> Vec<(usize, String)> {
    let layout = layout(text.as_bytes());
    let told = told(text, layout, usize::MAX, usize::MAX);
    let shown = |result: Result<String, String>| result.unwrap_or_else(|_| "!".to_owned());
    told.into_iter()
        .map(|(line, result)| (line, shown(result)))
        .collect()
}

fn rows(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
    let owned = |(line, text): &(usize, &str)| (*line, (*text).to_owned());
    expected.iter().map(owned).collect()
}

#[test]
fn records_are_lines_elements_or_documents() {
    for (text, expected) in [
        (
            "{\"а\":1}\r\n\r\n{\"б\":2}",
            &[(1, "alone {\"а\":1}"), (3, "alone {\"б\":2}")][..],
        ),
        (
            "[\n {\"а\":1},\n\n{\"б\":\n2}\n]",
            &[(2, "alone {\"а\":1}"), (4, "alone {\"б\":\n2}")],
        ),
        (
            "[{\"а\":1},{}]\n",
            &[(1, "alone {\"а\":1}"), (1, "alone {}")],
        ),
        (
            "[\n{\"a\":1},\n{\"a\":2}\n]\n",
            &[(2, "alone {\"a\":1}"), (3, "alone {\"a\":2}")],
        ),
        (
            "[{\"a\":1},\n{\"a\":2}\n]\n",
            &[(1, "alone {\"a\":1}"), (2, "alone {\"a\":2}")],
        ),
        (
            "\u{feff}{\n\"🙂\": 1\n}\n{\n}\n",
            &[(1, "alone {\n\"🙂\": 1\n}"), (4, "alone {\n}")],
        ),
        (
            "{\"a\":1}{\"b\":2}\n{}",
            &[(1, "alone {\"a\":1}{\"b\":2}"), (2, "alone {}")],
        ),
        ("[]\n", &[]),
        ("", &[]),
    ] {
        assert_eq!(found(text), rows(expected), "{text}");
    }
}

#[test]
fn elements_of_a_list_within_know_what_stands_before_it() {
    let list = r#""results":{"n":[{"list":[0]}],"list":[{"a":"],[\"🙂"}, 2],"x":{}}"#;
    let document = format!(r#"{{"eval":"m","b":[{{"eval":"q"}}],{list},"z":1}}"#);
    let both = [(1, r#"{"a":"],[\"🙂"}m"#), (1, "2m")];
    assert_eq!(found(&document), rows(&both));
    assert_eq!(found(&format!("[{document}]")), rows(&both));
    assert_eq!(found(&format!("{document}\n{document}")).len(), 4);
    let spread = format!(
        "{{\n\"eval\" : \"m\",\n{}\n}}\n",
        list.replace(", 2", ",\n 2")
    );
    let both = [(3, r#"{"a":"],[\"🙂"}m"#), (4, "2m")];
    assert_eq!(found(&spread), rows(&both));
    assert_eq!(
        found("{\"results\":[1,{}],\"eval\":\"m\"}"),
        rows(&[(1, "1"), (1, "{}")])
    );
}

#[test]
fn a_document_without_a_list_stands_alone_and_an_empty_list_is_told() {
    for text in [
        "{\"results\":{\"list\":{}}}",
        "{\"results\":3}",
        "{\"a\":{\"results\":[1]}}",
        "{\"result\\u0073\":[1]}",
        "{\"a\":\"results\",\"b\":[1]}",
    ] {
        assert_eq!(found(text), rows(&[(1, &format!("alone {text}"))]));
    }
    assert_eq!(found("\n{\"results\":[ ]}"), rows(&[(2, "!")]));
    assert_eq!(
        found("{\"results\":[]}\n{\"results\":[7]}"),
        rows(&[(1, "!"), (2, "7")])
    );
}

#[test]
fn a_broken_element_does_not_lose_the_others() {
    for broken in [
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":{\"b\":1",
        "{\"a\":[1}",
        "{\"a\":1}}",
        "{\"a\":\"x}",
        "{\"a\":\"x\\",
        "{a:1}",
        "{\"a\":[{\"b\":1,{\"c\":2}]}",
        "nul",
        "\"",
    ] {
        let list = format!("[\n{{\"n\":1}},\n{broken},\n{{\"n\":2}},\n{{\"n\":3}}\n]");
        for text in [list.clone(), format!("{{\"results\":{{\"list\":{list}}}}}")] {
            let found = found(&text);
            let whole: Vec<_> = found
                .iter()
                .filter_map(|(_, text)| text.split("\"n\":").nth(1))
                .collect();
            assert_eq!(whole, ["1}", "2}", "3}"], "{broken}: {found:?}");
            assert!((4..=5).contains(&found.len()), "{broken}: {found:?}");
        }
    }
}

#[test]
fn a_missing_or_doubled_comma_loses_nothing() {
    for list in [
        "[{\"n\":1} {\"n\":2}]",
        "[{\"n\":1},,{\"n\":2},]",
        "{\"n\":1},{\"n\":2}\n\n",
    ] {
        let text = format!("\n{list}");
        let two = ["alone {\"n\":1}", "alone {\"n\":2}"];
        let told = told(&text, Layout::Document, 9, usize::MAX);
        let texts: Vec<_> = told.into_iter().map(|(_, text)| text.unwrap()).collect();
        assert_eq!(texts, two);
    }
}

#[test]
fn what_stands_before_a_cut_is_read_and_the_cut_is_told_once() {
    let list = "[\n{\"a\":1},\n{\"b\":[{}, \"]\"]}\n]";
    let document = format!("{{\"results\":{{\"list\":{list}}},\n\"eval\":1}}");
    for (text, ends) in [(list, list.len()), (&document, document.len())] {
        for cut in 1..ends {
            let told = told(&text[..cut], Layout::Document, 5, usize::MAX);
            let shown = |(line, text): Told| (line, text.unwrap_or("!".to_owned()));
            let found: Vec<_> = told.into_iter().map(shown).collect();
            let invalid = found.iter().filter(|(_, text)| text == "!").count();
            let lines = text[..cut].trim_end().split('\n').count();
            assert_eq!(invalid, 1, "{}", &text[..cut]);
            assert_eq!(found.last().unwrap(), &(lines, "!".to_owned()));
            let whole = text[..cut].matches("1}").count();
            assert!(found.len() > whole.min(1), "{}", &text[..cut]);
        }
    }
}

#[test]
fn a_line_that_is_cut_off_ends_with_its_line() {
    let cut = "{\"results\":{\"list\":[{\"n\":1},{\"n\":\"\n{\"results\":[{\"n\":2}";
    let text = format!("{cut}\n{{\"results\":[{{\"n\":3}}]}}");
    let told = told(&text, Layout::Lines, 5, usize::MAX);
    let whole: Vec<_> = told
        .iter()
        .map(|(line, text)| (*line, text.is_ok()))
        .collect();
    assert_eq!(
        whole,
        [(1, true), (1, false), (2, true), (2, false), (3, true)]
    );
}

#[test]
fn what_is_too_long_is_passed_over_and_the_next_is_read() {
    let long = "x".repeat(100);
    let list = format!("[{{\"n\":1}},\n\"{long}\",\n{{\"n\":2}}]");
    for (text, place) in [
        (list.clone(), ""),
        (
            format!("{{\"{long}\":\"{long}\",\"results\":{{\"list\":{list}}}}}"),
            "`results.list[1]`: ",
        ),
    ] {
        let told = told(&text, Layout::Document, 7, 50);
        assert_eq!(told.len(), 3, "{told:?}");
        let (line, reason) = &told[1];
        let reason = reason.as_ref().unwrap_err();
        assert_eq!(
            (
                *line,
                reason.starts_with(&format!("{place}the record has more than 50 bytes"))
            ),
            (2, true)
        );
        assert!(told[0].1.is_ok() && told[2].1.is_ok());
    }
}

#[test]
fn depth_costs_time_in_proportion_and_no_memory() {
    for open in ["[", "{", "{\"a\":", "[{", "{\"results\":", "{\"results\":["] {
        let deep = open.repeat(200_000);
        assert!(found(&deep).len() < 3, "{open}");
        let closed = format!("[{}1{},\n7]", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(found(&closed)[1], (2, "alone 7".to_owned()));
    }
    let mut escapes = "[\n".to_owned();
    for n in 0..20_000 {
        let _ = writeln!(escapes, "{{\"\\\\\\\"{n}\":\"\\u0041\\\\\"}},");
    }
    escapes.push_str("{}]");
    assert_eq!(found(&escapes).len(), 20_001);
}

#[test]
fn an_error_of_the_reader_stands_behind_what_was_whole() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let reader = b"[{},\n{\"a\"".chain(Broken);
    let pieces: Vec<_> = Stream::new(reader, Layout::Document, None, 99).collect();
    assert_eq!(pieces.len(), 2);
    assert!(matches!(&pieces[1], (2, Piece::Unreadable(_))));
}

/// Any JSON.
fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Map, Value};
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i32>().prop_map(Value::from),
        "[\"\\\\{}\\[\\],:\r\n\ta🙂\u{306}]{0,6}".prop_map(Value::from),
    ];
    let name = prop::sample::select(vec!["results", "list", "eval", "a\"", "{"]);
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from);
        let members = prop::collection::vec((name.clone(), inner), 0..4);
        let object = members.prop_map(|members| {
            let named = members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            Value::Object(named.collect::<Map<_, _>>())
        });
        prop_oneof![list, object]
    })
}

/// Text that is almost JSON.
fn almost_json() -> impl Strategy<Value = String> {
    let words = vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\n",
        " ",
        "1",
        "🙂",
        "\u{feff}",
        "\"results\":",
        "\"list\":[",
        "\"eval\":\"m\",",
        "{\"a\":1},",
        "{\"results\":[",
    ];
    prop::collection::vec(prop::sample::select(words), 0..60).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn chunks_do_not_matter(
        text in prop_oneof![almost_json(), json().prop_map(|value| value.to_string())],
        chunk in 1usize..9,
        bound in prop_oneof![Just(usize::MAX), 0usize..40],
    ) {
        for layout in [Layout::Lines, Layout::Document] {
            let whole = told(&text, layout, usize::MAX, bound);
            prop_assert_eq!(whole, told(&text, layout, chunk, bound));
        }
    }

    #[test]
    fn elements_are_those_of_the_list(list in prop::collection::vec(json(), 0..6), spread in any::<bool>()) {
        let value = serde_json::Value::from(list.clone());
        let text = if spread { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let stream = Stream::new(Slow(text.as_ref().unwrap().as_bytes(), 5), Layout::Document, None, usize::MAX);
        let texts = stream.map(|(_, piece)| serde_json::from_slice(piece.text().unwrap()).unwrap());
        prop_assert_eq!(texts.collect::<Vec<serde_json::Value>>(), list.clone());
        let document = serde_json::json!({"a":{"results":[1]},"results":{"eval":[],"list":value},"b":[{}]});
        let text = if spread { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        let found = told(&text.unwrap(), Layout::Document, 5, usize::MAX);
        let found: Vec<_> = found.into_iter().filter_map(|(_, text)| text.ok()).collect();
        let texts: Vec<serde_json::Value> = found.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        prop_assert_eq!(texts, list);
    }
}
