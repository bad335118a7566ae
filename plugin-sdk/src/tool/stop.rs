//! Ending a tool: first politely, so that a build tool can end its own children, then for sure.

use std::process::Child;
use std::time::{Duration, Instant};

/// From the polite request to the kill: a person who pressed Ctrl-C is waiting.
const GRACE: Duration = Duration::from_millis(250);

/// Ends a tool step by step, as often as it is asked.
#[derive(Default)]
pub(super) struct Stopper {
    asked: Option<Instant>,
}

impl Stopper {
    /// Takes the step that is due. The child must not have been waited for.
    pub(super) fn stop(&mut self, child: &mut Child) {
        match self.asked {
            None => {
                self.asked = Some(Instant::now());
                ask_to_end(child);
            }
            Some(asked) if asked.elapsed() >= GRACE => {
                let _ = child.kill();
            }
            Some(_) => {}
        }
    }
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};

    // The child is not reaped yet, so its number cannot belong to another process.
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    let _ = child.kill();
}
