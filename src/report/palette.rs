//! Colour as a value: a report writes the same text with any palette.

use anstyle::{AnsiColor, Style};

/// The styles of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Palette {
    /// Headings.
    pub heading: Style,
    /// What passes.
    pub good: Style,
    /// What fails.
    pub bad: Style,
    /// What was not decided.
    pub doubt: Style,
    /// What matters less.
    pub quiet: Style,
}

impl Palette {
    /// No colours.
    #[must_use]
    pub fn plain() -> Self {
        Self::default()
    }

    /// The colours of a terminal.
    #[must_use]
    pub fn coloured() -> Self {
        Self {
            heading: Style::new().bold(),
            good: AnsiColor::Green.on_default(),
            bad: AnsiColor::Red.on_default(),
            doubt: AnsiColor::Yellow.on_default(),
            quiet: Style::new().dimmed(),
        }
    }
}
