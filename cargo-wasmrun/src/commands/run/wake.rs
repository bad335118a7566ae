//! What wakes the loop of `run`.

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
    /// A build ended.
    Ended(Box<Result<Production, Error>>),
    /// The project's folder, which was gone, is back.
    Returned,
    /// Ctrl-C.
    Interrupted,
    /// Nobody reads our messages any more.
    OutputClosed,
}
