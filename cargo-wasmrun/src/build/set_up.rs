//! Lets the plugin bring the tools that it misses, if the user agrees.

use wasmrun_protocol::{ErrorKind, RpcError, SetupParams, ToolStatus};

use super::{BuildEvent, Builder};
use crate::cancel::CancelToken;
use crate::interrupt;
use crate::plugins::{CallError, Error};

/// What the user says to letting the plugin bring tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// Yes, now and later.
    Given,
    /// No, and nobody wants to be asked again after every change.
    Refused,
    /// Nobody was asked yet.
    Unasked,
}

impl Builder {
    /// The tools that the plugin misses and offers to bring.
    pub(super) fn offer(&self, error: &RpcError) -> Vec<String> {
        if error.kind() != ErrorKind::ToolchainMissing || !self.session.capabilities().setup {
            return Vec::new();
        }
        error.tools().iter().filter(|tool| tool.setup).map(|tool| tool.name.clone()).collect()
    }

    /// Whether there is something to bring, and the user wants it.
    pub(super) fn may_set_up(&mut self, error: &RpcError) -> bool {
        if self.offer(error).is_empty() {
            return false;
        }
        if self.consent == Consent::Unasked && self.shell.is_interactive() {
            self.consent = if self.ask(error) { Consent::Given } else { Consent::Refused };
        }
        self.consent == Consent::Given
    }

    fn ask(&self, error: &RpcError) -> bool {
        // Whoever waits at a terminal for a line cannot look for a Ctrl-C.
        let _registration = interrupt::token().on_cancel(|| interrupt::exit_now());
        let (message, plugin) = (&error.message, self.plugin());
        // What each tool says of itself: what is brought, how large it is, where it is from.
        let offered = error.tools().iter().filter(|tool| tool.setup);
        let what: Vec<&str> = offered.filter_map(|tool| tool.help.as_deref()).collect();
        self.shell.confirm(&match what.as_slice() {
            [] => format!("{message}. Let plugin `{plugin}` download and set up what it needs?"),
            _ => format!("{message}; {}. Let plugin `{plugin}` do that?", what.join("; ")),
        })
    }

    /// Lets the plugin bring these tools.
    pub(super) fn set_up(
        &mut self,
        tools: &[String],
        cancel: &CancelToken,
        events: &mut dyn FnMut(BuildEvent),
    ) -> Result<(), CallError> {
        self.shell.status("Setting up", &format!("the toolchain of plugin `{}`", self.plugin()));
        let params = SetupParams::new()
            .with_project_path(&self.params.project_path)
            .with_tools(tools)
            .with_settings(self.params.settings.clone());
        let checked = self.session.set_up(&params, cancel, events);
        self.shell.end_progress();
        let checked = checked?;
        if checked.ok {
            return Ok(());
        }
        let missing = checked.tools.into_iter().filter(|tool| tool.status != ToolStatus::Found);
        Err(Error::ToolchainMissing {
            plugin: self.plugin().to_owned(),
            message: "it was set up, but what the build needs is still missing".to_owned(),
            tools: missing.collect(),
            hints: Vec::new(),
            set_up: None,
        }
        .into())
    }
}
