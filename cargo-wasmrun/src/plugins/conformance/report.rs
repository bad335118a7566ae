//! What the kit found: one outcome for each requirement.

use wasmrun_protocol::requirement::{self, REQUIREMENTS, Requirement};

/// How a plugin stands to one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It satisfies it.
    Passed,
    /// It does not, for this reason.
    Failed(String),
    /// It would be better if it did not do this.
    Warned(String),
    /// Nobody could tell, for this reason.
    Skipped(String),
}

impl Outcome {
    /// A single word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Warned(_) => "warned",
            Self::Skipped(_) => "skipped",
        }
    }

    /// Why it is so, unless all is well.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Passed => None,
            Self::Failed(reason) | Self::Warned(reason) | Self::Skipped(reason) => Some(reason),
        }
    }
}

/// One requirement, and how the plugin stands to it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is required.
    pub requirement: &'static Requirement,
    /// Whether the plugin does it.
    pub outcome: Outcome,
}

/// All that the kit found, in the order of the specification.
#[derive(Clone, Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Notes the outcome for a requirement. The first failure of one counts, else the last outcome.
    pub(super) fn note(&mut self, id: &str, outcome: Outcome) {
        let Some(requirement) = requirement::by_id(id) else {
            debug_assert!(false, "there is no requirement `{id}`");
            return;
        };
        match self.findings.iter_mut().find(|finding| finding.requirement.id == id) {
            Some(Finding { outcome: Outcome::Failed(_), .. }) => {}
            Some(finding) => finding.outcome = outcome,
            None => self.findings.push(Finding { requirement, outcome }),
        }
    }

    /// Notes the result of a look at a requirement.
    pub(super) fn judge(&mut self, id: &str, result: Result<(), Outcome>) {
        self.note(id, result.err().unwrap_or(Outcome::Passed));
    }

    /// What was found, in the order of the specification.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        REQUIREMENTS.iter().filter_map(|requirement| {
            self.findings.iter().find(|finding| finding.requirement.id == requirement.id)
        })
    }

    /// Whether the plugin fails no requirement.
    pub fn is_pass(&self) -> bool {
        !self.findings.iter().any(|finding| matches!(finding.outcome, Outcome::Failed(_)))
    }
}

/// A requirement that is not satisfied.
pub(super) fn failed<T>(reason: impl Into<String>) -> Result<T, Outcome> {
    Err(Outcome::Failed(reason.into()))
}

/// A requirement that cannot be looked at.
pub(super) fn skipped<T>(reason: impl Into<String>) -> Result<T, Outcome> {
    Err(Outcome::Skipped(reason.into()))
}
