//! Which units and sentences of a prompt are rules.
//!
//! Everything is a sum: what the labels above say, what the strongest sentence says, what the neighbours in the
//! list are. 100 is a plain order.

use crate::source::Span;

use super::labels::{Heading, headings};
use super::language::language_of;
use super::outline::{Outline, Unit, UnitKind};
use super::reading::{Reading, Says};
use super::rule::{Lines, Rule, Strength};
use super::sections::settle;
use super::sentences::sentences;
use super::shape::{is_bold, is_loud, is_quoted, size};
use super::topic::Topic;
use super::weigh::{best, reason, strength_of};
use super::words::Lexicon;

/// What an item weighs at least to be a rule.
const ITEM: i32 = 70;
/// What a sentence of a paragraph weighs at least.
const PROSE: i32 = 80;
/// What a noun phrase weighs.
const NOUNS: i32 = 15;
/// Words that a bold item has at least that is more than the title of its step.
const TITLE: usize = 4;
/// Words that an item with a colon at its end has at least that is more than a label.
const OPEN: usize = 7;
/// Words that a label has at least that is a rule with its list.
const LABEL: usize = 4;
/// Items that a label has at most that is a rule with its list.
const LISTED: usize = 40;
/// From this weight on a label makes anything below it a rule.
const DOUBTLESS: i32 = 100;
/// From this weight on a sentence is an order without doubt.
const SURE: i32 = 85;

/// The state of reading one prompt.
pub(super) struct Extraction<'t> {
    text: &'t str,
    outline: &'t Outline,
    lexicon: &'t Lexicon,
    main: &'t str,
    headings: Vec<Heading>,
    units: Vec<Read>,
    /// Of each list: its items, and those that are orders without doubt.
    lists: Vec<(usize, usize)>,
    /// Where lines start.
    line_starts: Vec<usize>,
}

/// A unit whose sentences were read.
pub(super) struct Read {
    language: String,
    pub(super) sentences: Vec<(Span, Reading)>,
}

/// A rule before its text is cut out.
struct Draft {
    span: Span,
    unit: usize,
    strength: Strength,
    why: String,
    by_heading: bool,
}

impl<'t> Extraction<'t> {
    pub(super) fn new(
        text: &'t str,
        outline: &'t Outline,
        lexicon: &'t Lexicon,
        main: &'t str,
    ) -> Self {
        let headings = headings(text, outline, lexicon, main);
        let mut out = Self {
            text,
            outline,
            lexicon,
            main,
            headings,
            units: Vec::new(),
            lists: vec![(0, 0); outline.lists],
            line_starts: std::iter::once(0)
                .chain(text.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
        };
        out.units = outline.units.iter().map(|unit| out.read(unit)).collect();
        settle(text, outline, &out.headings, &mut out.units);
        for (unit, read) in outline.units.iter().zip(&out.units) {
            if let UnitKind::Item { list, .. } = unit.kind {
                let mut forces = read.sentences.iter().map(|(_, reading)| reading.force);
                out.lists[list].0 += 1;
                out.lists[list].1 += usize::from(forces.any(|force| force >= SURE));
            }
        }
        out
    }

    fn read(&self, unit: &Unit) -> Read {
        let text = &self.text[unit.span.range()];
        let language = language_of(text, self.lexicon, self.main);
        let english = self.lexicon.language("en");
        let words = self.lexicon.language(&language).or(english);
        let spans = match unit.kind {
            UnitKind::Fenced => {
                let end = text
                    .match_indices('\n')
                    .nth(1)
                    .map_or(text.len(), |(at, _)| at);
                vec![Span::new(0, end)]
            }
            UnitKind::Item { .. } | UnitKind::Prose => sentences(text, self.lexicon),
        };
        let read = spans.into_iter().map(|span| {
            let reading = words
                .map(|words| words.read(&text[span.range()]))
                .unwrap_or_default();
            let span = Span::new(unit.span.start + span.start, unit.span.start + span.end);
            (span, reading)
        });
        Read {
            sentences: read.collect(),
            language,
        }
    }

    /// The rules, in the order of the text.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let units = &self.outline.units;
        let mut drafts: Vec<Vec<Draft>> = (0..units.len())
            .map(|n| match (units[n].kind, units[n].as_label) {
                (UnitKind::Item { .. }, _) => self.item(n).into_iter().collect(),
                (UnitKind::Prose, None) => self.prose(n),
                (UnitKind::Fenced, _) => self.fenced(n).into_iter().collect(),
                (UnitKind::Prose, Some(_)) if self.says_it_all(n) => self.prose(n),
                (UnitKind::Prose, Some(_)) => Vec::new(),
            })
            .collect();
        // A label that orders, whose items only list what: one rule with its list. Inner labels come first.
        for n in (0..units.len()).rev() {
            let below = self.below(n);
            if !below.is_empty()
                && below.clone().all(|unit| drafts[unit].is_empty())
                && let Some(draft) = self.label(n, below.end - 1)
            {
                drafts[n] = vec![draft];
            }
        }
        drafts
            .into_iter()
            .flatten()
            .map(|draft| self.finish(draft))
            .collect()
    }

