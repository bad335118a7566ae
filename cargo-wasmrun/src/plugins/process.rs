//! A process and everything it starts: one group, which is always ended as a whole.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, ChildStdin, ChildStdout, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(windows)]
use process_wrap::std::JobObject;
#[cfg(unix)]
use process_wrap::std::ProcessGroup;
use process_wrap::std::{ChildWrapper, CommandWrap};
use wasmrun_protocol::limits;

use super::live;

/// How to start a process.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
    pub(crate) current_dir: PathBuf,
    pub(crate) environment: Vec<(OsString, OsString)>,
    /// This program's own file, if it is known.
    pub(crate) host: Option<PathBuf>,
}

/// A process in a group of its own. Dropping it kills the group and waits for its end.
#[derive(Debug)]
pub(crate) struct Process {
    child: Box<dyn ChildWrapper>,
    ended: bool,
}

/// Our ends of a process's standard streams.
#[derive(Debug)]
pub(crate) struct Pipes {
    pub(crate) stdin: ChildStdin,
    pub(crate) stdout: ChildStdout,
    pub(crate) stderr: ChildStderr,
}

impl Process {
    /// Starts a process with three pipes.
    pub(crate) fn spawn(launch: &Launch) -> io::Result<(Self, Pipes)> {
        let mut command = CommandWrap::with_new(&launch.program, |command| {
            command
                .args(&launch.args)
                .current_dir(existing(&launch.current_dir))
                .env_clear()
                .envs(launch.environment.iter().map(|(name, value)| (name, value)))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
        });
        #[cfg(unix)]
        command.wrap(ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(JobObject);
        let child = live::start(launch.host.as_deref(), || command.spawn())?;
        let mut process = Self { child, ended: false };
        let pipes = process.take_pipes().ok_or_else(|| io::Error::other("no pipes"))?;
        Ok((process, pipes))
    }

    fn take_pipes(&mut self) -> Option<Pipes> {
        Some(Pipes {
            stdin: self.child.stdin().take()?,
            stdout: self.child.stdout().take()?,
            stderr: self.child.stderr().take()?,
        })
    }

    /// Ends a process whose standard input was closed: it gets time to go by itself, then it is
    /// asked to terminate, then its group is killed. What it left in its group is killed anyway.
    pub(super) fn stop(mut self) {
        if self.wait_for(limits::EXIT_GRACE).is_none() {
            self.terminate();
            self.wait_for(limits::TERMINATE_GRACE);
        }
        self.kill();
    }

    /// The status of a process that is about to end, or was killed if it took too long.
    pub(crate) fn end(mut self, patience: Duration) -> Option<ExitStatus> {
        let status = self.wait_for(patience);
        self.kill();
        status
    }

    /// Kills the group and waits for its end.
    pub(crate) fn kill(&mut self) {
        if self.ended {
            return;
        }
        self.ended = true;
        // The group may be gone already.
        let _ = self.child.start_kill();
        let _ = self.child.wait();
        live::forget(self.child.id());
    }

    /// The identifier of the process, which is that of its group.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The status of the process, if it ends in time.
    pub(super) fn wait_for(&mut self, patience: Duration) -> Option<ExitStatus> {
        // The standard library cannot wait with a limit, so look again and again, ever less often.
        let begin = Instant::now();
        let mut pause = Duration::from_micros(200);
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            if begin.elapsed() >= patience {
                return None;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    #[cfg(unix)]
    fn terminate(&self) {
        let _ = self.child.signal(rustix::process::Signal::TERM.as_raw());
    }

    #[cfg(not(unix))]
    fn terminate(&self) {}
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The processes of a group that live, by name, once `patience` is over or none is left. One that
/// has ended and was not waited for does not live.
pub(super) fn living(group: u32, patience: Duration) -> Vec<String> {
    let begin = Instant::now();
    loop {
        let living = members(group);
        if living.is_empty() || begin.elapsed() >= patience {
            return living;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(target_os = "linux")]
fn members(group: u32) -> Vec<String> {
    let Ok(processes) = fs_err::read_dir("/proc") else { return Vec::new() };
    let stats =
        processes.filter_map(|entry| fs_err::read_to_string(entry.ok()?.path().join("stat")).ok());
    let member = |stat: String| {
        // The name is in parentheses, and may hold anything.
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let state = fields.next()?;
        let its_group = fields.nth(1)?.parse::<u32>().ok()?;
        (its_group == group && state != "Z").then(|| format!("`{name}`"))
    };
    stats.filter_map(member).collect()
}

#[cfg(all(unix, not(target_os = "linux")))]
fn members(group: u32) -> Vec<String> {
    let group = i32::try_from(group).ok().and_then(rustix::process::Pid::from_raw);
    let lives = |group| rustix::process::test_kill_process_group(group).is_ok();
    group.filter(|group| lives(*group)).map(|_| "some process".to_owned()).into_iter().collect()
}

#[cfg(not(unix))]
fn members(_: u32) -> Vec<String> {
    // A job object ends with all that is in it.
    Vec::new()
}

/// A folder to start in: a missing one would be reported as a missing program.
fn existing(folder: &Path) -> &Path {
    if folder.is_dir() { folder } else { Path::new(".") }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn shell(script: &str) -> (Process, Pipes) {
        Process::spawn(&Launch {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            current_dir: "/".into(),
            environment: vec![("PATH".into(), "/usr/bin:/bin".into())],
            host: None,
        })
        .unwrap()
    }

    #[test]
    fn a_process_that_obeys_goes_by_itself() {
        let (process, pipes) = shell("cat >/dev/null; exit 3");
        drop(pipes.stdin);
        let status = process.end(Duration::from_mins(1)).unwrap();
        assert_eq!(status.code(), Some(3));
    }

    #[test]
    fn what_a_process_leaves_behind_is_killed_with_it() {
        // The child holds our end of the pipe: it closes when the last of the group is gone.
        let (process, mut pipes) = shell("sleep 600 & echo started");
        drop(pipes.stdin);
        process.stop();
        let mut text = String::new();
        pipes.stdout.read_to_string(&mut text).unwrap();
        assert_eq!(text, "started\n");
    }

    #[test]
    fn dropping_kills() {
        let (process, mut pipes) = shell("trap '' TERM; echo ready; while :; do sleep 600; done");
        let mut ready = [0; 6];
        pipes.stdout.read_exact(&mut ready).unwrap();
        drop(process);
        assert_eq!(pipes.stdout.read(&mut ready).unwrap(), 0);
    }
}
