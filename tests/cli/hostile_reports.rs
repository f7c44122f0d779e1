//! One run that tries to break out of every format: what it says is text in all of them.

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use crate::folder::Folder;
use crate::formats::expected;

/// What an answer, a prompt or a name may try.
pub(crate) const TRICKS: &str = "да 🙂 </details><script>alert(1)</script>]]>--> | `x` ``` **b** [l](http://e.org) \
    ![i](http://e.org/i.png) @octocat o/r#12 GH-7 :tada: $x$ www.e.org %0A &amp; <b> \u{1b}[2J\
    \u{1b}]8;;http://e.org\u{7}\u{202e}\u{feff}\u{0}\u{ffff}\r\n::error::pwned\n::set-output name=a::b";

fn folder() -> Folder {
    let folder = Folder::new();
    let tricks = quoted(TRICKS);
    folder.write(
        "agents/p<b>|@x, a::b%.md",
        format!("- {}\n", printable_rule()),
    );
    let rubric = format!(
        "semper: 1\nrubric: {tricks}\nagent: \"agents/p<b>|@x, a::b%.md\"\ncriteria:\n\
         \x20 - {{id: \"::error::x\", rule: {rule}, check: {{not: {{regex: {{pattern: \"(?s).+\", in: answer}}}}}}}}\n\
         \x20 - {{id: empty, rule: {tricks}, level: should, check: {{contains: {{all: [xyzzy], note: {tricks}}}}}}}\n\
         \x20 - {{id: ask, check: {{judge: {tricks}}}}}\n",
        rule = quoted(&printable_rule()),
    );
    folder.write("rubric.yaml", rubric);
    let record = serde_json::json!({ "id": TRICKS, "prompt": TRICKS, "response": TRICKS });
    let other = serde_json::json!({ "id": "::error::case", "response": TRICKS });
    let bad = serde_json::json!({ "id": "bad", "response": { TRICKS: TRICKS } });
    folder.write("@x|a,b::c%.jsonl", format!("{record}\n{other}\n{bad}\n"));
    folder
}

/// `text` as a string of YAML, which takes few characters as they are.
pub(crate) fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    json.replace('\u{202e}', "\\u202e")
        .replace('\u{feff}', "\\ufeff")
        .replace('\u{ffff}', "\\uffff")
        .replace('\u{7f}', "\\u007f")
}

/// The part of the tricks that is one line of a prompt.
pub(crate) fn printable_rule() -> String {
    let line = TRICKS.split('\u{1b}').next().unwrap();
    format!("Always {}", line.trim_end())
}

fn print(format: &str) -> String {
    let ran = folder().score(&["@x|a,b::c%.jsonl", "--format", format, "--all"]);
    let ran = ran.exits(0);
    shows_no_mark(format, &ran.out);
    ran.out
}

/// No format lets a control or a bidi mark through, and letters and emoji stay.
#[track_caller]
pub(crate) fn shows_no_mark(format: &str, out: &str) {
    let misleads = |c: char| matches!(c, '\u{202e}' | '\u{feff}');
    // JSON is read by programs, to whom a mark is data.
    let bad = |c: &char| (c.is_control() && *c != '\n') || (misleads(*c) && format != "json");
    let found: Vec<char> = out.chars().filter(bad).collect();
    assert_eq!(found, [], "{format}");
    assert!(out.contains("да 🙂"), "{format}: {out}");
}

/// The lines that a runner would take for commands.
pub(crate) fn commands(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.trim_start().starts_with("::"))
        .collect()
}

#[test]
fn a_terminal_and_a_runner_see_text() {
    let out = print("text");
    assert_eq!(commands(&out), Vec::<&str>::new());
    expected("hostile.txt", &out);
}

#[test]
fn json_is_data() {
    let out = print("json");
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(object["criteria"][0]["fail"], 2);
    assert_eq!(commands(&out), Vec::<&str>::new());
}

#[test]
fn markdown_shows_what_it_is_told() {
    let out = print("markdown");
    expected("hostile.md", &out);
    let code = shows_text_only(&out, 3);
    assert!(
        code.contains("</details><script>alert(1)</script>]]>--> | `x` ``` **b**"),
        "{code}"
    );
}

/// `out` is Markdown with no markup but ours, which has this many `<details>`; gives what is in its code spans.
#[track_caller]
pub(crate) fn shows_text_only(out: &str, details: usize) -> String {
    assert_eq!(commands(out), Vec::<&str>::new());
    let mut html = String::new();
    let mut text = String::new();
    let mut code = String::new();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for event in Parser::new_ext(out, options) {
        match event {
            Event::Html(part) | Event::InlineHtml(part) => html.push_str(&part),
            Event::Text(part) => text.push_str(&part),
            Event::Code(part) => {
                code.push_str(&part);
                code.push('\n');
            }
            Event::Start(
                Tag::Paragraph
                | Tag::List(_)
                | Tag::Item
                | Tag::Strong
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::HtmlBlock,
            )
            | Event::End(_)
            | Event::SoftBreak => {}
            other @ (Event::Start(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_)) => panic!("{other:?}"),
        }
    }
    // The only tags are ours.
    let tags: Vec<&str> = html
        .split('<')
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap())
        .collect();
    let ours = [
        "details", "summary", "code", "/code", "/summary", "/details",
    ];
    assert!(tags.iter().all(|tag| ours.contains(tag)), "{tags:?}");
    assert_eq!(html.matches("<details>").count(), details);
    assert_eq!(html.matches("</details>").count(), details);
    // What a host would link, though Markdown does not, stands in code spans only.
    for linked in ["@octocat", "#12", "GH-7", "http://", "www.e", ":tada:"] {
        assert!(
            !text.contains(linked) && !html.contains(linked),
            "{linked}: {text}"
        );
    }
    assert!(text.contains("</details><script>"), "{text}");
    code
}

#[test]
fn junit_holds_it_as_text() {
    let out = print("junit");
    expected("hostile.xml", &out);
    let root = crate::junit::check(&out);
    let suite = root.all("testsuite").next().unwrap();
    assert_eq!(suite.get("name"), "::error::x");
    let case = suite.all("testcase").next().unwrap();
    assert!(
        case.get("name")
            .starts_with("да 🙂 </details><script>alert(1)</script>]]>--> |"),
        "{case:?}"
    );
    assert!(
        case.children[0].text.starts_with("@x|a,b::c%.jsonl:1\n"),
        "{case:?}"
    );
    assert_eq!(commands(&out), Vec::<&str>::new());
}

#[test]
fn github_has_only_its_own_commands() {
    let out = print("github");
    expected("hostile.github", &out);
    let lines = commands(&out);
    assert_eq!(lines.len(), out.lines().count());
    assert_eq!(lines.len(), 3);
    let file = "agents/p<b>|@x%2C a%3A%3Ab%25.md";
    let first = format!("::error file={file},line=1,title=semper%3A %3A%3Aerror%3A%3Ax::");
    assert!(lines[0].starts_with(&first), "{out}");
    assert!(lines.iter().all(|line| !line.contains("%0A::")), "{out}");
}

#[test]
fn sarif_holds_it_as_text() {
    let out = print("sarif");
    expected("hostile.sarif", &out);
    let log: Value = serde_json::from_str(&out).unwrap();
    crate::sarif::check(&log);
    let result = &log["runs"][0]["results"][0];
    let message = result["message"]["text"].as_str().unwrap();
    assert!(!message.contains("[l](http"), "{message}");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "agents/p%3Cb%3E%7C%40x%2C%20a%3A%3Ab%25.md"
    );
}
