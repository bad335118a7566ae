//! Work on the parts of a module, its file, functions or data, shared by several threads.

use std::{
    num::NonZero,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Does `work` for every index below `count`, on as many threads as so many `bytes` are worth.
/// Each thread begins with a new `state` of its own.
///
/// # Errors
/// The error of the lowest index that has one, whichever thread finds it when.
pub(crate) fn for_each<State, Error: Send>(
    count: usize,
    bytes: usize,
    state: impl Fn() -> State + Sync,
    work: impl Fn(&mut State, usize) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    for_each_beside(count, bytes, state, work, || ()).0
}

/// The same, while this thread does something else first: what came of the work, and of that.
pub(crate) fn for_each_beside<State, Error: Send, Other>(
    count: usize,
    bytes: usize,
    state: impl Fn() -> State + Sync,
    work: impl Fn(&mut State, usize) -> Result<(), Error> + Sync,
    other: impl FnOnce() -> Other,
) -> (Result<(), Error>, Other) {
    let next = AtomicUsize::new(0);
    // Indices are handed out in their order, so that no thread stops before one that is lower.
    let run = || {
        let mut state = state();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok(());
            }
            work(&mut state, index).map_err(|error| (index, error))?;
        }
    };
    let threads = threads(count, bytes);
    if threads == 1 {
        return (run().map_err(|(_, error)| error), other());
    }
    let (results, other) = thread::scope(|scope| {
        let running: Vec<_> = (1..threads)
            .filter_map(|_| thread::Builder::new().spawn_scoped(scope, run).ok())
            .collect();
        let other = other();
        let mut results = vec![run()];
        results.extend(running.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }));
        (results, other)
    });
    let errors = results.into_iter().filter_map(Result::err);
    let first = errors.min_by_key(|(index, _)| *index);
    (first.map_or(Ok(()), |(_, error)| Err(error)), other)
}

/// Does `work` with every item, on as many threads as so many `bytes` are worth.
///
/// # Errors
/// One that `work` had; then some items may have been left out.
pub(crate) fn for_each_item<Item, Items, Error: Send>(
    items: Items,
    bytes: usize,
    work: impl Fn(Item) -> Result<(), Error> + Sync,
) -> Result<(), Error>
where
    Items: ExactSizeIterator<Item = Item> + Send,
{
    let count = items.len();
    let items = Mutex::new(items);
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    for_each(count, bytes, || (), |(), _| next().map_or(Ok(()), &work))
}

/// How many threads are worth starting.
pub(crate) fn threads(count: usize, bytes: usize) -> usize {
    /// Fewer bytes than this take a thread about as long to work on as to start.
    const BYTES_PER_THREAD: usize = 64 << 10;
    let useful = (bytes / BYTES_PER_THREAD).min(count).max(1);
    if useful == 1 {
        return 1;
    }
    useful.min(available())
}

/// How many threads can run at once, asked once: the system keeps it in several files (cgroups).
fn available() -> usize {
    static AVAILABLE: OnceLock<usize> = OnceLock::new();
    *AVAILABLE.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}
