//! An agent prompt: its name, its body, and the rules in it.

use crate::source::{SourceFile, Span};

use super::extract::Extraction;
use super::front_matter::FrontMatter;
use super::language::language_of;
use super::outline::Outline;
use super::rows::rows;
use super::rule::Rule;
use super::words::Lexicon;

/// The Markdown that instructs an agent: a subagent, `CLAUDE.md`, `AGENTS.md`, `SKILL.md`, a rules file, a plain
/// system prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentPrompt {
    /// What its head calls it.
    pub name: Option<String>,
    /// Everything behind the head.
    pub body: Span,
    /// Its rules, in the order of the text.
    pub rules: Vec<Rule>,
    /// The main language of the body: `en`, `ru`, ...
    pub language: String,
}

impl AgentPrompt {
    /// Reads `source`. Any text is a prompt, perhaps one without rules.
    #[must_use]
    pub fn read(source: &SourceFile) -> Self {
        let text: &str = &source.text;
        let lexicon = Lexicon::shipped();
        let head = FrontMatter::read(text);
        let body = Span::new(head.end, text.len());
        let language = language_of(&text[body.range()], lexicon, "");
        let rows = rows(text, body.start, lexicon);
        let outline = Outline::new(text, &rows);
        let rules = Extraction::new(text, &outline, lexicon, &language).rules();
        Self {
            name: head.name,
            body,
            rules,
            language,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Strength;

    fn read(text: &str) -> AgentPrompt {
        AgentPrompt::read(&SourceFile::new("p.md", text))
    }

    #[test]
    fn lines_count_the_head_and_the_text_is_the_source() {
        let text = "\u{feff}---\r\nname: a\r\n---\r\nТы - эксперт 🙂.\r\n\r\nВсегда:\r\n- Пиши тесты,\r\n  и чита\u{301}й их\r\n- НЕ удаляй файлы\r\n";
        let prompt = read(text);
        assert_eq!(prompt.name.as_deref(), Some("a"));
        assert_eq!(prompt.language, "ru");
        let got: Vec<_> = prompt
            .rules
            .iter()
            .map(|rule| (&*rule.text, rule.lines.start, rule.lines.end, rule.strength))
            .collect();
        let want = [
            ("Пиши тесты,\r\n  и чита\u{301}й их", 7, 8, Strength::Must),
            ("НЕ удаляй файлы", 9, 9, Strength::Never),
        ];
        assert_eq!(got, want);
        assert_eq!(prompt.rules[0].section, "Всегда:");
        assert!(
            prompt
                .rules
                .iter()
                .all(|rule| rule.text == text[rule.span.range()])
        );
    }

    #[test]
    fn every_shipped_language_has_orders_and_prohibitions() {
        let texts = [
            ("en", "Use the tool.\n\nNever delete files."),
            ("ru", "Используй инструмент.\n\nНЕ удаляй файлы."),
            (
                "uk",
                "Використовуй інструмент і пиши тести.\n\nНе видаляй її файли.",
            ),
            (
                "de",
                "Verwende nur das Werkzeug für die Tests.\n\nKeine Dateien löschen.",
            ),
            (
                "fr",
                "Utilisez les outils dans le dossier.\n\nNe supprimez pas les fichiers.",
            ),
            (
                "es",
                "Utiliza siempre la herramienta.\n\nNo borres los archivos.",
            ),
            (
                "pt",
                "Use sempre as ferramentas para os testes.\n\nNão remova os arquivos.",
            ),
            ("zh", "使用工具。\n\n不要删除文件。"),
            (
                "ja",
                "ツールを使ってください。\n\nファイルを削除しないでください。",
            ),
            ("ko", "도구를 사용하세요.\n\n파일을 삭제하지 마세요."),
        ];
        for (language, text) in texts {
            let prompt = read(text);
            let strengths: Vec<_> = prompt.rules.iter().map(|rule| rule.strength).collect();
            assert_eq!(prompt.language, language);
            assert!(strengths.first() == Some(&Strength::Must), "{language}");
            assert!(strengths.last() == Some(&Strength::Never), "{language}");
        }
    }

    #[test]
    fn a_text_without_rules_has_none() {
        assert!(read("").rules.is_empty());
        assert!(
            read("---\nname: x\ndescription: Use it always.\n---\n")
                .rules
                .is_empty()
        );
    }
}
