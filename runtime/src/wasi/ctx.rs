//! Everything a guest can reach.

use super::{
    args::StringList, builder::WasiCtxBuilder, clock::Clocks, descriptor::DescriptorTable,
    network::Network, quota::Quota, random::Randomness,
};
use crate::Interruption;

/// Everything a guest can reach through WASI.
///
/// Nothing is reachable that was not given to the [builder](WasiCtx::builder): no folder, no
/// environment variable, no argument, and not the standard streams of this process either.
#[derive(Debug)]
pub struct WasiCtx {
    pub(super) args: StringList,
    pub(super) environment: StringList,
    pub(super) clocks: Clocks,
    pub(super) randomness: Randomness,
    pub(super) quota: Quota,
    pub(super) descriptors: DescriptorTable,
    /// Which addresses the guest may reach.
    pub(super) network: Network,
    /// What calls that block wait with, if the guest can be interrupted.
    pub(super) interruption: Option<Interruption>,
}

impl WasiCtx {
    /// Starts with nothing.
    pub fn builder() -> WasiCtxBuilder {
        WasiCtxBuilder::new()
    }
}
