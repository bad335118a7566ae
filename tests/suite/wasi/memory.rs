//! The suite's modules with a folder that exists only in memory, within this process.

use std::path::Path;

use libtest_mimic::Failed;
use wasmrun_runtime::wasi::{
    self, Access, Exit, Input, MemoryFolder, Output, OutputBuffer, WasiCtx,
};
use wasmrun_runtime::{Engine, Linker, Module, Store};

use super::{check, specification};

/// Runs `module` as the file beside it says, in a folder in memory with the contents of the one it
/// asks for.
pub(crate) fn run(module: &Path) -> Result<(), Failed> {
    let specification = specification(module)?;
    let output = OutputBuffer::with_limit(1 << 20);
    let mut builder = WasiCtx::builder()
        .arg(module.file_name().unwrap_or_default().as_encoded_bytes())
        .stdin(Input::bytes(""))
        .stdout(Output::writer(output.clone()))
        .stderr(Output::writer(OutputBuffer::with_limit(1 << 20)));
    for argument in specification["args"].as_array().into_iter().flatten() {
        builder = builder.arg(argument.as_str().unwrap_or_default());
    }
    for (name, value) in specification["env"].as_object().into_iter().flatten() {
        builder = builder.env(name.as_bytes(), value.as_str().unwrap_or_default());
    }
    if let Some(root) = specification["root"].as_str() {
        let folder = MemoryFolder::with_capacity(64 << 20);
        copy(&module.with_file_name(root), "", &folder)?;
        builder = builder.preopen_memory(&folder, "/", Access::ReadWrite);
    }
    let status = status(&fs_err::read(module)?, builder.build()?)?;
    let stdout = String::from_utf8(output.take())?;
    check(&specification, Some(status), &stdout, "")
}

/// How a module ends.
fn status(bytes: &[u8], context: WasiCtx) -> Result<i32, Failed> {
    let engine = Engine::default();
    let module = Module::new(&engine, bytes)?;
    let mut linker = Linker::new(&engine);
    wasi::add_imports_to_linker(&mut linker, &module, |context: &mut WasiCtx| context)?;
    let mut store = Store::new(&engine, context);
    let instance = linker.instantiate(&mut store, &module)?;
    let start = instance.get_typed_func::<(), ()>(&store, "_start")?;
    match start.call(&mut store, ()) {
        Ok(()) => Ok(0),
        Err(error) => match error.downcast_ref() {
            Some(Exit(status)) => Ok(i32::try_from(*status)?),
            None => Err(error.to_string().into()),
        },
    }
}

/// Copies what is in a folder of the host's to `path` in one in memory.
fn copy(from: &Path, path: &str, to: &MemoryFolder) -> Result<(), Failed> {
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let name = format!("{path}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            to.create_dir_all(&name)?;
            copy(&entry.path(), &format!("{name}/"), to)?;
        } else {
            to.write(&name, fs_err::read(entry.path())?)?;
        }
    }
    Ok(())
}
