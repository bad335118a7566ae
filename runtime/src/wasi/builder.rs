//! How what a guest can reach is put together.

use std::{
    io,
    net::TcpListener,
    path::{Path, PathBuf},
};

use cap_std::{ambient_authority, fs::Dir};

use super::{
    args::StringList,
    clock::Clocks,
    ctx::WasiCtx,
    descriptor::{Descriptor, DescriptorTable, Object},
    directory::{Access, OpenDirectory},
    folder::Folder,
    in_memory::MemoryFolder,
    network::{Network, NetworkRule},
    platform::StandardStream,
    quota::{Allowance, Quota},
    random::Randomness,
    socket::OpenSocket,
    stdio::{Input, Output},
    stream::{InputStream, OutputStream},
};

/// How many descriptors a guest may have open, unless the builder says otherwise.
const DEFAULT_DESCRIPTORS: usize = 1024;

/// Puts a [`WasiCtx`] together.
///
/// ```
/// use wasmrun_runtime::wasi::{Access, Input, Output, WasiCtx};
///
/// let folder = std::env::temp_dir();
/// let ctx = WasiCtx::builder()
///     .args(["program", "--verbose"])
///     .env("LANG", "C.UTF-8")
///     .stdin(Input::inherit())
///     .stdout(Output::inherit())
///     .preopen_path(folder, "/data", Access::ReadOnly)?
///     .build()?;
/// # Ok::<(), wasmrun_runtime::wasi::BuildError>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct WasiCtxBuilder {
    args: Vec<Vec<u8>>,
    environment: Vec<(Vec<u8>, Vec<u8>)>,
    stdin: Input,
    stdout: Output,
    stderr: Output,
    listeners: Vec<TcpListener>,
    preopens: Vec<Preopen>,
    network: Network,
    max_descriptors: usize,
    quota: Quota,
    seed: Option<u64>,
}

#[derive(Debug)]
struct Preopen {
    folder: Preopened,
    guest_path: String,
    access: Access,
}

#[derive(Debug)]
enum Preopened {
    Host(Dir),
    Memory(MemoryFolder),
}

/// Why a [`WasiCtx`] could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Strings of WASI end with a zero byte and so cannot contain one.
    #[error("the argument {argument:?} contains a zero byte")]
    ArgumentWithZero {
        /// The argument, with bytes that are not UTF-8 replaced.
        argument: String,
    },
    /// A name is empty or contains `=`, or name or value contain a zero byte.
    #[error("the environment variable {name:?} has a name or a value that no guest can be given")]
    InvalidVariable {
        /// The variable's name, with bytes that are not UTF-8 replaced.
        name: String,
    },
    /// A folder could not be opened.
    #[error("the folder `{}` cannot be opened", path.display())]
    Folder {
        /// The folder on the host.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A listener could not be taken over.
    #[error("a socket cannot be handed on")]
    Listener {
        /// Why.
        source: io::Error,
    },
    /// The arguments or the environment are larger than a guest's memory can be, or there are
    /// more folders than the guest may have open.
    #[error("there are more arguments, variables or folders than a guest can have")]
    TooMuch,
}

impl WasiCtxBuilder {
    /// Starts with nothing.
    pub fn new() -> Self {
        Self {
            args: Vec::new(),
            environment: Vec::new(),
            stdin: Input::closed(),
            stdout: Output::closed(),
            stderr: Output::closed(),
            listeners: Vec::new(),
            preopens: Vec::new(),
            network: Network::default(),
            max_descriptors: DEFAULT_DESCRIPTORS,
            quota: Quota::default(),
            seed: None,
        }
    }

    /// Appends an argument. The first one is the program's name by convention.
    pub fn arg(mut self, argument: impl Into<Vec<u8>>) -> Self {
        self.args.push(argument.into());
        self
    }

