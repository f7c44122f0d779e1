//! What a label says of everything below it.

use serde::Deserialize;

/// The kinds of label, in the order in which they are looked for: the first that fits is it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Topic {
    /// What the agent may do.
    Permission,
    /// What it must not do.
    Prohibition,
    /// Examples, of answers as of tasks.
    Example,
    /// When the agent is called.
    WhenToUse,
    /// What is looked for in the work that is judged.
    Checklist,
    /// Rules.
    Rule,
    /// What a product can do.
    Feature,
    /// What the agent can do.
    Competence,
    /// What the answer holds.
    Output,
    /// Steps.
    Process,
    /// What is so.
    Facts,
    /// Anything else.
    Subject,
}

impl Topic {
    /// How much it makes each item below it a rule, where 100 is what an order weighs.
    pub(super) fn prior(self) -> i32 {
        match self {
            Self::Prohibition => 130,
            Self::Rule => 60,
            Self::Subject => 0,
            Self::Output => -5,
            Self::Process => -25,
            Self::Competence => -55,
            Self::Facts => -50,
            Self::Feature => -60,
            Self::Permission => -110,
            Self::Checklist => -90,
            Self::WhenToUse => -150,
            Self::Example => -200,
        }
    }

    /// What it is, and how much it weighs, below a label that is `above` and weighs `weight`.
    /// A mere subject keeps `share` quarters of what is above it.
    pub(super) fn under(self, above: Self, weight: i32, share: i32) -> (Self, i32) {
        let own = self.prior();
        match (self, above) {
            (Self::Rule | Self::Prohibition, Self::Checklist) => (self, own),
            (_, Self::Example | Self::WhenToUse | Self::Checklist) if weight <= own => {
                (above, weight)
            }
            (Self::Subject, _) => (above, weight * share / 4),
            _ => (self, own),
        }
    }

    /// Whether what stands below describes, and neither demands nor permits.
    pub(super) fn describes(self) -> bool {
        match self {
            Self::Example
            | Self::Feature
            | Self::Competence
            | Self::Output
            | Self::Process
            | Self::Facts => true,
            Self::Permission
            | Self::Prohibition
            | Self::WhenToUse
            | Self::Checklist
            | Self::Rule
            | Self::Subject => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_below_a_telling_heading_keeps_half_of_its_weight() {
        let rule = Topic::Rule;
        assert_eq!(Topic::Subject.under(rule, 60, 2), (rule, 30));
        assert_eq!(rule.under(Topic::Facts, -50, 2), (rule, rule.prior()));
        assert_eq!(rule.under(Topic::Example, -200, 2), (Topic::Example, -200));
    }
}
