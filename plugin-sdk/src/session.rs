//! A session: requests from one stream are answered on another until the first one ends.

use std::io::{BufReader, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::Duration;

use wasmrun_protocol::{
    CancelParams, ErrorKind, Message, Note, Notification, Request, Response, RpcError, limits,
};

use crate::Plugin;
use crate::in_flight::InFlight;
use crate::lines::{Line, Lines};
use crate::outbox::Outbox;
use crate::worker::{Job, Worker};

/// Requests that may wait for their turn. A host sends one at a time.
const MAX_QUEUED: usize = 64;
/// Stack of the plugin's methods: what a main thread usually has.
const STACK_BYTES: usize = 8 * 1024 * 1024;
/// How long requests may still be answered after the end of input, so that a line piped into a
/// plugin by hand has its effect.
const FINISH: Duration = Duration::from_millis(500);
/// How long a method may go on after it was cancelled. Together less than what the host waits.
const GRACE: Duration = Duration::from_secs(4);

/// Serves requests until the input ends; what takes longer than a moment from there is cancelled.
///
/// Returns early if the method does not stop; its thread is left to the end of the process.
pub(crate) fn run<P: Plugin>(plugin: P, input: impl Read, output: impl Write + Send + 'static) {
    let outbox = Arc::new(Outbox::new(output));
    let in_flight = Arc::new(InFlight::default());
    let (jobs, queue) = sync_channel(MAX_QUEUED);
    let (alive, ended) = channel::<()>();
    let worker = Worker::new(plugin, Arc::clone(&outbox), Arc::clone(&in_flight));
    let work = move || {
        worker.run(&queue);
        drop(alive);
    };
    let thread = thread::Builder::new().name("plugin".to_owned()).stack_size(STACK_BYTES);
    thread.spawn(work).expect("a thread can be started");
    let reader = Reader { jobs, outbox, in_flight: Arc::clone(&in_flight) };
    reader.read(input);
    // Nothing is ever sent: the channel closes when the worker has answered everything.
    if ended.recv_timeout(FINISH) == Err(RecvTimeoutError::Timeout) {
        in_flight.cancel_all();
        let _ = ended.recv_timeout(GRACE);
    }
}

/// Reads messages and hands them to whom they concern.
struct Reader {
    jobs: SyncSender<Job>,
    outbox: Arc<Outbox>,
    in_flight: Arc<InFlight>,
}

impl Reader {
    /// Reads to the end. An error of the stream is an end, too: the host is gone.
    fn read(self, input: impl Read) {
        let mut lines = Lines::new(BufReader::new(input), limits::MAX_MESSAGE_BYTES);
        while let Ok(Some(line)) = lines.next() {
            match line {
                Line::Whole(line) if line.trim_ascii().is_empty() => {}
                Line::Whole(line) => self.handle(line),
                Line::TooLong => {
                    let message =
                        format!("the line is longer than {} bytes", limits::MAX_MESSAGE_BYTES);
                    self.refuse(RpcError::new(ErrorKind::ParseError, message));
                }
            }
        }
    }

    fn handle(&self, line: &[u8]) {
        match Message::parse(line) {
            Ok(Message::Request(request)) => self.enqueue(request),
            Ok(Message::Notification(notification)) => self.notice(&notification),
            // Nothing was asked, so there is nothing that it could answer.
            Ok(Message::Response(_)) => {}
            Err(error) => self.outbox.respond(&error.to_response()),
        }
    }

    fn enqueue(&self, request: Request) {
        let id = request.id;
        let Some(cancellation) = self.in_flight.begin(id) else {
            let message = format!("request {id} is not answered yet");
            return self.refuse(RpcError::new(ErrorKind::InvalidRequest, message));
        };
        let (error, kind) = match self.jobs.try_send(Job { request, cancellation }) {
            Ok(()) => return,
            Err(TrySendError::Full(_)) => ("too many requests at once", ErrorKind::InvalidRequest),
            Err(TrySendError::Disconnected(_)) => ("the worker is gone", ErrorKind::InternalError),
        };
        self.in_flight.end(id);
        self.outbox.respond(&Response::failure(Some(id), RpcError::new(kind, error)));
    }

    /// Unknown notifications are ignored, and so is a `cancel` that cannot be read.
    fn notice(&self, notification: &Notification) {
        if notification.method == CancelParams::NAME
            && let Ok(cancel) = notification.decode::<CancelParams>()
        {
            self.in_flight.cancel(cancel.request);
        }
    }

    fn refuse(&self, error: RpcError) {
        self.outbox.respond(&Response::failure(None, error));
    }
}