    /// Appends arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Self {
        self.args.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable; a later value replaces an earlier one.
    pub fn env(mut self, name: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.environment.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.environment.push((name, value)),
        }
        self
    }

    /// Connects the standard input, which is closed otherwise.
    pub fn stdin(mut self, input: Input) -> Self {
        self.stdin = input;
        self
    }

    /// Connects the standard output, which is closed otherwise.
    pub fn stdout(mut self, output: Output) -> Self {
        self.stdout = output;
        self
    }

    /// Connects the standard error, which is closed otherwise.
    pub fn stderr(mut self, output: Output) -> Self {
        self.stderr = output;
        self
    }

    /// Gives the guest a folder under a name of its own, for example `/` or `/data`.
    ///
    /// The guest reaches what is below the folder, by whatever path, and nothing else.
    pub fn preopen(self, dir: Dir, guest_path: impl Into<String>, access: Access) -> Self {
        self.preopened(Preopened::Host(dir), guest_path.into(), access)
    }

    fn preopened(mut self, folder: Preopened, guest_path: String, access: Access) -> Self {
        self.preopens.push(Preopen { folder, guest_path, access });
        self
    }

    /// Gives the guest a folder that exists only in memory: see [`preopen`](Self::preopen).
    pub fn preopen_memory(
        self,
        folder: &MemoryFolder,
        guest_path: impl Into<String>,
        access: Access,
    ) -> Self {
        self.preopened(Preopened::Memory(folder.clone()), guest_path.into(), access)
    }

    /// Opens a folder of the host and gives it to the guest: see [`preopen`](Self::preopen).
    ///
    /// # Errors
    /// Fails if the folder cannot be opened.
    pub fn preopen_path(
        self,
        host_path: impl AsRef<Path>,
        guest_path: impl Into<String>,
        access: Access,
    ) -> Result<Self, BuildError> {
        let path = host_path.as_ref();
        let dir = Dir::open_ambient_dir(path, ambient_authority())
            .map_err(|source| BuildError::Folder { path: path.into(), source })?;
        Ok(self.preopen(dir, guest_path, access))
    }

    /// Gives the guest a socket that listens: connections to it are the guest's to accept.
    ///
    /// Listeners get the first descriptors after the standard streams, before the folders.
    pub fn tcp_listener(mut self, listener: TcpListener) -> Self {
        self.listeners.push(listener);
        self
    }

    /// Lets the guest open one socket that listens by itself, at `port`, or without one at whichever comes first. What
    /// it gets is `listener`, whatever the address that it asks for: it is found where the embedder wants it to be,
    /// and several of its kind can run at once. No rule is needed for that.
    ///
    /// ```
    /// use std::net::TcpListener;
    /// use wasmrun_runtime::wasi::WasiCtx;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    /// let ctx = WasiCtx::builder().tcp_listener_in_place_of(Some(8080), listener).build()?;
    /// # Ok::<(), wasmrun_runtime::wasi::BuildError>(())
    /// ```
    pub fn tcp_listener_in_place_of(mut self, port: Option<u16>, listener: TcpListener) -> Self {
        self.network.listen_by(listener, port);
        self
    }

    /// Lets the guest open sockets by itself, as far as a rule covers: see [`NetworkRule`]. Without
    /// any, it can open none.
    ///
    /// ```
    /// use wasmrun_runtime::wasi::WasiCtx;
    ///
    /// let ctx = WasiCtx::builder()
    ///     .allow_net("api.example.com:443".parse()?)
    ///     .allow_net("localhost:8080".parse()?)
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn allow_net(mut self, rule: NetworkRule) -> Self {
        self.network.allow(rule);
        self
    }

    /// Limits how many descriptors the guest may have open: 1024 unless this is called. Numbers
    /// of descriptors stay below this, and the first three are for the standard streams.
    pub fn max_descriptors(mut self, limit: usize) -> Self {
        self.max_descriptors = limit;
        self
    }

    /// Limits how many bytes the guest may write to its standard output and error together. A
    /// guest that tries to write more is stopped, with [`OutputExceeded`](super::OutputExceeded).
    pub fn max_output_bytes(mut self, limit: u64) -> Self {
        self.quota.output = Some(Allowance::new(limit));
        self
    }

    /// Limits how many bytes the guest may write to files in all. More is "quota exceeded" to the
    /// guest, errno `dquot`; space set aside by `fd_allocate` counts too.
    pub fn max_written_bytes(mut self, limit: u64) -> Self {
        self.quota.files = Some(Allowance::new(limit));
        self
    }

    /// Limits how long a file can get by what the guest does. More is "file too large" to the
    /// guest, errno `fbig`.
    pub fn max_file_bytes(mut self, limit: u64) -> Self {
        self.quota.file_size = Some(limit);
        self
    }

    /// Makes every run alike: time passes only by what the guest does, random bytes come from
    /// this seed, and folders list their entries in order of their names.
    ///
    /// The clocks begin at the start of the year 2000; each look at one takes a microsecond, and
    /// sleeping takes as long as was asked for, at once. Nobody may keep a secret with such random
    /// bytes. What comes from outside, such as the times of files on a disk, is as it is.
    ///
    /// ```
    /// use wasmrun_runtime::wasi::WasiCtx;
    ///
    /// let ctx = WasiCtx::builder().deterministic(42).build()?;
    /// # Ok::<(), wasmrun_runtime::wasi::BuildError>(())
    /// ```
    pub fn deterministic(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Puts it together.
    ///
    /// # Errors
    /// Fails for arguments and variables that cannot be passed on, and for too much of them.
    pub fn build(self) -> Result<WasiCtx, BuildError> {
        let streams = [
            InputStream::new(self.stdin).map(Object::Input),
            OutputStream::new(self.stdout, StandardStream::Output).map(Object::Output),
            OutputStream::new(self.stderr, StandardStream::Error).map(Object::Output),
        ];
        let mut descriptors = DescriptorTable::new(streams, self.max_descriptors);
        for listener in self.listeners {
            let socket =
                OpenSocket::listener(listener).map_err(|source| BuildError::Listener { source })?;
            descriptors
                .insert(Descriptor::new(Object::Socket(socket)))
                .map_err(|_| BuildError::TooMuch)?;
        }
        for Preopen { folder, guest_path, access } in self.preopens {
            let name = guest_path.into_bytes().into_boxed_slice();
            let folder = match folder {
                Preopened::Host(dir) => Folder::Host(dir),
                Preopened::Memory(folder) => {
                    Folder::Memory(folder.root().map_err(|_| BuildError::TooMuch)?)
                }
            };
            let directory = OpenDirectory::new(folder, access, Some(name));
            descriptors
                .insert(Descriptor::new(Object::Directory(directory)))
                .map_err(|_| BuildError::TooMuch)?;
        }
        Ok(WasiCtx {
            args: argument_list(&self.args)?,
            environment: variable_list(&self.environment)?,
            clocks: self.seed.map_or_else(Clocks::host, |_| Clocks::virtual_time()),
            randomness: self.seed.map_or(Randomness::Host, Randomness::seeded),
            quota: self.quota,
            network: self.network,
            descriptors,
            interruption: None,
        })
    }
}

impl Default for WasiCtxBuilder {
    fn default() -> Self {
        Self::new()
    }
}

fn argument_list(arguments: &[Vec<u8>]) -> Result<StringList, BuildError> {
    let mut list = StringList::default();
    for argument in arguments {
        if argument.contains(&0) {
            let argument = String::from_utf8_lossy(argument).into_owned();
            return Err(BuildError::ArgumentWithZero { argument });
        }
        list.push(argument).map_err(|_| BuildError::TooMuch)?;
    }
    Ok(list)
}

fn variable_list(variables: &[(Vec<u8>, Vec<u8>)]) -> Result<StringList, BuildError> {
    let mut list = StringList::default();
    for (name, value) in variables {
        let bad_name = name.is_empty() || name.contains(&b'=') || name.contains(&0);
        if bad_name || value.contains(&0) {
            let name = String::from_utf8_lossy(name).into_owned();
            return Err(BuildError::InvalidVariable { name });
        }
        list.push(&[name, &b"="[..], value].concat()).map_err(|_| BuildError::TooMuch)?;
    }
    Ok(list)
}
