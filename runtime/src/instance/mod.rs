//! Instances: modules brought to life in a store.

mod allocate;
mod data;
mod evaluate;
mod handle;
mod initial_data;
mod initialize;
mod link;

pub(crate) use data::InstanceData;
pub use handle::Instance;
pub(crate) use link::check_host_function;
