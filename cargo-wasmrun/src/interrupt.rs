//! Ctrl-C and requests to terminate, turned into one token for the whole process.

mod at_once;

use std::sync::OnceLock;

use crate::cancel::CancelToken;
use crate::exit::Exit;
use crate::plugins;

static TOKEN: OnceLock<CancelToken> = OnceLock::new();

/// The token that the first Ctrl-C cancels. A second one does not wait for anybody: it kills the
/// plugins' process groups and ends the program.
///
/// Plugins live in process groups of their own and never see the terminal's Ctrl-C, so whoever
/// runs one must listen to this token.
pub fn token() -> CancelToken {
    TOKEN
        .get_or_init(|| {
            let token = CancelToken::new();
            let handler = token.clone();
            // It fails only if a handler exists already, and the token then simply stays silent.
            let _ = ctrlc::set_handler(move || {
                if handler.is_cancelled() {
                    exit_now();
                }
                handler.cancel();
            });
            token
        })
        .clone()
}

/// Lets a Ctrl-C end the program at once from now on.
///
/// As long as nobody has asked for the [`token`], no plugin has been started: then this takes no
/// thread to listen, which would be a good part of a short program's time.
pub fn end_at_once() {
    if TOKEN.get().is_some() || !at_once::install() {
        std::mem::forget(token().on_cancel(|| exit_now()));
    }
}

/// Ends the program at once because of a Ctrl-C, leaving no plugin behind.
#[expect(clippy::exit, reason = "the threads of the program do not get a say any more")]
pub fn exit_now() -> ! {
    plugins::kill_all();
    std::process::exit(Exit::INTERRUPTED.status().into())
}
