//! Text from answers, prompts, rubrics and file names, made fit for each place where a report puts it.
//!
//! What could mislead a reader or a terminal (controls, bidi marks) is written out everywhere; letters, emoji
//! and combining marks stay as they are. One function for each kind of place:
//!
//! | place | function |
//! |---|---|
//! | a Markdown code span, also in a table | [`code`] |
//! | Markdown prose | [`markdown`] |
//! | HTML within Markdown, one line | [`html`] |
//! | XML text or attribute | [`xml`] |
//! | message of a GitHub workflow command | [`github_message`] |
//! | property of a GitHub workflow command | [`github_property`] |
//! | plain message of a SARIF log | [`sarif_text`] |
//! | start of a line that a CI runner reads | [`line_start`] |

mod github;
mod html;
mod markdown;
mod sarif;
mod xml;

pub use github::{github_message, github_property, line_start};
pub use html::html;
pub use markdown::{Where, code, markdown};
pub use sarif::sarif_text;
pub use xml::xml;
