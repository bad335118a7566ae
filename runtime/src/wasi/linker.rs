//! The table of functions: every name, its signature, and what implements it.

use std::collections::HashSet;

use super::{
    args, clock,
    ctx::WasiCtx,
    directory,
    errno::{Errno, SUCCESS},
    fdstat,
    memory::GuestMemory,
    open, path, poll, process, random, socket, stat, storage, transfer, unstable,
};
use crate::{
    AsContextMut, Caller, Error, Extern, ExternType, Interruption, IntoFunc, Linker, Module,
};

/// The name under which preview 1 is imported.
const PREVIEW_1: &str = "wasi_snapshot_preview1";

/// The name of the version before it.
const UNSTABLE: &str = "wasi_unstable";

/// What implements a function: usually what has its name.
macro_rules! implementation {
    ($area:ident::$name:ident) => {
        $area::$name
    };
    ($area:ident::$name:ident = $form:ident) => {
        $area::$form
    };
}

/// Defines functions of `(ctx, memory, parameters…) -> Result<(), Errno>` in a linker.
///
/// On the left is the type in WebAssembly; the implementations take the unsigned types that the
/// parameters really are, hence the casts.
macro_rules! define {
    ($names:ident, $module:expr, $get:ident;
     $($area:ident::$name:ident $(= $form:ident)? ($($parameter:ident: $ty:ty),*);)*) => {$(
        $names.define(
            $module,
            stringify!($name),
            move |mut caller: Caller<'_, T>, $($parameter: $ty),*| -> Result<i32, Error> {
                let (ctx, mut memory) = guest(&mut caller, $get)?;
                let function = implementation!($area::$name $(= $form)?);
                Ok(status(function(ctx, &mut memory, $($parameter as _),*)))
            },
        )?;
    )*};
}

/// Defines functions that may block, and lets them hear requests to stop meanwhile. The guest is
/// stopped in them then: an error number would let it end by itself, as if reading had failed.
macro_rules! define_blocking {
    ($names:ident, $module:expr, $get:ident;
     $($area:ident::$name:ident $(= $form:ident)? ($($parameter:ident: $ty:ty),*);)*) => {$(
        $names.define(
            $module,
            stringify!($name),
            move |mut caller: Caller<'_, T>, $($parameter: $ty),*| -> Result<i32, Error> {
                let interruption = interruption(&mut caller)?;
                let (ctx, mut memory) = guest(&mut caller, $get)?;
                ctx.interruption = interruption;
                let function = implementation!($area::$name $(= $form)?);
                let result = function(ctx, &mut memory, $($parameter as _),*);
                if let Some(exceeded) = ctx.quota.exceeded {
                    return Err(Error::host(exceeded));
                }
                ctx.interruption.take().map_or(Ok(()), |interruption| interruption.check())?;
                Ok(status(result))
            },
        )?;
    )*};
}

/// Adds WASI to a linker: all 46 functions of preview 1 and those of the extension for sockets as
/// `wasi_snapshot_preview1`, and those of the version before it as `wasi_unstable`.
///
/// `get` says where in the store's data the context is. A guest has to export its memory as
/// `memory`. How it ends by itself is told by [`Exit`](super::Exit).
///
/// ```
/// use wasmrun_runtime::{Engine, Linker, Module, Store, wasi::{self, Exit, WasiCtx}};
///
/// let engine = Engine::default();
/// let mut linker = Linker::new(&engine);
/// wasi::add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx)?;
///
/// let module = Module::new(&engine, &wat::parse_str(r#"(module
///     (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
///     (memory (export "memory") 1)
///     (func (export "_start") (call $exit (i32.const 7))))"#)?)?;
/// let mut store = Store::new(&engine, WasiCtx::builder().arg("program").build()?);
/// let instance = linker.instantiate(&mut store, &module)?;
/// let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
///
/// let error = start.call(&mut store, ()).unwrap_err();
/// assert_eq!(error.downcast_ref(), Some(&Exit(7)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if the linker has functions of these names already.
pub fn add_to_linker<T: 'static>(
    linker: &mut Linker<T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    add_all(&mut Names { linker, module: None, wanted: HashSet::new() }, get)
}

/// Adds those functions of WASI to a linker that `module` imports, which for one module takes less
/// time than [`add_to_linker`].
///
/// # Errors
/// Fails if the linker has functions of these names already.
pub fn add_imports_to_linker<T: 'static>(
    linker: &mut Linker<T>,
    module: &Module,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    let wanted = module.import_names().collect();
    add_all(&mut Names { linker, module: Some(module), wanted }, get)
}

/// A linker, and which names are to be defined in it.
struct Names<'a, T: 'static> {
    linker: &'a mut Linker<T>,
    /// The module that they are for; without one, all names are defined.
    module: Option<&'a Module>,
    /// Its imports, by module and name.
    wanted: HashSet<(&'a str, &'a str)>,
}

