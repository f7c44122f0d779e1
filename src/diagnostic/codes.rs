//! The registry of diagnostic codes; `semper explain CODE` prints a row.

/// Identifies a kind of problem; stable across versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(pub &'static str);

macro_rules! codes {
    ($($name:ident = $text:literal: $doc:literal;)*) => {
        impl Code {
            $(#[doc = $doc] pub const $name: Code = Code($text);)*
        }
        /// Every code with what it means.
        pub const CODES: &[(Code, &str)] = &[$((Code::$name, $doc)),*];
    };
}

codes! {
    YAML = "yaml": "The file is not valid YAML. The message says what the parser expected and where it stopped; strings that hold `: `, `#` or start with a quote, `*`, `&`, `!` or `[` need quotes.";
    TOO_DEEP = "too-deep": "Checks are nested more than 16 deep, or the YAML itself is. Name the inner part under `define:` and `use:` it.";
    DUPLICATE_KEY = "duplicate-key": "A mapping has the same key twice. YAML would silently keep one of them.";
    DUPLICATE_ID = "duplicate-id": "Two criteria, or two definitions, share an id. Ids name rows in reports and pair runs in comparisons, so each must be unique.";
    UNKNOWN_KEY = "unknown-key": "The key means nothing at this place. `semper explain CHECK` lists the keys of a check.";
    UNKNOWN_CHECK = "unknown-check": "There is no check of this name. `semper explain` lists all checks.";
    UNKNOWN_NAME = "unknown-name": "`use:` names an entry that neither `define:` nor the catalog has.";
    MISSING_KEY = "missing-key": "A required key is absent.";
    BAD_VALUE = "bad-value": "The value has the wrong type or is out of range.";
    BAD_PATTERN = "bad-pattern": "A regular expression, glob, code pattern, node kind or query does not compile.";
    EMPTY = "empty": "A list, string or check is empty, so it would always pass or always fail.";
    UNBOUNDED_RULE = "unbounded-rule": "A code rule could start at any node, which would try every node of every block. Give it a `kind` or a `pattern`.";
    CYCLE = "cycle": "Definitions use each other in a circle.";
    VERSION = "version": "The rubric is written for another version of the format; this semper reads `semper: 1`.";
    EXAMPLE = "example": "An example of a criterion or catalog entry does not get the verdict it is listed under.";
    RULE_NOT_FOUND = "rule-not-found": "The quoted rule does not occur in the agent prompt, so its line is unknown.";
    UNREADABLE = "unreadable": "A file or folder cannot be read.";
    FORMAT = "format": "The transcript format could not be recognised, or the named one does not exist.";
    ARGUMENT = "argument": "A command-line argument does not make sense.";
    LOG = "log": "A run log cannot be read: it is cut off, of another version, or no log at all. Score again with `semper score --output`.";
    NOTHING = "nothing": "There is nothing to evaluate: no record could be read.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        for (n, (code, _)) in CODES.iter().enumerate() {
            assert!(CODES[..n].iter().all(|(other, _)| other != code));
        }
    }
}
