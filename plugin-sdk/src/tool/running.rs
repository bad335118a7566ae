//! A tool that runs: followed to its end, or ended when the request is cancelled.

use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};
use std::{io, thread};

use wasmrun_protocol::OutputStream;

use super::output::{Event, read};
use super::stop::Stopper;
use crate::{Context, Result};

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
        let mut next_look = Instant::now() + TICK;
        while self.open_streams > 0 && !self.is_lingering(cx) {
            match self.next_event(|| consume(None)) {
                Some(Event::Line(stream, line)) => consume(Some((stream, &line))),
                Some(Event::End) => self.open_streams -= 1,
                None => {}
            }
            // Not only when the output pauses: what a tool started may write for ever.
            if Instant::now() >= next_look {
                self.look()?;
                next_look = Instant::now() + TICK;
            }
            self.stop_if_cancelled(cx);
        }
        consume(None);
        let status = self.await_end(cx)?;
        cx.check_cancelled()?;
        Ok(status)
    }

    /// Waits for an event, but not for long; calls `idle` before it waits.
    fn next_event(&self, idle: impl FnOnce()) -> Option<Event> {
        if let Ok(event) = self.events.try_recv() {
            return Some(event);
        }
        idle();
        match self.events.recv_timeout(TICK) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::End),
        }
    }

    /// Waits for the end of a tool that writes no more: mostly a moment, but it may live on.
    fn await_end(&mut self, cx: &Context) -> Result<ExitStatus> {
        let mut pause = Duration::from_micros(100);
        loop {
            self.look()?;
            if let Some((status, _)) = self.ended {
                return Ok(status);
            }
            self.stop_if_cancelled(cx);
            thread::sleep(pause);
            pause = (pause * 2).min(TICK);
        }
    }

    fn look(&mut self) -> io::Result<()> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait()?.map(|status| (status, Instant::now()));
        }
        Ok(())
    }

    /// Whether the tool ended a while ago, and yet its streams are open. Nobody waits for the rest of
    /// what was cancelled.
    fn is_lingering(&self, cx: &Context) -> bool {
        self.ended.is_some_and(|(_, since)| cx.is_cancelled() || since.elapsed() > LINGER)
    }

    fn stop_if_cancelled(&mut self, cx: &Context) {
        if self.ended.is_none() && cx.is_cancelled() {
            self.stopper.stop(&mut self.child);
        }
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
