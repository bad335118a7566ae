//! What wakes the loop of `run`.

use super::guest::GuestEvent;
use super::keys::Key;
use super::producer::Production;
use crate::error::Error;
use crate::server::Progress;
use crate::watch::Change;

/// What wakes the loop of `run`.
pub(super) enum Wake {
    /// Inputs of the build changed.
    Changed(Change),
    /// The running build came further.
    Progressed(Progress),
    /// Something happened to a program that serves.
    Guest(GuestEvent),
    /// A build ended.
    Ended(Box<Result<Production, Error>>),
    /// The project's folder, which was gone, is back.
    Returned,
    /// Something was typed in the terminal.
    Typed(Key),
    /// Ctrl-C.
    Interrupted,
    /// Nobody reads our messages any more.
    #[cfg_attr(not(unix), expect(dead_code, reason = "nobody is told of it there"))]
    OutputClosed,
}