    /// Whether the label `n` is a demand of its own, with or without what is below it.
    fn says_it_all(&self, n: usize) -> bool {
        let text = &self.text[self.outline.units[n].span.range()];
        let label = |reading: &Reading| {
            reading.force >= SURE && reading.words >= LABEL && !reading.ends_open
        };
        let demands = self.units[n]
            .sentences
            .iter()
            .any(|(_, reading)| label(reading));
        let alone = self.below(n).is_empty();
        let strong = self.units[n]
            .sentences
            .iter()
            .any(|(_, reading)| reading.strong);
        let open = text
            .trim_end_matches(['*', '_', ' '])
            .ends_with([':', '：']);
        demands && !open && (alone || strong)
    }

    /// The items below the label that unit `n` is.
    fn below(&self, n: usize) -> std::ops::Range<usize> {
        let units = &self.outline.units;
        let none = n + 1..n + 1;
        let Some(label) = units[n].as_label else {
            return none;
        };
        let inside = |unit: &Unit| match units[n].kind {
            UnitKind::Item { .. } => unit.parent.is_some_and(|parent| parent >= n),
            UnitKind::Fenced => false,
            UnitKind::Prose => {
                unit.label == Some(label) || unit.parent.is_some_and(|parent| parent > n)
            }
        };
        let len = units[n + 1..]
            .iter()
            .take(LISTED)
            .take_while(|unit| inside(unit))
            .count();
        if len == LISTED {
            none
        } else {
            n + 1..n + 1 + len
        }
    }

    /// The rule that the label `n` makes together with its list, which ends with unit `last`.
    fn label(&self, n: usize, last: usize) -> Option<Draft> {
        let (unit, read) = (&self.outline.units[n], &self.units[n]);
        let own = unit.as_label.map(|label| &self.headings[label])?;
        let around = self.heading(unit);
        let (span, reading) = read.sentences.last()?;
        let plain = matches!(own.effective, Topic::Subject | Topic::Rule | Topic::Output);
        let orders = reading.force >= SURE && reading.words >= LABEL && !reading.ends_open;
        let prior = around.map_or(0, |around| around.prior);
        if !plain || !orders || prior + reading.force < ITEM {
            return None;
        }
        let (strength, by_heading) = strength_of(around, &read.sentences);
        Some(Draft {
            span: Span::new(span.start, self.outline.units[last].span.end),
            unit: n,
            strength,
            why: reason(reading, reading.force, around, by_heading),
            by_heading,
        })
    }

    fn heading(&self, unit: &Unit) -> Option<&Heading> {
        unit.label.map(|label| &self.headings[label])
    }

