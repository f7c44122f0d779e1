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
    JSON = "json": "The text is not valid JSON. The message says what the parser expected and where it stopped.";
    CASES = "cases": "A cases file cannot be used: two of its cases have one id, or one prompt and no ids, or its form is none of JSON Lines, YAML and CSV.";
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
    NO_EXAMPLES = "no-examples": "A criterion or definition whose check is written here has no examples, so nothing shows that it does what is meant. Add responses that pass and that fail under `examples:`; `semper test` runs them.";
    UNUSED_DEFINITION = "unused-definition": "No criterion uses the definition, directly or through another. Use it or remove it.";
    UNUSED_PARAMETER = "unused-parameter": "The definition declares a parameter whose `${name}` stands neither in its check nor in its `when`, so that setting it changes nothing.";
    DUPLICATE_CRITERION = "duplicate-criterion": "Two criteria demand the same of the same answers for the same rule, so one failure counts twice.";
    SIMILAR_ID = "similar-id": "Two ids differ only in upper and lower case, which readers of reports take for one.";
    RANGE_FITS_ALL = "range-fits-all": "The range holds every count, `>= 0` for one, so the check passes on every answer.";
    SHARE_FITS_ALL = "share-fits-all": "A share of 0 is reached by every prose, so the language does not matter.";
    REGEX_MATCHES_EMPTY = "regex-matches-empty": "The regular expression matches the empty string at any place, as `a*` and `a|` do, so it matches every text. An alternative that is empty by mistake does this too.";
    REGEX_MATCHES_NOTHING = "regex-matches-nothing": "No text can match the regular expression, as with an empty class of characters.";
    GLOB_FITS_ALL = "glob-fits-all": "The glob or name pattern fits everything, so the name does not matter; other patterns beside it decide nothing.";
    NEGATED_CONSTANT = "negated-constant": "`not` of a check that always passes never passes, and the other way round.";
    ANY_ALWAYS_PASSES = "any-always-passes": "One branch of `any` always passes, so the whole always does, whatever the others say.";
    ALL_NEVER_PASSES = "all-never-passes": "One branch of `all` never passes, so the whole never does, whatever the others say.";
    AT_LEAST_CONSTANT = "at-least-constant": "So many branches of `at-least` always pass, or never do, that the others cannot change the outcome.";
    IDLE_BRANCH = "idle-branch": "A branch that always passes in `all`, or never passes in `any`, changes nothing.";
    NEAR_CONSTANT = "near-constant": "A part of `near` always passes or never does, so that it decides nothing, or decides alone.";
    CONSTANT_USE = "constant-use": "With these parameters the definition always passes, or never does.";
    CONSTANT_WHEN = "constant-when": "A `when` that always passes restricts nothing; one that never passes leaves the criterion without any answer to judge.";
    WHEN_IS_CHECK = "when-is-check": "`when` and `check` ask the same, so the criterion always passes where it applies, or, when one negates the other, always fails.";
    DUPLICATE_BRANCH = "duplicate-branch": "A branch or phrase stands twice in one list; the second changes nothing, and in `at-least` counts twice.";
    CONTRADICTION = "contradiction": "Two branches of `all` exclude each other, so the whole never passes.";
    TAUTOLOGY = "tautology": "Of two branches of `any` one is the negation of the other, so the whole always passes.";
    PHRASE_CONFLICT = "phrase-conflict": "A phrase is both demanded and forbidden in the same text.";
    RULE_UNCOVERED = "rule-uncovered": "No criterion quotes this rule of the agent prompt, so nothing tells whether answers keep it. Add a criterion, with a `judge` check if no other can decide it, or list the rule under `out-of-scope:`.";
    RULE_GONE = "rule-gone": "The agent prompt no longer has the rule that the criterion quotes, nor one like it. Remove the criterion or quote another rule.";
    RULE_ADDED = "rule-added": "The new prompt has a rule that the old one has not.";
    RULE_REMOVED = "rule-removed": "The new prompt no longer has a rule of the old one.";
    RULE_REWORDED = "rule-reworded": "A rule of the prompt has other words, or another strength, than before or than a criterion quotes. See whether the criterion still demands the right thing, then quote the new text.";
    RULE_MOVED = "rule-moved": "A rule stands in another order among the others; its words are the same.";
    PASSES_SILENTLY = "passes-silently": "An assertion that is imported could never fail where it comes from: a weight or threshold of 0 lets every answer pass. See whether that was meant.";
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