impl<T: 'static> Names<'_, T> {
    fn define<Parameters, Results>(
        &mut self,
        module: &str,
        name: &str,
        closure: impl IntoFunc<T, Parameters, Results>,
    ) -> Result<(), Error> {
        if self.module.is_none() || self.wanted.contains(&(module, name)) {
            self.linker.func_wrap(module, name, closure)?;
        }
        Ok(())
    }

    /// Whether the module imports a function of preview 1 with so many parameters.
    fn takes(&self, name: &str, parameters: usize) -> bool {
        let Some(module) = self.module.filter(|_| self.wanted.contains(&(PREVIEW_1, name))) else {
            return false;
        };
        module.imports().any(|import| match import.ty() {
            ExternType::Func(ty) if (import.module(), import.name()) == (PREVIEW_1, name) => {
                ty.params().len() == parameters
            }
            _ => false,
        })
    }
}

fn add_all<T: 'static>(
    names: &mut Names<'_, T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    add_preview_1(names, get)?;
    add_common(names, PREVIEW_1, get)?;
    add_sockets(names, get)?;
    add_unstable(names, get)?;
    add_common(names, UNSTABLE, get)
}

/// The functions that are the same in both versions.
fn add_common<T: 'static>(
    names: &mut Names<'_, T>,
    module: &str,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    define! { names, module, get;
        args::args_get(pointers: i32, buffer: i32);
        args::args_sizes_get(count: i32, size: i32);
        args::environ_get(pointers: i32, buffer: i32);
        args::environ_sizes_get(count: i32, size: i32);

        clock::clock_res_get(clock: i32, resolution: i32);
        clock::clock_time_get(clock: i32, precision: i64, time: i32);
        random::random_get(buffer: i32, length: i32);

        fdstat::fd_close(fd: i32);
        fdstat::fd_renumber(from: i32, to: i32);
        fdstat::fd_fdstat_get(fd: i32, stat: i32);
        fdstat::fd_fdstat_set_flags(fd: i32, flags: i32);
        fdstat::fd_fdstat_set_rights(fd: i32, rights: i64, inheriting: i64);

        transfer::fd_pread(fd: i32, vectors: i32, count: i32, offset: i64, read: i32);
        transfer::fd_pwrite(fd: i32, vectors: i32, count: i32, offset: i64, written: i32);
        transfer::fd_tell(fd: i32, position: i32);

        storage::fd_advise(fd: i32, offset: i64, length: i64, advice: i32);
        storage::fd_allocate(fd: i32, offset: i64, length: i64);
        storage::fd_datasync(fd: i32);
        storage::fd_sync(fd: i32);
        storage::fd_filestat_set_size(fd: i32, size: i64);

        stat::fd_filestat_set_times(fd: i32, accessed: i64, modified: i64, flags: i32);
        stat::path_filestat_set_times(
            fd: i32, lookup: i32, path: i32, length: i32,
            accessed: i64, modified: i64, flags: i32
        );

        directory::fd_prestat_get(fd: i32, prestat: i32);
        directory::fd_prestat_dir_name(fd: i32, buffer: i32, length: i32);
        directory::fd_readdir(fd: i32, buffer: i32, length: i32, cookie: i64, used: i32);

        open::path_open(
            fd: i32, lookup: i32, path: i32, length: i32, open_flags: i32,
            rights: i64, inheriting: i64, fd_flags: i32, opened: i32
        );
        path::path_create_directory(fd: i32, path: i32, length: i32);
        path::path_remove_directory(fd: i32, path: i32, length: i32);
        path::path_unlink_file(fd: i32, path: i32, length: i32);
        path::path_link(
            old_fd: i32, lookup: i32, old_path: i32, old_length: i32,
            new_fd: i32, new_path: i32, new_length: i32
        );
        path::path_rename(
            old_fd: i32, old_path: i32, old_length: i32,
            new_fd: i32, new_path: i32, new_length: i32
        );
        path::path_symlink(
            target: i32, target_length: i32, fd: i32, path: i32, length: i32
        );
        path::path_readlink(
            fd: i32, path: i32, path_length: i32, buffer: i32, length: i32, used: i32
        );

        socket::sock_shutdown(fd: i32, how: i32);
    }

    define_blocking! { names, module, get;
        transfer::fd_read(fd: i32, vectors: i32, count: i32, read: i32);
        transfer::fd_write(fd: i32, vectors: i32, count: i32, written: i32);
        socket::sock_recv(
            fd: i32, vectors: i32, count: i32, flags: i32, received: i32, received_flags: i32
        );
        socket::sock_send(fd: i32, vectors: i32, count: i32, flags: i32, sent: i32);
    }

    names.define(module, "proc_exit", |status: i32| -> Result<(), Error> {
        Err(process::proc_exit(status as u32))
    })?;
    names.define(module, "proc_raise", |signal: i32| -> Result<i32, Error> {
        process::proc_raise(signal as u32).map(status)
    })?;
    names.define(module, "sched_yield", || -> i32 {
        process::sched_yield();
        SUCCESS
    })?;
    Ok(())
}

