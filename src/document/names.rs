//! Finds the names under which an answer presents files.
//!
//! A block is a file when the answer names it: in the fence info, in the text right above, in a heading,
//! in a comment, or in a file tree that leaves one choice. A name must fit the language of the block, so
//! that a shell block under «запустите `main.py`» is no file. A mere mention names nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::lang::Lang;
use super::sentences::sentences;
use crate::source::Span;

/// A path, and where it was read, as a span of the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The path as written.
    pub path: String,
    /// Where it stands.
    pub span: Span,
}

/// File endings by which a word is taken for a file name; `aiohttp.web` must not be one.
const ENDINGS: &str = "py|pyi|ipynb|js|mjs|jsx|ts|tsx|rs|go|java|kt|c|h|cc|cpp|hpp|cs|rb|php|sh|bash|ps1|bat|sql|html|css|scss|json|jsonl|ya?ml|toml|ini|cfg|conf|env|md|txt|xml|csv|lock|service|proto|tf|vue|swift";

static PATH: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?:[\w.~-]+[/\\])*(?:[\w.-]*[\w-]\.(?:{ENDINGS})|Dockerfile|Makefile|\.gitignore|\.env)"
    );
    Regex::new(&pattern).expect("a constant pattern")
});

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:title|file|filename|name|path|src)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s}\],]+))"#,
    )
    .expect("a constant pattern")
});

/// The file names in `text`, in order.
#[must_use]
pub(super) fn names_in(text: &str) -> Vec<FileName> {
    // Every name has a dot or one of two capitals; most labels have neither.
    if !text.contains(['.', 'D', 'M']) {
        return Vec::new();
    }
    let fits = |span: Span| {
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        let glued = |c: char| c.is_alphanumeric() || matches!(c, '_' | '*' | '/' | '\\' | '@');
        let more = after.is_some_and(|c| {
            glued(c) && c != '/'
                || (c == '.' && text[span.end + 1..].starts_with(char::is_alphanumeric))
                || c == '('
                || c == '-' && text[span.end + 1..].starts_with(char::is_alphanumeric)
        });
        !before.is_some_and(glued) && !more
    };
    PATH.find_iter(text)
        .map(|found| Span::from(found.range()))
        .filter(|span| fits(*span))
        .map(|span| FileName {
            path: text[span.range()].to_owned(),
            span,
        })
        .collect()
}

/// The file name in the info string of a fence, as a span of `info`.
#[must_use]
pub(super) fn in_info(info: &str) -> Option<FileName> {
    if let Some(found) = TITLE.captures(info)
        && let Some(value) = found.iter().skip(1).flatten().next()
    {
        return Some(FileName {
            path: value.as_str().to_owned(),
            span: value.range().into(),
        });
    }
    // `python:src/a.py`, `src/a.py`, `python src/a.py`.
    let start = info.find(':').map_or(0, |colon| colon + 1);
    let name = names_in(&info[start..]).into_iter().next()?;
    Some(FileName {
        span: Span::new(start + name.span.start, start + name.span.end),
        path: name.path,
    })
}

/// The longest label, in words, that may hold a name without ending in a colon.
const LABEL_WORDS: usize = 8;

/// The names in a paragraph above a block: of its last sentence, when that announces the block.
#[must_use]
pub(super) fn in_label(text: &str) -> Vec<FileName> {
    let Some(last) = sentences(text).last().copied() else {
        return Vec::new();
    };
    // «Файл `x.py`. Поставьте .. и запустите:» names its file first.
    let first = sentences(text)[0];
    if first != last && is_title(&text[first.range()]) {
        return at_offset(names_in(&text[first.range()]), first.start);
    }
    let sentence = &text[last.range()];
    let announces = sentence
        .trim_end_matches(['*', '_', '`', ' '])
        .ends_with(':');
    if !announces && sentence.split_whitespace().count() > LABEL_WORDS {
        return Vec::new();
    }
    at_offset(names_in(sentence), last.start)
}

/// Most words of a title beside the name: «Файл», «Тесты в файле».
const TITLE_WORDS: usize = 4;

/// Whether `text` does no more than name a file.
pub(super) fn is_title(text: &str) -> bool {
    text.split_whitespace().count() <= TITLE_WORDS && names_in(text).len() == 1
}

