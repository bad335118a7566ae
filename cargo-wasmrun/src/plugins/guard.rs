//! The guard: a second process of this program, which ends the plugins when the first is killed.
//!
//! A plugin ends when its input does, but one that hangs does not, and neither do tools that it
//! leaves behind. The host sees to that itself, unless it is killed. So it starts a guard, which
//! hears of every plugin's process group over a pipe, and ends those that are left when the pipe
//! closes, which no way of dying prevents. (Linux could send a signal to the plugin itself, but to
//! nothing that the plugin started, and without a chance to clean up.)

use std::io::{self, BufRead, Write as _};
use std::path::Path;
use std::process::{ChildStdin, Stdio};

use process_wrap::std::CommandWrap;
#[cfg(unix)]
use process_wrap::std::ProcessGroup;

/// The only argument of a guard.
pub const GUARD_FLAG: &str = "--guard-plugins";

/// Our end of the pipe to the guard.
pub(super) struct Guard(ChildStdin);

/// What a guard is told about a process group.
#[derive(Clone, Copy)]
pub(super) enum Order {
    Watch,
    Forget,
}

impl Guard {
    /// Starts a guard, where there are process groups.
    pub(super) fn start(host: &Path) -> io::Result<Self> {
        if cfg!(not(unix)) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let mut command = CommandWrap::with_new(host, |command| {
            command
                .arg(GUARD_FLAG)
                .env_clear()
                .current_dir("/")
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
        });
        // Whoever kills our own group does not kill the guard with it.
        #[cfg(unix)]
        command.wrap(ProcessGroup::leader());
        let mut child = command.spawn()?;
        child.stdin().take().map(Self).ok_or_else(|| io::Error::other("no pipe"))
    }

    pub(super) fn tell(&self, order: Order, group: u32) -> io::Result<()> {
        let sign = match order {
            Order::Watch => '+',
            Order::Forget => '-',
        };
        (&self.0).write_all(format!("{sign}{group}\n").as_bytes())
    }
}

/// Does the work of a guard: listens to orders until there can be no more, then ends the groups
/// that are left, as the host would have done.
pub fn stand_guard(orders: impl BufRead) {
    let mut groups = std::collections::BTreeSet::new();
    for line in orders.lines().map_while(Result::ok) {
        let group = line.get(1..).and_then(|group| group.parse::<i32>().ok());
        match (line.as_bytes().first(), group) {
            (Some(b'+'), Some(group)) => groups.insert(group),
            (Some(b'-'), Some(group)) => groups.remove(&group),
            _ => false,
        };
    }
    #[cfg(unix)]
    unix::end(groups.into_iter().filter_map(rustix::process::Pid::from_raw).collect());
}

#[cfg(unix)]
mod unix {
    //! Ending process groups that are not ours to wait for.

    use std::thread;
    use std::time::{Duration, Instant};

    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
    use wasmrun_protocol::limits;

    const PAUSE: Duration = Duration::from_millis(20);

    /// Gives the groups time to go by themselves, then asks them to, then kills them.
    pub(super) fn end(mut groups: Vec<Pid>) {
        wait(&mut groups, limits::EXIT_GRACE);
        signal(&groups, Signal::TERM);
        wait(&mut groups, limits::TERMINATE_GRACE);
        signal(&groups, Signal::KILL);
    }

    /// Waits until all groups are gone, but not longer than this. Those that are left stay in the
    /// list; one that is gone is forgotten at once, since its number may be given to others.
    fn wait(groups: &mut Vec<Pid>, patience: Duration) {
        let begin = Instant::now();
        loop {
            groups.retain(|group| test_kill_process_group(*group).is_ok());
            if groups.is_empty() || begin.elapsed() >= patience {
                return;
            }
            thread::sleep(PAUSE);
        }
    }

    fn signal(groups: &[Pid], signal: Signal) {
        for group in groups {
            let _ = kill_process_group(*group, signal);
        }
    }
}
