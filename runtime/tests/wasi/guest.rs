//! A guest that does what a test tells it: a module that exports each function of WASI.

use tempfile::TempDir;
use wasmrun_runtime::wasi::{Access, MemoryFolder, WasiCtx, WasiCtxBuilder, add_to_linker};
use wasmrun_runtime::{Engine, Error, Instance, Linker, Memory, Module, Store, Val};

use crate::abi::{EXTENSION, FUNCTIONS, FileStat, oflags, rights};

/// The arguments of a call, each an `i32` or an `i64`.
macro_rules! args {
    ($($argument:expr),* $(,)?) => { &[$($crate::guest::value($argument)),*] };
}
pub(crate) use args;

/// Numbers and addresses as WebAssembly has them.
pub(crate) trait Argument {
    fn value(self) -> Val;
}

impl Argument for i32 {
    fn value(self) -> Val {
        Val::I32(self)
    }
}

impl Argument for u32 {
    fn value(self) -> Val {
        Val::I32(self.cast_signed())
    }
}

impl Argument for i64 {
    fn value(self) -> Val {
        Val::I64(self)
    }
}

impl Argument for u64 {
    fn value(self) -> Val {
        Val::I64(self.cast_signed())
    }
}

pub(crate) fn value(argument: impl Argument) -> Val {
    argument.value()
}

/// How [`Guest::open`] opens.
#[derive(Clone, Copy)]
pub(crate) struct Open {
    pub(crate) follow: bool,
    pub(crate) oflags: i32,
    pub(crate) rights: i64,
    pub(crate) fdflags: i32,
}

pub(crate) const READ: Open =
    Open { follow: false, oflags: 0, rights: rights::FD_READ, fdflags: 0 };
pub(crate) const WRITE: Open = Open { rights: rights::FD_WRITE, ..READ };
pub(crate) const READ_WRITE: Open = Open { rights: rights::FD_READ | rights::FD_WRITE, ..READ };
pub(crate) const CREATE: Open = Open { oflags: oflags::CREATE, ..READ_WRITE };
pub(crate) const DIRECTORY: Open = Open { oflags: oflags::DIRECTORY, ..READ };

/// The first folder that a guest was given.
pub(crate) const ROOT: i32 = 3;

/// Where in its memory the guest keeps what.
pub(crate) const RESULT: u32 = 0x100;
pub(crate) const VECTOR: u32 = 0x200;
pub(crate) const PATH: u32 = 0x1_0000;
pub(crate) const PATH_2: u32 = 0x1_2000;
pub(crate) const BUFFER: u32 = 0x2_0000;
pub(crate) const MEMORY_BYTES: u32 = 16 << 16;

pub(crate) struct Guest {
    store: Store<WasiCtx>,
    instance: Instance,
    memory: Memory,
}

impl Guest {
    pub(crate) fn new(builder: WasiCtxBuilder) -> Self {
        Self::importing("wasi_snapshot_preview1", builder)
    }

    /// A guest that imports its functions under another name.
    pub(crate) fn importing(module: &str, builder: WasiCtxBuilder) -> Self {
        let functions: Vec<_> = match module {
            "wasi_unstable" => {
                FUNCTIONS.iter().filter(|(name, _)| *name != "sock_accept").collect()
            }
            _ => FUNCTIONS.iter().chain(&EXTENSION).collect(),
        };
        let text = module_text(module, functions.into_iter());
        let engine = Engine::default();
        let module = Module::new(&engine, &wat::parse_str(text).unwrap()).unwrap();
        let mut linker = Linker::new(&engine);
        add_to_linker(&mut linker, |ctx: &mut WasiCtx| ctx).unwrap();
        let mut store = Store::new(&engine, builder.build().unwrap());
        let instance = linker.instantiate(&mut store, &module).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        Self { store, instance, memory }
    }

