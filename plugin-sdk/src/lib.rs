//! Write a language plugin for cargo-wasmrun.
//!
//! A plugin is an executable named `wasmrun-plugin-<name>` that implements [`Plugin`] and calls
//! [`serve`]. The SDK owns standard input and output, so that no tool can swallow a request or soil
//! an answer; it answers every request exactly once, obeys `cancel`, runs tools with their output
//! streamed to the host, and turns what they print into diagnostics.
//!
//! The protocol's types are re-exported here; its text is `SPEC.md` of `wasmrun-protocol`.
//!
//! # Example
//!
//! ```no_run
//! use wasmrun_plugin_sdk::{
//!     Artifact, ArtifactKind, BuildParams, BuildResult, Capabilities, CheckParams, CheckResult,
//!     Context, DetectResult, Plugin, PluginInfo, ProjectParams, Result, RunMode, RunPlan,
//!     plugin_info, serve,
//! };
//!
//! /// Assembles `main.wat`.
//! struct WatPlugin;
//!
//! impl Plugin for WatPlugin {
//!     fn info(&self) -> PluginInfo {
//!         plugin_info!().with_entry_files(["main.wat"])
//!     }
//!
//!     fn capabilities(&self) -> Capabilities {
//!         Capabilities::default().with_compile_wasm(true).with_cancel(true).with_persistent(true)
//!     }
//!
//!     fn detect(&mut self, _: &Context, params: ProjectParams) -> Result<DetectResult> {
//!         let entry = params.project_path.join("main.wat");
//!         Ok(match entry.is_file() {
//!             true => DetectResult::matching(80).with_entry_file(entry),
//!             false => DetectResult::no_match(),
//!         })
//!     }
//!
//!     fn check(&mut self, cx: &Context, _: CheckParams) -> Result<CheckResult> {
//!         Ok(CheckResult::new(vec![cx.find_tool("wat2wasm").require(">=1.0.30").look_up()?]))
//!     }
//!
//!     fn build(&mut self, cx: &Context, params: BuildParams) -> Result<BuildResult> {
//!         let module = params.output_dir.join("main.wasm");
//!         fs_err::create_dir_all(&params.output_dir)?;
//!         let tool = cx.tool("wat2wasm").arg("main.wat").arg("-o").arg(&module);
//!         if !tool.run_in(&params.project_path)?.success() {
//!             return Ok(BuildResult::failed());
//!         }
//!         Ok(BuildResult::succeeded(vec![Artifact::primary(ArtifactKind::Wasm, &module)])
//!             .with_run(vec![RunPlan::new(RunMode::Wasi, &module)]))
//!     }
//! }
//!
//! fn main() {
//!     serve(WatPlugin)
//! }
//! ```

mod context;
mod error;
mod info;
mod plugin;
mod tool;

pub mod diagnostics;
pub mod download;
pub mod outputs;
pub mod page;
pub mod settings;
pub mod suite;
pub mod template;
pub mod testing;

mod in_flight;
mod lines;
mod outbox;
mod parameters;
mod serve;
mod session;
mod stdio;
mod sync;
mod worker;

pub use semver;
pub use wasmrun_protocol::*;

pub use crate::context::{Context, Progress};
pub use crate::error::{Error, Result};
#[doc(hidden)]
pub use crate::info::info_of_package;
pub use crate::plugin::Plugin;
pub use crate::serve::serve;
pub use crate::tool::{ToolCommand, ToolOutput, ToolSearch};
