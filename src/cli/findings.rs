//! Problems as the product of a command: on standard output, for people, programs and code hosts.

use clap::ValueEnum;
use serde::Serialize;

use crate::diagnostic::{Diagnostics, Locator};
use crate::source::SourceFile;

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shown {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for editors and code hosts.
    Sarif,
}

#[derive(Serialize)]
struct Object<'f> {
    findings: Vec<Finding<'f>>,
}

#[derive(Serialize)]
struct Finding<'f> {
    code: &'static str,
    severity: &'static str,
    message: &'f str,
    help: Option<&'f str>,
    file: Option<&'f str>,
    line: Option<usize>,
    column: Option<usize>,
}

/// `findings` as one JSON object. Keys may be added, never renamed.
pub(super) fn json(findings: &Diagnostics, sources: &[SourceFile]) -> String {
    let mut locator = Locator::new(sources);
    let all = findings.iter().map(|finding| {
        let located = locator.locate(&finding.place);
        let place = located.map(|located| locator.line_column(located, located.span.start));
        Finding {
            code: finding.code.0,
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            file: finding.place.file(),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
        }
    });
    let object = Object {
        findings: all.collect(),
    };
    let mut text = serde_json::to_string_pretty(&object).expect("the object has only string keys");
    text.push('\n');
    text
}
