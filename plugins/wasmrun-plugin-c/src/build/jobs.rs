//! Runs jobs side by side.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many jobs run at once.
pub(super) fn parallelism() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `job` for each item, several at a time; results come in the order of the items.
pub(super) fn run<T: Sync, R: Send>(items: &[T], job: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut results = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return results };
            results.push((index, job(item)));
        }
    };
    let mut results = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..parallelism().min(items.len())).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect::<Vec<_>>()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        let doubled: Vec<u32> = items.iter().map(|item| item * 2).collect();
        assert_eq!(run(&items, |item| item * 2), doubled);
        assert!(run(&[] as &[u32], |item| item * 2).is_empty());
    }
}