    fn item(&self, n: usize) -> Option<Draft> {
        let (unit, read) = (&self.outline.units[n], &self.units[n]);
        let heading = self.heading(unit);
        let prior = heading.map_or(0, |heading| heading.prior);
        let (best, reading) = best(&read.sentences)?;
        let unit_text = &self.text[unit.span.range()];
        let text = unit_text.trim_end_matches(['*', '_', ' ']);
        let parent = unit.as_label.is_some();
        let numbered = matches!(unit.kind, UnitKind::Item { numbered: true, .. });
        let open = text.ends_with([':', '：']) && reading.words < OPEN;
        let title =
            open || best < SURE || is_bold(unit_text) && size(unit_text, reading.words) < TITLE;
        let step = numbered
            && !matches!(
                heading.map(|heading| heading.effective),
                Some(Topic::Rule | Topic::Prohibition)
            );
        if (parent && title)
            || (step && is_bold(unit_text) && size(unit_text, reading.words) < TITLE)
        {
            return None;
        }
        let mut score = prior
            + if prior >= DOUBTLESS {
                best.max(0)
            } else {
                best
            };
        if (0..40).contains(&best) && reading.says != Says::Statement && reading.says != Says::Code
        {
            score += NOUNS;
        }
        let quoted = is_quoted(unit_text) && prior < DOUBTLESS;
        if reading.says == Says::Code
            || quoted
            || (reading.says == Says::Definition && !reading.strong)
        {
            score -= 80;
        }
        let first = &read.sentences[0].1;
        if first.says == Says::Command
            && prior < Topic::Rule.prior()
            && !read.sentences.iter().any(|(_, reading)| reading.strong)
        {
            score -= 50;
        }
        let sentence = text.ends_with(['.', '。', '!']) && reading.words > 4;
        if prior < 0 && best >= SURE && sentence && reading.says != Says::Norm {
            score += 30;
        }
        score += self.neighbours(unit, best);
        if score < ITEM {
            return None;
        }
        let (strength, by_heading) = strength_of(heading, &read.sentences);
        let why = reason(reading, best, heading, by_heading);
        Some(Draft {
            span: unit.span,
            unit: n,
            strength,
            why,
            by_heading,
        })
    }

    /// What the other items of its list add to an item of weight `best`.
    fn neighbours(&self, unit: &Unit, best: i32) -> i32 {
        let UnitKind::Item { list, .. } = unit.kind else {
            return 0;
        };
        let (all, sure) = self.lists[list];
        let others = sure - usize::from(best >= SURE);
        let most = all > 2 && others * 3 >= (all - 1) * 2;
        match best {
            _ if !most => 0,
            SURE.. => 5,
            30.. => 35,
            0.. => 20,
            _ => 10,
        }
    }

    /// A paragraph of a fence that is written out loud: «IF any item is unclear: ..».
    fn fenced(&self, n: usize) -> Option<Draft> {
        let (unit, read) = (&self.outline.units[n], &self.units[n]);
        let heading = self.heading(unit);
        let prior = heading.map_or(0, Heading::in_prose);
        let (_, reading) = read.sentences.first()?;
        let text = &self.text[unit.span.range()];
        let loud = is_loud(text.split([' ', '\n']).next().unwrap_or(""));
        let line = text.lines().next().unwrap_or("");
        let code = line.contains(['=', '{', '}', '$', '<', '>', '/', '[', '│', '─']);
        let bar = if is_loud(line) { ITEM } else { PROSE };
        (loud && !code && prior + reading.force >= bar).then(|| Draft {
            span: unit.span,
            unit: n,
            strength: reading.strength.unwrap_or(Strength::Must),
            why: reason(reading, reading.force, heading, false),
            by_heading: false,
        })
    }

    fn prose(&self, n: usize) -> Vec<Draft> {
        let (unit, read) = (&self.outline.units[n], &self.units[n]);
        let heading = self.heading(unit);
        let prior = heading.map_or(0, Heading::in_prose);
        let mut drafts: Vec<Draft> = Vec::new();
        let mut follows = false;
        for (span, reading) in &read.sentences {
            if follows && reading.completes {
                if let Some(last) = drafts.last_mut() {
                    last.span.end = span.end;
                }
                continue;
            }
            follows = prior + reading.force >= PROSE && !is_quoted(&self.text[span.range()]);
            if follows {
                drafts.push(Draft {
                    span: *span,
                    unit: n,
                    strength: reading.strength.unwrap_or(Strength::Must),
                    why: reason(reading, reading.force, heading, false),
                    by_heading: false,
                });
            }
        }
        drafts
    }

    fn finish(&self, draft: Draft) -> Rule {
        let unit = &self.outline.units[draft.unit];
        let line = |at: usize| self.line_starts.partition_point(|start| *start <= at);
        let section = self.heading(unit).map(|heading| heading.text.clone());
        Rule {
            text: self.text[draft.span.range()].to_owned(),
            span: draft.span,
            lines: Lines {
                start: line(draft.span.start),
                end: line(draft.span.end.saturating_sub(1)),
            },
            strength: draft.strength,
            section: section.unwrap_or_default(),
            language: self.units[draft.unit].language.clone(),
            why: draft.why,
            forbidden_by_heading: draft.by_heading,
        }
    }
}
