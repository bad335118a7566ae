//! One process of a plugin, and one request at a time to it.

use std::time::{Duration, Instant};

use wasmrun_protocol::{
    CancelParams, EncodeError, Method, Notification, Request, RequestId, Response, limits,
};

use super::connection::{Connection, Incoming, Violation};
use super::process::{Launch, Pipes, Process};
use super::stderr::StderrTail;
use super::trace::Recorder;
use crate::cancel::CancelToken;

/// How long a process that closed its output may take to end.
const END_PATIENCE: Duration = Duration::from_secs(1);

/// How long an answer may take.
#[derive(Clone, Copy, Debug)]
pub(super) enum Patience {
    /// In all.
    Total(Duration),
    /// Since the last sign of life.
    Silence(Duration),
}

impl Patience {
    fn duration(self) -> Duration {
        match self {
            Self::Total(duration) | Self::Silence(duration) => duration,
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Broken {
    /// The request was cancelled, and the plugin has answered that.
    Cancelled,
    /// The request was cancelled, and the plugin does not know how to give up.
    Uncancellable,
    /// The plugin took too long.
    Silent(Duration),
    /// The plugin is gone.
    Closed,
    /// The plugin broke the protocol.
    Violation(Violation),
    /// The request cannot be written down.
    Encode(EncodeError),
}

/// A plugin's process. Dropping it kills everything it started.
#[derive(Debug)]
pub(super) struct Running {
    connection: Connection,
    stderr: StderrTail,
    process: Process,
}

/// What a plugin says besides its answer.
pub(super) enum Aside<'a> {
    Note(&'a Notification),
    Stray(&'a str),
}

impl Running {
    /// Starts the process; each line of its standard error goes to `stderr`.
    pub(super) fn start(
        launch: &Launch,
        recorder: Option<Recorder>,
        stderr: impl FnMut(&str) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (process, Pipes { stdin, stdout, stderr: stream }) = Process::spawn(launch)?;
        let stderr = StderrTail::follow(stream, stderr);
        Ok(Self { connection: Connection::new(stdout, stdin, recorder), stderr, process })
    }

    /// Makes a request and waits for its answer.
    pub(super) fn request<M: Method>(
        &mut self,
        params: &M::Params,
        patience: Patience,
        (cancel, can_cancel): (&CancelToken, bool),
        aside: &mut dyn FnMut(Aside<'_>),
    ) -> Result<Response, Broken> {
        let waker = self.connection.waker();
        let _registration = cancel.on_cancel(move || waker.wake());
        let id = self.connection.open();
        let request = Request::new::<M>(id, params).map_err(Broken::Encode)?;
        self.connection.send(request.to_line());
        let mut cancelling = false;
        let mut deadline = Instant::now() + patience.duration();
        loop {
            if cancel.is_cancelled() && !cancelling {
                if !can_cancel {
                    return Err(Broken::Uncancellable);
                }
                self.send_cancel(id)?;
                cancelling = true;
                deadline = Instant::now() + limits::CANCEL_GRACE;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            // A flood of messages must not hide that the time is over.
            let incoming = if left.is_zero() { None } else { self.connection.receive(left) };
            match incoming {
                None if cancelling => return Err(Broken::Uncancellable),
                None => return Err(Broken::Silent(patience.duration())),
                Some(Incoming::Answer(_)) if cancelling => return Err(Broken::Cancelled),
                Some(Incoming::Answer(response)) => return Ok(response),
                Some(Incoming::Note(note)) => {
                    if let (Patience::Silence(duration), false) = (patience, cancelling) {
                        deadline = Instant::now() + duration;
                    }
                    aside(Aside::Note(&note));
                }
                Some(Incoming::Stray(line)) => aside(Aside::Stray(&line)),
                Some(Incoming::Violation(violation)) => return Err(Broken::Violation(violation)),
                Some(Incoming::Closed) => return Err(Broken::Closed),
                Some(Incoming::Woken) => {}
            }
        }
    }

    fn send_cancel(&self, id: RequestId) -> Result<(), Broken> {
        let note = Notification::new(&CancelParams::new(id)).map_err(Broken::Encode)?;
        self.connection.send(note.to_line());
        Ok(())
    }

    /// Ends the conversation and the process, and says what was wrong with what it still said.
    pub(super) fn stop(self) -> Option<Violation> {
        let rest = self.connection.close();
        self.process.stop();
        rest.fault()
    }

    /// How a process that is gone ended, and the last lines of its standard error.
    pub(super) fn post_mortem(self) -> (Option<String>, Vec<String>) {
        drop(self.connection);
        let status = self.process.end(END_PATIENCE).map(|status| status.to_string());
        (status, self.stderr.last_lines())
    }
}
