//! Whoever looks at a guest while it runs: profilers and tracers.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use wasmrun_runtime::wasi::{self, WasiCtx};
use wasmrun_runtime::{CallEvent, Error, Store, Val};

use super::arguments::print;
use super::profiler::Profiler;
use crate::wasm::demangle;

/// What is wanted of a guest's run beside its result.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Where to write what it spent its time on.
    pub profile: Option<PathBuf>,
    /// Who is told of its calls.
    pub trace: Option<TraceSink>,
    /// Where to write its memory and its stack should it be stopped.
    pub coredump: Option<PathBuf>,
    /// Where to note how many bytes its memories had at the end.
    pub memory: Option<Arc<AtomicU64>>,
}

/// Takes lines about calls.
#[derive(Clone)]
pub struct TraceSink(Arc<dyn Fn(&str) + Send + Sync>);

impl TraceSink {
    /// A sink that hands each line to `write`.
    pub fn new(write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(write))
    }
}

impl fmt::Debug for TraceSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceSink").finish_non_exhaustive()
    }
}

/// Lets those who want to know look at the guests of `store`.
pub(super) fn start(
    store: &mut Store<WasiCtx>,
    observation: &Observation,
) -> Result<Option<Profiler>, Error> {
    if let Some(TraceSink(write)) = observation.trace.clone() {
        store.set_tracer(move |event| {
            if let Some(line) = line(event) {
                write(&line);
            }
        })?;
    }
    observation.profile.as_ref().map(|_| Profiler::start(store)).transpose()
}

/// A call in a line, indented by its depth.
fn line(event: &CallEvent<'_>) -> Option<String> {
    match event {
        CallEvent::Began { func_index, name, arguments, depth, .. } => {
            let name = match name {
                Some(name) => demangle(name).into_owned(),
                None => format!("function {func_index}"),
            };
            Some(format!("{}{name}({})", indent(*depth), list(arguments)))
        }
        CallEvent::HostReturned { module, name, arguments, results, depth, .. } => {
            let results = match results {
                Ok(results) => list(results),
                Err(error) => match error.downcast_ref() {
                    Some(wasi::Exit(status)) => format!("exit {status}"),
                    None => error.to_string(),
                },
            };
            let arrow = if results.is_empty() { "" } else { " -> " };
            let call = format!("{module}.{name}({})", list(arguments));
            Some(format!("{}{call}{arrow}{results}", indent(*depth)))
        }
        _ => None,
    }
}

/// Deeper calls are not indented further, or no terminal would be wide enough.
fn indent(depth: usize) -> String {
    const DEEPEST: usize = 40;
    "  ".repeat(depth.min(DEEPEST))
}

fn list(values: &[Val]) -> String {
    values.iter().map(print).collect::<Vec<_>>().join(", ")
}
