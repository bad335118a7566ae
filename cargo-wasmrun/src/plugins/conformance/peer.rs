//! A plugin under test: one process, to which anything can be said.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{ChildStdin, ExitStatus};
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wasmrun_protocol::{
    CancelParams, Message, Note as _, Notification, RequestId, Response, RpcError, limits,
};

use super::super::process::{Launch, Pipes, Process};
use super::super::stderr::StderrTail;
use super::observer::Observer;
use super::report::{Outcome, failed};

/// Lines that wait to be looked at; a plugin that floods us has to wait beyond.
const QUEUE: usize = 256;

/// A plugin under test. Dropping it kills everything it started.
pub(super) struct Peer {
    process: Process,
    stdin: Option<ChildStdin>,
    lines: Receiver<Line>,
    stderr: StderrTail,
    observer: Rc<RefCell<Observer>>,
    next_id: u64,
    open: Option<(RequestId, String)>,
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
    /// The output ended, perhaps within a line.
    End(Vec<u8>),
}

/// An answer, and the notes before it.
pub(super) struct Reply {
    pub(super) outcome: Result<Value, RpcError>,
    pub(super) notes: Vec<Notification>,
}

impl Peer {
    /// Starts the plugin.
    pub(super) fn start(
        launch: &Launch,
        observer: &Rc<RefCell<Observer>>,
    ) -> Result<Self, Outcome> {
        let (process, Pipes { stdin, stdout, stderr }) = Process::spawn(launch)
            .or_else(|error| failed(format!("it cannot be started: {error}")))?;
        let (sender, lines) = mpsc::sync_channel(QUEUE);
        thread::spawn(move || read(stdout, &sender));
        let stderr = StderrTail::follow(stderr, |_| {});
        let (stdin, observer) = (Some(stdin), Rc::clone(observer));
        Ok(Self { process, stdin, lines, stderr, observer, next_id: 0, open: None })
    }

    /// The identifier of its process, which is that of its group.
    pub(super) fn group(&self) -> u32 {
        self.process.id()
    }

