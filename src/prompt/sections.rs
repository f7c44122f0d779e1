//! What a section says of the statements of norm in it: among rules they are rules, in what introduces the agent
//! they are facts, and what the heading names is what they speak of.

use super::extract::Read;
use super::labels::Heading;
use super::outline::Outline;
use super::reading::{Reading, Says};

/// From this force on a sentence counts as a rule of its section.
const RULE: i32 = 70;
/// A statement below this force is none, whatever stands around it.
const LEAST: i32 = 40;
/// No more than this: an order is more.
const MOST: i32 = 95;
/// What rules around it add to a statement.
const AMONG_RULES: i32 = 10;
/// What it adds that the heading names what the statement speaks of.
const NAMED: i32 = 10;
/// Letters by which two forms of a word are the same word.
const STEM: usize = 4;
/// Bytes of a unit that are searched for a word of the heading.
const REACH: usize = 400;

/// Weighs the statements of norm by the sections in which they stand.
pub(super) fn settle(text: &str, outline: &Outline, headings: &[Heading], units: &mut [Read]) {
    // Of each section: its sentences, and those that are rules; the first is what no label is above.
    let mut sections = vec![(0_usize, 0_usize); headings.len() + 1];
    let section = |label: Option<usize>| label.map_or(0, |label| label + 1);
    for (unit, read) in outline.units.iter().zip(units.iter()) {
        let (all, rules) = &mut sections[section(unit.label)];
        *all += read.sentences.len();
        *rules += read
            .sentences
            .iter()
            .filter(|(_, reading)| is_rule(reading))
            .count();
    }
    for (unit, read) in outline.units.iter().zip(units.iter_mut()) {
        let (all, rules) = sections[section(unit.label)];
        let named = unit
            .label
            .is_some_and(|label| names(&headings[label].text, &text[unit.span.range()]));
        for (_, reading) in &mut read.sentences {
            if reading.says != Says::Norm || reading.force < LEAST {
                continue;
            }
            let others = rules - usize::from(is_rule(reading));
            let among = others >= 2 && others * 2 + 1 >= all;
            let more = i32::from(among) * AMONG_RULES + i32::from(named) * NAMED;
            reading.force = (reading.force + more).min(MOST.max(reading.force));
        }
    }
}

fn is_rule(reading: &Reading) -> bool {
    reading.force >= RULE
}

/// Whether a longer word of `heading` stands in `text`, in whatever form.
fn names(heading: &str, text: &str) -> bool {
    let near = text[..text.floor_char_boundary(REACH)].to_lowercase();
    heading
        .split(|c: char| !c.is_alphanumeric())
        .take(8)
        .filter_map(|word| {
            word.char_indices()
                .nth(STEM - 1)
                .map(|(at, c)| &word[..at + c.len_utf8()])
        })
        .any(|stem| near.contains(&stem.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_names_what_a_sentence_speaks_of() {
        assert!(names("Как звучит письмо 🙂", "В письме нет скидок"));
        assert!(names("Die Briefe", "Jeder BRIEF endet so"));
        assert!(!names("Тон", "Тон ровный"));
        assert!(!names("Format", "e\u{301}crire\r\n"));
    }
}
