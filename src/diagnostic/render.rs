//! The one place that draws diagnostics.
//!
//! annotate-snippets is used because its columns are right under Cyrillic; what it prints from files is
//! made printable first, since transcripts are hostile text.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Locator, Severity};
use crate::source::{SourceFile, Span};
use crate::verdict::{is_unsafe, printable};

/// How many characters of one source line are shown at most.
const MAX_LINE: usize = 160;

/// Draws every diagnostic, one block each, with the source lines they point at.
///
/// `sources` are the files that the diagnostics name; a file that is not among them is named without a line.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &[SourceFile]) -> String {
    let mut out = String::new();
    let mut locator = Locator::new(sources);
    for diagnostic in diagnostics {
        out.push_str(&render_one(diagnostic, &mut locator));
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn render_one(diagnostic: &Diagnostic, locator: &mut Locator<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(printable_lines(&diagnostic.message))
        .id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    if let Some(located) = locator.locate(&diagnostic.place) {
        let (text, line, span) = window(&located.source.text, located.span);
        group = group.element(
            Snippet::source(text)
                .line_start(line)
                .path(printable(&located.source.name))
                .annotation(AnnotationKind::Primary.span(span.range())),
        );
    } else if let Some(name) = diagnostic.place.file() {
        group = group.element(annotate_snippets::Origin::path(printable(name)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable_lines(help)));
    }
    Renderer::plain()
        .decor_style(DecorStyle::Ascii)
        .render(&[group])
}

/// The line that holds the start of `span`, bounded and printable, its number, and the span within it.
fn window(text: &str, span: Span) -> (String, usize, Span) {
    let start = text.floor_char_boundary(span.start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line_start..];
    let line = line[..line.find('\n').unwrap_or(line.len())].trim_end_matches('\r');
    let mut shown = String::new();
    let (mut from, mut to) = (None, None);
    for (n, (at, c)) in line.char_indices().enumerate() {
        let at = line_start + at;
        if at >= start && from.is_none() {
            from = Some(shown.len());
        }
        if at >= span.end && to.is_none() {
            to = Some(shown.len());
        }
        let whole = to.is_some() || shown.len() > from.unwrap_or(0) + MAX_LINE;
        if n >= MAX_LINE && from.is_some() && whole {
            shown.push('…');
            break;
        }
        shown.push(if is_unsafe(c) && c != '\t' {
            '\u{fffd}'
        } else {
            c
        });
    }
    let from = from.unwrap_or(shown.len());
    let to = to.unwrap_or(shown.len()).max(from);
    let number = text[..start].bytes().filter(|&b| b == b'\n').count() + 1;
    (shown, number, Span::new(from, to))
}

fn printable_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(printable).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Part, Path, Place};

    #[test]
    fn the_caret_stands_under_the_value_after_cyrillic() {
        let source = SourceFile::new("r.yaml", "правило: { regex: '(' }\n");
        let path = Path::root().key("правило").key("regex");
        let diagnostic = Diagnostic::error(Code::BAD_PATTERN, "unclosed group")
            .at(Place::Yaml(source.name.clone(), path, Part::Value))
            .help("escape it");
        let text = render(&diagnostic.into(), &[source]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "error[bad-pattern]: unclosed group");
        assert_eq!(lines[1].trim(), "--> r.yaml:1:19");
        let column = |line: &str, c| line.chars().position(|x| x == c).unwrap();
        assert_eq!(column(lines[3], '('), column(lines[4], '^') + 1);
        assert!(text.contains("help: escape it"), "{text}");
    }

    #[test]
    fn a_place_far_to_the_right_is_shown_with_its_text() {
        let text = format!("a: [{}, тест, {}]\n", "x, ".repeat(100), "y".repeat(9000));
        let at = text.find("тест").unwrap();
        let source = SourceFile::new("r.yaml", text);
        let place = Place::Span(source.name.clone(), Span::new(at, at + "тест".len()));
        let shown = render(
            &Diagnostic::error(Code::EMPTY, "e").at(place).into(),
            &[source],
        );
        assert!(shown.contains("тест") && shown.contains("^^^^"), "{shown}");
        assert!(shown.len() < 2000);
    }

    #[test]
    fn a_hostile_line_is_shown_without_its_controls() {
        let source = SourceFile::new("t\u{1b}[2J.jsonl", "\u{1b}]0;evil\u{7}{\n");
        let diagnostic = Diagnostic::error(Code::FORMAT, "no \u{1b}[2J transcript")
            .at(Place::Span(source.name.clone(), Span::new(0, 3)));
        let whole = Diagnostic::error(Code::FORMAT, "no").at(Place::File(source.name.clone()));
        let mut both = Diagnostics::from(diagnostic);
        both.push(whole);
        let text = render(&both, &[source]);
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{7}'),
            "{text}"
        );
    }
}
