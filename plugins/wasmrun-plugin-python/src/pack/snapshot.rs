//! Runs the interpreter's own function that takes folders into its memory, and gives that memory.

use std::path::Path;

use wasmrun_plugin_sdk::{Error, ErrorKind, Result};
use wasmrun_runtime::wasi::{self, Access, WasiCtx};
use wasmrun_runtime::{Engine, Linker, Module, Store};

/// What takes the folders in, and what tells the library behind it that it is called for that.
const FUNCTION: &str = "wasi_vfs_pack_fs";
const VARIABLE: [&str; 2] = ["__WASI_VFS_PACKING", "1"];

/// The memory of `interpreter` after it took the folders in, each under its name in the guest.
///
/// # Errors
///
/// `tool_failed` if the interpreter cannot do that, `io` if a folder cannot be read.
pub(super) fn memory_with(interpreter: &[u8], folders: &[(&Path, &str)]) -> Result<Vec<u8>> {
    let mut context = WasiCtx::builder().env(VARIABLE[0], VARIABLE[1]);
    for (folder, guest) in folders {
        context = context.preopen_path(folder, *guest, Access::ReadOnly).map_err(failed)?;
    }
    take_in(interpreter, context.build().map_err(failed)?).map_err(failed)
}

fn take_in(
    interpreter: &[u8],
    context: WasiCtx,
) -> std::result::Result<Vec<u8>, wasmrun_runtime::Error> {
    let engine = Engine::default();
    let module = Module::new(&engine, interpreter)?;
    let mut linker = Linker::new(&engine);
    wasi::add_imports_to_linker(&mut linker, &module, |context: &mut WasiCtx| context)?;
    let mut store = Store::new(&engine, context);
    let instance = linker.instantiate(&mut store, &module)?;
    instance.get_typed_func::<(), ()>(&store, FUNCTION)?.call(&mut store, ())?;
    let memory = instance.get_memory(&store, "memory");
    Ok(memory.map(|memory| memory.data(&store).to_vec()).unwrap_or_default())
}

fn failed(error: impl std::error::Error) -> Error {
    Error::new(ErrorKind::ToolFailed, "the project could not be taken into the interpreter")
        .with_cause(&error)
}
