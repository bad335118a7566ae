//! What a program is given, as the context that WASI works with.

use std::net::TcpListener;

use wasmrun_runtime::wasi::{Access, BuildError, WasiCtx, WasiCtxBuilder};

use super::program::System;
use super::{Error, Program, streams};

/// Everything that `program` can reach.
pub(super) fn context(program: &Program) -> Result<WasiCtx, Error> {
    let mut builder = streams::connect(WasiCtx::builder(), &program.streams)
        .args(program.args.iter().map(|argument| argument.as_encoded_bytes()));
    for (name, value) in &program.environment {
        builder = builder.env(name.as_encoded_bytes(), value.as_encoded_bytes());
    }
    for grant in &program.grants {
        let access = if grant.read_only { Access::ReadOnly } else { Access::ReadWrite };
        builder = builder.preopen_path(&grant.host, &grant.guest, access).map_err(refused)?;
    }
    if let Some(listener) = &program.system.listener {
        let copy = || {
            listener.try_clone().map_err(|source| {
                let address = listener.local_addr().map(|address| address.to_string());
                Error::Listen { address: address.unwrap_or_default(), source }
            })
        };
        builder = builder.tcp_listener(copy()?);
        builder = builder.tcp_listener_in_place_of(program.system.port, copy()?);
    }
    for address in &program.system.listen {
        let listener = TcpListener::bind(address)
            .map_err(|source| Error::Listen { address: address.clone(), source })?;
        builder = builder.tcp_listener(listener);
    }
    for rule in &program.system.network {
        builder = builder.allow_net(rule.clone());
    }
    limited(builder, &program.system).build().map_err(refused)
}

fn limited(mut builder: WasiCtxBuilder, system: &System) -> WasiCtxBuilder {
    if let Some(bytes) = system.max_output {
        builder = builder.max_output_bytes(bytes);
    }
    if let Some(bytes) = system.max_written {
        builder = builder.max_written_bytes(bytes);
    }
    if let Some(bytes) = system.max_file_size {
        builder = builder.max_file_bytes(bytes);
    }
    if let Some(count) = system.max_open_files {
        builder = builder.max_descriptors(count);
    }
    if let Some(seed) = system.seed {
        builder = builder.deterministic(seed);
    }
    builder
}

fn refused(error: BuildError) -> Error {
    match error {
        BuildError::Folder { path, source } => Error::Folder { path, source },
        error => Error::Context(error),
    }
}
