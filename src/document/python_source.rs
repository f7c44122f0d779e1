//! Makes the Python of an answer parsable: code as people paste it is indented as a whole, carries REPL
//! prompts, or holds notebook magics.

use std::borrow::Cow;

use super::view::View;
use crate::source::Span;

/// The Python of `view`, with the same line numbers.
#[must_use]
pub(super) fn python_source<'v>(view: &'v View<'v>) -> Cow<'v, View<'v>> {
    let text: &str = &view.text;
    // `...` alone is also a statement, so a session must show a first prompt.
    let starts = |sign: &'static str| move |line: &str| line.trim_start().starts_with(sign);
    if text.contains(">>>") && text.lines().any(starts(">>>")) {
        return Cow::Owned(view.map_lines(|line| {
            let typed = line.trim_start();
            let skip = line.len() - typed.len();
            let prompt = ["... ", ">>> ", "...", ">>>"]
                .iter()
                .find(|prompt| typed.starts_with(**prompt))?;
            Some(Span::new(skip + prompt.len(), line.len()))
        }));
    }
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    // Most code starts at the margin, and then none of it is indented as a whole.
    let common = match lines().next().map_or(0, indent) {
        0 => 0,
        _ => lines().map(indent).min().unwrap_or(0),
    };
    // A notebook magic stands at the margin; an indented `%` goes on with an expression.
    let magic = |line: &str| {
        let word = line.trim_start_matches('%');
        let percent = word.len() < line.len() && word.starts_with(char::is_alphabetic);
        line.starts_with("!pip") || line.starts_with("!uv") || percent
    };
    if common == 0 && !(text.contains(['!', '%']) && lines().any(magic)) {
        return Cow::Borrowed(view);
    }
    Cow::Owned(
        view.map_lines(|line| {
            (!magic(line)).then(|| Span::new(common.min(indent(line)), line.len()))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Origin;

    fn source(text: &str) -> String {
        let view = View::whole(text, Origin::Answer);
        python_source(&view).text.to_string()
    }

    #[test]
    fn a_session_keeps_what_was_typed() {
        assert_eq!(
            source(">>> for x in y:\n...     f(x)\n1\n"),
            "for x in y:\n    f(x)\n\n"
        );
    }

    #[test]
    fn common_indentation_and_magics_go() {
        assert_eq!(source("    a\n\n      b\n"), "a\n\n  b\n");
        assert_eq!(source("!pip install x\r\nимя = 1\r\n"), "\nимя = 1\n");
    }

    #[test]
    fn an_ellipsis_alone_is_no_prompt() {
        assert_eq!(source("def f():\n    ...\n"), "def f():\n    ...\n");
    }
}
