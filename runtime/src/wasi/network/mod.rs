//! Which addresses a guest may reach: rules, and the names that lead to addresses.

mod address;
mod policy;
mod resolve;
mod rule;

pub use rule::{NetworkRule, NetworkRuleError};

pub(super) use policy::Network;
pub(super) use resolve::resolve;
