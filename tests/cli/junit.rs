//! What every `JUnit` report must have: the rules of `tests/schemas/junit.json`, and counts that agree.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;

/// An element as it was read.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// The attribute called `name`.
    #[track_caller]
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        &found.unwrap_or_else(|| panic!("no {name} in {self:?}")).1
    }

    /// The children called `name`.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Reads `xml`, and panics when it is no `JUnit` report.
#[track_caller]
pub(crate) fn check(xml: &str) -> Element {
    // XML 1.0, section 2.2.
    let lost = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(lost), "a character that XML cannot hold");
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    let root = read(xml);
    let schema: Value = serde_json::from_str(include_str!("../schemas/junit.json")).unwrap();
    assert_eq!(root.name, schema["root"]);
    valid(&root, &schema["elements"]);
    counted(&root);
    root
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.expect("attributes are sound and differ");
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .expect("its references are known");
        let key = attribute.key.local_name();
        (key.as_ref().to_owned(), value.into_owned())
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        ..Element::default()
    }
}

fn read(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().expect("the XML is well formed");
        let top = open.last_mut().expect("the document is open");
        match event {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => top.children.push(element(&start)),
            Event::End(_) => {
                let done = open.pop().expect("an element is open");
                let parent = open.last_mut().expect("the document is open");
                parent.children.push(done);
            }
            Event::Text(text) => top.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                if let Some(c) = name.resolve_char_ref().expect("a character") {
                    top.text.push(c);
                    continue;
                }
                let known = [
                    ("lt", '<'),
                    ("gt", '>'),
                    ("amp", '&'),
                    ("quot", '"'),
                    ("apos", '\''),
                ];
                let name = name.xml10_content();
                let known = known.iter().find(|(key, _)| *key == name);
                top.text.push(known.expect("a reference of XML itself").1);
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            event @ (Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {
                panic!("semper writes no {event:?}")
            }
        }
    }
    assert_eq!(open.len(), 1, "every element is closed");
    let mut document = open.remove(0);
    assert_eq!(document.children.len(), 1, "there is one root");
    document.children.remove(0)
}

#[track_caller]
fn valid(element: &Element, schema: &Value) {
    let rules = &schema[&element.name];
    assert!(rules.is_object(), "unknown element {element:?}");
    for key in rules["required"].as_object().unwrap().keys() {
        element.get(key);
    }
    for (key, value) in &element.attributes {
        let kind = match rules["required"].get(key) {
            Some(kind) => kind,
            None => &rules["optional"][key],
        };
        match kind.as_str() {
            Some("count") => assert!(value.parse::<usize>().is_ok(), "{key} of {element:?}"),
            Some("text") => assert!(!value.is_empty(), "{key} of {element:?}"),
            Some("any") => {}
            _ => panic!("unknown attribute {key} of {element:?}"),
        }
    }
    let text = rules["text"].as_bool().unwrap();
    assert!(
        text || element.text.trim().is_empty(),
        "text in {element:?}"
    );
    let order: Vec<&str> = rules["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|child| child[0].as_str().unwrap())
        .collect();
    let place = |child: &Element| order.iter().position(|name| *name == child.name);
    let places: Vec<usize> = element
        .children
        .iter()
        .map(|child| place(child).unwrap_or_else(|| panic!("{child:?} in {}", element.name)))
        .collect();
    assert!(places.is_sorted(), "the order of children of {element:?}");
    for (at, child) in rules["children"].as_array().unwrap().iter().enumerate() {
        let n = places.iter().filter(|place| **place == at).count() as u64;
        assert!(n >= child[1].as_u64().unwrap() && n <= child[2].as_u64().unwrap_or(u64::MAX));
    }
    if rules.get("choice").is_some() {
        assert!(element.children.len() <= 1, "one outcome of {element:?}");
    }
    for child in &element.children {
        valid(child, schema);
    }
}

/// The counts of suites are those of their cases, and the counts of the report those of its suites.
#[track_caller]
fn counted(root: &Element) {
    let count = |of: &Element, key: &str| of.get(key).parse::<usize>().unwrap();
    for (key, tag) in [
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ] {
        for suite in root.all("testsuite") {
            let have = suite
                .all("testcase")
                .filter(|case| case.all(tag).count() == 1);
            assert_eq!(
                have.count(),
                count(suite, key),
                "{key} of {}",
                suite.get("name")
            );
        }
    }
    for suite in root.all("testsuite") {
        assert_eq!(suite.all("testcase").count(), count(suite, "tests"));
    }
    for key in ["tests", "failures", "errors", "skipped"] {
        let all: usize = root.all("testsuite").map(|suite| count(suite, key)).sum();
        assert_eq!(all, count(root, key), "{key}");
    }
}
