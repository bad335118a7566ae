//! Run plans: how to run what a build made.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Expectation;

open_enum! {
    /// Where a program runs.
    pub enum RunMode {
        /// In the host's interpreter, or in a page that offers WASI.
        Wasi = "wasi",
        /// In a browser.
        Browser = "browser",
        /// In the host's interpreter, listening on a port.
        Server = "server",
    }
}

open_enum! {
    /// What the guest may do in a folder.
    #[derive(Default)]
    pub enum Access {
        /// Read only.
        #[default]
        ReadOnly = "read_only",
        /// Read, write, create, remove.
        ReadWrite = "read_write",
    }
}

/// One way to run what a build made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunPlan {
    /// `default`, `test`, or any other name that the user can ask for.
    pub name: String,
    /// Where it runs.
    pub mode: RunMode,
    /// The module, or the page in a browser. Absolute.
    pub entry: PathBuf,
    /// Arguments, the program's name first; the user's arguments follow them.
    /// Empty: the host chooses the name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// Environment variables of the guest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// Folders that the guest sees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preopens: Vec<Preopen>,
    /// Modules whose exports the entry imports, each of which may import from those before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<Provider>,
    /// The port that the guest listens on, for [`RunMode::Server`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What the program does when its tests pass, where that is not to end with status 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expectation>,
}

impl RunPlan {
    /// The plan named `default`.
    pub fn new(mode: RunMode, entry: impl Into<PathBuf>) -> Self {
        Self {
            name: Self::DEFAULT.to_owned(),
            mode,
            entry: entry.into(),
            args: Vec::new(),
            env: BTreeMap::new(),
            preopens: Vec::new(),
            providers: Vec::new(),
            port: None,
            expect: None,
        }
    }

    /// The name of the plan that is taken unless the user says otherwise.
    pub const DEFAULT: &'static str = "default";
    /// The name of the plan that runs the project's tests.
    pub const TEST: &'static str = "test";
}

setters! { RunPlan:
    /// Names the plan.
    with_name(name: impl Into<String>) = name.into();
    /// Sets the arguments, the program's name first.
    with_args(args: impl IntoIterator<Item = impl Into<String>>) =
        args.into_iter().map(Into::into).collect();
    /// Sets the environment of the guest.
    with_env(env: BTreeMap<String, String>) = env;
    /// Sets the folders that the guest sees.
    with_preopens(preopens: Vec<Preopen>) = preopens;
    /// Sets the modules whose exports the entry imports.
    with_providers(providers: Vec<Provider>) = providers;
    /// Sets the port that the guest listens on.
    with_port(port: u16) = Some(port);
    /// Sets what the program does when its tests pass.
    with_expect(expect: Expectation) = Some(expect);
}

/// A folder that the guest sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Preopen {
    /// The folder outside. Absolute, and inside the same folders as an artifact.
    pub host: PathBuf,
    /// Its name inside.
    pub guest: String,
    /// What the guest may do there.
    #[serde(default)]
    pub access: Access,
}

impl Preopen {
    /// A folder that the guest may read.
    pub fn new(host: impl Into<PathBuf>, guest: impl Into<String>) -> Self {
        Self { host: host.into(), guest: guest.into(), access: Access::default() }
    }
}

setters! { Preopen:
    /// Says what the guest may do there.
    with_access(access: Access) = access;
}

/// A module whose exports others import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Provider {
    /// The name that its exports are imported from.
    pub name: String,
    /// The module. Absolute, and inside the same folders as an artifact.
    pub module: PathBuf,
}

impl Provider {
    /// A module under the name that its exports are imported from.
    pub fn new(name: impl Into<String>, module: impl Into<PathBuf>) -> Self {
        Self { name: name.into(), module: module.into() }
    }
}
