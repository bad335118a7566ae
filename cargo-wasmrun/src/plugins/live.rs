//! The process groups of plugins that live, known to this process and to its guard.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use process_wrap::std::ChildWrapper;

use super::guard::{Guard, Order};

static LIVE: Mutex<Live> = Mutex::new(Live { groups: BTreeSet::new(), guard: None });

struct Live {
    groups: BTreeSet<u32>,
    guard: Option<Guard>,
}

/// Starts the leader of a process group. `host` is this program's own file: the guard runs it.
pub(super) fn start(
    host: Option<&Path>,
    spawn: impl FnOnce() -> io::Result<Box<dyn ChildWrapper>>,
) -> io::Result<Box<dyn ChildWrapper>> {
    // Locked all along, so that no group is born behind the back of `kill_all`.
    let mut live = lock();
    if let (None, Some(host)) = (&live.guard, host) {
        match Guard::start(host) {
            Ok(guard) => live.guard = Some(guard),
            // Plugins that end with their input, as they should, need no guard.
            Err(error) => tracing::debug!("plugins have no guard: {error}"),
        }
    }
    let child = spawn()?;
    live.groups.insert(child.id());
    live.tell(Order::Watch, child.id());
    Ok(child)
}

/// Forgets a group that is gone.
pub(super) fn forget(group: u32) {
    let mut live = lock();
    live.groups.remove(&group);
    live.tell(Order::Forget, group);
}

/// Kills every plugin's process group, for a program that has no time left.
pub fn kill_all() {
    #[cfg(unix)]
    for id in &lock().groups {
        if let Some(group) = i32::try_from(*id).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

impl Live {
    fn tell(&mut self, order: Order, group: u32) {
        // A guard that does not listen any more is replaced when the next plugin starts.
        self.guard = self.guard.take().filter(|guard| guard.tell(order, group).is_ok());
    }
}

fn lock() -> MutexGuard<'static, Live> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}
