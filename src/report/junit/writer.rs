//! Writes `JUnit` XML as a stream: nothing of it is held, so that a report may list millions of cases.
//!
//! Only what readers agree on is written: attributes and elements of the Ant and Jenkins schemas, without
//! times, which would make two reports of one run differ.

use std::io::{self, Write};

use super::super::escape::{line_start, xml};

/// How many cases a suite or report has, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All cases.
    pub tests: usize,
    /// Cases that failed.
    pub failures: usize,
    /// Cases that were not decided.
    pub errors: usize,
    /// Cases that do not apply.
    pub skipped: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.errors += other.errors;
        self.skipped += other.skipped;
    }
}

/// One case of a suite.
#[derive(Debug)]
pub struct TestCase<'t> {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome<'t>,
}

/// What became of a case.
#[derive(Debug)]
pub enum Outcome<'t> {
    /// It passed.
    Passed,
    /// It does not apply; why.
    Skipped(&'t str),
    /// It failed: in one line, and at length.
    Failed(&'t str, String),
    /// It was not decided: in one line, and at length.
    Undecided(&'t str, String),
}

/// A report in the making.
pub struct Junit<'w> {
    out: &'w mut dyn Write,
    report: String,
}

impl<'w> Junit<'w> {
    /// Starts a report called `name`; `tally` sums up its suites.
    ///
    /// # Errors
    /// What `out` says.
    pub fn start(out: &'w mut dyn Write, name: &str, tally: Tally) -> io::Result<Self> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites name=\"{}\" {}>", xml(name), counts(tally))?;
        Ok(Self {
            out,
            report: name.to_owned(),
        })
    }

    /// Writes one suite; `tally` counts its `cases`.
    ///
    /// # Errors
    /// What the output says.
    pub fn suite<'t>(
        &mut self,
        name: &str,
        tally: Tally,
        properties: &[(&str, &str)],
        cases: impl IntoIterator<Item = TestCase<'t>>,
    ) -> io::Result<()> {
        let out = &mut self.out;
        writeln!(
            out,
            "  <testsuite name=\"{}\" {}>",
            xml(name),
            counts(tally)
        )?;
        if !properties.is_empty() {
            writeln!(out, "    <properties>")?;
            for (name, value) in properties {
                let (name, value) = (xml(name), xml(value));
                writeln!(out, "      <property name=\"{name}\" value=\"{value}\"/>")?;
            }
            writeln!(out, "    </properties>")?;
        }
        // Readers take what stands before the last full stop for a package.
        let class = xml(&format!("{}.{name}", self.report));
        for case in cases {
            test_case(&mut self.out, &class, &case)?;
        }
        writeln!(self.out, "  </testsuite>")
    }

    /// Ends the report.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(self) -> io::Result<()> {
        writeln!(self.out, "</testsuites>")
    }
}

fn counts(tally: Tally) -> String {
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        tally.tests, tally.failures, tally.errors, tally.skipped
    )
}

fn test_case(out: &mut dyn Write, class: &str, case: &TestCase<'_>) -> io::Result<()> {
    write!(
        out,
        "    <testcase classname=\"{class}\" name=\"{}\"",
        xml(&case.name)
    )?;
    match &case.outcome {
        Outcome::Passed => return writeln!(out, "/>"),
        Outcome::Skipped(why) => {
            writeln!(out, ">\n      <skipped message=\"{}\"/>", xml(why))?;
        }
        Outcome::Failed(why, text) => said(out, "failure", "fail", why, text)?,
        Outcome::Undecided(why, text) => said(out, "error", "error", why, text)?,
    }
    writeln!(out, "    </testcase>")
}

fn said(out: &mut dyn Write, tag: &str, kind: &str, why: &str, text: &str) -> io::Result<()> {
    write!(
        out,
        ">\n      <{tag} type=\"{kind}\" message=\"{}\">",
        xml(why)
    )?;
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        // A runner may print the report.
        write!(out, "{}", xml(&line_start(line)))?;
    }
    writeln!(out, "</{tag}>")
}
