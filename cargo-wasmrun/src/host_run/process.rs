//! The server's side: starts the process, and carries what goes in and out.

use std::collections::BTreeMap;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::ChildStdin;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::mpsc as queue;

use super::FLAG;
use super::job::{Given, JOB, Job, Outcome, REPORT, Report};
use crate::plugins::{Launch, Pipes, Process};

/// The most bytes of one chunk of output.
const CHUNK: usize = 16 << 10;

/// How many chunks wait; then the program does.
const MOST_CHUNKS: usize = 4;

/// How many pieces of input wait. A page that sends more than that is not typing.
const MOST_INPUT: usize = 256;

/// How long a process may take to go once its output has ended.
const LAST_GASP: Duration = Duration::from_secs(5);

/// Something that the program wrote.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// 1 or 2, as the descriptor.
    pub(crate) stream: u8,
    pub(crate) bytes: Vec<u8>,
}

/// What happens to a run.
#[derive(Debug)]
enum Control {
    Input(Vec<u8>),
    EndInput,
    /// Both of its outputs have ended.
    OutputEnded,
    Stop,
}

/// A program that runs. Dropping it ends the program.
#[derive(Debug)]
pub(crate) struct HostRun {
    output: queue::Receiver<Chunk>,
    report: queue::Receiver<Report>,
    control: Sender<Control>,
}

impl HostRun {
    /// Starts the program with these arguments, without its name, and this environment.
    pub(crate) fn start(
        executable: &Path,
        given: Given,
        args: Vec<String>,
        env: BTreeMap<String, String>,
    ) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("wasmrun-run-").tempdir()?;
        let current_dir = given.root.clone();
        fs_err::write(folder.path().join(JOB), serde_json::to_vec(&Job { given, args, env })?)?;
        let (process, pipes) = spawn(executable, folder.path(), current_dir)?;
        let (send_output, output) = queue::channel(MOST_CHUNKS);
        let (control, controls) = mpsc::channel();
        let (send_report, report) = queue::channel(1);
        let Pipes { stdin, stdout, stderr } = pipes;
        let outputs = [read(1, stdout, send_output.clone())?, read(2, stderr, send_output)?];
        let ended = control.clone();
        thread::Builder::new().name("host run".to_owned()).spawn(move || {
            for output in outputs {
                let _ = output.join();
            }
            let _ = ended.send(Control::OutputEnded);
        })?;
        let input = write(stdin)?;
        thread::Builder::new().name("host run".to_owned()).spawn(move || {
            supervise(process, &folder, input, &controls, &send_report);
        })?;
        Ok(Self { output, report, control })
    }

    /// The next that it wrote; nothing once it has ended.
    pub(crate) async fn output(&mut self) -> Option<Chunk> {
        self.output.recv().await
    }

    /// How it ended, once it has; nothing if it was ended.
    pub(crate) async fn report(&mut self) -> Option<Report> {
        self.report.recv().await
    }

    /// Gives it something to read.
    pub(crate) fn input(&self, bytes: Vec<u8>) {
        self.tell(Control::Input(bytes));
    }

    /// Ends its input.
    pub(crate) fn end_input(&self) {
        self.tell(Control::EndInput);
    }

    fn tell(&self, control: Control) {
        // It may have ended.
        let _ = self.control.send(control);
    }
}

impl Drop for HostRun {
    fn drop(&mut self) {
        self.tell(Control::Stop);
    }
}

fn spawn(executable: &Path, job: &Path, current_dir: PathBuf) -> io::Result<(Process, Pipes)> {
    Process::spawn(&Launch {
        program: executable.to_owned(),
        args: vec![FLAG.into(), job.into()],
        current_dir,
        environment: Vec::new(),
        host: Some(executable.to_owned()),
    })
}

/// Does to the process what it is told to, until its end.
fn supervise(
    mut process: Process,
    folder: &TempDir,
    input: SyncSender<Vec<u8>>,
    controls: &Receiver<Control>,
    report: &queue::Sender<Report>,
) {
    let mut input = Some(input);
    for control in controls {
        match control {
            Control::Input(bytes) => {
                let sent = input.as_ref().map(|input| input.try_send(bytes));
                // That nobody reads any more is no reason to end.
                if matches!(sent, Some(Err(TrySendError::Full(_)))) {
                    break;
                }
            }
            Control::EndInput => input = None,
            Control::OutputEnded => {
                let status = process.end(LAST_GASP).map(|status| status.to_string());
                let read = fs_err::read(folder.path().join(REPORT)).ok();
                let written = read.and_then(|json| serde_json::from_slice(&json).ok());
                let _ = report.try_send(written.unwrap_or_else(|| killed(status)));
                return;
            }
            Control::Stop => break,
        }
    }
    process.kill();
}

/// The report of a process that wrote none.
fn killed(status: Option<String>) -> Report {
    let status = status.unwrap_or_else(|| "it was killed".to_owned());
    let message = format!("the process of the program ended: {status}");
    Report { outcome: Outcome::Refused { message }, milliseconds: 0, memory_bytes: 0 }
}

/// Reads a stream to its end, on a thread of its own.
fn read(
    stream: u8,
    mut from: impl Read + Send + 'static,
    output: queue::Sender<Chunk>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("host run output".to_owned()).spawn(move || {
        let mut buffer = vec![0; CHUNK];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if output.blocking_send(Chunk { stream, bytes: buffer[..count].to_vec() }).is_err() {
                break;
            }
        }
    })
}

/// Writes what comes to the program's input, on a thread of its own.
fn write(mut into: ChildStdin) -> io::Result<SyncSender<Vec<u8>>> {
    let (sender, received) = mpsc::sync_channel::<Vec<u8>>(MOST_INPUT);
    thread::Builder::new().name("host run input".to_owned()).spawn(move || {
        for bytes in received {
            if into.write_all(&bytes).is_err() {
                break;
            }
        }
    })?;
    Ok(sender)
}