/// What is otherwise, or was not there, in the version before.
fn add_preview_1<T: 'static>(
    names: &mut Names<'_, T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    define! { names, PREVIEW_1, get;
        transfer::fd_seek(fd: i32, offset: i64, whence: i32, position: i32);
        stat::fd_filestat_get(fd: i32, stat: i32);
        stat::path_filestat_get(fd: i32, lookup: i32, path: i32, length: i32, stat: i32);
    }
    define_blocking! { names, PREVIEW_1, get;
        poll::poll_oneoff(subscriptions: i32, events: i32, count: i32, happened: i32);
    }
    Ok(())
}

/// The extension for sockets. The forms of a function are told apart by what the module imports.
fn add_sockets<T: 'static>(
    names: &mut Names<'_, T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    define! { names, PREVIEW_1, get;
        socket::sock_open(family: i32, kind: i32, opened: i32);
        socket::sock_bind(fd: i32, address: i32, port: i32);
        socket::sock_listen(fd: i32, backlog: i32);
        socket::sock_getsockopt(fd: i32, level: i32, option: i32, value: i32, size: i32);
        socket::sock_setsockopt(fd: i32, level: i32, option: i32, value: i32, size: i32);
    }
    define_blocking! { names, PREVIEW_1, get;
        socket::sock_connect(fd: i32, address: i32, port: i32);
        socket::sock_recv_from(
            fd: i32, vectors: i32, count: i32, address: i32, flags: i32, port: i32, received: i32,
            received_flags: i32
        );
        socket::sock_send_to(
            fd: i32, vectors: i32, count: i32, address: i32, port: i32, flags: i32, sent: i32
        );
        socket::sock_getaddrinfo(
            node: i32, node_length: i32, service: i32, service_length: i32, hints: i32,
            results: i32, max_results: i32, count: i32
        );
    }
    if names.takes("sock_accept", 2) {
        define_blocking! { names, PREVIEW_1, get;
            socket::sock_accept = first_sock_accept(fd: i32, accepted: i32);
        }
    } else {
        define_blocking! { names, PREVIEW_1, get;
            socket::sock_accept(fd: i32, flags: i32, accepted: i32);
        }
    }
    if names.takes("sock_getlocaladdr", 4) {
        define! { names, PREVIEW_1, get;
            socket::sock_getlocaladdr
                = first_sock_getlocaladdr(fd: i32, address: i32, version: i32, port: i32);
        }
    } else {
        define! { names, PREVIEW_1, get;
            socket::sock_getlocaladdr(fd: i32, address: i32, port: i32);
        }
    }
    if names.takes("sock_getpeeraddr", 4) {
        define! { names, PREVIEW_1, get;
            socket::sock_getpeeraddr
                = first_sock_getpeeraddr(fd: i32, address: i32, version: i32, port: i32);
        }
    } else {
        define! { names, PREVIEW_1, get;
            socket::sock_getpeeraddr(fd: i32, address: i32, port: i32);
        }
    }
    Ok(())
}

fn add_unstable<T: 'static>(
    names: &mut Names<'_, T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(), Error> {
    define! { names, UNSTABLE, get;
        unstable::fd_seek(fd: i32, offset: i64, whence: i32, position: i32);
        unstable::fd_filestat_get(fd: i32, stat: i32);
        unstable::path_filestat_get(fd: i32, lookup: i32, path: i32, length: i32, stat: i32);
    }
    define_blocking! { names, UNSTABLE, get;
        unstable::poll_oneoff(subscriptions: i32, events: i32, count: i32, happened: i32);
    }
    Ok(())
}

/// The guest's memory is where WASI's pointers point to.
#[derive(Debug, thiserror::Error)]
#[error("the program does not export a memory named `memory`, which WASI needs")]
struct MissingMemory;

fn guest<'a, T: 'static>(
    caller: &'a mut Caller<'_, T>,
    get: fn(&mut T) -> &mut WasiCtx,
) -> Result<(&'a mut WasiCtx, GuestMemory<'a>), Error> {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
        return Err(Error::host(MissingMemory));
    };
    let (bytes, data) = memory.data_and_store_mut(caller.as_context_mut());
    Ok((get(data), GuestMemory::new(bytes)))
}

/// What a call that blocks waits with; nothing if the guest cannot be interrupted.
fn interruption<T: 'static>(caller: &mut Caller<'_, T>) -> Result<Option<Interruption>, Error> {
    let interruptible = caller.engine().config().is_interruptible();
    interruptible.then(|| caller.interruption()).transpose()
}

/// What a WASI function returns.
fn status(result: Result<(), Errno>) -> i32 {
    match result {
        Ok(()) => SUCCESS,
        Err(errno) => errno as i32,
    }
}