fn at_offset(mut names: Vec<FileName>, offset: usize) -> Vec<FileName> {
    for name in &mut names {
        name.span = Span::new(offset + name.span.start, offset + name.span.end);
    }
    names
}

/// The names that comments inside `code` give to what follows them: (start of the part, name).
#[must_use]
pub(super) fn in_comments(code: &str) -> Vec<(usize, FileName)> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut border = true;
    for line in code.split_inclusive('\n') {
        if border && let Some(name) = comment_name(line) {
            let span = Span::new(at + name.span.start, at + name.span.end);
            out.push((
                if out.is_empty() { 0 } else { at },
                FileName {
                    path: name.path,
                    span,
                },
            ));
        }
        border = line.trim().is_empty() || (at == 0 && line.starts_with("#!"));
        at += line.len();
    }
    out
}

/// The name that a comment line consists of, but for words such as «файл:» and what follows a dash.
fn comment_name(line: &str) -> Option<FileName> {
    let leaders = ["# ", "#", "//", "--", ";", "<!--", "/*", "\"\"\""];
    let leader = leaders.iter().find(|leader| line.starts_with(**leader))?;
    let rest = &line[leader.len()..];
    let name = names_in(rest).into_iter().next()?;
    let word = |c: char| c.is_alphabetic();
    let before = rest[..name.span.start].to_lowercase();
    let intro: String = before.chars().filter(|c| word(*c)).collect();
    let announced = matches!(
        intro.as_str(),
        "" | "file" | "filename" | "файл" | "module" | "модуль" | "path"
    );
    let after = rest[name.span.end..].trim_start_matches(['`', '*', ' ']);
    let ends = after.trim().is_empty() || !after.starts_with(char::is_alphanumeric);
    (announced && ends).then(|| FileName {
        span: Span::new(leader.len() + name.span.start, leader.len() + name.span.end),
        path: name.path,
    })
}

/// The files that a drawn tree lists, with their folders where the drawing shows them.
#[must_use]
pub(super) fn in_tree(text: &str) -> Vec<FileName> {
    let drawn =
        text.contains("├") || text.contains("└") || text.contains("|--") || text.contains("`--");
    if !drawn {
        return Vec::new();
    }
    names_in(text)
}

/// Whether a block in `lang` can be the file at `path`.
#[must_use]
pub(super) fn fits(path: &str, lang: &Lang) -> bool {
    lang.as_str() == "text" || Lang::of_path(path).is_none_or(|of_path| of_path == *lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: Vec<FileName>) -> Vec<String> {
        names.into_iter().map(|name| name.path).collect()
    }

    #[test]
    fn attributes_and_patterns_are_no_file_names() {
        assert!(
            names_in("`asyncio.run`, aiohttp.web, маска `test_*.py`, x.python, app.c()").is_empty()
        );
        assert_eq!(
            paths(names_in("Файл tests/тест_a.py, Dockerfile")),
            ["tests/тест_a.py", "Dockerfile"]
        );
    }

    #[test]
    fn a_fence_names_its_file_in_several_ways() {
        for info in [
            "python title=\"tests/test_x.py\"",
            "py tests/test_x.py",
            "python:tests/test_x.py",
            "{.python file='tests/test_x.py'}",
        ] {
            assert_eq!(in_info(info).unwrap().path, "tests/test_x.py", "{info}");
        }
        assert_eq!(in_info("python"), None);
    }

    #[test]
    fn a_label_announces_and_a_mention_does_not() {
        assert_eq!(
            paths(in_label("Код ниже.\nТеперь тесты в `test_x.py`:")),
            ["test_x.py"]
        );
        assert!(
            in_label(
                "Если положить код в файл `a.py` и запустить его без аргументов, то всё упадёт"
            )
            .is_empty()
        );
    }

    #[test]
    fn comments_split_a_block_into_files() {
        let code =
            "# app.py — сервис\r\nx = 1\r\n\r\n# tests/test_app.py\r\ny = 2\r\n# см. other.py\r\n";
        let found = in_comments(code);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].1.path, "tests/test_app.py");
        assert_eq!(found[1].0, code.find("# tests").unwrap());
        assert!(in_comments("# запуск: pytest test_x.py\n").is_empty());
    }
}
