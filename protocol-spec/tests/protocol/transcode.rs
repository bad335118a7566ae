//! Reading and writing a message through the types of its method.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasmrun_protocol::{
    CancelParams, DiagnosticNote, LogNote, Method, Note, OutputNote, ProgressNote, method,
};

/// Reads the parameters of a method or notification into its type, and writes them again.
pub(crate) fn params(name: &str, value: &Value) -> Value {
    match name {
        method::Initialize::NAME => again::<<method::Initialize as Method>::Params>(value),
        method::Detect::NAME => again::<<method::Detect as Method>::Params>(value),
        method::Check::NAME => again::<<method::Check as Method>::Params>(value),
        method::Build::NAME => again::<<method::Build as Method>::Params>(value),
        method::Setup::NAME => again::<<method::Setup as Method>::Params>(value),
        method::Validate::NAME => again::<<method::Validate as Method>::Params>(value),
        method::Inputs::NAME => again::<<method::Inputs as Method>::Params>(value),
        method::Clean::NAME => again::<<method::Clean as Method>::Params>(value),
        method::Create::NAME => again::<<method::Create as Method>::Params>(value),
        CancelParams::NAME => again::<CancelParams>(value),
        LogNote::NAME => again::<LogNote>(value),
        ProgressNote::NAME => again::<ProgressNote>(value),
        DiagnosticNote::NAME => again::<DiagnosticNote>(value),
        OutputNote::NAME => again::<OutputNote>(value),
        unknown => panic!("there is no method `{unknown}`"),
    }
}

/// Reads the result of a method into its type, and writes it again.
pub(crate) fn result(name: &str, value: &Value) -> Value {
    match name {
        method::Initialize::NAME => again::<<method::Initialize as Method>::Answer>(value),
        method::Detect::NAME => again::<<method::Detect as Method>::Answer>(value),
        method::Check::NAME => again::<<method::Check as Method>::Answer>(value),
        method::Build::NAME => again::<<method::Build as Method>::Answer>(value),
        method::Setup::NAME => again::<<method::Setup as Method>::Answer>(value),
        method::Validate::NAME => again::<<method::Validate as Method>::Answer>(value),
        method::Inputs::NAME => again::<<method::Inputs as Method>::Answer>(value),
        method::Clean::NAME => again::<<method::Clean as Method>::Answer>(value),
        method::Create::NAME => again::<<method::Create as Method>::Answer>(value),
        unknown => panic!("there is no method `{unknown}`"),
    }
}

pub(crate) fn again<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    serde_json::to_value(serde_json::from_value::<T>(value.clone()).unwrap()).unwrap()
}
