//! A program that the page has our interpreter run on this machine: in a process of its own, which is
//! this executable once more, so that it can be ended wherever it is and takes nothing down with it.

mod child;
mod job;
mod process;

pub(crate) use child::run_job;
pub(crate) use job::Given;
pub(crate) use process::HostRun;

/// What the process is called with, before the folder of its job.
pub(crate) const FLAG: &str = "__wasmrun_host_run";
