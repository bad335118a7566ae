//! Expectations: what a program with tests does when they pass.

use serde::{Deserialize, Serialize};

/// What a program with tests does when they pass, where that is not to end with status 0. A program
/// that traps, or takes too long, has failed in any case.
///
/// Patterns are regular expressions in the syntax of RE2. They are searched for in what the program
/// writes to its two streams, in the order in which it does, as one text.
///
/// ```
/// use wasmrun_protocol::Expectation;
///
/// let usage = Expectation::new().with_prints(["usage: [a-z]+ FILE"]);
/// assert!(usage.looks_at_output() && !usage.fails);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Expectation {
    /// Whether it is to fail: all that is said here and of the status turned around.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fails: bool,
    /// Patterns, one of which is to be found; the status then says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<String>,
    /// Patterns, none of which is to be found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never_prints: Vec<String>,
    /// The status by which it says that its tests cannot run here: it neither passes nor fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_status: Option<u32>,
}

impl Expectation {
    /// That it ends with status 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every pattern.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.prints.iter().chain(&self.never_prints).map(String::as_str)
    }

    /// Whether what the program writes matters.
    pub fn looks_at_output(&self) -> bool {
        self.patterns().next().is_some()
    }
}

setters! { Expectation:
    /// Says whether the program is to fail.
    with_fails(fails: bool) = fails;
    /// Sets the patterns of which one is to be found.
    with_prints(prints: impl IntoIterator<Item = impl Into<String>>) =
        prints.into_iter().map(Into::into).collect();
    /// Sets the patterns of which none is to be found.
    with_never_prints(never_prints: impl IntoIterator<Item = impl Into<String>>) =
        never_prints.into_iter().map(Into::into).collect();
    /// Sets the status by which the program says that its tests cannot run here.
    with_skip_status(skip_status: u32) = Some(skip_status);
}
