//! A tool that runs: followed to its end, or ended when the request is cancelled.

use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::{Duration, Instant};
use std::{io, thread};

use wasmrun_protocol::OutputStream;

use super::output::{Event, read};
use super::stop::Stopper;
use crate::{Context, Error, Result};

/// Lines read ahead of whoever consumes them.
const MAX_EVENTS: usize = 256;
/// How long to wait for a sign of the tool before looking after it.
const TICK: Duration = Duration::from_millis(50);
/// How long to wait for the end of output after the tool itself has ended: what it started may
/// hold its streams open for ever.
const LINGER: Duration = Duration::from_secs(2);

/// A tool that runs. Dropping it ends it.
pub(super) struct Running {
    child: Child,
    events: Receiver<Event>,
    open_streams: usize,
    ended: Option<(ExitStatus, Instant)>,
    stopper: Stopper,
}

impl Running {
    /// Follows a child whose output is piped.
    pub(super) fn new(mut child: Child) -> Self {
        let (sender, events) = sync_channel(MAX_EVENTS);
        let mut open_streams = 0;
        if let Some(stdout) = child.stdout.take() {
            read(OutputStream::Stdout, stdout, sender.clone());
            open_streams += 1;
        }
        if let Some(stderr) = child.stderr.take() {
            read(OutputStream::Stderr, stderr, sender);
            open_streams += 1;
        }
        Self { child, events, open_streams, ended: None, stopper: Stopper::default() }
    }

    /// Hands on what the tool writes until it ends. `None` means that nothing more is there yet.
    pub(super) fn follow(
        mut self,
        cx: &Context,
        mut consume: impl FnMut(Option<(OutputStream, &str)>),
    ) -> Result<ExitStatus> {
        let mut pause = Duration::from_millis(1);
        loop {
            match self.events.try_recv() {
                Ok(event) => self.handle(event, &mut consume),
                Err(TryRecvError::Empty) => {
                    consume(None);
                    match self.events.recv_timeout(TICK) {
                        Ok(event) => self.handle(event, &mut consume),
                        Err(RecvTimeoutError::Timeout) => self.observe()?,
                        Err(RecvTimeoutError::Disconnected) => self.open_streams = 0,
                    }
                }
                Err(TryRecvError::Disconnected) => {
                    // Between the end of its output and its own end a tool needs a moment.
                    self.open_streams = 0;
                    self.observe()?;
                    if self.ended.is_none() {
                        thread::sleep(pause);
                        pause = (pause * 2).min(TICK);
                    }
                }
            }
            if cx.is_cancelled() && self.ended.is_none() {
                self.stopper.stop(&mut self.child);
            }
            if let Some(status) = self.finished() {
                consume(None);
                return if cx.is_cancelled() { Err(Error::cancelled()) } else { Ok(status) };
            }
        }
    }

    fn handle(&mut self, event: Event, consume: &mut impl FnMut(Option<(OutputStream, &str)>)) {
        match event {
            Event::Line(stream, line) => consume(Some((stream, &line))),
            Event::End => self.open_streams -= 1,
        }
    }

    fn observe(&mut self) -> io::Result<()> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait()?.map(|status| (status, Instant::now()));
        }
        Ok(())
    }

    fn finished(&self) -> Option<ExitStatus> {
        let (status, since) = self.ended?;
        (self.open_streams == 0 || since.elapsed() > LINGER).then_some(status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.ended.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
