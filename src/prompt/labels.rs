//! What the labels of a prompt say of what stands below them.

use super::language::language_of;
use super::normal::Normal;
use super::outline::{Label, LabelKind, Outline};
use super::reading::{Reading, Says};
use super::reason::cut;
use super::rule::Strength;
use super::topic::Topic;
use super::words::{Lexicon, Words};

/// A label that was read.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// Its text without markup.
    pub(super) text: String,
    /// What it and the labels above it say together.
    pub(super) effective: Topic,
    /// How much it makes what stands below it a rule.
    pub(super) prior: i32,
}

impl Heading {
    /// What it weighs for a paragraph: a list of facts is one, a paragraph among them need not be.
    pub(super) fn in_prose(&self) -> i32 {
        match self.effective {
            Topic::Prohibition
            | Topic::Rule
            | Topic::Subject
            | Topic::Permission
            | Topic::WhenToUse
            | Topic::Example => self.prior / 2,
            Topic::Output | Topic::Process | Topic::Competence | Topic::Facts | Topic::Feature => {
                self.prior / 5
            }
            Topic::Checklist => self.prior / 9,
        }
    }
}

/// Characters of a section that are kept.
const SECTION: usize = 120;
/// What a label weighs that is the verb of what is below it.
const DEMAND: i32 = 110;
/// Words that a label with a topic has at most.
const WORDS: usize = 14;

/// Reads the labels of `outline`.
pub(super) fn headings(
    text: &str,
    outline: &Outline,
    lexicon: &Lexicon,
    main: &str,
) -> Vec<Heading> {
    let mut out: Vec<Heading> = Vec::with_capacity(outline.labels.len());
    for label in &outline.labels {
        let shown = shown(&text[label.span.range()], label.kind);
        let above = label.parent.and_then(|parent| out.get(parent)).cloned();
        let (mut topic, carries) = topic(label, &shown, lexicon, main);
        // The title names the agent; only a title that speaks of rules says something of all below it.
        let title = label.kind == LabelKind::Title;
        if title && !matches!(topic, Topic::Rule | Topic::Prohibition) {
            topic = Topic::Subject;
        }
        let (effective, prior) = match &above {
            // A tag that announces rules holds them wherever it stands.
            Some(_) if label.kind == LabelKind::Tag && topic == Topic::Rule => {
                (topic, topic.prior())
            }
            Some(above) => topic.under(above.effective, above.prior, share(label.kind)),
            None if title => (topic, topic.prior() / 2),
            None => (topic, topic.prior()),
        };
        let demands = carries == Carries::Verb && effective == Topic::Rule;
        let prior = if demands { DEMAND } else { prior };
        out.push(Heading {
            text: shown,
            effective,
            prior,
        });
    }
    out
}

/// How many quarters of what is above it count for a label that is a mere subject.
fn share(kind: LabelKind) -> i32 {
    match kind {
        LabelKind::Title | LabelKind::Heading | LabelKind::Tag => 2,
        LabelKind::Line => 3,
        LabelKind::Item => 4,
    }
}

/// The text of a label as a reader sees it.
fn shown(raw: &str, kind: LabelKind) -> String {
    if kind == LabelKind::Tag {
        return cut(raw, SECTION);
    }
    let bare: String = cut(raw, SECTION)
        .replace("**", "")
        .replace("__", "")
        .replace('`', "");
    bare.trim_end_matches('#')
        .trim()
        .trim_matches('*')
        .trim()
        .to_owned()
}

/// Whether a label is the verb of each item below it: «Push back when:».
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carries {
    Verb,
    Nothing,
}

fn topic(label: &Label, shown: &str, lexicon: &Lexicon, main: &str) -> (Topic, Carries) {
    let spread = match label.kind {
        LabelKind::Tag => spread(shown),
        LabelKind::Title | LabelKind::Heading | LabelKind::Line | LabelKind::Item => {
            shown.to_owned()
        }
    };
    let normal = Normal::new(&spread);
    if normal.tokens.len() > WORDS {
        return (Topic::Subject, Carries::Nothing);
    }
    let own = lexicon.language(&language_of(&spread, lexicon, main));
    let mut languages: Vec<&Words> = own.into_iter().collect();
    for code in ["en", main] {
        let other = lexicon.language(code);
        languages
            .extend(other.filter(|other| languages.iter().all(|known| known.code != other.code)));
    }
    // `GIT-REGELN` speaks of rules, and `anti-patterns` is one word.
    let parted = format!(" {} ", normal.text.trim().replace('-', " "));
    let topics = languages.iter().flat_map(|words| {
        let whole = words.topics(&normal.text);
        whole.into_iter().chain(words.topics(&parted))
    });
    let named = topics.map(|hit| hit.kind).min();
    let readings: Vec<Reading> = languages.iter().map(|words| words.read(&spread)).collect();
    let has = |test: &dyn Fn(&Reading) -> bool| readings.iter().any(test);
    let orders = has(&|reading| reading.force >= 95 && !reading.ends_open && reading.words > 2);
    match named {
        // «Find working examples» holds no examples.
        Some(topic) if label.kind == LabelKind::Item && orders && topic.describes() => {
            return (Topic::Subject, Carries::Nothing);
        }
        Some(topic) => return (topic, Carries::Nothing),
        None => {}
    }
    if label.kind == LabelKind::Item && !shown.ends_with([':', '：']) {
        return (Topic::Subject, Carries::Nothing);
    }
    // A label that carries the verb makes each item below it a rule; one whose verb wants an object only lists.
    if has(&|reading| reading.force >= 110 && reading.strength == Some(Strength::Never)) {
        (Topic::Prohibition, Carries::Verb)
    } else if has(&|reading| reading.force >= 90 && reading.ends_open) {
        (Topic::Rule, Carries::Verb)
    } else if has(&|reading| reading.says == Says::Statement) {
        (Topic::Facts, Carries::Nothing)
    } else {
        (Topic::Subject, Carries::Nothing)
    }
}

/// `<toolUseRules>` as `tool use rules`.
fn spread(tag: &str) -> String {
    let mut out = String::new();
    for c in tag.chars().filter(|c| !matches!(c, '<' | '>')) {
        if c.is_uppercase() {
            out.push(' ');
        }
        out.push(if matches!(c, '_' | '-') { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::rows::rows;
    use super::*;

    fn topics(text: &str) -> Vec<(String, Topic)> {
        let lexicon = Lexicon::shipped();
        let outline = Outline::new(text, &rows(text, 0, lexicon));
        let headings = headings(text, &outline, lexicon, "en");
        headings
            .into_iter()
            .map(|heading| (heading.text, heading.effective))
            .collect()
    }

    #[test]
    fn labels_say_what_stands_below_them() {
        let text = "# T\r\n## **Rules** 🙂\r\n\r\n## Запрещено\r\n\r\n<outputFormat>\nx\n</outputFormat>\n";
        let want = [
            ("T", Topic::Subject),
            ("Rules 🙂", Topic::Rule),
            ("Запрещено", Topic::Prohibition),
            ("<outputFormat>", Topic::Output),
        ];
        assert_eq!(
            topics(text),
            want.map(|(text, topic)| (text.to_owned(), topic))
        );
    }

    #[test]
    fn examples_hold_whatever_is_below_them() {
        assert_eq!(topics("# T\n## Examples\n### Rules\n")[2].1, Topic::Example);
    }
}