    /// A guest with nothing but a fresh folder that it may change, as [`ROOT`].
    pub(crate) fn in_folder() -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let guest = Self::new(
            WasiCtx::builder().preopen_path(folder.path(), "/", Access::ReadWrite).unwrap(),
        );
        (guest, folder)
    }

    /// A guest with nothing but an empty folder in memory that it may change, as [`ROOT`].
    pub(crate) fn in_memory() -> (Self, MemoryFolder) {
        let folder = MemoryFolder::with_capacity(16 << 20);
        let guest = Self::new(WasiCtx::builder().preopen_memory(&folder, "/", Access::ReadWrite));
        (guest, folder)
    }

    /// Calls a function that may end the guest.
    pub(crate) fn try_call(&mut self, name: &str, arguments: &[Val]) -> Result<i32, Error> {
        let function = self.instance.get_func(&mut self.store, name).unwrap();
        let mut results = [Val::I32(0)];
        let results = if name == "proc_exit" { &mut results[..0] } else { &mut results[..] };
        function.call(&mut self.store, arguments, results)?;
        Ok(results.first().and_then(Val::i32).unwrap_or(0))
    }

    /// Calls a function; answers its error number.
    pub(crate) fn call(&mut self, name: &str, arguments: &[Val]) -> i32 {
        self.try_call(name, arguments).unwrap()
    }

    pub(crate) fn put(&mut self, at: u32, bytes: &[u8]) {
        self.memory.write(&mut self.store, at as usize, bytes).unwrap();
    }

    pub(crate) fn get(&self, at: u32, length: u32) -> Vec<u8> {
        let mut bytes = vec![0; length as usize];
        self.memory.read(&self.store, at as usize, &mut bytes).unwrap();
        bytes
    }
}