    /// Sends bytes as they are. A plugin that does not read them is seen when no answer comes.
    pub(super) fn send(&mut self, bytes: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
        }
    }

    /// Makes a request, and does not wait.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> RequestId {
        self.ask_with(method, params, "\n", &json!({}))
    }

    /// Makes a request with further fields and another line end.
    pub(super) fn ask_with(
        &mut self,
        method: &str,
        params: &Value,
        end: &str,
        fields: &Value,
    ) -> RequestId {
        let id = RequestId::new(self.next_id);
        self.next_id += 1;
        let mut request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        if let (Some(request), Some(fields)) = (request.as_object_mut(), fields.as_object()) {
            request.extend(fields.clone());
        }
        self.open = Some((id, method.to_owned()));
        self.send(format!("{request}{end}").as_bytes());
        id
    }

    /// Asks the plugin to give a request up.
    pub(super) fn cancel(&mut self, request: RequestId) {
        let note = json!({"jsonrpc": "2.0", "method": CancelParams::NAME,
            "params": {"request": request}});
        self.send(format!("{note}\n").as_bytes());
    }

    /// Makes a request and waits for its answer, as long as the plugin is not silent for longer
    /// than `patience`. That there is none is a fault against W08.
    pub(super) fn call(
        &mut self,
        method: &str,
        params: &Value,
        patience: Duration,
    ) -> Result<Reply, Outcome> {
        self.ask(method, params);
        self.reply(patience)
    }

    /// Waits for the answer to the request that is open.
    pub(super) fn reply(&mut self, patience: Duration) -> Result<Reply, Outcome> {
        let mut notes = Vec::new();
        let answer = self.answer(patience, &mut notes);
        if let Err(Outcome::Failed(reason)) = &answer {
            self.observer.borrow_mut().blame("W08", reason);
        }
        Ok(Reply { outcome: answer?.outcome, notes })
    }

    fn answer(
        &mut self,
        patience: Duration,
        notes: &mut Vec<Notification>,
    ) -> Result<Response, Outcome> {
        let method = self.open.as_ref().map(|(_, method)| method.clone()).unwrap_or_default();
        loop {
            match self.next(patience)? {
                Some(Message::Response(response)) => {
                    let ours = self.open.take().is_some_and(|(id, _)| response.id == Some(id));
                    if !ours {
                        let reason = format!("an answer to {} came instead", name(response.id));
                        return failed(format!("`{method}` was not answered: {reason}"));
                    }
                    self.observer.borrow_mut().answer(&response, &method);
                    return Ok(response);
                }
                Some(Message::Notification(note)) => notes.push(note),
                Some(Message::Request(_)) => {}
                None => {
                    let seconds = patience.as_secs();
                    return failed(format!("`{method}` was not answered within {seconds} s"));
                }
            }
        }
    }

    /// The next message, or `None` if none comes in time. The end of the output is a failure.
    pub(super) fn next(&mut self, patience: Duration) -> Result<Option<Message>, Outcome> {
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(Line::Whole(line)) => {
                    let message = self.observer.borrow_mut().line(&line);
                    if let Some(Message::Notification(note)) = &message {
                        let open = self.open.as_ref().map(|(id, _)| *id);
                        self.observer.borrow_mut().note(note, open);
                    }
                    if message.is_some() {
                        return Ok(message);
                    }
                }
                Ok(Line::TooLong) => {
                    let reason =
                        format!("a line has more than {} MiB", limits::MAX_MESSAGE_BYTES >> 20);
                    self.observer.borrow_mut().blame("W03", &reason);
                    return failed(reason);
                }
                Ok(Line::End(rest)) => return self.gone(&rest),
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return self.gone(&[]),
            }
        }
    }

    fn gone<T>(&mut self, rest: &[u8]) -> Result<T, Outcome> {
        if !rest.is_empty() {
            let text = String::from_utf8_lossy(rest).into_owned();
            self.observer.borrow_mut().blame("W03", format!("the last line has no end: {text}"));
        }
        let status = self.process.wait_for(Duration::from_secs(1));
        let status = status.map_or("closed its output".to_owned(), |status| status.to_string());
        let last = self.stderr.last_lines().pop().map(|line| format!("; it said: {line}"));
        failed(format!("the plugin ended ({status}){}", last.unwrap_or_default()))
    }

    /// Waits for a process that was started by hand, whose output may be anything.
    pub(super) fn status_by_hand(&mut self, patience: Duration) -> Option<ExitStatus> {
        self.close();
        self.process.wait_for(patience)
    }

    /// Whether it wrote nothing to its standard error.
    pub(super) fn stderr_is_empty(&self) -> bool {
        self.stderr.last_lines().is_empty()
    }

    /// Closes the plugin's standard input.
    pub(super) fn close(&mut self) {
        self.stdin = None;
    }

    /// Waits for the plugin to end; what it still says is looked at. `None` if it stays.
    pub(super) fn end(&mut self, patience: Duration) -> Option<ExitStatus> {
        self.close();
        let status = self.process.wait_for(patience);
        while let Ok(Some(message)) = self.next(Duration::from_millis(200)) {
            if let Message::Response(response) = message {
                let id = name(response.id);
                let of = self.open.take().map(|(id, _)| id);
                if of.is_none() || of != response.id {
                    let reason = format!("an answer too many came, to {id}");
                    self.observer.borrow_mut().blame("W08", reason);
                }
            }
        }
        status
    }
}

fn name(id: Option<RequestId>) -> String {
    id.map_or("no request".to_owned(), |id| format!("request {id}"))
}

fn read(stdout: impl Read, sender: &SyncSender<Line>) {
    let mut stdout = BufReader::new(stdout);
    let longest = limits::MAX_MESSAGE_BYTES as u64 + 2;
    loop {
        let mut line = Vec::new();
        let read = stdout.by_ref().take(longest).read_until(b'\n', &mut line);
        let line = match read {
            Ok(_) if line.ends_with(b"\n") => {
                line.pop();
                Line::Whole(line)
            }
            Ok(read) if read as u64 == longest => Line::TooLong,
            _ => Line::End(line),
        };
        let is_last = !matches!(line, Line::Whole(_));
        if sender.send(line).is_err() || is_last {
            return;
        }
    }
}
