//! The command builder: a tool with closed input, followed output and a folder to run in.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use wasmrun_protocol::{ErrorKind, LogLevel, OutputStream, Tool, ToolStatus};

use super::output::{Batch, Kept};
use super::running::Running;
use super::search::locate;
use crate::{Context, Error, Result, ToolOutput};

/// A tool that is about to run: see [`Context::tool`].
///
/// Its standard input is empty. What it writes is kept and sent to the host as `output` notes. It
/// is ended when the request is cancelled.
#[must_use = "a tool runs only with `run_in`"]
pub struct ToolCommand<'a> {
    cx: &'a Context,
    program: OsString,
    args: Vec<OsString>,
    env: Vec<(OsString, Option<OsString>)>,
    streamed: bool,
    on_line: Option<LineHandler<'a>>,
}

type LineHandler<'a> = Box<dyn FnMut(OutputStream, &str) + 'a>;

impl<'a> ToolCommand<'a> {
    pub(crate) fn new(cx: &'a Context, program: &OsStr) -> Self {
        let program = program.to_owned();
        Self { cx, program, args: Vec::new(), env: Vec::new(), streamed: true, on_line: None }
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets a variable of the tool's environment.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    /// Removes a variable from the tool's environment.
    pub fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), None));
        self
    }

    /// Keeps what the tool writes to the plugin: the host is sent no `output` notes.
    pub fn quiet(mut self) -> Self {
        self.streamed = false;
        self
    }

    /// Calls a function with each line the tool writes, without its end, while the tool runs.
    pub fn on_line(mut self, handler: impl FnMut(OutputStream, &str) + 'a) -> Self {
        self.on_line = Some(Box::new(handler));
        self
    }

    /// Runs the tool in a folder and waits for its end.
    ///
    /// # Errors
    ///
    /// `toolchain_missing` if the program is not there, `cancelled` if the request was cancelled,
    /// `tool_failed` if it could not be started. A status other than 0 is no error: see
    /// [`ToolOutput::success`].
    pub fn run_in(mut self, directory: impl AsRef<Path>) -> Result<ToolOutput> {
        self.cx.check_cancelled()?;
        let directory = directory.as_ref();
        self.cx.log(LogLevel::Debug, format!("in `{}`: {}", directory.display(), self.line()));
        let child = self.command(directory)?.spawn().map_err(|error| self.not_started(&error))?;
        let (mut kept, mut batch) = (Kept::default(), Batch::new(self.cx));
        let status = Running::new(child).follow(self.cx, |line| match line {
            Some((stream, line)) => {
                kept.add(stream, line);
                if self.streamed {
                    batch.add(stream, line);
                }
                if let Some(handler) = &mut self.on_line {
                    handler(stream, line);
                }
            }
            None => batch.flush(),
        })?;
        Ok(kept.into_output(status))
    }

    fn command(&self, directory: &Path) -> Result<Command> {
        // Found here rather than by the system, which would take relative entries of PATH as
        // relative to the project.
        let program = locate(&self.program).ok_or_else(|| self.not_found())?;
        #[expect(clippy::disallowed_methods, reason = "this is the crate's one wrapper")]
        let mut command = Command::new(program);
        command.args(&self.args).current_dir(directory);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Ok(command)
    }

    fn not_found(&self) -> Error {
        let program = self.program.to_string_lossy();
        Error::new(ErrorKind::ToolchainMissing, format!("`{program}` was not found"))
            .with_tool(Tool::new(program, ToolStatus::Missing))
    }

    fn not_started(&self, error: &std::io::Error) -> Error {
        let program = self.program.to_string_lossy();
        Error::new(ErrorKind::ToolFailed, format!("`{program}` could not be started"))
            .with_cause(error)
    }

    /// The command for the log. It is not meant for a shell.
    fn line(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.args);
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }
}
