//! Starts every plugin, so that each can say what it is.

use std::thread;

use super::{CallError, Context, Found, Session};
use crate::cancel::CancelToken;

/// Starts these plugins, all at once, each for `context`.
pub fn introduce(
    found: Vec<Found>,
    context: &Context,
    cancel: &CancelToken,
) -> Vec<(Found, Result<Session, CallError>)> {
    thread::scope(|scope| {
        let threads: Vec<_> = found
            .into_iter()
            .map(|found| {
                let again = found.clone();
                (found, scope.spawn(|| Session::start(again, context.clone(), cancel)))
            })
            .collect();
        let joined = threads.into_iter().filter_map(|(found, thread)| {
            // A thread that panicked has said so already.
            Some((found, thread.join().ok()?))
        });
        joined.collect()
    })
}