fn module_text<'a>(
    module: &str,
    functions: impl Iterator<Item = &'a (&'a str, &'a str)>,
) -> String {
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    for (name, parameters) in functions {
        let types: Vec<&str> =
            parameters.chars().map(|kind| if kind == 'i' { "i32" } else { "i64" }).collect();
        let results = if *name == "proc_exit" { "" } else { "(result i32)" };
        let signature = format!("(param {}) {results}", types.join(" "));
        let arguments: Vec<String> =
            (0..types.len()).map(|index| format!("(local.get {index})")).collect();
        let arguments = arguments.join(" ");
        imports.push(format!(r#"(import "{module}" "{name}" (func ${name} {signature}))"#));
        exports.push(format!(r#"(func (export "{name}") {signature} (call ${name} {arguments}))"#));
    }
    let (imports, exports) = (imports.join("\n"), exports.join("\n"));
    format!(r#"(module {imports} (memory (export "memory") 16) {exports})"#)
}

/// What a guest's program would do with the calls.
impl Guest {
    pub(crate) fn u32(&self, at: u32) -> u32 {
        u32::from_le_bytes(self.get(at, 4).try_into().unwrap())
    }

    pub(crate) fn u64(&self, at: u32) -> u64 {
        u64::from_le_bytes(self.get(at, 8).try_into().unwrap())
    }

    /// Stores a path; answers its address and length.
    pub(crate) fn path(&mut self, at: u32, path: &str) -> (u32, u32) {
        self.put(at, path.as_bytes());
        (at, path.len() as u32)
    }

    /// Stores a vector of buffers; answers its address and length.
    pub(crate) fn vector(&mut self, buffers: &[(u32, u32)]) -> (u32, u32) {
        let bytes: Vec<u8> = buffers
            .iter()
            .flat_map(|(at, length)| [at.to_le_bytes(), length.to_le_bytes()].concat())
            .collect();
        self.put(VECTOR, &bytes);
        (VECTOR, buffers.len() as u32)
    }

    pub(crate) fn open(&mut self, directory: i32, path: &str, how: Open) -> Result<i32, i32> {
        let (at, length) = self.path(PATH, path);
        let lookup = i32::from(how.follow);
        let errno = self.call(
            "path_open",
            args![
                directory,
                lookup,
                at,
                length,
                how.oflags,
                how.rights,
                -1_i64,
                how.fdflags,
                RESULT
            ],
        );
        self.answer(errno).map(u32::cast_signed)
    }

    pub(crate) fn read(&mut self, fd: i32, length: u32) -> Result<Vec<u8>, i32> {
        let (vector, count) = self.vector(&[(BUFFER, length)]);
        let errno = self.call("fd_read", args![fd, vector, count, RESULT]);
        let read = self.answer(errno)?;
        Ok(self.get(BUFFER, read))
    }

    pub(crate) fn write(&mut self, fd: i32, bytes: &[u8]) -> Result<u32, i32> {
        self.put(BUFFER, bytes);
        let (vector, count) = self.vector(&[(BUFFER, bytes.len() as u32)]);
        let errno = self.call("fd_write", args![fd, vector, count, RESULT]);
        self.answer(errno)
    }

    pub(crate) fn seek(&mut self, fd: i32, offset: i64, whence: i32) -> Result<u64, i32> {
        let errno = self.call("fd_seek", args![fd, offset, whence, RESULT]);
        if errno == 0 { Ok(self.u64(RESULT)) } else { Err(errno) }
    }

    pub(crate) fn close(&mut self, fd: i32) -> i32 {
        self.call("fd_close", args![fd])
    }

    /// Calls a function of a directory and a path, for example `path_unlink_file`.
    pub(crate) fn on_path(&mut self, name: &str, directory: i32, path: &str) -> i32 {
        let (at, length) = self.path(PATH, path);
        self.call(name, args![directory, at, length])
    }

    pub(crate) fn symlink(&mut self, target: &str, directory: i32, path: &str) -> i32 {
        let (target, target_length) = self.path(PATH_2, target);
        let (at, length) = self.path(PATH, path);
        self.call("path_symlink", args![target, target_length, directory, at, length])
    }

    pub(crate) fn link(
        &mut self,
        (old, old_path): (i32, &str),
        (new, new_path): (i32, &str),
    ) -> i32 {
        let (old_at, old_length) = self.path(PATH_2, old_path);
        let (at, length) = self.path(PATH, new_path);
        self.call("path_link", args![old, 0, old_at, old_length, new, at, length])
    }

    pub(crate) fn rename(
        &mut self,
        (old, old_path): (i32, &str),
        (new, new_path): (i32, &str),
    ) -> i32 {
        let (old_at, old_length) = self.path(PATH_2, old_path);
        let (at, length) = self.path(PATH, new_path);
        self.call("path_rename", args![old, old_at, old_length, new, at, length])
    }

    pub(crate) fn read_link(
        &mut self,
        directory: i32,
        path: &str,
        length: u32,
    ) -> Result<Vec<u8>, i32> {
        let (at, path_length) = self.path(PATH, path);
        let errno =
            self.call("path_readlink", args![directory, at, path_length, BUFFER, length, RESULT]);
        let used = self.answer(errno)?;
        Ok(self.get(BUFFER, used))
    }

    /// The attributes of a descriptor: type, flags, rights, inheriting rights.
    pub(crate) fn fd_stat(&mut self, fd: i32) -> Result<(u8, u8, i64, i64), i32> {
        let errno = self.call("fd_fdstat_get", args![fd, RESULT]);
        if errno != 0 {
            return Err(errno);
        }
        let bytes = self.get(RESULT, 4);
        let (rights, inheriting) = (self.u64(RESULT + 8), self.u64(RESULT + 16));
        Ok((bytes[0], bytes[2], rights.cast_signed(), inheriting.cast_signed()))
    }

    /// The attributes of the file that a descriptor is of.
    pub(crate) fn file_stat(&mut self, fd: i32) -> Result<FileStat, i32> {
        let errno = self.call("fd_filestat_get", args![fd, RESULT]);
        self.found_stat(errno)
    }

    pub(crate) fn path_stat(
        &mut self,
        directory: i32,
        follow: bool,
        path: &str,
    ) -> Result<FileStat, i32> {
        let (at, length) = self.path(PATH, path);
        let errno =
            self.call("path_filestat_get", args![directory, i32::from(follow), at, length, RESULT]);
        self.found_stat(errno)
    }

    fn found_stat(&mut self, errno: i32) -> Result<FileStat, i32> {
        if errno != 0 {
            return Err(errno);
        }
        Ok(FileStat {
            device: self.u64(RESULT),
            inode: self.u64(RESULT + 8),
            file_type: self.get(RESULT + 16, 1)[0],
            links: self.u64(RESULT + 24),
            size: self.u64(RESULT + 32),
            accessed: self.u64(RESULT + 40),
            modified: self.u64(RESULT + 48),
            changed: self.u64(RESULT + 56),
        })
    }

    fn answer(&mut self, errno: i32) -> Result<u32, i32> {
        if errno == 0 { Ok(self.u32(RESULT)) } else { Err(errno) }
    }
}
