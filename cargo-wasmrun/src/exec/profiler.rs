//! Asks what a guest is doing a thousand times a second.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use wasmrun_runtime::wasi::WasiCtx;
use wasmrun_runtime::{Error, Frame, SampleHandle, Store};

use crate::profile::Samples;
use crate::wasm::demangle;

/// How long to wait between two samples.
const INTERVAL: Duration = Duration::from_millis(1);

/// Samples of a guest, until this is dropped.
pub(super) struct Profiler {
    samples: Arc<Mutex<Samples>>,
    /// Hangs up when the guest has ended.
    _running: Sender<()>,
}

impl Profiler {
    /// Begins to look at what runs in `store`, which must be interruptible.
    pub(super) fn start(store: &mut Store<WasiCtx>) -> Result<Self, Error> {
        let samples = Arc::new(Mutex::new(Samples::default()));
        let (noted, began) = (Arc::clone(&samples), Instant::now());
        let handle = store.set_sampler(move |frames| {
            let names: Vec<String> = frames.iter().rev().map(name).collect();
            let mut samples = noted.lock().unwrap_or_else(PoisonError::into_inner);
            samples.push(began.elapsed(), names.iter().map(String::as_str));
        })?;
        let (running, ended) = channel();
        thread::spawn(move || tick(&ended, &handle));
        Ok(Self { samples, _running: running })
    }

    /// What was seen.
    pub(super) fn finish(self) -> Samples {
        std::mem::take(&mut *self.samples.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn tick(ended: &Receiver<()>, guest: &SampleHandle) {
    while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
        guest.request();
    }
}

fn name(frame: &Frame) -> String {
    match frame.name() {
        Some(name) => demangle(name).into_owned(),
        None => format!("function {}", frame.func_index()),
    }
}
