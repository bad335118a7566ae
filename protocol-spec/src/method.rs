//! Methods and notifications: their names, and which types go with them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{
    BuildParams, BuildResult, CancelParams, CheckParams, CheckResult, CleanResult, CreateParams,
    CreateResult, DetectResult, DiagnosticNote, InitializeParams, InitializeResult, LogNote,
    OutputNote, ProgressNote, ProjectParams, SetupParams, ValidateResult, WatchSpec,
};

/// A request that the host may send: its name, its parameters, its answer.
pub trait Method {
    /// The name on the wire.
    const NAME: &'static str;
    /// What is asked.
    type Params: Serialize + DeserializeOwned;
    /// What is answered.
    type Answer: Serialize + DeserializeOwned;
}

macro_rules! methods {
    ($($(#[$meta:meta])* $marker:ident = $name:literal: $params:ty => $answer:ty;)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug)]
            pub enum $marker {}

            impl Method for $marker {
                const NAME: &'static str = $name;
                type Params = $params;
                type Answer = $answer;
            }
        )+
    };
}

methods! {
    /// First and once: see [`InitializeParams`].
    Initialize = "initialize": InitializeParams => InitializeResult;
    /// Is this a project of the plugin's language?
    Detect = "detect": ProjectParams => DetectResult;
    /// Are the tools there?
    Check = "check": CheckParams => CheckResult;
    /// Make artifacts.
    Build = "build": BuildParams => BuildResult;
    /// Bring the toolchain. Needs the capability `setup`.
    Setup = "setup": SetupParams => CheckResult;
    /// Look for faults without building. Needs the capability `validate`.
    Validate = "validate": ProjectParams => ValidateResult;
    /// What to watch before the first build. Needs the capability `inputs`.
    Inputs = "inputs": ProjectParams => WatchSpec;
    /// Remove what a build made. Needs the capability `clean`.
    Clean = "clean": BuildParams => CleanResult;
    /// Write a new project. Needs the capability `create`.
    Create = "create": CreateParams => CreateResult;
}

/// A message that is not answered.
pub trait Note: Serialize + DeserializeOwned {
    /// The name on the wire.
    const NAME: &'static str;
}

macro_rules! notes {
    ($($note:ty = $name:literal;)+) => {
        $(impl Note for $note {
            const NAME: &'static str = $name;
        })+
    };
}

notes! {
    CancelParams = "cancel";
    LogNote = "log";
    ProgressNote = "progress";
    DiagnosticNote = "diagnostic";
    OutputNote = "output";
}
