//! Limits and times of the host, which a user may configure.

use std::time::Duration;

/// Longest line in either direction, in bytes, without its line end.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// Diagnostics kept per request; the rest are counted and dropped.
pub const MAX_DIAGNOSTICS: usize = 1_000;
/// Text kept per `output` note, in bytes; the rest is counted and dropped.
pub const MAX_OUTPUT_BYTES: usize = 64 * 1024;
/// Standard error of a plugin kept for an error message, in bytes.
pub const MAX_STDERR_BYTES: usize = 64 * 1024;
/// What a program with tests writes that is looked at for an expectation, in bytes.
pub const MAX_TESTED_BYTES: usize = 4 * 1024 * 1024;

/// From the start of the process to the answer to `initialize`.
pub const INITIALIZE_TIMEOUT: Duration = Duration::from_secs(10);
/// For `detect`.
pub const DETECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For `check`.
pub const CHECK_TIMEOUT: Duration = Duration::from_secs(30);
/// For `validate`, `inputs`, `clean` and `create`.
pub const SHORT_TASK_TIMEOUT: Duration = Duration::from_mins(1);
/// For `build` and `setup`: the longest silence. Any note of the request starts it anew.
pub const SILENCE_TIMEOUT: Duration = Duration::from_mins(10);
/// From `cancel` to the answer; after that the process group is killed.
pub const CANCEL_GRACE: Duration = Duration::from_secs(5);
/// From closing standard input to the request to terminate.
pub const EXIT_GRACE: Duration = Duration::from_secs(5);
/// From the request to terminate to the kill.
pub const TERMINATE_GRACE: Duration = Duration::from_secs(2);
/// Restarts allowed after crashes within [`RESTART_WINDOW`].
pub const MAX_RESTARTS: usize = 3;
/// The time over which crashes are counted.
pub const RESTART_WINDOW: Duration = Duration::from_mins(1);
